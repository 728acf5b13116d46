"""PubMed's tagged text (.nbib, MEDLINE display format), as PubMed and ERIC write it.

Source of the tags: National Library of Medicine, “MEDLINE/PubMed data element (field) descriptions”.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise

from review_tool.domain import identifiers
from review_tool.domain.errors import Problem
from review_tool.domain.record import Citation, Entry
from review_tool.formats import fields
from review_tool.formats.format import Format
from review_tool.formats.reading import Reading, read_parts
from review_tool.formats.source import Part, Source
from review_tool.formats.tagged import (
    Tags,
    Token,
    before_last,
    every,
    grouped,
    is_plain,
    lines_of,
    newlines,
    record_text,
    squeezed,
)
from review_tool.formats.tagged import tokens as tokens_of

# A tag takes four places, then a dash and a blank; the blank is missing in files that were mended by hand.
_TAG_LINE = r"(?:[A-Z][A-Z0-9]{1,3} {0,2}-(?=\s|\Z)|(?:PMID|PMC|TI|BTI|AB|FAU|AU|DP|SO) {0,2}-)"
_TAG = re.compile(_TAG_LINE.encode())
_FIRST = re.compile(rb"(?:\A|(?<=[\r\n]))" + _TAG_LINE.encode())
_KEY = re.compile(rb"(?:PMID|[BC]?TI) {0,2}-")
# Line ends before a key, and runs of blank lines; one class of bytes in front keeps the search fast.
_MARK = re.compile(rb"[\r\n](?!(?<=\r)\n)(?:(?=[BC]?TI {0,2}-)|[ \t]*[\r\n]\s*)")
# These begin with letters, not with an assertion: such a search is ten times faster.
_PMID = re.compile(rb"PMID(?:(?<=[\r\n]PMID)|(?<=\APMID)) {0,2}-")
# PubMed Central's own files have its number first, and of some of their records no PMID. Both follow a blank line.
_BLANK_BEFORE = (rb"\n\n", rb"\n\r\n", rb"\r\r", rb"\A", rb"\A\n", rb"\A\r\n", rb"\A\r")
_AFTER_BLANK = {tag: b"|".join(b"(?<=%s%s)" % (before, tag) for before in _BLANK_BEFORE) for tag in (b"PMC", b"PMID")}
_PMC = re.compile(b"PMC(?:%s) {0,2}-(?= {0,2}PMC)" % _AFTER_BLANK[b"PMC"])
_PMC_OR_PMID = re.compile(
    b"PM(?:C(?:%s) {0,2}-(?= {0,2}PMC)|ID(?:%s) {0,2}-)" % (_AFTER_BLANK[b"PMC"], _AFTER_BLANK[b"PMID"])
)
_OWNER = re.compile(rb"OWN(?<=[\r\n]OWN) {0,2}- {0,2}(?!NLM)")
_BLANK_LINE = re.compile(rb"(?:\r\n|\n|\r(?!\n))[ \t]*[\r\n]\s*")
_BEFORE = re.compile(rb"(?:\n|\r(?!\n))[ \t]*(?:\r\n|\r|\n)\Z")
_LONGEST_TAG = 16
_FRAME = re.compile(r"\W*$")
_TAG_VALUE = re.compile(rf"^(?={_TAG_LINE})([A-Z0-9]+) {{0,2}}-[ \t]?(.*(?:\n(?!{_TAG_LINE}).*)*)", re.MULTILINE)
_WRAP = "\n      "
_EASY_VALUE = re.compile(r"^([A-Z][A-Z0-9]{1,3}) {0,2}- (.*)", re.MULTILINE)


Spans = Callable[[bytes, int], Iterator[tuple[int, int]]]
"""(part, where its first tag stands) to (start, end) of each record."""


def read(source: Source) -> Iterator[Entry | Problem]:
    """Every record of the file. PMID begins one; where a producer has none, the first tag after a blank line does."""
    if key := next((key for sign, key in ((_PMC, _PMC_OR_PMID), (_PMID, _PMID)) if source.holds(sign)), None):
        by = partial(_by_key, key)
        return read_parts(source, partial(before_last, begin=key), partial(_read_part, by), shortens=True)
    return read_parts(source, _before_last_paragraph, partial(_read_part, _by_blank_line), shortens=True)


def _read_part(by: Spans, reading: Reading, part: Part) -> Iterator[Entry | Problem]:
    data, free = part.data, 0
    first_tag = _FIRST.search(data)
    for start, end in by(data, first_tag.start()) if first_tag else ():
        yield from reading.left_out(free, start, _FRAME)
        free = end
        line = reading.begin(start)
        raw = data[start:end].rstrip()
        text = reading.text(start, start + len(raw))
        is_easy, text = is_plain(raw, text), newlines(text)
        pairs = _easy_pairs(text)
        glued = _glued(data, start, end) if not pairs and by is not _by_blank_line else 0
        if glued:
            what = "After a blank line come tags without a PMID; they were taken as part of this record."
            line += data.count(b"\n", start, glued) or data.count(b"\r", start, glued)
            yield reading.odd(what, "If they are another record, give it its PMID line.", line)
        if pairs and is_easy:
            lines = found = lines_of(pairs)
        else:
            found = grouped(pairs or _TAG_VALUE.findall(text))
            lines = squeezed(found, is_plain=is_easy)
        end = start + len(raw)
        yield from reading.kept(citation(lines, found), start, end, filled=bool(lines))
    if part.is_last and reading.position:
        yield from reading.left_out(free, len(data), _FRAME)


def _by_key(key: re.Pattern[bytes], data: bytes, begin: int) -> Iterator[tuple[int, int]]:
    """Records that begin at a number, or after a blank line at ERIC's owner line; tags before the first are its."""
    keys = [found.start() for found in key.finditer(data)] or [begin]
    owners = (found.start() for found in _OWNER.finditer(data, keys[0]))
    others = [at for at in owners if _BEFORE.search(data, max(0, at - 8), at)]
    starts = [begin, *sorted(keys[1:] + others)] if others else [begin, *keys[1:]]
    return pairwise((*starts, len(data)))


