"""What a BibTeX entry's fields say, in our words.

Source of the fields: BibTeXing (Patashnik 1988); the biblatex manual, §2.2. Others are those that producers add.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from review_tool.domain import identifiers
from review_tool.domain.record import Citation
from review_tool.domain.text import one_line
from review_tool.formats import fields
from review_tool.formats.bibtex_names import people
from review_tool.formats.latex import plain_text, without_sorting

_YEARS = ("year", "date", "issued", "issue_date", "eventdate")
_LINKS = ("url", "howpublished", "link", "bdsk-url-1")
_DOIS = ("doi", "ee", *_LINKS, "note", "eprint", "citeulike-linkout-0", "crossref")
_KEYWORDS = ("author_keywords", "author-keywords", "keywords", "keyword", "keywords-plus")
_LINE = re.compile(r"\r\n?|\n")
_URL_SIGNS = re.compile(r"\\url\s*|[{}]|\\(?=[_%&#~])")
_ADDRESS = re.compile(r"https?://[^\s<>\"]{1,4000}", re.IGNORECASE)
_IS_DOI = re.compile(r"(?:doi:\s?|https?://(?:dx\.)?doi\.org/)?10\.\d{4,9}/\S{1,200}", re.IGNORECASE)
# PubMed's number in a note, an address or a key, where its name stands before it.
_PMID = re.compile(
    r"(?<![A-Za-z])(?:PMID\s{0,4}[:=]?|PubMed\s{0,4}:|pubmed(?:\.ncbi\.nlm\.nih\.gov)?/)\s{0,4}([1-9]\d{3,7})(?!\d)",
    re.IGNORECASE,
)


def citation(kind: str, key: str, values: Mapping[str, str]) -> Citation:
    """The common fields of one entry."""

    def first(*names: str) -> str:
        return next((text for n in names if (value := values.get(n)) and (text := _printed(value))), "")

    title = first("title", "maintitle", "booktitle", "issuetitle", "shorttitle")
    subtitle = first("subtitle")
    return Citation(
        title=f"{title}: {subtitle}" if title and subtitle and subtitle not in title else title,
        authors=next((names for n in ("author", "authors", "editor") if (names := people(values.get(n, "")))), ()),
        year=next((y for n in _YEARS if (value := values.get(n)) and (y := fields.year(without_sorting(value)))), None),
        journal=first("journaltitle", "journal", "booktitle" if title else "", "journal-full", "series"),
        volume=first("volume"),
        issue=first("number", "issue"),
        pages=re.sub(r"(?:\s*[-–—])+\s*", "-", first("pages", "article-number", "eid", "art_number", "articleno")),
        doi=next((d for n in _DOIS if (value := values.get(n)) and (d := _doi(kind, n, value))), "") or _doi_alone(key),
        pmid=_pmid(key, values),
        abstract=first("abstract")
        or ("" if _ADDRESS.fullmatch(values.get("summary", "").strip()) else first("summary")),
        keywords=_keywords([value for name in _KEYWORDS if (value := values.get(name))]),
        url=next((url for n in _LINKS if (value := values.get(n)) and (url := _address(n, value))), ""),
        type=kind,
        language=first("language", "langid"),
        source_id=key,
    )


def _printed(value: str) -> str:
    """The value in plain text; of one that is a command we do not know, such as `\\apj`, the name."""
    return one_line(plain_text(value)) or (value.strip(" {}\\") if "\\" in value else "")


def _doi(kind: str, name: str, text: str) -> str:
    if "10." not in text:
        return ""
    if name == "crossref":  # SciELO's; that of a chapter may be the key, and the DOI, of its book
        return _doi_alone(text.strip()) if kind == "article" else ""
    if name not in ("doi", "ee", "url") and not fields.speaks_of_doi(text):
        return ""
    return identifiers.doi(
        plain_text(re.sub(r"\\(?=[_%&#])", "", text).replace("--", "\ue003")).replace("\ue003", "--")
    )


def _doi_alone(text: str) -> str:
    """The DOI that is all of a text, such as a key of Wiley's, SAGE's or the ACM's."""
    return identifiers.doi(text) if _IS_DOI.fullmatch(text) else ""


def _pmid(key: str, values: Mapping[str, str]) -> str:
    if found := identifiers.pmid(values.get("pmid", "")):
        return found
    if values.get("eprinttype", values.get("archiveprefix", "")).lower() in ("pubmed", "pmid"):
        return identifiers.pmid(values.get("eprint", ""))
    for text in (key, values.get("note", ""), values.get("url", "")):
        if named := _PMID.search(text):
            return named.group(1)
    return ""


def _address(name: str, value: str) -> str:
    """The first web address; whatever else a field of addresses says, but for EndNote's `<Go to ISI>://…`."""
    text = one_line(_URL_SIGNS.sub("", value))
    if found := _ADDRESS.search(text):
        return found.group().split(";http")[0]
    return text.split(" ")[0] if name == "url" and text[:1] != "<" else ""


def _keywords(values: list[str]) -> tuple[str, ...]:
    return fields.unique(word for value in values for word in _words(value))


def _words(value: str) -> tuple[str, ...]:
    """Keywords parted by semicolons or commas; by lines, as EndNote does, where few of these have a comma."""
    lines = _LINE.split(value.strip())
    if len(lines) > 1 and ";" not in value and not any(line[:1].isspace() for line in lines):
        lines = [_printed(line) for line in lines]
        if sum("," in line for line in lines) * 2 < len(lines):
            return fields.keywords(lines)
    text = _printed(value)
    return fields.keywords([text] if ";" in text else text.split(","))
