"""Writing a file whole or not at all."""

from __future__ import annotations

import os
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
