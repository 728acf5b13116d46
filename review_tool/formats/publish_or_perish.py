"""Publish or Perish's JSON, most often of Google Scholar. Its CSV is read as any other CSV.

Source of the fields: files of the program (Harzing, A.W., Publish or Perish).
"""

from __future__ import annotations

import re
from functools import partial

from review_tool.domain import identifiers
from review_tool.domain.record import Citation
from review_tool.formats import fields
from review_tool.formats.csl_json import people
from review_tool.formats.format import Format
from review_tool.formats.json_records import Fields, first, read_records

_OWN = re.compile(
    r'"(GSRank|rank|article_url|cites_url|related_url|fulltext_url|cites|uid|ecc|use|startpage)"\s{0,40}:'
)


def citation(record: Fields) -> Citation:
    """The common fields of one result."""
    return Citation(
        title=fields.printed_text(first(record, "title")),
        authors=people(record.get("authors") or record.get("author")),
        year=fields.year(first(record, "year", "date")),
        journal=first(record, "source", "journal"),
        volume=first(record, "volume"),
        issue=first(record, "issue"),
        pages=fields.pages(first(record, "startpage"), first(record, "endpage")),
        doi=identifiers.doi(first(record, "doi")) or identifiers.doi(first(record, "article_url")),
        pmid=identifiers.pmid(first(record, "pmid")),
        abstract=fields.printed_text(first(record, "abstract")),
        url=first(record, "article_url", "fulltext_url").split(" ")[0],
        type=first(record, "type"),
        language=first(record, "language"),
        source_id=first(record, "uid"),
    )


read = partial(read_records, citation=citation)


def sniff(head: str) -> int:
    if not head.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return 0
    found = set(_OWN.findall(head))
    return 94 if len(found) >= 3 and found & {"article_url", "cites_url", "GSRank", "fulltext_url"} else 0


PUBLISH_OR_PERISH = Format(
    "publish-or-perish", "Publish or Perish", (".json",), "its names, such as “article_url” and “cites”", sniff, read
)
