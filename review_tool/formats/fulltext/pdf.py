"""The text of PDFs, page by page: PDFium, and pypdf where that is not there."""

from __future__ import annotations

import io
import logging
import threading
from typing import Any, Protocol

from review_tool.domain.errors import ReviewError

LARGEST = 300 << 20
"""Bytes."""
MOST_PAGES = 5000
MOST_LETTERS = 1_000_000
"""Of one page: more is no prose."""
_ONE_AT_A_TIME = threading.RLock()
"""PDFium is not made for threads."""


class Pages(Protocol):
    """A file whose pages can be read one by one."""

    def __len__(self) -> int: ...

    def raw(self, number: int) -> str:
        """The lines of a page, from 1, as the file holds them."""
        ...

    def close(self) -> None:
        """Nothing more will be read: pages are empty from then on."""
        ...


def open_pdf(data: bytes) -> Pages:
    """Raises ReviewError where the PDF is too large, locked or broken."""
    if len(data) > LARGEST:
        raise ReviewError("The PDF is too large to be read here.", hint="Open it with o, or attach a smaller copy.")
    try:
        pages: Pages = _ByPdfium(data)
    except ImportError:
        pages = ByPypdf(data)
    if not 0 < len(pages) <= MOST_PAGES:
        raise ReviewError(f"The PDF has {len(pages)} pages.", hint=f"Up to {MOST_PAGES} are read here.")
    return pages


def _refused(reason: str) -> ReviewError:
    if "password" in reason.lower() or "encrypt" in reason.lower():
        return ReviewError("The PDF is locked with a password.", hint="Attach a copy without one.")
    return ReviewError("The PDF is broken and cannot be read.", hint="Fetch it again and attach the new copy.")


class _ByPdfium:
    def __init__(self, data: bytes) -> None:
        import pypdfium2

        with _ONE_AT_A_TIME:
            try:
                self._document: Any = pypdfium2.PdfDocument(data)
                self._count = len(self._document)
            except pypdfium2.PdfiumError as error:
                raise _refused(str(error)) from None
        self._fault = pypdfium2.PdfiumError
        self._open = True

    def __len__(self) -> int:
        return self._count

    def close(self) -> None:
        with _ONE_AT_A_TIME:
            self._open = False
            self._document.close()

    def raw(self, number: int) -> str:
        with _ONE_AT_A_TIME:
            if not self._open:
                return ""
            try:
                page = self._document[number - 1]
                text = page.get_textpage()
                try:
                    return str(text.get_text_range(0, min(text.count_chars(), MOST_LETTERS)))
                finally:
                    text.close()
                    page.close()
            except self._fault:
                return ""  # one broken page; the others can be read


class ByPypdf:
    """Slower, and without a line-end hyphen's mark; pure Python."""

    def __init__(self, data: bytes) -> None:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError

        logging.getLogger("pypdf").setLevel(logging.CRITICAL)
        self._fault: tuple[type[Exception], ...] = (PyPdfError, ValueError, KeyError, TypeError, RecursionError)
        try:
            self._reader = PdfReader(io.BytesIO(data))
            if self._reader.is_encrypted and not self._reader.decrypt(""):
                raise _refused("password")
            self._count = len(self._reader.pages)
        except self._fault as error:
            raise _refused(str(error)) from None

    def __len__(self) -> int:
        return self._count

    def close(self) -> None:
        """It holds nothing open."""

    def raw(self, number: int) -> str:
        try:
            return self._reader.pages[number - 1].extract_text()[:MOST_LETTERS]
        except self._fault:
            return ""
