"""A work sheet as an Excel workbook: lists to choose from, and only the cells that are to be filled in unlocked."""

from __future__ import annotations

import io
import math
from collections import defaultdict
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from review_tool.domain.errors import ReviewError
from review_tool.domain.text import clean, neutral_cell, one_line
from review_tool.worksheets.sheet import ID, QUESTION, STUDY, Filled, Row, Sheet, row, sheet_id

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_FILL_IN, _HOW_TO, _LISTS = "Fill in", "How to", "Lists"
_WIDTHS, _WIDTH = {ID: 16, STUDY: 26, QUESTION: 52}, 40
"""Of the columns, in characters."""
_EPOCH = datetime(1980, 1, 1)
_LOOKED_AT = 20
"""Rows in which the heading may stand."""
_MAX_ROWS = 200_000


def write_xlsx(sheet: Sheet) -> bytes:
    """The bytes of the workbook."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.creator, book.properties.title = "", one_line(sheet.title)
    book.properties.created = book.properties.modified = _EPOCH
    _fill_in(book, book.worksheets[0], sheet)
    _how_to(book.create_sheet(_HOW_TO), sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill_in(book: Workbook, page: Worksheet, sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    page.title = _FILL_IN
    plain, bold = Font(name="Calibri", size=11), Font(name="Calibri", size=11, bold=True)
    locked = Font(name="Calibri", size=11, color="FF595959")
    grey = PatternFill("solid", fgColor="FFE7E7E7")
    wrapped, to_fill = Alignment(wrap_text=True, vertical="top"), PatternFill("solid", fgColor="FFFFFBE6")
    thin = Side(style="thin", color="FFBFBFBF")
    above, around = Border(top=Side(style="medium")), Border(left=thin, right=thin, top=thin, bottom=thin)
    for at, heading in enumerate(sheet.headings, 1):
        cell: Any = page.cell(1, at, heading)
        cell.font, cell.fill, cell.alignment = bold, grey, wrapped
        page.column_dimensions[get_column_letter(at)].width = _WIDTHS.get(heading, _WIDTH)
    former = ""
    for n, line in enumerate(sheet.lines, 2):
        question = line.question + (f"\n{line.hint}" if line.hint else "")
        study = line.study + (f"\n{line.title}" if line.title and line.study != former else "")
        texts = (line.key, study, question, *line.answers)
        page.row_dimensions[n].height = _height(sheet, texts)
        for at, text in enumerate(texts, 1):
            cell = page.cell(n, at)
            _put(cell, text)
            cell.alignment = wrapped
            if at > 3:
                cell.fill, cell.border, cell.number_format, cell.font = to_fill, around, "@", plain
                cell.protection = Protection(locked=False)
            else:
                cell.font = bold if at == 2 and line.study != former else locked
                cell.border = above if line.study != former else Border()
        former = line.study
    page.freeze_panes = "D2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.headings))}{len(sheet.lines) + 1}"
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = page.protection.autoFilter = False
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToHeight, page.sheet_properties.pageSetUpPr = 0, PageSetupProperties(fitToPage=True)
    page.print_title_rows = "1:1"
    _lists(book, page, sheet)


def _height(sheet: Sheet, texts: tuple[str, ...]) -> float:
    """Points for a row's fullest cell: a locked sheet does not measure its rows itself."""
    lines = [
        sum(math.ceil((len(part) + 1) / (_WIDTHS.get(heading, _WIDTH) * 0.95)) for part in text.split("\n"))
        for heading, text in zip(sheet.headings, texts, strict=True)
    ]
    return min(max(lines), 26) * 15.0 + 3


def _put(cell: Any, text: str) -> None:
    """The text as a text, whatever it looks like."""
    text = clean(text)
    cell.value = text or None
    if text:
        cell.data_type = "s"
        cell.quotePrefix = neutral_cell(text) != text


def _lists(book: Workbook, page: Worksheet, sheet: Sheet) -> None:
    """A list to choose from wherever there are options, with the options on a hidden page."""
    from openpyxl.worksheet.datavalidation import DataValidation

    lists = book.create_sheet(_LISTS)
    lists.sheet_state = "hidden"
    rows: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for n, line in enumerate(sheet.lines, 2):
        if line.options:
            rows[line.options].append(n)
    from openpyxl.utils import get_column_letter

    for at, (options, numbers) in enumerate(rows.items(), 1):
        for n, option in enumerate(options, 1):
            _put(lists.cell(n, at), option)
        letter = get_column_letter(at)
        rule = DataValidation(
            type="list",
            formula1=f"{_LISTS}!${letter}$1:${letter}${len(options)}",
            allow_blank=True,
            showErrorMessage=True,
            errorTitle="Choose from the list",
            error="The answer is one of the list. What does not fit can be said in the next column.",
        )
        for n in numbers:
            rule.add(f"D{n}")
        page.add_data_validation(rule)


def _how_to(page: Worksheet, sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Font

    for n, text in enumerate((sheet.title, *sheet.instructions, sheet.mark), 1):
        cell = page.cell(n, 1)
        _put(cell, text)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if n == 1:
            cell.font = Font(bold=True, size=14)
    page.column_dimensions["A"].width = 100
    page.protection.sheet = True


def read_xlsx(data: bytes) -> Filled:
    """What stands in a workbook that came back.

    Raises:
        ReviewError: it is broken, or no work sheet.
    """
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), keep_links=False)
    except Exception as error:  # openpyxl raises whatever a broken part of the archive leads it to
        raise ReviewError(
            f"The workbook is broken: {one_line(str(error))[:120]}.", hint="Open it in Excel and save it again."
        ) from None
    found = sheet_id(str(value) for page in book for (value,) in page.iter_rows(max_col=1, values_only=True) if value)
    headings: tuple[str, ...] = ()
    rows: list[Row] = []
    for page in book:
        top = _top(page)
        if top and len(rows) < _MAX_ROWS:
            names = tuple(one_line(_text(cell.value)) for cell in page[top])
            headings = headings or tuple(name for name in names if name)
            read = (_row(n, names, cells) for n, cells in enumerate(page.iter_rows(min_row=top + 1), top + 1))
            rows += [one for one in read if not one.is_empty]
    return Filled(found, headings, tuple(rows))


def _top(page: Worksheet) -> int:
    """The number of the row with the headings; 0 where there is none."""
    for n, cells in enumerate(page.iter_rows(max_row=_LOOKED_AT, max_col=50, values_only=True), 1):
        if ID in cells and (STUDY in cells or QUESTION in cells):
            return n
    return 0


def _row(number: int, names: tuple[str, ...], cells: tuple[Any, ...]) -> Row:
    formulas = tuple(name for name, cell in zip(names, cells, strict=False) if cell.data_type == "f")
    texts = ["" if cell.data_type == "f" else _text(cell.value) for cell in cells]
    return row(f"row {number}", names, texts, formulas)


def _text(value: Any) -> str:
    """A cell's value as the person would write it; a date as 2026-03-12."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date) else str(value)
