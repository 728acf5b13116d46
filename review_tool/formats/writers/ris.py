"""RIS: what Covidence, Rayyan, RevMan, EndNote, Zotero and EPPI-Reviewer all take.

A record that came as RIS goes out with all its tags and values, in their order and with repeats. Of other formats the
fields of ours are mapped, publishers, and the numbers of journals and books; what tagged ones say beside goes into
`U5`, a field for the user's own, as `U5  - TAG  - value`, so that nothing is left behind.
Source of the tags: the RIS format specification (Research Information Systems, 2011).
"""

from __future__ import annotations

import re

from review_tool.domain.record import Citation
from review_tool.domain.text import clean, one_line
from review_tool.formats.ris import tokens
from review_tool.formats.wos import LISTED
from review_tool.formats.writers.imprint import imprint
from review_tool.formats.writers.names import parted
from review_tool.formats.writers.types import kind, ris_type
from review_tool.formats.writers.values import beyond, unsaid
from review_tool.formats.writers.writer import Item, Writer, Written

_TAGGED = frozenset(("nbib", "wos", "ovid", "refer", "refworks"))
_RANGE = re.compile(r"([\w.]+)\s*[-–—]+\s*([\w.]+)")
_ENDS = re.compile(r"\n\s*ER(?=\s{0,4}-)")
"""A line of text that other programs would take for the end of a record."""
_LABEL = re.compile(r"ASReview_(?:relevant|irrelevant|not_seen)")
_OTHERS_VOTES = re.compile(r"RAYYAN-|ASReview_")
"""Notes in which another program keeps decisions; those handed on are the review's own."""
_OF_FIELDS = frozenset((
    *("TY", "ER", "ID", "TI", "T1", "CT", "AU", "A1", "T2", "JF", "JO", "JA", "J1", "J2", "VL", "IS", "SP", "EP"),
    *("DO", "LA", "AB", "N2", "KW", "NS"),
))  # fmt: skip
"""Tags that our fields speak for, in the one spelling that every receiver knows."""
_DATES = frozenset(("PY", "Y1"))


def entry(item: Item, _: set[str]) -> Written:
    """One record, from TY to ER."""
    beside: list[str] = []
    if raw := item.raw("ris"):
        lines = _as_it_came(raw, item.citation)
    else:
        lines = mapped(item.citation)
        said = imprint(item)
        extra = [] if item.exact else _own_tags(item)
        extra += [pair for pair in said.pairs("SN", "PB") if pair not in extra]
        lines += extra
        beside += [*(value for _, value in extra), *said.came]
        for one in item.raws if item.exact and len(item.raws) == 1 else ():
            if one.format in _TAGGED:
                extra = list(unsaid(one, [value for _, value in lines]))
                lines += [("U5", f"{tag}  - {part}") for tag, value in extra for part in _parts(one.format, tag, value)]
                beside += [value for _, value in extra]
    if item.labels:
        lines = [(tag, value) for tag, value in lines if tag != "N1" or not _LABEL.search(value)]
        lines += [("N1", label) for label in item.labels]
    if item.study:
        lines.append(("NS", item.study))
    text = "".join(f"{tag}  - {value}\n" for tag, value in (*lines, ("ER", "")))
    return Written(text.encode("utf-8", "replace"), whole=bool(raw), beside=tuple(beside))


def _own_tags(item: Item) -> list[tuple[str, str]]:
    """What RIS records say in tags that no field of ours speaks for, such as the ISSN; a whole date goes into DA."""
    found: dict[tuple[str, str], None] = {}
    for one in item.raws:
        for tag, text in beyond(one, item.citation) if one.format == "ris" else ():
            value = one_line(text)
            is_known = tag in _OF_FIELDS or (tag == "AN" and item.citation.pmid)
            if not is_known and not (tag == "N1" and _OTHERS_VOTES.search(value)):
                found["DA" if tag in _DATES else tag, value] = None
    return list(found)


def _parts(format: str, tag: str, value: str) -> list[str]:
    """A value as one line, or as several where each of its lines is a value."""
    lines = value.split("\n") if format == "wos" and tag in LISTED else [value]
    return list(filter(None, map(one_line, lines)))


def _as_it_came(raw: bytes, citation: Citation) -> list[tuple[str, str]]:
    """Its own pairs with TY first; lines that continue a value stay lines."""
    found = [(token.tag, _value(token.value)) for token in tokens(raw)]
    own = next((value for tag, value in found if tag == "TY" and value), "")
    rest = [(tag, value) for tag, value in found if tag not in ("TY", "ER")]
    return [("TY", own or ris_type(citation.type, bool(citation.journal))), *rest]


def _value(text: str) -> str:
    lines = [line.rstrip() for line in clean(text).split("\n")]
    return _ENDS.sub(" ER", "\n".join([lines[0], *filter(None, lines[1:])]))


def mapped(c: Citation) -> list[tuple[str, str]]:
    """The tags of our fields."""
    lines = [("TY", ris_type(c.type, bool(c.journal))), ("ID", c.source_id), ("TI", c.title)]
    lines += [("AU", parted(author).inverted) for author in c.authors]
    lines += [("PY", str(c.year or "")), ("T2", c.journal)]
    if kind(c.type, bool(c.journal)).ris == "JOUR":
        lines.append(("JO", c.journal))
    first, last = c.pages, ""
    if found := _RANGE.fullmatch(c.pages):
        first, last = found.groups()
    lines += [("VL", c.volume), ("IS", c.issue), ("SP", first), ("EP", last), ("DO", c.doi), ("UR", c.url)]
    if c.pmid:  # RIS has no tag of its own for it; databases write the accession number and their name
        lines += [("AN", c.pmid), ("DB", "PubMed")]
    lines += [("LA", c.language), ("AB", c.abstract), *(("KW", word) for word in c.keywords)]
    return [(tag, one_line(value)) for tag, value in lines if value]


RIS = Writer("ris", "RIS", ".ris", entry)
