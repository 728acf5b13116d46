"""Crossref's XML (UNIXREF and UNIXSD) as its query service answers.

Source of the elements: the Crossref metadata deposit schema and “UNIXREF query output format”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from review_tool.domain import identifiers
from review_tool.domain.errors import Problem
from review_tool.domain.record import Citation, Entry
from review_tool.formats import fields
from review_tool.formats.format import Format
from review_tool.formats.source import Source
from review_tool.formats.xml_records import every, first, read_records, words

_RECORDS = ("doi_record", "crossref_metadata", "query", "crossref")
"""`query` is the short answer to a query, whose fields stand in no other element; `crossref` a work without a frame
of Crossref's own, as its OAI-PMH service sends it."""
_BARE = re.compile(
    r"<(?:[\w.-]+:)?crossref(?:\s[^<>]{0,400})?>\s*<(?:[\w.-]+:)?"
    r"(?:journal|book|conference|posted_content|dissertation|report-paper|standard|peer_review|database|preprint)(?:\s[^<>]{0,400})?>\s*<"
)
"""DBLP has an element of that name too, which holds a key."""
_BEGINNING = 65536
"""Bytes in which the first of these stands."""
# The work itself, before what it appeared in.
_WORKS = (
    "journal_article", "conference_paper", "content_item", "posted_content", "peer_review", "dissertation", "dataset",
    "standard_metadata", "report-paper_metadata", "report-paper_series_metadata", "component", "grant",
    "book_metadata", "book_series_metadata", "book_set_metadata", "database_metadata", "proceedings_metadata",
    "proceedings_series_metadata",
    "journal_issue", "journal_metadata",
)  # fmt: skip
_DATES = ("publication_date", "posted_date", "approval_date", "database_date/publication_date", "acceptance_date")
_BLOCKS = frozenset(("title", "p", "sec", "list", "list-item"))
_HOSTS = (
    "journal_metadata/full_title", "book_metadata/titles/title", "book_series_metadata/titles/title",
    "proceedings_metadata/proceedings_title", "database_metadata/titles/title", "book_set_metadata/titles/title",
    "series_metadata/titles/title",
)  # fmt: skip


def citation(record: Element) -> Citation:
    """The common fields of one work; the journal, volume and date may stand with what it appeared in."""
    work = next((found for name in _WORKS for found in record.iter(name)), record)
    issue = next(record.iter("journal_issue"), record)
    host = next((text for path in _HOSTS if (text := first(record, f".//{path}"))), "")
    title = ": ".join([*every(work, "titles/title")[:1], *every(work, "titles/subtitle")[:1]])
    return Citation(
        title=title
        or first(
            work, "titles/original_language_title", "article_title", "volume_title", "full_title", "proceedings_title"
        ),
        authors=_people(work) or _people(record),
        year=_year(work)
        or _year(issue)
        or next(filter(None, map(_year, record.iter())), None)
        or fields.year(first(work, "year")),
        journal="" if host and host == title else host or first(work, "group_title", "journal_title"),
        volume=first(issue, "journal_volume/volume") or first(work, "volume"),
        issue=first(issue, "issue"),
        pages=fields.pages(first(work, "pages/first_page", "first_page"), first(work, "pages/last_page", "last_page"))
        or first(work, "publisher_item/item_number", "publisher_item/identifier[@id_type='article_number']"),
        doi=identifiers.doi(first(work, "doi_data/doi") or first(record, ".//doi_data/doi", ".//doi")),
        abstract=" ".join(filter(None, map(_abstract, work.iterfind("abstract")))),
        keywords=fields.unique(every(work, "keywords/keyword", "subjects/subject")),
        url=first(work, "doi_data/resource"),
        type=work.tag.replace("_", "-"),
        language=work.get("language", ""),
        source_id=first(work, "doi_data/doi", "doi"),
    )


def _people(work: Element) -> tuple[str, ...]:
    """Those named as authors, or all contributors where none is."""
    everyone = [
        (one.get("contributor_role", ""), _name(one))
        for one in [*work.iterfind("contributors/*"), *work.iterfind("person_name")]
    ]
    authors = fields.unique(name for role, name in everyone if role in ("author", "first", ""))
    return authors or fields.unique(name for _, name in everyone)


def _name(one: Element) -> str:
    if one.tag in ("person_name", "contributor"):
        return ", ".join(filter(None, (first(one, "surname"), first(one, "suffix"), first(one, "given_name"))))
    if one.tag == "anonymous":
        return f"Anonymous {one.get('contributor_role', '')}".strip()
    return words(one)


def _abstract(abstract: Element) -> str:
    """Its text, with the blanks that part headings and paragraphs in print written into the element."""
    for part in abstract.iter():
        if part.tag in _BLOCKS:
            part.text, part.tail = f" {part.text or ''}", f" {part.tail or ''}"
    return words(abstract)


def _year(item: Element) -> int | None:
    """The year in print before that online."""
    dates = [date for path in _DATES for date in item.iterfind(path)]
    dates.sort(key=lambda date: date.get("media_type", "print") != "print")
    return next((year for date in dates if (year := fields.year(first(date, "year")))), None)


def read(source: Source) -> Iterator[Entry | Problem]:
    """Every work, in the innermost of the elements that hold one: an answer may wrap one in another."""
    head = source.beginning(_BEGINNING)
    name = next((name for name in _RECORDS if re.search(rf"<(?:[\w.-]+:)?{name}[\s>]".encode(), head)), _RECORDS[0])
    return read_records(source, (name,), citation)


def sniff(head: str) -> int:
    if re.search(r"<(?:[\w.-]+:)?(?:doi_records?|crossref_result|crossref_metadata)[\s>]", head):
        return 96
    if _BARE.search(head):
        return 96
    return 0


CROSSREF_XML = Format("crossref-xml", "Crossref XML", (".xml",), "Crossref's element “<doi_record>”", sniff, read)
