"""Where in a journal: volume, issue and pages in the many forms databases write them."""

from __future__ import annotations

import re
from typing import NamedTuple

_DASH = re.compile("\\s*(?:--+|[-\u2010-\u2015\u2212\uad00])\\s*")
_FIRST_NUMBER = re.compile(r"\d+")
_PREFIX = re.compile(r"^(?:pages?|pp?)\b[\s.:]*")
_PLAIN = re.compile(r"0*(\d+)--?0*(\d+)", re.ASCII)
_SEVERAL = re.compile(r"(\d+)\s*-+\s*(\d+)\s*,\s*(\d+)\s*-+\s*(\d+)\b")
_LOCATOR = re.compile(r"([ivxl]{2,7}|[a-z]{0,3})\.?\s*0*(\d+)([a-z]?)")
_SUPPLEMENT = re.compile(r"\bs(?:up|uppl|upplement|pec|pecial)?\b\.?|supp", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"^\s*\d+\s*\(\s*([^)]*?\d[^)]*)\)")
_MONTHS = {
    name: str(n)
    for n, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
}


class Locator(NamedTuple):
    """A place in a journal; what the source did not give is empty."""

    volume: str = ""
    issue: str = ""
    first: str = ""
    """First page or article number, its letters kept: `s623`, `e11579`."""
    last: str = ""
    supplement: bool = False
    own: bool = False
    """Paged from 1 without a volume: the article's own pages, before it had a place."""
    length: int = 0
    """How many pages the range holds; 0 where unknown."""

    @property
    def is_range(self) -> bool:
        return bool(self.last) and self.last != self.first

    @property
    def is_article_number(self) -> bool:
        """`e63972` or `16074`: unique in its volume, as a single page is not."""
        return not self.last and (self.first.startswith(("e", "cd")) or len(self.first) >= 5)


def locator(volume: str, issue: str, pages: str, year: int | None) -> Locator:
    """Volume and issue as bare numbers, pages as first and last; a page 1 of nothing is an online-first one."""
    found_volume = _number(volume)
    found_issue = _number(issue) or _month(issue)
    if not found_issue and "(" in volume and (inside := _IN_BRACKETS.match(volume)):
        found_issue = _number(inside.group(1))
    if year is not None and found_volume == str(year):
        found_volume = ""  # Cochrane and proceedings carry the year as their volume
    first, last = _pages(pages)
    length = _length(first, last) if last else 0
    own = first == "1" and not found_volume
    if length and pages.upper() != pages.lower() and any(_month(part[:3]) for part in _DASH.split(pages.strip())):
        length = 0  # a date tells the order of neither the numbers nor their digits
    supplement = any(text and not text.isdigit() and bool(_SUPPLEMENT.search(text)) for text in (volume, issue))
    return Locator(found_volume, found_issue, first, last, supplement, own, length)


def _length(first: str, last: str) -> int:
    if first.isdigit() and last.isdigit() and int(last) >= int(first):
        return int(last) - int(first) + 1
    return 0


def _number(text: str) -> str:
    if text.isdigit() and text.isascii():
        return text.lstrip("0") or "0"
    found = _FIRST_NUMBER.search(text)
    return (found.group().lstrip("0") or "0") if found else ""


def _month(issue: str) -> str:
    """A monthly's issue may go by its name: `May` is the fifth."""
    return _MONTHS.get(issue[:3].lower(), "") if issue.isalpha() else ""


def _pages(text: str) -> tuple[str, str]:
    """First and last page: `482-91` is 482 to 491, `01-Jun` was 1-6 before a spreadsheet read it.

    Of several ranges, one for each language of the text, the lowest counts.
    """
    if plain := _PLAIN.fullmatch(text):
        first, last = plain.groups()
        return first, first[: max(0, len(first) - len(last))] + last
    lowered = text.strip(" \"'").lower()
    if "," in lowered and _SEVERAL.search(lowered):
        lowered = min(lowered.split(","), key=lambda part: int(_number(part) or 10**9))
    if not lowered or "pagination" in lowered:
        return "", ""
    if not lowered[0].isdigit():
        lowered = _PREFIX.sub("", lowered)
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
