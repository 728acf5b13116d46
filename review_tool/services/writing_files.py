"""Writing a file, or a folder of files, whole or not at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from review_tool.domain.errors import ReviewError


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that nobody ever finds half of it; its folder is made where there is none.

    Raises:
        ReviewError: it cannot be written there.
    """
    partial = path.with_name(path.name + ".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(data)
        os.replace(partial, path)
    except OSError as error:
        raise ReviewError(f"{path} cannot be written: {error.strerror}.", hint="Choose another folder.") from error


def write_folder(path: Path, files: tuple[tuple[str, bytes], ...], *, ours: str) -> None:
    """Write a folder of files; one that lies there already is replaced where it holds the file `ours`, or nothing.

    Raises:
        ReviewError: something else lies there, or it cannot be written.
    """
    if path.exists() and not (path.is_dir() and (not any(path.iterdir()) or (path / ours).exists())):
        raise ReviewError(f"{path} holds something else.", hint="Name a new folder, or the one written before.")
    partial, former = (path.with_name(f"{path.name}.{end}") for end in ("partial", "former"))
    try:
        for leftover in (partial, former):
            shutil.rmtree(leftover, ignore_errors=True)
        for name, data in files:
            (partial / name).parent.mkdir(parents=True, exist_ok=True)
            (partial / name).write_bytes(data)
        if path.exists():
            path.rename(former)
        partial.rename(path)
        shutil.rmtree(former, ignore_errors=True)
    except OSError as error:
        raise ReviewError(f"{path} cannot be written: {error.strerror}.", hint="Choose another folder.") from error
