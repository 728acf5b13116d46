"""MARC 21 in XML, as library catalogues export it.

Source of the fields: “MARC 21 Format for Bibliographic Data”, Library of Congress.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from xml.etree.ElementTree import Element

from review_tool.domain import identifiers
from review_tool.domain.record import Citation
from review_tool.formats import fields
from review_tool.formats.format import Format
from review_tool.formats.xml_records import read_records, words

_AUTHORS = (("100", "110", "111"), ("700", "710", "711", "720"))


def citation(record: Element) -> Citation:
    """The common fields of one record."""
    title = ": ".join(part.rstrip(" /:;,=") for code in "ab" for part in list(_values(record, "245", code))[:1])
    parts = [part.rstrip(" /:;,") for code in "np" for part in _values(record, "245", code)]
    fixed = _control(record, "008")
    host = " ".join(_values(record, "773", "g"))
    where = re.search(r"(\d+)\s*\((?:\D*\d{4},?\s*)?(?:\D*(\d+[\d-]*))?\)", host)
    pages = re.search(r"(?:pages?|pp?\.|S\.|Seite)\s*([\w-]+(?:\s*[-–]\s*\w+)?)", host)
    links = list(_values(record, "856", "u"))
    dois = [*_values(record, "024", "a"), *links]
    return Citation(
        title=". ".join(filter(None, [title, *parts])),
        authors=_people(record),
        year=next((y for t in ("264", "260", "773") for v in _values(record, t, "cdg") if (y := fields.year(v))), None)
        or fields.year(fixed[7:11]),
        journal=next(_values(record, "773", "t"), "").rstrip(" ."),
        volume=where.group(1) if where else "",
        issue=(where.group(2) or "") if where else "",
        pages=pages.group(1) if pages else "",
        doi=next((d for v in dois if (d := identifiers.doi(v))), ""),
        abstract=" ".join(_values(record, "520", "ab")),
        keywords=fields.unique(v.rstrip(".") for t in ("650", "653", "651", "600") for v in _values(record, t, "a")),
        url=next(iter(links), ""),
        type=next(_values(record, "655", "a"), ""),
        language=next(_values(record, "041", "a"), "") or fixed[35:38].strip(" |"),
        source_id=_control(record, "001"),
    )


def _control(record: Element, tag: str) -> str:
    return next(((f.text or "").strip("\r\n\t") for f in record.iterfind("controlfield") if f.get("tag") == tag), "")


def _values(record: Element, tag: str, codes: str) -> Iterator[str]:
    """The subfields with any of these codes in the fields with that tag."""
    for field in record.iterfind("datafield"):
        if field.get("tag") == tag:
            for part in field.iterfind("subfield"):
                if part.get("code", "?") in codes and (text := words(part)):
                    yield text


def _people(record: Element) -> tuple[str, ...]:
    for tags in _AUTHORS:
        if names := fields.unique(n.rstrip(" ,.:") for tag in tags for n in _values(record, tag, "a")):
            return names + fields.unique(n.rstrip(" ,.:") for n in _others(record, tags) if n not in names)
    return ()


def _others(record: Element, tags: tuple[str, ...]) -> Iterator[str]:
    """Persons beside the main entry."""
    if tags == _AUTHORS[0]:
        for tag in _AUTHORS[1]:
            yield from _values(record, tag, "a")


read = partial(
    read_records, names=("record",), citation=citation, inside=r"<(?:[\w.-]+:)?(?:leader|controlfield|datafield)"
)


def sniff(head: str) -> int:
    if re.search(r"<(?:[\w.-]+:)?datafield\s[^>]{0,80}tag\s*=", head):
        return 97
    return 80 if "loc.gov/MARC21/slim" in head else 0


MARCXML = Format("marcxml", "MARCXML", (".xml", ".mrcx"), "MARC fields, “<datafield tag=…>”", sniff, read)
