"""Opening the ZIP archive that a workbook or a Word document is, with an eye on what it would unpack to."""

from __future__ import annotations

import io
import re
import zipfile

from review_tool.domain.errors import ReviewError

_MAX_UNPACKED = 200 << 20
_MAX_RATIO = 100
_ELEMENT = re.compile(rb"<[^<>]*>")
_SMALL = 8 << 20
"""Bytes that may unpack at any ratio."""


def parts(data: bytes) -> list[str]:
    """The names of the archive's parts.

    Raises:
        ReviewError: it is broken, or would unpack to more than any work sheet holds.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        raise ReviewError(
            "This is neither an Excel workbook nor a Word document.", hint="Save it as .xlsx or .docx and try again."
        ) from None
    size = sum(part.file_size for part in found)
    packed = max((part.file_size / max(part.compress_size, 1) for part in found if part.file_size > _SMALL), default=0)
    if size > _MAX_UNPACKED or packed > _MAX_RATIO:
        raise ReviewError(
            f"The file would unpack to {size / 1e6:,.0f} MB; it was not read.", hint="Is it the right one?"
        )
    return [part.filename for part in found]


def mentions(data: bytes, words: str) -> bool:
    """Whether a workbook's or document's texts hold these words; False where it cannot be opened.

    Word parts a line into several runs as it is edited, which are joined again.
    """
    try:
        names = [name for name in parts(data) if name.startswith(("xl/", "word/")) and name.endswith(".xml")]
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any(words.encode() in _ELEMENT.sub(b"", archive.read(name)) for name in names)
    except (ReviewError, zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        return False
