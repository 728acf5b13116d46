"""MODS, the Library of Congress's description of library items, alone or in a collection.

Source of the elements: “MODS User Guidelines (Version 3)”, Library of Congress.
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
from review_tool.formats.xml_records import every, first, read_records, words

_MAIN_ROLES = {"", "aut", "author", "cre", "creator"}
_DATES = ("dateIssued", "copyrightDate", "dateCreated", "dateCaptured", "dateOther")


def citation(record: Element) -> Citation:
    """The common fields of one item; the journal is that of the item it is part of."""
    host = next((item for item in record.iterfind("relatedItem") if item.get("type") == "host"), Element("none"))
    part = host.find("part")
    part = record.find("part") if part is None else part
    part = Element("none") if part is None else part
    return Citation(
        title=_title(record),
        authors=_people(record),
        year=_year(record) or _year(host) or fields.year(first(part, "date")),
        journal=_title(host),
        volume=_detail(part, "volume"),
        issue=_detail(part, "issue") or _detail(part, "number"),
        pages=_pages(part),
        doi=next((d for v in every(record, "identifier", "location/url") if (d := identifiers.doi(v))), ""),
        pmid=next((identifiers.pmid(words(i)) for i in record.iterfind("identifier") if _is_pubmed(i)), ""),
        abstract=" ".join(every(record, "abstract")),
        keywords=fields.unique(_subjects(record)),
        url=first(record, "location/url"),
        type=first(record, "genre", "typeOfResource"),
        language=first(record, "language/languageTerm"),
        source_id=first(record, "recordInfo/recordIdentifier", "identifier"),
    )


def _title(item: Element) -> str:
    """The main title with its article and subtitle; another only where there is none."""
    infos = sorted(item.iterfind("titleInfo"), key=lambda info: info.get("type") is not None)
    for info in infos:
        title = " ".join(every(info, "nonSort", "title", "partNumber", "partName"))
        title = title.replace("’ ", "’").replace("' ", "'") if first(info, "nonSort").endswith(("'", "’")) else title
        if title:
            return ": ".join([title.rstrip(" :"), *every(info, "subTitle")])
    return ""


def _people(record: Element) -> tuple[str, ...]:
    main: list[str] = []
    others: list[str] = []
    for name in record.iterfind("name"):
        roles = {role.casefold() for role in every(name, "role/roleTerm")} or {""}
        (main if roles & _MAIN_ROLES else others).append(_name(name))
    return fields.unique(main) or fields.unique(others)


def _name(name: Element) -> str:
    family, given = (" ".join(every(name, f"namePart[@type='{kind}']")) for kind in ("family", "given"))
    if family:  # each given name may have an element of its own
        return ", ".join(filter(None, (family, given)))
    whole = " ".join(words(part) for part in name.iterfind("namePart") if part.get("type") in (None, "given"))
    return re.sub(r"\s*\[?\b\d{4}-(?:\d{4})?\]?$", "", whole or first(name, "displayForm")).rstrip(" ,")


def _year(item: Element) -> int | None:
    paths = [f"{origin}/{date}" for date in _DATES for origin in ("originInfo", "part")]
    return next((year for value in every(item, *paths) if (year := fields.year(value))), None)


def _detail(part: Element, kind: str) -> str:
    return next((first(d, "number", "caption") for d in part.iterfind("detail") if d.get("type") == kind), "")


def _pages(part: Element) -> str:
    for extent in part.iterfind("extent"):
        if extent.get("unit", "page").startswith("page"):
            return fields.pages(first(extent, "start"), first(extent, "end")) or first(extent, "list")
    return ""


def _subjects(record: Element) -> Iterator[str]:
    for subject in record.iterfind("subject"):
        yield " -- ".join(every(subject, "topic", "geographic", "temporal"))


def _is_pubmed(element: Element) -> bool:
    return element.get("type", "").casefold() in ("pmid", "pubmed")


read = partial(read_records, names=("mods",), citation=citation)


def sniff(head: str) -> int:
    return 96 if re.search(r"<(?:[\w.-]+:)?mods(?:Collection)?[\s>]", head) else 0


MODS = Format("mods", "MODS", (".xml", ".mods"), "the MODS element “<mods>”", sniff, read)
