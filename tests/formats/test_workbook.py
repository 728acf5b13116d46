"""Excel workbooks."""

from __future__ import annotations

import datetime
import io
import zipfile

import openpyxl
import pytest

from review_tool.domain.errors import Problem, ReviewError
from review_tool.domain.record import Entry
from review_tool.formats import detect
from review_tool.formats.source import Source
from review_tool.formats.workbook import XLSX


def workbook(*sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for number, rows in enumerate(sheets):
        sheet = book.worksheets[0] if number == 0 else book.create_sheet()
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(data: bytes) -> tuple[list[Entry], list[Problem]]:
    found = list(XLSX.read(Source.of(data)))
    return [f for f in found if isinstance(f, Entry)], [f for f in found if isinstance(f, Problem)]


def test_rows_under_a_heading_of_every_sheet() -> None:
    many: list[list[object]] = [[f"Plan {n}", None, 2000 + n] for n in range(25)]
    head: list[object] = ["Title", "Author(s)", "Publication Year", "DOI", "Start Page", "End Page", "Date", None]
    data = workbook(
        [
            ["SEARCH QUERY", "plans"],
            [],
            head,
            ["Shared plans", "Roe, Ann; Doe, Dan", 2020.0, "10.1234/AB", 12, 20, datetime.datetime(2020, 3, 1), "more"],
            [],
            *many,
        ],
        [["Notes"], ["of our meeting"]],
        [["title", "authors"], ["Last", "Roe, A"]],
    )
    assert detect(Source.of(data), "export.csv")[0].name == "xlsx"
    found, problems = read(data)
    c = found[0].citation
    assert (c.title, c.authors, c.year) == ("Shared plans", ("Roe, Ann", "Doe, Dan"), 2020)
    assert (c.doi, c.pages) == ("10.1234/ab", "12-20")
    assert found[0].raw == b'Shared plans,"Roe, Ann; Doe, Dan",2020,10.1234/AB,12,20,2020-03-01,more\n'
    assert (found[0].line, found[0].position) == (4, 1)
    assert [e.citation.title for e in found[1:]] == [*(f"Plan {n}" for n in range(25)), "Last"]
    assert [e.position for e in found] == list(range(1, 28))
    assert [p.line for p in problems] == [4, 1]  # a cell without a name; a sheet without a heading


def test_a_bomb_and_a_broken_file_are_refused_with_the_remedy() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"A" * 20_000_000)
    found, problems = read(file.getvalue())
    assert not found
    assert "unpack" in problems[0].what
    whole = workbook([["title", "authors"], ["A", "B"]])
    for broken in (whole[:-100], whole.replace(b"xl/", b"xx/"), b"PK\x03\x04"):
        found, problems = read(broken)
        assert not found
        assert "broken" in problems[0].what
        assert problems[0].hint
    with pytest.raises(ReviewError, match="Word"):
        detect(Source.of(b"PK\x03\x04 word/document.xml"), "x.xlsx")


def numbered(row: int, column: str = "A") -> bytes:
    """A workbook whose second row says it is that row, as a broken or hostile file may."""
    data = io.BytesIO(workbook([["Title", "Year"], ["Plans", 2011]]))
    changed = io.BytesIO()
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(changed, "w") as new:
        for part in old.namelist():
            text = old.read(part)
            if part.endswith("sheet1.xml"):
                text = text.replace(b'r="2"', b'r="%d"' % row).replace(b'"A2"', f'"{column}{row}"'.encode())
            new.writestr(part, text)
    return changed.getvalue()


def test_rows_that_are_not_there_take_no_time() -> None:
    (entry,), _ = read(numbered(1 << 20))
    assert (entry.citation.title, entry.line) == ("Plans", 1 << 20)
    found, (problem,) = read(numbered(99_999_999_999))
    assert (found, problem.empty) == ([], True)


def test_a_workbook_of_something_else_is_no_empty_export() -> None:
    found, problems = read(workbook([["Dose", "Answer"], [1, 2]], [["Notes"]]))
    assert not found
    assert [(p.line, p.empty) for p in problems] == [(1, False), (1, False)]
    assert [p.empty for p in read(workbook([]))[1]] == [True]
