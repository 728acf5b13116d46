"""The exact optimum of a linear classifier with squared hinge loss, without a machine-learning library.

Minimised over weights w and a bias b, which is held small as they are:

    (|w|² + b²) / 2 + Σ cost_i · max(0, 1 - y_i (x_i · w + b))²

This is what ASReview's default model solves by LinearSVC (Fan et al. 2008, jmlr.org/papers/v9/fan08a.html). At the
optimum w = Σ β_i x_i over the texts within the margin, S, and β solves a linear system there. With weights as low as
ours S is nearly always every text, so that one system is the whole of it; else it is solved again with another S until
S stays. The system is solved by conjugate gradients with a preconditioner that holds what makes it hard: the relevant
texts among each other, and what all others have in common.

Corrections are worked out in single precision and judged in double, from the scores that the weights really give; what
is not right yet is corrected again (iterative refinement, Wilkinson 1963). So the answer is as exact as the judging,
at the cost of half the numbers read. While the labelled texts are few enough, their products with each other are kept
(`Products`): a correction is then a few passes over half a square of numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.linalg.blas import ssymv

from review_tool.screening.rows import Floats, Places, Rows, Singles

Inside = NDArray[np.bool_]

TOLERANCE = 1e-6
"""Of the residual, beside the right-hand side."""
_ROUNDS = 60
_STEPS = 400
_FINEST = 3e-6
"""What a correction in single precision can take off a residual, at the most: so much of it is left."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What makes the system hard, apart from the costs: it changes little from one label to the next."""

    relevant: Singles
    """Products of the relevant texts with each other."""
    others: int
    """How many irrelevant texts there were."""
    to_relevant: Singles
    """Their mean's products with the relevant texts."""
    to_others: float
    """Its product with itself."""


@dataclass(frozen=True, slots=True)
class Solved:
    """The optimum: the score of a row x is x · weights + bias. Where a like problem is solved next, it starts here."""

    beta: Floats
    """Each row's share in the weights; 0 outside the margin."""
    weights: Floats
    bias: float
    scores: Floats
    """Of each row."""
    inside: Inside
    """Which rows are within the margin."""
    steps: int
    """How many products with the rows it took."""
    shared: Shared | None


class Products:
    """Products of rows with each other, with 1 added for the bias: a square that grows with the rows.

    Only its upper half is kept up: to write a row of it would be to touch each column.
    """

    MOST = 4_000
    """Rows; of more the square takes longer than the rows themselves, and 64 MB."""
    _STEP = 128

    def __init__(self) -> None:
        self.count = 0
        self._square = np.zeros((0, 0), np.float32, order="F")

    def grow(self, rows: Rows) -> None:
        """Take in the rows that came since; they stand after those that were there."""
        count, old = len(rows), self.count
        if count > len(self._square):
            square = np.zeros((count + self._STEP, count + self._STEP), np.float32, order="F")
            square[:old, :old] = self._square[:old, :old]
            self._square = square
        for first in range(old, count, self._STEP):
            past = min(first + self._STEP, count)
            self._square[:count, first:past] = rows.products(np.arange(first, past)) + 1
        self.count = count

    def times(self, v: Singles) -> Singles:
        """The square times v."""
        padded = np.zeros(len(self._square), np.float32)
        padded[: len(v)] = v
        product: Singles = ssymv(1.0, self._square, padded, lower=0)[: len(v)]
        return product

    def among(self, chosen: Places) -> Singles:
        """Of these rows with each other, chosen in ascending order; the lower half holds."""
        return np.asarray(self._square[np.ix_(chosen, chosen)].T)

    def last(self, few: int) -> Singles:
        """Of all rows with the last few, which came in together."""
        return self._square[: self.count, self.count - few : self.count]


