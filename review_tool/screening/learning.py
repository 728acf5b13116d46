"""Learns from the labels given so far which texts to show next.

The review question stands among the relevant texts as if it were one more: nothing else is known before the first vote,
and it weighs less with each relevant text that comes in. Without a question all titles stand for it, since a search is
made to find a topic; what most of them say is nearer to it than chance. They count until the first relevant text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from review_tool.screening.features import Features
from review_tool.screening.rows import rows_of
from review_tool.screening.solver import Products, Solved, solve

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

COST = 0.11
RATIO = 25.0
"""How much the relevant texts weigh against all others, however few they are. ASReview's default, ELAS u4, has 9.8;
more is better on finished reviews (`tests/benchmarks/screening.py`), and about as good from 20 to 50."""
_FINE = 5
"""Decimals of a score that count: far coarser than the solver's error, so that any computer gives the same order."""


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
        self._asked = row.nnz > 0
        self.labels: dict[int, bool] = {}
        self._rows = rows_of(features.matrix, row)
        self._signs: list[float] = []
        """What each of `_rows` is: 1 relevant, as the question, which stands first where there is one; -1 not."""
        self._products = Products()
        self._solved: Solved | None = None
        self.learnt = False
        """There was something to learn from; else all scores are 0."""
        self._restart()

    def label(self, row: int, relevant: bool | None) -> None:
        """Take in what one text is; None: it is not known, or nothing is to be learnt from it."""
        before = self.labels.pop(row, None)
        if relevant is not None:
            self.labels[row] = relevant
            if before is None:
                self._take_in(row, relevant=relevant)
                return
        if before is not None:
            self._restart()

    def learn(self) -> None:
        """Work the weights out anew."""
        relevant = sum(self.labels.values())
        others = len(self.labels) - relevant
        self.learnt = self._asked or (relevant > 0 and others > 0)
        if not self.learnt:
            return
        signs = np.array(self._signs)
        few = len(signs) <= Products.MOST
        if few:
            self._products.grow(self._rows)
        costs = self._costs(signs, relevant, others)
        products = self._products if few else None
        self._solved = solve(self._rows, signs, costs, products=products, start=self._solved)

    def scores(self) -> Floats:
        """Of every text, as learnt last."""
        if not self.learnt or self._solved is None:
            return np.zeros(self._matrix.shape[0])
        return np.round(self._rows.of_all(self._solved.weights, self._solved.bias), _FINE)

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
        shares = one.data * self._weights()[one.indices]
        return self._why(one.indices, shares, limit)

    def terms(self, limit: int = 20) -> Why:
        """The terms that lift relevant texts most, and those that sink irrelevant ones."""
        weights = self._weights()
        sums = {True: np.zeros(len(weights)), False: np.zeros(len(weights))}
        for row, relevant in self.labels.items():
            one = self._matrix[row]
            sums[relevant][one.indices] += one.data
        lifting, sinking = sums[True] * weights, sums[False] * weights
        shares = np.where(weights > 0, lifting, sinking)
        columns = np.flatnonzero(shares)
        return self._why(columns, shares[columns], limit)

    def _weights(self) -> Floats:
        """Of every term, as learnt last."""
        if self._solved is None:
            return np.zeros(self._matrix.shape[1])
        return self._solved.weights

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
        if self._asked:
            asked = question_weight(relevant) if self._fades else float(relevant == 0)
        weight = relevant + asked
        n = weight + others
        positive = COST * n / (weight * (1 + 1 / RATIO))
        negative = COST * n / (max(others, 1) * (1 + RATIO))
        costs = np.where(signs > 0, positive, negative)
        if self._asked:
            costs[0] = positive * asked
        return np.maximum(costs, 1e-9)

    def _restart(self) -> None:
        self._rows.clear()
        self._signs.clear()
        self._products = Products()
        self._solved = None
        if self._asked:
            self._take_in(self._matrix.shape[0], relevant=True)
        for row, relevant in sorted(self.labels.items()):
            self._take_in(row, relevant=relevant)

    def _take_in(self, row: int, *, relevant: bool) -> None:
        self._rows.append(row)
        self._signs.append(1.0 if relevant else -1.0)


def question_weight(relevant: int) -> float:
    """How much the question counts beside so many relevant texts; one of them counts 1."""
    return 2.0 / (1 + relevant)
