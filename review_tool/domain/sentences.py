"""Where sentences end: rules of our own for the prose of papers.

No end after `et al.`, `e.g.`, `Fig.` and initials, inside open brackets, or after a bare list number; an end after
citations (`works [12].`, `works.12`), after `.)`, and before names like mHealth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_END = re.compile(
    r"[.!?…]+(?P<close>[\"”’'»)\]]*)(?P<cited>(?:\s?\[[\d,;\s–-]+\]|(?<=[a-z)\]\"”’%][.!?])\d{1,3}(?:[,–-]\d{1,3})*)?)"
    r"(?P<gap>\s+)(?=[\"“‘'«(\[•●▪–—-]?\s?(?:[A-ZÀ-ÞΑ-ΩА-Я0-9]|[a-z][A-Z]|e[A-Z]))"
)
_ABBREVIATIONS = frozenset({
    "al", "e.g", "i.e", "eg", "ie", "fig", "figs", "figure", "tab", "dr", "prof", "mr", "mrs", "ms", "mx", "st",
    "vs", "v", "cf", "approx", "no", "nos", "eq", "eqs", "ref", "refs", "vol", "vols", "pp", "p", "ch", "ed", "eds",
    "inc", "ltd", "co", "corp", "jr", "sr", "dept", "univ", "resp", "viz", "ca", "sect", "sec", "para", "art",
    "suppl", "app", "dist", "est", "incl", "excl", "esp", "max", "min", "jan", "feb", "mar", "apr", "jun", "jul",
    "aug", "sep", "sept", "oct", "nov", "dec", "ph.d", "m.d", "b.sc", "m.sc", "u.s", "u.k", "u.n", "ibid", "seq",
})  # fmt: skip
_BEFORE = re.compile(r"[^\s(\[\"“‘'/–—]*$")
_INITIAL = re.compile(r"[A-Z](?:\.[A-Z])*")
_LONGEST_ASIDE = 300
"""Characters after which an open bracket is taken for a slip."""


def split(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of the text begins and ends, without the blanks around it. A line break ends one always."""
    at = 0
    for line in text.split("\n"):
        yield from _line(text, at, at + len(line))
        at += len(line) + 1


def _line(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    start = first
    for match in _END.finditer(text, first, last):
        end = match.start("gap")
        if _goes_on(text, start, match):
            continue
        if trimmed := _trimmed(text, start, end):
            yield trimmed
        start = match.end()
    if trimmed := _trimmed(text, start, last):
        yield trimmed


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    said = text[start:end]
    start += len(said) - len(said.lstrip())
    end -= len(said) - len(said.rstrip())
    return (start, end) if end > start else None


def _goes_on(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether this full stop ends no sentence."""
    stop = match.start()
    if _open(text[start : match.end("close")]):
        return True
    if text[stop] in "!?…" or match["close"] or match["cited"].strip().isdigit():
        return False
    found = _BEFORE.search(text[max(stop - 24, start) : stop])
    word = found.group() if found else ""
    before = text[start : stop - len(word)].rstrip()
    if not before and word.rstrip(")").isalnum() and (word.isdigit() or len(word) == 1 or word.lower() in _NUMERALS):
        return True  # a list's number
    if word.lower().strip(".") in _ABBREVIATIONS:
        return not (match["cited"] and word.lower() != "al") and not _begins_anew(text, match, word)
    if _INITIAL.fullmatch(word) and len(word) <= 5:
        return _is_name(before, text[match.end() :])
    return False


_NUMERALS = frozenset({"ii", "iii", "iv", "vi", "vii", "viii", "ix"})


_STARTERS = frozenset({
    "The", "This", "These", "Those", "We", "In", "It", "However", "Our", "There", "A", "An", "They", "To", "For", "All",
    "Each",
})  # fmt: skip
_MAY_END = frozenset({"al", "inc", "ltd", "co", "no", "p", "v", "u.s", "u.k", "u.n", "ph.d", "m.d", "max", "min"})
"""Abbreviations with which a sentence may end."""
_LETTERED = frozenset({
    "vitamin", "vitamins", "hepatitis", "type", "group", "phase", "class", "grade", "appendix", "figure", "table",
    "section", "category", "model", "site", "case", "version", "option", "arm", "cohort", "step", "and", "or",
})  # fmt: skip
"""Words after which a capital letter is a label and no initial."""


def _begins_anew(text: str, match: re.Match[str], word: str) -> bool:
    """Whether the word after an abbreviation is one that sentences begin with: `Lee et al. The`, and not `Fig. 2`."""
    following = re.match(r"[\"“‘(\[]?([A-Za-z]+)", text[match.end() :])
    return word.lower() in _MAY_END and bool(following and following.group(1) in _STARTERS)


def _is_name(before: str, after: str) -> bool:
    """Whether a capital with a full stop is a person's initial, and not the end of `vitamin D.`"""
    last = re.search(r"(\w+)\W*$", before)
    following = re.match(r"[A-Z][\w’'-]*", after)
    if not following or following.group() in _STARTERS:
        return False
    return last is None or last.group(1).lower() not in _LETTERED


def _open(said: str) -> bool:
    """Whether a bracket stands open at the end of what is said."""
    square = said.rfind("[")
    if square > said.rfind("]") and len(said) - square <= _LONGEST_ASIDE:
        return True
    opened: list[int] = []
    for bracket in _ROUND.finditer(said):
        if bracket.group() == "(":
            opened.append(bracket.start())
        elif opened:  # else the `1)` of a list
            opened.pop()
    return bool(opened) and len(said) - opened[-1] <= _LONGEST_ASIDE


_ROUND = re.compile(r"[()]")
