"""Mark the words that speak for or against a report in its text.

Words are compared whole, without case or accents; a final * stands for any ending (`co-produc*`); a phrase is
words in order, with the same signs between them or, where the term has a blank or hyphen, either. Terms are
literal: no sign of theirs is a pattern. Each word of the text is looked up once, so time grows with the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
"""Letters and digits, with the accents that follow them as signs of their own."""
_SOFT = frozenset({"", "-", "‐", "‑", "–"})
"""What may stand between the words of a phrase, besides blanks, without making another phrase of it."""


@dataclass(frozen=True, slots=True)
class Span:
    """text[start:end] is one of the words."""

    start: int
    end: int
    include: bool
    """It speaks for the report; False: against it."""


@dataclass(frozen=True, slots=True)
class _Term:
    words: tuple[str, ...]
    gaps: tuple[str, ...]
    """What stands before each word but the first, without blanks."""
    any_ending: bool
    include: bool


@dataclass(frozen=True, slots=True)
class _Lookup:
    whole: dict[str, list[_Term]]
    """By the first word of the term."""
    beginnings: dict[str, _Term]
    lengths: tuple[int, ...]
    """How long the beginnings are, longest first."""


def spans(text: str, include_words: Iterable[str], exclude_words: Iterable[str]) -> tuple[Span, ...]:
    """Where the words stand, in order and never overlapping: the longest from the left, include before exclude."""
    lookup = _lookup(tuple(include_words), tuple(exclude_words))
    words = [(match.start(), match.end()) for match in _WORD.finditer(text)]
    folded = [_fold(text[start:end]) for start, end in words]
    found: list[Span] = []
    place = 0
    while place < len(words):
        count, include = _longest(lookup, text, words, folded, place)
        if count:
            found.append(Span(words[place][0], words[place + count - 1][1], include))
        place += max(count, 1)
    return tuple(found)


def _longest(
    lookup: _Lookup, text: str, words: list[tuple[int, int]], folded: list[str], place: int
) -> tuple[int, bool]:
    """How many words from that place are the longest term there (0: none), and whether it speaks for."""
    count, include = 0, False
    word = folded[place]
    for term in lookup.whole.get(word, ()):
        if len(term.words) > count and _stands(term, text, words, folded, place):
            count, include = len(term.words), term.include
    if not count:
        for length in lookup.lengths:
            beginning = lookup.beginnings.get(word[:length]) if length <= len(word) else None
            if beginning is not None:
                return 1, beginning.include
    return count, include


def _stands(term: _Term, text: str, words: list[tuple[int, int]], folded: list[str], place: int) -> bool:
    if place + len(term.words) > len(words):
        return False
    for step, wanted in enumerate(term.words):
        word, last = folded[place + step], step == len(term.words) - 1
        if not (word.startswith(wanted) if last and term.any_ending else word == wanted):
            return False
        if step:
            gap = text[words[place + step - 1][1] : words[place + step][0]].strip()
            if gap != term.gaps[step - 1] and not (gap in _SOFT and term.gaps[step - 1] in _SOFT):
                return False
    return True


@lru_cache(maxsize=16)
def _lookup(include_words: tuple[str, ...], exclude_words: tuple[str, ...]) -> _Lookup:
    whole: dict[str, list[_Term]] = {}
    beginnings: dict[str, _Term] = {}
    for raw, include in [(w, True) for w in include_words] + [(w, False) for w in exclude_words]:
        term = _term(raw, include)
        if term is None:
            continue
        if term.any_ending and len(term.words) == 1:
            beginnings.setdefault(term.words[0], term)
        else:
            whole.setdefault(term.words[0], []).append(term)
    return _Lookup(whole, beginnings, tuple(sorted({len(b) for b in beginnings}, reverse=True)))


def _term(raw: str, include: bool) -> _Term | None:
    """A term without a letter or digit marks nothing."""
    stripped = raw.strip()
    found = list(_WORD.finditer(stripped))
    if not found:
        return None
    gaps = tuple(stripped[a.end() : b.start()].strip() for a, b in pairwise(found))
    return _Term(tuple(_fold(match.group()) for match in found), gaps, stripped.endswith("*"), include)


@lru_cache(maxsize=4096)
def _fold(word: str) -> str:
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", word).casefold() if not unicodedata.combining(c))
