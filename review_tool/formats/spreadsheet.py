"""CSV and TSV with column names that we know; the heading may stand under a preamble.

The form of CSV is RFC 4180, read as spreadsheet programs write it: any of , ; tab | parts cells.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from review_tool.domain import identifiers
from review_tool.domain.errors import Problem
from review_tool.domain.record import Citation, Entry
from review_tool.domain.text import one_line, plain_cell
from review_tool.formats import fields
from review_tool.formats.encoding import Decoder
from review_tool.formats.format import Format, outcome, refused, too_large
from review_tool.formats.headers import columns
from review_tool.formats.source import Source
from review_tool.formats.source_line import told_apart

_SEPARATORS = (",", ";", "\t", "|")
_HEADING_WITHIN = 20
"""Rows in which a heading is looked for."""
_LONG_ROW = 500
"""Lines that one row may span before a missing quotation mark is suspected."""
_MAX_CELL = 16 << 20
"""Characters of the longest cell; the csv module holds four bytes for each."""
_AS_TEXT = re.compile(r'="?(.*?)"?', re.DOTALL)
_WITH_YEAR = re.compile(r"(?:\s+et al\.?)?[\s,]*\(?\b(?:1[89]|20)\d\d[a-z]?\)?\s*$")
_SUMS = frozenset(("total", "totals", "sum", "count", "n", "summe", "gesamt", "suma", "totaal"))
NOTHING = frozenset(("nan", "NaN", "NA", "<NA>", "N/A", "#N/A", "None", "null", "NULL", "-", "--", "[]", "{}"))
"""What Python, R, Excel and others write into a cell that has nothing in it."""
_WHOLE = re.compile(r"(\d+)\.0")
"""A whole number of a column with gaps, as Python's tables write it."""
_PUBMED = re.compile(r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/(\d{1,8})", re.IGNORECASE)
_SELF_EVIDENT = {"title", "authors", "abstract", "doi"}


@dataclass(frozen=True, slots=True)
class Heading:
    """What was found out about a table from its beginning."""

    separator: str
    row: int
    """How many rows stand before the first record."""
    width: int
    fields: dict[str, list[int]]
    """For each field its columns, the best first."""

    @property
    def score(self) -> int:
        return len(self.fields)


@dataclass(frozen=True, slots=True)
class Row:
    cells: list[str]
    line: int
    lines: tuple[bytes, ...]
    """Its bytes in the file."""
    encoding: str
    """How it was read where it is not UTF-8, or ""."""
    overlong: bool = False

    @property
    def size(self) -> int:
        return sum(map(len, self.lines))


def heading(text: str) -> Heading | None:
    """The best heading of the first rows under any separator; None where none is known."""
    best: Heading | None = None
    for separator in _SEPARATORS:
        if separator not in text:
            continue
        here = heading_among(_cells(text, separator), separator)
        if here and (best is None or here.score > best.score):
            best = here
    return best or _single(text)


def heading_among(rows: Iterable[list[str]], separator: str = "") -> Heading | None:
    """The best heading among the first rows; None where none is known."""
    best: Heading | None = None
    for count, cells in enumerate(rows, 1):
        if count > _HEADING_WITHIN:
            break
        found = columns(cells)
        here = Heading(separator, count, len(cells), found)
        if "title" in found and len(found) >= 2 and (best is None or here.score > best.score):
            best = here
    return best


def _single(text: str) -> Heading | None:
    """A table of titles alone: one column under the heading `title`."""
    first = text.lstrip("\r\n").split("\n", 1)[0].strip().strip('"')
    found = columns([first])
    return Heading(",", 1, 1, found) if "title" in found else None


def _cells(text: str, separator: str) -> Iterator[list[str]]:
    try:
        for cells in csv.reader(re.findall(r"[^\r\n]*(?:\r\n|\r|\n)", text + "\n"), delimiter=separator):
            yield _unwrapped(cells, separator)
    except csv.Error:
        return


def _unwrapped(cells: list[str], separator: str, width: int = 2) -> list[str]:
    """The cells of a row that a spreadsheet program took for one and saved in quotation marks; any other as it is."""
    if len(cells) != 1 or separator not in cells[0]:
        return cells
    try:
        inner = next(csv.reader([cells[0]], delimiter=separator), cells)
    except csv.Error:
        return cells
    return inner if len(inner) >= width else cells


def read(source: Source) -> Iterator[Entry | Problem]:
    """Every row under the heading; blank rows are none. Short and long rows are kept with a warning."""
    decoder = Decoder(source)
    top = heading(decoder.decoded(source.beginning(1 << 18))[0])
    if top is None:
        yield Problem(1, "No heading row was found.", "Name the columns: title, authors, year, doi, abstract …")
        return
    position = 0
    for row in _told_apart(_rows(source, decoder, top), top):
        if isinstance(row, Problem):
            yield replace(row, record=position + 1)
            continue
        if not any(cell.strip(" -:") for cell in row.cells) and not row.overlong:  # a line may part heading and rows
            continue
        position += 1
        if row.overlong:
            yield too_large(row.line, row.size, position)
            continue
        if len(row.cells) == 1 < top.width:
            what = f"This row has one cell, not {top.width}: “{one_line(row.cells[0])[:60]}”."
            yield refused(row.line, what, "It was taken for a heading inside the table.", position)
            continue
        if problem := sum_of(row.cells, top, row.line, position):
            yield problem
            continue
        decoder.note(row.encoding, row.line, position)
        yield from _warnings(row, top, position)
        raw = source.raw(b"".join(row.lines))
        yield from outcome(citation(row.cells, top.fields), raw, position, row.line, filled=True)
    yield from decoder.problems()
    if not position:
        hint = "If the search found some, export it again with its records."
        yield Problem(1, "The table has a heading and no rows.", hint, empty=True)


def sum_of(cells: list[str], top: Heading, line: int, position: int) -> Problem | None:
    """The refusal of a row that counts the others, as people put it under a table: `Total`, `57`."""
    begin = next(filter(str.strip, cells), "")
    if begin.strip(" :").casefold() not in _SUMS or len(filled := [*filter(str.strip, cells)]) > 3:
        return None
    titles = [cells[at].strip() for at in top.fields.get("title", ()) if at < len(cells) and cells[at] != begin]
    if any(title and not title.isdecimal() for title in titles):
        return None
    return refused(line, f"This row is a sum: “{' '.join(filled)[:60]}”.", "It is no record.", position)


def _told_apart(rows: Iterator[Row], top: Heading) -> Iterator[Row | Problem]:
    """The rows; those that a quotation mark without an end made one of are told apart, each line a row again."""
    for row in rows:
        is_odd = len(row.lines) > 1 and not row.overlong and (len(row.cells) < top.width or _is_broken(row, top))
        if not is_odd or not (parts := _lines_of(row, top)):
            yield row
            continue
        yield Problem(row.line, "A quotation mark in this row has no end.", "Its lines were read as a row each.")
        yield from parts


def _is_broken(row: Row, top: Heading) -> bool:
    """Whether something stands between a closing quotation mark and the next separator."""
    try:
        next(csv.reader([b"".join(row.lines).decode("latin-1")], delimiter=top.separator, strict=True), None)
    except csv.Error:
        return True
    return False


def _lines_of(row: Row, top: Heading) -> list[Row]:
    """A row for each line, where nearly all of them are whole ones; else none."""
    found: list[Row] = []
    whole = 0
    for number, line in enumerate(row.lines):
        if line.strip():
            text = line.decode("utf-8", "replace").rstrip("\r\n")
            cells = next(csv.reader([text], delimiter=top.separator), [])
            if len(cells) < top.width:  # the line with the mark itself
                cells = next(csv.reader([text], delimiter=top.separator, quoting=csv.QUOTE_NONE), [])
                cells = [cell.strip(' "') for cell in cells]
            whole += len(cells) >= top.width
            found.append(Row(cells, row.line + number, (line,), row.encoding))
    return found if whole > 1 and whole * 10 >= len(found) * 9 else []


def _warnings(row: Row, top: Heading, position: int) -> Iterator[Problem]:
    if len(row.cells) < top.width and any(row.cells[-1:]):
        what = f"This row has {len(row.cells)} cells, the heading {top.width}."
        yield Problem(row.line, what, "The missing ones were taken as empty.", position)
    if any(cell.strip() for cell in row.cells[top.width :]):
        what = f"This row has {len(row.cells)} cells, the heading {top.width}."
        yield Problem(row.line, what, "The last ones have no name; they are kept in the raw record.", position)
    if sum(line.endswith(b"\n") for line in row.lines) > _LONG_ROW:
        what = f"This row runs over more than {_LONG_ROW} lines."
        yield Problem(row.line, what, "A quotation mark is probably missing; other records may be in it.", position)


def _rows(source: Source, decoder: Decoder, top: Heading) -> Iterator[Row]:
    """The rows under the heading, with their lines in the file."""
    taken: list[bytes] = []  # the lines the current row was made of
    encodings: list[str] = []
    overlong = False

    def feed() -> Iterator[str]:
        nonlocal overlong
        for line in source.lines():
            taken.append(line)
            text, how = decoder.decoded(line)
            if how:
                encodings.append(how)
            overlong = overlong or not line
            yield text

    csv.field_size_limit(_MAX_CELL)
    reader = csv.reader(feed(), delimiter=top.separator)
    count, line = 0, 1
    while True:
        line += len(taken)
        taken.clear()
        encodings.clear()
        overlong, cells = False, []
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            overlong = True
        count += 1
        if count > top.row:
            cells = _unwrapped(cells, top.separator, top.width) if top.width > 1 else cells
            yield Row(cells, line, tuple(taken), encodings[0] if encodings else "", overlong)


def citation(cells: list[str], places: dict[str, list[int]]) -> Citation:
    """The common fields of one row."""

    def first(field: str) -> str:
        for index in places.get(field, ()):
            if index < len(cells) and (value := _cell(cells[index])):
                return value
        return ""

    def number(field: str) -> str:
        value = one_line(first(field))
        return whole[1] if (whole := _WHOLE.fullmatch(value)) else value

    authors = first("authors")
    if authors.rstrip(" )")[-2:-1].isdecimal():
        authors = _WITH_YEAR.sub("", authors)
    each = _column_by_column(cells, places) if "each_author" in places or "family" in places else ()
    said = Citation(
        title=one_line(first("title")),
        authors=fields.unique(each) or fields.people(authors),
        year=_year(places, cells),
        journal=one_line(first("journal")),
        volume=number("volume"),
        issue=number("issue"),
        pages=re.sub(r"\s*--+\s*", "-", number("pages"))
        or fields.pages(number("first_page"), number("last_page"))
        or number("article_number"),
        doi=identifiers.doi(first("doi")) or _doi_in(first("url")),
        pmid=identifiers.pmid(first("pmid")) or _pmid_in(first("url")),
        abstract=one_line(first("abstract")),
        keywords=_keywords(first("keywords")),
        url=(one_line(first("url")).split(" ")[0]),
        type=one_line(first("type")),
        language=one_line(first("language")),
        source_id=one_line(first("source_id")) or identifiers.pmid(first("pmid")),
    )
    return told_apart(said) if said.journal else said


def _column_by_column(cells: list[str], places: dict[str, list[int]]) -> list[str]:
    """The people of a row that has a column for each of them, or for each part of their names."""

    def of(field: str) -> list[str]:
        return [_cell(cells[at]) if at < len(cells) else "" for at in sorted(places.get(field, ()))]

    parted = [] if "authors" in places else zip_longest(of("family"), of("given"), fillvalue="")
    return of("each_author") + [", ".join(filter(None, parts)) for parts in parted]


def _cell(text: str) -> str:
    """What a cell says: `="1932"` (kept from becoming a number) is 1932; an apostrophe before a formula is undone."""
    text = text.strip(" \t\r\n")
    if len(text) < 5 and text in NOTHING:
        return ""
    if text.startswith('="') and (found := _AS_TEXT.fullmatch(text)):
        return found.group(1)
    return plain_cell(text)


def _year(places: dict[str, list[int]], cells: list[str]) -> int | None:
    years = (fields.year(_cell(cells[index])) for index in places.get("year", ()) if index < len(cells))
    return next((year for year in years if year), None)


def _pmid_in(url: str) -> str:
    return found[1] if "ncbi" in url and (found := _PUBMED.search(url)) else ""


def _doi_in(url: str) -> str:
    return identifiers.doi(url) if "doi.org/" in url else ""


def _keywords(text: str) -> tuple[str, ...]:
    for sign in (";", "|", "\n"):
        if sign in text:
            return fields.unique(part.strip(" *") for part in text.split(sign))
    return fields.unique(text.split(","))


def _sure(head: str, separators: str) -> int:
    found = heading(head)
    if found is None or found.separator not in separators:
        return 0
    known = len(_SELF_EVIDENT & set(found.fields))
    if found.row == 1 and known >= 3:  # what looks like another format stands in a cell below
        return 99
    return min(50 + 10 * known + 2 * found.score, 90)


def sniff_csv(head: str) -> int:
    return _sure(head, ",;|")


def sniff_tsv(head: str) -> int:
    return _sure(head, "\t")


_SIGN = "a heading row with columns such as title, authors and year"
CSV = Format("csv", "CSV", (".csv", ".txt"), _SIGN, sniff_csv, read)
TSV = Format("tsv", "TSV", (".tsv", ".tab", ".txt"), f"{_SIGN}, parted by tabs", sniff_tsv, read)
