from __future__ import annotations

from pathlib import Path

import pytest

from review_tool.domain.decision import Outcome, Stage, Verdict
from review_tool.services.judging import conflicts, screening
from review_tool.services.reviews import Review
from tests.reviews import make_review
from tests.tui.frames import HOSTILE, SIZES, frame, settle
from tests.tui.reviewing import app_on, fill, kinds, press

FIRST, FULL = Stage.TITLE_ABSTRACT, Stage.FULL_TEXT


def differing(folder: Path) -> Review:
    """Report 1 and 2 differ at title and abstract, 3 at full text in its reason; 4 is agreed upon."""
    review = make_review(folder, reviewers=2)
    said = {1: ("include", "exclude"), 2: ("exclude", "maybe"), 3: ("include", "maybe"), 4: ("exclude", "exclude")}
    for number, (a, b) in said.items():
        screening.decide(review, number, FIRST, Verdict(a), by="AK")
        screening.decide(review, number, FIRST, Verdict(b), by="BR", note="not [a] study" * (number == 1))
    screening.decide(review, 3, FULL, Verdict.EXCLUDE, by="AK", reason="wrong topic")
    screening.decide(review, 3, FULL, Verdict.EXCLUDE, by="BR", reason="protocol only")
    return review


@pytest.mark.parametrize("size", SIZES)
async def test_what_each_said_stands_there(tmp_path: Path, size: tuple[int, int]) -> None:
    app = app_on(differing(tmp_path))
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "5")
        shown = frame(app)
        assert "Conflicts · 3 open · 0 settled · AK" in shown.splitlines()[0]
        assert "▸ ≠ open     title     Kim & Lee 2021" in shown
        assert "≠ open     full text Ruiz 2019" in shown
        assert HOSTILE in " ".join(shown.split()) or size[0] >= 110
        assert "you  ✓ include" in shown
        assert "BR  ✗ exclude  “not [a] study”" in shown
        assert "1/3 · 3 open" in shown
        assert "\x1b" not in shown


async def test_one_key_settles_and_undo_opens_it_again(tmp_path: Path) -> None:
    review = differing(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "5", "w")
        await fill(pilot, ["We read it together: [/] findings."])
        assert "goes with the consensus" in frame(app)
        assert conflicts.open_ids(review, FIRST) == [1, 2]
        await press(pilot, "i")
        assert conflicts.open_ids(review, FIRST) == [2]
        assert "2 open · 1 settled" in frame(app)
        assert "▸ ≠ open     title     Osei 2020" in frame(app)
        await press(pilot, "e")
        assert conflicts.open_ids(review, FIRST) == []
        await press(pilot, "u")
        assert conflicts.open_ids(review, FIRST) == [2]
        assert "▸ ≠ open     title     Osei 2020" in frame(app)
    report = screening.report(review, 1, reviewer="AK")
    assert report.consensus[0].note == "We read it together: [/] findings."
    assert [vote.verdict for vote in report.votes] == [Verdict.INCLUDE, Verdict.EXCLUDE]
    assert kinds(review, 3) == ["conflict.resolved", "conflict.resolved", "event.undone"]


async def test_a_note_of_the_talk_stands_by_itself_before_it_is_settled(tmp_path: Path) -> None:
    review = differing(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "5", "n")
        await fill(pilot, ["BR read [the] methods again."])
        assert "note  AK 20" in frame(app)
        assert conflicts.open_ids(review, FIRST) == [1, 2]
        (seen,) = screening.report(review, 1, reviewer="BR").notes
        assert (seen.by, seen.text) == ("AK", "BR read [the] methods again.")
        await press(pilot, "i", "end")
        assert "✓ included title" in frame(app)
        await press(pilot, "n")
        await fill(pilot, ["Settled, and still talked about."])
    notes = screening.report(review, 1, reviewer="BR").notes
    assert [note.text for note in notes][1:] == ["Settled, and still talked about."]
    assert not screening.report(review, 1, reviewer="BR").consensus[0].note
    assert kinds(review, 3) == ["note.written", "conflict.resolved", "note.written"]


async def test_at_full_text_excluding_asks_the_reason(tmp_path: Path) -> None:
    review = differing(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "5", "j", "j", "e")
        assert "1 wrong topic  AK" in frame(app)
        assert "2 protocol only  BR" in frame(app)
        await press(pilot, "escape")
        assert conflicts.open_ids(review, FULL) == [3]
        await press(pilot, "e", "2")
        assert screening.report(review, 3, reviewer="AK").standings[FULL].reason == "protocol only"
        await press(pilot, "end")
        assert "✗ excluded full text Ruiz 2019" in frame(app)
        assert "consensus  ✗ exclude  protocol only  by AK" in frame(app)
        await press(pilot, "i")
        assert "It is settled already" in frame(app)
    assert screening.report(review, 3, reviewer="AK").standings[FULL].outcome is Outcome.EXCLUDED


async def test_agreement_has_numbers_and_no_verdict(tmp_path: Path) -> None:
    app = app_on(differing(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "5", "a")
        shown = frame(app)
        assert "AK and BR · title and abstract  2 of 4 reports judged alike" in shown
        assert "alike      0.50  █████ " in shown
        assert "kappa      0.00" in shown
        assert "of includes, given by both" in shown
        for word in ("good", "moderate", "substantial", "poor"):
            assert word not in shown
        await press(pilot, "escape")
        assert "you  ✓ include" in frame(app)


async def test_reading_takes_the_whole_room(tmp_path: Path) -> None:
    app = app_on(differing(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "5", "enter")
        assert "Osei 2020" not in frame(app)
        await press(pilot, "right_square_bracket")
        assert "Making a clinic together⁺" in frame(app)
        await press(pilot, "escape")
        assert "▸ ≠ open     title     Osei 2020" in frame(app)


async def test_no_conflicts_says_why(tmp_path: Path) -> None:
    app = app_on(make_review(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "5")
        assert "One reviewer judges each report here" in " ".join(frame(app).split())
        await press(pilot, "i")
        assert "No conflict is here." in frame(app)
