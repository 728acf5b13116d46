"""Logistic regression on a few hundred or thousand words, in plain Python: for the shipped weights and a team's own."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """A linear model: what each feature adds to the log-odds."""

    start: float
    of: Mapping[str, float]

    def odds(self, features: Mapping[str, float]) -> float:
        of = self.of
        return self.start + sum(of[name] * value for name, value in features.items() if name in of)


def fit(
    examples: Sequence[tuple[Mapping[str, float], bool, float]],
    *,
    keep: float = 1e-3,
    rate: float = 0.3,
    rounds: int = 12,
    seed: int = 1,
) -> Weights:
    """Fit examples of (features, yes or no, how much it counts).

    AdaGrad with an L2 penalty of `keep` (Duchi 2011, JMLR 12:2121), in a fixed order of chance, so that the same
    examples give the same weights. No examples of one side give weights of nothing.
    """
    of: dict[str, float] = {}
    seen: dict[str, float] = {}
    start, start_seen = 0.0, 1e-6
    order = list(range(len(examples)))
    chance = random.Random(seed)
    for _ in range(rounds):
        chance.shuffle(order)
        for at in order:
            features, yes, counts = examples[at]
            odds = start
            for name, value in features.items():
                odds += of.get(name, 0.0) * value
            wrong = (1 / (1 + math.exp(-max(min(odds, 30.0), -30.0))) - yes) * counts
            start_seen += wrong * wrong
            start -= rate * wrong / math.sqrt(start_seen)
            for name, value in features.items():
                weight = of.get(name, 0.0)
                slope = wrong * value + keep * weight
                seen[name] = seen.get(name, 1e-6) + slope * slope
                of[name] = weight - rate * slope / math.sqrt(seen[name])
    return Weights(start, of)
