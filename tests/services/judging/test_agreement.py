"""Agreement counts what each person said blind, never what they changed once they had seen another's vote."""

from __future__ import annotations

from pathlib import Path

import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.report import Which
from review_tool.services import people, protocols
from review_tool.services.gathering import voting_in
from review_tool.services.history import auditing, undoing
from review_tool.services.judging import agreement, conflicts, planning, screening, stopping
from review_tool.services.reviews import Review
from tests.reviews import make_review
from tests.services.rapid import many

TA = Stage.TITLE_ABSTRACT
IN, OUT = Verdict.INCLUDE, Verdict.EXCLUDE


@pytest.fixture
def dual(tmp_path: Path) -> Review:
    return make_review(tmp_path, reviewers=2)


def alike(review: Review) -> tuple[int, int]:
    """How many of how many."""
    found = [one.agreement for one in conflicts.agreements(review)]
    return sum(one.same for one in found), sum(one.n for one in found)


def vote(review: Review, who: str, verdict: Verdict, number: int = 1) -> None:
    screening.decide(review, number, TA, verdict, by=who)


def test_a_vote_changed_after_release_is_not_counted(dual: Review) -> None:
    vote(dual, "AK", IN)
    vote(dual, "BR", OUT)
    assert alike(dual) == (0, 1)
    vote(dual, "BR", IN)
    assert alike(dual) == (0, 1)
    last = auditing.tell(dual, auditing.numbers(dual, auditing.Looking(kind="decision")))[-1]
    assert "BR included report 1 at title and abstract; others' votes were in sight by then" in last.words
    (one,) = agreement.judged_by_both(dual)
    assert (one.a.verdict, one.b.verdict) == (IN, OUT)
    assert screening.report(dual, 1, reviewer="AK").standings[TA].outcome == "included", "for the outcome it counts"


def test_one_changed_while_still_blind_is(dual: Review) -> None:
    vote(dual, "AK", OUT)
    vote(dual, "AK", IN)
    vote(dual, "BR", IN)
    assert alike(dual) == (1, 1)


def test_nor_is_one_taken_back_after_release_and_cast_anew(dual: Review) -> None:
    vote(dual, "AK", IN)
    vote(dual, "BR", OUT)
    undoing.undo_last(dual, by="BR", kinds=undoing.SCREENING)
    vote(dual, "BR", IN)
    assert alike(dual) == (0, 1)


def test_one_taken_back_before_release_was_a_slip(dual: Review) -> None:
    vote(dual, "BR", OUT)
    undoing.undo_last(dual, by="BR", kinds=undoing.SCREENING)
    vote(dual, "BR", IN)
    vote(dual, "AK", IN)
    assert alike(dual) == (1, 1)


def test_votes_whose_records_are_gone_are_no_hindrance(tmp_path: Path) -> None:
    review = make_review(tmp_path, reviewers=2)
    number = max(screening.ids(review, Which(TA)))  # of the second file alone
    vote(review, "AK", IN, number)
    vote(review, "BR", OUT, number)
    for who in ("AK", "BR"):
        undoing.undo_last(review, by=who, kinds=undoing.SCREENING)
    undoing.undo_last(review, by="AK", kinds=undoing.IMPORTS)
    assert number not in screening.ids(review, Which(TA))
    assert alike(review) == (0, 0)


def test_nor_a_third_person_s_who_saw_the_others(dual: Review) -> None:

    people.join(dual, "CS", by="AK")
    vote(dual, "AK", IN)
    vote(dual, "BR", IN)
    vote(dual, "CS", IN)
    assert alike(dual) == (1, 1)


def test_the_gate_tells_the_figures_as_voted_blind(tmp_path: Path) -> None:
    review = many(tmp_path, 8)
    planning.adopt(review, "rapid", why="a plan", by="AK")
    planning.draw(review, TA, by="AK", size=4)
    for who in ("AK", "BR", "CS"):
        for number in screening.ids(review, Which(TA, "to do", who)):
            vote(review, who, OUT if who == "CS" else IN, number)
    for number in planning.state(review, TA).rounds[0].reports:  # type: ignore[union-attr]
        vote(review, "CS", IN, number)
    planning.open_gate(review, TA, why="we talked", by="AK")
    (opened,) = auditing.tell(review, auditing.numbers(review, auditing.Looking(kind="gate")))
    assert (opened.event.payload["same"], opened.event.payload["n"]) == (4, 12)


def test_a_second_look_at_an_exclusion_is_told_apart(tmp_path: Path) -> None:
    review = many(tmp_path, 6)
    planning.adopt(review, "rapid", why="a plan", by="AK")
    planning.renumber(review, TA, {"calibration": 0, "dual_share": 0}, why="small", by="AK")
    verdicts = iter((OUT, IN, OUT, OUT, OUT, OUT))
    first: dict[int, str] = {}
    for who in ("AK", "BR", "CS"):
        for number in screening.ids(review, Which(TA, "to do", who, task="single")):
            first[number] = who
            vote(review, who, OUT, number)
    for who in ("AK", "BR", "CS"):
        for number in screening.ids(review, Which(TA, "to do", who, task="verify")):
            assert first[number] != who
            vote(review, who, next(verdicts), number)
    assert conflicts.agreements(review) == []
    (stage,) = agreement.by_stage(review)
    assert (stage.looked_at, stage.upheld, stage.reports, stage.pairs) == (6, 5, 0, ())
    assert "Of 6 exclusions that a second person looked at, 5 were upheld" in agreement.counted([stage])


def test_what_one_person_misses_is_counted_from_blind_votes_too(dual: Review) -> None:
    for number in (1, 2, 3):
        vote(dual, "AK", IN, number)
        vote(dual, "BR", OUT if number == 1 else IN, number)
    vote(dual, "BR", IN, 1)

    protocol = protocols.current(dual)
    protocols.amend(
        dual, protocol.from_payload(protocol.to_payload() | {"reviewers_title_abstract": 1}), why="enough", by="AK"
    )
    vote(dual, "AK", IN, 4)
    words = " ".join(one.words for one in stopping.stopping(dual, TA).missed)
    assert "one person saw 5 of 6 times what two people kept" in words


def test_votes_from_another_program_count_as_cast_there(tmp_path: Path) -> None:
    review = make_review(tmp_path)
    sheet = tmp_path / "votes.csv"
    sheet.write_text("doi,reviewer,verdict\n10.5555/made.up.1,AK,include\n10.5555/made.up.1,BR,exclude\n")
    voting_in.import_votes(review, sheet, by="AK")
    assert alike(review) == (0, 1)
