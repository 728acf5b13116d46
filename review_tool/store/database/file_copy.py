"""Copies of a database in use, by SQLite's own backup call: the only safe way to make one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from review_tool.domain.errors import ReviewError
from review_tool.store.database.driver import sqlite_module

Each = Callable[[int, int, str], None]
"""Hears how far long work is, as `services.progress.Progress` does; may raise to stop it."""

PARTIAL = ".partial"
_SPARE = 16_000_000
"""Bytes that a disk shall keep free beyond the copy."""
_PAGES = 2048
"""How many pages are copied between two words on how far it is."""


def silent(done: int, total: int, words: str) -> None:
    """Nobody listens."""


def refuse_server(connection: Connection) -> None:
    """Raises ReviewError where the review is not in a file that can be copied."""
    if connection.dialect.name != "sqlite":
        raise ReviewError(
            "The database of a review in PostgreSQL is copied by whoever keeps the server (`pg_dump`).",
            hint="`review-tool backup FILE` writes the whole review as one file, which a folder or a database can be "
            "made from.",
        )


def back_up(connection: Connection, target: Path, *, each: Each = silent, checked: bool = True) -> None:
    """Copy the open database to `target`, replacing it: one file, whole or not there, which only its owner may read.

    Args:
        checked: have SQLite check the copy; without, it is a copy of whatever is there, damage included.

    Raises:
        ReviewError: no room, it cannot be written, the database is not SQLite's, or the copy does not pass its check.
    """
    refuse_server(connection)
    source: Any = connection.connection.driver_connection
    connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()  # from here on one moment is seen
    _refuse_full_disk(connection, target.parent)
    partial = target.with_name(target.name + PARTIAL)
    driver = sqlite_module()
    try:
        partial.unlink(missing_ok=True)
        os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(driver.connect(str(partial), isolation_level=None)) as copy:
            copy.execute("PRAGMA synchronous=OFF")  # synced as a whole below
            source.backup(
                copy, pages=_PAGES, progress=lambda _, left, total: each(total - left, total, "copying"), sleep=0.05
            )
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, no -wal beside it
            verdict = copy.execute("PRAGMA integrity_check(1)").fetchone()[0] if checked else "ok"
        if verdict != "ok":
            raise ReviewError(
                f"The copy does not pass SQLite's check: {verdict}.",
                hint="The review itself is damaged, or the disk is: see `review-tool doctor`.",
            )
        _sync(partial)
        partial.replace(target)
        _sync(target.parent)
    except OSError as error:
        raise _not_written(target, error.strerror or str(error)) from error
    except driver.Error as error:
        raise _not_written(target, str(error)) from error
    finally:
        remove(partial)


def put_back(copy: Path, connection: Connection) -> None:
    """Make the open database what a copy is, in one transaction of SQLite's; other processes see the one or the other.

    The caller sees to it that nobody writes meanwhile, and has no more use for the copy.
    """
    source = sqlite_module().connect(str(copy))
    target: Any = connection.connection.driver_connection
    connection.rollback()
    try:
        _page_alike(source, target)
        source.backup(target)
    finally:
        source.close()


def _page_alike(source: Any, target: Any) -> None:
    """Give the source pages as large as the target's, which keeps its own while it has a write-ahead log."""
    there, here = (database.execute("PRAGMA page_size").fetchone()[0] for database in (target, source))
    if there != here:
        source.execute("PRAGMA journal_mode=DELETE")
        source.execute(f"PRAGMA page_size={there}")
        source.execute("VACUUM")


def remove(database: Path) -> None:
    """Remove a database that was not finished, with all that lies beside it; on a disk that refuses even that, `doctor`
    finds what is left.
    """
    for rest in ("", "-journal", "-wal", "-shm"):
        with suppress(OSError):
            Path(f"{database}{rest}").unlink(missing_ok=True)


def _refuse_full_disk(connection: Connection, folder: Path) -> None:
    pages, size = (connection.exec_driver_sql(f"PRAGMA {name}").scalar() or 0 for name in ("page_count", "page_size"))
    needed, free = pages * size, shutil.disk_usage(folder).free
    if free < needed + _SPARE:
        raise ReviewError(
            f"There is no room for a backup in {folder}: it takes {megabytes(needed)}, {megabytes(free)} are free.",
            hint="Make room, or keep backups elsewhere: review-tool backup set --place FOLDER.",
        )


def megabytes(size: int) -> str:
    """`12 MB`; below ten with one digit more."""
    return f"{size / 1e6:.1f} MB" if size < 1e7 else f"{size / 1e6:,.0f} MB"


def _not_written(target: Path, why: str) -> ReviewError:
    return ReviewError(f"{target} cannot be written: {why}.", hint="Nothing of it was kept. Choose another folder.")


def _sync(path: Path) -> None:
    """Have the disk hold a file, or a folder's list of files; Windows cannot do the latter."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
