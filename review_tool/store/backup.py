"""Verified copies, by SQLite's own backup call: the only safe way to copy a database in use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from review_tool.domain.errors import ReviewError
from review_tool.store.driver import make_private, sqlite_module


def back_up(connection: Connection, target: Path) -> None:
    """Copy the open database to `target`, replacing it, and check the copy.

    Raises:
        ReviewError: the copy does not pass SQLite's integrity check; it is removed.
    """
    partial = target.with_name(target.name + ".partial")
    partial.unlink(missing_ok=True)
    source: Any = connection.connection.driver_connection
    copy = sqlite_module().connect(str(partial))
    try:
        source.backup(copy)
        verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        copy.close()
    if verdict != "ok":
        partial.unlink()
        raise ReviewError(f"The backup did not pass its check: {verdict}.", hint="Try another disk.")
    make_private(partial)
    partial.replace(target)


def put_back(copy: Path, connection: Connection) -> None:
    """Make the open database what a copy is, in one transaction of SQLite's; other processes see the one or the other.

    The caller sees to it that nobody writes meanwhile.
    """
    source = sqlite_module().connect(str(copy))
    target: Any = connection.connection.driver_connection
    connection.rollback()
    try:
        source.backup(target)
    finally:
        source.close()