def _glued(data: bytes, start: int, end: int) -> int:
    """Where tags go on after a blank line inside a record; 0 where they do not."""
    if not any(data.find(blank, start, end - 4) >= 0 for blank in (b"\n\n", b"\n\r\n", b"\r\r")):
        return 0
    for blank in _BLANK_LINE.finditer(data, start, end):
        if blank.end() < end and _TAG.match(data, blank.end()):
            return blank.end()
    return 0


def _by_blank_line(data: bytes, begin: int) -> Iterator[tuple[int, int]]:
    """Records of a producer without PMID: each begins at the first tag after a blank line once the title was seen."""
    whole = _KEY.match(data, begin) is not None
    for mark in _MARK.finditer(data, begin):
        at = mark.end()
        is_blank = at - mark.start() > 1
        key = _KEY.match(data, at)
        if not key and not _TAG.match(data, at):
            continue
        if whole and is_blank:
            yield begin, at
            begin, whole = at, False
        whole = whole or key is not None
    yield begin, len(data)


def _before_last_paragraph(data: bytes) -> int:
    """Cuts before the last record, unless a tag might end where the data does."""
    if not (first_tag := _FIRST.search(data)):
        return 0
    ends = (end for _, end in _by_blank_line(data, first_tag.start()) if end < len(data) - _LONGEST_TAG)
    return max(ends, default=0)


def _easy_pairs(text: str) -> list[tuple[str, str]]:
    """Each tag with its value, of a text of lines with a tag and such as they were wrapped to, which most are; [] of
    another. Wrapped values are one line, which says the same.
    """
    text = text.replace(_WRAP, " ")
    pairs = _EASY_VALUE.findall(text)
    return pairs if len(pairs) == text.count("\n") + 1 else []


def tokens(raw: bytes) -> tuple[Token, ...]:
    """Every (tag, value) pair of one record, in its order and with its repeats."""
    return tokens_of(record_text(raw), _TAG_VALUE)


