"""refer/BibIX, which EndNote calls “EndNote Import” (.enw).

Source of the tags: refer(1) of UNIX, and EndNote's table of its import tags.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise

from review_tool.domain import identifiers
from review_tool.domain.errors import Problem
from review_tool.domain.record import Citation, Entry
from review_tool.formats import fields
from review_tool.formats.format import Format
from review_tool.formats.reading import Reading, read_parts
from review_tool.formats.source import Part, Source
from review_tool.formats.tagged import Tags, Token, every, first, grouped, is_filled, newlines, record_text
from review_tool.formats.tagged import tokens as tokens_of

_TAG = r"%[A-Z0-9~@^!#$&(*+<>\[?](?:[ \t]|$)"
_PAIR = re.compile(rf"^(?={_TAG})%(.)[ \t]?(.*(?:\n(?!{_TAG}).*)*)", re.MULTILINE)
_LINE_TAG = rb"%[A-Z0-9~@^!#$&(*+<>\[?](?=[ \t\r\n]|\Z)"
_FIRST = re.compile(rb"(?:\A|(?<=[\r\n]))" + _LINE_TAG)
_TYPE = re.compile(rb"(?:\A|(?<=[\r\n]))%0(?=[ \t\r\n]|\Z)")
_PARAGRAPH = re.compile(rb"(?:\r\n|\n|\r(?!\n))[ \t]*[\r\n]\s*(?=" + _LINE_TAG + rb")")
_LONGEST_TAG = 8
_FRAME = re.compile(r"\W*$")
Starts = Callable[[bytes], list[int]]
"""Where the records of a part begin."""
_TWO_TYPES = "This record has two types; the first is shown."


def read(source: Source) -> Iterator[Entry | Problem]:
    """Every record of the file; %0 begins one, and a blank line in files without it."""
    starts = _by_type if source.holds(_TYPE) else _by_paragraph
    return read_parts(source, partial(_cut, starts), partial(_read_part, starts), shortens=True)


def _read_part(starts: Starts, reading: Reading, part: Part) -> Iterator[Entry | Problem]:
    data = part.data
    for start, end, has_two in _spans(data, starts(data)):
        if not reading.position:
            yield from reading.left_out(0, start, _FRAME)
        reading.begin(start)
        end = start + len(data[start:end].rstrip())
        found = tags(reading.text(start, end))
        if has_two:
            yield reading.odd(_TWO_TYPES, "Both are kept in the raw record.")
        yield from reading.kept(citation(found), start, end, filled=is_filled(found, beside="0"))


def _by_type(data: bytes) -> list[int]:
    found = _FIRST.search(data)
    begin = [found.start()] if found and not data.startswith(b"%0", found.start()) else []
    return [*begin, *(mark.start() for mark in _TYPE.finditer(data))]


def _by_paragraph(data: bytes) -> list[int]:
    found = _FIRST.search(data)
    return [found.start(), *(mark.end() for mark in _PARAGRAPH.finditer(data, found.end()))] if found else []


def _cut(starts: Starts, data: bytes) -> int:
    """Before the last record after one that is more than its type."""
    sure = [at for at in starts(data) if at < len(data) - _LONGEST_TAG]
    return next((end for start, end in reversed([*pairwise(sure)]) if b"%" in data[start + 1 : end]), 0)


def _spans(data: bytes, starts: list[int]) -> Iterator[tuple[int, int, bool]]:
    """(start, end, whether it has two types) of each record."""
    ends = [*starts[1:], len(data)]
    begin, run = 0, 0  # how many types without anything else stand directly before
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        is_bare = b"%" not in data[start + 1 : end] and data.startswith(b"%0", start)
        last = number == len(starts) - 1
        if is_bare and not last and not run and not _is_bare(data, ends[number], starts, number):
            begin, run = start, -1  # the type of the record that follows, said twice
            continue
        yield (begin, end, True) if run == -1 else (start, end, False)
        run = run + 1 if is_bare and run >= 0 else 0


def _is_bare(data: bytes, start: int, starts: list[int], number: int) -> bool:
    """Whether the next record is a type and nothing else, as in a list of empty records."""
    end = starts[number + 2] if number + 2 < len(starts) else len(data)
    return b"%" not in data[start + 1 : end]


def tags(text: str) -> Tags:
    """Each tag's values in their order; a line without a tag continues the value before it."""
    return grouped(_PAIR.findall(newlines(text)))


def tokens(raw: bytes) -> tuple[Token, ...]:
    """Every (tag, value) pair of one record, in its order and with its repeats."""
    return tokens_of(record_text(raw), _PAIR)


def citation(tags: Tags) -> Citation:
    """The common fields of one record's tags."""
    return Citation(
        title=first(tags, "T", "Q", "B", "!"),
        authors=_people(every(tags, "A")) or _people(every(tags, "E")),
        year=next((y for v in every(tags, "D", "8") if (y := fields.year(v))), None),
        journal=first(tags, "J", "B", "S"),
        volume=first(tags, "V"),
        issue=first(tags, "N"),
        pages=first(tags, "P"),
        doi=next((d for v in every(tags, "R", "U", ">") if "10." in v and (d := identifiers.doi(v))), ""),
        pmid=next((identifiers.pmid(v) for v in every(tags, "M") if v.strip().isdigit() and _is_pubmed(tags)), ""),
        abstract=" ".join(fields.unique(every(tags, "X"))),
        keywords=fields.keywords(every(tags, "K")),
        url=fields.link(every(tags, "U")),
        type=first(tags, "0", "9"),
        language=first(tags, "G"),
        source_id=first(tags, "M", "F", "L"),
    )


def _people(values: list[str]) -> tuple[str, ...]:
    return fields.names(fields.unique(values))


def _is_pubmed(tags: Tags) -> bool:
    return any("pubmed" in v.casefold() or "medline" in v.casefold() for v in every(tags, "~", "W"))


def sniff(head: str) -> int:
    found = set(re.findall(r"(?:^|[\r\n\ufeff])%([A-Z0-9@~^+])[ \t]+\S", head))
    if re.search(r"(?:^|[\r\n\ufeff])%0(?:[ \t]|[\r\n])", head):
        return 95
    first_line = re.match(r"\ufeff?\s*%[A-Z] \S", head)
    return 85 if len(found) >= 3 and found & set("TAJD") else 60 if first_line and found & set("TAEDJBX") else 0


REFER = Format("refer", "EndNote refer", (".enw", ".ref", ".txt"), "tags such as “%0” and “%A”", sniff, read, tokens)
