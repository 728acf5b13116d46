"""A queue for writers: a blocking lock on a file beside the database.

SQLite's own waiting is a poll and starves writers under load; a lock of the operating system is fair enough that ten
busy processes never see "locked".
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from review_tool.domain.errors import ReviewError

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)

    def _try(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _release(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)

    def _try(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _release(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


@contextmanager
def queued(path: Path) -> Iterator[None]:
    """Hold the lock file at `path`; wait for whoever holds it. Ends with the process, however that dies.

    Raises:
        ReviewError: the file cannot be made or opened.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise ReviewError(
            f"{path.parent} cannot be written: {error.strerror}.",
            hint="Nothing was written. Make room, or see who owns the folder; then do this again.",
        ) from error
    try:
        _take(descriptor)
        try:
            yield
        finally:
            _release(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def at_once(path: Path) -> Iterator[bool]:
    """Hold the lock file at `path` if nobody else does; gives whether it is held."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            _try(descriptor)
        except OSError:
            yield False
            return
        try:
            yield True
        finally:
            _release(descriptor)
    finally:
        os.close(descriptor)
