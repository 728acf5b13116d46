"""`worksheet` from the command line: out, back, looked at, taken in."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.services.judging import screening
from review_tool.services.reviews import Review
from review_tool.services.studies import extracting
from tests.cli.conftest import Run, data


@pytest.fixture
def filled(run: Run, folder: Path, review: Review, tmp_path: Path) -> Path:
    """A sheet in which one answer can be taken in and one cannot."""
    for stage in Stage:
        screening.decide(review, 1, stage, Verdict.INCLUDE, by="Ada")
    path = tmp_path / "sheet.xlsx"
    done = data(
        run(
            "worksheet", "export", "extraction", "-o", path, "--for", "Ben", "--json", "--as", "Ada", "--review", folder
        )
    )
    assert (done["reviewer"], done["studies"]) == ("Ben", 1)
    book = openpyxl.load_workbook(path)
    for row in book["Fill in"].iter_rows(min_row=2):
        if row[0].value in ("1/setting", "1/design"):
            row[3].value = "a [31mward"
    book.save(path)
    return path


def test_a_look_writes_nothing_and_apply_takes_in(run: Run, folder: Path, review: Review, filled: Path) -> None:
    here = ("--as", "Ada", "--review", folder)
    told = run("worksheet", "import", filled, *here)
    assert "1 accepted, 1 refused." in told.stdout
    assert "Is: a [31mward" in told.stdout
    assert "Why: Study design cannot be" in told.stdout
    assert "add --apply" in told.stderr
    assert extracting.values(review) == []
    looked = data(run("worksheet", "import", filled, "--json", *here))
    assert (looked["accepted"], looked["refused"], looked["applied"]) == (1, 1, False)
    assert {change["column"] for change in looked["changes"]} == {"Answer"}
    done = data(run("worksheet", "import", filled, "--apply", "--json", *here))
    assert done["applied"]
    assert [(value.value, value.by) for value in extracting.values(review)] == [("a [31mward", "Ben")]
    run("undo", *here)
    assert extracting.values(review) == []


def test_plain_mode_asks_after_the_look(run: Run, folder: Path, review: Review, filled: Path) -> None:
    plain = ("worksheet", "import", filled, "--plain", "--as", "Ada", "--review", folder)
    assert "saved:" not in run(*plain, stdin="n\n").stdout
    assert extracting.values(review) == []
    assert "saved: 1 cell as Ben's" in run(*plain, stdin="y\n").stdout
    assert len(extracting.values(review)) == 1
    assert (
        "Refused" in run("worksheet", "import", folder / "review.db", "--as", "Ada", "--review", folder, code=1).stderr
    )
