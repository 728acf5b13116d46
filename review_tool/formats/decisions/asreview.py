"""ASReview: a label column of 1, 0 and nothing in its tables, a note `ASReview_relevant` in RIS.

Source: ASReview's documentation, “Data format”.
"""

from __future__ import annotations

import re

from review_tool.domain.decision import Verdict
from review_tool.formats.decisions.rows import Row
from review_tool.formats.decisions.said import Dialect, Said, several, verdict

_LABELS = ("asreview_label", "included", "label_included", "label", "final_included")
_NOTE = re.compile(r"ASReview_(relevant|irrelevant|not_seen)")


def read(row: Row) -> list[Said]:
    """Its label, with the note and the tags that were given there."""
    if found := _NOTE.findall(row.get("notes")):
        given = {"relevant": Verdict.INCLUDE, "irrelevant": Verdict.EXCLUDE}.get(found[-1])
        return [Said(given)]
    tags = several(row.get("asreview_tags", "tags"), ";,|")
    # A label of before, in another column, is no decision made there where its own column is empty.
    label = row.get(*_LABELS[:1]) if _LABELS[0] in row.cells else row.get(*_LABELS)
    return [Said(verdict(label), row.get("reviewer"), None, "", row.get("asreview_note", "note"), tags)]


def fits(rows: list[Row]) -> bool:
    return any(name.startswith("asreview_") for row in rows[:1] for name in row.cells) or any(
        _NOTE.search(row.get("notes")) for row in rows
    )


ASREVIEW = Dialect("asreview", "ASReview", fits, read)
