"""From an excerpt to a claim and back: every claim opens to its evidence, and says so when that is gone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.evidence import ExcerptKind
from review_tool.domain.synthesis import Gap, Link, Recommendation, Stance, Strand, TargetKind
from review_tool.services.fulltexts import marking
from review_tool.services.history import auditing, undoing
from review_tool.services.judging import screening
from review_tool.services.reporting import exporting
from review_tool.services.reviews import Review
from review_tool.services.studies import appraising, extracting
from review_tool.services.studies.extracting import Entry
from review_tool.services.synthesis import strands, synthesising, tracing
from tests.reviews import make_review


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    made = make_review(tmp_path)
    for number in (1, 2):
        screening.decide(made, number, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK")
        screening.decide(made, number, Stage.FULL_TEXT, Verdict.INCLUDE, by="AK")
    yield made
    made.close()


def marked(review: Review, text: str = "Time was short.") -> str:
    return marking.mark(review, 2, text, locator="p. 3", by="AK", codes=("time",))


def test_a_claim_walks_down_to_its_events_and_back(review: Review) -> None:
    claim = synthesising.write(
        review, Recommendation("Give it time."), links=(Link(TargetKind.EXCERPT, marked(review)),), by="AK"
    )
    assert claim.label == "R1"
    step = tracing.claim_step(claim)
    kinds = [step.kind]
    while below := tracing.below(review, step, reviewer="AK"):
        step = below[0]
        kinds.append(step.kind)
    assert kinds == ["claim", "excerpt", "report", "vote", "event"]
    assert "decision.made" in step.words
    assert [c.label for c in tracing.resting_on(review, 2)] == ["R1"]
    assert tracing.resting_on(review, 1) == []


def test_a_claim_on_nothing_or_nowhere_is_refused(review: Review) -> None:
    with pytest.raises(ReviewError, match="without evidence"):
        synthesising.write(review, Gap("What lasts?"), by="AK")
    with pytest.raises(ReviewError, match="no excerpt"):
        synthesising.write(review, Gap("What lasts?"), links=(Link(TargetKind.EXCERPT, "nowhere"),), by="AK")
    with pytest.raises(ReviewError, match="no study"):
        synthesising.write(review, Gap("What lasts?"), links=(Link(TargetKind.STUDY, "4"),), by="AK")
    assert synthesising.write(review, Gap("What lasts?"), judgement=True, by="AK").label == "G1"


def test_undone_evidence_leaves_the_claim_unsupported_and_the_summary_refused(review: Review, tmp_path: Path) -> None:
    link = Link(TargetKind.STUDY, "2")
    synthesising.write(review, Recommendation("Give it time."), links=(link,), by="AK")
    exporting.export(review, "summary", tmp_path / "s", by="AK")
    screening.decide(review, 2, Stage.FULL_TEXT, Verdict.EXCLUDE, by="AK", reason="other")
    (claim,) = synthesising.claims(review)
    assert not claim.supported
    assert "unsupported" in tracing.claim_step(claim).words
    with pytest.raises(ReviewError, match="R1 has lost its evidence"):
        exporting.export(review, "summary", tmp_path / "t", by="AK")
    assert not (tmp_path / "t").exists()
    undoing.undo_last(review, by="AK", kinds=undoing.SCREENING)
    assert synthesising.claims(review)[0].supported


def test_the_last_support_cannot_be_unlinked(review: Review) -> None:
    first = Link(TargetKind.EXCERPT, marked(review))
    claim = synthesising.write(review, Recommendation("Give it time."), links=(first,), by="AK")
    with pytest.raises(ReviewError, match="without evidence"):
        synthesising.link(review, claim.id, first, present=False, by="AK")
    against = Link(TargetKind.EXCERPT, marked(review, "Speed helped."), Stance.OPPOSES)
    synthesising.link(review, "R1", against, by="AK")
    assert [link.stance for link in synthesising.claim(review, "R1").links] == [Stance.SUPPORTS, Stance.OPPOSES]


def test_numbers_are_never_given_again(review: Review) -> None:
    synthesising.write(review, Gap("One?"), judgement=True, by="AK")
    synthesising.withdraw(review, "G1", by="AK")
    assert synthesising.write(review, Gap("Two?"), judgement=True, by="AK").label == "G2"
    assert [claim.label for claim in synthesising.claims(review)] == ["G2"]


def test_strands_stand_beside_the_studies(review: Review) -> None:
    strands.describe_strand(review, Strand("Stories", "stories", 100), by="AK")
    item = strands.add_item(review, "Stories", "Being heard", "Many say that they were heard.", by="AK")
    with pytest.raises(ReviewError, match="no strand"):
        strands.add_item(review, "Films", "x", "y", by="AK")
    claim = synthesising.write(review, Gap("Who is heard?"), links=(Link(TargetKind.ITEM, item),), by="AK")
    assert synthesising.views(review)[0].evidence[0].label == "Stories: Being heard"
    assert "item" in synthesising.supports(review, [claim])[claim.id].words


def test_a_value_rests_on_its_passage_and_keeps_its_history(review: Review) -> None:
    extracting.extract(
        review, 2, "barriers", Entry("time", excerpt="Time was short.", locator="p. 3", kind=ExcerptKind.QUOTE), by="AK"
    )
    extracting.extract(review, 2, "barriers", Entry("time; pay"), by="BR")
    extracting.extract(review, 2, "costs", Entry(not_reported=True), by="AK")
    assert {(v.field, v.value, v.not_reported) for v in extracting.values(review, 2)} == {
        ("barriers", "time; pay", False),
        ("costs", "", True),
    }
    assert [v.value for v in extracting.history(review, 2, "barriers")] == ["time", "time; pay"]
    with pytest.raises(ReviewError, match="place"):
        extracting.extract(review, 2, "setting", Entry("clinic", excerpt="In a clinic."), by="AK")
    with pytest.raises(ReviewError, match="cannot be"):
        extracting.extract(review, 2, "design", Entry("essay"), by="AK")
    with pytest.raises(ReviewError, match="not an included study"):
        extracting.extract(review, 4, "setting", Entry("clinic"), by="AK")


def test_answers_are_kept_per_reviewer_and_never_summed(review: Review) -> None:
    appraising.answer(review, 2, "mmat-2018-structure", "design", "qualitative", by="AK")
    appraising.answer(review, 2, "mmat-2018-structure", "S1", "yes", by="AK", note="Question stated.")
    appraising.answer(review, 2, "mmat-2018-structure", "S1", "no", by="BR")
    given = appraising.answers(review, "mmat-2018-structure", study=2)
    assert {(a.reviewer, a.item, a.answer) for a in given} == {
        ("AK", "design", "qualitative"),
        ("AK", "S1", "yes"),
        ("BR", "S1", "no"),
    }
    with pytest.raises(ReviewError, match="cannot be answered"):
        appraising.answer(review, 2, "mmat-2018-structure", "S1", "5", by="AK")
    with pytest.raises(ReviewError, match="no checklist"):
        appraising.answer(review, 2, "prose", "S1", "yes", by="AK")
    assert auditing.check(review).ok
