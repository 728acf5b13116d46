"""From cues, heading, words and neighbours to a score for each label."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from review_tool.synthesis.passages.cues import LABELS, WORD, Found, lexicon, lowered
from review_tool.synthesis.passages.headings import Part, part
from review_tool.synthesis.passages.weights import shipped

START = (-2.7, -2.6, -2.7)
"""The log-odds of a sentence without cues for gap, recommendation and limitation, before its heading."""
LEVEL = (-1.3, -0.9, -1.9)
"""Added at the end, so that a score of 0.5 parts well what a reader would mark from the rest."""
SHARE = (1.0, 0.35, 0.2, 0.1)
"""How much the strongest cue, the next and so on count: they overlap."""
LEARNT = 0.6
"""Log-odds for each standard deviation that the shipped weights put a sentence above the usual one."""
BESIDE = 1.0
"""Log-odds that a sure neighbour adds: what is looked for comes in runs."""
CARRIED = (1.2, 0.9, 0.6, 0.3)
"""Log-odds for limitation of the sentences after one that names limitations (Kilicoglu 2018,
doi:10.1093/jamia/ocy012, finds them by the paragraph's structure)."""
FEWEST_WORDS = 4
"""Under which a line is a heading or a rest."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence to be scored."""

    text: str
    heading: str = ""
    document: str = ""
    """Sentences of one document stand in their order; a neighbour of another document is none."""
    before: str = ""
    """The sentence before, where it is not in the list itself."""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Alone:
    """What one sentence says by itself."""

    words: list[str]
    found: list[Found]
    part: Part
    odds: tuple[float, ...]
    """By the rules: log-odds for gap, recommendation, limitation."""

    @property
    def cue_ids(self) -> list[str]:
        return [found.cue.id for found in self.found]


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence with its scores, each between 0 and 1, and what they rest on."""

    alone: Alone
    scores: tuple[float, ...]

    def cues(self, label: str) -> list[Found]:
        """The cues that speak for a label, strongest first."""
        speaking = [f for f in self.alone.found if f.cue.label == label and f.cue.weight > 0]
        return sorted(speaking, key=lambda f: -f.cue.weight)

    def because(self, label: str) -> str:
        """Why it is suggested, in words: its cues' reasons, else its weightiest words, else where it stands."""
        if cues := self.cues(label):
            return "; ".join(dict.fromkeys(f.cue.reason for f in cues[:2]))
        if words := shipped().top_words(self.alone.words, label):
            return "words: " + ", ".join(words)
        return "it stands beside others"


def read(sentence: str, heading: str = "") -> Alone:
    """A sentence by itself, by the rules."""
    lower = lowered(sentence)
    words = WORD.findall(lower)
    found = lexicon().find(lower, words)
    where = part(heading)
    short = -2.5 if len(words) < FEWEST_WORDS else 0.0
    odds = tuple(START[at] + where.prior[at] + short + _weight(found, label) for at, label in enumerate(LABELS))
    return Alone(words, found, where, odds)


def _weight(found: Iterable[Found], label: str) -> float:
    """What the cues for and against a label come to."""
    weights = sorted((f.cue.weight for f in found if f.cue.label in (label, "all")), reverse=True)
    speaking = [w for w in weights if w > 0]
    return sum(w * SHARE[min(n, len(SHARE) - 1)] for n, w in enumerate(speaking)) + sum(w for w in weights if w < 0)


def score(sentences: Sequence[Sentence]) -> list[Scored]:
    """Score sentences in the order of their documents."""
    alone = [read(one.text, one.heading) for one in sentences]
    odds = [_learnt(one) for one in alone]
    near = [tuple(probability(value) for value in own) for own in odds]
    scored = []
    carried, last = 0, ""
    for at, (sentence, one, own) in enumerate(zip(sentences, alone, odds, strict=True)):
        if sentence.document != last:
            carried, last = 0, sentence.document
        before = _neighbour(sentences, near, sentence, at - 1, sentence.before)
        after = _neighbour(sentences, near, sentence, at + 1, sentence.after)
        final = [value + LEVEL[label] + BESIDE * (before[label] + after[label]) for label, value in enumerate(own)]
        names, ends = _limitations(one)
        if carried and not ends:
            final[-1] += CARRIED[len(CARRIED) - carried]
        carried = len(CARRIED) if names else 0 if ends else max(carried - 1, 0)
        scored.append(Scored(one, tuple(probability(value) for value in final)))
    return scored


def _learnt(alone: Alone) -> tuple[float, ...]:
    """The rules' log-odds with what the shipped weights add."""
    standing = shipped().standing(alone.words, alone.cue_ids)
    return tuple(odds + LEARNT * far for odds, far in zip(alone.odds, standing, strict=True))


def _neighbour(
    sentences: Sequence[Sentence], near: Sequence[tuple[float, ...]], one: Sentence, at: int, told: str
) -> tuple[float, ...]:
    """How likely the neighbour at a place is each label; where it is of another document, what `told` says alone."""
    if 0 <= at < len(sentences) and sentences[at].document == one.document:
        return near[at]
    return tuple(probability(value) for value in _learnt(read(told, one.heading))) if told else (0.0,) * len(LABELS)


def _limitations(alone: Alone) -> tuple[bool, bool]:
    """Whether a sentence opens a run of limitations, and whether it ends one."""
    ids = alone.cue_ids
    ends = "strength" in ids or max(alone.odds[:2]) > 0 or alone.part.name in ("introduction", "methods", "abstract")
    return "limitation-named" in ids and not ends, ends


def probability(odds: float) -> float:
    """Log-odds as a number between 0 and 1."""
    return 1 / (1 + math.exp(-max(min(odds, 30.0), -30.0)))
