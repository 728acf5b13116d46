"""The citation of a report: of several records, the best of each field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields

from review_tool.domain.record import Citation, Record

FIELDS = tuple(field.name for field in fields(Citation))
"""Every field whose value may be chosen from one record or another."""


def combined(records: Sequence[Record], chosen: Mapping[str, int] | None = None) -> tuple[Citation, dict[str, int]]:
    """The best field of each record by rule, or of the record a person chose for it; and which record it is from."""
    if len(records) == 1:
        citation = records[0].citation
        return citation, {name: records[0].id for name in FIELDS if getattr(citation, name)}
    from review_tool import dedupe  # slow to import, and most reports have one record

    citation, origin = dedupe.combine([(record.id, record.citation) for record in records])
    by_id = {record.id: record.citation for record in records}
    changed = {
        name: number
        for name, number in (chosen or {}).items()
        if number in by_id and name in FIELDS and getattr(by_id[number], name)
    }
    if not changed:
        return citation, origin
    values = {name: getattr(by_id[changed[name]] if name in changed else citation, name) for name in FIELDS}
    return Citation(**values), origin | changed
