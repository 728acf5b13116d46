"""What the database says when it cannot, in words that a person can act on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DatabaseError, OperationalError

from review_tool.domain.errors import ReviewError
from review_tool.store.database import driver, postgresql
from review_tool.store.database.driver import DATABASE

_A_LITTLE = 100_000
"""Bytes of free disk, below which SQLite may fail in any way."""


@contextmanager
def in_plain_words(folder: Path) -> Iterator[None]:
    """Turn what the database driver says into what a person can act on."""
    try:
        yield
    except DatabaseError as error:
        if said := postgresql.in_words(error):
            raise ReviewError(said[0], hint=said[1]) from error
        if isinstance(error, OperationalError):
            message, hint = _words(str(error.orig), folder)
            raise ReviewError(message, hint=hint) from error
        text = str(error.orig)
        if "not a database" in text or "malformed" in text:
            raise damaged(folder, text) from error
        raise
    except driver.sqlite_module().OperationalError as error:  # while the connection is set up, from the driver itself
        message, hint = _words(str(error), folder)
        raise ReviewError(message, hint=hint) from error
    except driver.sqlite_module().DatabaseError as error:
        raise damaged(folder, str(error)) from error


def damaged(folder: Path, text: str) -> ReviewError:
    return ReviewError(
        f"{folder / DATABASE} is damaged or is not a database ({text}).",
        hint="`review-tool doctor` tells what can be done; the damaged file was not changed.",
    )


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _A_LITTLE
    except OSError:
        return False


def _words(said: str, folder: Path) -> tuple[str, str]:
    if "locked" in said:
        return "Another program holds the review.", "Close it, then do this again; nothing was written."
    if "full" in said:
        return "The disk is full.", "Make room, then do this again; nothing was written."
    if "readonly" in said or "unable to open" in said or "locking protocol" in said:  # the last: its -shm
        return (
            f"{folder} cannot be written.",
            "See whether the disk is full, and who owns the folder and its files. To look only, open a copy of it.",
        )
    if "decode" in said:
        return str(damaged(folder, said.splitlines()[0][:80])), "`review-tool doctor` tells what can be done."
    if "I/O error" in said:
        if _is_full(folder):  # SQLite cannot make its small files beside the database, and says no more
            return "The disk is full.", "Make room, then do this again; nothing was written."
        return (
            f"The disk that holds {folder} reports an error ({said}).",
            "Nothing was written. Try again; if it stays so, copy your backups to another disk.",
        )
    return f"The database refused: {said}.", "Nothing was written."
