"""RefWorks's tagged text. Source of the tags: the legend that RefWorks writes at the head of its own files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from review_tool.domain import identifiers
from review_tool.domain.errors import Problem
from review_tool.domain.record import Citation, Entry
from review_tool.formats import fields
from review_tool.formats.format import Format
from review_tool.formats.reading import Reading, read_starts
from review_tool.formats.source import Source
from review_tool.formats.tagged import Tags, Token, every, first, grouped, is_filled, newlines, record_text
from review_tool.formats.tagged import tokens as tokens_of

_TAGS = (
    "RT SR ID A1 A2 A3 A4 A5 A6 T1 T2 T3 JF JO YR FD VO IS SP OP K1 AB NO ED PB PP SN AV AD AN LA CL SF OT LK DO CN DB "
    "DS IP RD ST U10 U11 U12 U13 U14 U15 U1 U2 U3 U4 U5 U6 U7 U8 U9 UL SL LL CR WT WV WP OL PMID PMCID"
)
# CNKI writes its volume in small letters.
_TAG = rf"(?:(?:{'|'.join(_TAGS.split())})(?: |$)|vo (?=\d))"
_PAIR = re.compile(rf"^(?={_TAG})([A-Z0-9]+|vo) ?(.*(?:\n(?!{_TAG}).*)*)", re.MULTILINE)
_START = re.compile(rb"(?:\A|(?<=[\r\n]))[ \t]{0,4}RT (?=[ \t]*[A-Za-z])")

_LEGEND = re.compile(r".*")


def read(source: Source) -> Iterator[Entry | Problem]:
    """Every record of the file; RT begins one. The legend of the tags before the first is no loss."""
    return read_starts(source, _START, _LEGEND, _read_one)


def _read_one(reading: Reading, start: int, end: int) -> Iterator[Entry | Problem]:
    found = tags(reading.text(start, end))
    yield from reading.kept(citation(found), start, end, filled=is_filled(found, beside="RT"))


def tags(text: str) -> Tags:
    """Each tag's values in their order; a line without a tag continues the value before it."""
    return grouped(_PAIR.findall(newlines(text).lstrip()))


def tokens(raw: bytes) -> tuple[Token, ...]:
    """Every (tag, value) pair of one record, in its order and with its repeats."""
    return tokens_of(record_text(raw), _PAIR)


def citation(tags: Tags) -> Citation:
    """The common fields of one record's tags."""
    return Citation(
        title=first(tags, "T1", "T2", "OT"),
        authors=_people(every(tags, "A1")) or _people(every(tags, "A2", "A3", "A4")),
        year=next((y for v in every(tags, "YR", "FD", "WP") if (y := fields.year(v))), None),
        journal=first(tags, "JF", "JO", "T2", "WT"),
        volume=first(tags, "VO", "vo"),
        issue=first(tags, "IS"),
        pages=fields.pages(first(tags, "SP"), first(tags, "OP")),
        doi=next((d for v in every(tags, "DO", "LK", "UL") if "10." in v and (d := identifiers.doi(v))), ""),
        pmid=identifiers.pmid(first(tags, "PMID")),
        abstract=" ".join(fields.unique(every(tags, "AB"))),
        keywords=fields.keywords(every(tags, "K1")),
        url=first(tags, "LK", "UL").split(" ")[0],
        type=first(tags, "RT"),
        language=first(tags, "LA"),
        source_id=first(tags, "AN", "ID"),
    )


def _people(values: list[str]) -> tuple[str, ...]:
    """`Roe,Ann` as `Roe, Ann`."""
    return fields.names(name.removesuffix(", null") for name in fields.unique(re.sub(r",\s*", ", ", v) for v in values))


def sniff(head: str) -> int:
    if re.search(r"^\ufeff?\s{0,40}Refworks\s{1,4}Export\s{1,4}Tagged", head, re.IGNORECASE):
        return 98
    if re.search(r"(?:^|[\r\n\ufeff])RT [A-Za-z]", head):
        return 93 if re.search(r"[\r\n](?:SR|ID|A1|T1|YR|JF|K1) ", head) else 50
    return 0


REFWORKS = Format(
    "refworks", "RefWorks", (".txt",), "RefWorks's tags, such as “RT Journal Article”", sniff, read, tokens
)
