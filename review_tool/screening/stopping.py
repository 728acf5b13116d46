"""When enough has been read: what may still be missed, and how likely that is. The rules that say stop rest on this.

The test is that of Callaghan & Müller-Hansen 2020 (doi:10.1186/s13643-020-01521-4), known as buscar. Look back to any
moment of the screening. Were what has been read since then a random draw from what was unread at that moment, then
finding so few relevant records in it would be this unlikely, if recall were still below the target. The least of
these probabilities counts. Reading is not random but ranked, and a good ranking finds relevant records sooner than
chance: so the test errs to the safe side, and costs much reading.

How far it errs can be measured, on finished reviews. `LEAN` says how much likelier a relevant record is taken to come
up next than an irrelevant one, at the least: 1 is buscar's test. With more, going unread for so long is as improbable
for a relevant record as an urn that leans makes it (Wallenius 1963; here in continuous time, where the chance of being
unread is u ** lean once a share u of the irrelevant is unread). So the promise of `buscar` is a calculation, that of
`leaning` an experience: `tests/benchmarks/screening.py --rules` measures both.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

TARGET = 0.95
"""The recall to reach."""
ALPHA = 0.05
"""How unlikely it must be that it is not reached."""
LEAN = 1.35
"""Chosen below what the trial runs would bear, since other reviews may be harder: at 1.5 three times as many runs
stopped too early for a tenth more unread. See the module's docstring."""
HELD_OUT = 0.071
"""The share of trial runs that stopped too early where the lean was the largest that kept the promise on all other
reviews: what to expect of a lean chosen by experience. All five of the 70 were of one review."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A screening so far, in the order read."""

    relevant: NDArray[np.bool_]
    """Whether each record read is relevant."""
    total: int
    """Records in all, read and unread."""
    before: int = 0
    """Relevant records that were known before it began; they are not among those read."""

    @property
    def found(self) -> int:
        return int(self.relevant.sum())

    @property
    def unread(self) -> int:
        return self.total - len(self.relevant)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the records read so far say about those unread."""

    read: int
    total: int
    found: int
    p: float
    """How likely so few would have been found lately, were recall below the target."""
    recall: float | None
    """Likeliest share found of all relevant records; None before any is found."""
    recall_low: float | None
    """It is no lower than this, at the confidence of ALPHA."""
    left: int
    """Relevant records unread, likeliest."""
    left_high: int
    """No more than this."""


def outlook(reading: Reading, *, target: float = TARGET, lean: float = LEAN) -> Outlook:
    """Where a screening stands."""
    left, high = _most_left(reading, 0.5, lean), _most_left(reading, ALPHA, lean)
    found = reading.found + reading.before
    return Outlook(
        read=len(reading.relevant),
        total=reading.total,
        found=found,
        p=p_below(reading, target=target, lean=lean),
        recall=found / (found + left) if found else None,
        recall_low=found / (found + high) if found else None,
        left=left,
        left_high=high,
    )


def p_below(reading: Reading, *, target: float = TARGET, lean: float = 1.0) -> float:
    """The probability of the test that recall is below the target; 1 before anything is read."""
    found = reading.found + reading.before
    return p_left(reading, math.floor(found / target - found) + 1, lean=lean)


def p_left(reading: Reading, left: int, *, lean: float = 1.0) -> float:
    """The probability of finding so few, were at least so many relevant records unread still."""
    if left > reading.unread:
        return 0.0
    # For the same number found since, an earlier start says more: only moments just after a find can be the best.
    starts: Ints = np.concatenate([[0], np.flatnonzero(reading.relevant) + 1])
    found = np.arange(reading.found, -1, -1)
    drawn = len(reading.relevant) - starts
    there = reading.total - starts
    wanted = found + left
    if lean == 1:
        from scipy.stats import hypergeom

        return float(hypergeom.cdf(found, there, wanted, drawn).min())
    from scipy.stats import binom

    unread = np.clip(1 - (drawn - found) / np.maximum(there - wanted, 1), 0, 1)
    return float(binom.cdf(found, wanted, 1 - unread**lean).min())


def _most_left(reading: Reading, alpha: float, lean: float) -> int:
    """The largest number unread that the probability does not rule out."""
    low, high = 0, reading.unread
    while low < high:
        middle = (low + high + 1) // 2
        if p_left(reading, middle, lean=lean) >= alpha:
            low = middle
        else:
            high = middle - 1
    return low
