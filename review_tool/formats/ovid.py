"""Ovid's two text layouts: tags with a dash, and names of fields on lines of their own over indented values.

Source of the names: Ovid's field guides and files of its databases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from review_tool.domain import identifiers
from review_tool.domain.errors import Problem
from review_tool.domain.record import Citation, Entry
from review_tool.domain.text import one_line
from review_tool.formats import fields
from review_tool.formats.format import Format
from review_tool.formats.reading import Reading, read_starts
from review_tool.formats.source import Source
from review_tool.formats.tagged import Tags, Token, every, first, grouped, is_filled, newlines, record_text
from review_tool.formats.tagged import tokens as tokens_of

_MARKER = r"[ \t]*<[ \t]*\d{1,7}[ \t]*\.?[ \t]*>[ \t]*"
_START = re.compile(rf"(?:\A|(?<=[\r\n])){_MARKER}(?=[\r\n]|\Z)".encode())
_FRAME = re.compile(r"\W*$")
_VENDOR = re.compile(rb"(?:\A|(?<=[\r\n]))VN[ \t]{0,4}- Ovid")
_TAG = r"[A-Z][A-Z0-9]{1,7}[ \t]{0,6}-(?=[ \t]|$)"
_TAGGED = re.compile(rf"^(?={_TAG})([A-Z0-9]+)[ \t]*-[ \t]?(.*(?:\n(?!{_TAG}).*)*)", re.MULTILINE)
_NAMED = re.compile(r"^(?!<)([A-Z][^\n]{1,60}?)[ \t]*:?\n((?:[ \t]+\S.*(?:\n|\Z)|[ \t]*\n(?=[ \t]+\S))+)", re.MULTILINE)
_MARKER_LINE = re.compile(rf"\A\s*{_MARKER}(?:\n|\Z)")
# Names of fields as the tags that stand for them.
_TAG_OF = {
    "author": "AU", "authors": "AU", "author(s)": "AU", "authors full name": "FA", "title": "TI", "book title": "BT",
    "chapter title": "TI", "original title": "OT", "source": "SO", "abstract": "AB", "language": "LG",
    "publication type": "PT", "document type": "PT", "year of publication": "YR", "publication date": "DP",
    "date of publication": "DP", "publishing year": "YR", "doi number": "DO", "digital object identifier": "DO",
    "doi": "DO", "accession number": "AN", "unique identifier": "UI", "pmid": "PM", "author keywords": "KW",
    "keywords": "KW", "keyword heading": "KW", "subject headings": "SH", "mesh subject headings": "SH",
    "journal name": "JN", "editor": "ED", "editors": "ED", "institution": "IN", "journal": "JN", "volume": "VO",
    "issue": "IP", "pages": "PG", "page": "PG", "institutional author": "CA", "publisher": "PB",
}  # fmt: skip
_DEGREES = re.compile(
    r"(?:[ ,]+(?:MD|M\.D\.|PhD|Ph\.D\.?|MPH|MSc|BSc|MS|RN|FACSM|FACS|DO|DDS|PharmD|MBBS|MBChB|MA|BA|BS|FRCP|FRCS))+$"
)
_MARKS = re.compile(r"(?:\s+(?:[\d*+,\[\]a-z][\d*+,\[\]]{0,8}))+$|\s*\[[^\[\]]{1,80}\]$")
_KIND = re.compile(r"(?:(?<=[.?!\]])\s*\[(?:[A-Z][^\[\]]{2,60}|\d{1,4} refs?)\]\.?)+$")
_WHERE = re.compile(
    r"(?<!\d)(\d{1,4})\s?\(([^()]{1,20})\)\s?(?:[:,]\s?(?:(?:[A-Z][a-z]{2,8}\.?\s)?(?:19|20)\d\d,\s?)?|(?=\(pp?\s))"
    r"\(?(?:pp?\.?\s?)?([A-Za-z]?\d[\w.-]{0,20})"
)
_ISSUE_FIRST = re.compile(r"(?<!\d)(\d{1,4}):\s?([A-Za-z]?\d[\w-]{0,20})")
_DATED = re.compile(
    r"[\s.,]*(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Spring|Summer|Autumn|Fall|Winter)\w*[\s./,-]*"
    r"(?:\d{1,2},?\s)?)*(?:(?:1[89]|20)\d\d\b|\d{1,4}(?:\s?\(|:\s?[A-Za-z]?\d)|Vol\.?\s?(?=\d)).*$",
    re.DOTALL,
)


def read(source: Source) -> Iterator[Entry | Problem]:
    """Every record of the file; each begins at its number in angle brackets."""
    return read_starts(source, _START if source.holds(_START) else _VENDOR, _FRAME, _read_one)


def _read_one(reading: Reading, start: int, end: int) -> Iterator[Entry | Problem]:
    found = tags(reading.text(start, end))
    yield from reading.kept(citation(found), start, end, filled=is_filled(found))


def tags(text: str) -> Tags:
    """Each field's values in their order, under the tag that stands for its name."""
    text = newlines(text)
    body = _MARKER_LINE.sub("", text)
    return grouped((_tag(name), value) for name, value in _pattern(body).findall(body))


