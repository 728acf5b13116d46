"""Texts as numbers: which words and pairs of words each holds, weighted so that rare ones count more (TF-IDF).

The weights are those of ASReview's default model: single words and pairs in
sequence, 1 + ln(count), ln((1 + N) / (1 + texts with it)) + 1, without terms of more than 95 % of the texts, each row
of length 1. A pair that stands in one text alone cannot liken two texts: it counts in the length of its row and is
not kept, which saves most of the memory.
"""

from __future__ import annotations

import hashlib
import os
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

_WORD = re.compile(r"[^\W\d][^\W\d]+")
"""Two letters at least. Numbers tell studies apart and seldom reviews; without them fewer labels are needed."""
_SPACED = "".join(one if _WORD.match(one * 2) else " " for one in map(chr, range(128)))
"""For each ASCII letter itself, for each other character a space."""
_CHUNK = 2000
"""Texts at a time; below 2 ** 11, so that a text's place fits above its terms in one number."""
_SHIFT = 24
"""Bits for one word's number."""
_PLACE = 2 * _SHIFT
_COMMON = 0.95
"""Terms in more than this share of the texts say nothing."""
_PARTS = 8

Keys = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Features:
    """The texts of a review as rows of weights."""

    matrix: Any
    """Sparse rows (CSR, float32), one for each text, in the order given. Columns of the commonest terms come first, so
    that what is needed most lies together: products with it take half the time."""
    words: tuple[str, ...]
    """By number."""
    terms: Keys
    """For each column its term: (number of the first word + 1) << 24 | (number of the second + 1 or 0)."""
    idf: Floats
    """The weight of each column's term by its rarity."""
    tie: Keys
    """For each text its place among all by a hash of what it says: the order where nothing else tells them apart, and a
    random one for sampling. The order of a file is not chance: some are sorted by relevance. Texts that say the same
    keep their order."""

    def name(self, column: int) -> str:
        """The column's word, or pair of words."""
        first, second = divmod(int(self.terms[column]), 1 << _SHIFT)
        return f"{self.words[first - 1]} {self.words[second - 1]}" if second else self.words[first - 1]

    def row(self, text: str) -> Any:
        """A text that is not among them, as one more row; terms that no text has are left out."""
        number = {word: n for n, word in enumerate(self.words)}
        found = [number.get(word, -1) for word in _words(text)]
        keys = [(a + 1) << _SHIFT for a in found if a >= 0]
        keys += [(a + 1) << _SHIFT | (b + 1) for a, b in pairwise(found) if a >= 0 and b >= 0]
        unique, counts = np.unique(np.array(keys, dtype=np.int64), return_counts=True)
        ascending = np.argsort(self.terms)
        place, there = _columns(self.terms[ascending], unique)
        column = ascending[place[there]]
        weights = (1 + np.log(counts[there])) * self.idf[column]
        length = float(np.sqrt(weights @ weights)) or 1.0
        row = np.zeros(len(column), dtype=np.int32)
        return sparse.csr_matrix(((weights / length).astype(np.float32), (row, column)), shape=(1, len(self.terms)))

    def save(self, path: Path) -> None:
        """Write them to a file, whole or not at all."""
        new = path.with_name(f"{path.name}.{os.getpid()}")
        matrix = self.matrix
        with new.open("wb") as file:
            np.savez(
                file,
                data=matrix.data,
                indices=matrix.indices,
                indptr=matrix.indptr,
                columns=self.terms,
                idf=self.idf,
                tie=self.tie,
                words=np.frombuffer("\n".join(self.words).encode(), dtype=np.uint8),
            )
        os.replace(new, path)


def text_of(title: str, abstract: str) -> str:
    """What is ranked of a record. A title says in few words what the abstract says in many, so it counts twice."""
    return f"{title} {title} {abstract}"


def load(path: Path) -> Features:
    """Read what `save` wrote.

    Raises:
        OSError, ValueError, KeyError: it is not there, or not whole.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            terms = held["columns"]
            matrix = sparse.csr_matrix(
                (held["data"], held["indices"], held["indptr"]), shape=(len(held["indptr"]) - 1, len(terms))
            )
            return Features(
                matrix, tuple(held["words"].tobytes().decode().split("\n")), terms, held["idf"], held["tie"]
            )
    except (zipfile.BadZipFile, EOFError) as error:
        raise ValueError(f"{path} is not whole") from error


def build(texts: Iterable[str], *, progress: Callable[[int], None] = lambda _: None) -> Features:
    """The features of these texts, read once and not held.

    Args:
        progress: hears how many texts are read so far; it may raise to stop the work.
    """
    numbers = _Numbers()
    chunks: list[_Chunk] = []
    digests: list[bytes] = []
    done, waiting = 0, []
    for text in texts:
        digests.append(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest())
        waiting.append(text)
        if len(waiting) == _CHUNK:
            chunks.append(_count(waiting, numbers))
            done += len(waiting)
            waiting = []
            progress(done)
    if waiting or not chunks:
        chunks.append(_count(waiting, numbers))
        done += len(waiting)
        progress(done)
    terms, common, df = _kept(chunks, done)
    idf = np.log((1 + done) / (1 + df)) + 1
    common_first = np.argsort(-df, kind="stable")
    column = np.empty(len(terms), dtype=np.int32)
    column[common_first] = np.arange(len(terms), dtype=np.int32)
    matrix = _weighed(chunks, terms, common, idf, float(np.log((1 + done) / 2) + 1), column)
    tie = np.empty(done, dtype=np.int64)
    tie[sorted(range(done), key=digests.__getitem__)] = np.arange(done)
    return Features(matrix, tuple(numbers), terms[common_first], idf[common_first], tie)


def _words(text: str) -> list[str]:
    """What `_WORD` finds, in lower case. For plain ASCII, as most texts are, quicker by other means."""
    lower = text.lower()
    return (
        [word for word in lower.translate(_SPACED).split() if len(word) > 1]
        if lower.isascii()
        else _WORD.findall(lower)
    )


class _Numbers(dict[str, int]):
    """A number for each word, given when it is first met."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


