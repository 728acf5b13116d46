"""Learns from the labels given so far which texts to show next.

The review question stands among the relevant texts as if it were one more: nothing else is known before the first vote,
and it weighs less with each relevant text that comes in. Without a question all titles stand for it, since a search is
made to find a topic; what most of them say is nearer to it than chance. They count until the first relevant text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from review_tool.screening.features import Features
from review_tool.screening.solver import Products, solve

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

COST = 0.11
RATIO = 25.0
"""How much the relevant texts weigh against all others, however few they are. ASReview's default, ELAS u4, has 9.8;
more is better on finished reviews (`tests/benchmarks/screening.py`), and about as good from 20 to 50."""
_FINE = 5
"""Decimals of a score that count: far coarser than the solver's error, so that any computer gives the same order."""
_ALL, _HEAD = 20_000, 4_000
"""Up to so many texts all are scored in double precision; of more, so many at the head, and the rest to six digits."""


@dataclass(frozen=True, slots=True)
class Why:
    """Terms, the weightiest first, each with its share in the score."""

    speaks_for: tuple[tuple[str, float], ...]
    against: tuple[tuple[str, float], ...]


# fmt: off
_FUNCTION_WORDS = frozenset((
    "a", "about", "after", "all", "among", "an", "and", "any", "are", "as", "at", "be", "been", "before", "being",
    "between", "both", "but", "by", "can", "could", "did", "do", "does", "during", "each", "either", "for", "from",
    "further", "had", "has", "have", "having", "here", "how", "if", "in", "into", "is", "it", "its", "may", "more",
    "most", "much", "must", "no", "nor", "not", "of", "off", "on", "one", "only", "or", "other", "our", "out",
    "over", "per", "same", "should", "so", "some", "such", "than", "that", "the", "their", "them", "then", "there",
    "these", "they", "this", "those", "through", "to", "too", "under", "until", "up", "upon", "very", "via", "was",
    "we", "were", "what", "when", "where", "whether", "which", "while", "who", "whom", "whose", "why", "will",
    "with", "within", "without", "would", "you", "your",
))
# fmt: on
"""They weigh in a score as any other word, and tell a person nothing."""


def _apart(terms: Sequence[tuple[str, float]], limit: int) -> tuple[tuple[str, float], ...]:
    """Without terms that say what one before them says: a word of a pair, or a pair of a word."""
    kept: list[tuple[str, float]] = []
    for name, share in terms:
        words = set(name.split())
        if len(kept) < limit and not any(
            words <= set(other.split()) or words >= set(other.split()) for other, _ in kept
        ):
            kept.append((name, share))
    return tuple(kept)


