"""A ranking that is held while one screens: it takes note of votes at once, and learns from them beside the keys."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from review_tool.domain.errors import ReviewError

if TYPE_CHECKING:
    from review_tool.screening.learning import Ints, Learner, Why

_HEAD = 500
"""Places at the head of an order in which random reports are mixed; it is made anew long before they are used up."""


class Ranker:
    """One reviewer's ranking at one stage, to be held while screening. Safe to use from several threads.

    `vote` takes note and returns at once; `update` learns, and is what a background thread calls; `order` is always
    there, as of the last update.
    """

    def __init__(self, numbers: list[int], learner: Learner, *, random: int, sample: list[int]) -> None:
        import numpy as np

        self._numbers = np.array(numbers, dtype=np.int64)
        self._row = {number: row for row, number in enumerate(numbers)}
        self._learner = learner
        self._random = random
        self._waiting: list[tuple[int, bool | None]] = []
        self._votes = threading.Lock()
        self._learning = threading.Lock()
        self._order = self._numbers[:0]
        self._drawn: frozenset[int] = frozenset()
        self._sample = np.array([self._row[number] for number in sample if number in self._row], dtype=np.int64)

    def vote(self, number: int, label: bool | None) -> None:
        """Take note of a vote: True relevant, False not, None taken back or not to be learnt from."""
        with self._votes:
            self._waiting.append((number, label))

    def update(self) -> bool:
        """Learn from the votes noted since; whether there was anything to do."""
        with self._learning:
            with self._votes:
                votes, self._waiting = self._waiting, []
            if not votes and len(self._order):
                return False
            for number, label in votes:
                if (row := self._row.get(number)) is not None:
                    self._learner.label(row, label)
            self._learner.learn()
            self._order, self._drawn = self._mixed()
        return True

    def order(self) -> list[int]:
        """Reports without a label, the next first; those voted on since the last update are left out."""
        found: list[int] = self._following().tolist()
        return found

    def among(self, wanted: Sequence[int]) -> list[int]:
        """These reports in its order; those it does not know, or that have a label, come last as they stand."""
        import numpy as np

        asked = np.array(wanted, dtype=np.int64)
        order = self._following()
        ranked = order[np.isin(order, asked)]
        return [*ranked.tolist(), *asked[~np.isin(asked, ranked)].tolist()]

    def _following(self) -> Ints:
        import numpy as np

        with self._votes:
            gone = [number for number, label in self._waiting if label is not None]
        order = self._order
        return order[~np.isin(order, gone)] if gone else order

    def relearn(self, labels: dict[int, bool]) -> None:
        """Take the labels as they stand, after deeds were taken back or others voted. Slow: not beside a key."""
        self.update()
        with self._learning:
            had = {int(self._numbers[row]): label for row, label in self._learner.labels.items()}
            gone = [(number, None) for number in had if number not in labels]
            new = [(number, label) for number, label in labels.items() if had.get(number) is not label]
            with self._votes:
                # What was voted while the labels were read is later than they are.
                self._waiting = [*gone, *new, *self._waiting]
        self.update()

    def knows(self, number: int) -> bool:
        """It was there when the ranker was made."""
        return number in self._row

    @property
    def learnt(self) -> int:
        """Reports it has learnt from."""
        return len(self._learner.labels)

    def is_random(self, number: int) -> bool:
        """It stands where it does because it was drawn at random."""
        return number in self._drawn

    def why(self, number: int, limit: int = 5) -> Why:
        """The words that speak most for and against a report, as learnt last.

        Raises:
            ReviewError: it is not ranked.
        """
        if number not in self._row:
            raise ReviewError(f"Report {number} is not ranked.", hint="It came in since, or is part of another.")
        with self._learning:
            return self._learner.why(self._row[number], limit)

    def terms(self, limit: int = 20) -> Why:
        """The words that tell relevant from irrelevant, as learnt last."""
        with self._learning:
            return self._learner.terms(limit)

    def _mixed(self) -> tuple[Ints, frozenset[int]]:
        """The order, and which reports at its head were drawn at random."""
        import numpy as np

        ranked = self._learner.order()
        if not self._random:
            return self._numbers[ranked], frozenset()
        done = np.zeros(len(self._numbers), dtype=np.bool_)
        done[list(self._learner.labels)] = True
        size = min(_HEAD, len(ranked))
        # Each place passes over those that stand in the head already: twice its size is enough of both.
        chance = iter(self._sample[~done[self._sample]][: 2 * size].tolist())
        likely = iter(ranked[: 2 * size].tolist())
        head: dict[int, bool] = {}
        for place in range(len(self._learner.labels) + 1, len(self._learner.labels) + 1 + size):
            at_random = place % self._random == 0
            row = _next_not_in(head, chance) if at_random else None
            if row is None:
                at_random, row = False, _next_not_in(head, likely)
            if row is not None:
                head[row] = at_random
        done[list(head)] = True
        order = np.concatenate([np.array(list(head), dtype=np.int64), ranked[~done[ranked]]])
        return self._numbers[order], frozenset(int(self._numbers[row]) for row, drawn in head.items() if drawn)


def _next_not_in(head: dict[int, bool], rows: Iterable[int]) -> int | None:
    return next((row for row in rows if row not in head), None)
