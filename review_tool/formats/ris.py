"""RIS, as all the databases write it: the tags are one format, what they hold is a dialect of each producer.

Source of the tags: the RIS format specification (Research Information Systems, 2001 and 2011) and producers' own files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from review_tool.domain import identifiers
from review_tool.domain.errors import Problem
from review_tool.domain.record import Citation, Entry
from review_tool.domain.text import one_line
from review_tool.formats import fields
from review_tool.formats.encoding import Decoder, line_ends, plain
from review_tool.formats.format import MAX_RECORD, Format, outcome, too_large

_MARK = re.compile(rb"(?:TY|ER)[ \t]{0,4}-")
_LINE_START = re.compile(rb"(?:[\r\n]|\A)(?:\xef\xbb\xbf)?[ \t]{0,8}\Z")
_REST = re.compile(rb"[^\r\n]*")
# A tag with its value: all lines to the next tag. Where a record writes two blanks before its dashes, one blank and a
# dash are text.
_TAG = r"[ \t\ufeff]{0,8}[A-Z][A-Z0-9][ \t\xa0]{%s,4}-(?=\s|\Z)"
_VALUE = r"[ \t\xa0]?(.*(?:\n(?!%s).*)*)"
_STRICT, _LOOSE = (
    re.compile(rf"^{tag.replace('[A-Z][A-Z0-9]', '([A-Z][A-Z0-9])')}{_VALUE % tag}", re.MULTILINE)
    for tag in (_TAG % 2, _TAG % 1)
)
_TWO_BLANKS = re.compile(r"^[A-Z][A-Z0-9]  -", re.MULTILINE)
_TAGGED = re.compile(rb"(?:^|(?<=[\r\n]))[ \t]{0,8}[A-Z][A-Z0-9][ \t]{0,4}-(?=[ \t\r\n])")
_SUBSTANCE = {"TI", "T1", "AU", "A1", "AB", "N2", "DO", "JO", "JF", "T2"}
_PUBMED = re.compile(r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/(\d{1,8})", re.IGNORECASE)

_TITLE = ("TI", "T1", "CT", "BT", "TT", "ST")
_JOURNAL = ("JF", "T2", "JO", "JA", "J2", "J1", "BT", "T3")
_PEOPLE = (("AU", "A1"), ("A2", "ED", "A3", "A4"))
_YEARS = ("PY", "Y1", "DA", "YR")
_DOI = ("DO", "DI", "M3", "L2", "L3", "UR", "LK", "L1", "L4")
_LINKS = ("UR", "LK", "L2", "L1")

Tags = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class _Span:
    """One record in the file's bytes, and what was wrong with its frame."""

    start: int
    end: int
    fault: str = ""


def read(data: bytes) -> Iterator[Entry | Problem]:
    """Every record of a RIS file. A record runs from TY (or from tags that stand before it) to ER."""
    source = plain(data)
    decoder = Decoder(source)
    line, at, told = 1, 0, False
    for position, span in enumerate(_spans(source.data), 1):
        line, at = line + line_ends(source.data, at, span.start), span.start
        if span.end - span.start > MAX_RECORD:
            yield too_large(line, span.end - span.start, position)
            continue
        text, problem = decoder.text(source.data[span.start : span.end], line, position)
        if problem:
            yield problem
        if span.fault and not (told and span.fault == _NO_TYPE):
            told = told or span.fault == _NO_TYPE
            yield Problem(line, span.fault, "It is kept; compare it with the source.", position)
        found = tags(text)
        filled = any(tag != "TY" and value.strip() for tag, values in found.items() for value in values)
        raw = source.raw(span.start, span.end)
        yield from outcome(citation(found), raw, position, line, filled=filled)


_NO_TYPE = "Records here have no TY line, so their type is unknown."
_NO_END = "This record has no ER line; the next one began."
_CUT = "The file ends inside this record."


def _spans(data: bytes) -> Iterator[_Span]:
    """The records' places. Preambles, numbering, links and search strategies between records belong to none."""
    free, start = 0, -1  # where unclaimed bytes begin; where the open record began
    for begin, end, is_type in _marks(data):
        if is_type and start >= 0:
            yield _Span(start, begin, _NO_END)
            start = begin
        elif is_type:
            start = _first_tag(data, free, begin)
        elif start >= 0:
            yield _Span(start, end)
            free, start = end, -1
        else:
            if _has_substance(data, free, begin):
                yield _Span(_first_tag(data, free, begin), end, _NO_TYPE)
            free = end
    if start >= 0:
        yield _Span(start, len(data), _CUT)
    elif _has_substance(data, free, len(data)):
        yield _Span(_first_tag(data, free, len(data)), len(data), _NO_TYPE)


