"""The cues by which a sentence is suggested: `cues.toml`, read once and tried fast."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

LABELS = ("gap", "recommendation", "limitation")
"""In the order of the scores everywhere."""
WORD = re.compile(r"[a-zà-öø-ÿ]+")


@dataclass(frozen=True, slots=True)
class Cue:
    """One way in which authors say a thing."""

    id: str
    label: str
    """One of LABELS, or `all` for what speaks against all three."""
    weight: float
    """In log-odds; below zero where it speaks against the label."""
    pattern: re.Pattern[str]
    """Looked for in the lower-case sentence."""
    reason: str
    """What a reviewer reads."""
    on: tuple[str, ...]
    """Beginnings of words without one of which it need not be tried."""
    signs: tuple[str, ...]
    """Or signs, of which one must stand in the sentence."""


@dataclass(frozen=True, slots=True)
class Found:
    """A cue met in a sentence, and where."""

    cue: Cue
    start: int
    end: int


class Lexicon:
    """All cues, found by the beginnings of the words that may carry them."""

    def __init__(self, cues: list[Cue]) -> None:
        self.cues = {cue.id: cue for cue in cues}
        self._list = cues
        self._signs = [(sign, number) for number, cue in enumerate(cues) for sign in cue.signs]
        self._by_beginning: dict[str, tuple[int, ...]] = {}
        for number, cue in enumerate(cues):
            for start in cue.on:
                self._by_beginning[start] = (*self._by_beginning.get(start, ()), number)
        self._lengths = sorted({len(start) for start in self._by_beginning})
        self._by_word: dict[str, frozenset[int]] = {}

    def find(self, lower: str, words: list[str]) -> list[Found]:
        """The cues met in a lower-case sentence of these words."""
        tried = {number for sign, number in self._signs if sign in lower}
        known = self._by_word
        for word in words:
            if (carried := known.get(word)) is None:
                carried = self._carried_by(word)
            if carried:
                tried |= carried
        found = []
        for number in sorted(tried):
            cue = self._list[number]
            if match := cue.pattern.search(lower):
                found.append(Found(cue, match.start(), match.end()))
        return found

    def _carried_by(self, word: str) -> frozenset[int]:
        """The cues that a word may carry, by its beginnings."""
        starts = (word[:length] for length in self._lengths if length <= len(word))
        numbers = frozenset(number for start in starts for number in self._by_beginning.get(start, ()))
        if len(self._by_word) < _REMEMBERED:
            self._by_word[word] = numbers
        return numbers


_REMEMBERED = 100_000
"""Words whose cues are kept in memory."""


@cache
def lexicon() -> Lexicon:
    """The shipped cues.

    A capital word in a pattern is put in for what `[words]` says; those may name earlier ones.
    """
    told = tomllib.loads(resources.files(__package__).joinpath("cues.toml").read_text(encoding="utf-8"))
    words: dict[str, str] = told["words"]
    name = re.compile("(?<![A-Z])(?:" + "|".join(words) + ")(?![A-Z])")

    def compiled(pattern: str) -> re.Pattern[str]:
        while (filled := name.sub(lambda match: words[match.group()], pattern)) != pattern:
            pattern = filled
        return re.compile(pattern)

    def cue(told: dict[str, Any]) -> Cue:
        on, signs = tuple(told.get("on", ())), tuple(told.get("signs", ()))
        return Cue(
            told["id"], told["label"], float(told["weight"]), compiled(told["pattern"]), told["reason"], on, signs
        )

    return Lexicon([cue(one) for one in told["cue"]])


def lowered(text: str) -> str:
    """The text in lower case, letter for letter in the same places, with straight apostrophes."""
    lower = text.lower()
    if len(lower) != len(text):  # a few letters, such as İ, become two
        lower = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    return lower.replace("’", "'")
