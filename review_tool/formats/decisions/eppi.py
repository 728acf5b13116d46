"""EPPI-Reviewer: codes in one cell, `INCLUDE on title & abstract; EXCLUDE on date`.

Only plain codes say a verdict; the others are tags. Source: EPPI-Reviewer's usual screening tool, whose codes begin so.
"""

from __future__ import annotations

import re

from review_tool.domain.decision import Stage, Verdict
from review_tool.formats.decisions.rows import Row
from review_tool.formats.decisions.said import Dialect, Said, several

_COLUMNS = ("codes", "code", "eppi_codes", "screening_codes", "applied_codes")
_CODE = re.compile(r"(include|exclude)\b\s*(?:(?:on|based on|because of|for|:|-)\s*)?(.*)", re.IGNORECASE)
_STAGE_WORDS = re.compile(r"(?:on |at )?\b(full[ -]?text|title (?:and|&) abstract|t&a|abstract|title)\b", re.IGNORECASE)


def read(row: Row) -> list[Said]:
    """One vote for each stage its codes speak of; the last code of a stage holds."""
    votes: dict[Stage, Said] = {}
    tags: list[str] = []
    for code in several(row.get(*_COLUMNS), ";|\n"):
        found = _CODE.fullmatch(code)
        if not found:
            tags.append(code)
            continue
        stage = Stage.FULL_TEXT if re.search(r"full[ -]?text", code, re.IGNORECASE) else Stage.TITLE_ABSTRACT
        is_in = found.group(1).lower() == "include"
        reason = "" if is_in else _STAGE_WORDS.sub("", found.group(2)).strip(" :-()")
        reviewer = row.get("reviewer", "contact", "coded_by")
        votes[stage] = Said(Verdict.INCLUDE if is_in else Verdict.EXCLUDE, reviewer, stage, reason)
    found_tags = tuple(tags)
    return [*votes.values(), Said(None, tags=found_tags)] if found_tags or not votes else list(votes.values())


def fits(rows: list[Row]) -> bool:
    return any(name in row.cells for row in rows[:1] for name in _COLUMNS)


EPPI = Dialect("eppi", "EPPI-Reviewer", fits, read)
