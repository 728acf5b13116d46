"""A plain spreadsheet, with a column for the verdict and, where wanted, stage, reviewer, reason, note and tags."""

from __future__ import annotations

from review_tool.formats.decisions.rows import Row
from review_tool.formats.decisions.said import Dialect, Said, several, stage, verdict

COLUMNS = ("verdict", "decision", "asreview_label", "included", "label_included", "vote")
"""The first of these that says something holds the verdict."""


def read(row: Row) -> list[Said]:
    """Its one vote."""
    given = verdict(row.get(*COLUMNS))
    where = stage(row.get("stage")) if given else None
    tags = several(row.get("tags", "labels"), ";|")
    return [Said(given, row.get("reviewer"), where, row.get("reason"), row.get("note"), tags)]


def fits(rows: list[Row]) -> bool:
    return any(name in row.cells for row in rows[:1] for name in COLUMNS)


PLAIN = Dialect("spreadsheet", "a spreadsheet", fits, read, strict=True)
