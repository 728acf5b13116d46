"""RIS, as all the databases write it: the tags are one format, what they hold is a dialect of each producer.

Source of the tags: the RIS format specification (Research Information Systems, 2001 and 2011) and producers' own files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial

from review_tool.domain import identifiers
from review_tool.domain.errors import Problem
from review_tool.domain.record import Citation, Entry
from review_tool.formats import fields
from review_tool.formats.format import Format
from review_tool.formats.reading import Reading, read_parts
from review_tool.formats.ris_spelling import odd_spelling
from review_tool.formats.source import MAX_RECORD, Part, Source
from review_tool.formats.tagged import (
    NO_TYPE,
    Span,
    Tags,
    Token,
    after_last,
    grouped,
    is_filled,
    is_plain,
    lines_of,
    matches,
    newlines,
    record_text,
    spans,
    squeezed,
)
from review_tool.formats.tagged import tokens as tokens_of

# Each begins with letters, not with a choice or an assertion: such a search is ten times faster.
_TYPE = re.compile(rb"TY[ \t]{0,4}-")
_END = re.compile(rb"ER[ \t]{0,4}-(?=([^\r\n]*))")
_LINE_START = re.compile(rb"(?:[\r\n]|\A)(?:\xef\xbb\xbf)?[ \t]{0,8}\Z")
# A record as most files write them: each line a tag's, the first TY, the last ER. Neither run ever gives back a line.
_EASY = re.compile(rb"(?:[ \t]*[\r\n])*+(TY  - .*\n(?:(?!TY|ER)[A-Z][A-Z0-9]  -.*\n)*+ER  -)(?=[ \t]*(?:[\r\n]|\Z))")
# A tag with its value: all lines to the next tag. Where a record writes two blanks before its dashes, one blank and a
# dash are text; so is ER with words after it, which is the beginning of a line: `ER  - visits`.
_TAG = r"[ \t\ufeff]{0,8}(?!ER[ \t]{1,4}-[ \t]{0,8}[^\s])[A-Z][A-Z0-9][ \t\xa0]{%s,4}-(?=\s|\Z)"
_VALUE = r"[ \t\xa0]?(.*(?:\n(?!%s).*)*)"
_STRICT, _LOOSE, _GLUED = (
    re.compile(rf"^{tag.replace('[A-Z][A-Z0-9]', '([A-Z][A-Z0-9])')}{_VALUE % tag}", re.MULTILINE)
    for tag in (_TAG % 2, _TAG % 1, (_TAG % 1).replace(r"-(?=\s|\Z)", "-"))
)
_PLAIN = re.compile(r"^([A-Z][A-Z0-9])  -(?: |$)(.*)$", re.MULTILINE)
_FRAME = re.compile(r"\s*(?:ER\s*-\s*|\W*)$")
# What the Cochrane Library, Ovid and others write between records: numbers, links, providers, page marks.
_FURNITURE = re.compile(
    r"\s*(?:<?\d{1,6}[.>]?\s*$|https?://\S+\s*$|(?:Record #\d+ of \d+|Provider|Content|Database|Source|Link to)\b)"
)
_TWO_BLANKS = re.compile(r"^[A-Z][A-Z0-9]  -", re.MULTILINE)
_GLUED_TYPE = re.compile(r"^TY {1,4}-[A-Z]", re.MULTILINE)
_TAGGED = re.compile(rb"(?:^|(?<=[\r\n]))[ \t]{0,8}[A-Z][A-Z0-9][ \t]{0,4}-(?=[ \t\r\n])")
_HAS_TITLE = re.compile(rb"(?:^|(?<=[\r\n]))[ \t]{0,8}T[I1][ \t]{0,4}-(?=[ \t\r\n])")
_HEAD = 65536
"""Bytes of the beginning that show how a file spells its tags."""
_SUBSTANCE = {"TI", "T1", "AU", "A1", "AB", "N2", "DO", "JO", "JF", "T2"}
_PUBMED = re.compile(r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/(\d{1,8})", re.IGNORECASE)

_TITLE = ("TI", "T1", "CT", "BT", "TT", "ST")
_JOURNAL = ("JF", "T2", "JO", "JA", "J2", "J1", "BT", "T3")
_PEOPLE = (("AU", "A1"), ("A2", "ED", "A3", "A4"))
_YEARS = ("PY", "Y1", "DA", "YR")
_DOI = ("DO", "DI", "M3", "L2", "L3", "UR", "LK", "L1", "L4")
_LINKS = ("UR", "LK", "L2", "L1")


def read(source: Source) -> Iterator[Entry | Problem]:
    """Every record of a RIS file. A record runs from TY (or from tags that stand before it) to ER."""
    source.respell = odd_spelling(source.beginning(_HEAD))
    return read_parts(source, _cut, partial(_read_part, set()), shortens=True)


def _read_part(told: set[str], reading: Reading, part: Part) -> Iterator[Entry | Problem]:
    """The records of one part; `told` are the faults that need not be told again."""
    data, free = part.data, 0
    for span in _spans(data, part.is_last):
        yield from reading.left_out(free, span.start, _FRAME, _FURNITURE)
        free = span.end
        reading.begin(span.start)
        text = reading.text(span.start, span.end)
        if span.fault and span.fault not in told:
            told.update({NO_TYPE} & {span.fault})
            yield reading.odd(span.fault, "It is kept; compare it with the source.")
        lines, found = _read_tags(data[span.start : span.end], text)
        said = citation(lines, found)
        filled = bool(said.title) or is_filled(found, beside="TY")
        yield from reading.kept(said, span.start, span.end, filled=filled)
    if part.is_last and reading.position:
        yield from reading.left_out(free, len(data), _FRAME, _FURNITURE)


def _cut(data: bytes) -> int:
    return after_last(data, _END, _TYPE, partial(_is_line, data))


def _is_line(data: bytes, at: int) -> bool:
    """Whether nothing but blanks stands before it on its line."""
    return not at or data[at - 1] in b"\r\n" or _LINE_START.search(data, max(0, at - 12), at) is not None


def _spans(data: bytes, is_last: bool) -> Iterator[Span]:
    """The records of a part: as long as they are easy one match each, then by the lines that begin and end them."""
    at = 0
    if data.count(b"\r") == data.count(b"\r\n"):  # else a line may end inside of what `.` takes for one
        while found := _EASY.match(data, at):
            at = found.end()
            yield Span(found.start(1), at)
    if at < len(data):
        first_tag, has_substance = partial(_first_tag, data), partial(_has_substance, data)
        yield from _parted(data, spans(data, is_last, _marks(data, at), first_tag, has_substance, at))


def _marks(data: bytes, start: int) -> list[tuple[int, int, bool]]:
    """(start, end, whether it is TY) of each line that begins or ends a record. ER with text after it is text."""
    begins = [(found.start(), found.end(), True) for found in matches(data, _TYPE, start)]
    ends = [
        (found.start(), found.end(), False)
        for found in matches(data, _END, start)
        if not (rest := found[1]) or rest.isspace()
    ]
    return sorted(mark for mark in begins + ends if _is_line(data, mark[0]))


def _parted(data: bytes, framed: Iterator[Span]) -> Iterator[Span]:
    """Some producers write tags before TY; but where either side has a title of its own, they are two records."""
    for span in framed:
        if _TYPE.match(data, span.start):
            yield span
            continue
        begins = data[span.start : span.end]
        found = _TYPE.search(begins)
        while found and found.start() and begins[found.start() - 1] not in b"\r\n":
            found = _TYPE.search(begins, found.end())
        at = span.start + found.start() if found else span.start
        if at > span.start and _HAS_TITLE.search(data, span.start, at) and _HAS_TITLE.search(data, at, span.end):
            yield Span(span.start, at, NO_TYPE)
            yield Span(at, span.end, span.fault)
        else:
            yield span


def _first_tag(data: bytes, start: int, end: int, _: bool) -> int:
    """Where the tags before `end` begin: those of the record, after the last line that is no tag but blank or text."""
    found = _TAGGED.search(data, start, end)
    return found.start() if found else end


def _has_substance(data: bytes, start: int, end: int) -> bool:
    part = _TAGGED.findall(data, start, min(end, start + MAX_RECORD))
    return any(tag.strip()[:2].decode() in _SUBSTANCE for tag in part)


def _pattern(text: str) -> re.Pattern[str]:
    if _GLUED_TYPE.search(text):
        return _GLUED
    return _STRICT if _TWO_BLANKS.search(text) else _LOOSE


def _read_tags(raw: bytes, text: str) -> tuple[Tags, Tags]:
    """Each tag's values as clean lines, and as they stand in the text, in their order."""
    is_easy = is_plain(raw, text)
    text = newlines(text)
    if is_easy:
        pairs = _PLAIN.findall(text)
        # Most records are of lines `XX  - value` and nothing else; ER with words after it is the beginning of a line.
        if len(pairs) == text.count("\n") + 1 and "ER" not in (lines := lines_of(pairs)):
            return lines, lines
    # Lines without a tag continue the value before them.
    found = grouped(_pattern(text).findall(text))
    return squeezed(found, is_plain=is_easy), found