def tokens(raw: bytes) -> tuple[Token, ...]:
    """Every (tag or name, value) pair of one record, in its order and with its repeats."""
    text = record_text(raw)
    return tokens_of(text, _pattern(_MARKER_LINE.sub("", text)))


def _pattern(text: str) -> re.Pattern[str]:
    return _TAGGED if _TAGGED.match(text.lstrip()) else _NAMED


def _tag(name: str) -> str:
    return _TAG_OF.get(name.strip().casefold(), name)


def citation(tags: Tags) -> Citation:
    """The common fields of one record; volume, issue and pages stand in the text of its source."""
    source = first(tags, "SO", "BT")
    volume, issue, pages = _where(source)
    return Citation(
        title=_KIND.sub("", first(tags, "TI", "CT", "BT", "OT")).strip(),
        authors=_fuller(_people(every(tags, "AU")), _people(every(tags, "FA")))
        or _people(every(tags, "CA"))
        or _people(every(tags, "ED")),
        year=_year(tags, source),
        journal=first(tags, "JN", "JT") or _journal(source),
        volume=first(tags, "VO", "VI") or volume,
        issue=first(tags, "IP") or issue,
        pages=first(tags, "PG") or pages,
        doi=next((d for v in every(tags, "DO", "DI", "LK", "UR", "XL", "SO") if (d := identifiers.doi(v))), ""),
        pmid=identifiers.pmid(first(tags, "PM")),
        abstract=" ".join(fields.unique(every(tags, "AB"))),
        keywords=fields.keywords(every(tags, "KW", "MH", "SH", "DE", "ID")),
        url=(first(tags, "LK", "UR", "XL").split(" ") or [""])[0],
        type=first(tags, "PT", "DT"),
        language=first(tags, "LG", "LA").rstrip("."),
        source_id=first(tags, "AN", "UI").rstrip("."),
    )


def _fuller(names: tuple[str, ...], full: tuple[str, ...]) -> tuple[str, ...]:
    """The names in full where all have one."""
    return full if len(full) >= len(names) else names


def _people(values: list[str]) -> tuple[str, ...]:
    """Names without degrees, roles and the marks of their institutions."""
    names: list[str] = []
    for value in values:
        line = one_line(value).rstrip(".")
        for name in re.split(r";|\.\s{2,}", line if ";" in line else value.strip()):
            previous, name = "", one_line(name).rstrip(" ,;")
            while name != previous:
                previous, name = name, _DEGREES.sub("", _MARKS.sub("", name)).rstrip(" ,;")
            names.append(name)
    return fields.unique(names)


def _year(tags: Tags, source: str) -> int | None:
    for value in every(tags, "YR", "PY", "DP", "DG", "EP"):
        if year := fields.year(value):
            return year
    return fields.year(source) or fields.year(first(tags, "Status", "UP"))


def _where(source: str) -> tuple[str, str, str]:
    """(volume, issue, pages) in a text such as `Plans & Health May 2011;43(8):647-653`."""
    if found := _WHERE.search(source):
        return found.group(1), found.group(2), found.group(3).rstrip(".")
    if found := _ISSUE_FIRST.search(source):
        return found.group(1), "", found.group(2)
    return "", "", ""


def _journal(source: str) -> str:
    return _DATED.sub("", source).strip(" .,;:")


def sniff(head: str) -> int:
    if re.search(r"(?:^|[\r\n])VN[ \t]{0,4}- Ovid", head):
        return 97
    if not re.search(rf"(?:^|[\r\n\ufeff]){_MARKER}[\r\n]", head):
        return 0
    named = re.findall(r"[\r\n]([A-Z][A-Za-z()]{2,20}(?: [A-Za-z]{2,12}){0,3})[ \t]*\r?\n[ \t]+\S", head)
    if sum(name.casefold() in _TAG_OF for name in named) >= 1:
        return 94
    return 85 if re.search(r"[\r\n](?:TI|AU|AB|SO|AN) {1,4}- ", head) else 0


OVID = Format(
    "ovid", "Ovid", (".txt", ".cgi"), "Ovid's numbers “<1. >” over tags or names of fields", sniff, read, tokens
)