def citation(lines: Tags, found: Tags) -> Citation:
    """The common fields of one record, by its tags' values as clean lines and as they stand in the text."""
    use = _used(tuple(lines))
    numbers = every(lines, *use.numbers)
    return Citation(
        title=lines[use.title][0] if use.title else "",
        authors=fields.distinct(every(lines, *use.people)),
        year=_year(every(lines, *use.years)),
        journal=lines[use.journal][0] if use.journal else "",
        volume=lines["VI"][0] if "VI" in lines else "",
        issue=lines["IP"][0] if "IP" in lines else "",
        pages=lines["PG"][0] if "PG" in lines else _marked(lines.get("LID", ()), "[pii]"),
        doi=identifiers.doi(_marked(numbers, "[doi]")) or _doi(every(lines, *use.doi)),
        pmid=identifiers.pmid(lines["PMID"][0]) if "PMID" in lines else "",
        abstract=" ".join(fields.distinct(lines["AB"])) if "AB" in lines else lines["OAB"][0] if "OAB" in lines else "",
        keywords=fields.keywords(value.replace(_WRAP, " ") for value in every(found, *use.keywords)),
        url=_address(every(lines, *use.links)),
        type=lines["PT"][0] if "PT" in lines else "",
        language=lines["LA"][0] if "LA" in lines else "",
        source_id=lines[use.id][0] if use.id else "",
    )


@dataclass(frozen=True, slots=True)
class _Use:
    """Which of the tags that a record has go into which field, in their order; "" or () where none does."""

    title: str
    people: tuple[str, ...]
    years: tuple[str, ...]
    journal: str
    numbers: tuple[str, ...]
    doi: tuple[str, ...]
    keywords: tuple[str, ...]
    links: tuple[str, ...]
    id: str


@lru_cache(maxsize=1000)
def _used(has: tuple[str, ...]) -> _Use:
    """The tags that are used of a record with these: a file's records have them in few combinations."""

    def all_of(*names: str) -> tuple[str, ...]:
        return tuple(name for name in names if name in has)

    def one_of(*names: str) -> str:
        return next((name for name in names if name in has), "")

    return _Use(
        title=one_of("TI", "BTI", "CTI", "VTI", "TT"),
        people=all_of(one_of("FAU", "AU"), "CN") or all_of(one_of("FED", "ED")),
        years=all_of("DP", "DEP", "DA", "EDAT"),
        journal=one_of("JT", "TA"),
        numbers=all_of("LID", "AID"),
        doi=all_of("AID", "LID", "SO"),
        keywords=all_of("MH", "OT"),
        links=all_of("LID", "URL"),
        id=one_of("PMID", "OID"),
    )


def _year(values: list[str]) -> int | None:
    for value in values:
        if year := fields.year(value):
            return year
    return None


def _address(values: list[str]) -> str:
    for value in values:
        if value.startswith("http"):
            return "".join(value.split())
    return ""


def _doi(values: list[str]) -> str:
    for value in values:
        if "10." in value and (doi := identifiers.doi(value)):
            return doi
    return ""


def _marked(lines: Iterable[str], mark: str) -> str:
    """The line that carries a mark such as `[doi]`, without it; "" where none does."""
    for line in lines:
        if line.endswith(mark):
            return line.removesuffix(mark).strip()
    return ""


def sniff(head: str) -> int:
    if re.search(r"(?:^|[\r\n])PMID ?- ?\d", head):
        return 98
    four = set(re.findall(r"(?:^|[\r\n])(OWN|STAT|FAU|LID|AID|DCOM|PMC|PHST|OID|CRDT|JT|MHDA) {0,2}- ", head))
    if re.search(r"(?:^|[\r\n])TY  ?- ", head):
        return 0
    return 90 if len(four) >= 2 else 60 if re.search(r"(?:^|[\r\n])[A-Z]{4}- \S", head) else 0


NBIB = Format(
    "nbib", "PubMed (.nbib)", (".nbib", ".txt"), "PubMed's tags, such as “PMID-” and “FAU -”", sniff, read, tokens
)
