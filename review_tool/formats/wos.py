"""Web of Science's tagged text, also of its Inspec, BIOSIS, CABI, FSTA, Medline, patent and Zoological Record files.

Source of the tags: Clarivate, “Web of Science field tags”, and the files of these databases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from heapq import merge

from review_tool.domain import identifiers
from review_tool.domain.errors import Problem
from review_tool.domain.record import Citation, Entry
from review_tool.domain.text import one_line
from review_tool.formats import fields
from review_tool.formats.format import Format
from review_tool.formats.reading import Reading, read_parts
from review_tool.formats.source import Part, Source
from review_tool.formats.tagged import (
    Line,
    Tags,
    Token,
    after_last,
    every,
    first,
    grouped,
    is_filled,
    is_plain,
    newlines,
    plain_line,
    record_text,
    spans,
)
from review_tool.formats.tagged import tokens as tokens_of

# Each begins with letters, not with a choice or an assertion: such a search is ten times faster.
_TYPE = re.compile(rb"PT(?:(?<=[\r\n]PT)|(?<=\APT)) (?=[A-Za-z])")
_END = re.compile(rb"ER(?<=[\r\n]ER)(?=[ \t]*(?:[\r\n]|\Z))")
_OWN_TAG = re.compile(rb"(?:\A|(?<=[\r\n]))(?!FN|VR|EF|ER)[A-Z][A-Z0-9] ")
_SUBSTANCE = re.compile(rb"(?:\A|(?<=[\r\n]))(?:TI|AU|AB|DI|UT) \S")
# A tag stands at a line's start, its value one blank on; lines that continue it begin with three blanks.
_ANY = re.compile(r"^([A-Z][A-Z0-9])(?: |$)(.*(?:\n(?![A-Z][A-Z0-9](?: |$)).*)*)", re.MULTILINE)
# Most records are of such lines alone.
_EASY_VALUE = re.compile(r"^([A-Z][A-Z0-9])(?: |$)(.*(?:\n   .*)*)", re.MULTILINE)
_INDENTED = re.compile(r"^   \S", re.MULTILINE)
# Where programs took the blanks away, only a tag that exists ends a value: text also begins with two capitals.
_KNOWN = (
    "PT AU AF BA BF CA GP BE TI FT SO SE BS LA DT CT CY CL SP HO DE ID AB C1 C3 RP EM RI OI FU FP FX CR NR TC Z9 U1 "
    "U2 PU PI PA SN EI BN J9 JI PD PY VL IS PN SU SI MA BP EP AR DI DL D2 EA EY PG P2 WC WE SC GA PM UT OA HC HP DA "
    "ER AN PN AE DG PC PL MC CC MQ PS CO TA ST GN MI TM OR DS DN ME MN NO CN PV SA TR NT BC CB BD TN BR AW "
    "X1 X4 X5 Y1 Y4 Y5 Z1 Z2 Z3 Z4 Z5 Z6 Z7 Z8 Z9"
)
_SURE = re.compile(
    rf"^({'|'.join(_KNOWN.split())})(?: |$)(.*(?:\n(?!(?:{'|'.join(_KNOWN.split())})(?: |$)).*)*)", re.MULTILINE
)
# The lines that frame a file.
_FRAME = re.compile(r"\ufeff?\s*(?:(?:FN|VR|EF|ER)\b|\W*$)")
# What the Zoological Record writes behind the journal's name: `Acta Theriologica  49(2), April 2004: 12-20`.
_VOLUME = re.compile(r"\s+(?:Vol\.? ?)?\d{1,4} ?\([^()]{1,20}\)[.,]? .{0,60}?(?:19|20)\d\d: ?\w.*$")
_MAIL = re.compile(r"\s*\([^()\s]*@[^()]*\)")

LISTED = frozenset(("AU", "AF", "BA", "BF", "BE", "CA", "GP", "C1", "CR"))
"""Tags of which each line is a value of its own: a person, an address, a reference."""


def read(source: Source) -> Iterator[Entry | Problem]:
    """Every record of the file: from PT to ER."""
    return read_parts(source, _cut, _read_part, shortens=True)


def _read_part(reading: Reading, part: Part) -> Iterator[Entry | Problem]:
    data, free = part.data, 0
    first_tag, has_substance = partial(_first_tag, data), partial(_has_substance, data)
    for span in spans(data, part.is_last, _marks(data), first_tag, has_substance):
        yield from reading.left_out(free, span.start, _FRAME)
        free = span.end
        reading.begin(span.start)
        text = reading.text(span.start, span.end)
        if span.fault:
            yield reading.odd(span.fault, "It is kept; compare it with the source.")
        line_of = plain_line if is_plain(data[span.start : span.end], text) else one_line
        found = tags(text)
        said = citation(found, line_of)
        filled = bool(said.title) or is_filled(found, beside="PT")
        yield from reading.kept(said, span.start, span.end, filled=filled)
    if part.is_last and reading.position:
        yield from reading.left_out(free, len(data), _FRAME)


def _cut(data: bytes) -> int:
    return after_last(data, _END, _TYPE)


def _marks(data: bytes) -> Iterator[tuple[int, int, bool]]:
    return merge(
        ((found.start(), found.end(), True) for found in _TYPE.finditer(data)),
        ((found.start(), found.end(), False) for found in _END.finditer(data)),
    )


def _first_tag(data: bytes, start: int, end: int, has_beginning: bool) -> int:
    if has_beginning:
        return end
    found = _OWN_TAG.search(data, start, end)
    return found.start() if found else end


def _has_substance(data: bytes, start: int, end: int) -> bool:
    return _SUBSTANCE.search(data, start, end) is not None


def _pattern(text: str) -> re.Pattern[str]:
    return _ANY if _INDENTED.search(text) else _SURE


def tags(text: str) -> Tags:
    """Each tag's values in their order; one value may have many lines, such as an author each."""
    text = newlines(text)
    pattern = _pattern(text)
    if pattern is _ANY:
        pairs = _EASY_VALUE.findall(text)
        if len(pairs) == text.count("\n") + 1 - text.count("\n   "):
            return grouped(pairs)
    return grouped(pattern.findall(text))


