"""What taking back a consensus, a form, a passage or a finding would change: told before, and then so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from review_tool.domain.claims import Finding, Recommendation
from review_tool.domain.decision import Outcome, Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.extraction import Field
from review_tool.domain.synthesis import Claim, Link, TargetKind
from review_tool.services import people
from review_tool.services.fulltexts import marking
from review_tool.services.history import auditing, undoing
from review_tool.services.judging import conflicts, planning, screening
from review_tool.services.reviews import Review
from review_tool.services.studies import extracting, forms
from review_tool.services.studies.extracting import Entry
from review_tool.services.synthesis import synthesising
from review_tool.store.queries import plan
from tests.reviews import make_review
from tests.services.rapid import many
from tests.tui.reviewing import all_included

TA = Stage.TITLE_ABSTRACT


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    made = all_included(tmp_path)
    yield made
    made.close()


def last(review: Review, kind: str) -> str:
    return auditing.tell(review, auditing.numbers(review, auditing.Looking(kind=kind)))[-1].event.id


def previewed(review: Review, event: str) -> undoing.Effect:
    """The preview, seen to have written nothing."""
    before = auditing.numbers(review)
    effect = undoing.preview(review, event, by="AK")
    assert auditing.numbers(review) == before
    return effect


def taken_back(review: Review, event: str) -> None:
    undoing.undo(review, event, by="AK")
    assert auditing.check(review).ok


def claims(review: Review) -> dict[str, Claim]:
    return {claim.label: claim for claim in synthesising.claims(review)}


def written(review: Review, body: Recommendation | Finding, *targets: tuple[TargetKind, str]) -> str:
    links = tuple(Link(kind, target) for kind, target in targets)
    return synthesising.write(review, body, links=links, by="AK").id


def test_a_consensus_taken_back_leaves_a_conflict_again(tmp_path: Path) -> None:
    review = make_review(tmp_path, reviewers=2)
    screening.decide(review, 1, TA, Verdict.INCLUDE, by="AK")
    screening.decide(review, 1, TA, Verdict.EXCLUDE, by="BR")
    conflicts.resolve(review, 1, TA, Verdict.EXCLUDE, by="AK")
    effect = previewed(review, last(review, "conflict.resolved"))
    assert effect.summary == "2 votes reopen, screened −1"
    assert effect.changed == ("Report 1 at title and abstract: excluded → conflict.",)
    taken_back(review, effect.event.id)
    assert screening.report(review, 1, reviewer="AK").standings[TA].outcome is Outcome.CONFLICT
    review.close()


def test_a_consensus_taken_back_says_what_leaves_full_text(tmp_path: Path) -> None:
    review = make_review(tmp_path, reviewers=2)
    for number in (1, 2):
        screening.decide(review, number, TA, Verdict.INCLUDE, by="AK")
        screening.decide(review, number, TA, Verdict.EXCLUDE, by="BR")
        conflicts.resolve(review, number, TA, Verdict.INCLUDE, by="AK")
        screening.decide(review, number, Stage.FULL_TEXT, Verdict.INCLUDE, by="AK")
    effect = previewed(review, last(review, "conflict.resolved"))
    assert effect.summary == "2 votes reopen, screened −1, 1 report leaves full text"
    assert effect.changed[1:] == ("Report 2 would leave full text; 1 vote lies there, and counts again on its return.",)
    assert effect.queues.left == (2,)
    undoing.undo(review, effect.event.id, by="AK")
    again = previewed(review, last(review, "event.undone"))
    assert again.summary == "screened +1, 1 report comes to full text"
    review.close()


def lists(review: Review) -> dict[tuple[str, str], int]:
    with review.reading() as connection:
        return plan.lists(connection)


def test_a_step_of_the_plan_taken_back_says_whose_lists_close_open_or_are_shorter(tmp_path: Path) -> None:
    review = many(tmp_path, 30)
    planning.adopt(review, "rapid", why="Quick.", by="AK")
    planning.draw(review, TA, size=4, by="AK")
    before = lists(review)
    planning.open_gate(review, TA, why="Alike.", by="AK")
    after = lists(review)
    opened = previewed(review, last(review, "gate.opened"))
    assert sum(after.values()) > sum(before.values())
    assert opened.changed == tuple(
        f"{who}'s list at title and abstract would hold {before[stage, who]} reports, not {n}."
        for (stage, who), n in sorted(after.items())
        if before[stage, who] < n
    )
    people.withdraw(review, "CS", why="Ill.", by="AK")
    left = last(review, "reviewer.withdrew")
    assert (TA.value, "CS") not in lists(review)
    effect = previewed(review, left)
    assert f"CS's list at title and abstract would open with {after[TA.value, 'CS']} reports." in effect.changed
    undoing.undo(review, left, by="AK")
    effect = previewed(review, last(review, "event.undone"))
    assert "1 list closes" in effect.summary
    assert effect.queues.closed == ((TA.value, "CS"),)
    assert (
        f"CS's list at title and abstract would close; {after[TA.value, 'CS']} reports would leave it."
        in effect.changed
    )
    undoing.undo(review, last(review, "gate.opened"), by="AK")
    undoing.undo(review, last(review, "calibration.drawn"), by="AK")
    assert previewed(review, last(review, "protocol.amended")).queues.closed == (), "without a plan all is everybody's"
    review.close()


def test_a_form_taken_back_says_which_form_comes_back_and_what_it_does_not_ask(review: Review) -> None:
    before = forms.current(review)
    asked = forms.with_field(before, Field("cost", "What it cost"))
    forms.adopt(review, asked, by="AK")
    extracting.extract(review, 2, "cost", Entry("Nothing"), by="AK")
    effect = previewed(review, last(review, "form.adopted"))
    assert effect.summary == ""
    assert effect.changed == (
        f"The form in force would be {before.name}, not {forms.current(review).name}.",
        "  What it cost: taken out, its values stay",
        "  1 value would be asked for no more; nothing written is lost.",
    )
    assert undoing.far(review, by="AK", kinds=("form.adopted",)) == effect, "asked before, where values rest on it"
    taken_back(review, effect.event.id)
    assert forms.current(review).name == before.name
    assert [value.value for value in extracting.values(review)] == ["Nothing"]


def test_a_passage_taken_back_says_which_claims_lose_it(review: Review) -> None:
    one, two = (marking.mark(review, 2, text, locator="p. 3", by="AK") for text in ("Time.", "Money."))
    written(review, Recommendation("Both."), (TargetKind.EXCERPT, one), (TargetKind.EXCERPT, two))
    effect = previewed(review, two)
    assert effect.changed == effect.evidence == ("R1 would rest on 1 piece of evidence, not on 2.",)
    written(review, Recommendation("Money."), (TargetKind.EXCERPT, two))
    effect = previewed(review, two)
    assert set(effect.evidence) == {
        "R1 would rest on 1 piece of evidence, not on 2.",
        "R2 would have no evidence left.",
    }
    taken_back(review, two)
    assert not claims(review)["R2"].supported
    assert len(claims(review)["R1"].links) == 1
    back = previewed(review, last(review, "event.undone"))
    assert "R2 would have evidence again." in back.evidence


def test_a_passage_no_claim_rests_on_goes_at_once(review: Review) -> None:
    passage = marking.mark(review, 2, "Time.", locator="p. 3", by="AK")
    assert undoing.far(review, by="AK", kinds=undoing.EXTRACTION) is None
    assert previewed(review, passage).changed == ()
    written(review, Recommendation("Time."), (TargetKind.EXCERPT, passage))
    asked = undoing.far(review, by="AK", kinds=("excerpt.marked",))
    assert asked is not None
    assert asked.evidence == ("R1 would have no evidence left.",)


def test_a_passage_a_value_rests_on_is_refused_in_the_preview_too(review: Review) -> None:
    passage = marking.mark(review, 2, "Time.", locator="p. 3", by="AK")
    extracting.extract(review, 2, "setting", Entry("A clinic", excerpt=passage), by="AK")
    with pytest.raises(ReviewError, match="later deed rests on"):
        undoing.preview(review, passage, by="AK")
    effect = previewed(review, last(review, "value.extracted"))
    assert effect.changed == ("1 extracted value would go.",)
    taken_back(review, effect.event.id)
    assert previewed(review, passage).changed == ()


def test_a_value_written_anew_and_taken_back_is_the_one_before(review: Review) -> None:
    for value in ("A clinic", "A ward"):
        extracting.extract(review, 2, "setting", Entry(value), by="AK")
    effect = previewed(review, last(review, "value"))
    assert effect.changed == ("1 extracted value would be another.",)
    assert not any("clinic" in line or "ward" in line for line in effect.changed), "it may be blind to who asks"


def test_a_finding_taken_back_says_what_rests_on_it(review: Review) -> None:
    passage = marking.mark(review, 2, "Time.", locator="p. 3", by="AK")
    finding = written(review, Finding("Time matters."), (TargetKind.EXCERPT, passage))
    assert previewed(review, finding).changed == ("F1 would go.",)
    assert undoing.far(review, by="AK", kinds=("finding.written",)) is None
    written(review, Recommendation("Give time."), (TargetKind.FINDING, finding))
    effect = previewed(review, finding)
    assert effect.changed == ("F1 would go.", "R1 would have no evidence left.")
    assert undoing.far(review, by="AK", kinds=("finding.written",)) is not None
    assert previewed(review, passage).evidence == (
        "R1 would have no evidence left.",
        "F1 would have no evidence left.",
    ), "what rests on a finding falls with it"
    taken_back(review, finding)
    assert not claims(review)["R1"].supported


def test_a_new_wording_taken_back_says_so(review: Review) -> None:
    passage = marking.mark(review, 2, "Time.", locator="p. 3", by="AK")
    finding = written(review, Finding("Time matters."), (TargetKind.EXCERPT, passage))
    synthesising.reword(review, finding, Finding("Time matters much."), judgement=False, by="AK")
    effect = previewed(review, last(review, "claim.reworded"))
    assert effect.changed == ("F1 would be worded as before.",)
    taken_back(review, effect.event.id)
    assert claims(review)["F1"].body == Finding("Time matters.")
