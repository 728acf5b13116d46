"""`evaluate screening`: the same whatever the order of the rows, and civil about bad files."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from review_tool.domain.errors import ReviewError
from review_tool.services.evaluating.screening import Start, evaluate_screening, natural, read, write_order
from tests.screening.test_learning import TEXTS

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "screening"


def sheet(path: Path, *, seed: int = 0) -> Path:
    rows = [(str(n), text, "", str(int(n <= 4))) for n, text in enumerate(TEXTS * 3, start=1) if n <= 22]
    random.Random(seed).shuffle(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "title", "abstract", "label_included"), *rows])
    return path


def test_the_order_of_the_rows_never_matters(tmp_path: Path) -> None:
    start = Start("sleep of nurses", 3, included=1, excluded=1)
    found = [evaluate_screening(sheet(tmp_path / "x.csv", seed=seed), start) for seed in range(4)]
    assert all(one.predictions == found[0].predictions for one in found)
    assert len(found[0].predictions) == 20
    assert {name for name, _ in found[0].predictions}.isdisjoint(found[0].priors)


def test_starting_records_are_drawn_by_the_seed_or_named(tmp_path: Path) -> None:
    path = sheet(tmp_path / "x.csv")
    assert evaluate_screening(path, Start(priors=("2", "9"))).priors == ["2", "9"]
    drawn = evaluate_screening(path, Start(seed=1, included=1, excluded=1)).priors
    assert drawn == evaluate_screening(path, Start(seed=1, included=1, excluded=1)).priors
    assert int(drawn[0]) <= 4 < int(drawn[1])


def test_predictions_hold_id_and_label_in_the_order_shown(tmp_path: Path) -> None:
    found = evaluate_screening(sheet(tmp_path / "x.csv"), Start(priors=("1", "5")))
    write_order(found, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["id"], int(row["label"])) for row in rows] == found.predictions
    assert sum(label for _, label in found.predictions) == 3


def test_ids_that_hold_numbers_sort_by_them() -> None:
    assert sorted(["10", "9", "a10", "a9", ""], key=natural) == ["", "a9", "a10", "9", "10"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title,abstract\nx,y\n", "label_included"),
        ("id,title,label_included\n1,x,1\n1,y,0\n", "line 3: the id 1 stands twice"),
        ("id,title,label_included\n1,x,perhaps\n", "line 2"),
        ("id,title,label_included\n1,x,1\n2,y,1\n", "one kind only"),
        ("", "title"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_by_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReviewError, match=said):
        evaluate_screening(path, Start())


def test_a_start_that_leaves_nothing_is_refused(tmp_path: Path) -> None:
    path = sheet(tmp_path / "x.csv")
    for start in (Start(priors=("99",)), Start(included=5), Start(included=4)):
        with pytest.raises(ReviewError):
            evaluate_screening(path, start)


def test_a_file_without_ids_is_numbered_by_row(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("title,abstract,label_included\nb,,1\na,,0\n", encoding="utf-8")
    assert read(path).ids == ["2", "1"]


def test_a_real_review_is_ranked_as_asreview_ranks_it() -> None:
    path = SHARED / "dev" / "Cohen_2006_UrinaryIncontinence.csv"
    if not path.is_file():
        pytest.skip("../shared is not here")
    found = evaluate_screening(path, Start(seed=1, included=1, excluded=1))
    assert found.metrics["loss"] <= 0.197 + 0.01, "ASReview 3.0.8 (ELAS u4) has 0.197 here"
