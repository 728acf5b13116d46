"""What a team meets on its way through a plan: a set that ends, a plan that changes, a colleague who was quicker."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.plan import Plan, StagePlan, Task
from review_tool.domain.report import Which
from review_tool.services import people, protocols, reviews
from review_tool.services.judging import conflicts, planning, screening
from review_tool.services.reviews import Review
from review_tool.tui.widgets.key_footer import KeyFooter
from review_tool.tui.widgets.record_list import RecordList
from tests.services.rapid import TEAM, many
from tests.tui.frames import frame, settle
from tests.tui.reviewing import app_on, fill, press

TA, FT = Stage.TITLE_ABSTRACT, Stage.FULL_TEXT


@pytest.fixture(autouse=True)
def same_lots(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lots are drawn from the review's id: the same in every run, so that AK has work wherever a test needs it."""
    monkeypatch.setattr(reviews, "uuid4", lambda: UUID(int=1))


def at_full_text(folder: Path, count: int = 9) -> Review:
    """Every report is at full text, where one judges each after a calibration set of two and its gate."""
    review = many(folder, count)
    protocol = replace(
        protocols.current(review), plan=Plan("rapid", StagePlan(), StagePlan(2, 0, 100, 0.8)), reviewers_full_text=1
    )
    protocols.amend(review, protocol, why="rapid", by="AK")
    while any(queues := [screening.ids(review, Which(TA, "to do", who)) for who in TEAM]):
        for who, queue in zip(TEAM, queues, strict=True):
            for number in queue:
                screening.decide(review, number, TA, Verdict.INCLUDE, by=who)
    planning.draw(review, FT, by="AK")
    return review


def calibrated(folder: Path) -> Review:
    """As `at_full_text`, the calibration set judged alike and the gate open."""
    review = at_full_text(folder)
    for who in TEAM:
        for number in screening.ids(review, Which(FT, "to do", who)):
            screening.decide(review, number, FT, Verdict.INCLUDE, by=who)
    planning.open_gate(review, FT, why="we agree", by="AK")
    all_to_the_lead(review)
    return review


def all_to_the_lead(review: Review) -> None:
    """Whose the rest is falls by lot, another for each review: a test that needs AK to have some gives AK all."""
    for who in TEAM[1:]:
        tasks = planning.state(review, FT).left.get(who, {})  # type: ignore[union-attr]
        if tasks.get(Task.SINGLE):
            planning.hand_over(review, FT, who, "AK", by="AK")


async def test_after_the_last_of_a_set_one_stands_on_what_has_become_ones_own(tmp_path: Path) -> None:
    review = at_full_text(tmp_path)
    planning.open_gate(review, FT, why="small", by="AK")
    all_to_the_lead(review)
    for who in TEAM[1:]:
        for number in screening.ids(review, Which(FT, "to do", who)):
            screening.decide(review, number, FT, Verdict.INCLUDE, by=who)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "6", "i", "i")
        mine = screening.ids(review, Which(FT, "to do", "AK"))
        assert mine
        assert app.screen.query_one(RecordList).current == mine[0]
        assert "yours to judge" in frame(app)


async def test_the_foot_has_the_deeds_of_the_report_one_stands_on_after_the_plan_changed(tmp_path: Path) -> None:
    review = calibrated(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "6", "f", "2")
        here = app.screen.query_one(RecordList).current
        assert here is not None
        others = [who for who in TEAM[1:] if here not in screening.ids(review, Which(FT, "to do", who))]
        planning.hand_over(review, FT, "AK", others[0], by="AK", most=1)
        await press(pilot, "6")
        assert app.screen.query_one(RecordList).current != here
        foot = frame(app).splitlines()[-1]
        assert "i Include" in foot
        assert app.screen.query_one(KeyFooter)


async def test_the_foot_is_asked_anew_whenever_it_is_drawn_anew(tmp_path: Path) -> None:
    """Else a footer drawn between two reports stays as it was for neither."""
    review = calibrated(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "6", "f", "2")
        screen = app.screen
        before = screen._dim  # type: ignore[attr-defined]
        seen, screen._report = screen._report, None  # type: ignore[attr-defined]
        screen.refresh_bindings()
        assert screen._dim != before  # type: ignore[attr-defined]
        screen._report = seen  # type: ignore[attr-defined]
        screen.see_deeds()  # type: ignore[attr-defined]
        await settle(pilot)
        assert "i Include" in frame(app).splitlines()[-1]