def tokens(raw: bytes) -> tuple[Token, ...]:
    """Every (tag, value) pair of one record, in its order and with its repeats."""
    text = record_text(raw)
    return tokens_of(text, _pattern(text))


def citation(lines: Tags, found: Tags) -> Citation:
    """The common fields of one record, by its tags' values as clean lines and as they stand in the text."""
    use = _used(tuple(lines))
    journal = lines[use.journal][0] if use.journal else ""
    is_address = journal.startswith("http") and "://" in journal  # CENTRAL's, of what stands in a register of trials
    return Citation(
        title=lines[use.title][0] if use.title else "",
        authors=_people(lines, use.people),
        year=_year(lines, use.years),
        journal="" if is_address else journal,
        volume=_first(lines, "VL"),
        issue=lines[use.issue][0] if use.issue else "",
        pages=fields.pages(_first(lines, "SP"), _first(lines, "EP")) or (lines[use.pages][0] if use.pages else ""),
        doi=_doi(lines, use.doi, use.notes),
        pmid=_pmid(lines) if use.is_linked else "",
        abstract=" ".join(fields.distinct(lines[use.abstract])) if use.abstract else "",
        keywords=fields.keywords(_every(found, use.keywords)) if use.keywords else (),
        url=fields.link(_every(lines, use.links)) if use.links else journal if is_address else "",
        type=_first(lines, "TY"),
        language=_first(lines, "LA"),
        source_id=lines[use.id][0] if use.id else "",
    )


