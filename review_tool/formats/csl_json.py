"""CSL-JSON, which Zotero, Mendeley and citation processors exchange.

Source of the fields: “CSL-Data”, the schema of the Citation Style Language 1.0.2.
"""

from __future__ import annotations

import re
from functools import partial

from review_tool.domain import identifiers
from review_tool.domain.record import Citation
from review_tool.formats import fields
from review_tool.formats.format import Format
from review_tool.formats.json_names import common
from review_tool.formats.json_records import Fields, first, read_records, words

_KEYS = re.compile(
    r'"(type|title|author|issued|container-title|DOI|citation-key|publisher|abstract|page|URL|id|authors|year)"\s{0,40}:',
    re.IGNORECASE,
)
_EPPI = re.compile(r'\s*\ufeff?\s*\{\s*"CodeSets"\s*:')
_DATES = (
    "issued", "published-print", "published", "published-online", "posted", "original-date", "event-date", "submitted",
)  # fmt: skip


def citation(record: Fields) -> Citation:
    """The common fields of one item; what programs write as a list or a number is taken as they mean it."""
    record = common(record)
    title = fields.printed_text(first(record, "title", "original-title"))
    subtitle = fields.printed_text(first(record, "subtitle"))
    note = note if isinstance(note := record.get("note"), str) else ""
    pmid = identifiers.pmid(first(record, "PMID")) or identifiers.pmid(_noted(note, "PMID"))
    return Citation(
        title=f"{title}: {subtitle}" if title and subtitle and subtitle.casefold() not in title.casefold() else title,
        authors=people(record.get("author")) or people(record.get("editor")),
        year=next((y for name in _DATES if (y := year(record.get(name)))), None),
        journal=fields.printed_text(first(record, "container-title", "collection-title", "journalAbbreviation")),
        volume=first(record, "volume"),
        issue=first(record, "issue", "number"),
        pages=re.sub(r"\s*[–—-]+\s*", "-", first(record, "page", "article-number"))
        or fields.pages(first(record, "number-of-first-page"), first(record, "number-of-last-page")),
        doi=identifiers.doi(first(record, "DOI"))
        or _doi_in(first(record, "URL"))
        or identifiers.doi(_noted(note, "DOI")),
        pmid=pmid,
        abstract=fields.printed_text(first(record, "abstract")),
        keywords=_keywords(record.get("keyword") or record.get("subject")),
        url=first(record, "URL").split(" ")[0],
        type=first(record, "type"),
        language=first(record, "language"),
        source_id=first(record, "id", "citation-key", "DOI") or pmid,
    )


def people(value: object) -> tuple[str, ...]:
    """Names given in parts, or whole as `literal`."""
    return fields.unique(_name(one) for one in value) if isinstance(value, list) else fields.people(words(value))


def _name(one: object) -> str:
    if isinstance(one, dict) and isinstance(one.get("author"), dict):  # OpenAlex
        one = one["author"]
    if not isinstance(one, dict):
        return words(one)
    given = " ".join(filter(None, (first(one, "given", "first_name", "firstName"), first(one, "dropping-particle"))))
    family = " ".join(
        filter(None, (first(one, "non-dropping-particle"), first(one, "family", "last_name", "lastName")))
    )
    suffix = first(one, "suffix")
    return (
        ", ".join(filter(None, (family, suffix, given)))
        if family
        else first(one, "literal", "name", "display_name", "fullName") or given
    )


def year(value: object) -> int | None:
    """The year of a date in parts, or of one written as text."""
    if isinstance(value, dict):
        parts = value.get("date-parts")
        return fields.year(words(parts)) or fields.year(first(value, "raw", "literal", "date-time", "year"))
    return fields.year(words(value))


def _noted(note: str, name: str) -> str:
    """What a line such as `PMID: 12345678` of a note says, where Zotero puts what CSL has no field for.

    Within a sentence such a number is another work's: `Comment on DOI: …`.
    """
    found = re.search(rf"^\s*{name}\s?:\s?(\S+)\s*$", note, re.MULTILINE) if name in note else None
    return found.group(1) if found else ""


def _doi_in(url: str) -> str:
    return identifiers.doi(url) if "doi.org/" in url else ""


def _keywords(value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        return fields.unique(
            first(one, "display_name", "tag", "name") if isinstance(one, dict) else words(one) for one in value
        )
    text = words(value)
    return fields.unique(text.split(";" if ";" in text else ","))


read = partial(read_records, citation=citation)


def sniff(head: str) -> int:
    if not head.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return 0
    if _EPPI.match(head):
        return 85
    found = {key.casefold() for key in _KEYS.findall(head)}
    return min(40 + 10 * len(found), 88) if len(found) >= 2 else 0


CSL_JSON = Format("csl-json", "CSL-JSON", (".json",), "CSL's names, such as “container-title”", sniff, read)
