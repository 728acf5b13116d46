"""The texts learnt from, as rows of a sparse matrix: what the solver asks of them, and the scores of all texts.

A review of some thousands of texts is read whole at every step, since all scores are wanted and columns are read
quickest (`Within`); of a larger one the labelled texts are held apart (`Apart`). Both give the same answers.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Places = NDArray[np.int64]

ALL = 20_000
"""Up to so many texts all are read at every step and scored in double precision."""
_HEAD = 4_000
"""Of more, so many at the head are, which are read soon; the rest are scored to six digits."""


class Rows(Protocol):
    """Some rows of a matrix, in the order in which they were appended. Weights are of columns that they choose."""

    def append(self, place: int) -> None:
        """Take in one more row; of a place after the last: the question."""

    def clear(self) -> None:
        """Be without rows."""

    def __len__(self) -> int: ...

    def weights(self, beta: Floats) -> Floats:
        """The sum of the rows, each times its number."""

    def scores(self, weights: Floats, bias: float) -> Floats:
        """The product of each row with the weights, and the bias."""

    def times(self, v: Singles) -> Singles:
        """Of each row with the sum of all, each times its number: roughly, and quickly."""

    def products(self, chosen: Places) -> Singles:
        """Of each of these rows (down) with some of them (across)."""

    def among(self, chosen: Places) -> Singles:
        """Of some of these rows with each other."""

    def everywhere(self, weights: Floats) -> Floats:
        """The weights of all columns of the matrix."""

    def of_all(self, weights: Floats, bias: float) -> Floats:
        """The scores of all rows of the matrix."""


def rows_of(matrix: Any, question: Any) -> Rows:
    """No rows yet, of a matrix (CSR) and a question, which is one more row of it."""
    return Within(matrix, question) if matrix.shape[0] <= ALL else Apart(matrix, question)


class Within:
    """Rows where they stand in their matrix, which is held column by column."""

    def __init__(self, matrix: Any, question: Any) -> None:
        self._all = matrix.shape[0]
        self._matrix = sparse.vstack([matrix, question], format="csr", dtype=np.float32)
        self._rough = self._matrix.tocsc()
        held = self._rough
        self._columns = sparse.csc_matrix((held.data.astype(np.float64), held.indices, held.indptr), shape=held.shape)
        self._turned, self._rough_turned = self._columns.T, self._rough.T
        self.clear()

    def clear(self) -> None:
        self._places = np.zeros(0, dtype=np.int64)
        self._scored: tuple[Floats, float, Floats] | None = None

    def append(self, place: int) -> None:
        self._places = np.append(self._places, place)

    def __len__(self) -> int:
        return len(self._places)

    def weights(self, beta: Floats) -> Floats:
        spread = np.zeros(self._all + 1)
        spread[self._places] = beta
        return np.asarray(self._turned @ spread)

    def scores(self, weights: Floats, bias: float) -> Floats:
        found = np.asarray(self._columns @ weights) + bias
        self._scored = weights, bias, found
        return np.asarray(found[self._places])

    def times(self, v: Singles) -> Singles:
        spread = np.zeros(self._all + 1, np.float32)
        spread[self._places] = v
        return np.asarray((self._rough @ (self._rough_turned @ spread))[self._places])

    def products(self, chosen: Places) -> Singles:
        return np.asarray((self._matrix[self._places[chosen]] @ self._rough_turned).toarray()[:, self._places].T)

    def among(self, chosen: Places) -> Singles:
        some = self._matrix[self._places[chosen]]
        return np.asarray((some @ some.T).toarray())

    def everywhere(self, weights: Floats) -> Floats:
        return weights

    def of_all(self, weights: Floats, bias: float) -> Floats:
        if self._scored is None or self._scored[0] is not weights or self._scored[1] != bias:
            self.scores(weights, bias)
        assert self._scored is not None
        return self._scored[2][: self._all]


class Apart:
    """Rows copied out of their matrix, over the columns they have: a few per cent of those that there are."""

    def __init__(self, matrix: Any, question: Any) -> None:
        self._matrix, self._question = matrix, question
        self._place = np.full(matrix.shape[1], -1, dtype=np.int32)
        self._columns = np.zeros(0, dtype=np.int32)
        self.clear()

    def clear(self) -> None:
        self._place[self._columns] = -1
        self._columns = np.zeros(0, dtype=np.int32)
        self._data = np.zeros(1024, dtype=np.float32)
        self._indices = np.zeros(1024, dtype=np.int32)
        self._ends = [0]

    def append(self, place: int) -> None:
        row = self._question if place == self._matrix.shape[0] else self._matrix[place]
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

    def __len__(self) -> int:
        return len(self._ends) - 1

    def weights(self, beta: Floats) -> Floats:
        return np.asarray(self._held().T @ beta)

    def scores(self, weights: Floats, bias: float) -> Floats:
        return np.asarray(self._held() @ weights) + bias

    def times(self, v: Singles) -> Singles:
        held = self._held()
        return np.asarray(held @ (held.T @ v))

    def products(self, chosen: Places) -> Singles:
        held = self._held()
        some = held[chosen]
        if len(chosen) > 1:
            return np.asarray((held @ some.T).toarray())
        row = np.zeros(held.shape[1], dtype=np.float32)
        row[some.indices] = some.data
        return np.asarray(held @ row)[:, None]

    def among(self, chosen: Places) -> Singles:
        some = self._held()[chosen]
        return np.asarray((some @ some.T).toarray())

    def everywhere(self, weights: Floats) -> Floats:
        spread = np.zeros(len(self._place))
        spread[self._columns] = weights
        return spread

    def of_all(self, weights: Floats, bias: float) -> Floats:
        spread = self.everywhere(weights)
        rough: Floats = (self._matrix @ spread.astype(np.float32)).astype(np.float64)
        head = np.argpartition(rough, -_HEAD)[-_HEAD:] if len(rough) > _HEAD else np.arange(len(rough))
        rough[head] = self._matrix[head] @ spread
        return rough + bias

    def _held(self) -> Any:
        end = self._ends[-1]
        return sparse.csr_matrix(
            (self._data[:end], self._indices[:end], np.array(self._ends, dtype=np.int32)),
            shape=(len(self), len(self._columns)),
            copy=False,
        )
