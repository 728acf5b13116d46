"""Taking back, late: what would reopen is told before, and nothing that is blind is shown by the way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.report import Which
from review_tool.services import protocols
from review_tool.services.fulltexts import marking
from review_tool.services.gathering import deduping
from review_tool.services.history import auditing, undoing
from review_tool.services.judging import screening
from review_tool.services.reviews import Review
from review_tool.services.studies import appraising, checklists
from review_tool.services.synthesis import coding
from tests.reviews import make_review
from tests.tui.reviewing import all_included

TA = Stage.TITLE_ABSTRACT


@pytest.fixture
def review(tmp_path: Path) -> Review:
    return make_review(tmp_path)


def last(review: Review, kind: str) -> str:
    """The id of the last event of a kind."""
    return auditing.tell(review, auditing.numbers(review, auditing.Looking(kind=kind)))[-1].event.id


def first_import(review: Review) -> str:
    return auditing.tell(review, auditing.numbers(review, auditing.Looking(kind="records.imported")))[0].event.id


def test_a_merge_taken_back_after_screening_says_what_reopens(review: Review) -> None:
    deduping.merge(review, [1, 4], by="AK")
    merged = last(review, "duplicates.merged")
    screening.decide(review, 1, TA, Verdict.EXCLUDE, by="AK")
    screening.decide(review, 4, TA, Verdict.INCLUDE, by="BR")
    before = auditing.numbers(review)
    effect = undoing.preview(review, merged, by="AK")
    assert auditing.numbers(review) == before, "a preview writes nothing"
    undone = undoing.undo(review, merged, by="AK")
    assert undone.words == effect.words
    assert len(screening.ids(review, Which())) == 6
    assert dict(effect.counts)["reports"] == 1
    assert auditing.check(review).ok


def test_a_vote_late_in_the_log_is_counted(tmp_path: Path) -> None:
    review = make_review(tmp_path, reviewers=2)
    screening.decide(review, 1, TA, Verdict.EXCLUDE, by="AK")
    screening.decide(review, 1, TA, Verdict.EXCLUDE, by="BR")
    screening.decide(review, 2, TA, Verdict.EXCLUDE, by="AK")
    voted = auditing.numbers(review, auditing.Looking(kind="decision"))[0]
    effect = undoing.preview(review, auditing.tell(review, [voted])[0].event.id, by="AK")
    assert effect.summary == "1 vote reopens, screened −1"
    assert effect.changed == ("Report 1 at title and abstract: excluded → to do.",)


def test_an_amendment_taken_back_reopens_and_shows_nothing_unasked(review: Review) -> None:
    protocol = protocols.current(review)
    protocols.amend(review, replace(protocol, reviewers_title_abstract=2), why="Two look.", by="AK")
    amended = last(review, "protocol.amended")
    screening.decide(review, 1, TA, Verdict.EXCLUDE, by="AK")
    effect = undoing.preview(review, amended, by="AK")
    assert effect.summary == "screened +1, 1 answer or vote shown that is blind now"
    with pytest.raises(ReviewError, match="would show 1 answer or vote that is blind now"):
        undoing.undo(review, amended, by="AK")
    with pytest.raises(ReviewError, match="cannot be made blind again"):
        undoing.undo_last(review, by="AK", kinds=undoing.PROTOCOL)
    undoing.undo(review, amended, by="AK", reveal=True)
    assert len(screening.report(review, 1, reviewer="BR").votes) == 1
    assert auditing.check(review).ok


def test_a_plan_of_two_appraisers_is_not_taken_back_over_blind_answers(tmp_path: Path) -> None:
    review = all_included(tmp_path)
    checklists.set_reviewers(review, 2, by="AK")
    planned = last(review, "appraisal.planned")
    study, tool = appraising.studies(review)[0].id, appraising.checklists(review)[-1]
    item = tool.items[0]
    appraising.answer(review, study, tool.id, item.id, tool.options_of(item)[0].id, by="BR")
    assert appraising.answers(review, tool.id, study=study, reviewer="AK") == []
    with pytest.raises(ReviewError, match="blind now"):
        undoing.undo(review, planned, by="AK")
    assert undoing.preview(review, planned, by="AK").shown == 1
    undoing.undo(review, planned, by="AK", reveal=True)
    assert len(appraising.answers(review, tool.id, study=study, reviewer="AK")) == 1


def test_only_what_reaches_far_is_asked_about(tmp_path: Path) -> None:
    review = make_review(tmp_path, reviewers=2)
    screening.decide(review, 1, TA, Verdict.EXCLUDE, by="AK")
    assert undoing.far(review, by="AK", kinds=undoing.ALL) is None
    screening.decide(review, 4, TA, Verdict.EXCLUDE, by="BR")
    deduping.judge(review, 1, 4, "same", by="AK")
    effect = undoing.far(review, by="AK", kinds=undoing.DUPLICATES)
    assert effect is not None
    assert effect.summary == "2 votes reopen, reports +1, screened −1"
    deduping.judge(review, 3, 6, "same", by="AK")
    assert undoing.far(review, by="AK", kinds=undoing.DUPLICATES) is None, "nobody voted on these"
    protocol = protocols.current(review)
    protocols.amend(review, replace(protocol, question="Other?"), why="Clearer.", by="AK")
    assert undoing.far(review, by="AK", kinds=undoing.PROTOCOL) is None


def test_an_undo_names_what_rests_on_it(review: Review) -> None:
    imported = first_import(review)
    passage = marking.mark(review, 2, "Time was short.", locator="p. 3", by="AK")
    coding.code(review, passage, "time", by="BR")
    with pytest.raises(ReviewError) as refused:
        undoing.undo(review, last(review, "excerpt.marked"), by="AK")
    assert str(refused.value) == "A later deed rests on this, so it cannot be taken back by itself."
    number = auditing.numbers(review)[-1]
    assert refused.value.details == (f"2026-03-02 09:00  BR coded a passage of report 2: time.  (event {number})",)
    assert f"`review-tool undo {number}`" in refused.value.hint
    with pytest.raises(ReviewError, match="2 later deeds rest on this") as refused:
        undoing.preview(review, imported, by="AK")
    assert [line.rpartition("  ")[2] for line in refused.value.details] == [
        f"(event {n})" for n in (number, number - 1)
    ]
    for deed in (last(review, "excerpt.coded"), last(review, "excerpt.marked"), imported):  # as they were named
        undoing.undo(review, deed, by="AK")
    assert auditing.check(review).ok


def test_what_rests_on_it_is_named_without_what_is_blind(tmp_path: Path) -> None:
    review = make_review(tmp_path, reviewers=2)
    for verdict in (Verdict.INCLUDE, Verdict.MAYBE, Verdict.EXCLUDE):
        for number in range(1, 5):
            screening.decide(review, number, TA, verdict, by="BR", note="not about partners")
    with pytest.raises(ReviewError, match="12 later deeds rest") as refused:
        undoing.undo(review, first_import(review), by="AK")
    said = "\n".join(refused.value.details)
    assert "Somebody voted on report 4" in said
    assert "exclude" not in said
    assert "partners" not in said
    assert refused.value.details[-1] == "… and 4 more."
