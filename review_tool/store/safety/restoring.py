"""Going back to a backup: the review as it is now is kept first, and what goes on is a copy with chains of its own.

Without chains of its own, the next vote would take the place of one that was lost by going back, and whoever holds that
one could never put the two together again.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.exc import DatabaseError

from review_tool.domain import replicas
from review_tool.domain.errors import ReviewError
from review_tool.store import schema
from review_tool.store import tables as t
from review_tool.store.database import driver
from review_tool.store.database.driver import DATABASE, sqlite_module
from review_tool.store.database.file_copy import Each, put_back, remove
from review_tool.store.database.lock import queued
from review_tool.store.database.trouble import in_plain_words
from review_tool.store.history import verify
from review_tool.store.queries import plan
from review_tool.store.review import begun
from review_tool.store.safety import backups, health
from review_tool.store.safety.backups import Backup
from review_tool.store.unit import Unit

Heads = dict[str, tuple[int, str]]
RESTORING = f"{DATABASE}.restoring"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in the review's place, and where the review as it was lies."""

    kept: str
    lost: dict[str, int]
    """Writer → how many events are not in the review any more."""


def heads_here(folder: Path) -> Heads | None:
    """Where the chains end now; None where the database cannot be read."""
    rows = _read(folder, "SELECT writer, max(seq), hash FROM event GROUP BY writer")
    return None if rows is None else {str(writer): (int(seq), str(head)) for writer, seq, head in rows}


def id_here(folder: Path) -> str:
    """Which review lies in a folder; "" where that cannot be read."""
    rows = _read(folder, "SELECT id FROM review")
    return str(rows[0][0]) if rows else ""


def _read(folder: Path, query: str) -> list[tuple[Any, ...]] | None:
    module = sqlite_module()
    try:
        with closing(module.connect(f"{(folder / DATABASE).resolve().as_uri()}?mode=ro", uri=True)) as plain:
            rows: list[tuple[Any, ...]] = plain.execute(query).fetchall()
            return rows
    except (module.Error, UnicodeDecodeError):
        return None


def lost_events(here: Heads, there: Heads) -> dict[str, tuple[int, int]]:
    """Writer → the first and the last event that a review ending `here` has beyond a copy ending `there`."""
    first = {writer: (there.get(writer, (0, ""))[0] + 1, seq) for writer, (seq, _) in here.items()}
    return {writer: (start, end) for writer, (start, end) in first.items() if start <= end}


def restore(folder: Path, copy: Backup, *, by: str, device: str, clock: Callable[[], datetime], each: Each) -> Restored:
    """Put a sound copy in the place of the review in this folder.

    Raises:
        ReviewError: the review as it is could not be kept, or something cannot be written; then all is as before.
    """
    built = folder / RESTORING
    with in_plain_words(folder), queued(folder / f"{DATABASE}.lock"):
        here = heads_here(folder) if (folder / DATABASE).exists() else {}
        lost = None if here is None else lost_events(here, copy.heads)
        try:
            each(0, 0, "preparing the copy")
            _build(built, copy, lost, by=by, device=device, now=clock())
            kept = _replace(folder, built, now=clock(), each=each)
        except OSError as error:
            raise ReviewError(
                f"{error.filename or folder} cannot be written: {error.strerror}.", hint="The review is as it was."
            ) from error
        finally:
            remove(built)
    return Restored(kept, {writer: end - start + 1 for writer, (start, end) in (lost or {}).items()})


def _build(
    built: Path, copy: Backup, lost: dict[str, tuple[int, int]] | None, *, by: str, device: str, now: datetime
) -> None:
    """The copy, brought up to date, with a name of its own, and with the word that it was gone back to."""
    remove(built)
    built.touch(mode=0o600)
    shutil.copyfile(copy.path, built)
    engine = driver.sqlite_engine(built)
    try:
        with engine.connect() as plain:
            connection = plain.execution_options(**{driver.WRITING: True})
            begun(connection)
            schema.upgrade(connection)
            # A copy is good where its facts are; what follows from them is put right here.
            health.mend_schema(connection, health.differences(connection))
            if any(fault.startswith("The table ") for fault in verify.problems(connection)):
                health.remake_state(connection)
            if by not in {member.name for member in plan.team(connection)}:
                raise ReviewError(f"{by} is not in that copy's team.", hint="Name yourself with --as.")
            replica = replicas.name()
            connection.execute(delete(t.replica))
            connection.execute(insert(t.replica).values(name=replica))
            unit = Unit(connection, review=copy.review, device=f"{device}-{replica}", now=now)
            payload = {"made": copy.made, "sha256": copy.sha256, "lost": lost}
            unit.record("review.restored", f"review:{copy.review}", payload, by=by)
            unit.finish()
            connection.commit()
    finally:
        engine.dispose()


def _replace(folder: Path, built: Path, *, now: datetime, each: Each) -> str:
    """Keep what is there, and put the built review in its place; returns where the former one lies."""
    if (folder / DATABASE).exists() and (kept := _through_sqlite(folder, built, now=now, each=each)):
        return kept
    # What SQLite cannot copy is put aside as it lies there. Its log too: SQLite would read it into the new database.
    parts = [part for rest in ("-wal", "-shm", "-journal", "") if (part := Path(f"{folder / DATABASE}{rest}")).exists()]
    aside = backups.place(folder) / f"{now:%Y-%m-%dT%H%M%SZ}-unreadable"
    if parts:
        aside.mkdir(parents=True, mode=0o700)
    for part in parts:
        shutil.move(part, aside / part.name)
    built.replace(folder / DATABASE)
    return str(aside) if parts else ""


def _through_sqlite(folder: Path, built: Path, *, now: datetime, each: Each) -> str:
    """Keep what is there and write the built review over it, seen by other processes too; "" where SQLite cannot."""
    engine = driver.sqlite_engine(folder / DATABASE)
    try:
        with engine.connect() as connection:
            kept = backups.make(connection, folder, why="before-restore", now=now, each=each, damaged=True)
            put_back(built, connection)
            return str(kept.path)
    except (DatabaseError, ReviewError, sqlite_module().Error):
        if heads_here(folder) is not None:
            raise
        return ""
    finally:
        engine.dispose()