async def test_the_reasons_asked_are_those_in_force_when_they_are_asked(tmp_path: Path) -> None:
    review = calibrated(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "6")
        protocols.amend(
            review, replace(protocols.current(review), reasons=("too short", "wrong topic")), why="more", by="BR"
        )
        await press(pilot, "e")
        assert "1 too short" in frame(app)
        number = app.screen_stack[-2].query_one(RecordList).current
        await press(pilot, "1")
        assert number is not None
        assert [v.reason for v in screening.report(review, number, reviewer="AK").votes if v.stage is FT] == [
            "too short"
        ]


async def test_a_vote_on_what_is_settled_says_that_it_stays(tmp_path: Path) -> None:
    review = calibrated(tmp_path)
    number = screening.ids(review, Which(FT, "to do", "AK"))[0]
    screening.decide(review, number, FT, Verdict.MAYBE, by="AK")
    conflicts.resolve(review, number, FT, Verdict.EXCLUDE, by="BR", reason="wrong topic")
    app = app_on(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "6", "f", "4", "i")
        assert "it stays excluded: settled" in frame(app)
        assert "(before)" in frame(app)  # the vote that this one supersedes, on the card


async def test_a_conflict_settled_by_another_leaves_the_list(tmp_path: Path) -> None:
    review = at_full_text(tmp_path)
    number = screening.ids(review, Which(FT, "to do", "AK"))[0]
    for who, verdict in zip(TEAM, ("include", "maybe", "include"), strict=True):
        screening.decide(review, number, FT, Verdict(verdict), by=who)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "5")
        assert "1 open · 0 settled" in frame(app)
        conflicts.resolve(review, number, FT, Verdict.INCLUDE, by="BR")
        await press(pilot, "i")
        assert "0 open · 1 settled" in frame(app)


async def test_an_amendment_of_an_older_version_is_refused_and_what_was_typed_is_kept(tmp_path: Path) -> None:
    review = many(tmp_path, 3)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "p", "a")
        protocols.amend(review, replace(protocols.current(review), include_words=("town",)), why="more", by="BR")
        shown = [box.value if hasattr(box, "value") else box.text for box in app.screen.query("Input, TextArea")]  # type: ignore[attr-defined]
        await fill(pilot, ["What else do partners gain?", *shown[1:-1], "clearer"])
        assert protocols.current(review).include_words == ("town",)
        assert protocols.current(review).question == "What do partners gain?"
        await press(pilot, "p", "a", "ctrl+s")
        now = protocols.current(review)
        assert (now.question, now.include_words) == ("What else do partners gain?", ("town",))


async def test_numbers_of_an_older_version_are_refused(tmp_path: Path) -> None:
    review = calibrated(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "6", "P", "2")
        planning.renumber(review, FT, {"verify_share": 50}, why="half", by="AK")
        await fill(pilot, ["2", "0", "80", "2", "100", "two judge"])
        assert planning.state(review, FT).plan.verify_share == 50  # type: ignore[union-attr]
        assert protocols.current(review).reviewers_full_text == 1


async def test_who_left_comes_back_by_the_key_that_takes_people_in(tmp_path: Path) -> None:
    review = calibrated(tmp_path)
    app = app_on(review)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "minus")
        await fill(pilot, ["CS", "on leave"])
        assert "CS (gone)" in frame(app)
        await press(pilot, "plus")
        assert "may come back: CS" in " ".join(frame(app).split())
        await fill(pilot, ["CS"])
        assert "CS is in the team again" in frame(app)
        assert [one.name for one in people.team(review) if one.is_here] == list(TEAM)


@pytest.mark.parametrize("stage", list(Stage))
async def test_why_nothing_is_to_do_before_the_set_is_drawn(tmp_path: Path, stage: Stage) -> None:
    review = many(tmp_path, 6)
    planning.adopt(review, "rapid", why="rapid", by="AK")
    state = planning.state(review, stage)
    assert state is not None
    assert ("titles and abstracts are screened" in state.words) is (stage is FT)
    assert not state.left


async def test_the_lead_is_not_sent_to_draw_at_full_text_before_there_is_much_to_draw_from(tmp_path: Path) -> None:
    review = many(tmp_path, 6)
    wanted = Plan("rapid", StagePlan(), StagePlan(2, 0, 100, 0.8))
    protocols.amend(review, replace(protocols.current(review), plan=wanted), why="rapid", by="AK")
    app = app_on(review)
    for number in (1, 2, 3, 4):
        async with app.run_test(size=(120, 36)) as pilot:
            await settle(pilot)
            assert "6 P: draw" not in frame(app)
        whose = next(who for who in TEAM if number in screening.ids(review, Which(TA, "to do", who)))
        screening.decide(review, number, TA, Verdict.INCLUDE, by=whose)
        app = app_on(review)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert "6 P: draw the calibration set" in frame(app)
