"""How the review was done is told from the plan, and where it is quicker than a full review."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from review_tool.services.judging import planning
from review_tool.services.reporting import short_cuts
from tests.reviews import make_review


def test_one_judge_for_each_report_is_told_as_a_short_cut(tmp_path: Path) -> None:
    with closing(make_review(tmp_path / "review")) as review:
        assert "At title and abstract, by the plan, one person judged each report." in short_cuts.how(review)
        assert any(said.startswith("At title and abstract") for said in short_cuts.differences(review))


def test_two_judges_are_no_short_cut(tmp_path: Path) -> None:
    with closing(make_review(tmp_path / "review", reviewers=2)) as review:
        assert "At full text, by the plan, two people judged each report." in short_cuts.how(review)
        assert not any("judged" in said for said in short_cuts.differences(review))


def test_the_rapid_plan_is_told_step_by_step(tmp_path: Path) -> None:
    with closing(make_review(tmp_path / "review")) as review:
        planning.adopt(review, "rapid", why="a rapid review", by="AK")
        assert short_cuts.how(review)[1] == (
            "At title and abstract, by the plan, everybody judged the same first 40, then two people judged 20 % of "
            "the others, then one person judged each of the rest, then a second person looked again at every exclusion "
            "made by one person."
        )
