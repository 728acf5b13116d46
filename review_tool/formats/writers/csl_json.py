"""CSL-JSON: Zotero, Mendeley, citation processors. Dates are integers in parts, organisations are `literal`.

Source of the fields: “CSL-Data”, the schema of the Citation Style Language 1.0.2.
"""

from __future__ import annotations

import json
from typing import Any

from review_tool.domain.record import Citation
from review_tool.domain.text import clean, one_line
from review_tool.formats.tagged import record_text
from review_tool.formats.writers.bibtex import key, unique
from review_tool.formats.writers.imprint import Imprint, imprint
from review_tool.formats.writers.names import parted
from review_tool.formats.writers.types import kind
from review_tool.formats.writers.writer import Item, Writer, Written


def entry(item: Item, taken: set[str]) -> Written:
    """One item with an id no other of the file has."""
    own = _as_it_came(item.raw("csl-json"))
    said = imprint(item) if own is None else Imprint()
    made = own or _mapped(item.citation, said)
    made["id"] = unique(str(made.get("id") or key(item.citation)), taken)
    data = json.dumps(made, ensure_ascii=False, indent=2).encode("utf-8", "replace")
    return Written(data, whole=own is not None, beside=said.came)


def _as_it_came(raw: bytes) -> dict[str, Any] | None:
    """Its own fields, clean; a type and dates in integers are what the schema asks for."""
    if not raw:
        return None
    try:
        found = _cleaned(json.loads(record_text(raw)))
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not isinstance(found.get("type"), str):
        return None
    for name, value in found.items():
        if isinstance(value, dict) and isinstance(value.get("date-parts"), list):
            found[name] = value | {"date-parts": [_integers(part) for part in value["date-parts"]]}
    return found


def _integers(part: Any) -> Any:
    return [int(n) if isinstance(n, str) and n.isdecimal() else n for n in part] if isinstance(part, list) else part


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(name): _cleaned(inner) for name, inner in value.items()}
    return [_cleaned(inner) for inner in value] if isinstance(value, list) else value


def _mapped(c: Citation, said: Imprint) -> dict[str, Any]:
    keyword = "; ".join(c.keywords) + (";" if len(c.keywords) == 1 and "," in c.keywords[0] else "")
    made: dict[str, Any] = {
        "id": c.source_id,
        "type": kind(c.type, bool(c.journal)).csl,
        "title": c.title,
        "author": [_author(author) for author in c.authors],
        "issued": {"date-parts": [[c.year]]} if c.year else None,
        "container-title": c.journal,
        "volume": c.volume,
        "issue": c.issue,
        "page": c.pages,
        "publisher": ", ".join(said.publishers),
        "ISSN": ", ".join(said.issns),
        "ISBN": ", ".join(said.isbns),
        "DOI": c.doi,
        "PMID": c.pmid,
        "URL": c.url,
        "language": c.language,
        "keyword": keyword,
        "abstract": c.abstract,
    }
    return {name: one_line(value) if isinstance(value, str) else value for name, value in made.items() if value}


def _author(author: str) -> dict[str, str]:
    name = parted(author)
    if name.whole:
        return {"literal": name.whole}
    parts = {"family": name.family, "given": name.given, "suffix": name.suffix}
    return {part: value for part, value in parts.items() if value}


CSL_JSON = Writer("csl-json", "CSL-JSON", ".json", entry, head=b"[\n", between=b",\n", tail=b"\n]\n")
