"""XML of services that each have elements of their own: trial registers, EBSCOhost, arXiv, DBLP, Word's sources.

They differ only in what they call things, so that a service is a row of names. Source of the names: files of the WHO's
ICTRP, EBSCOhost's XML, the arXiv API (Atom, RFC 4287), DBLP's dblp.dtd, ECMA-376 part 1 §22.6 (bibliography).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from xml.etree.ElementTree import Element

from review_tool.domain import identifiers
from review_tool.domain.errors import Problem
from review_tool.domain.record import Citation, Entry
from review_tool.formats import fields
from review_tool.formats.format import Format
from review_tool.formats.source import Source
from review_tool.formats.xml_records import every, first, read_records

_ATTRIBUTE = re.compile(r"/?@(\w+)$")
_PERSON = ("surname", "Last", "name"), ("givenName", "First")


@dataclass(frozen=True, slots=True)
class _Service:
    """What one service calls its records and their parts; a part's first name that says something holds it."""

    sign: re.Pattern[str]
    records: tuple[str, ...]
    title: tuple[str, ...]
    authors: tuple[str, ...]
    year: tuple[str, ...]
    journal: tuple[str, ...] = ()
    volume: tuple[str, ...] = ()
    issue: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    """A range, or a first page."""
    doi: tuple[str, ...] = ()
    pmid: tuple[str, ...] = ()
    abstract: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    url: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    id: tuple[str, ...] = ()


SERVICES: tuple[_Service, ...] = (
    _Service(
        re.compile(r"<Trials_downloaded_from_ICTRP\b|<TrialID>"), ("Trial",),
        title=("Public_title", "Scientific_title"), authors=(), year=("Date_registration3", "Date_registration"),
        journal=("Source_Register",), keywords=("Condition", "Intervention"), url=("web_address",),
        type=("Study_type",), id=("TrialID",),
    ),
    _Service(
        re.compile(r"<header\b[^>]*\bshortDbName="), ("rec",),
        title=(".//tig/atl", ".//btl"), authors=(".//aug/au",), year=(".//pubinfo/dt/@year", ".//dt/@year"),
        journal=(".//jinfo/jtl", ".//bkinfo/btl"), volume=(".//vid",), issue=(".//iid",),
        pages=(".//artinfo/ppf", ".//pages"), doi=(".//ui[@type='doi']",), pmid=(".//ui[@type='pmid']",),
        abstract=(".//ab",), keywords=(".//sug/subj",), url=(".//plink", ".//holdings/url"), type=(".//doctype",),
        language=(".//language",), id=("header/@uiTerm",),
    ),
    _Service(
        re.compile(r"<feed\b[^>]*http://www\.w3\.org/2005/Atom"), ("entry",),
        title=("title",), authors=("author",), year=("published", "updated"), journal=("journal_ref",),
        doi=("doi",), abstract=("summary",), keywords=("category/@term",), url=("link/@href", "id"), id=("id",),
    ),
    _Service(
        re.compile(r"<dblp\b"),
        ("article", "inproceedings", "proceedings", "book", "incollection", "phdthesis", "mastersthesis", "data"),
        title=("title",), authors=("author", "editor"), year=("year",), journal=("journal", "booktitle"),
        volume=("volume",), issue=("number",), pages=("pages",), doi=("ee",), url=("ee",), id=("@key",),
    ),
    _Service(
        re.compile(r"<(?:\w+:)?Sources\b[^>]*officeDocument/2006/bibliography"), ("Source",),
        title=("Title",), authors=("Author/Author/NameList/Person", "Author/Author/Corporate"), year=("Year",),
        journal=("JournalName", "BookTitle", "ConferenceName", "PeriodicalTitle"), volume=("Volume",),
        issue=("Issue",), pages=("Pages",), doi=("DOI",), url=("URL",), type=("SourceType",), id=("Tag",),
    ),
)  # fmt: skip


def _text(record: Element, names: tuple[str, ...]) -> str:
    return next(iter(_texts(record, names)), "")


def _texts(record: Element, names: tuple[str, ...]) -> list[str]:
    """What the first of the names says that says something; `a/@b` is the attribute of an element."""
    for name in names:
        if attribute := _ATTRIBUTE.search(name):
            path = name[: attribute.start()] or "."
            found = [one.get(attribute[1], "") for one in record.iterfind(path)]
        else:
            found = every(record, name)
        if found := [one for one in found if one]:
            return found
    return []


def _people(record: Element, names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        found = []
        for one in record.iterfind(name):
            family = first(one, *_PERSON[0])
            found.append(", ".join(filter(None, (family, first(one, *_PERSON[1])))) or _text(one, (".",)))
        if found:
            return fields.unique(re.sub(r" \d{4}$", "", one) for one in found)  # DBLP numbers people of one name
    return ()


def citation(service: _Service, record: Element) -> Citation:
    """The common fields of one record of that service."""
    url = _text(record, service.url)
    return Citation(
        title=_text(record, service.title),
        authors=_people(record, service.authors),
        year=next((year for text in _texts(record, service.year) if (year := fields.year(text))), None),
        journal=_text(record, service.journal),
        volume=_text(record, service.volume),
        issue=_text(record, service.issue),
        pages=_text(record, service.pages),
        doi=next((doi for text in _texts(record, service.doi) if (doi := identifiers.doi(text))), ""),
        pmid=identifiers.pmid(_text(record, service.pmid)),
        abstract=_text(record, service.abstract),
        keywords=fields.keywords(_texts(record, service.keywords)),
        url=url if "://" in url else "",
        type=_text(record, service.type) or (record.tag if len(service.records) > 1 else ""),
        language=_text(record, service.language),
        source_id=_text(record, service.id),
    )


def _service(head: str) -> _Service | None:
    return next((one for one in SERVICES if one.sign.search(head)), None)


def read(source: Source) -> Iterator[Entry | Problem]:
    """Every record of a file of one of the services."""
    service = _service(source.beginning(1 << 16).decode("utf-8", "replace")) or SERVICES[0]
    return read_records(source, service.records, partial(citation, service))


def sniff(head: str) -> int:
    return 90 if head.lstrip("\ufeff \t\r\n").startswith("<") and _service(head) else 0


OTHER_XML = Format(
    "other-xml", "XML of ICTRP, EBSCO, arXiv, DBLP, Word", (".xml",), "the elements of its service", sniff, read
)