class Learner:
    """The labels of one reviewer, and the scores that follow from them alone, in whatever order they were given."""

    def __init__(self, features: Features, *, question: str = "", titles: str = "") -> None:
        """`titles`, all of them in one text, stand in for a question where there is none, until a find is made."""
        self.features = features
        self._matrix = features.matrix
        row = features.row(question or titles)
        self._fades = bool(question)
        self._question = row.astype(np.float64) if row.nnz else None
        self.labels: dict[int, bool] = {}
        self._rows = _Rows(features.matrix.shape[1])
        self._signs: list[float] = []
        """What each of `_rows` is: 1 relevant, as the question, which stands first where there is one; -1 not."""
        self._scores: list[float] = []
        """What each scored when it came in."""
        self._products = Products()
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
                self._take_in(self._matrix[row], relevant)
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
        signs, rows = np.array(self._signs), self._rows.matrix()
        few = len(signs) <= Products.MOST
        if few:
            self._products.grow(rows)
        costs = self._costs(signs, relevant, others)
        # At the optimum β = 2 cost (y - score): of a new text, near what its score was until now.
        new = np.isnan(self._beta)
        start = np.where(new, 2 * costs * (signs - np.array(self._scores)), self._beta)
        solved = solve(
            rows,
            signs,
            costs,
            products=self._products if few else None,
            start=start,
            inside=self._inside,
        )
        self._beta, self._weights, self._bias = solved.beta, self._rows.spread(solved.weights), solved.bias
        self._inside = solved.inside

    def scores(self) -> Floats:
        """Of every text, as learnt last."""
        if not self.learnt:
            return np.zeros(self._matrix.shape[0])
        return np.round(_times(self._matrix, self._weights) + self._bias, _FINE)

    def order(self) -> Ints:
        """Every text without a label, likeliest first."""
        # One number for both: whole steps of a score, and within a step the tie.
        steps = np.rint(self.scores() * -(10**_FINE)).astype(np.int64)
        found = np.argsort(steps * len(steps) + self.features.tie)
        if not self.labels:
            return found
        known = np.zeros(len(found), dtype=np.bool_)
        known[list(self.labels)] = True
        return found[~known[found]]

    def why(self, row: int, limit: int = 5) -> Why:
        """The terms of a text that weigh most for and against it."""
        one = self._matrix[row]
        shares = one.data * self._weights[one.indices]
        return self._why(one.indices, shares, limit)

    def terms(self, limit: int = 20) -> Why:
        """The terms that lift relevant texts most, and those that sink irrelevant ones."""
        sums = {True: np.zeros(len(self._weights)), False: np.zeros(len(self._weights))}
        for row, relevant in self.labels.items():
            one = self._matrix[row]
            sums[relevant][one.indices] += one.data
        lifting, sinking = sums[True] * self._weights, sums[False] * self._weights
        shares = np.where(self._weights > 0, lifting, sinking)
        columns = np.flatnonzero(shares)
        return self._why(columns, shares[columns], limit)

    def _why(self, columns: Ints, shares: Floats, limit: int) -> Why:
        names = np.argsort(-np.abs(shares), kind="stable")
        found: dict[bool, list[tuple[str, float]]] = {True: [], False: []}
        for place in names:
            side = found[bool(shares[place] > 0)]
            if shares[place] and len(side) < 3 * limit:
                name = self.features.name(int(columns[place]))
                if not _FUNCTION_WORDS.intersection(name.split()):
                    side.append((name, float(shares[place])))
        return Why(_apart(found[True], limit), _apart(found[False], limit))

    def _costs(self, signs: Floats, relevant: int, others: int) -> Floats:
        asked = 0.0
        if self._question is not None:
            asked = question_weight(relevant) if self._fades else float(relevant == 0)
        weight = relevant + asked
        n = weight + others
        positive = COST * n / (weight * (1 + 1 / RATIO))
        negative = COST * n / (max(others, 1) * (1 + RATIO))
        costs = np.where(signs > 0, positive, negative)
        if self._question is not None:
            costs[0] = positive * asked
        return np.maximum(costs, 1e-9)

    def _restart(self) -> None:
        self._rows.clear()
        self._signs.clear()
        self._scores.clear()
        self._beta = np.zeros(0)
        self._inside = np.ones(0, dtype=np.bool_)
        self._products = Products()
        if self._question is not None:
            self._take_in(self._question, True)
        for row, relevant in sorted(self.labels.items()):
            self._take_in(self._matrix[row], relevant)

    def _take_in(self, row: Any, relevant: bool) -> None:
        self._rows.append(row)
        self._signs.append(1.0 if relevant else -1.0)
        self._scores.append(float(row.data @ self._weights[row.indices]) + self._bias)
        self._beta = np.append(self._beta, np.nan)
        self._inside = np.append(self._inside, True)


def question_weight(relevant: int) -> float:
    """How much the question counts beside so many relevant texts; one of them counts 1."""
    return 2.0 / (1 + relevant)


def _times(matrix: Any, weights: Floats) -> Floats:
    """matrix · weights in double precision; where there are many rows, only the head of them, which is read soon."""
    if matrix.shape[0] <= _ALL:
        return np.asarray(matrix @ weights)
    rough: Floats = (matrix @ weights.astype(np.float32)).astype(np.float64)
    head = np.argpartition(rough, -_HEAD)[-_HEAD:]
    rough[head] = matrix[head] @ weights
    return rough


class _Rows:
    """Sparse rows that more are appended to, over the columns they have: a few per cent of those that there are."""

    def __init__(self, columns: int) -> None:
        self._place = np.full(columns, -1, dtype=np.int32)
        self._columns = np.zeros(0, dtype=np.int32)
        self.clear()

    def clear(self) -> None:
        self._place[self._columns] = -1
        self._columns = np.zeros(0, dtype=np.int32)
        self._data = np.zeros(1024)
        self._indices = np.zeros(1024, dtype=np.int32)
        self._ends = [0]

    def append(self, row: Any) -> None:
        start, end = self._ends[-1], self._ends[-1] + row.nnz
        while end > len(self._data):
            self._data = np.concatenate([self._data, np.zeros_like(self._data)])
            self._indices = np.concatenate([self._indices, np.zeros_like(self._indices)])
        new = row.indices[self._place[row.indices] < 0]
        self._place[new] = np.arange(len(self._columns), len(self._columns) + len(new), dtype=np.int32)
        self._columns = np.concatenate([self._columns, new])
        self._data[start:end] = row.data
        self._indices[start:end] = self._place[row.indices]
        self._ends.append(end)

    def matrix(self) -> Any:
        end = self._ends[-1]
        return sparse.csr_matrix(
            (self._data[:end], self._indices[:end], np.array(self._ends, dtype=np.int32)),
            shape=(len(self._ends) - 1, len(self._columns)),
            copy=False,
        )

    def spread(self, weights: Floats) -> Floats:
        """Weights of these columns as weights of all."""
        everywhere = np.zeros(len(self._place))
        everywhere[self._columns] = weights
        return everywhere
