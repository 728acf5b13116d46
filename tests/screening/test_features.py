"""Words as numbers, by hand on texts small enough to count."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from review_tool.screening import features

TEXTS = ["Nurses plan care", "nurses sleep", "Doctors plan; plan CARE a", ""]


def weights(built: features.Features, row: int) -> dict[str, float]:
    one = built.matrix[row]
    return {built.name(int(column)): float(value) for column, value in zip(one.indices, one.data, strict=True)}


def test_the_weights_are_those_of_the_formula() -> None:
    built = features.build(TEXTS)

    def idf(texts: int) -> float:
        return math.log((1 + 4) / (1 + texts)) + 1

    terms = {"nurses": idf(2), "plan": idf(2), "care": idf(2), "nurses plan": idf(1), "plan care": idf(2)}
    length = math.sqrt(sum(weight**2 for weight in terms.values()))
    terms.pop("nurses plan")  # in one text alone: it counts in the length only
    assert weights(built, 0) == pytest.approx({name: weight / length for name, weight in terms.items()}, abs=1e-6)
    assert weights(built, 2)["plan"] / weights(built, 2)["care"] == pytest.approx(1 + math.log(2), abs=1e-6)
    assert weights(built, 3) == {}


def test_a_word_in_nearly_every_text_says_nothing() -> None:
    built = features.build([f"the {word}" for word in ("aa", "bb", "cc", "dd")] * 6)
    assert "the" not in weights(built, 0)
    assert set(weights(built, 0)) == {"aa", "the aa"}


def test_a_question_is_read_with_the_same_words() -> None:
    built = features.build(TEXTS)
    row = built.row("How do nurses plan, and what of cardiologists?")
    assert {built.name(int(column)) for column in row.indices} == {"nurses", "plan"}
    assert float(row.multiply(row).sum()) == pytest.approx(1, abs=1e-6)
    assert built.row("???").nnz == 0


def test_what_is_kept_is_what_was_built(tmp_path: Path) -> None:
    built = features.build(TEXTS)
    built.save(tmp_path / "kept.npz")
    again = features.load(tmp_path / "kept.npz")
    assert (again.matrix != built.matrix).nnz == 0
    assert (again.words, again.terms.tolist()) == (built.words, built.terms.tolist())
    assert np.array_equal(again.idf, built.idf)
    (tmp_path / "broken.npz").write_bytes((tmp_path / "kept.npz").read_bytes()[:200])
    with pytest.raises((OSError, ValueError, KeyError)):
        features.load(tmp_path / "broken.npz")


def test_no_texts_and_texts_without_words_do_no_harm() -> None:
    assert features.build([]).matrix.shape[0] == 0
    assert features.build(["", "?"]).matrix.shape[0] == 2


def test_words_are_the_same_whether_or_not_a_text_is_plain_ascii() -> None:
    odd = "".join(map(chr, range(128))) + " H2O ab_c _x x-ray a1bc3d"
    plain = features.build([odd, ""])
    assert plain.words == features.build([odd + " é", ""]).words
    assert {"abcdefghijklmnopqrstuvwxyz", "ab_c", "_x", "ray", "bc"} <= set(plain.words)
    assert not {"h", "o", "a"} & set(plain.words)
