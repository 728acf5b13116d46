"""A file of decisions as rows: CSV, an Excel sheet, or RIS with its notes. Column names are small, `_` for blanks."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from review_tool.domain.errors import ReviewError
from review_tool.domain.record import Entry
from review_tool.domain.text import clean, plain_cell
from review_tool.formats.encoding import Decoder
from review_tool.formats.ris import read, sniff, tokens
from review_tool.formats.source import Source

_MAX_UNPACKED = 512 << 20
_MAX_RATIO = 100
_BEGINS = re.compile(r"^TY {0,4}-", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Row:
    """One record in a file of decisions."""

    line: int
    """Its line in the file, from 1; in RIS where it begins, in Excel its row."""
    cells: dict[str, str] = field(default_factory=dict)

    def get(self, *names: str) -> str:
        """The first of these columns that says something."""
        return next((value for name in names if (value := self.cells.get(name, "").strip())), "")


def rows(data: bytes, name: str) -> list[Row]:
    """The rows of a file.

    Raises:
        ReviewError: the file is empty, broken, or of no kind that can be read; the line is named where there is one.
    """
    if not data.strip():
        raise ReviewError(f"{name} is empty.", hint="Give a CSV with a heading line and a row for each decision.")
    if data.startswith(b"PK\x03\x04"):
        return _of_excel(data, name)
    source = Source.of(data)
    text = Decoder(source).decoded(b"".join(source.chunks()))[0]
    if "\x00" in text:
        raise ReviewError(f"{name} is no text.", hint="Save it as CSV.")
    if not text.strip():
        raise ReviewError(f"{name} is empty.", hint="Give a CSV with a heading line and a row for each decision.")
    return _of_ris(data) if _is_ris(text) else _of_csv(text, name)


def _is_ris(text: str) -> bool:
    """Whether it has RIS's lines, and these are no part of a quoted cell."""
    first = _BEGINS.search(text)
    return sniff(text[:65536]) > 90 and not (first and text.count('"', 0, first.start()) % 2)


def _of_ris(data: bytes) -> list[Row]:
    found = []
    for entry in read(Source.of(data)):
        if isinstance(entry, Entry):
            c = entry.citation
            notes = "\n".join(clean(t.value) for t in tokens(entry.raw) if t.tag in ("N1", "RN", "NO"))
            cells = {
                "title": c.title,
                "doi": c.doi,
                "pmid": c.pmid,
                "source_id": c.source_id,
                "year": str(c.year or ""),
            }
            found.append(Row(entry.line, {**cells, "notes": notes}))
    return found


def _of_csv(text: str, name: str) -> list[Row]:
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    try:
        return _under_heading(((reader.line_num, cells) for cells in reader), name)
    except csv.Error as error:
        raise ReviewError(f"{name}, line {reader.line_num}: {error}.", hint="Save it again as CSV.") from None


def _of_excel(data: bytes, name: str) -> list[Row]:
    import openpyxl

    hint = "Open it in Excel and save it again, or save its sheet as CSV."
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
        size = sum(part.file_size for part in parts)
        if size > _MAX_UNPACKED or size > _MAX_RATIO * len(data) + (8 << 20):
            raise ReviewError(f"{name} would unpack to {size / 1e6:,.0f} MB.", hint=hint)
        sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
        sheet.reset_dimensions()
        found = [["" if cell is None else _shown(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    except ReviewError:
        raise
    except Exception as error:  # openpyxl raises whatever a broken part of the archive leads it to
        raise ReviewError(f"{name} is a broken workbook.", hint=hint) from error
    return _under_heading(enumerate(found, 1), name)


def _shown(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _under_heading(lines: Iterable[tuple[int, list[str]]], name: str) -> list[Row]:
    names: list[str] = []
    found = []
    for line, cells in _filled(lines):
        if not names:
            names = [heading.strip().lower().replace(" ", "_") for heading in cells]
            continue
        if any(cells[len(names) :]):
            raise ReviewError(f"{name}, line {line}: more cells than the heading has.", hint="Mend the row.")
        said = {key: plain_cell(clean(cell)).strip() for key, cell in zip(names, cells, strict=False) if key}
        found.append(Row(line, {**dict.fromkeys(filter(None, names), ""), **said}))
    if not found:
        raise ReviewError(f"{name}, line 1: no column holds the decisions.", hint="It has no rows under its heading.")
    return found


def _filled(lines: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    return ((line, cells) for line, cells in lines if any(cell.strip() for cell in cells))
