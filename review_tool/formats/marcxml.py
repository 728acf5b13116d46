"""MARC 21 and UNIMARC in XML, as library catalogues export them.

Source of the fields: “MARC 21 Format for Bibliographic Data”, Library of Congress; “UNIMARC Bibliographic”, IFLA.
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
from review_tool.formats.xml_records import first, read_records, words

_AUTHORS = (("100", "110", "111"), ("700", "710", "711", "720"))

_NO_AUTHORS = {"pbl", "prt", "dst", "fnd", "spn", "bkp"}
"""Roles of those who made it appear (MARC Code List for Relators)."""
_INITIAL = re.compile(r"(?:^|[\s.-])[^\W\d_]\.$")
# Volume and issue in the words of catalogues: `Vol. 24, no. 2 (2001)`, `24 (2001), 2`, `24(2)`, `volume:24 number:2`.
_VOLUME = re.compile(r"(?:\bvol(?:ume)?[.:]?|\bv\.|\bBd\.|\bBand|\bJg\.)\s*(\d+)|(?<!\d)(\d{1,4})\s*\(", re.IGNORECASE)
_ISSUE = re.compile(
    r"(?:\bno[.:]|\bnumber:?|\bissue:?|\bnr\.?|\bHeft|\bH\.|\bn°)\s*(\d[\d/-]*)"
    r"|\((?:\D*\d{4},?\s*)?\D*(?!\d{4}\))(\d[\d/-]*)\)|\(\d{4}\),\s*(\d[\d/-]*)(?!\d*\s*[-–])",
    re.IGNORECASE,
)


def citation(record: Element) -> Citation:
    """The common fields of one record; UNIMARC has its title in field 200, which MARC 21 does not know."""
    tags = {field.get("tag") for field in record.iterfind("datafield")}
    return _unimarc(record) if "200" in tags and "245" not in tags else _marc21(record)


def _unimarc(record: Element) -> Citation:
    title = [next(_values(record, "200", code), "").strip(" /:;,") for code in "ae"]
    host = next((v for t in ("461", "463", "464") for v in _values(record, t, "t")), "")
    links = list(_values(record, "856", "u"))
    return Citation(
        title=": ".join(filter(None, title)),
        authors=_unimarc_people(record) or fields.unique(_values(record, "200", "f")),
        year=next((y for t in ("210", "214") for v in _values(record, t, "dh") if (y := fields.year(v))), None)
        or next((fields.year(v[9:13]) for v in _values(record, "100", "a")), None),
        journal=host,
        doi=next((d for v in [*_values(record, "017", "a"), *links] if (d := identifiers.doi(v))), ""),
        abstract=" ".join(_values(record, "330", "a")),
        keywords=fields.unique(v for t in ("606", "607", "610") for v in _values(record, t, "a")),
        url=next(iter(links), ""),
        language=next(_values(record, "101", "a"), ""),
        source_id=_control(record, "001"),
    )


def _unimarc_people(record: Element) -> tuple[str, ...]:
    """Those answerable for the work; others, such as editors and translators, where none is."""
    for tags in (("700", "701", "710", "711"), ("702", "712")):
        found = [field for tag in tags for field in record.iterfind(f"datafield[@tag='{tag}']")]
        parts = [[first(field, f"subfield[@code='{code}']").strip(" ,") for code in "ab"] for field in found]
        if names := fields.unique(", ".join(filter(None, one)) for one in parts):
            return names
    return ()


def _marc21(record: Element) -> Citation:
    title = ": ".join(part.rstrip(" /:;,=") for code in "ab" for part in list(_values(record, "245", code))[:1])
    parts = [part.rstrip(" /:;,") for code in "np" for part in _values(record, "245", code)]
    fixed = _control(record, "008")
    host = " ".join(_values(record, "773", "g"))[:400]
    volume, issue = _VOLUME.search(host), _ISSUE.search(host)
    pages = re.search(r"(?:pages?|pp?\.|S\.|Seite)\s*([\w-]+(?:\s*[-–]\s*\w+)?)", host)
    links = list(_values(record, "856", "u"))
    dois = [*_values(record, "024", "a"), *links]
    return Citation(
        title=". ".join(filter(None, [title, *parts])),
        authors=_people(record),
        year=next((y for t in ("264", "260", "773") for v in _values(record, t, "cdg") if (y := fields.year(v))), None)
        or fields.year(fixed[7:11]),
        journal=next(_values(record, "773", "t"), "").rstrip(" ."),
        volume=next(filter(None, volume.groups()), "") if volume else "",
        issue=next(filter(None, issue.groups()), "") if issue else "",
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
        if names := fields.unique(_names(record, tags)):
            return fields.distinct([*names, *_names(record, _AUTHORS[1])])
    return ()


def _names(record: Element, tags: tuple[str, ...]) -> Iterator[str]:
    """The names in these fields without the stop that ends them, which is not that of an initial; no publishers."""
    for tag in tags:
        for field in record.iterfind("datafield"):
            parts = [(part.get("code", ""), words(part)) for part in field.iterfind("subfield")]
            if field.get("tag") == tag and not any(code == "4" and role in _NO_AUTHORS for code, role in parts):
                for code, text in parts:
                    if code == "a" and (name := text.rstrip(" ,:")):
                        yield name if _INITIAL.search(name) else name.rstrip(" .,:")


read = partial(
    read_records, names=("record",), citation=citation, inside=r"<(?:[\w.-]+:)?(?:leader|controlfield|datafield)"
)


def sniff(head: str) -> int:
    if re.search(r"<(?:[\w.-]+:)?datafield\s[^>]{0,80}tag\s*=", head):
        return 97
    return 80 if "loc.gov/MARC21/slim" in head else 0


MARCXML = Format("marcxml", "MARCXML", (".xml", ".mrcx"), "MARC fields, “<datafield tag=…>”", sniff, read)
