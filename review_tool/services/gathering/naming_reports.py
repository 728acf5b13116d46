"""Which report a row of somebody's file means."""

from __future__ import annotations

from collections.abc import Callable

from review_tool.domain import identifiers
from review_tool.domain.errors import ReviewError
from review_tool.domain.text import fold
from review_tool.formats.decisions import Row
from review_tool.store.queries import reports
from review_tool.store.unit import Unit

_NO_RECORD = "Give record_id, file and position, doi, pmid, source_id or title."


def finder(unit: Unit) -> Callable[[Row], int]:
    """A function from a row to the report it means; it raises ReviewError where it means none or several.

    A row names a record by `record_id` or `report_id`, by `file` and `position`, by `doi`, `pmid` or `source_id`, or
    by `title` (`year` tells alike titles apart).
    """
    records = list(reports.all_records(unit.connection))
    by_place = {(r.file, str(r.position)): r.report for r in records}
    by_id = {str(r.id): r.report for r in records}
    years = {r.report: str(r.citation.year or "") for r in records}
    by: dict[str, dict[str, set[int]]] = {"doi": {}, "pmid": {}, "source_id": {}, "title": {}}
    for r in records:
        c = r.citation
        for name, key in (("doi", c.doi), ("pmid", c.pmid), ("source_id", c.source_id), ("title", fold(c.title))):
            if key:
                by[name].setdefault(key, set()).add(r.report)

    def find(row: Row) -> int:
        ours = row.get("key").removeprefix("review-") if row.get("key").startswith("review-") else ""
        for number in (row.get("record_id"), row.get("report_id"), ours):
            if found := by_id.get(number):
                return found
        if found := by_place.get((row.get("file"), row.get("position"))):
            return found
        wanted = {
            "doi": identifiers.doi(row.get("doi")),
            "pmid": identifiers.pmid(row.get("pmid", "pubmed_id")),
            "source_id": row.get("source_id", "accession_number"),
            "title": fold(row.get("title")),
        }
        for name, key in wanted.items():
            meant = by[name].get(key, set()) if key else set()
            year = row.get("year", "published_year", "publication_year")
            if len(meant) > 1 and year:
                meant = {report for report in meant if years[report] == year}
            if len(meant) == 1:
                return next(iter(meant))
            if len(meant) > 1:
                raise ReviewError(f"several reports have this {name}: {key}.", hint="Name it by record_id.")
        raise ReviewError("no record of the review is meant.", hint=_NO_RECORD)

    return find