def tokens(raw: bytes) -> tuple[Token, ...]:
    """Every (tag, value) pair of one record, in its order and with its repeats."""
    text = record_text(raw)
    return tokens_of(text, _pattern(text))


def citation(tags: Tags, line: Line = one_line) -> Citation:
    """The common fields of one record's tags."""
    says = partial(first, tags, line=line)
    pmid = identifiers.pmid(says("PM"))
    return Citation(
        title=says("TI", "FT", "Z1", "X1", "Y1"),
        authors=_people(tags, line),
        year=_year(tags),
        journal=_VOLUME.sub("", says("SO", "BS", "SE", "JI", "J9", "Z3")),
        volume=says("VL"),
        issue=says("IS"),
        pages=fields.pages(says("BP"), says("EP")) or says("PS", "AR"),
        doi=next((d for v in every(tags, "DI", "D2", "DL") if "10." in v and (d := identifiers.doi(v))), ""),
        pmid=pmid,
        abstract=says("AB", "Z4", "X4", "Y4"),
        keywords=fields.unique((word for v in every(tags, "DE", "ID") for word in line(v).split(";")), line),
        url=says("DL"),
        type=says("DT", "PT"),
        language=says("LA"),
        source_id=says("UT", "AN") or pmid,
    )


_PEOPLE = (("AF",), ("AU",), ("BF",), ("BA",), ("CA", "GP"), ("BE",), ("Z2",))


def _people(tags: Tags, line: Line) -> tuple[str, ...]:
    """One author a line, of the first tags that name any."""
    for names in _PEOPLE:
        lines = (one for value in every(tags, *names) for one in value.split("\n"))
        if people := fields.unique((_MAIL.sub("", one) if "@" in one else one for one in lines), line):
            return people
    return ()


def _year(tags: Tags) -> int | None:
    for value in every(tags, "PY", "PD", "DG", "EY", "EA", "CY"):
        if year := fields.year(value):
            return year
    return None


def sniff(head: str) -> int:
    if re.search(r"(?:^|[\r\n\ufeff])FN [^\r\n]{1,200}[\r\n]+VR \d", head):
        return 98
    if re.search(r"(?:^|[\r\n\ufeff])PT [A-Za-z]", head) and re.search(r"[\r\n](?:TI|AU|UT|SO) ", head):
        return 92 if re.search(r"[\r\n]ER[ \t]*(?:[\r\n]|$)", head) else 60
    return 0


WOS = Format(
    "wos",
    "Web of Science",
    (".ciw", ".isi", ".txt"),
    "Web of Science's tags, such as “FN …” and “PT J”",
    sniff,
    read,
    tokens,
)
