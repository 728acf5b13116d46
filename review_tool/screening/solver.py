"""The exact optimum of a linear classifier with squared hinge loss, without a machine-learning library.

Minimised over weights w and a bias b, which is held small as they are:

    (|w|² + b²) / 2 + Σ cost_i · max(0, 1 - y_i (x_i · w + b))²

This is what ASReview's default model solves by LinearSVC (Fan et al. 2008, jmlr.org/papers/v9/fan08a.html). At the
optimum w = Σ β_i x_i over the texts within the margin, S, and β solves a linear system there. With weights as low as
ours S is nearly always every text, so that one system is the whole of it; else it is solved again with another S until
S stays. The system is solved by conjugate gradients with a preconditioner that holds what makes it hard: the relevant
texts among each other, and what all others have in common. While the labelled texts are few enough, their products with
each other are kept (`Products`): a step is then one pass over half a square of numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.linalg.blas import dsymv

Floats = NDArray[np.float64]
Inside = NDArray[np.bool_]

TOLERANCE = 1e-6
"""Of the residual, beside the right-hand side."""
_ROUNDS = 60
_STEPS = 400


@dataclass(frozen=True, slots=True)
class Solved:
    """The optimum: the score of a row x is x · weights + bias."""

    beta: Floats
    """Each row's share in the weights; 0 outside the margin."""
    weights: Floats
    bias: float
    inside: Inside
    """Which rows are within the margin."""
    steps: int
    """How many products with the rows it took."""


class Products:
    """Products of sparse rows with each other, with 1 added for the bias: a square that grows with the rows."""

    MOST = 3_000
    """Rows; of more the square takes longer than the rows themselves, and 72 MB."""
    _STEP = 128

    def __init__(self) -> None:
        self.count = 0
        self._square = np.zeros((0, 0), order="F")

    def grow(self, rows: Any) -> None:
        """Take in the rows that came since; they stand after those that were there."""
        count, old = rows.shape[0], self.count
        if count > len(self._square):
            square = np.zeros((count + self._STEP, count + self._STEP), order="F")
            square[:old, :old] = self._square[:old, :old]
            self._square = square
        if count - old > _FEW:
            new = (rows[old:] @ rows.T).toarray() + 1.0
            self._square[old:count, :count] = new
            self._square[:count, old:count] = new.T
        else:
            for place in range(old, count):
                one = rows[place]
                row = np.zeros(rows.shape[1])
                row[one.indices] = one.data
                column = rows @ row + 1.0
                self._square[:count, place] = self._square[place, :count] = column
        self.count = count

    def times(self, v: Floats) -> Floats:
        """The square times v."""
        padded = np.zeros(len(self._square))
        padded[: len(v)] = v
        product: Floats = dsymv(1.0, self._square, padded, lower=1)[: len(v)]
        return product

    def among(self, chosen: NDArray[np.int64]) -> Floats:
        """Of these rows with each other."""
        return np.asarray(self._square[np.ix_(chosen, chosen)])


_FEW = 8
"""Up to so many new rows are multiplied one by one, which is quicker than all at once."""


class Factors:
    """The same without the square: rows times (rows transposed times v), at each step anew."""

    def __init__(self, rows: Any) -> None:
        self._rows, self._turned = rows, rows.T

    def times(self, v: Floats) -> Floats:
        product: Floats = self._rows @ (self._turned @ v) + v.sum()
        return product

    def among(self, chosen: NDArray[np.int64]) -> Floats:
        some = self._rows[chosen]
        return np.asarray((some @ some.T).toarray() + 1.0)


def solve(
    rows: Any,
    signs: Floats,
    costs: Floats,
    *,
    products: Products | None = None,
    start: Floats | None = None,
    inside: Inside | None = None,
) -> Solved:
    """The optimum for these rows.

    Args:
        rows: sparse (CSR, float64), of length 1 each.
        signs: 1 for relevant, -1 for not.
        costs: how dear it is to misjudge each; above 0.
        products: of these rows, where they are known, for speed alone.
        start: β of a like problem, for speed alone.
        inside: which rows to try as those within the margin, for speed alone.
    """
    kernel = products or Factors(rows)
    scale = np.sqrt(2 * costs)
    z = np.zeros(len(signs)) if start is None else start / scale
    inside = np.ones(len(signs), dtype=np.bool_) if inside is None else inside
    steps = 0
    for _ in range(_ROUNDS):
        z, rest, taken = _system(kernel, signs, scale * inside, np.where(inside, z, 0.0))
        steps += taken
        # Within the margin the scores follow from the system itself: s y - rest = z + s (K + 1) s z.
        scores = signs - (rest + z) / scale if inside.all() else kernel.times(z * scale)
        now = signs * scores < 1
        if (now == inside).all():
            break
        inside = now
    beta = z * scale
    return Solved(beta, rows.T @ beta, float(beta.sum()), inside, steps)


def _system(kernel: Products | Factors, signs: Floats, scale: Floats, z: Floats) -> tuple[Floats, Floats, int]:
    """Solve (I + s (K + 1) s) z = s y by preconditioned conjugate gradients from z; s is 0 outside the margin.

    Returns z, what is left of the right-hand side, and how many products it took.
    """

    def times(v: Floats) -> Floats:
        product: Floats = v + scale * kernel.times(scale * v)
        return product

    near = _preconditioner(kernel, signs, scale)
    wanted = scale * signs
    enough = TOLERANCE**2 * float(wanted @ wanted)
    rest = wanted - times(z)
    steps = 1
    helped = near(rest)
    direction = helped
    now = float(rest @ helped)
    while float(rest @ rest) > enough and steps < _STEPS:
        product = times(direction)
        steps += 1
        far = now / float(direction @ product)
        z = z + far * direction
        rest = rest - far * product
        helped = near(rest)
        before, now = now, float(rest @ helped)
        direction = helped + (now / before) * direction
    return z, rest, steps


def _preconditioner(kernel: Products | Factors, signs: Floats, scale: Floats) -> Any:
    """Solve the system exactly for the relevant texts and the mean of all others; leave the rest as it is."""
    relevant, others = np.flatnonzero(signs > 0), np.flatnonzero(signs < 0)
    size = len(relevant)
    own, other = scale[relevant], scale[others]
    length = float(np.sqrt(other @ other)) or 1.0
    share = np.where(signs < 0, scale * scale, 0.0) / length**2
    to_mean = kernel.times(share)
    coarse = np.eye(size + 1)
    coarse[:size, :size] += own[:, None] * kernel.among(relevant) * own
    coarse[:size, size] = own * to_mean[relevant] * length
    coarse[size, :size] = coarse[:size, size]
    coarse[size, size] += float(share @ to_mean) * length**2
    factor = cho_factor(coarse, lower=True, check_finite=False)
    along = other / length

    def near(v: Floats) -> Floats:
        made = v.copy()
        short = np.append(v[relevant], along @ v[others])
        solved = cho_solve(factor, short, check_finite=False)
        made[relevant] = solved[:size]
        made[others] += along * (solved[size] - short[size])
        return made

    return near
