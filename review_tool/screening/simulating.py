"""Screening played through on labelled records: always the likeliest next, learning after each."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from review_tool.screening.features import Features
from review_tool.screening.learning import Learner

_FIRST = 60
"""Votes after each of which is learnt, whatever is asked."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """What happened."""

    order: list[int]
    """The texts in the order shown, without those known before."""
    milliseconds: list[float]
    """CPU time from each vote to the next order. Once all relevant texts are found nothing more is learnt."""


def simulate(
    features: Features,
    labels: Sequence[bool],
    *,
    known: Sequence[int] = (),
    question: str = "",
    titles: str = "",
    every: int = 1,
    progress: Callable[[int], None] = lambda _: None,
) -> Simulated:
    """Show every text once.

    Args:
        known: texts whose labels are known from the start.
        every: learn anew after so many; at first after each.
        progress: hears how many are shown; it may raise to stop.
    """
    learner = Learner(features, question=question, titles=titles)
    for row in known:
        learner.label(row, labels[row])
    left = sum(labels) - sum(labels[row] for row in known)
    shown: list[int] = []
    taken: list[float] = []
    learner.learn()
    following = learner.order()
    while left:
        row = int(following[0])
        shown.append(row)
        left -= labels[row]
        start = time.process_time()
        learner.label(row, labels[row])
        if len(shown) >= _FIRST and len(shown) % every:
            following = following[1:]
            continue
        learner.learn()
        following = learner.order()
        taken.append(1000 * (time.process_time() - start))
        progress(len(shown))
    return Simulated(shown + following.tolist(), taken)
