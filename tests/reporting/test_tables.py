"""Every format of table, with text that would like to be something else."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
import zipfile
from html import unescape

import openpyxl
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from review_tool.domain.table import Column, Table
from review_tool.domain.text import clean, plain_cell
from review_tool.reporting import TABLE_FORMATS
from review_tool.reporting.csv_table import write_csv
from review_tool.reporting.markdown_table import literal, write_markdown
from review_tool.reporting.xlsx_table import MOST, write_xlsx

HOSTILE = "[Article in German] Dose [mg/kg] [/] [@click=app.quit]x"
CELLS = (
    HOSTILE,
    '=HYPERLINK("http://x","y")',
    "+1",
    "-5",
    "@SUM(A1)",
    "'=quoted",
    "a|b\\|c",
    "*bold* _it_ `code` <b>tag</b> &lt; $x$ ~~no~~ ![i](u)",
    "2021-01-02",
    "007",
    'two\nlines, "quoted"',
    "",
    "日本語 é",
)
TABLE = Table(
    "sample",
    "Sample: of / [hostile]",
    (Column("title", "Title", "What it is called."), Column("n", "Number")),
    tuple((cell, str(at)) for at, cell in enumerate(CELLS)),
)


def from_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))


def in_markdown(data: bytes) -> list[list[str]]:
    """The cells as a Markdown program shows them."""
    html = MarkdownIt("commonmark").enable("table").enable("strikethrough").render(data.decode())
    assert "<table>" in html
    rows = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    shown = [[cell.replace("<br>", "\n") for cell in row] for row in cells]
    assert not re.search(r"<(?!/?(?:h1|table|thead|tbody|tr|th|td|br)\b)", html)
    return [[unescape(cell) for cell in row] for row in shown]


def test_the_registry_names_each_format_once() -> None:
    assert [f.suffix for f in TABLE_FORMATS] == [".csv", ".xlsx", ".md"]
    for table_format in TABLE_FORMATS:
        assert table_format.label
        assert table_format.write(TABLE) == table_format.write(TABLE)
        assert table_format.write(Table("empty", "Empty", TABLE.columns, ()))


def test_csv_has_keys_plain_newlines_no_mark_and_no_formula() -> None:
    data = write_csv(TABLE)
    assert data.startswith(b"title,n\n")
    assert b"\r" not in data
    rows = from_csv(data)
    assert [plain_cell(row[0]) for row in rows[1:]] == list(CELLS)
    assert rows[1][0] == HOSTILE
    assert not [row for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_csv_gives_every_clean_text_back(cells: list[str]) -> None:
    table = Table("t", "T", tuple(Column(f"c{n}", "C") for n in range(len(cells))), (tuple(cells),))
    written = from_csv(write_csv(table))[1]
    assert [plain_cell(cell) for cell in written] == [clean(cell) for cell in cells]
    assert not [cell for cell in written if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_xlsx_holds_text_and_nothing_else() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(TABLE)))
    sheet, dictionary = book.worksheets
    assert sheet.title == "Sample  of    hostile"
    assert [(c.value, c.data_type) for c in sheet[1]] == [("Title", "s"), ("Number", "s")]
    assert [row[0].value or "" for row in sheet.iter_rows(min_row=2)] == list(CELLS)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    assert [row[0].quotePrefix for row in sheet.iter_rows(min_row=2, max_row=4)] == [False, True, True]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", f"A1:B{len(CELLS) + 1}")
    assert 40 < sheet.column_dimensions["A"].width <= 60
    rows = [[cell.value for cell in row] for row in dictionary.iter_rows()]
    assert rows[:2] == [["Column", "Key in CSV", "Meaning"], ["Title", "title", "What it is called."]]


def test_xlsx_does_not_carry_the_hour() -> None:
    with zipfile.ZipFile(io.BytesIO(write_xlsx(TABLE))) as book:
        assert {info.date_time for info in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = book.read("docProps/core.xml").decode()
    assert set(re.findall(r">(\d{4}-[^<]*)<", core)) == {"1980-01-01T00:00:00Z"}


def test_xlsx_says_where_a_text_is_too_long_for_a_cell() -> None:
    table = Table("long", "Long", (Column("a", "A"),), (("\U0001f600" * MOST,), ("x" * MOST,), ("\x1b[2Jclear",)))
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx(table))).worksheets[0]
    cut, whole, cleaned = (sheet.cell(row, 1).value for row in (2, 3, 4))
    assert isinstance(cut, str)
    assert len(cut.encode("utf-16-le")) // 2 <= MOST
    assert cut.endswith("the CSV file has all of it]")
    assert whole == "x" * MOST
    assert cleaned == "clear"


def test_markdown_shows_every_cell_as_it_is() -> None:
    shown = in_markdown(write_markdown(TABLE))
    assert shown[0] == ["Title", "Number"]
    assert [row[0] for row in shown[1:]] == list(CELLS)


@given(st.text(alphabet="ab1 |\\`*_[]<>&!$~#+-=.():@/\n'\"", max_size=30))
@example("# no heading")
@example("- no list")
@example("12. no list")
@example("=")
def test_markdown_shows_every_text_as_it_is(text: str) -> None:
    html = MarkdownIt("commonmark").render(literal(text))
    wanted = " ".join(text.split())
    assert unescape(html) == (f"<p>{wanted}</p>\n" if wanted else "")


def test_the_room_opens_without_the_spreadsheet_library() -> None:
    code = "import sys, review_tool.reporting.summary; print('openpyxl' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
