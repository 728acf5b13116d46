"""EndNote's XML, as EndNote itself writes it: what Covidence and EPPI-Reviewer take beside RIS.

Source of the elements: files that EndNote wrote; its numbers of reference types.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError, SubElement, fromstring, tostring

from review_tool.domain.record import Citation
from review_tool.domain.text import clean, one_line
from review_tool.formats.tagged import record_text
from review_tool.formats.writers.imprint import Imprint, imprint
from review_tool.formats.writers.names import parted
from review_tool.formats.writers.types import kind
from review_tool.formats.writers.writer import Item, Writer, Written

_STYLE = {"face": "normal", "font": "default", "size": "100%"}
_PUBMED = "https://pubmed.ncbi.nlm.nih.gov/"


def entry(item: Item, _: set[str]) -> Written:
    """One `record` element."""
    if (raw := item.raw("endnote-xml")) and (own := _as_it_came(raw)):
        return Written(own, whole=True)
    said = imprint(item)
    return Written(_bytes(_mapped(item.citation, item.number, item.labels, said)), beside=said.came)


def _bytes(record: Element) -> bytes:
    return tostring(record, encoding="unicode").encode("utf-8", "replace")


def _as_it_came(raw: bytes) -> bytes | None:
    """The element as it was, where it is whole XML by itself."""
    text = clean(record_text(raw)).strip()
    try:
        return _bytes(fromstring(text)) if text.startswith("<record") else None
    except (ParseError, ValueError):
        return None


def _mapped(c: Citation, number: int, labels: tuple[str, ...], said: Imprint) -> Element:
    record = Element("record")
    _put(record, "database", "Review Tool")
    SubElement(record, "source-app", name="Review Tool", version="1").text = "Review Tool"
    SubElement(record, "rec-number").text = str(number)
    of = kind(c.type, bool(c.journal))
    SubElement(record, "ref-type", name=of.endnote).text = str(of.number)
    _puts(record, "contributors/authors", "author", [parted(author).inverted for author in c.authors])
    _put(record, "titles/title", c.title)
    _put(record, "titles/secondary-title", c.journal)
    _put(record, "periodical/full-title", c.journal)
    _put(record, "pages", c.pages)
    _put(record, "volume", c.volume)
    _put(record, "number", c.issue)
    _puts(record, "keywords", "keyword", list(c.keywords))
    _put(record, "dates/year", str(c.year or ""))
    _put(record, "publisher", ", ".join(said.publishers))
    _put(record, "isbn", ", ".join(said.numbers))
    pubmed_only = bool(c.pmid) and c.source_id in ("", c.pmid)
    _put(record, "accession-num", c.pmid if pubmed_only else c.source_id)
    _put(record, "electronic-resource-num", c.doi)
    _put(record, "abstract", c.abstract)
    _put(record, "notes", "; ".join(labels))
    links = [c.url] if c.url else []
    _puts(record, "urls/related-urls", "url", links if pubmed_only or not c.pmid else [*links, _PUBMED + c.pmid])
    _put(record, "remote-database-name", "PubMed" if pubmed_only else "")
    _put(record, "language", c.language)
    return record


def _put(record: Element, path: str, text: str) -> None:
    if text:
        *parents, name = path.split("/")
        _puts(record, "/".join(parents), name, [text])


def _puts(record: Element, path: str, name: str, texts: list[str]) -> None:
    """Elements with their text in a run of `style`, under parents that are made where they are missing."""
    at = record
    for part in filter(None, path.split("/") if texts else []):
        found = at.find(part)
        at = SubElement(at, part) if found is None else found
    for text in texts:
        SubElement(SubElement(at, name), "style", _STYLE).text = one_line(text)


ENDNOTE_XML = Writer(
    "endnote-xml",
    "EndNote XML",
    ".xml",
    entry,
    head=b'<?xml version="1.0" encoding="UTF-8"?>\n<xml><records>\n',
    tail=b"\n</records></xml>\n",
)
