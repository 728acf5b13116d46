"""Learning from what a team confirms and sets aside: a small model of its own, averaged with the shipped scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from review_tool.synthesis.passages.cues import LABELS
from review_tool.synthesis.passages.features import features, grams
from review_tool.synthesis.passages.logistic import Weights, fit
from review_tool.synthesis.passages.scoring import Scored, probability, read
from review_tool.synthesis.passages.weights import shipped

FEWEST = 20
"""Decisions from which on a team's own model has a say."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person made of one suggestion."""

    text: str
    heading: str
    label: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Team:
    """What a team's decisions taught, for each label of which it both confirmed and set aside some."""

    of: Mapping[str, Weights]
    known: frozenset[str]

    def scores(self, scored: Scored) -> tuple[float, ...]:
        """The scores, averaged with what the team would say."""
        seen = features(scored.alone.words, scored.alone.cue_ids, self.known)
        return tuple(
            (score + probability(self.of[label].odds(seen))) / 2 if label in self.of else score
            for label, score in zip(LABELS, scored.scores, strict=True)
        )


def learn(decisions: Sequence[Decided]) -> Team | None:
    """Learn from decisions; None while they are fewer than FEWEST. The same decisions teach the same."""
    if len(decisions) < FEWEST:
        return None
    alone = [read(one.text, one.heading) for one in decisions]
    met = Counter(gram for one in alone for gram in grams(one.words))
    cues = {f"={cue}" for one in alone for cue in one.cue_ids}
    known = frozenset({gram for gram, times in met.items() if times > 1 and gram in shipped().of} | cues)
    of = {}
    for label in LABELS:
        examples = [
            (features(sentence.words, sentence.cue_ids, known), one.confirmed, 1.0)
            for one, sentence in zip(decisions, alone, strict=True)
            if one.label == label
        ]
        if len({yes for _, yes, _ in examples}) == 2:
            of[label] = fit(examples, keep=0.02, rate=0.2, rounds=10)
    return Team(of, known)
