"""Step 6: of a group's records, the better value of each field, and which record it came from. Nothing is thrown away:
the records stay as they are, and a person may choose another record's field."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from review_tool.dedupe.letters import letters
from review_tool.dedupe.locators import locator
from review_tool.dedupe.names import people
from review_tool.domain.record import Citation

Worth = tuple[Any, ...]
"""Compares as tuples do: the greater is the better."""


class FieldRule(NamedTuple):
    """How one field's better value is known."""

    field: str
    worth: Callable[[Citation, Counter[str]], Worth]
    """Of a citation whose field is filled, and how often each value occurs in the group."""
    reason: str


_LONGEST_WORD = 28
_LOST = re.compile(r"\w\?\w|�")


def _upper(text: str) -> float:
    """The share of capitals among the letters, 0..1."""
    found = [c for c in text if c.isalpha()]
    return sum(c.isupper() for c in found) / len(found) if found else 1.0


def _title(citation: Citation, _: Counter[str]) -> Worth:
    words = citation.title.split()
    spaced = max(map(len, words)) <= _LONGEST_WORD or len(words) == 1
    whole = not _LOST.search(citation.title) and "&amp;" not in citation.title
    bare = not citation.title.startswith("[")
    return spaced, whole, _upper(citation.title) < 0.5, bare, len(letters(citation.title)), -_upper(citation.title)


def _authors(citation: Citation, _: Counter[str]) -> Worth:
    names = " ".join(citation.authors)
    whole = not _LOST.search(names)
    cut = "et al" in names.lower() or "others" in names.lower()
    return len(people(citation.authors)), not cut, whole, _upper(names) < 0.6, len(letters(names))


def _year(citation: Citation, _: Counter[str]) -> Worth:
    return bool(citation.volume), bool(citation.pages), citation.year or 0


def _journal(citation: Citation, seen: Counter[str]) -> Worth:
    name = citation.journal
    whole = not _LOST.search(name) and "&amp;" not in name
    return whole, "." not in name, _upper(name) < 0.5, len(name.split(" : ")[0]), seen[name]


def _number(field: str) -> Callable[[Citation, Counter[str]], Worth]:
    def worth(citation: Citation, seen: Counter[str]) -> Worth:
        value = str(getattr(citation, field))
        return value.isdigit(), seen[value], -len(value)

    return worth


def _pages(citation: Citation, seen: Counter[str]) -> Worth:
    place = locator(citation.volume, citation.issue, citation.pages, citation.year)
    ordered = bool(place.length) or not place.is_range
    return bool(place.first), not place.own, ordered, place.is_range, len(citation.pages), seen[citation.pages]


def _commonest(field: str) -> Callable[[Citation, Counter[str]], Worth]:
    return lambda citation, seen: (seen[str(getattr(citation, field))],)


def _longest(field: str) -> Callable[[Citation, Counter[str]], Worth]:
    return lambda citation, _: (len(getattr(citation, field)),)


def _any(_: Citation, __: Counter[str]) -> Worth:
    return ()


RULES: tuple[FieldRule, ...] = (
    FieldRule("title", _title, "blanks and letters unharmed, few capitals, no brackets of a translation, the longest"),
    FieldRule("authors", _authors, "the most authors, then the fullest names"),
    FieldRule("year", _year, "the issue's year, which is later than online first"),
    FieldRule("journal", _journal, "unabbreviated, not in capitals"),
    FieldRule("volume", _number("volume"), "a plain number, the commonest"),
    FieldRule("issue", _number("issue"), "a plain number, the commonest"),
    FieldRule("pages", _pages, "a range over a first page, the issue's over online first, never a date"),
    FieldRule("doi", _commonest("doi"), "one there is, the commonest"),
    FieldRule("pmid", _commonest("pmid"), "one there is, the commonest"),
    FieldRule("abstract", _longest("abstract"), "the longest: databases cut abstracts"),
    FieldRule("keywords", _longest("keywords"), "the most"),
    FieldRule("url", _any, "one there is"),
    FieldRule("type", _any, "one there is"),
    FieldRule("language", _any, "one there is"),
    FieldRule("source_id", _any, "one there is"),
)


def combine(citations: Sequence[tuple[int, Citation]]) -> tuple[Citation, dict[str, int]]:
    """The merged citation, and for each filled field the id of the record it came from.

    The same for any order; where two values are as good, the record with the lowest id gives it.
    """
    ordered = sorted(citations, key=lambda pair: pair[0])
    values: dict[str, Any] = {}
    origin: dict[str, int] = {}
    for rule in RULES:
        filled = [(number, citation) for number, citation in ordered if getattr(citation, rule.field)]
        if not filled:
            continue
        seen = Counter(str(getattr(citation, rule.field)) for _, citation in filled)
        best = max(rule.worth(citation, seen) for _, citation in filled)
        number, chosen = next(pair for pair in filled if rule.worth(pair[1], seen) == best)
        values[rule.field] = getattr(chosen, rule.field)
        origin[rule.field] = number
    return Citation(**values), origin
