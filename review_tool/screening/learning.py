"""Learns from the labels given so far which texts to show next.

The review question stands among the relevant texts as if it were one more, until relevant texts are found: nothing
else is known before the first vote, and it weighs less with each that comes in. Without it, and before both a relevant
and an irrelevant text are known, there is nothing to learn from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from review_tool.screening.features import Features
from review_tool.screening.solver import solve

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

COST = 0.11
RATIO = 9.8
"""How much the relevant texts weigh against all others, however few they are (ASReview's default, ELAS u4)."""
_FINE = 5
"""Decimals of a score that count: far coarser than the solver's error, so that any computer gives the same order."""


def ties(texts: Iterable[str]) -> Ints:
    """For each text its place among all by a hash of what it says: the order where scores are equal.

    The order of a file is not chance: some are sorted by relevance. Texts that say the same keep their order.
    """
    digests = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts]
    place = np.empty(len(digests), dtype=np.int64)
    place[sorted(range(len(digests)), key=digests.__getitem__)] = np.arange(len(digests))
    return place


class Learner:
    """The labels of one reviewer, and the scores that follow from them alone, in whatever order they were given."""

    def __init__(self, features: Features, tie: Ints, *, question: str = "") -> None:
        self.features = features
        self._tie = tie
        self._matrix = features.matrix
        row = features.row(question) if question.strip() else None
        self._question = row.astype(np.float64) if row is not None and row.nnz else None
        self.labels: dict[int, bool] = {}
        self._rows = _Rows(features.matrix.shape[1])
        self._known: list[int] = []
        """The texts in `_rows`, in their order; -1 is the question."""
        self._gram = np.zeros((0, 0))
        self._beta = np.zeros(0)
        self._inside = np.ones(0, dtype=np.bool_)
        self._weights = np.zeros(features.matrix.shape[1])
        self._bias = 0.0
        self.learnt = False
        """There was something to learn from; else all scores are 0."""
        self._restart()

    def label(self, row: int, relevant: bool | None) -> None:
        """Take in what one text is; None: it is not known, or nothing is to be learnt from it."""
        before = self.labels.pop(row, None)
        if relevant is not None:
            self.labels[row] = relevant
            if before is None:
                self._take_in(row, self._matrix[row], relevant)
                return
        if before is not None:
            self._restart()

    def learn(self) -> None:
        """Work the weights out anew."""
        relevant = sum(self.labels.values())
        others = len(self.labels) - relevant
        self.learnt = self._question is not None or (relevant > 0 and others > 0)
        if not self.learnt:
            return
        signs = np.fromiter((1.0 if row < 0 or self.labels[row] else -1.0 for row in self._known), np.float64)
        solved = solve(
            self._rows.matrix(),
            signs,
            self._costs(relevant, others),
            gram=self._gram,
            start=self._beta,
            inside=self._inside,
        )
        self._beta, self._weights, self._bias = solved.beta, solved.weights, solved.bias
        self._inside = solved.inside

    def scores(self) -> Floats:
        """Of every text, as learnt last."""
        if not self.learnt:
            return np.zeros(self._matrix.shape[0])
        return np.round(_times(self._matrix, self._weights) + self._bias, _FINE)

    def order(self) -> Ints:
        """Every text without a label, likeliest first."""
        found = np.lexsort((self._tie, -self.scores()))
        if not self.labels:
            return found
        known = np.zeros(len(found), dtype=np.bool_)
        known[list(self.labels)] = True
        return found[~known[found]]

    def _costs(self, relevant: int, others: int) -> Floats:
        known = np.array(self._known)
        asked = 0.0 if self._question is None else question_weight(relevant)
        weight = relevant + asked
        n = weight + others
        positive = COST * n / (weight * (1 + 1 / RATIO))
        negative = COST * n / (max(others, 1) * (1 + RATIO))
        costs = np.where(
            known < 0, positive * asked, [positive if row < 0 or self.labels[row] else negative for row in self._known]
        )
        return np.maximum(costs, 1e-9)

    def _restart(self) -> None:
        self._rows.clear()
        self._known.clear()
        self._beta = np.zeros(0)
        self._inside = np.ones(0, dtype=np.bool_)
        self._gram = np.zeros((0, 0))
        if self._question is not None:
            self._take_in(-1, self._question, True)
        for row, relevant in sorted(self.labels.items()):
            self._take_in(row, self._matrix[row], relevant)

    def _take_in(self, number: int, row: Any, relevant: bool) -> None:
        if relevant:
            old = [n for n, known in enumerate(self._known) if known < 0 or self.labels[known]]
            products = (self._rows.matrix()[old] @ row.T).toarray().ravel() if old else np.zeros(0)
            size = len(old)
            grown = np.empty((size + 1, size + 1))
            grown[:size, :size] = self._gram
            grown[size, :size] = grown[:size, size] = products
            grown[size, size] = float(row.multiply(row).sum())
            self._gram = grown
        self._rows.append(row)
        self._known.append(number)
        self._beta = np.append(self._beta, 0.0)
        self._inside = np.append(self._inside, True)


def question_weight(relevant: int) -> float:
    """How much the question counts beside so many relevant texts; one of them counts 1."""
    return 1.0 / (1 + relevant)


def _times(matrix: Any, weights: Floats, block: int = 8192) -> Floats:
    """matrix · weights in double precision, without a double-precision copy of the whole matrix."""
    if matrix.shape[0] <= block:
        return np.asarray(matrix @ weights)
    return np.concatenate([matrix[at : at + block] @ weights for at in range(0, matrix.shape[0], block)])


class _Rows:
    """Sparse rows that more are appended to."""

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self.clear()

    def clear(self) -> None:
        self._data = np.zeros(1024)
        self._indices = np.zeros(1024, dtype=np.int32)
        self._ends = [0]

    def append(self, row: Any) -> None:
        start, end = self._ends[-1], self._ends[-1] + row.nnz
        while end > len(self._data):
            self._data = np.concatenate([self._data, np.zeros_like(self._data)])
            self._indices = np.concatenate([self._indices, np.zeros_like(self._indices)])
        self._data[start:end] = row.data
        self._indices[start:end] = row.indices
        self._ends.append(end)

    def matrix(self) -> Any:
        end = self._ends[-1]
        return sparse.csr_matrix(
            (self._data[:end], self._indices[:end], np.array(self._ends, dtype=np.int32)),
            shape=(len(self._ends) - 1, self._columns),
            copy=False,
        )
