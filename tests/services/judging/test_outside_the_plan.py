"""Under a plan nobody votes on what it gives to others: not by a slip in another list, and not by a stale screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from review_tool.cli.main import tool
from review_tool.domain.decision import Outcome, Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.report import Which
from review_tool.services.gathering import voting_in
from review_tool.services.history import auditing
from review_tool.services.judging import planning, screening
from review_tool.services.reviews import Review
from tests.services.rapid import TEAM, many, work
from tests.services.twins import count_ids

TA, FT = Stage.TITLE_ABSTRACT, Stage.FULL_TEXT
IN, OUT = Verdict.INCLUDE, Verdict.EXCLUDE


@pytest.fixture
def review(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Review]:
    count_ids(monkeypatch)  # the lots follow from the review's id
    made = many(tmp_path, 24)
    planning.adopt(made, "rapid", why="a plan", by="AK")
    planning.renumber(made, TA, {"calibration": 3, "dual_share": 40}, why="small", by="AK")
    yield made
    made.close()


def queue(review: Review, who: str, task: str = "") -> list[int]:
    return screening.ids(review, Which(TA, "to do", who, task=task))


def why_not(review: Review, who: str, number: int) -> str:
    """Why the card says it is not theirs; the vote is refused for the same reason, and none is written."""
    said = screening.report(review, number, reviewer=who).not_theirs.get(TA, "")
    before = auditing.size(review)
    with pytest.raises(ReviewError, match=f"Report {number} is not yours to judge") as refusal:
        screening.decide(review, number, TA, IN, by=who)
    assert str(refusal.value).casefold().endswith(said.casefold())
    assert auditing.size(review) == before
    return said


def test_before_the_set_is_drawn_and_while_it_is_judged_nothing_else_is_voted_on(review: Review) -> None:
    assert all(why_not(review, "AK", number) for number in range(1, 25))
    drawn = planning.draw(review, TA, by="AK").reports
    mine = [n for n in range(1, 25) if screening.report(review, n, reviewer="AK").tasks.get(TA) == "dual"]
    assert "once all have judged the calibration set" in why_not(review, "AK", mine[0])
    assert screening.report(review, drawn[0], reviewer="AK").not_theirs == {FT: _OTHERS}
    screening.decide(review, drawn[0], TA, IN, by="AK")
    screening.decide(review, drawn[0], TA, OUT, by="AK")


_OTHERS = "The plan gives it to others, or to nobody yet."


def test_what_others_judge_and_what_is_decided_is_left_alone(review: Review) -> None:
    planning.draw(review, TA, by="AK")
    for who in TEAM:
        work(review, who, TA, says=lambda *_: IN, most=3)
    theirs = next(n for n in queue(review, "BR", "dual") if n not in queue(review, "AK"))
    assert why_not(review, "AK", theirs) == _OTHERS
    waiting = next(n for n in range(1, 25) if not any(n in queue(review, who) for who in TEAM) and _open(review, n))
    assert why_not(review, "AK", waiting) == _OTHERS
    planning.open_gate(review, TA, why="we agree", by="AK")
    single = queue(review, "BR", "single")[0]
    assert why_not(review, "AK", single) == _OTHERS
    screening.decide(review, single, TA, IN, by="BR")
    assert "It has its outcome" in why_not(review, "AK", single)
    screening.decide(review, single, TA, OUT, by="BR")  # one's own may be changed
    checker = next(who for who in TEAM if single in queue(review, who, "verify"))
    other = next(who for who in TEAM if who not in ("BR", checker))
    assert why_not(review, other, single) == _OTHERS  # that it was excluded is not said
    screening.decide(review, single, TA, IN, by=checker)
    assert "differ" in why_not(review, other, single)
    assert auditing.check(review).problems == ()


def _open(review: Review, number: int) -> bool:
    return screening.report(review, number, reviewer="AK").standings[TA].outcome is Outcome.TO_DO


def test_work_handed_over_goes_with_the_right_to_judge_it(review: Review) -> None:
    planning.draw(review, TA, by="AK")
    for who in TEAM:
        work(review, who, TA, says=lambda *_: IN, most=3)
    number = next(n for n in queue(review, "BR") if n not in queue(review, "CS"))
    planning.hand_over(review, TA, "BR", "CS", by="BR")
    assert why_not(review, "BR", number) == _OTHERS
    screening.decide(review, number, TA, IN, by="CS")


def test_votes_from_another_program_are_taken_as_they_are(review: Review, tmp_path: Path) -> None:
    sheet = tmp_path / "votes.csv"
    sheet.write_text("report_id,reviewer,verdict\n5,AK,include\n", encoding="utf-8")
    assert voting_in.import_votes(review, sheet, by="AK").votes == 1


def test_line_by_line_says_why(review: Review) -> None:
    here = ["--review", str(review.folder), "--as", "BR"]
    done = CliRunner().invoke(tool, ["screen", "--plain", "--state", "all", *here], input="i\nq\n")
    assert "Not yours to judge now: The plan gives it to others, or to nobody yet." in done.output
    assert "is not yours to judge at title and abstract now" in done.output
    assert screening.ids(review, Which(TA, "voted", "BR")) == []
