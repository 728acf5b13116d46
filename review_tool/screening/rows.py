"""The texts learnt from, as rows of a sparse matrix: what the solver asks of them, and the scores of all texts.

Of a large review the labelled texts are held apart, so that only they are read (`Apart`). One of some thousands of
texts is held column by column as well (`Within`), and read whole once half of it is labelled. Both answer alike.
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
_HALF = 0.5
"""Where no more of the texts than this are labelled, reading those alone takes less than reading all."""
_HEAD = 4_000
"""Of more, so many at the head are, which are read soon; the rest are scored to six digits."""


class Rows(Protocol):
    """Some rows of a matrix, in the order in which they were appended."""

    def append(self, place: int) -> None:
        """Take in one more row; of a place after the last: the question."""

    def clear(self) -> None:
        """Be without rows."""

    def __len__(self) -> int: ...

    def weights(self, beta: Floats) -> Floats:
        """The sum of the rows, each times its number: a weight for each column."""

    def scores(self, weights: Floats, bias: float) -> Floats:
        """The product of each row with the weights, and the bias."""

    def times(self, v: Singles) -> Singles:
        """Of each row with the sum of all, each times its number: roughly, and quickly."""

    def products(self, chosen: Places) -> Singles:
        """Of each of these rows (down) with some of them (across)."""

    def among(self, chosen: Places) -> Singles:
        """Of some of these rows with each other."""

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
        self._few = Apart(matrix, question)
        self.clear()

    def clear(self) -> None:
        self._few.clear()
        self._places = np.zeros(0, dtype=np.int64)
        self._scored: tuple[Floats, float, Floats] | None = None

    def append(self, place: int) -> None:
        self._places = np.append(self._places, place)
        if len(self) <= self._all * _HALF:
            self._few.append(place)

    def __len__(self) -> int:
        return len(self._places)

    def weights(self, beta: Floats) -> Floats:
        if len(self) == len(self._few):
            return self._few.weights(beta)
        spread = np.zeros(self._all + 1)
        spread[self._places] = beta
        return np.asarray(self._turned @ spread)

    def scores(self, weights: Floats, bias: float) -> Floats:
        found = np.asarray(self._columns @ weights) + bias
        self._scored = weights, bias, found
        return np.asarray(found[self._places])

    def times(self, v: Singles) -> Singles:
        if len(self) == len(self._few):
            return self._few.times(v)
        spread = np.zeros(self._all + 1, np.float32)
        spread[self._places] = v
        return np.asarray((self._rough @ (self._rough_turned @ spread))[self._places])

    def products(self, chosen: Places) -> Singles:
        some = self._matrix[self._places[chosen]]
        return np.asarray((some @ self._rough_turned).toarray()[:, self._places].T)

    def among(self, chosen: Places) -> Singles:
        some = self._matrix[self._places[chosen]]
        return np.asarray((some @ some.T).toarray())

    def of_all(self, weights: Floats, bias: float) -> Floats:
        if self._scored is None or self._scored[0] is not weights or self._scored[1] != bias:
            self.scores(weights, bias)
        assert self._scored is not None
        return self._scored[2][: self._all]


class Apart:
    """Rows copied out of their matrix, so that only they are read."""

    def __init__(self, matrix: Any, question: Any) -> None:
        self._matrix, self._question = matrix, question
        self.clear()

    def clear(self) -> None:
        self._count = 0
        self._ends = np.zeros(1024, dtype=np.int32)
        self._data, self._rough = np.zeros(1024), np.zeros(1024, dtype=np.float32)
        self._indices = np.zeros(1024, dtype=np.int32)

    def append(self, place: int) -> None:
        row = self._question if place == self._matrix.shape[0] else self._matrix[place]
        start = int(self._ends[self._count])
        end = start + row.nnz
        while end > len(self._data):
            self._data, self._rough = _doubled(self._data), _doubled(self._rough)
            self._indices = _doubled(self._indices)
        self._data[start:end] = self._rough[start:end] = row.data
        self._indices[start:end] = row.indices
        self._count += 1
        if self._count == len(self._ends):
            self._ends = _doubled(self._ends)
        self._ends[self._count] = end

    def __len__(self) -> int:
        return self._count

    def weights(self, beta: Floats) -> Floats:
        return np.asarray(self._held(self._data).T @ beta)

    def scores(self, weights: Floats, bias: float) -> Floats:
        return np.asarray(self._held(self._data) @ weights) + bias

    def times(self, v: Singles) -> Singles:
        held = self._held(self._rough)
        return np.asarray(held @ (held.T @ v))

    def products(self, chosen: Places) -> Singles:
        held = self._held(self._rough)
        some = held[chosen]
        if len(chosen) > 1:
            return np.asarray((held @ some.T).toarray())
        return np.asarray(held @ _dense(some))[:, None]

    def among(self, chosen: Places) -> Singles:
        some = self._held(self._rough)[chosen]
        return np.asarray((some @ some.T).toarray())

    def of_all(self, weights: Floats, bias: float) -> Floats:
        rough: Floats = (self._matrix @ weights.astype(np.float32)).astype(np.float64)
        head = np.argpartition(rough, -_HEAD)[-_HEAD:] if len(rough) > _HEAD else np.arange(len(rough))
        rough[head] = self._matrix[head] @ weights
        return rough + bias

    def _held(self, data: NDArray[Any]) -> Any:
        end = self._ends[self._count]
        return sparse.csr_matrix(
            (data[:end], self._indices[:end], self._ends[: self._count + 1]),
            shape=(self._count, self._matrix.shape[1]),
            copy=False,
        )


def _doubled(held: NDArray[Any]) -> NDArray[Any]:
    return np.concatenate([held, np.zeros_like(held)])


def _dense(row: Any) -> Singles:
    """A sparse row with its zeros."""
    found = np.zeros(row.shape[1], dtype=np.float32)
    found[row.indices] = row.data
    return found
