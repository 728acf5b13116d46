"""The appraisal screen for two: blind, settled, verified, levels judged; mixed methods; one study whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from review_tool.domain.appraised import State
from review_tool.services.reviews import Review
from review_tool.services.studies import appraising, checklists
from review_tool.services.studies.appraised import appraised
from tests.tui.frames import SIZES, frame, settle
from tests.tui.reviewing import all_included, app_on, fill, kinds, press

WEIGHT, ROB2, MMAT = "weight-of-evidence", "rob-2", "mmat-2018-structure"


def answer(review: Review, by: str, letters: str, note: str = "") -> None:
    words = {"h": "high", "m": "medium", "l": "low"}
    for item, letter in zip("ABCD", letters, strict=False):
        appraising.answer(review, 1, WEIGHT, item, words[letter], by=by, note=note)


@pytest.mark.parametrize("size", SIZES)
async def test_two_appraise_blind_and_settle(tmp_path: Path, size: tuple[int, int]) -> None:
    review = all_included(tmp_path)
    checklists.set_reviewers(review, 2, by="AK")
    answer(review, "BR", "hllm", "[secret] p. 9")
    app = app_on(review)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "7", "C", "2", "h", "h")
        shown = frame(app)
        assert "secret" not in shown
        assert "≠" not in shown.split("Signs")[0]
        assert "blind" in shown
        await press(pilot, "l", "m")
        await press(pilot, "d")
        assert "[secret]" in frame(app)
        assert "≠" in frame(app)
        await press(pilot, "S", "2")
        await fill(pilot, ["both read p. 9 again"])
        one = appraised(review, WEIGHT, reviewer="AK")[1]
        assert (one.standings["B"].state, one.standings["B"].answer) == (State.SETTLED, "medium")
        assert one.standings["B"].settlement is not None
        assert one.standings["B"].settlement.note == "both read p. 9 again"
        assert kinds(review, 1) == ["appraisal.settled"]
        await press(pilot, "u")
        assert appraised(review, WEIGHT)[1].standings["B"].state is State.DIFFERS


async def test_going_back_to_one_asks_before_it_shows(tmp_path: Path) -> None:
    review = all_included(tmp_path)
    checklists.set_reviewers(review, 2, by="AK")
    answer(review, "BR", "hl", "[secret] p. 9")
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "7", "C", "2", "R", "1")
        shown = " ".join(frame(app).split())
        assert "Show what is still blind?" in shown
        assert "of BR would be shown" in shown
        await press(pilot, "n")
        assert checklists.plan(review).reviewers == 2
        await press(pilot, "R", "1", "y")
        assert checklists.plan(review).reviewers == 1
        assert "[secret]" in frame(app)


async def test_only_designs_that_occur_have_columns(tmp_path: Path) -> None:
    review = all_included(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "7", "g", "1")
        assert ".5" in frame(app)
        assert "›" not in frame(app)
        await press(pilot, "down", "g", "7")
        assert ".5 ›" in frame(app)


async def test_answers_of_another_are_checked(tmp_path: Path) -> None:
    review = all_included(tmp_path)
    answer(review, "BR", "hlm", "p. 4")
    appraising.answer(review, 1, WEIGHT, "D", "low", by="BR")
    app = app_on(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "7", "C", "2", "W", "V", "v")
        await press(pilot, "V", "2")
        await fill(pilot, ["p. 5 says otherwise"])
        await press(pilot, "V", "v", "V", "v")
        await fill(pilot, ["I read it"])
        stands = appraised(review, WEIGHT)[1].standings
        assert [(stands[i].state.value, stands[i].answer) for i in "ABCD"] == [
            ("verified", "high"),
            ("corrected", "high"),
            ("verified", "medium"),
            ("verified", "low"),
        ]
        await press(pilot, "W")
        assert "No answer of another waits" in frame(app)
        await press(pilot, "O")
        shown = frame(app)
        assert "corrected" in shown
        assert "p. 4" in shown


async def test_a_level_is_overridden_with_a_reason(tmp_path: Path) -> None:
    review = all_included(tmp_path)
    for item, value in {"1.1": "y", "1.2": "n", "1.3": "n"}.items():
        appraising.answer(review, 1, ROB2, item, value, by="AK")
    place = [tool.id for tool in appraising.checklists(review)].index(ROB2)
    app = app_on(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "7", "C", *["j"] * place, "enter", "end", *["l"] * 22)
        await press(pilot, "home")
        assert "Randomisation" in frame(app)
        assert "The rule proposes High" in " ".join(frame(app).split())
        await press(pilot, "s")
        await fill(pilot, ["kept by a central office"])
        level = appraised(review, ROB2)[1].levels["D1"]
        assert (level.answer, level.said[0].note) == ("some-concerns", "kept by a central office")
        await press(pilot, "h")
        assert appraised(review, ROB2)[1].levels["D1"].answer == "high"
        await press(pilot, "u")
        assert appraised(review, ROB2)[1].levels["D1"].answer == "some-concerns"


async def test_mixed_methods_and_the_plan(tmp_path: Path) -> None:
    review = all_included(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "7", "g", "7")
        assert appraising.answers(review, MMAT)[0].answer == "mixed+descriptive"
        assert "0/17" in frame(app)
        await press(pilot, *"yy", *["y"] * 15)
        assert not appraising.missing(
            appraising.checklist(review, MMAT),
            "mixed+descriptive",
            {a.item: a.answer for a in appraising.answers(review, MMAT)},
        )
        await press(pilot, "R", "2")
        assert checklists.plan(review).reviewers == 2
        assert "two, blind" in frame(app)


async def test_a_note_carries_a_passage(tmp_path: Path) -> None:
    review = all_included(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "7", "C", "2", "h", "left", "N")
        await fill(pilot, ["said plainly", "We [all] decided.", "p. 3"])
        given = appraising.answers(review, WEIGHT)[0]
        assert given.note == "said plainly"
        assert given.excerpt
        assert "We [all] decided." in frame(app)
