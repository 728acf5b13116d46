"""Kept files, written and read piece by piece: however large, none is held whole."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any, BinaryIO

from sqlalchemy import Connection, insert, select

from review_tool.domain.errors import ReviewError
from review_tool.store import tables as t

_PIECE = 1 << 20


@contextmanager
def keeping(
    connection: Connection, sha: str, size: int, pieces: Callable[[], Iterable[bytes]], *, beside: Path
) -> Iterator[None]:
    """Keep a file, compressed, under its SHA-256; the same bytes are kept once.

    Compressing lets other threads run: it is done beside the block, which meanwhile brings in what the file holds.

    Args:
        size: in bytes, as is `sha` of them.
        pieces: gives the file from its beginning, for another thread.
        beside: a folder with room for the compressed file while its size is not known.

    Raises:
        ReviewError: the pieces are not what `sha` says.
    """
    if connection.scalar(select(t.file.c.sha).where(t.file.c.sha == sha)):
        yield
        return
    given_up = Event()
    if connection.dialect.name == "sqlite":  # the records name the file, which comes after them
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    with tempfile.TemporaryFile(dir=beside) as packed, ThreadPoolExecutor(1, "keeping") as thread:
        packing = thread.submit(_pack, sha, pieces(), packed, given_up)
        try:
            if connection.dialect.name == "sqlite":
                yield
                packing.result()
                _write(connection, sha, size, packed)
            else:
                packing.result()
                connection.execute(insert(t.file).values(sha=sha, size=size, data=packed.read()))
                yield
        finally:
            given_up.set()


def _pack(sha: str, pieces: Iterable[bytes], packed: BinaryIO, given_up: Event) -> None:
    """Write the file compressed, and go back to its beginning."""
    seen, packer = hashlib.sha256(), zlib.compressobj(level=1)
    for piece in pieces:
        if given_up.is_set():
            return
        seen.update(piece)
        packed.write(packer.compress(piece))
    packed.write(packer.flush())
    packed.seek(0)
    if seen.hexdigest() != sha:
        hint = "Do it again once it is written whole."
        raise ReviewError("The file was changed while it was read; nothing was written.", hint=hint)


def _write(connection: Connection, sha: str, size: int, packed: BinaryIO) -> None:
    length = packed.seek(0, 2)
    packed.seek(0)
    done = connection.exec_driver_sql(
        "INSERT INTO file (sha, size, data) VALUES (?, ?, zeroblob(?))", (sha, size, length)
    )
    driver: Any = connection.connection.driver_connection
    # pysqlite3 and Python's own module name the same function differently.
    blob = getattr(driver, "open_blob", None) or driver.blobopen
    place = blob("file", "data", done.lastrowid)
    try:
        shutil.copyfileobj(packed, place, _PIECE)
    finally:
        place.close()
