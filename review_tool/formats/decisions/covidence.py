"""Covidence: its CSV lists one pile at a time, with tags, and with the reason in the notes of those excluded.

A pile says nothing of who voted how; where neither a tag nor the notes hold a verdict, the person who imports says
which pile it is. Source: exports of Covidence.
"""

from __future__ import annotations

import re

from review_tool.domain.decision import Verdict
from review_tool.formats.decisions.rows import Row
from review_tool.formats.decisions.said import VERDICTS, Dialect, Said, several

_REASON = re.compile(r"Exclusion reason:\s*([^;\n]*)", re.IGNORECASE)


def read(row: Row) -> list[Said]:
    """The verdict of a tag or of the notes, the reason, and the other tags."""
    tags = several(row.get("tags"), ";,|")
    said = [VERDICTS[tag.lower()] for tag in tags if tag.lower() in VERDICTS]
    rest = tuple(tag for tag in tags if tag.lower() not in VERDICTS)
    notes = row.get("notes")
    reason = _REASON.search(notes)
    note = _REASON.sub("", notes).strip(" ;\n")
    if reason:
        return [Said(Verdict.EXCLUDE, "", None, reason.group(1).strip(), note, rest)]
    return [Said(said[0] if len(set(said)) == 1 else None, "", None, "", note, rest)]


def fits(rows: list[Row]) -> bool:
    return any("covidence_#" in row.cells for row in rows[:1])


COVIDENCE = Dialect("covidence", "Covidence", fits, read)
