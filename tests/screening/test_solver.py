"""The optimum is the optimum: no other method is trusted for it, only the conditions that define it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import minimize

from review_tool.screening import solver


def problem(seed: int, n: int = 40, columns: int = 30) -> tuple[sparse.csr_matrix, np.ndarray, np.ndarray]:
    chance = np.random.default_rng(seed)
    rows = chance.random((n, columns)) * (chance.random((n, columns)) < 0.3)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return sparse.csr_matrix(rows), np.where(chance.random(n) < 0.3, 1.0, -1.0), chance.random(n) + 0.05


@pytest.mark.parametrize("cost", [0.05, 1.0, 30.0])
def test_it_finds_the_minimum(cost: float) -> None:
    rows, signs, costs = problem(1)
    costs = costs * cost
    dense = np.hstack([rows.toarray(), np.ones((rows.shape[0], 1))])

    def objective(v: np.ndarray) -> float:
        short = np.maximum(0, 1 - signs * (dense @ v))
        return float(v @ v / 2 + costs @ short**2)

    found = solver.solve(rows, signs, costs)
    mine = np.append(found.weights, found.bias)
    best = minimize(objective, np.zeros(dense.shape[1]), method="BFGS", options={"gtol": 1e-9, "maxiter": 5000})
    assert objective(mine) <= best.fun * (1 + 1e-9)
    short = np.maximum(0, 1 - signs * (dense @ mine))
    slope = mine - 2 * dense.T @ (costs * signs * short)
    assert np.abs(slope).max() < 1e-3 * max(1.0, float(costs.max()))


def test_some_rows_are_left_outside_the_margin() -> None:
    rows, signs, costs = problem(2)
    found = solver.solve(rows, signs, costs * 100)
    assert 0 < (found.beta == 0).sum() < len(signs)


def test_a_start_from_elsewhere_changes_the_time_and_not_the_answer() -> None:
    rows, signs, costs = problem(3)
    cold = solver.solve(rows, signs, costs * 20)
    warm = solver.solve(rows, signs, costs * 20, start=cold.beta, inside=cold.inside)
    odd = solver.solve(rows, signs, costs * 20, start=-cold.beta, inside=~cold.inside)
    assert np.allclose(warm.weights, cold.weights, atol=1e-5)
    assert np.allclose(odd.weights, cold.weights, atol=1e-5)
    assert warm.steps < cold.steps
