"""A second pair of eyes on extracted values: verification, correction, two blind and the team's settlement."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.second_eyes import State, Way
from review_tool.services import people, reviews
from review_tool.services.fulltexts import marking
from review_tool.services.history import auditing, undoing
from review_tool.services.judging import screening
from review_tool.services.reviews import Review
from review_tool.services.studies import extracting, extraction_sheet
from review_tool.services.studies.extracting import Entry
from tests.reviews import make_review, surroundings


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    made = make_review(tmp_path)
    people.join(made, "CD", by="AK")
    for number in (1, 2):
        screening.decide(made, number, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK")
        screening.decide(made, number, Stage.FULL_TEXT, Verdict.INCLUDE, by="AK")
    yield made
    made.close()


def state(review: Review, field: str, *, to: str = "AK") -> State:
    return extraction_sheet.sheet(review, to, 1).cell(1, field).state


def test_verified_or_corrected_both_kept_and_undone_after_a_restart(review: Review) -> None:
    assert extracting.way(review) is Way.SINGLE
    passage = marking.mark(review, 1, "240 nurses took part.", locator="p. 4", by="AK")
    extracting.extract(review, 1, "participants_n", Entry("204", excerpt=passage), by="AK")
    extracting.extract(review, 1, "country", Entry("Estonia"), by="AK")
    extracting.extract(review, 1, "costs", Entry(not_reported=True), by="AK")
    with pytest.raises(ReviewError, match="written by you"):
        extracting.verify(review, 1, "country", by="AK")
    with pytest.raises(ReviewError, match="has no value yet"):
        extracting.verify(review, 1, "setting", by="BR")
    extracting.verify(review, 1, "country", by="BR", note="table 1")
    with pytest.raises(ReviewError, match="verified Country already"):
        extracting.verify(review, 1, "country", by="BR")
    with pytest.raises(ReviewError, match="Say why"):
        extracting.correct(review, 1, "participants_n", Entry("240", why=" "), by="BR")
    extracting.correct(review, 1, "participants_n", Entry("240", why="digits swapped"), by="BR")
    extracting.verify(review, 1, "costs", by="BR")
    assert [state(review, f) for f in ("country", "participants_n", "costs", "setting")] == [
        State.VERIFIED,
        State.CORRECTED,
        State.VERIFIED,
        State.TO_DO,
    ]
    before, after = extracting.history(review, 1, "participants_n")
    assert (before.value, after.value, after.corrects, after.why) == ("204", "240", before.event, "digits swapped")
    assert after.excerpt == passage
    address = review.address
    review.close()
    again = reviews.open_review(address, around=surroundings())
    said = [undoing.undo_last(again, by="BR", kinds=undoing.EXTRACTION).words for _ in range(3)]
    assert [words.split()[1] for words in said] == ["verified", "corrected", "verified"]
    assert [state(again, f) for f in ("country", "participants_n")] == [State.EXTRACTED, State.EXTRACTED]
    undoing.redo_last(again, by="BR", kinds=undoing.EXTRACTION)
    assert state(again, "country") is State.VERIFIED
    assert auditing.check(again).ok
    again.close()


def test_two_extract_blind_and_the_team_settles(review: Review) -> None:
    with pytest.raises(ReviewError, match="cannot be"):
        extracting.choose_way(review, "thrice", by="AK")
    extracting.choose_way(review, "dual", by="AK", why="main outcome")
    with pytest.raises(ReviewError, match="dual already"):
        extracting.choose_way(review, "dual", by="AK")
    extracting.extract(review, 1, "country", Entry("Esthonia", excerpt="In Esthonia.", locator="p. 9"), by="AK")
    extracting.extract(review, 1, "country", Entry("Estonia", excerpt="In Estonia.", locator="p. 1"), by="AK")
    extracting.extract(review, 1, "costs", Entry("9 in Esthonia"), by="AK")
    undoing.undo_last(review, by="AK", kinds=undoing.EXTRACTION)
    extracting.extract(review, 1, "setting", Entry("a ward"), by="AK")
    seen = extraction_sheet.sheet(review, "BR")
    assert seen.cells == {}
    assert len(seen.hidden) == 1
    assert extracting.values(review) == []
    assert extracting.history(review, 1, "country", reviewer="BR") == []
    words = " ".join(one.words for one in auditing.tell(review, auditing.numbers(review), reviewer="BR"))
    assert "Estonia" not in words
    assert "Esthonia" not in words, "what was replaced or taken back shows it as well"
    assert "AK extracted country of study 1 (hidden until you have too)." in words
    with pytest.raises(ReviewError, match="by two people"):
        extracting.verify(review, 1, "country", by="BR")
    extracting.extract(review, 1, "country", Entry("estonia"), by="BR")
    extracting.extract(review, 1, "setting", Entry("a clinic"), by="BR")
    assert (state(review, "country"), state(review, "setting")) == (State.AGREED, State.DIFFER)
    assert [(v.field, v.value, bool(v.excerpt)) for v in extracting.values(review)] == [("country", "Estonia", True)]
    with pytest.raises(ReviewError, match="Nobody differs"):
        extracting.settle(review, 1, "country", Entry("Latvia"), by="CD")
    extracting.settle(review, 1, "setting", Entry("a ward of a clinic", why="both are right"), by="CD")
    cell = extraction_sheet.sheet(review, "AK").cell(1, "setting")
    assert cell.state is State.SETTLED
    assert [(v.by, v.value) for v in cell.values] == [
        ("AK", "a ward"),
        ("BR", "a clinic"),
        ("CD", "a ward of a clinic"),
    ]
    undoing.undo_last(review, by="CD", kinds=undoing.EXTRACTION)
    assert state(review, "setting") is State.DIFFER
    assert auditing.check(review).ok


def test_progress_counts_what_the_way_asks_for(review: Review) -> None:
    form = extracting.form(review)
    for field in form.fields:
        extracting.extract(review, 1, field.id, Entry(not_reported=True), by="AK")
    assert extraction_sheet.sheet(review, "AK").done(1)
    extracting.choose_way(review, "verified", by="AK")
    assert not extraction_sheet.sheet(review, "AK").done(1)
    for field in form.fields:
        extracting.verify(review, 1, field.id, by="BR")
    assert extraction_sheet.sheet(review, "AK").done(1)


def test_the_form_is_tried_on_some_studies_first(review: Review) -> None:
    extracting.pilot(review, 2, by="AK")
    extracting.pilot(review, 1, by="AK")
    extracting.pilot(review, 1, by="AK", present=False)
    assert extracting.pilots(review) == {2}
    with pytest.raises(ReviewError, match="not an included study"):
        extracting.pilot(review, 4, by="AK")
    undoing.undo_last(review, by="AK", kinds=undoing.EXTRACTION)
    assert extracting.pilots(review) == {1, 2}


def test_leaving_dual_and_taking_it_back_ask_before_they_show_what_is_blind(review: Review) -> None:
    extracting.choose_way(review, "dual", by="AK")
    extracting.extract(review, 1, "setting", Entry("a ward"), by="AK")
    with pytest.raises(ReviewError, match=r"What AK did blind \(\d+ entr.* would be shown"):
        extracting.choose_way(review, "verified", by="AK")
    with pytest.raises(ReviewError, match="would show"):
        undoing.undo_last(review, by="AK", kinds=("extraction.planned",))
    assert extracting.way(review) == "dual"
    undoing.undo_last(review, by="AK", kinds=("extraction.planned",), reveal=True)
    assert extracting.way(review) != "dual"
    undoing.redo_last(review, by="AK", kinds=("extraction.planned",))
    with pytest.raises(ReviewError, match="lead to do: AK"):
        extracting.choose_way(review, "verified", by="BR", reveal=True)
    extracting.choose_way(review, "verified", by="AK", reveal=True)
    assert auditing.check(review).ok
