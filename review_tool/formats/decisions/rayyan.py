"""Rayyan: decisions stand in the notes, `RAYYAN-INCLUSION: {"Emily"=>"Included"} | RAYYAN-LABELS: a,b | …`.

Source: exports of Rayyan, in CSV and RIS.
"""

from __future__ import annotations

import re

from review_tool.formats.decisions.rows import Row
from review_tool.formats.decisions.said import Dialect, Said, several, verdict

_INCLUSION = re.compile(r"RAYYAN-INCLUSION:\s*\{([^}]*)\}")
_PAIR = re.compile(r'"([^"]*)"\s*=>\s*"([^"]*)"')
_LABELS = re.compile(r"RAYYAN-LABELS:\s*([^|\n]*)")
_REASONS = re.compile(r"RAYYAN-EXCLUSION-REASONS:\s*([^|\n]*)")
_NOTES = re.compile(r"USER-NOTES:\s*\{(.*)\}", re.DOTALL)
_NOTE = re.compile(r'"([^"]*)"\s*=>\s*\[(.*?)\](?=\s*(?:,\s*"[^"]*"\s*=>|$))', re.DOTALL)
"""A note may hold brackets itself: it ends where another person's begins, or all ends."""


def read(row: Row) -> list[Said]:
    """A vote of each person who decided. Labels go along with the first."""
    text = row.get("notes")
    votes = [pair for found in _INCLUSION.findall(text) for pair in _PAIR.findall(found)]
    tags = several(",".join(_LABELS.findall(text)), ",")
    reasons = "; ".join(several(",".join(_REASONS.findall(text)), ","))
    notes = {who: said.strip(' "') for found in _NOTES.findall(text) for who, said in _NOTE.findall(found)}
    found = [
        Said(given, who, None, reasons if given and given.value == "exclude" else "", notes.get(who, ""))
        for who, word in votes
        for given in (verdict(word),)
    ]
    return [*found, Said(None, tags=tags)] if tags or not found else found


def fits(rows: list[Row]) -> bool:
    return any("RAYYAN-" in row.get("notes") for row in rows)


RAYYAN = Dialect("rayyan", "Rayyan", fits, read)
