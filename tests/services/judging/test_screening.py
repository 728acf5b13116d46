"""Votes kept apart, conflicts settled, nothing overwritten, nobody swayed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from review_tool.domain.decision import Outcome, Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.report import Which
from review_tool.services import overview, protocols
from review_tool.services.fulltexts import retrieving
from review_tool.services.gathering import deduping, voting_in
from review_tool.services.history import auditing, undoing
from review_tool.services.judging import conflicts, screening
from review_tool.services.reporting import exporting
from review_tool.services.reporting.wanted import Wanted
from review_tool.services.reviews import Review
from tests.reviews import make_review

TA, FT = Stage.TITLE_ABSTRACT, Stage.FULL_TEXT


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    made = make_review(tmp_path)
    yield made
    made.close()


@pytest.fixture
def dual(tmp_path: Path) -> Iterator[Review]:
    made = make_review(tmp_path / "dual", reviewers=2)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path) -> None:
    (tmp_path / "dual").mkdir()


def queue(review: Review, stage: Stage, who: str) -> list[int]:
    return screening.ids(review, Which(stage, "to do", who))


def test_a_queue_shrinks_vote_by_vote_and_undo_gives_back(review: Review) -> None:
    assert queue(review, TA, "AK") == [1, 2, 3, 4, 5, 6]
    screening.decide(review, 1, TA, Verdict.INCLUDE, by="AK")
    screening.decide(review, 2, TA, Verdict.EXCLUDE, by="AK")
    assert queue(review, TA, "AK") == [3, 4, 5, 6]
    assert queue(review, FT, "AK") == [1]
    undoing.undo_last(review, by="AK", kinds=undoing.SCREENING)
    assert queue(review, TA, "AK") == [2, 3, 4, 5, 6]


def test_one_s_undo_never_takes_back_another_s_vote(dual: Review) -> None:
    screening.decide(dual, 1, TA, Verdict.INCLUDE, by="BR")
    with pytest.raises(ReviewError, match="nothing of yours"):
        undoing.undo_last(dual, by="AK", kinds=undoing.SCREENING)


def test_full_text_asks_for_a_reason_of_the_team_s(review: Review) -> None:
    with pytest.raises(ReviewError, match="not come through"):
        screening.decide(review, 1, FT, Verdict.INCLUDE, by="AK")
    screening.decide(review, 1, TA, Verdict.INCLUDE, by="AK")
    with pytest.raises(ReviewError, match="needs a reason"):
        screening.decide(review, 1, FT, Verdict.EXCLUDE, by="AK")
    with pytest.raises(ReviewError, match="not one of the team's reasons") as refusal:
        screening.decide(review, 1, FT, Verdict.EXCLUDE, by="AK", reason="because")
    assert "wrong topic" in refusal.value.hint
    screening.decide(review, 1, FT, Verdict.EXCLUDE, by="AK", reason="wrong topic")
    assert [(r.reason, r.n) for r in overview.flow(review).dbr_excluded] == [("wrong topic", 1)]


def test_two_reviewers_are_blind_until_both_have_voted(dual: Review) -> None:
    screening.decide(dual, 1, TA, Verdict.EXCLUDE, by="BR", note="not about care")
    seen = screening.report(dual, 1, reviewer="AK")
    assert (seen.votes, seen.hidden_votes, seen.standings[TA].outcome) == ((), 1, Outcome.TO_DO)
    told = auditing.tell(dual, auditing.numbers(dual, auditing.Looking(kind="decision")), reviewer="AK")
    assert "exclude" not in told[0].words
    assert "not about care" not in told[0].words
    assert exporting.EXPORTS[1].make(dual, ".csv", "AK", Wanted()).rows == 0
    assert exporting.EXPORTS[1].make(dual, ".csv", "BR", Wanted()).rows == 1
    assert conflicts.agreements(dual) == []
    screening.decide(dual, 1, TA, Verdict.INCLUDE, by="AK")
    seen = screening.report(dual, 1, reviewer="AK")
    assert {(v.reviewer, v.verdict) for v in seen.votes} == {("AK", Verdict.INCLUDE), ("BR", Verdict.EXCLUDE)}
    assert seen.standings[TA].outcome is Outcome.CONFLICT


def test_a_conflict_is_settled_without_touching_the_votes(dual: Review) -> None:
    screening.decide(dual, 1, TA, Verdict.INCLUDE, by="AK")
    screening.decide(dual, 1, TA, Verdict.EXCLUDE, by="BR")
    assert conflicts.open_ids(dual, TA) == [1]
    with pytest.raises(ReviewError, match="include or exclude"):
        conflicts.resolve(dual, 1, TA, Verdict.MAYBE, by="AK")
    conflicts.resolve(dual, 1, TA, Verdict.INCLUDE, by="AK", note="partners are named")
    assert conflicts.open_ids(dual, TA) == []
    assert conflicts.settled_ids(dual, TA) == [1]
    seen = screening.report(dual, 1, reviewer="BR")
    assert [v.verdict for v in seen.votes] == [Verdict.INCLUDE, Verdict.EXCLUDE]
    assert seen.standings[TA].outcome is Outcome.INCLUDED
    with pytest.raises(ReviewError, match="not in conflict"):
        conflicts.resolve(dual, 1, TA, Verdict.EXCLUDE, by="AK")
    undoing.undo_last(dual, by="AK", kinds=undoing.CONFLICTS)
    assert conflicts.open_ids(dual, TA) == [1]
    assert auditing.check(dual).ok


def test_agreement_counts_the_overlap_only(dual: Review) -> None:
    for number, (ak, br) in enumerate([("include", "include"), ("maybe", "include"), ("exclude", "include")], 1):
        screening.decide(dual, number, TA, Verdict(ak), by="AK")
        screening.decide(dual, number, TA, Verdict(br), by="BR")
    screening.decide(dual, 4, TA, Verdict.INCLUDE, by="AK")
    (found,) = conflicts.agreements(dual)
    assert (found.agreement.n, found.agreement.same) == (3, 2)


def test_an_amendment_never_judges_old_votes_anew(review: Review) -> None:
    screening.decide(review, 1, TA, Verdict.INCLUDE, by="AK")
    protocol = protocols.current(review)
    changed = protocol.from_payload(protocol.to_payload() | {"reviewers_title_abstract": 2})
    with pytest.raises(ReviewError, match="needs a reason"):
        protocols.amend(review, changed, why=" ", by="AK")
    assert protocols.amend(review, changed, why="a second pair of eyes", by="AK").version == 2
    assert overview.flow(review).records_to_do == 6, "the vote stays; the report waits for the second reviewer"
    assert len(screening.report(review, 1, reviewer="AK").votes) == 1
    screening.decide(review, 1, TA, Verdict.INCLUDE, by="BR")
    assert overview.flow(review).records_to_do == 5
    assert auditing.check(review).ok


def test_not_retrieved_is_not_excluded(review: Review) -> None:
    screening.decide(review, 1, TA, Verdict.INCLUDE, by="AK")
    with pytest.raises(ReviewError, match="what was tried"):
        retrieving.mark(review, 1, "not retrieved", by="AK")
    retrieving.mark(review, 1, "not retrieved", by="AK", attempt="library; author")
    flow = overview.flow(review)
    assert (flow.dbr_sought_reports, flow.dbr_notretrieved_reports, flow.dbr_assessed) == (1, 1, 0)
    assert flow.dbr_excluded == ()
    with pytest.raises(ReviewError, match="not retrieved"):
        screening.decide(review, 1, FT, Verdict.INCLUDE, by="AK")
    retrieving.mark(review, 1, "retrieved", by="AK")
    screening.decide(review, 1, FT, Verdict.INCLUDE, by="AK")
    assert overview.flow(review).new_reports == 1


def test_reports_of_one_study_count_once(review: Review) -> None:
    for number in (4, 6):
        screening.decide(review, number, TA, Verdict.INCLUDE, by="AK")
        screening.decide(review, number, FT, Verdict.INCLUDE, by="AK")
    assert (overview.flow(review).new_reports, overview.flow(review).new_studies) == (2, 2)
    retrieving.group(review, [6, 4], by="AK")
    assert (overview.flow(review).new_reports, overview.flow(review).new_studies) == (2, 1)
    undoing.undo_last(review, by="AK", kinds=undoing.FULL_TEXT)
    assert overview.flow(review).new_studies == 2


def test_search_finds_words_and_never_breaks(review: Review) -> None:
    assert screening.ids(review, Which(words="clinic")) == [2, 5]
    assert screening.ids(review, Which(words="partner* research")) == [4, 6]
    assert screening.ids(review, Which(words="IL-6")) == [1]
    for words in ('"', "a AND OR NOT (", "*", "NEAR(x", "title:", "' OR 1=1 --"):
        screening.ids(review, Which(words=words))


def test_notes_and_tags_stay_apart(review: Review) -> None:
    screening.tag(review, 1, "to discuss", by="AK")
    screening.note(review, 1, "Which partners?", by="AK")
    seen = screening.report(review, 1, reviewer="AK")
    assert (seen.tags, [note.text for note in seen.notes]) == (("to discuss",), ["Which partners?"])
    assert screening.ids(review, Which(tag="to discuss")) == [1]
    screening.tag(review, 1, "to discuss", present=False, by="AK")
    assert screening.report(review, 1, reviewer="AK").tags == ()


def test_a_different_verdict_is_remembered(review: Review) -> None:
    deduping.judge(review, 2, 5, "different", by="AK")
    assert deduping.run(review, by="AK").merged == 0
    assert len(screening.ids(review, Which())) == 6


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("title,colour\na,b\n", "line 1"),
        ("record_id,verdict\n1,include\n99,include\n", "line 3"),
        ("record_id,verdict\n1,include\n2,perhaps\n", "line 3"),
        ("record_id,verdict,reviewer\n1,include,AK\n2,include,Nobody\n", "line 3"),
        ("record_id,verdict,stage\n1,exclude,full-text\n", "line 2"),
        ("record_id,verdict\n1,include,surplus\n", "line 2"),
    ],
)
def test_a_bad_sheet_of_decisions_is_refused_by_line(review: Review, tmp_path: Path, text: str, said: str) -> None:
    sheet = tmp_path / "votes.csv"
    sheet.write_text(text, encoding="utf-8")
    before = len(auditing.numbers(review))
    with pytest.raises(ReviewError, match=said) as refusal:
        voting_in.import_votes(review, sheet, by="AK")
    assert "votes.csv" in str(refusal.value)
    assert len(auditing.numbers(review)) == before


def test_a_sheet_of_decisions_becomes_votes(review: Review, tmp_path: Path) -> None:
    sheet = tmp_path / "asreview.csv"
    sheet.write_text(
        "title,doi,asreview_label\n,10.5555/made.up.1,1\nA survey of partners in research [Corrected],,0\nx,,\n",
        encoding="utf-8",
    )
    done = voting_in.import_votes(review, sheet, by="BR")
    assert (done.rows, done.votes, done.blank) == (3, 2, 1)
    assert queue(review, TA, "BR") == [2, 3, 5, 6]


@pytest.mark.sqlite  # PostgreSQL asks for its locks and numbers besides
def test_one_report_and_one_vote_take_few_statements(review: Review) -> None:
    asked: list[str] = []

    def counted(statement: str) -> None:
        # Left out: what triggers do, after which SQLite names the statement once more, and the end.
        if not statement.startswith(("--", "COMMIT", "ROLLBACK")) and statement not in asked[-1:]:
            asked.append(statement)

    screening.decide(review, 1, TA, Verdict.INCLUDE, by="AK")
    with review.reading() as connection:
        database: Any = connection.connection.driver_connection
    database.set_trace_callback(counted)  # the driver sees all, by whichever way it comes
    try:
        screening.report(review, 2, reviewer="AK")
        fresh = len(asked)
        screening.report(review, 1, reviewer="AK")
        voted = len(asked) - fresh
        screening.decide(review, 2, TA, Verdict.EXCLUDE, by="AK")
        vote = len(asked) - fresh - voted
    finally:
        database.set_trace_callback(None)
    assert (fresh, voted) == (4, 5)
    assert vote <= 14


def test_a_rehearsed_vote_leaves_nothing(dual: Review) -> None:
    screening.decide(dual, 1, TA, Verdict.EXCLUDE, by="BR")
    files = {path.name: path.read_bytes() for path in dual.folder.glob("review.db*") if path.suffix != ".db-shm"}
    screening.rehearse(dual, 1, TA, by="AK")
    screening.rehearse(dual, 999, TA, by="AK")
    screening.rehearse(dual, 1, FT, by="AK")
    assert files == {path.name: path.read_bytes() for path in dual.folder.glob("review.db*") if path.name in files}
    assert [vote.reviewer for vote in screening.report(dual, 1, reviewer="BR").votes] == ["BR"]
    made = screening.decide(dual, 1, TA, Verdict.INCLUDE, by="AK")
    assert made.outcome is Outcome.CONFLICT


def test_of_votes_cast_again_and_again_the_last_counts(dual: Review) -> None:
    screening.decide(dual, 1, TA, Verdict.INCLUDE, by="BR")
    outcomes = {Verdict.INCLUDE: Outcome.INCLUDED, Verdict.EXCLUDE: Outcome.CONFLICT}
    for verdict in (Verdict.INCLUDE, Verdict.EXCLUDE, Verdict.INCLUDE, Verdict.EXCLUDE, Verdict.INCLUDE):
        assert screening.decide(dual, 1, TA, verdict, by="AK").outcome is outcomes[verdict]
    assert len(screening.report(dual, 1, reviewer="AK").votes) == 6