def _marks(data: bytes) -> Iterator[tuple[int, int, bool]]:
    """(start, end, whether it is TY) of each line that begins or ends a record. ER with text after it is text."""
    for mark in _MARK.finditer(data):
        begin, end = mark.span()
        if begin and data[begin - 1] not in b"\r\n" and not _LINE_START.search(data, max(0, begin - 12), begin):
            continue
        is_type = data[begin] == 84  # T
        if is_type:
            yield begin, end, True
        elif not (rest := _REST.match(data, end)) or not rest.group().strip():
            yield begin, end, False


def _first_tag(data: bytes, start: int, end: int) -> int:
    """Where the tags before `end` begin: those of the record, after the last line that is no tag but blank or text."""
    found = _TAGGED.search(data, start, end)
    return found.start() if found else end


def _has_substance(data: bytes, start: int, end: int) -> bool:
    part = _TAGGED.findall(data, start, min(end, start + MAX_RECORD))
    return any(tag.strip()[:2].decode() in _SUBSTANCE for tag in part)


def tags(text: str) -> Tags:
    """Each tag's values in their order. Lines without a tag continue the value before them."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    found: Tags = {}
    for tag, value in (_STRICT if _TWO_BLANKS.search(text) else _LOOSE).findall(text):
        if tag in found:
            found[tag].append(value)
        else:
            found[tag] = [value]
    return found


def citation(tags: Tags) -> Citation:
    """The common fields of one record's tags."""

    def first(*names: str) -> str:
        for name in names:
            if name in tags:
                for value in tags[name]:
                    if line := one_line(value):
                        return line
        return ""

    def every(*names: str) -> list[str]:
        values: list[str] = []
        for name in names:
            if name in tags:
                values += tags[name]
        return values

    start = first("SP")
    return Citation(
        title=first(*_TITLE),
        authors=next((found for names in _PEOPLE if (found := fields.unique(every(*names)))), ()),
        year=next((y for value in every(*_YEARS) if (y := fields.year(value))), None),
        journal=first(*_JOURNAL),
        volume=first("VL"),
        issue=first("IS", "CP"),
        pages=fields.pages(start, first("EP")) or first("C7", "PG"),
        doi=_doi(every(*_DOI), every("N1", "C1", "ID", "AN")),
        pmid=_pmid(tags),
        abstract=" ".join(fields.unique(tags.get("AB", ())) or fields.unique(tags.get("N2", ()))),
        keywords=fields.keywords(every("KW", "DE")),
        url=next((value.split()[0] for value in map(one_line, every(*_LINKS)) if value), ""),
        type=first("TY"),
        language=first("LA"),
        source_id=first("ID", "AN"),
    )


def _doi(values: list[str], notes: list[str]) -> str:
    for value in values:
        if "10." in value and (doi := identifiers.doi(value)):
            return doi
    for value in notes:
        if "10." in value and fields.speaks_of_doi(value) and (doi := identifiers.doi(value)):
            return doi
    return ""


def _pmid(tags: Tags) -> str:
    for link in tags.get("UR", ()):
        if found := _PUBMED.search(link):
            return found.group(1)
    databases = " ".join([*tags.get("DB", ()), *tags.get("DP", ())]).casefold()
    if "medline" in databases or "pubmed" in databases:
        return next((v.strip() for v in tags.get("AN", ()) if identifiers.pmid(v) == v.strip()), "")
    return ""


def sniff(head: str) -> int:
    if re.search(r"(?:^|[\r\n])[ \t\ufeff]{0,8}TY[ \t]{0,4}- {0,4}[A-Z]", head):
        return 96
    ends = len(re.findall(r"(?:^|[\r\n])ER {0,4}- *(?=[\r\n]|$)", head))
    titles = len(re.findall(r"(?:^|[\r\n])(?:TI|T1|AU|A1) {1,4}- ", head))
    return 80 if ends and titles else 45 if titles > 1 and "PMID-" not in head else 0


RIS = Format("ris", "RIS", (".ris", ".txt"), "lines such as “TY  - JOUR” and “ER  -”", sniff, read)
