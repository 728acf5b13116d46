"""The shipped weights: a small linear model beside the cues, made by `training.py` from openly licensed texts."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from review_tool.synthesis.passages.cues import LABELS
from review_tool.synthesis.passages.features import grams


@dataclass(frozen=True, slots=True)
class Model:
    """Weights for the three labels side by side."""

    start: tuple[float, ...]
    """Where each label's log-odds begin."""
    spread: tuple[tuple[float, float], ...]
    """Mean and standard deviation of each label's log-odds over the training texts, by which they are set alike."""
    of: Mapping[str, tuple[float, ...]]
    """What each word, pair of words or cue adds for the three labels."""

    def standing(self, words: Sequence[str], cues: Sequence[str]) -> tuple[float, ...]:
        """How far above or below the usual sentence, in standard deviations, for each label."""
        of = self.of
        rows = [of[gram] for gram in grams(words) if gram in of]
        rows += [of["=" + cue] for cue in cues if "=" + cue in of]
        each = 2 / math.sqrt(len(rows) or 1)
        sums = [sum(column) for column in zip(*rows, strict=True)] if rows else [0.0] * len(LABELS)
        return tuple(
            (start + each * total - mean) / deviation
            for start, total, (mean, deviation) in zip(self.start, sums, self.spread, strict=True)
        )

    def top_words(self, words: Sequence[str], label: str, most: int = 3) -> tuple[str, ...]:
        """The words that speak most for a label, strongest first."""
        at = LABELS.index(label)
        weighed = sorted(((self.of[gram][at], gram) for gram in grams(words) if gram in self.of), reverse=True)
        return tuple(gram for weight, gram in weighed[:most] if weight > 0)


@cache
def shipped() -> Model:
    """The weights in `weights.json`."""
    told = json.loads(resources.files(__package__).joinpath("weights.json").read_text(encoding="utf-8"))
    return Model(
        tuple(told["start"]),
        tuple((mean, deviation) for mean, deviation in told["spread"]),
        {name: tuple(row) for name, row in told["weights"].items()},
    )
