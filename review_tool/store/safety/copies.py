"""Is a copy of a review sound: SQLite's own check, every chain, every record's hash, every kept file.

Where an older copy was checked before, what is the same in both need not be worked out again: two files on which a disk
went wrong in the same way do not happen. So a backup costs what came since the last one.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from review_tool.domain.errors import ReviewError
from review_tool.domain.event import GENESIS, Event, first_fault
from review_tool.store import schema
from review_tool.store.database.driver import sqlite_module
from review_tool.store.database.loading import content_hash


@dataclass(slots=True)
class Looked:
    """What a copy holds, and what is wrong with it."""

    review: str = ""
    version: str = ""
    """Of its schema."""
    events: int = 0
    records: int = 0
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Writer → how many events its chain has, and the hash of the last."""
    faults: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.faults


def look(copy: Path, *, since: Path | None = None) -> Looked:
    """Check a copy of a review's database, which nobody is writing to.

    Args:
        since: an older copy of the same review that passed this check.

    Raises:
        ReviewError: it is no review at all.
    """
    found = Looked()
    driver = sqlite_module()
    try:
        # Read as it lies there: a check changes nothing.
        with closing(driver.connect(f"{copy.resolve().as_uri()}?immutable=1", uri=True)) as plain:
            _identity(plain, found, copy)
            verdict = [row[0] for row in plain.execute("PRAGMA integrity_check(3)")]
            if verdict != ["ok"]:
                found.faults.append(f"SQLite's check: {'; '.join(map(str, verdict))}.")
            if since is not None:
                plain.execute("ATTACH ? AS old", (f"{since.resolve().as_uri()}?immutable=1",))
            known = since is not None and _holds_all_events(plain)
            found.faults += _chains(plain, found, known=known)
            found.faults += _records(plain, known=since is not None)
            found.faults += _files(plain, known=since is not None)
    except (driver.DatabaseError, UnicodeDecodeError, ValueError, OverflowError) as error:
        found.faults.append(f"It cannot be read: {error}.")
    return found


def _identity(plain: Any, found: Looked, copy: Path) -> None:
    try:
        found.version = plain.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        found.review = plain.execute("SELECT id FROM review").fetchone()[0]
        found.events = plain.execute("SELECT count(*) FROM event").fetchone()[0]
        found.records = plain.execute("SELECT count(*) FROM record").fetchone()[0]
    except (sqlite_module().DatabaseError, TypeError) as error:
        raise ReviewError(f"{copy} is no copy of a review ({error}).", hint="See `review-tool backup list`.") from None
    schema.check_known(found.version)


def _columns(plain: Any, table: str) -> list[str]:
    return [row[1] for row in plain.execute(f'PRAGMA main.table_info("{table}")')]


def _same(plain: Any, table: str) -> str:
    """A condition: the row `m` of this copy says what the row `o` of the older one says."""
    return " AND ".join(f'm."{name}" IS o."{name}"' for name in _columns(plain, table))


def _holds_all_events(plain: Any) -> bool:
    """Whether every event of the older copy is here, unchanged; so only those after them are new."""
    joined = f"event m JOIN old.event o ON m.n = o.n WHERE {_same(plain, 'event')}"
    same = plain.execute(f"SELECT count(*) FROM main.{joined}").fetchone()[0]
    return bool(same == plain.execute("SELECT count(*) FROM old.event").fetchone()[0])


def _chains(plain: Any, found: Looked, *, known: bool) -> Iterator[str]:
    """Every chain from its first event on, or from where the older copy's ended."""
    names = [name for name in _columns(plain, "event") if name != "n"]  # a copy of an older schema knows no ticks
    if known:
        ends = "SELECT writer, max(seq), hash FROM old.event GROUP BY writer"
        found.heads = {writer: (seq, head) for writer, seq, head in plain.execute(ends)}
    after = "WHERE n > coalesce((SELECT max(n) FROM old.event), 0)" if known else ""
    broken = set()
    for row in plain.execute(f"SELECT {', '.join(names)} FROM main.event {after} ORDER BY writer, seq"):
        said = dict(zip(names, row, strict=True))
        event = Event(**said | {"payload": json.loads(said["payload"])})
        before = found.heads.get(event.writer, (0, GENESIS))
        found.heads[event.writer] = event.seq, event.hash
        if event.writer not in broken and (fault := first_fault([event], *before)):
            broken.add(event.writer)
            yield f"The log was changed: {fault}."


def _fresh(plain: Any, table: str, key: str) -> str:
    """The rows of a table that the older copy does not have just so."""
    return (
        f'SELECT m.* FROM main."{table}" m LEFT JOIN old."{table}" o ON o."{key}" = m."{key}" '
        f'WHERE o."{key}" IS NULL OR NOT ({_same(plain, table)})'
    )


def _records(plain: Any, *, known: bool) -> Iterator[str]:
    names = _columns(plain, "record")
    for row in plain.execute(_fresh(plain, "record", "id") if known else "SELECT * FROM main.record"):
        said = dict(zip(names, row, strict=True))
        if content_hash(said) != said["hash"]:
            yield f"Record {said['id']} was changed after it was imported."


def _files(plain: Any, *, known: bool) -> Iterator[str]:
    names = _columns(plain, "file")
    for row in plain.execute(_fresh(plain, "file", "sha") if known else "SELECT * FROM main.file"):
        said = dict(zip(names, row, strict=True))
        try:
            sha = hashlib.sha256(zlib.decompress(said["data"])).hexdigest()
        except zlib.error:
            sha = ""
        if sha != said["sha"]:
            yield f"The kept file {said['sha'][:12]} was changed."
