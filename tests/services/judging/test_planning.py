"""The rapid plan runs: samples, gate, single work verified, amendments that judge nothing anew; PRISMA at each step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from review_tool.domain.decision import Outcome, Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.plan import StagePlan
from review_tool.domain.record import Source
from review_tool.domain.report import Which
from review_tool.services import overview, people, protocols
from review_tool.services.gathering import deduping, importing
from review_tool.services.history import auditing, undoing
from review_tool.services.judging import conflicts, planning, screening
from review_tool.services.reviews import Review
from tests.reviews import last_verdict
from tests.services.rapid import TEAM, many, opinion, ris, work

TA, FT = Stage.TITLE_ABSTRACT, Stage.FULL_TEXT


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    made = many(tmp_path)
    yield made
    made.close()


def plan(review: Review, **numbers: int) -> None:
    """The rapid plan with other numbers at title and abstract."""
    protocol = protocols.current(review).planned("rapid")
    stage = replace(protocol.plan.title_abstract, **numbers)
    protocols.amend(review, replace(protocol, plan=replace(protocol.plan, title_abstract=stage)), why="rapid", by="AK")


def queue(review: Review, who: str, task: str = "", stage: Stage = TA) -> list[int]:
    return screening.ids(review, Which(stage, "to do", who, task=task))


def sound(review: Review) -> None:
    """The boxes add up, and every worked-out row follows from the log."""
    assert overview.flow(review).faults() == []
    assert auditing.check(review).problems == ()


def test_a_whole_rapid_plan(review: Review) -> None:
    plan(review, calibration=8, dual_share=25, verify_share=100)
    assert [queue(review, who) for who in TEAM] == [[], [], []], "the lead draws first"
    assert overview.flow(review).records_to_do == 60
    with pytest.raises(ReviewError, match="lead"):
        planning.draw(review, TA, by="BR")
    drawn = planning.draw(review, TA, by="AK")
    assert len(drawn.reports) == 8
    for who in TEAM:
        assert queue(review, who) == sorted(drawn.reports), "everybody has the calibration set, and nothing else yet"
    sound(review)

    for who in TEAM[:2]:
        assert len(work(review, who, TA)) == 8
        assert overview.flow(review).records_to_do == 60, "nothing is told before all three have voted"
        assert conflicts.open_ids(review, TA) == []
        sound(review)
    work(review, "CS", TA, most=8)
    assert overview.flow(review).records_to_do < 60
    state = planning.state(review, TA)
    assert state is not None
    assert state.phase == "dual"
    share = sorted({number for who in TEAM for number in queue(review, who, "dual")})
    holders = [sum(number in queue(review, who) for who in TEAM) for number in share]
    assert set(holders) == {2}, "two of the three have each report of the share"
    assert state.waiting == 60 - 8 - len(share)
    sound(review)

    for who in TEAM:
        work(review, who, TA)
    for number in conflicts.open_ids(review, TA):
        conflicts.resolve(review, number, TA, Verdict.INCLUDE, by="AK", note="we talked")
    flow = overview.flow(review)
    assert flow.records_to_do == 60 - 8 - len(share), "what waits for the gate is still to do"
    assert all(queue(review, who) == [] for who in TEAM)
    sound(review)

    with pytest.raises(ReviewError, match="Say why"):
        planning.open_gate(review, TA, why=" ", by="AK")
    planning.open_gate(review, TA, why="we agree on what counts", by="AK")
    alone = [queue(review, who, "single") for who in TEAM]
    together = [number for some in alone for number in some]
    assert len(together) == len(set(together)), "nobody does another's work"
    assert len(together) == 60 - 8 - len(share)
    assert min(map(len, alone)) >= 5, "the load is even, by lot"
    sound(review)

    before = overview.flow(review).records_excluded
    mine = work(review, "AK", TA, most=len(alone[0]))
    assert sorted(mine) == alone[0]
    excluded = [number for number in mine if opinion("AK", number) is Verdict.EXCLUDE]
    assert overview.flow(review).records_excluded == before, "no exclusion counts before it was verified"
    assert sorted(queue(review, "BR", "verify") + queue(review, "CS", "verify")) == excluded
    sound(review)
    for who in TEAM * 2:
        work(review, who, TA)
    flow = overview.flow(review)
    assert flow.records_to_do == len(conflicts.open_ids(review, TA))
    sound(review)


def test_an_amendment_half_way_judges_nothing_anew(review: Review) -> None:
    plan(review, calibration=0, dual_share=30)
    for who in TEAM:
        work(review, who, TA)
    planning.open_gate(review, TA, why="enough", by="AK")
    work(review, "AK", TA, most=6)
    stood = {n: screening.report(review, n, reviewer="AK").standings[TA] for n in screening.ids(review, Which())}
    flow = overview.flow(review)
    for name in ("dual", "single", "rapid"):
        planning.adopt(review, name, why="a try", by="AK")
        assert {n: screening.report(review, n, reviewer="AK").standings[TA] for n in stood} == stood, name
        assert overview.flow(review) == flow
        sound(review)
    changed = replace(protocols.current(review), criteria=())
    protocols.amend(review, changed, why="criteria were wrong", by="AK")
    assert overview.flow(review) == flow
    undoing.undo_last(review, by="AK", kinds=undoing.PROTOCOL)
    sound(review)


def test_what_was_judged_can_be_judged_again_on_request(review: Review) -> None:
    plan(review, calibration=0, dual_share=0, verify_share=0)
    for who in TEAM:
        work(review, who, TA)
    flow = overview.flow(review)
    assert flow.records_to_do == 0
    excluded = screening.ids(review, Which(TA, "excluded"))
    changed = replace(protocols.current(review), criteria=())
    protocols.amend(review, changed, why="machines may count", by="AK")
    version = protocols.current(review).version
    told = planning.reopening(review, Which(TA, "excluded"), before=version)
    assert (told.reports, told.votes) == (tuple(excluded), len(excluded))
    assert overview.flow(review) == flow, "asking changes nothing"
    with pytest.raises(ReviewError, match="lead"):
        planning.reopen(review, Which(TA, "excluded"), why="x", by="BR")
    planning.reopen(review, Which(TA, "excluded"), why="E1 is gone", by="AK")
    assert overview.flow(review).records_to_do == len(excluded)
    assert screening.ids(review, Which(TA, "reopened")) == excluded
    number = excluded[0]
    who = next(name for name in TEAM if number in queue(review, name))
    seen = screening.report(review, number, reviewer=who)
    assert last_verdict(seen, TA, who) is None
    assert all(vote.aside for vote in seen.votes)
    screening.decide(review, number, TA, Verdict.INCLUDE, by=who)
    assert screening.report(review, number, reviewer=who).standings[TA].outcome is Outcome.INCLUDED
    sound(review)
    undoing.undo_last(review, by=who, kinds=undoing.SCREENING)
    undoing.undo_last(review, by="AK", kinds=undoing.PLAN)
    assert overview.flow(review) == flow
    undoing.redo_last(review, by="AK", kinds=undoing.PLAN)
    assert overview.flow(review).records_to_do == len(excluded)
    sound(review)


def test_without_a_plan_what_is_reopened_is_everybody_s_again(tmp_path: Path) -> None:
    review = many(tmp_path, 5)
    for number in (1, 2):
        screening.decide(review, number, TA, Verdict.EXCLUDE, by="AK")
    planning.reopen(review, Which(TA), why="look again", by="AK", numbers=(2,))
    assert queue(review, "AK") == [2, 3, 4, 5]
    assert queue(review, "BR") == [2, 3, 4, 5]
    sound(review)
    review.close()


def test_samples_follow_from_the_records_alone(tmp_path: Path) -> None:
    """The order of the file, what else is imported, a merge and its undoing leave the samples alone."""
    one = many(tmp_path / "one", 40)
    plan(one, calibration=0, dual_share=40)
    shared = {number for who in TEAM for number in queue(one, who)}
    titles = {one_title(one, number) for number in shared}
    more = tmp_path / "more.ris"
    more.write_text(ris(range(41, 61)), encoding="utf-8")
    importing.import_file(one, more, Source("More"), by="AK")
    still = {number for who in TEAM for number in queue(one, who) if number <= 40}
    assert still == shared
    lone, other = sorted(shared)[0], next(n for n in range(1, 41) if n not in shared)
    merged = deduping.merge(one, [lone, other], by="AK")
    sound(one)
    undoing.undo_last(one, by="AK", kinds=undoing.DUPLICATES)
    assert {number for who in TEAM for number in queue(one, who) if number <= 40} == shared
    sound(one)
    del merged, titles
    one.close()


def one_title(review: Review, number: int) -> str:
    return screening.report(review, number, reviewer="AK").citation.title


def test_who_leaves_keeps_their_votes_and_their_work_moves(review: Review) -> None:
    plan(review, calibration=6, dual_share=0, verify_share=0)
    drawn = planning.draw(review, TA, by="AK").reports
    work(review, "AK", TA)
    work(review, "BR", TA)
    with pytest.raises(ReviewError, match="last lead"):
        people.withdraw(review, "AK", by="AK")
    people.withdraw(review, "CS", by="AK", why="a new job")
    assert overview.flow(review).records_to_do < 60, "the calibration set waits for nobody who has gone"
    planning.open_gate(review, TA, why="on we go", by="AK")
    assert queue(review, "CS") == []
    assert sorted(queue(review, "AK") + queue(review, "BR")) == [n for n in range(1, 61) if n not in drawn]
    with pytest.raises(ReviewError, match="left the team"):
        screening.decide(review, 1, TA, Verdict.INCLUDE, by="CS")
    sound(review)
    before = {who: set(queue(review, who)) for who in ("AK", "BR")}
    people.take_back(review, "CS", by="AK")
    gone = set(queue(review, "CS"))
    assert gone
    assert {who: set(queue(review, who)) for who in before} == {who: had - gone for who, had in before.items()}
    n = planning.hand_over(review, TA, "CS", "BR", by="CS", most=3)
    assert n == 3
    assert len(queue(review, "CS")) == len(gone) - 3
    sound(review)
    undoing.undo_last(review, by="CS", kinds=undoing.PLAN)
    assert set(queue(review, "CS")) == gone
    sound(review)


def test_handing_over_takes_work_from_the_giver_alone(review: Review) -> None:
    for name in ("DM", "EF"):
        people.join(review, name, by="AK")
    protocols.amend(review, protocols.current(review).planned("dual"), why="two each", by="AK")
    before = {who: set(queue(review, who)) for who in (*TEAM, "DM", "EF")}
    free = before["BR"] - before["CS"]
    assert planning.hand_over(review, TA, "BR", "CS", by="BR") == len(free)
    after = {who: set(queue(review, who)) for who in before}
    assert after == before | {"BR": before["BR"] & before["CS"], "CS": before["CS"] | free}, "nobody else's changed"
    sound(review)
    back = planning.hand_over(review, TA, "CS", "DM", by="CS", most=4)
    assert back == 4
    assert [set(queue(review, who)) for who in ("AK", "BR", "EF")] == [after["AK"], after["BR"], after["EF"]]
    sound(review)


def test_who_comes_back_is_not_waited_for_where_others_had_voted_before_and_vote_again(review: Review) -> None:
    plan(review, calibration=8)
    number = planning.draw(review, TA, by="AK").reports[0]
    for name in ("AK", "BR"):
        assert screening.decide(review, number, TA, Verdict.INCLUDE, by=name).outcome is Outcome.TO_DO
    people.withdraw(review, "CS", by="AK")
    people.take_back(review, "CS", by="AK")
    for name in ("AK", "BR"):
        assert screening.decide(review, number, TA, Verdict.INCLUDE, by=name).outcome is Outcome.INCLUDED
    sound(review)


def test_what_is_put_off_goes_to_the_end_and_is_no_vote(review: Review) -> None:
    for number in (2, 1):
        screening.postpone(review, number, TA, by="AK")
    assert queue(review, "AK")[:2] == [3, 4]
    assert queue(review, "AK")[-2:] == [2, 1]
    assert queue(review, "BR")[:2] == [1, 2]
    assert screening.ids(review, Which(TA, "postponed", "AK")) == [1, 2]
    assert next(t for t in overview.status(review).todo if t.reviewer == "AK").why[TA]["postponed"] == 2
    screening.decide(review, 2, TA, Verdict.INCLUDE, by="AK")
    assert screening.ids(review, Which(TA, "postponed", "AK")) == [1]
    undoing.undo_last(review, by="AK", kinds=undoing.SCREENING)
    undoing.undo_last(review, by="AK", kinds=undoing.SCREENING)
    assert queue(review, "AK")[-2:] == [60, 2]
    sound(review)


def test_the_next_calibration_set_is_drawn_near_disagreements(review: Review) -> None:
    plan(review, calibration=6, dual_share=20)
    planning.draw(review, TA, by="AK")
    with pytest.raises(ReviewError, match="not judged by everybody"):
        planning.draw(review, TA, by="AK")
    for who in TEAM:
        work(review, who, TA, most=6, says=lambda who, _: Verdict.INCLUDE if who == "AK" else Verdict.EXCLUDE)
    second = planning.draw(review, TA, by="AK")
    assert (len(second.near), len(second.by_lot)) == (3, 3)
    assert second.number == 2
    told = auditing.tell(review, auditing.numbers(review, auditing.Looking(kind="calibration")))
    assert "calibration set 2 at title and abstract: 6 reports, 3 of them near disagreements" in told[-1].words
    sound(review)


def test_numbers_are_checked_and_a_vote_says_what_it_was_cast_under(review: Review) -> None:
    protocol = protocols.current(review)
    for wrong in (StagePlan(calibration=-1), StagePlan(dual_share=101), StagePlan(agreement=2)):
        with pytest.raises(ReviewError):
            protocol.amended(plan=replace(protocol.plan, title_abstract=wrong))
    with pytest.raises(ReviewError, match="no plan"):
        protocol.planned("slow")
    plan(review, calibration=0, dual_share=100)
    number = queue(review, "AK")[0]
    made = screening.decide(review, number, TA, Verdict.EXCLUDE, by="AK", learn=False)
    said = auditing.event(review, made.event).payload
    assert (said["under"], said["version"], said["learn"]) == (["dual", 2, False], 2, False)
    assert screening.report(review, number, reviewer="AK").votes[0].learn is False
    sound(review)


def test_who_judges_what_is_for_the_lead_and_words_are_for_everybody(review: Review) -> None:
    with pytest.raises(ReviewError, match="for the lead to do: AK"):
        planning.adopt(review, "single", why="mine", by="BR")
    planning.adopt(review, "rapid", why="time is short", by="AK")
    with pytest.raises(ReviewError, match="for the lead to do: AK"):
        planning.renumber(review, TA, {"calibration": 0, "dual_share": 0}, why="mine", by="BR")
    protocols.amend(review, replace(protocols.current(review), question="Whose gain?"), why="clearer", by="BR")
    plan = auditing.tell(review, auditing.numbers(review, auditing.Looking(kind="protocol.amended")))[1].event
    assert plan.payload["plan"]["preset"] == "rapid"
    for deed in (undoing.preview, undoing.undo):
        with pytest.raises(ReviewError, match="for the lead to take back: AK"):
            deed(review, plan.id, by="BR")


def test_every_number_can_be_amended_and_each_amendment_says_what_it_changed(review: Review) -> None:
    with pytest.raises(ReviewError, match="no screening plan"):
        planning.renumber(review, TA, {"calibration": 6}, why="small", by="AK")
    planning.adopt(review, "rapid", why="time is short", by="AK")
    numbers = {"calibration": 6, "dual_share": 30, "verify_share": 50, "agreement": 0.9}
    planning.renumber(review, TA, numbers, why="a small review", by="AK")
    planning.renumber(review, FT, {"calibration": 3}, why="few texts", by="AK", reviewers=2)
    protocol = protocols.current(review)
    assert protocol.plan.title_abstract == StagePlan(6, 30, 50, 0.9)
    assert (protocol.plan.full_text.calibration, protocol.reviewers_full_text) == (3, 2)
    with pytest.raises(ReviewError, match="numbers in force"):
        planning.renumber(review, TA, {"calibration": 6}, why="again", by="AK")
    with pytest.raises(ReviewError, match="percent"):
        planning.renumber(review, TA, {"dual_share": 130}, why="more", by="AK")
    told = planning.amendments(review)
    assert [(one.version, one.by, one.why) for one in told[1:]] == [
        (2, "AK", "time is short"),
        (3, "AK", "a small review"),
        (4, "AK", "few texts"),
    ]
    assert told[2].changes == (
        "title and abstract: 40 → 6 reports in the calibration set",
        "title and abstract: 20 → 30 % judged by two",
        "title and abstract: 100 → 50 % of exclusions verified",
        "title and abstract: 0.8 → 0.9 judged alike before the gate opens",
    )
    assert told[3].changes == ("full text: 1 → 2 judge the rest", "full text: 5 → 3 reports in the calibration set")


def test_what_an_amendment_changed_of_criteria_and_lists(review: Review) -> None:
    old = protocols.current(review)
    criteria = (replace(old.criteria[0], text="People decide together."), replace(old.criteria[1], id="E2"))
    changed = replace(old, question="Who gains?", criteria=criteria, reasons=("no findings", "other"))
    protocols.amend(review, changed, why="clearer", by="AK")
    assert planning.amendments(review)[-1].changes == (
        "question: Who gains?",
        "criterion E1 dropped: Only machines.",
        "criterion E2 added: Only machines.",
        "criterion I1: People work together. → People decide together.",
        "reasons: with other",
        "reasons: without wrong topic",
    )
    with pytest.raises(ReviewError, match="amended meanwhile: version 2"):
        protocols.amend(review, replace(old, question="Another?"), why="late", by="BR")


def test_before_the_set_is_drawn_nobody_has_anything_left(review: Review) -> None:
    plan(review, calibration=8, dual_share=25)
    state = planning.state(review, TA)
    assert state is not None
    assert (state.phase, state.waiting, state.left) == ("to draw", 60, {})
    planning.draw(review, TA, by="AK")
    for who in TEAM * 2:
        work(review, who, TA)
    state = planning.state(review, TA)
    assert state is not None
    assert state.words.startswith("Two people have judged their share.")
