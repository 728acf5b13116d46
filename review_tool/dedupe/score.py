"""Step 3: how each field of two records compares, as a word per field. No judgement yet."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from review_tool.dedupe import journals
from review_tool.dedupe.names import agreement
from review_tool.dedupe.prepare import Prepared
from review_tool.dedupe.titles import Title, number

MISSING = "missing"

NEAR = 0.92
"""Titles this alike (Indel, 0..1) differ by spelling, a lost letter or an article."""
CLOSE = 0.80
LOOSE = 0.55
ABSTRACT_SAME = 0.80
ABSTRACT_OTHER = 0.50


@dataclass(frozen=True, slots=True)
class Evidence:
    """One word per field; `missing` where either side is silent."""

    title: str
    """same, near, word (another word in one place), number (other numbers), begins (one is cut short), close, loose, other"""
    likeness: float
    """How alike the titles are, 0..1."""
    authors: str
    """same, some, other"""
    year: str
    """same, next, other"""
    journal: str
    """same, near, other"""
    volume: str
    issue: str
    pages: str
    """same (first and last), start, other"""
    doi: str
    pmid: str
    abstract: str
    """same, alike, other"""
    identical: bool
    """Every field equal, as delivered."""


def compare(a: Prepared, b: Prepared) -> Evidence | None:
    """How two records compare; None when nothing about them is alike enough to go on."""
    likeness, title = titles(a.title, b.title)
    doi = _plain(a.doi, b.doi)
    pages = _pages(a, b)
    abstract = MISSING
    if a.abstract and b.abstract:
        abstract = _abstracts(a.abstract, b.abstract)
    if title in ("other", "loose") and doi != "same" and pages not in ("same", "start") and abstract != "same":
        return None
    return Evidence(
        title=title,
        likeness=likeness,
        authors=_authors(a, b),
        year=_years(a.year, b.year),
        journal=journals.likeness(a.journal, b.journal) if a.journal and b.journal else MISSING,
        volume=_plain(a.place.volume, b.place.volume),
        issue=_plain(a.place.issue, b.place.issue),
        pages=pages,
        doi=doi,
        pmid=_plain(a.pmid, b.pmid),
        abstract=abstract,
        identical=a.print == b.print,
    )


def titles(a: Title, b: Title) -> tuple[float, str]:
    """The likeness of two titles, 0..1, and its word; a title in two languages counts by the better one."""
    if not a.text or not b.text:
        return 0.0, MISSING
    best = (0.0, "other")
    for mine in (a.text, a.other):
        for theirs in (b.text, b.other):
            if mine and theirs:
                found = _two_titles(mine, theirs)
                best = max(best, found)
    return best


def _two_titles(a: str, b: str) -> tuple[float, str]:
    if a == b or a.replace(" ", "") == b.replace(" ", ""):
        return 1.0, "same"
    likeness = Indel.normalized_similarity(a, b)
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if likeness >= CLOSE:
        other = difference(a, b)
        if other:
            return likeness, other
        if likeness >= NEAR:
            return likeness, "near"
    if len(short) >= 20 and (long.startswith(short) or long.endswith(" " + short)):
        return likeness, "begins"
    if len(short) >= 20 and fuzz.ratio(short, long[: len(short)]) >= 95:
        return likeness, "begins"
    if likeness >= CLOSE or fuzz.token_sort_ratio(a, b) >= 88:
        return likeness, "close"
    return likeness, "loose" if likeness >= LOOSE else "other"


_ARTICLES = frozenset("a an the of in on and for to with by from its or at as s".split())


def difference(a: str, b: str) -> str:
    """`number` where two titles differ in a numeral, `word` where one says another word, "" otherwise."""
    first, second = a.split(), b.split()
    only_a = [w for w in first if w not in set(second)]
    only_b = [w for w in second if w not in set(first)]
    numbers_a = {n for w in only_a if (n := number(w))}
    numbers_b = {n for w in only_b if (n := number(w))}
    if numbers_a and numbers_b and not numbers_a & numbers_b:
        return "number"
    words_a = [w for w in only_a if w not in _ARTICLES]
    words_b = [w for w in only_b if w not in _ARTICLES]
    glued = "".join(words_a) == "".join(words_b)
    if glued or not words_a or not words_b or len(words_a) > 3 or len(words_b) > 3:
        return ""
    strangers = [w for w in words_a if max(fuzz.ratio(w, other) for other in words_b) < 65]
    return "word" if strangers else ""


def _authors(a: Prepared, b: Prepared) -> str:
    if not a.people or not b.people:
        return MISSING
    share, first = agreement(a.people, b.people)
    if share >= 0.7 and (first or min(len(a.people), len(b.people)) > 1):
        return "same"
    return "some" if share >= 0.34 or first else "other"


def _years(a: int | None, b: int | None) -> str:
    if a is None or b is None:
        return MISSING
    return "same" if a == b else "next" if abs(a - b) == 1 else "other"


def _plain(a: str, b: str) -> str:
    if not a or not b:
        return MISSING
    return "same" if a == b else "other"


def _pages(a: Prepared, b: Prepared) -> str:
    mine, theirs = a.place, b.place
    if not mine.first or not theirs.first:
        return MISSING
    if mine.first == theirs.first:
        both = mine.is_range and theirs.is_range
        return "same" if both and mine.last == theirs.last else "start"
    bare, other = mine.first.lstrip("abcdefghijklmnopqrstuvwxyz"), theirs.first.lstrip("abcdefghijklmnopqrstuvwxyz")
    if bare == other and (len(bare) > 3 or mine.last == theirs.last != ""):
        return "start"
    if (mine.first == "1") != (theirs.first == "1"):
        return MISSING  # an article paged from 1 on its own, against its place in the volume
    if mine.is_range and theirs.is_range and mine.last == theirs.last:
        return "start"
    return "other"


def _abstracts(a: str, b: str) -> str:
    length = min(len(a), len(b))
    if length < 60:
        return MISSING
    likeness = Indel.normalized_similarity(a[:length], b[:length], score_cutoff=ABSTRACT_OTHER)
    if likeness >= ABSTRACT_SAME:
        return "same"
    return "alike" if likeness >= ABSTRACT_OTHER else "other"
