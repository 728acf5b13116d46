"""Excel workbooks (.xlsx): each sheet whose first rows hold column names that we know.

The form is ECMA-376; it is a ZIP archive, so what it would unpack to is looked at before it is unpacked.
"""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from review_tool.domain.errors import Problem
from review_tool.domain.record import Entry
from review_tool.domain.text import one_line
from review_tool.formats.format import Format, nothing_read, outcome
from review_tool.formats.source import Source
from review_tool.formats.spreadsheet import Heading, citation, heading_among, sum_of

_MAX_UNPACKED = 512 << 20
_MAX_RATIO = 100
"""Text in workbooks packs to a fifth to a twentieth; far more is a bomb, or columns of nothing."""
_SMALL = 8 << 20
"""Bytes that may unpack at any ratio."""
_MAX_CELLS = 2000
"""Columns that are read; a sheet has up to 16,384, nearly all empty."""
_MAX_ROWS = 1 << 20
"""Rows of Excel's largest sheet; a file may number its rows beyond that, and each that is missing is counted."""
_LOOKED_AT = 20


def read(source: Source) -> Iterator[Entry | Problem]:
    """Every row under a heading, of every sheet that has one. The raw record is the row as a line of CSV."""
    import openpyxl

    if problem := _bomb(source):
        yield problem
        return
    file = source.open()
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        sheets = [(sheet.title, _rows(sheet)) for sheet in book.worksheets]
        position, is_told = 0, False
        for title, rows in sheets:
            for item in _sheet(title, rows, position):
                position += isinstance(item, Entry) or item.refused
                is_told = True
                yield item
    except Exception as error:  # openpyxl raises whatever a broken part of the archive leads it to
        yield Problem(
            0, f"The workbook is broken: {one_line(str(error))[:120]}.", "Open it in Excel and save it again."
        )
        return
    finally:
        file.close()
    if not is_told:
        yield nothing_read()


def _bomb(source: Source) -> Problem | None:
    try:
        with source.open() as file, zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        return Problem(0, "The workbook is broken or cut short.", "Open it in Excel and save it again.")
    size = sum(part.file_size for part in parts)
    ratio = max((part.file_size / max(part.compress_size, 1) for part in parts if part.file_size > _SMALL), default=0)
    if size > _MAX_UNPACKED or ratio > _MAX_RATIO:
        what = f"The workbook would unpack to {size / 1e6:,.0f} MB, {size / max(source.size, 1):,.0f} times its size"
        return Problem(0, f"{what}; it was not read.", "Save its sheet as CSV and import that.")
    return None


def _rows(sheet: object) -> Iterator[list[str]]:
    sheet.reset_dimensions()  # type: ignore[attr-defined]  # programs write wrong ones
    missing: object = None
    for row in sheet.iter_rows(values_only=True, max_col=_MAX_CELLS, max_row=_MAX_ROWS):  # type: ignore[attr-defined]
        if row is missing:  # openpyxl gives the same tuple for every row that is not there, up to a million
            yield []
            continue
        cells = [_cell(value) for value in row]
        missing = row if not any(cells) else missing
        while cells and not cells[-1]:
            cells.pop()
        yield cells


def _sheet(title: str, rows: Iterator[list[str]], before: int) -> Iterator[Entry | Problem]:
    """The records of one sheet; `before` records stand in the sheets before it."""
    begin = list(islice(rows, _LOOKED_AT))
    top = heading_among(begin)
    if top is None:
        if any(begin):
            yield Problem(1, f"The sheet “{one_line(title)}” has no heading that is known.", _NAME_COLUMNS)
        return
    yield from _under(top, chain(begin[top.row :], rows), before, top.row)


_NAME_COLUMNS = "Name its columns: title, authors, year, doi, abstract …"


def _under(top: Heading, rows: Iterable[list[str]], position: int, line: int) -> Iterator[Entry | Problem]:
    for cells in rows:
        line += 1
        if not any(cells):
            continue
        position += 1
        if problem := sum_of(cells, top, line, position):
            yield problem
            continue
        if any(cells[top.width :]):
            what = f"This row has {len(cells)} cells, the heading {top.width}."
            yield Problem(line, what, "The last ones have no name; they are kept in the raw record.", position)
        yield from outcome(citation(cells, top.fields), _raw(cells), position, line, filled=True)


def _cell(value: object) -> str:
    """A cell as Excel shows it: whole numbers without a point, dates as ISO dates."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value)


def _raw(cells: list[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue().encode("utf-8", "surrogatepass")


def sniff(head: str) -> int:
    is_zip = head.startswith("PK\x03\x04")
    return 99 if is_zip and any(part in head for part in ("xl/workbook", "xl/worksheets/", "xl/_rels")) else 0


XLSX = Format("xlsx", "Excel", (".xlsx",), "the parts of an Excel workbook", sniff, read)
