"""Reading a file that a person named."""

from __future__ import annotations

from pathlib import Path

from review_tool.domain.errors import ReviewError


def read_file(path: Path) -> bytes:
    """A file's bytes.

    Raises:
        ReviewError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise ReviewError(f"{path} cannot be read: {error.strerror}.", hint="Check its name and folder.") from None
