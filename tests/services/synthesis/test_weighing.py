"""Findings, what stands behind them, and what they can lose."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from review_tool.domain.claims import CONCERNS
from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.synthesis import (
    Agreement,
    ClaimKind,
    Finding,
    Gap,
    Link,
    Rank,
    Recommendation,
    Stance,
    TargetKind,
)
from review_tool.services.fulltexts import marking
from review_tool.services.history import auditing, undoing
from review_tool.services.judging import screening
from review_tool.services.reviews import Review
from review_tool.services.studies import appraising
from review_tool.services.synthesis import coding, evidence_base, synthesising, weighing
from tests.reviews import make_review


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    made = make_review(tmp_path)
    for number in (1, 2, 4):
        screening.decide(made, number, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK")
        screening.decide(made, number, Stage.FULL_TEXT, Verdict.INCLUDE, by="AK")
    yield made
    assert auditing.check(made).ok
    made.close()


def mark(review: Review, report: int, *codes: str, by: str = "AK") -> str:
    return marking.mark(review, report, f"A passage of {report}.", locator="p. 3", by=by, codes=codes)


def judge(review: Review, study: int, level: str) -> None:
    appraising.answer(review, study, "weight-of-evidence", "D", level, by="AK", note="Read twice.")


def test_a_recommendation_on_a_finding_falls_with_it(review: Review) -> None:
    excerpt = mark(review, 2)
    finding = synthesising.write(review, Finding("Time helps"), links=(Link(TargetKind.EXCERPT, excerpt),), by="AK")
    assert (finding.label, finding.kind) == ("F1", ClaimKind.FINDING)
    synthesising.write(review, Recommendation("Give time."), links=(Link(TargetKind.FINDING, finding.id),), by="AK")
    (recommendation, _) = synthesising.claims(review)
    assert recommendation.supported
    assert (
        synthesising.supports(review, [recommendation])[recommendation.id].words == "Supported by 1 study (1 excerpt)."
    )
    undoing.undo(review, excerpt, by="AK")
    (recommendation, finding) = synthesising.claims(review)
    assert not recommendation.supported
    assert not finding.supported
    undoing.redo_last(review, by="AK")
    assert synthesising.claims(review)[0].supported


def test_what_opposes_a_finding_stands_beside_what_supports_it(review: Review) -> None:
    links = (
        Link(TargetKind.EXCERPT, mark(review, 2)),
        Link(TargetKind.EXCERPT, mark(review, 1)),
        Link(TargetKind.STUDY, "4", Stance.OPPOSES),
    )
    grades = dict.fromkeys(("methodological", "coherence", "adequacy", "relevance"), CONCERNS[0])
    body = Finding("Time helps", **grades, confidence="high", confidence_reason="No concerns.")
    synthesising.write(review, body, links=links, by="AK")
    judge(review, 2, "low")
    (view,) = synthesising.views(review, ClaimKind.FINDING)
    assert [(one.study, one.stance, one.quality) for one in view.studies] == [
        (2, Stance.SUPPORTS, "low"),
        (1, Stance.SUPPORTS, ""),
        (4, Stance.OPPOSES, ""),
    ]
    assert "Weight of Evidence" in view.studies[0].words
    assert [len(view.supporting), len(view.opposing)] == [2, 1]


def test_a_claim_stands_without_what_it_does_not_need(review: Review) -> None:
    two, one = mark(review, 2, "time"), mark(review, 1, "time", by="BR")
    links = (Link(TargetKind.EXCERPT, two), Link(TargetKind.EXCERPT, one))
    claim = synthesising.write(review, Recommendation("Give time."), links=links, by="AK")
    test = weighing.robustness_of(review)[claim.id]
    assert [(s.kind, s.left) for s in test.scenarios] == [
        ("low quality", 2),
        ("study", 1),
        ("study", 1),
        ("reviewer", 1),
        ("reviewer", 1),
    ]
    assert (test.brief, test.fragile) == ("stands in 5 of 5", False)
    judge(review, 2, "low")
    judge(review, 1, "low")
    test = weighing.robustness_of(review)[claim.id]
    assert test.words == "Stands in 4 of 5: falls without low-quality studies."


def test_one_study_or_one_coder_makes_a_claim_fragile(review: Review) -> None:
    excerpt = mark(review, 2, "time")
    coding.describe_theme(review, "Time", description="", codes=("time",), by="AK")
    claim = synthesising.write(review, Recommendation("Give time."), links=(Link(TargetKind.THEME, "Time"),), by="AK")
    test = weighing.robustness_of(review)[claim.id]
    assert {s.words for s in test.falls} == {"without Osei 2020", "without AK's coding"}
    coding.code(review, excerpt, "time", by="BR")
    test = weighing.robustness_of(review)[claim.id]
    assert {s.words for s in test.falls} == {"without Osei 2020"}
    judged = synthesising.write(review, Gap("What lasts?"), judgement=True, by="AK")
    assert "nothing to take away" in weighing.robustness_of(review)[judged.id].words


def test_the_evidence_suggests_why_a_gap_is_one(review: Review) -> None:
    links = (Link(TargetKind.EXCERPT, mark(review, 2)), Link(TargetKind.STUDY, "4", Stance.OPPOSES))
    gap = synthesising.write(review, Gap("Does it last?"), links=links, by="AK")
    base = evidence_base.read(review)
    assert weighing.suggested_reasons(base, gap, {}) == ("A2", "C")
    judge(review, 2, "low")
    judge(review, 4, "low")
    assert weighing.suggested_reasons(base, gap, weighing.qualities(review)) == ("A2", "B2", "C")
    alone = synthesising.write(review, Gap("Who pays?"), judgement=True, by="AK")
    assert weighing.suggested_reasons(base, alone, {}) == ("A1",)


def test_groups_agree_dissent_and_rank_and_reworded_claims_keep_it(review: Review) -> None:
    gap = synthesising.write(review, Gap("What lasts?"), judgement=True, by="AK")
    synthesising.agree(review, "G1", Agreement("staff", 4, 1, 0), by="AK")
    synthesising.agree(review, "G1", Agreement("staff", 5, 0, 0), by="AK")
    synthesising.dissent(review, "G1", "We know already.", who="a partner", by="BR")
    synthesising.rank(review, "G1", Rank("staff", 2), by="AK")
    synthesising.rank(review, "G1", Rank("community members", 1), by="AK")
    synthesising.reword(review, "G1", Gap("What lasts ten years?"), judgement=True, by="AK")
    claim = synthesising.claim(review, gap.id)
    assert [one.words for one in claim.agreement] == ["staff: 5 for, 0 against, 0 unsure"]
    assert [(one.text, one.who, one.by) for one in claim.dissent] == [("We know already.", "a partner", "BR")]
    assert {one.group: one.rank for one in claim.ranks} == {"staff": 2, "community members": 1}
    undoing.undo_last(review, by="BR", kinds=undoing.SYNTHESIS)
    assert synthesising.claim(review, "G1").dissent == ()
    synthesising.write(review, Recommendation("Go on."), judgement=True, by="AK")
    with pytest.raises(ReviewError, match="R1 is no gap"):
        synthesising.rank(review, "R1", Rank("staff", 1), by="AK")


def test_a_vague_gap_is_refused_and_a_draft_is_confirmed_with_a_basis(review: Review) -> None:
    with pytest.raises(ReviewError, match="says nothing by itself"):
        synthesising.write(review, Gap("More research is needed."), judgement=True, by="AK")
    draft = synthesising.write(review, Gap("No study on pay", status="draft"), by="AK")
    assert draft.draft
    assert [view.claim.label for view in synthesising.views(review, drafts=False)] == []
    with pytest.raises(ReviewError, match="without evidence"):
        synthesising.confirm(review, "G1", by="AK")
    synthesising.confirm(review, "G1", judgement=True, by="AK")
    assert not synthesising.claim(review, "G1").draft
    with pytest.raises(ReviewError, match="no draft"):
        synthesising.confirm(review, "G1", by="AK")
