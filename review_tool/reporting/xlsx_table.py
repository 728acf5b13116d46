"""A table as an Excel workbook: text cells only, so that nothing is taken for a formula, a number or a date."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from typing import TYPE_CHECKING

from review_tool.domain.table import Table
from review_tool.domain.text import clean, neutral_cell

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.workbook import Workbook

MOST = 32_767
"""UTF-16 units in a cell (Microsoft, Excel specifications and limits); openpyxl would cut without a word."""
_CUT = " … [cut here: the cell is full; the CSV file has all of it]"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a ZIP entry can carry: the same table is the same bytes at any hour."""
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def write_xlsx(table: Table) -> bytes:
    """The bytes of a workbook with the table on its first sheet and what each column means on its second."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    labels = [column.label for column in table.columns]
    _sheet(book, table.title or table.name, labels, table.rows)
    meanings = [(c.label, c.key, c.meaning) for c in table.columns]
    _sheet(book, "Data dictionary", ["Column", "Key in CSV", "Meaning"], meanings)
    out = io.BytesIO()
    book.save(out)
    return _timeless(out.getvalue())


def _sheet(book: Workbook, title: str, labels: list[str], rows: Iterable[tuple[str, ...]]) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    rows = [tuple(_fitting(clean(text)) for text in row) for row in rows]
    sheet = book.create_sheet(_sheet_name(title))
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(len(labels), 1))}{len(rows) + 1}"
    for at, label in enumerate(labels):
        longest = max((len(line) for row in rows for line in row[at].split("\n")), default=0)
        sheet.column_dimensions[get_column_letter(at + 1)].width = min(max(len(label) + 4, longest + 2, 8), 60)

    bold, grey = Font(bold=True), PatternFill("solid", fgColor="FFE7E7E7")
    wrapped = Alignment(wrap_text=True, vertical="top")

    def cell(text: str) -> Cell:
        made = WriteOnlyCell(sheet, text)
        made.data_type = "s"
        made.alignment = wrapped
        # Excel would take a text that begins like a formula for one as soon as somebody edits the cell.
        made.quotePrefix = neutral_cell(text) != text
        return made

    head = [cell(clean(label)) for label in labels]
    for heading in head:
        heading.font, heading.fill = bold, grey
    sheet.append(head)
    for row in rows:
        sheet.append([cell(text) for text in row])


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", clean(title).replace("\n", " ")).strip()[:31].strip() or "Table"


def _fitting(text: str) -> str:
    if len(text) * 2 <= MOST or len(text.encode("utf-16-le")) // 2 <= MOST:
        return text
    units = text.encode("utf-16-le")[: 2 * (MOST - len(_CUT))]
    return units.decode("utf-16-le", "ignore") + _CUT


def _timeless(workbook: bytes) -> bytes:
    """The same workbook without the hour it was written."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _STAMP.sub(rb"\g<1>1980-01-01T00:00:00Z", content)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return out.getvalue()
