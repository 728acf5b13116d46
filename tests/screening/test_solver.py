"""The optimum is the optimum: no other method is trusted for it, only the conditions that define it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import minimize

from review_tool.screening import solver
from review_tool.screening.rows import Apart, Rows, Within

KINDS = (Within, Apart)


def problem(seed: int, n: int = 40, columns: int = 30) -> tuple[sparse.csr_matrix, np.ndarray, np.ndarray]:
    chance = np.random.default_rng(seed)
    rows = chance.random((n, columns)) * (chance.random((n, columns)) < 0.3)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return sparse.csr_matrix(rows, dtype=np.float32), np.where(chance.random(n) < 0.3, 1.0, -1.0), chance.random(n)


def held(kind: type[Within] | type[Apart], matrix: sparse.csr_matrix) -> Rows:
    """Its rows but the last, in another order; then the last, as a question."""
    made = kind(matrix[:-1], matrix[-1])
    for place in turned(matrix):
        made.append(place)
    return made


def turned(matrix: sparse.csr_matrix) -> list[int]:
    return [*range(matrix.shape[0] - 2, -1, -1), matrix.shape[0] - 1]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("cost", [0.05, 1.0, 30.0])
@pytest.mark.parametrize("kept", [False, True])
def test_it_finds_the_minimum(kind: type[Within] | type[Apart], cost: float, *, kept: bool) -> None:
    matrix, signs, costs = problem(1)
    costs = (costs + 0.05) * cost
    dense = np.hstack([matrix.toarray()[turned(matrix)].astype(np.float64), np.ones((len(signs), 1))])

    def objective(v: np.ndarray) -> float:
        short = np.maximum(0, 1 - signs * (dense @ v))
        return float(v @ v / 2 + costs @ short**2)

    rows, products = held(kind, matrix), solver.Products()
    if kept:
        products.grow(rows)
    found = solver.solve(rows, signs, costs, products=products if kept else None)
    mine = np.append(found.weights, found.bias)
    best = minimize(objective, np.zeros(dense.shape[1]), method="BFGS", options={"gtol": 1e-9, "maxiter": 5000})
    assert objective(mine) <= best.fun * (1 + 1e-9)
    short = np.maximum(0, 1 - signs * (dense @ mine))
    slope = mine - 2 * dense.T @ (costs * signs * short)
    assert np.abs(slope).max() < 1e-3 * max(1.0, float(costs.max()))
    assert np.allclose(found.scores, dense @ mine, atol=1e-12)


def test_some_rows_are_left_outside_the_margin() -> None:
    matrix, signs, costs = problem(2)
    found = solver.solve(held(Within, matrix), signs, (costs + 0.05) * 100)
    assert 0 < (found.beta == 0).sum() < len(signs)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("new", [1, 3, 20])
@pytest.mark.parametrize("kept", [False, True])
def test_a_start_from_fewer_rows_changes_the_time_and_not_the_answer(
    kind: type[Within] | type[Apart], new: int, *, kept: bool
) -> None:
    matrix, signs, costs = problem(3)
    costs = (costs + 0.05) * 20
    cold = solver.solve(held(kind, matrix), signs, costs)
    rows, products = kind(matrix[:-1], matrix[-1]), solver.Products()
    places = turned(matrix)
    for place in places[:-new]:
        rows.append(place)
    if kept:
        products.grow(rows)
    start = solver.solve(rows, signs[:-new], costs[:-new] * 1.1, products=products if kept else None)
    for place in places[-new:]:
        rows.append(place)
    if kept:
        products.grow(rows)
    warm = solver.solve(rows, signs, costs, products=products if kept else None, start=start)
    assert np.allclose(warm.weights, cold.weights, atol=1e-5)
    again = solver.solve(rows, signs, costs, products=products if kept else None, start=warm)
    assert again.steps < cold.steps


@pytest.mark.parametrize("kind", KINDS)
def test_all_texts_are_scored_and_not_the_question(kind: type[Within] | type[Apart]) -> None:
    matrix, signs, costs = problem(4)
    rows = held(kind, matrix)
    found = solver.solve(rows, signs, costs + 0.05)
    scores = rows.of_all(found.weights, found.bias)
    assert np.allclose(scores, matrix[:-1] @ found.weights + found.bias)
    rows.clear()
    assert len(rows) == 0


@pytest.mark.parametrize("count", [3, 40])
def test_rows_answer_alike_however_many_are_labelled(count: int) -> None:
    """Within reads all texts once half of them are labelled, and before that only those that are."""
    matrix, _, numbers = problem(5)
    places = turned(matrix)[:count]
    dense = matrix[places].toarray().astype(np.float64)
    for kind in KINDS:
        rows = kind(matrix[:-1], matrix[-1])
        for place in places:
            rows.append(place)
        beta = numbers[:count]
        weights = rows.weights(beta)
        assert np.allclose(weights, beta @ dense)
        assert np.allclose(rows.scores(weights, 0.5), dense @ weights + 0.5)
        assert np.allclose(rows.times(beta.astype(np.float32)), dense @ weights, rtol=1e-5)
        for chosen in (np.array([1]), np.array([0, 2])):
            assert np.allclose(rows.products(chosen), dense @ dense[chosen].T, atol=1e-6)


@pytest.mark.parametrize("new", [1, 3])
def test_what_is_shared_grows_by_a_vote(new: int) -> None:
    matrix, signs, costs = problem(6)
    signs[-new:] = 1
    costs = (costs + 0.05) * 0.01
    rows = held(Apart, matrix)
    fewer = Apart(matrix[:-1], matrix[-1])
    for place in turned(matrix)[:-new]:
        fewer.append(place)
    start = solver.solve(fewer, signs[:-new], costs[:-new])
    assert start.inside.all()
    grown = solver.solve(rows, signs, costs, start=start).shared
    anew = solver.solve(rows, signs, costs).shared
    assert grown is not None
    assert anew is not None
    assert np.allclose(np.tril(grown.relevant), np.tril(anew.relevant), atol=1e-6)
    assert np.allclose(grown.to_relevant[-new:], to_mean(matrix, signs)[-new:], atol=1e-6)


def to_mean(matrix: sparse.csr_matrix, signs: np.ndarray) -> np.ndarray:
    """The products of the relevant rows with the mean of the others, and 1 for the bias."""
    dense = matrix[turned(matrix)].toarray()
    mean: np.ndarray = dense[signs > 0] @ dense[signs < 0].mean(axis=0) + 1
    return mean
