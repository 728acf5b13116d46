"""One person's open reports go to another, from the plan on the screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from review_tool.domain.decision import Stage
from review_tool.domain.errors import ReviewError
from review_tool.domain.report import Which
from review_tool.services.history import auditing
from review_tool.services.judging import planning, screening
from review_tool.services.reviews import Review
from review_tool.tui.screens.screening.handing import _many
from review_tool.tui.screens.screening.screen import ScreeningScreen
from tests.services.rapid import opinion
from tests.tui.frames import frame, seen, settle
from tests.tui.reviewing import app_on, fill, press
from tests.tui.test_screening_plan import planned

TA = Stage.TITLE_ABSTRACT


def queue(review: Review, who: str) -> list[int]:
    return screening.ids(review, Which(TA, "to do", who))


@pytest.fixture
def review(tmp_path: Path) -> Review:
    """The calibration set is judged by all, and the rest is shared out: by lot, and enough for everybody."""
    made = planned(tmp_path, 60)
    planning.draw(made, TA, by="AK")
    for who in ("AK", "BR", "CS"):
        for number in queue(made, who):
            screening.decide(made, number, TA, opinion(who, number), by=who)
            if not any(task.get("calibration") for task in _left(made).values()):
                break
    return made


def _left(review: Review) -> dict[str, dict[str, int]]:
    state = planning.state(review, TA)
    return {} if state is None else {name: dict(tasks) for name, tasks in state.left.items()}


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_reviewers_work_goes_to_another(review: Review, size: tuple[int, int]) -> None:
    had, before = {who: sum(tasks.values()) for who, tasks in _left(review).items()}, auditing.size(review)
    app = app_on(review)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "4", "P")
        assert "give somebody's work to another" in frame(app)
        await press(pilot, choice_of(frame(app), "give somebody's"))
        assert "Whose work at title and abstract?" in frame(app)
        assert f"{had['BR']} left to judge" in frame(app)
        await press(pilot, choice_of(frame(app), "BR"))
        assert "BR's work goes to?" in frame(app)
        await press(pilot, choice_of(frame(app), "CS"))
        await seen(pilot, "From BR to CS")
        await fill(pilot, ["1"])
        await seen(pilot, "1 report went from BR to CS")
        assert sum(_left(review)["CS"].values()) == had["CS"] + 1
        await press(pilot, "u")
        await seen(pilot, "Taken back: AK gave 1 report")
        assert {who: sum(tasks.values()) for who, tasks in _left(review).items()} == had
    assert auditing.size(review) == before + 2
    assert auditing.check(review).ok


async def test_only_the_lead_gives_anothers_work_and_turns_the_gate(review: Review) -> None:
    had, theirs = queue(review, "CS"), queue(review, "BR")
    app = app_on(review, "CS")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "P")
        shown = " ".join(frame(app).replace("│", " ").split())
        assert "for AK, who leads the plan and its numbers, the set, the gate, having reports judged again" in shown
        for words in ("open the gate", "draw the calibration set", "have reports judged again", "give somebody's"):
            assert words not in shown
        await press(pilot, choice_of(frame(app), "give your work to another"))
        assert "CS's work goes to?" in frame(app), "whose it is goes without saying"
        await press(pilot, choice_of(frame(app), "BR"))
        await fill(pilot, ["all"])
    assert queue(review, "CS") == [n for n in had if n in theirs], "what the other judges anyway stays"


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_others_reports_are_read_in_lists_and_not_voted_on(review: Review, size: tuple[int, int]) -> None:
    before, mine = auditing.size(review), queue(review, "CS")
    theirs = next(n for n in queue(review, "BR") if n not in mine)
    app = app_on(review, "CS")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "4", "f", "6")
        await go_to(pilot, theirs)
        await press(pilot, "e")
        assert "The plan gives it to others" in frame(app)
        await press(pilot, "r")
        assert auditing.size(review) == before
        await go_to(pilot, mine[0])
        await press(pilot, "e")
    assert auditing.size(review) == before + 1


async def test_work_handed_over_while_one_reads_it_leaves_the_queue(review: Review) -> None:
    mine, theirs = queue(review, "CS"), queue(review, "BR")
    app = app_on(review, "CS")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        left = [n for n in mine if n in theirs]
        gone = next(n for n in mine if n not in left)
        await go_to(pilot, gone)
        planning.hand_over(review, TA, "CS", "BR", by="AK")
        await press(pilot, "e")
        assert [f"Report {gone} is not yours to judge" in one.message for one in app._notifications] == [True]
        assert isinstance(app.screen, ScreeningScreen)
        assert app.screen.pile.ids == left
    assert screening.ids(review, Which(TA, "to do", "CS")) == left


async def go_to(pilot: Pilot[Any], report: int) -> None:
    """Stand on a report of the list, from its beginning."""
    screen = pilot.app.screen
    assert isinstance(screen, ScreeningScreen)
    await press(pilot, *["left_square_bracket"] * screen.pile.place)
    await press(pilot, *["right_square_bracket"] * screen.pile.ids.index(report))
    assert screen.pile.current == report


def choice_of(shown: str, words: str) -> str:
    """The number before a choice on the screen."""
    line = next(line for line in shown.splitlines() if words in line and any(c.isdigit() for c in line))
    return next(letter for letter in line.partition(words)[0] if letter.isdigit())


@pytest.mark.parametrize("written", ["", "0", "-1", "two", "1.5"])
def test_what_is_no_number_of_reports_is_refused(written: str) -> None:
    with pytest.raises(ReviewError, match="no number of reports"):
        _many(written)


def test_a_number_or_all() -> None:
    assert [_many(written) for written in ("all", " All ", "12")] == [0, 0, 12]
