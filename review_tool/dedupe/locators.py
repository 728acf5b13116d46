"""Where in a journal: volume, issue and pages in the many forms databases write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DASH = re.compile("\\s*(?:--+|[-\u2010-\u2015\u2212\uad00])\\s*")
_FIRST_NUMBER = re.compile(r"\d+")
_LOCATOR = re.compile(r"([a-z]{0,3})\.?\s*0*(\d+)([a-z]?)")
_SUPPLEMENT = re.compile(r"\bs(?:up|uppl|upplement|pec|pecial)?\b\.?|supp", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"^\s*\d+\s*\(\s*([^)]*?\d[^)]*)\)")
_MONTHS = {
    name: str(n)
    for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)
}


@dataclass(frozen=True, slots=True)
class Locator:
    """A place in a journal; what the source did not give is empty."""

    volume: str = ""
    issue: str = ""
    first: str = ""
    """First page or article number, its letters kept: `s623`, `e11579`."""
    last: str = ""
    supplement: bool = False

    @property
    def is_range(self) -> bool:
        return bool(self.last) and self.last != self.first


def locator(volume: str, issue: str, pages: str, year: int | None) -> Locator:
    """Volume and issue as bare numbers, pages as first and last; a page 1 of nothing is an online-first one."""
    found_volume = _number(volume)
    found_issue = _number(issue)
    inside = _IN_BRACKETS.match(volume)
    if inside and not found_issue:
        found_issue = _number(inside.group(1))
    if year is not None and found_volume == str(year):
        found_volume = ""  # Cochrane and proceedings carry the year as their volume
    first, last = _pages(pages)
    if first == "1" and not found_volume:
        first = last = ""
    supplement = bool(_SUPPLEMENT.search(volume) or _SUPPLEMENT.search(issue))
    return Locator(found_volume, found_issue, first, last, supplement)


def _number(text: str) -> str:
    found = _FIRST_NUMBER.search(text)
    return (found.group().lstrip("0") or "0") if found else ""


def _pages(text: str) -> tuple[str, str]:
    """First and last page: `482-91` is 482 to 491, `01-Jun` was 1-6 before a spreadsheet read it."""
    lowered = text.strip().lower()
    if not lowered or "pagination" in lowered:
        return "", ""
    for prefix in ("pages", "pp", "p.", "p "):
        lowered = lowered.removeprefix(prefix).strip(" .:")
    parts = [_MONTHS.get(part[:3], part) if part.isalpha() else part for part in _DASH.split(lowered)]
    found = [match for part in parts[:2] if (match := _LOCATOR.match(part.strip()))]
    if not found:
        return "", ""
    first = found[0].group(1) + found[0].group(2) + found[0].group(3)
    if len(found) < 2:
        return first, ""
    start, end = found[0].group(2), found[1].group(2)
    if len(end) < len(start):
        end = start[: len(start) - len(end)] + end
    return first, (found[1].group(1) or found[0].group(1)) + end
