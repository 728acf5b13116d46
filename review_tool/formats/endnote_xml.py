"""EndNote's XML, as EndNote, Zotero, Mendeley, Bookends and Citavi write it.

Source of the elements: files of these programs; EndNote publishes the names of its fields in “Export to XML”.
"""

from __future__ import annotations

import re
from functools import partial
from xml.etree.ElementTree import Element

from review_tool.domain import identifiers
from review_tool.domain.record import Citation
from review_tool.formats import fields
from review_tool.formats.format import Format
from review_tool.formats.xml_records import every, first, read_records

_LINKS = ("urls/related-urls/url", "urls/web-urls/url", "urls/text-urls/url", "urls/pdf-urls/url", "urls/url")


def citation(record: Element) -> Citation:
    """The common fields of one record; text may lie in several runs of `style`."""
    links = every(record, *_LINKS)
    kind = record.find("ref-type")
    named = first(record, "electronic-resource-num")
    return Citation(
        title=first(record, "titles/title", "titles/translated-title", "titles/short-title"),
        authors=_people(record, "authors") or _people(record, "secondary-authors"),
        year=next((y for v in every(record, "dates/year", "dates/pub-dates/date") if (y := fields.year(v))), None),
        journal=first(
            record, "periodical/full-title", "titles/secondary-title", "periodical/abbr-1", "titles/alt-title"
        ),
        volume=first(record, "volume"),
        issue=first(record, "number"),
        pages=first(record, "pages"),
        doi=identifiers.doi(named) or next((d for v in links if "doi.org/" in v and (d := identifiers.doi(v))), ""),
        pmid=_pmid(record, links),
        abstract=first(record, "abstract", "research-notes") if record.find("abstract") is not None else "",
        keywords=fields.keywords(every(record, "keywords/keyword")),
        url=fields.link(links),
        type=(kind.get("name", "") or first(record, "ref-type")) if kind is not None else "",
        language=first(record, "language"),
        source_id=first(record, "accession-num", "rec-number"),
    )


def _people(record: Element, role: str) -> tuple[str, ...]:
    """The people of a role; some were entered as one, between semicolons."""
    found = every(record, f"contributors/{role}/author")
    return fields.unique(part.strip(" ,;") for name in found for part in _listed(name))


def _listed(name: str) -> list[str]:
    parts = name.split(";")
    return parts if all("," in part.strip(" ,;") for part in parts) else [name]


def _pmid(record: Element, links: list[str]) -> str:
    for link in links:
        if found := re.search(r"ncbi\.nlm\.nih\.gov/(?:pubmed/)?(\d{1,8})\b", link):
            return found.group(1)
    database = first(record, "remote-database-name").casefold()
    number = first(record, "accession-num")
    if number.isdigit() and ("pubmed" in database or "medline" in database or "nlm" in database):
        return identifiers.pmid(number)
    return ""


read = partial(read_records, names=("record",), citation=citation, inside=r"<(?!(?:[\w.-]+:)?(?:leader|controlfield))")


def sniff(head: str) -> int:
    if re.search(r"<records\b[^>]{0,200}>\s*<record\b", head) or re.search(r"<xml>\s*<records", head):
        return 95
    begins = r"<record>\s*<(?:database|source-app|rec-number|ref-type|contributors>\s*<(?:\w+-)?authors)\b"
    return 90 if re.search(begins, head) else 0


ENDNOTE_XML = Format(
    "endnote-xml", "EndNote XML", (".xml",), "EndNote's XML elements, “<records><record>”", sniff, read
)
