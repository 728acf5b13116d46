"""Reading: pages, suggestions confirmed and set aside, passages marked with their place, all undone and redone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from review_tool.domain.errors import ReviewError
from review_tool.domain.fulltext import Span
from review_tool.services.fulltexts import marking, reading, retrieving
from review_tool.services.fulltexts.reading import ABSTRACT, Opened, Suggestion
from review_tool.services.history import auditing, undoing
from review_tool.services.reviews import Review
from review_tool.synthesis.passages.scoring import Sentence, score
from review_tool.synthesis.passages.team import FEWEST, Decided, learn
from tests.fulltexts import paper, pdf
from tests.reviews import make_review


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    made = make_review(tmp_path)
    (tmp_path / "gardens.pdf").write_bytes(paper())
    retrieving.attach(made, 1, tmp_path / "gardens.pdf", by="AK")
    yield made
    made.close()


def suggestion(review: Review, opened: Opened, label: str) -> Suggestion:
    return next(one for one in reading.suggest(review, opened) if one.label == label)


def test_what_can_be_read(review: Review) -> None:
    assert [source.name for source in reading.sources(review, 1)] == ["gardens.pdf", ABSTRACT]
    opened = reading.open_text(review, 1)
    assert opened.pages == 3
    assert opened.page(1).text.startswith("Introduction\nGardens are shared")
    abstract = reading.open_text(review, 1, reading.sources(review, 1)[1])
    assert abstract.page(1).text.startswith("Nurses and patients planned care together. [IL-6] rose")
    assert abstract.span(1, 0, 5) == Span("", 0, 0, 5)
    with pytest.raises(ReviewError, match="neither a full text nor an abstract"):
        reading.open_text(review, 4)


def test_a_scan_says_that_it_has_no_text(review: Review, tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(pdf([[], []]))
    retrieving.attach(review, 2, tmp_path / "scan.pdf", by="AK")
    with pytest.raises(ReviewError, match="no text"):
        reading.open_text(review, 2)
    assert reading.open_text(review, 2, reading.Source(ABSTRACT, "")).pages == 1


def test_suggestions_stand_where_they_are_and_say_why(review: Review) -> None:
    opened = reading.open_text(review, 1)
    found = reading.suggest(review, opened)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    labels = {one.sentence.text: one.label for one in found}
    assert labels["Little is known about how such groups share power."] == "gap"
    assert labels["Councils should pay members for their time from the outset."] == "recommendation"
    assert labels["A limitation of this study is its small sample."] == "limitation"
    assert not any("diary" in text or "doi" in text for text in labels)
    for one in found:
        assert one.why
        page = opened.page(one.sentence.page)
        assert page.text[one.sentence.start : one.sentence.end] == one.sentence.text
    in_order = reading.shown(found, 2)
    assert len(in_order) == 2
    assert [one.place for one in in_order] == sorted(one.place for one in in_order)


def test_confirming_keeps_an_excerpt_with_its_place_and_undo_takes_it_back(review: Review) -> None:
    opened = reading.open_text(review, 1)
    gap = suggestion(review, opened, "gap")
    assert reading.confirm(review, opened, gap, by="AK").state == "confirmed"
    kept = reading.excerpts(review, opened)
    assert [(one.text, one.codes, one.kind) for one in kept] == [(gap.sentence.text, (gap.label,), "quote")]
    assert kept[0].span == Span(opened.source.sha, gap.sentence.page, gap.sentence.start, gap.sentence.end)
    assert kept[0].locator == f"p. {gap.sentence.page}, {gap.sentence.heading}"
    again = next(one for one in reading.suggest(review, opened) if one.sentence == gap.sentence)
    assert again.state == "confirmed"
    with pytest.raises(ReviewError, match="confirmed already"):
        reading.confirm(review, opened, again, by="AK")
    with pytest.raises(ReviewError, match="an excerpt now"):
        reading.set_aside(review, opened, again, by="AK")
    there = reading.open_at(review, kept[0])
    assert there.source == opened.source
    assert auditing.check(review).ok
    undoing.undo_last(review, by="AK", kinds=undoing.READING)
    assert reading.excerpts(review, opened) == []
    assert not any(one.state for one in reading.suggest(review, opened))
    assert auditing.check(review).ok
    undoing.redo_last(review, by="AK", kinds=undoing.READING)
    assert len(reading.excerpts(review, opened)) == 1
    assert auditing.check(review).ok


def test_setting_aside_is_remembered_and_undone(review: Review) -> None:
    opened = reading.open_text(review, 1)
    one = suggestion(review, opened, "recommendation")
    reading.set_aside(review, opened, one, by="AK")
    after = next(s for s in reading.suggest(review, opened) if s.sentence == one.sentence)
    assert after.state == "set aside"
    told = auditing.tell(review, auditing.numbers(review))
    assert any("set aside a passage of report 1 suggested as recommendation" in one.words for one in told)
    with pytest.raises(ReviewError, match="set aside already"):
        reading.set_aside(review, opened, after, by="AK")
    assert reading.confirm(review, opened, after, by="AK").state == "confirmed"
    undoing.undo_last(review, by="AK", kinds=undoing.READING)
    undoing.undo_last(review, by="AK", kinds=undoing.READING)
    assert suggestion(review, opened, "recommendation").state == ""
    assert auditing.check(review).ok


def test_any_passage_can_be_marked(review: Review) -> None:
    opened = reading.open_text(review, 1)
    text = opened.page(1).text
    start = text.index("Participants")
    reading.mark(review, opened, 1, start, start + 23, codes=["time"], by="AK")
    kept = reading.excerpts(review, opened)[0]
    assert (kept.text, kept.codes, kept.locator) == ("Participants were asked", ("time",), "p. 1")
    with pytest.raises(ReviewError, match="empty"):
        reading.mark(review, opened, 1, 5, 5, by="AK")


def test_an_excerpt_without_a_place_stays_readable(review: Review) -> None:
    marking.mark(review, 1, "They ate.", locator="p. 9", by="AK")
    old = marking.excerpts(review)[0]
    assert old.span is None
    with pytest.raises(ReviewError, match="no exact place"):
        reading.open_at(review, old)


def test_a_team_s_decisions_move_the_scores() -> None:
    yes = [Decided(f"Allotment number {n} should be watered by all.", "", "recommendation", True) for n in range(12)]
    no = [Decided(f"Kitchens number {n} must be cleaned by staff.", "", "recommendation", False) for n in range(12)]
    assert learn(yes[: FEWEST - 1]) is None
    team = learn([*yes, *no])
    assert team is not None
    watered, cleaned = score(
        [Sentence("Plots should be watered by all.", "", "a"), Sentence("It must be cleaned.", "", "b")]
    )
    assert team.scores(watered)[1] > team.scores(cleaned)[1]
    assert team.scores(watered)[0] == watered.scores[0], "no gap was judged, so nothing was learnt of gaps"


def test_a_heading_run_into_its_paragraph_is_not_suggested(review: Review, tmp_path: Path) -> None:
    text = "Limitations. The sample was small and from one town only. Further research is needed on who stays away.\n"
    (tmp_path / "plain.txt").write_text(text)
    retrieving.attach(review, 2, tmp_path / "plain.txt", by="AK")
    found = [one.sentence.text for one in reading.suggest(review, reading.open_text(review, 2))]
    assert "Limitations." not in found
    assert "Further research is needed on who stays away." in found
