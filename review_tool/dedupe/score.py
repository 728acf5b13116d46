"""Step 3: how each field of two records compares, as a word per field. No judgement yet."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from review_tool.dedupe import journals
from review_tool.dedupe.names import agreement, given_names, turned
from review_tool.dedupe.prepare import Prepared
from review_tool.dedupe.titles import Title, numeral

MISSING = "missing"

NEAR = 0.92
"""Titles this alike (Indel, 0..1) differ by spelling, a lost letter or an article."""
CLOSE = 0.80
LOOSE = 0.55
ABSTRACT_SAME = 0.80
ABSTRACT_OTHER = 0.50
WHOLE_SUPPLEMENT = 60
"""A range of more pages than this is a supplement's or a book's, shared by whatever stands in it."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One word per field; `missing` where either side is silent."""

    title: str
    """same, near, word (says another word), number (other numbers), begins (one is cut short), close, loose, other"""
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
    """same (first and last), start, page (both name one), length (as many, paged anew), anew (not as many), other"""
    doi: str
    pmid: str
    abstract: str
    """same, alike, other"""
    identical: bool
    """Every field equal, as delivered."""


def evidence(a: Prepared, b: Prepared) -> Evidence | None:
    """How two records compare; None when nothing about them is alike enough to go on."""
    likeness, title = titles(a.title, b.title)
    doi = dois(a, b)
    page = pages(a, b)
    summary = abstract(a, b)
    if title in ("other", "loose") and doi != "same" and page not in ("same", "start", "page") and summary != "same":
        return None
    return Evidence(
        title=title,
        likeness=likeness,
        authors=authors(a, b),
        year=years(a.year, b.year),
        journal=journal(a, b),
        volume=plain(a.place.volume, b.place.volume),
        issue=plain(a.place.issue, b.place.issue),
        pages=page,
        doi=doi,
        pmid=plain(a.pmid, b.pmid),
        abstract=summary,
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


_SMALL = frozenset(
    ("a", "an", "the", "of", "in", "on", "and", "for", "to", "with", "by", "from", "its", "or", "at", "as", "s")
)
_NEGATIONS = frozenset(["without", "not", "non", "no", "never"])
ONE_WORD = 78.0
"""Two words this alike (rapidfuzz ratio), the first letter the same, are one word in two spellings:
tumor/tumour is 91, vivo/vitro 67; men/women fails by its first letter."""


def difference(a: str, b: str) -> str:
    """`number` where two titles differ in a numeral, `word` where one says another word, "" otherwise."""
    first, second = a.split(), b.split()
    in_first, in_second = set(first), set(second)
    only_a = [w for w in first if w not in in_second]
    only_b = [w for w in second if w not in in_first]
    numbers_a = {n for w in only_a if (n := numeral(w))}
    numbers_b = {n for w in only_b if (n := numeral(w))}
    if numbers_a and numbers_b and not numbers_a & numbers_b:
        return "number"
    if not _NEGATIONS.isdisjoint(only_a) or not _NEGATIONS.isdisjoint(only_b):
        return "word"
    words_a = [w for w in only_a if w not in _SMALL]
    words_b = [w for w in only_b if w not in _SMALL]
    glued = "".join(words_a) == "".join(words_b)
    if glued or not words_a or not words_b or len(words_a) > 3 or len(words_b) > 3:
        return ""
    return "word" if any(not _one_word(w, words_b) for w in words_a) else ""


def _one_word(word: str, others: list[str]) -> bool:
    return any(word[0] == other[0] and fuzz.ratio(word, other) >= ONE_WORD for other in others)


def authors(a: Prepared, b: Prepared) -> str:
    if not a.people or not b.people:
        return MISSING
    share, first = agreement(a.people, b.people)
    if share >= 0.7 and (first or min(len(a.people), len(b.people)) > 1):
        return "same"
    if share >= 0.34 or first:
        return "some"
    return "same" if turned(a.people, given_names(b.names)) or turned(b.people, given_names(a.names)) else "other"


def journal(a: Prepared, b: Prepared) -> str:
    """same, near, other: as `journals.likeness`."""
    return journals.likeness(a.journal, b.journal) if a.journal and b.journal else MISSING


def years(a: int | None, b: int | None) -> str:
    if a is None or b is None:
        return MISSING
    return "same" if a == b else "next" if abs(a - b) == 1 else "other"


def plain(a: str, b: str) -> str:
    if not a or not b:
        return MISSING
    return "same" if a == b else "other"


def dois(a: Prepared, b: Prepared) -> str:
    """same, other; a DOI shared by several papers is never `same`."""
    found = plain(a.doi, b.doi)
    return MISSING if found == "same" and (a.doi_shared or b.doi_shared) else found


def pages(a: Prepared, b: Prepared) -> str:
    mine, theirs = a.place, b.place
    if not mine.first or not theirs.first:
        return MISSING
    if mine.own != theirs.own:
        return "length" if mine.length and mine.length == theirs.length else "anew"
    if mine.first == theirs.first:
        if mine.is_range and theirs.is_range:
            if max(mine.length, theirs.length) > WHOLE_SUPPLEMENT:
                return MISSING
            return "same" if mine.last == theirs.last else "start"
        one_number = mine.is_range or theirs.is_range or mine.is_article_number or theirs.is_article_number
        return "start" if one_number else "page"
    bare, other = mine.first.lstrip(_LETTERS), theirs.first.lstrip(_LETTERS)
    if bare == other and (len(bare) > 3 or mine.last == theirs.last != ""):
        return "start"
    if (mine.first == "1") != (theirs.first == "1"):
        if mine.length and mine.length == theirs.length:
            return "length"
        if not mine.last or not theirs.last:
            return MISSING  # an article number against the article's own pages
    if mine.is_range and theirs.is_range and mine.last == theirs.last:
        return "start"
    return "other"


def abstract(a: Prepared, b: Prepared) -> str:
    """How two abstracts begin: same, alike, other."""
    length = min(len(a.abstract), len(b.abstract))
    if length < 60:
        return MISSING
    likeness = Indel.normalized_similarity(a.abstract[:length], b.abstract[:length], score_cutoff=ABSTRACT_OTHER)
    if likeness >= ABSTRACT_SAME:
        return "same"
    return "alike" if likeness >= ABSTRACT_OTHER else "other"
