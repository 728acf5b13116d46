"""What Crossref's REST interface answers: one work, a list of works, or answers collected in a list.

Source of the fields: Crossref, “REST API: format of metadata”, which extends CSL-JSON.
"""

from __future__ import annotations

import re
from functools import partial

from review_tool.domain.record import Citation
from review_tool.formats import csl_json
from review_tool.formats.format import Format
from review_tool.formats.json_records import Fields, read_records


def citation(record: Fields) -> Citation:
    """The common fields of one work, in or without the envelope of an answer."""
    message = record.get("message")
    return csl_json.citation(message if isinstance(message, dict) else record)


read = partial(read_records, citation=citation)


def sniff(head: str) -> int:
    if not head.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return 0
    if re.search(r'"message-type"\s*:\s*"work', head):
        return 97
    return 93 if re.search(r'"(?:is-referenced-by-count|reference-count|references-count)"\s*:', head) else 0


CROSSREF_JSON = Format(
    "crossref-json", "Crossref JSON", (".json",), "Crossref's names, such as “message-type”", sniff, read
)