@dataclass(frozen=True, slots=True)
class _Use:
    """Which of the tags that a record has go into which field, in their order; "" or () where none does."""

    title: str
    people: tuple[tuple[str, ...], ...]
    years: tuple[str, ...]
    journal: str
    issue: str
    pages: str
    doi: tuple[str, ...]
    notes: tuple[str, ...]
    abstract: str
    keywords: tuple[str, ...]
    links: tuple[str, ...]
    is_linked: bool
    """It has an address or a number of a database, which may be PubMed's."""
    id: str


@lru_cache(maxsize=1000)
def _used(has: tuple[str, ...]) -> _Use:
    """The tags that are used of a record with these: a file's records have them in few combinations."""

    def all_of(*names: str) -> tuple[str, ...]:
        return tuple(name for name in names if name in has)

    def one_of(*names: str) -> str:
        return next((name for name in names if name in has), "")

    return _Use(
        title=one_of(*_TITLE),
        people=tuple(found for names in _PEOPLE if (found := all_of(*names))),
        years=all_of(*_YEARS),
        journal=one_of(*_JOURNAL),
        issue=one_of("IS", "CP"),
        pages=one_of("C7", "PG"),
        doi=all_of(*_DOI),
        notes=all_of("N1", "C1", "ID", "AN"),
        abstract=one_of("AB", "N2"),
        keywords=all_of("KW", "DE"),
        links=all_of(*_LINKS),
        is_linked="UR" in has or "AN" in has,
        id=one_of("ID", "AN"),
    )


def _first(lines: Tags, name: str) -> str:
    return lines[name][0] if name in lines else ""


def _every(lines: Tags, names: tuple[str, ...]) -> list[str]:
    if len(names) == 1:
        return lines[names[0]]
    return [value for name in names for value in lines[name]]


def _people(lines: Tags, groups: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    for names in groups:
        if people := fields.names(_every(lines, names)):
            return people
    return ()


def _year(lines: Tags, names: tuple[str, ...]) -> int | None:
    for name in names:
        for value in lines[name]:
            if year := fields.year(value):
                return year
    return None


def _doi(lines: Tags, names: tuple[str, ...], notes: tuple[str, ...]) -> str:
    for name in names:
        for value in lines[name]:
            if "10." in value and (doi := identifiers.doi(value)):
                return doi
    for name in notes:
        for value in lines[name]:
            if "10." in value and fields.speaks_of_doi(value) and (doi := identifiers.doi(value)):
                return doi
    return ""


def _pmid(lines: Tags) -> str:
    for link in lines.get("UR", ()):
        if "ncbi" in link and (found := _PUBMED.search(link)):
            return found.group(1)
    if "AN" not in lines:
        return ""
    databases = " ".join([*lines.get("DB", ()), *lines.get("DP", ())]).casefold()
    if "medline" in databases or "pubmed" in databases:
        return next((v for v in lines["AN"] if identifiers.pmid(v) == v), "")
    return ""


def sniff(head: str) -> int:
    if re.search(r"(?:^|[\r\n])[ \t\ufeff]{0,8}TY[ \t]{0,4}- {0,4}[A-Z]", head):
        return 96
    if odd_spelling(head.encode("utf-8", "surrogatepass")):
        return 94
    ends = len(re.findall(r"(?:^|[\r\n])ER {0,4}- *(?=[\r\n]|$)", head))
    titles = len(re.findall(r"(?:^|[\r\n])(?:TI|T1|AU|A1) {1,4}- ", head))
    return 80 if ends and titles else 45 if titles > 1 and "PMID-" not in head else 0


RIS = Format("ris", "RIS", (".ris", ".txt"), "lines such as “TY  - JOUR” and “ER  -”", sniff, read, tokens)
