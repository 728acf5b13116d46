"""Every format of table, with text that would like to be something else."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import docx
import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from review_tool.domain.table import Column, Table
from review_tool.domain.text import clean, plain_cell
from review_tool.reporting import TABLE_FORMATS, TableFormat
from review_tool.reporting.csv_table import write_csv
from review_tool.reporting.docx_table import write_docx
from review_tool.reporting.html_table import write_html
from review_tool.reporting.latex_table import latex, write_latex
from review_tool.reporting.layout import parts
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
    assert [f.suffix for f in TABLE_FORMATS] == [".csv", ".xlsx", ".md", ".docx", ".html", ".tex"]
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


def opened_docx(data: bytes) -> Any:
    return docx.Document(io.BytesIO(data))


def test_docx_is_landscape_with_a_repeated_heading_and_every_text_to_the_letter() -> None:
    table = replace(TABLE, notes=("NR: not reported.",))
    document = opened_docx(write_docx(table))
    section = document.sections[0]
    assert section.page_width > section.page_height
    (written,) = document.tables
    assert written.style.name == "Review Table"
    assert written.rows[0]._tr.xpath("w:trPr/w:tblHeader")
    assert [row.cells[0].text for row in written.rows] == ["Title", *CELLS]
    caption, *_, note = document.paragraphs
    assert (caption.style.name, note.text) == ("Caption", "NR: not reported.")
    assert "SEQ Table" in caption._p.xml
    assert "Sample: of / [hostile]" in caption.text


def test_a_table_too_wide_for_a_page_goes_into_parts_that_begin_with_the_rows_names() -> None:
    columns = tuple(Column(f"c{n}", f"Column {n}") for n in range(20))
    wide = Table("wide", "Wide", columns, tuple(tuple("some words of text " * 9 for _ in columns) for _ in range(3)))
    fitted = parts(wide)
    assert len(fitted) > 2
    assert {part.columns[0] for part in fitted} == {0}
    assert [at for part in fitted for at in part.columns[1:]] == list(range(1, 20)), "each once and in order"
    assert all(abs(sum(part.shares) - 1) < 1e-9 for part in fitted)
    assert max(len(part.columns) for part in fitted) - min(len(part.columns) for part in fitted) <= 1
    document = opened_docx(write_docx(wide))
    assert len(document.tables) == len(fitted)
    assert {written.rows[0].cells[0].text for written in document.tables} == {"Column 0"}
    latex_text = write_latex(wide).decode()
    assert latex_text.count(r"\begin{longtable}") == len(fitted)
    assert latex_text.count(r"\caption{") == 1, "one table, counted once"


def unlatex(text: str) -> str:
    """What LaTeX would show, with every command it may use named here: anything else is a fault."""
    words = {
        r"\textbackslash{}": "\\", r"\textasciicircum{}": "^", r"\textasciitilde{}": "~", r"\textless{}": "<",
        r"\textgreater{}": ">", r"\textbar{}": "|", r"\textquotedbl{}": '"', r"\textasciigrave{}": "`",
        r"\newline ": "\n", "{[}": "[", "{]}": "]", "{*}": "*", "{}": "",
        **{f"\\{sign}": sign for sign in "{}$&#%_"},
    }  # fmt: skip
    token = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + r"|[^\\{}$&#%_^~]")
    assert token.sub("", text) == "", "a sign that LaTeX would act on"
    return token.sub(lambda match: words.get(match.group(), match.group()), text)


@given(st.text(alphabet="ab1 \\{}$&#%_^~<>|\"`[]*-',\n", max_size=30))
@example("--- ''' ,,, \\\\[2pt] *{")
def test_latex_shows_every_text_as_it_is_and_obeys_none(text: str) -> None:
    wanted = "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())
    written = latex(text)
    assert unlatex(written) == wanted
    assert not re.search(r"--|''|,,", written), "no ligature"


def test_latex_is_a_longtable_with_booktabs_rules() -> None:
    text = write_latex(replace(TABLE, notes=("100 % of it",))).decode()
    begun = re.findall(r"\\begin\{(\w+)\}", text)
    assert begun == ["document", "longtable"]
    assert sorted(begun) == sorted(re.findall(r"\\end\{(\w+)\}", text))
    for rule in (r"\toprule", r"\midrule", r"\endfirsthead", r"\endhead", r"\bottomrule", r"\endlastfoot"):
        assert rule in text
    assert r"\label{tab:sample}" in text
    assert r"100 \% of it" in text
    body = text.split(r"\endlastfoot")[1].split(r"\end{longtable}")[0]
    rows = [row for row in body.replace(r"\addlinespace", "").split(r"\tabularnewline") if row.strip()]
    assert [unlatex(row.strip().rpartition(" & ")[0]) for row in rows] == list(CELLS)
    assert text.count("{") - text.count(r"\{") == text.count("}") - text.count(r"\}"), "each brace has its other"


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.cells: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("th", "td"):
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.cells and self.tags[-1][0] in ("th", "td"):
            self.cells[-1] += data


def test_html_has_a_caption_and_scopes_and_runs_nothing() -> None:
    reader = Reader()
    reader.feed(write_html(replace(TABLE, notes=("<b>NR</b>: not reported.",))).decode())
    tags = [tag for tag, _ in reader.tags]
    assert tags.count("caption") == 1
    assert [about["scope"] for tag, about in reader.tags if tag == "th"] == ["col", "col", *["row"] * len(CELLS)]
    assert [cell.strip() for cell in reader.cells[2::2]] == list(CELLS)
    known = "html head meta title style body main div table caption thead tr th tbody td p"
    assert set(tags) <= set(known.split()), "no tag of a cell's own"
    assert ("html", {"lang": "en"}) in reader.tags
    policy = next(about["content"] for tag, about in reader.tags if about.get("http-equiv"))
    assert str(policy).startswith("default-src 'none'")


EVIL = "\x1b[31mred\x00\x08 \u202egnp.exe\ud800 ]]> </w:t> &amp; _x0041_ \ufffe"


@pytest.mark.parametrize("known", TABLE_FORMATS, ids=lambda known: known.suffix)
def test_no_format_lets_control_signs_or_overrides_through(known: TableFormat) -> None:
    columns = (Column("k", "Name"), Column("v", EVIL, EVIL))
    data = known.write(Table("evil", EVIL, columns, (("1", EVIL),), (EVIL,)))
    if known.suffix in (".docx", ".xlsx"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts_ = [archive.read(name) for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        for part in parts_:
            ElementTree.fromstring(part)
        data = b"".join(parts_)
    text = data.decode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\ufffe]", text.replace("\r", ""))
    assert "red" in text
    if known.suffix == ".xlsx":
        assert "_x005F_x0041_" in text, "Excel shows it as it is"