@dataclass(frozen=True, slots=True)
class _Chunk:
    """The terms of some texts, each with how often it stands there."""

    terms: Keys
    counts: NDArray[np.uint8]
    ends: Keys
    """Where each text's terms end."""


def _count(texts: Sequence[str], numbers: _Numbers) -> _Chunk:
    number = numbers.__getitem__
    found = [list(map(number, _words(text))) for text in texts]
    lengths = np.fromiter(map(len, found), dtype=np.int64, count=len(found))
    words = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=int(lengths.sum())) + 1
    place = np.repeat(np.arange(len(found), dtype=np.int64) << _PLACE, lengths)
    single = place | (words << _SHIFT)
    together = place[1:] == place[:-1]
    keys = np.concatenate([single, (single[:-1] | words[1:])[together]])
    keys.sort()
    first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.zeros(0, np.int64)
    counts = np.diff(np.append(first, len(keys)))
    unique = keys[first]
    ends = np.searchsorted(unique, np.arange(1, len(found) + 1, dtype=np.int64) << _PLACE)
    return _Chunk(unique & ((1 << _PLACE) - 1), np.minimum(counts, 255).astype(np.uint8), ends)


def _kept(chunks: list[_Chunk], texts: int) -> tuple[Keys, Keys, Floats]:
    """Terms to keep, terms too common, both ascending; and in how many texts each that is kept stands."""
    highest = max((int(chunk.terms.max()) for chunk in chunks if len(chunk.terms)), default=0) + 1
    kept, common, df = [], [], []
    for part in range(_PARTS):
        low, high = highest * part // _PARTS, highest * (part + 1) // _PARTS
        keys = np.concatenate([chunk.terms[(chunk.terms >= low) & (chunk.terms < high)] for chunk in chunks])
        unique, counts = np.unique(keys, return_counts=True)
        single = (counts == 1) & ((unique & ((1 << _SHIFT) - 1)) > 0)
        much = counts > _COMMON * texts
        if texts < 2:
            single[:], much[:] = False, False
        kept.append(unique[~single & ~much])
        df.append(counts[~single & ~much])
        common.append(unique[much])
    return np.concatenate(kept), np.concatenate(common), np.concatenate(df).astype(np.float64)


def _columns(terms: Keys, keys: Keys) -> tuple[Keys, NDArray[np.bool_]]:
    """The column of each key, and whether it has one."""
    if not len(terms):
        return np.zeros(len(keys), np.int64), np.zeros(len(keys), np.bool_)
    place = np.minimum(np.searchsorted(terms, keys), len(terms) - 1)
    return place, terms[place] == keys


def _alone(terms: Keys) -> Keys:
    """For each word, by its number + 1, the column of the word by itself; -1 where there is none."""
    single = np.flatnonzero((terms & ((1 << _SHIFT) - 1)) == 0)
    found = np.full((int(terms[-1]) >> _SHIFT) + 2 if len(terms) else 1, -1, dtype=np.int64)
    found[terms[single] >> _SHIFT] = single
    return found


def _columns_of(terms: Keys, alone: Keys, keys: Keys) -> Keys:
    """As `_columns`, -1 for none, and quicker for many keys: single words are looked up, and only pairs searched."""
    column: Keys = alone[np.minimum(keys >> _SHIFT, len(alone) - 1)]
    pairs = np.flatnonzero(keys & ((1 << _SHIFT) - 1))
    place, there = _columns(terms, keys[pairs])
    column[pairs] = np.where(there, place, -1)
    return column


def _weighed(
    chunks: list[_Chunk], terms: Keys, common: Keys, idf: Floats, idf_alone: float, column: NDArray[np.int32]
) -> Any:
    """The rows, where each term has the column named. Empties the chunks on the way: they are as large as the rows."""
    log_counts = np.concatenate([[0.0], 1 + np.log(np.arange(1, 256))])
    alone = _alone(terms)
    data, indices, lengths = [], [], []
    chunks.reverse()
    while chunks:
        chunk = chunks.pop()
        found = _columns_of(terms, alone, chunk.terms)
        there = found >= 0
        weight = log_counts[chunk.counts]
        weight[there] *= idf[found[there]]
        weight[~there] *= idf_alone
        if len(common):
            weight[_columns(common, chunk.terms)[1]] = 0.0
        sums = np.concatenate([[0.0], np.cumsum(weight * weight)])
        starts = np.concatenate([[0], chunk.ends[:-1]])
        square = sums[chunk.ends] - sums[starts]
        length = np.sqrt(np.where(square > 0, square, 1.0))
        weight /= np.repeat(length, chunk.ends - starts)
        upto = np.concatenate([[0], np.cumsum(there)])
        lengths.append(upto[chunk.ends] - upto[starts])
        data.append(weight[there].astype(np.float32))
        indices.append(column[found[there]])
    indptr = np.concatenate([[0], np.cumsum(np.concatenate(lengths))])
    kind = np.int32 if indptr[-1] < 2**31 else np.int64
    matrix = sparse.csr_matrix(
        (np.concatenate(data), np.concatenate(indices), indptr.astype(kind)), shape=(len(indptr) - 1, len(terms))
    )
    matrix.sort_indices()
    return matrix
