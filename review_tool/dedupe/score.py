"""Step 3: how each field of two records compares, as a word per field. No judgement yet."""

from __future__ import annotations

import re
from typing import NamedTuple

from rapidfuzz.distance import Indel

from review_tool.dedupe import journals
from review_tool.dedupe.letters import letters
from review_tool.dedupe.names import MANY, agreement, given_names, turned
from review_tool.dedupe.prepare import Prepared
from review_tool.dedupe.wording import MISSING, titles

ABSTRACT_SAME = 0.80
ABSTRACT_OTHER = 0.50
WHOLE_SUPPLEMENT = 60
"""A range of more pages than this is a supplement's or a book's, shared by whatever stands in it."""

_ROMAN_PREFIX = re.compile(r"[ivxl]{2,}\d")
"""`viii108`: page 108 of the eighth supplement, of which sources often keep the number alone."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Evidence(NamedTuple):
    """One word per field; `missing` where either side is silent."""

    title: str
    """same, near, word (says another word), number (other numbers), begins (one is cut short), longer (one says
    more), close, loose, translated (unlike, but one is a translation), other"""
    likeness: float
    """How alike the titles are, 0..1."""
    authors: str
    """same, some, other"""
    roll: str
    """same: the lists name the same two or more people, none left out"""
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
    unlike = title in ("other", "translated", "loose")
    if unlike and doi != "same" and page not in ("same", "start", "page") and summary != "same":
        return None
    by, pmid = authors(a, b), plain(a.pmid, b.pmid)
    if unlike and by == "other" and "same" not in (doi, pmid, summary):
        return None
    return Evidence(
        title=title,
        likeness=likeness,
        authors=by,
        roll=roll(a, b) if by == "same" else MISSING,
        year=years(a.year, b.year),
        journal=journal(a, b),
        volume=plain(a.place.volume, b.place.volume),
        issue=plain(a.place.issue, b.place.issue),
        pages=page,
        doi=doi,
        pmid=pmid,
        abstract=summary,
        identical=a.print == b.print,
    )


def authors(a: Prepared, b: Prepared) -> str:
    if not a.people or not b.people:
        return MISSING
    share, first = agreement(a.people, b.people)
    if share >= 0.7 and (first or min(len(a.people), len(b.people)) > 1):
        return "same"
    if share >= 0.34 or first:
        return "some"
    return "same" if turned(a.people, given_names(b.names)) or turned(b.people, given_names(a.names)) else "other"


def roll(a: Prepared, b: Prepared) -> str:
    """`same` where the lists name the same people, none left out: two or more, or one whose name is spelt out."""
    if not 1 <= len(a.people) == len(b.people) < MANY:
        return MISSING
    if len(a.people) == 1:
        return "same" if not (a.title.short or b.title.short) and _spelt_out(a) == _spelt_out(b) != "" else MISSING
    return "same" if agreement(a.people, b.people)[0] == 1.0 == agreement(b.people, a.people)[0] else MISSING


def _spelt_out(record: Prepared) -> str:
    """The sole author's name in full, initials and order aside; "" where it is not."""
    words = sorted(word for word in letters(" ".join(record.names)).split() if len(word) > 2)
    return " ".join(words) if len(words) > 1 else ""


def journal(a: Prepared, b: Prepared) -> str:
    """same, near, other: as `journals.likeness`, the best of all names each goes by."""
    if not a.journal or not b.journal:
        return MISSING
    found = journals.likeness(a.journal, b.journal)
    if found == journals.SAME or not (a.journal_too or b.journal_too):
        return found
    if a.journal in b.journal_too or b.journal in a.journal_too:
        return journals.SAME
    names = ((mine, theirs) for mine in (a.journal, *a.journal_too) for theirs in (b.journal, *b.journal_too))
    return journals.SAME if any(journals.likeness(*pair) == journals.SAME for pair in names) else found


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
        if not (mine if mine.own else theirs).last:
            return MISSING  # page 1 of one's own pages tells nothing
        return "length" if mine.length and mine.length == theirs.length else "anew"
    if mine.first == theirs.first:
        if mine.is_range and theirs.is_range:
            if max(mine.length, theirs.length) > WHOLE_SUPPLEMENT:
                return MISSING
            return "same" if mine.last == theirs.last else "start"
        one_number = mine.is_range or theirs.is_range or mine.is_article_number or theirs.is_article_number
        return "start" if one_number else "page"
    bare, other = mine.first.lstrip(_LETTERS), theirs.first.lstrip(_LETTERS)
    if bare == other and any(_ROMAN_PREFIX.match(page) for page in (mine.first, theirs.first)):
        return "page"
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
    if a.abstract[:length] == b.abstract[:length]:
        return "same"
    likeness = Indel.normalized_similarity(a.abstract[:length], b.abstract[:length], score_cutoff=ABSTRACT_OTHER)
    if likeness >= ABSTRACT_SAME:
        return "same"
    return "alike" if likeness >= ABSTRACT_OTHER else "other"
