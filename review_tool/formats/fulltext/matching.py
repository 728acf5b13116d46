"""Which report a file is the full text of: by DOI, PMID or title, in its name or on its first pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from review_tool.domain.errors import ReviewError
from review_tool.domain.record import Citation
from review_tool.domain.text import fold
from review_tool.formats.fulltext.pdf import open_pdf

PAGES = 2
"""How many pages are read: a repository's cover may stand before the first."""
TITLE_WORDS = 4
"""A title of fewer words is met by chance too often to be sure of."""
HEAD = 1500
"""Letters at the beginning of a text within which a title is the document's own; below, another's may be cited."""
LIKELY = 0.8
"""The share of a title's words that makes a file's name likely."""

_PMID = re.compile(r"(?:pmid|pubmed)\W{0,3}(\d{5,8})(?!\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Match:
    """A report that a file may be the full text of."""

    report: int
    why: str
    sure: bool


def matches(stem: str, text: str, reports: Mapping[int, Citation]) -> list[Match]:
    """The reports a file may belong to, the likeliest first; the first is sure only where nothing speaks for another.

    Args:
        stem: the file's name without its ending.
        text: of its first pages; "" where it has none or none is needed.
    """
    found = [
        *_by_doi(stem, reports, "the DOI is in the file's name", whole=True),
        *_by_title(stem, reports, "the title is the file's name", "the title is in the file's name", head=len(stem)),
        *_by_pmid(stem, reports),
        *_by_doi(text, reports, "the DOI is on the first pages", whole=False),
        *_by_title(text, reports, "the title begins the text", "the title is on the first pages", head=HEAD),
    ]
    if not found:
        found = [*_by_words(stem, reports), *_by_author(stem, reports)]
    best: dict[int, Match] = {}
    for match in found:
        known = best.get(match.report)
        if known is None or (match.sure and not known.sure):
            best[match.report] = match
    ranked = sorted(best.values(), key=lambda match: not match.sure)
    if len([match for match in ranked if match.sure]) > 1:
        return [Match(match.report, f"{match.why}; but another report fits too", False) for match in ranked]
    return ranked


def _bare(text: str) -> str:
    """Letters and digits alone: what is left of a DOI whose slash a file's name cannot hold."""
    return "".join(filter(str.isalnum, text.casefold()))


def _by_doi(text: str, reports: Mapping[int, Citation], why: str, *, whole: bool) -> Iterable[Match]:
    """Reports whose DOI stands in the text. Of several, the first is the document's own, but not surely."""
    bare = _bare(text.replace("%2F", "/").replace("%2f", "/"))
    places: dict[int, tuple[int, int]] = {}
    for report, citation in reports.items():
        key = _bare(citation.doi)
        at = _place(bare, key) if len(key) >= 8 else -1
        if at >= 0:
            places[report] = (at, -len(key))
    if not places:
        return
    # A DOI that begins another's stands in it too: the longest at a place is meant.
    longest = {at: min(length for a, length in places.values() if a == at) for at, _ in places.values()}
    meant = sorted((at, report) for report, (at, length) in places.items() if longest[at] == length)
    for n, (_, report) in enumerate(meant):
        yield Match(
            report, why, sure=len(meant) == 1 or (n == 0 and not whole and meant[0][0] < HEAD // 2 < meant[1][0])
        )


def _place(bare: str, key: str) -> int:
    """Where a DOI stands; not where it goes on with another digit. -1 where nowhere."""
    at = bare.find(key)
    while at >= 0 and key[-1].isdigit() and bare[at + len(key) : at + len(key) + 1].isdigit():
        at = bare.find(key, at + 1)
    return at


@lru_cache(maxsize=20_000)
def _words(text: str) -> tuple[str, ...]:
    """The folded words of a text; kept, because the same titles are looked for in every file."""
    return tuple(fold(text).split())


def _by_title(text: str, reports: Mapping[int, Citation], is_it: str, holds: str, *, head: int) -> Iterable[Match]:
    joined = f" {' '.join(_words(text))} "
    whole = joined.strip()
    found = []
    for report, citation in reports.items():
        words = _words(citation.title)
        title = " ".join(words)
        at = joined.find(f" {title} ") if words else -1
        if at >= 0:
            found.append((len(words), report, title == whole, at <= head and len(words) >= TITLE_WORDS))
    longest = max((size for size, *_ in found), default=0)
    for size, report, same, sure in found:
        if size == longest:
            yield Match(report, is_it if same or (head == HEAD and sure) else holds, sure)


def _by_pmid(stem: str, reports: Mapping[int, Citation]) -> Iterable[Match]:
    said = {match[1] for match in _PMID.finditer(stem)} | ({stem} if stem.isdecimal() and len(stem) >= 5 else set())
    for report, citation in reports.items():
        if citation.pmid and citation.pmid in said:
            yield Match(report, "the PMID is the file's name", True)


def _by_words(stem: str, reports: Mapping[int, Citation]) -> Iterable[Match]:
    """Most of a title's words, or its beginning where the name was cut off."""
    words = _words(stem)
    for report, citation in reports.items():
        title = _words(citation.title)
        if len(title) < TITLE_WORDS:
            continue
        if len(words) >= TITLE_WORDS and title[: len(words)] == words:
            yield Match(report, "the file's name begins the title", False)
        elif len(set(title) & set(words)) >= LIKELY * len(set(title)):
            yield Match(report, "most words of the title are in the file's name", False)


def _by_author(stem: str, reports: Mapping[int, Citation]) -> Iterable[Match]:
    words = set(_words(stem))
    for report, citation in reports.items():
        family = _words(citation.authors[0].split(",")[0]) if citation.authors else []
        if family and citation.year and set(family) <= words and str(citation.year) in words:
            yield Match(report, "the first author and the year are in the file's name", False)


def first_pages(data: bytes) -> str:
    """The text of a PDF's first pages; "" where it is none, is locked, or holds pictures alone."""
    try:
        pages = open_pdf(data)
    except ReviewError:
        return ""
    try:
        return "\n".join(pages.raw(n) for n in range(1, min(PAGES, len(pages)) + 1))
    finally:
        pages.close()
