"""Text whose lines say what they hold: `Title: …`, as databases write it for reading and other programs.

The Cochrane Library's plain text, ProQuest's, EBSCO's, EndNote's with all fields, NoteExpress's, CNKI's, Embase's cells
one under the other. What the labels mean
is what the columns of a table mean, so that the names of `headers.py` serve for both.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from review_tool.domain.errors import Problem
from review_tool.domain.record import Entry
from review_tool.formats.format import Format
from review_tool.formats.headers import FIELD_OF, columns, fold_header
from review_tool.formats.reading import Reading, read_starts
from review_tool.formats.source import Source
from review_tool.formats.spreadsheet import citation
from review_tool.formats.tagged import newlines

_START = (
    r"(?:Record #\d+ of \d+|Document \d+ of \d+|\{?Reference Type\}?:|SrcDatabase-来源库:|"
    r"(?:\"?RECORD|Record:) \d+\"?[ \t]*(?:[\r\n]|$))"
)
_BEGIN = re.compile(rf"(?:\A|(?<=[\r\n])){_START}".encode())
_AFTER_BLANK = re.compile(rb"(?:\A(?:\xef\xbb\xbf)?|(?<=\n\n)|(?<=\n\r\n)|(?<=\r\r))\"[A-Z][A-Z /]{1,40}\",\"")
"""Begins a record of Embase's cells one under the other where the export numbers no records."""
_FRAME = re.compile(r"\s*[_=-]*\s*$")
_LINE = re.compile(r"^(?:\{([^{}]{2,40})\}|([A-Z][A-Za-z /()&-]{1,40})((?<=-)[一-鿿]{1,12})?)\s?:(?:\s(.*))?$")
"""CNKI writes a label in two languages: `Title-题名: …`. Where its Chinese is known it says more: `Period-期`."""
_FEWEST = 3
"""Labels that are known, by which such a file is told."""
_LONG = frozenset(("abstract", "title"))
"""Fields in whose text a line may begin with a word and a colon."""


def _read_one(reading: Reading, start: int, end: int) -> Iterator[Entry | Problem]:
    pairs = _pairs(newlines(reading.text(start, end)))
    labels = list(dict.fromkeys(label for label, _ in pairs))
    cells = ["; ".join(value for label, value in pairs if label == one) for one in labels]
    yield from reading.kept(citation(cells, columns(labels)), start, end, filled=bool(pairs))


def _pairs(text: str) -> list[tuple[str, str]]:
    """(label, value) of each line; a line without a label belongs to the one before it."""
    pairs: list[tuple[str, str]] = []
    lines = text.split("\n")
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        label, value = _told(line)
        is_bare = line.endswith(":") and not below.startswith(" ")  # `Subjects:` in an abstract; EBSCO sets values in
        is_text = bool(pairs) and _field(pairs[-1][0]) in _LONG and label and (is_bare or not _field(label))
        if label and not is_text:
            pairs.append((label, value))
        elif pairs and line.strip(" _"):
            pairs[-1] = pairs[-1][0], f"{pairs[-1][1]} {line.strip()}"
    return pairs


def _told(line: str) -> tuple[str, str]:
    """(label, value) of a line, ("", "") of one that has no label."""
    if line.startswith('"') and '","' in line:
        label, *values = next(csv.reader([line]))
        return label, "; ".join(filter(None, values))
    if found := _LINE.match(line):
        chinese = found[3] if found[3] in FIELD_OF else ""
        return chinese or found[1] or found[2], found[4] or ""
    return "", ""


def _field(label: str) -> str:
    return FIELD_OF.get(fold_header(label), ("",))[0]


def read(source: Source) -> Iterator[Entry | Problem]:
    """Every record of the file; a line that numbers it begins one, and a blank line in files without numbers."""
    return read_starts(source, _BEGIN if source.holds(_BEGIN) else _AFTER_BLANK, _FRAME, _read_one)


def sniff(head: str) -> int:
    beginning = head.encode("utf-8", "replace")
    if not _BEGIN.search(beginning) and not _AFTER_BLANK.match(beginning.lstrip()):
        return 0
    known = {_field(_told(line)[0]) for line in newlines(head).split("\n") if line[:1] not in (" ", "")} - {""}
    return 70 if len(known) >= _FEWEST and "title" in known else 0


LABELLED = Format(
    "labelled", "Labelled text", (".txt", ".csv"), "lines such as “Title: …” under “Record #1 of …”", sniff, read
)
