from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from review_tool.services.reviews import Review
from review_tool.services.studies import appraising
from review_tool.tui.widgets.checklist_matrix import ChecklistMatrix
from tests.reviews import make_review
from tests.tui.frames import SIZES, frame, settle
from tests.tui.reviewing import all_included, app_on, fill, kinds, press

MMAT, WEIGHT = "mmat-2018-structure", "weight-of-evidence"


def given(review: Review, checklist: str) -> dict[tuple[int, str, str], str]:
    return {(a.study, a.item, a.reviewer): a.answer for a in appraising.answers(review, checklist)}


def at(app: Any) -> tuple[int, str] | None:
    found: tuple[int, str] | None = app.screen.query_one(ChecklistMatrix).current
    return found


@pytest.mark.parametrize("size", SIZES)
async def test_letters_answer_and_go_on(tmp_path: Path, size: tuple[int, int]) -> None:
    review = all_included(tmp_path)
    app = app_on(review)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "7")
        shown = frame(app)
        assert "y Yes" in shown
        assert "[Article" in shown
        assert "0/2 design? g" in shown
        await press(pilot, "y", "n")
        assert given(review, MMAT) == {(1, "S1", "AK"): "yes", (1, "S2", "AK"): "no"}
        assert at(app) == (1, "@1")
        await press(pilot, "y")
        assert "design comes first" in frame(app)
        await press(pilot, "g", "1", "c")
        assert given(review, MMAT)[1, "1.1", "AK"] == "cant-tell"
        assert given(review, MMAT)[1, "design", "AK"] == "qualitative"
        assert at(app) == (1, "@2")
        assert "Screening not passed: S2 (no)" in " ".join(frame(app).split()).replace("│ ", "")
        assert "No sum is made." in frame(app) or size[1] < 30
        await press(pilot, "u")
        assert (1, "1.1", "AK") not in given(review, MMAT)
        assert "Kim & Lee" in frame(app)


async def test_notes_other_checklists_and_differences(tmp_path: Path) -> None:
    review = all_included(tmp_path)
    appraising.answer(review, 2, WEIGHT, "A", "low", by="BR", note="small [n]")
    appraising.answer(review, 2, WEIGHT, "A", "high", by="AK")
    app = app_on(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "7", "C", "2")
        assert "≠" in frame(app)
        await press(pilot, "n")
        assert "Answer first" in frame(app)
        await press(pilot, "h", "m", "l")
        assert [given(review, WEIGHT)[1, item, "AK"] for item in "ABC"] == ["high", "medium", "low"]
        assert "Proposed for D: low" in " ".join(frame(app).split())
        await press(pilot, "d")
        assert at(app) == (2, "A")
        assert "small [n]" in frame(app)
        await press(pilot, "N")
        await fill(pilot, ["p. 3: “all [were] asked”"])
        notes = {(a.study, a.item, a.reviewer): (a.answer, a.note) for a in appraising.answers(review, WEIGHT)}
        assert notes[2, "A", "AK"] == ("high", "p. 3: “all [were] asked”")
        await press(pilot, "m")
        notes = {(a.study, a.item, a.reviewer): (a.answer, a.note) for a in appraising.answers(review, WEIGHT)}
        assert notes[2, "A", "AK"] == ("medium", "p. 3: “all [were] asked”")
        await press(pilot, "home", "tab")
        assert at(app) == (2, "B")
        await press(pilot, "enter", "h")
        assert given(review, WEIGHT)[2, "B", "AK"] == "high"
        assert kinds(review, 1) == ["appraisal.answered"]


async def test_without_studies_it_says_so(tmp_path: Path) -> None:
    app = app_on(make_review(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "7", "y", "g", "tab", "enter")
        assert "No study is included yet" in frame(app)


async def test_the_table_is_exported(tmp_path: Path) -> None:
    app = app_on(all_included(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "7", "x")
        await fill(pilot, [str(tmp_path / "out.csv")])
        for _ in range(20):
            await pilot.pause(0.05)
        assert "Written:" in frame(app)
    assert "Kim & Lee 2021" in (tmp_path / "out.csv").read_text(encoding="utf-8")
