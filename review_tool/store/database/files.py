"""Kept files, written and read piece by piece: however large, none is held whole."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, insert, select

from review_tool.store import tables as t

_PIECE = 1 << 20


def keep(connection: Connection, pieces: Iterable[bytes], *, beside: Path) -> str:
    """Keep a file, compressed, under its SHA-256; the same bytes are kept once. Returns the SHA-256.

    Args:
        beside: a folder with room for the compressed file while its size is not known.
    """
    sha, size, packer = hashlib.sha256(), 0, zlib.compressobj(level=1)
    with tempfile.TemporaryFile(dir=beside) as packed:
        for piece in pieces:
            sha.update(piece)
            size += len(piece)
            packed.write(packer.compress(piece))
        packed.write(packer.flush())
        name = sha.hexdigest()
        if not connection.scalar(select(t.file.c.sha).where(t.file.c.sha == name)):
            _write(connection, name, size, packed)
    return name


def _write(connection: Connection, sha: str, size: int, packed: BinaryIO) -> None:
    length = packed.tell()
    packed.seek(0)
    driver: Any = connection.connection.driver_connection
    # pysqlite3 and Python's own module name the same function differently; other databases have none.
    blob = getattr(driver, "open_blob", None) or getattr(driver, "blobopen", None)
    if blob is None:
        connection.execute(insert(t.file).values(sha=sha, size=size, data=packed.read()))
        return
    done = connection.exec_driver_sql(
        "INSERT INTO file (sha, size, data) VALUES (?, ?, zeroblob(?))", (sha, size, length)
    )
    place = blob("file", "data", done.lastrowid)
    try:
        shutil.copyfileobj(packed, place, _PIECE)
    finally:
        place.close()
