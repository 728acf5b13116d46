"""The exact optimum of a linear classifier with squared hinge loss, without a machine-learning library.

Minimised over weights w and a bias b, which is held small as they are:

    (|w|² + b²) / 2 + Σ cost_i · max(0, 1 - y_i (x_i · w + b))²

This is what ASReview's default model solves by LinearSVC (Fan et al. 2008, jmlr.org/papers/v9/fan08a.html). At the
optimum w = Σ β_i x_i over the texts within the margin, S, and β solves a linear system there. With weights as low as
ours S is nearly always every text, so that one system is the whole of it; else it is solved again with another S until
S stays. The system is solved by conjugate gradients with a preconditioner that holds what makes it hard: the relevant
texts among each other, and what all others have in common.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

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


def solve(
    rows: Any,
    signs: Floats,
    costs: Floats,
    *,
    gram: Floats | None = None,
    start: Floats | None = None,
    inside: Inside | None = None,
) -> Solved:
    """The optimum for these rows.

    Args:
        rows: sparse (CSR, float64), of length 1 each.
        signs: 1 for relevant, -1 for not.
        costs: how dear it is to misjudge each; above 0.
        gram: the products of the relevant rows with each other, where they are known.
        start: β of a like problem, for speed alone.
        inside: which rows to try as those within the margin, for speed alone.
    """
    if gram is None:
        relevant = rows[np.flatnonzero(signs > 0)]
        gram = (relevant @ relevant.T).toarray()
    turned = rows.T
    scale = np.sqrt(2 * costs)
    z = np.zeros(len(signs)) if start is None else start / scale
    inside = np.ones(len(signs), dtype=np.bool_) if inside is None else inside
    steps = 0
    weights, bias = np.zeros(rows.shape[1]), 0.0
    for _ in range(_ROUNDS):
        z, taken = _system(rows, turned, gram, signs, scale * inside, np.where(inside, z, 0.0))
        steps += taken
        beta = z * scale
        weights, bias = turned @ beta, float(beta.sum())
        now = signs * (rows @ weights + bias) < 1
        if (now == inside).all():
            break
        inside = now
    return Solved(z * scale, weights, bias, inside, steps)


def _system(rows: Any, turned: Any, gram: Floats, signs: Floats, scale: Floats, z: Floats) -> tuple[Floats, int]:
    """Solve (I + s (K + 1) s) z = s y by preconditioned conjugate gradients from z; s is 0 outside the margin."""

    def times(v: Floats) -> Floats:
        scaled = scale * v
        product: Floats = v + scale * (rows @ (turned @ scaled) + scaled.sum())
        return product

    near = _preconditioner(rows, turned, gram, signs, scale)
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
    return z, steps


def _preconditioner(rows: Any, turned: Any, gram: Floats, signs: Floats, scale: Floats) -> Any:
    """Solve the system exactly for the relevant texts and the mean of all others; leave the rest as it is."""
    relevant, others = np.flatnonzero(signs > 0), np.flatnonzero(signs < 0)
    size = len(relevant)
    own, other = scale[relevant], scale[others]
    length = float(np.sqrt(other @ other)) or 1.0
    mean = turned @ np.where(signs < 0, scale * scale, 0.0) / length**2
    coarse = np.eye(size + 1)
    coarse[:size, :size] += own[:, None] * (gram + 1.0) * own
    coarse[:size, size] = own * ((rows @ mean)[relevant] + 1.0) * length
    coarse[size, :size] = coarse[:size, size]
    coarse[size, size] += (float(mean @ mean) + 1.0) * length**2
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