class Factors:
    """The same without the square: rows times (rows transposed times v), at each step anew."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def times(self, v: Singles) -> Singles:
        product: Singles = self._rows.times(v) + v.sum()
        return product

    def among(self, chosen: Places) -> Singles:
        return self._rows.among(chosen) + 1

    def last(self, few: int) -> Singles:
        count = len(self._rows)
        return self._rows.products(np.arange(count - few, count)) + 1


def solve(
    rows: Rows, signs: Floats, costs: Floats, *, products: Products | None = None, start: Solved | None = None
) -> Solved:
    """The optimum for these rows.

    Args:
        rows: of length 1 each.
        signs: 1 for relevant, -1 for not.
        costs: how dear it is to misjudge each; above 0.
        products: of these rows, where they are known, for speed alone.
        start: what solved a like problem with the first of these rows, for speed alone.
    """
    kernel = products or Factors(rows)
    scale = np.sqrt(2 * costs)
    enough = TOLERANCE * float(np.linalg.norm(scale))
    z, scores, inside, shared = _begun(kernel, signs, costs, start)
    steps = 0
    for _ in range(_ROUNDS):
        within = scale * inside
        near, shared = _preconditioner(kernel, signs, within, shared if inside.all() else None)
        change, taken = _correction(kernel, near, within, within * (signs - scores) - z, enough / 2)
        z = z + change
        steps += taken
        beta = z * scale
        weights, bias = rows.weights(beta), float(beta.sum())
        scores = rows.scores(weights, bias)
        now = signs * scores < 1
        if (now != inside).any():
            inside = now
            z = np.where(inside, z, 0.0)
            scores = kernel.times((z * scale).astype(np.float32)).astype(np.float64)
        elif np.linalg.norm(within * (signs - scores) - z) <= enough:
            break
    return Solved(beta, weights, bias, scores, inside, steps, shared)


_FEW = 8
"""After so many new rows the scores are worked out anew."""


def _begun(
    kernel: Products | Factors, signs: Floats, costs: Floats, start: Solved | None
) -> tuple[Floats, Floats, Inside, Shared | None]:
    """Where to begin: z, the scores that follow from it, which rows to try as those within the margin, what is shared.

    At the optimum β = 2 cost (y - score), and a row's own β adds to its score as often as it is like itself.
    """
    count, old = len(signs), len(start.beta) if start else 0
    inside = np.ones(count, dtype=np.bool_)
    beta, scores = np.zeros(count), np.zeros(count)
    shared = start.shared if start else None
    if start is not None:
        inside[:old], beta[:old], scores[:old] = start.inside, start.beta, start.scores
    if old and count - old > _FEW:
        scores = kernel.times(beta.astype(np.float32)).astype(np.float64)
    elif 0 < old < count:
        columns = kernel.last(count - old)
        scores[old:] = beta[:old] @ columns[:old]
        itself = columns[old:].diagonal()
        beta[old:] = (signs[old:] - scores[old:]) / (1 / (2 * costs[old:]) + itself)
        scores += columns @ beta[old:]
        shared = _grown(shared, signs, columns) if shared else None
    return beta / np.sqrt(2 * costs), scores, inside, shared


def _grown(shared: Shared, signs: Floats, columns: Singles) -> Shared:
    """What is shared once there are a few more rows, whose products with all rows are given."""
    new = signs[-columns.shape[1] :] > 0
    if not new.any():
        return shared
    relevant = signs > 0
    across, size = columns[:, new], len(shared.to_relevant)
    block = np.empty((size + across.shape[1],) * 2, dtype=np.float32)
    block[:size, :size] = shared.relevant
    block[:, size:] = across[relevant]
    block[size:, :size] = block[:size, size:].T
    to_new = across[~relevant].mean(axis=0) if shared.others else np.zeros(across.shape[1], dtype=np.float32)
    return Shared(block, shared.others, np.append(shared.to_relevant, to_new), shared.to_others)


def _correction(
    kernel: Products | Factors, near: Callable[[Singles], Singles], scale: Floats, residual: Floats, enough: float
) -> tuple[Floats, int]:
    """Solve (I + s (K + 1) s) z = residual by preconditioned conjugate gradients; s is 0 outside the margin.

    Returns z, and how many products it took.
    """
    single = scale.astype(np.float32)
    rest = residual.astype(np.float32)
    z = np.zeros_like(rest)
    goal = max(enough, _FINEST * float(np.linalg.norm(rest)))
    steps = 0
    direction = helped = near(rest)
    now = float(rest @ helped)
    while float(np.linalg.norm(rest)) > goal and steps < _STEPS:
        product = direction + single * kernel.times(single * direction)
        steps += 1
        far = np.float32(now / float(direction @ product))
        z += far * direction
        rest -= far * product
        helped = near(rest)
        before, now = now, float(rest @ helped)
        direction = helped + np.float32(now / before) * direction
    return z.astype(np.float64), steps


_STALE = 1.1
"""What the others share is worked out anew once they are so many times as many."""


def _preconditioner(
    kernel: Products | Factors, signs: Floats, scale: Floats, shared: Shared | None
) -> tuple[Callable[[Singles], Singles], Shared]:
    """Solve the system exactly for the relevant texts and the mean of all others; leave the rest as it is.

    What is shared need not be exact here, but for the products of the relevant texts.
    """
    relevant, others = np.flatnonzero(signs > 0), np.flatnonzero(signs < 0)
    size = len(relevant)
    own, other = scale[relevant].astype(np.float32), scale[others].astype(np.float32)
    length = float(np.sqrt(other @ other)) or 1.0
    if shared is None or len(shared.to_relevant) != size or len(others) > _STALE * shared.others:
        share = np.where(signs < 0, scale * scale, 0.0).astype(np.float32) / np.float32(length**2)
        to_mean = kernel.times(share)
        shared = Shared(kernel.among(relevant), len(others), to_mean[relevant], float(share @ to_mean))
    coarse = np.eye(size + 1, dtype=np.float32)
    coarse[:size, :size] += own[:, None] * shared.relevant * own
    coarse[:size, size] = own * shared.to_relevant * length
    coarse[size, :size] = coarse[:size, size]
    coarse[size, size] += shared.to_others * length**2
    factor = cho_factor(coarse, lower=True, check_finite=False)
    along = other / np.float32(length)

    def near(v: Singles) -> Singles:
        made = v.copy()
        short = np.append(v[relevant], along @ v[others]).astype(np.float32)
        solved = cho_solve(factor, short, check_finite=False)
        made[relevant] = solved[:size]
        made[others] += along * (solved[size] - short[size])
        return made

    return near, shared
