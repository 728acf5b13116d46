"""The log: chains that hold, tampering that is found, deeds that come back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.synthesis import Link, Recommendation, TargetKind
from review_tool.services import overview, reviews
from review_tool.services.fulltexts import marking, retrieving
from review_tool.services.gathering import deduping, splitting
from review_tool.services.history import auditing, undoing
from review_tool.services.judging import screening
from review_tool.services.reviews import Review
from review_tool.services.studies import extracting
from review_tool.services.studies.extracting import Entry
from review_tool.services.synthesis import synthesising
from tests.reviews import behind_its_back, make_review, surroundings


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    made = make_review(tmp_path)
    yield made
    made.close()


def busy(review: Review) -> None:
    """A bit of everything."""
    deduping.run(review, by="AK")
    for number in (1, 2, 4):
        screening.decide(review, number, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK")
    screening.decide(review, 3, Stage.TITLE_ABSTRACT, Verdict.EXCLUDE, by="AK", note="a protocol")
    screening.decide(review, 2, Stage.FULL_TEXT, Verdict.INCLUDE, by="AK")
    screening.decide(review, 1, Stage.FULL_TEXT, Verdict.EXCLUDE, by="AK", reason="wrong topic")
    retrieving.mark(review, 4, "not retrieved", by="AK", attempt="library")
    passage = marking.mark(review, 2, "Time was short.", locator="p. 3", by="AK", codes=("time",))
    extracting.extract(review, 2, "barriers", Entry("time", excerpt=passage), by="AK")
    links = (Link(TargetKind.EXCERPT, passage),)
    synthesising.write(review, Recommendation("Give it time."), links=links, by="AK")


def test_all_is_well_after_a_bit_of_everything(review: Review) -> None:
    busy(review)
    found = auditing.check(review)
    assert found.ok, found.problems
    assert found.writers == 1
    assert overview.flow(review).faults() == []


def test_each_reviewer_writes_a_chain_of_their_own(review: Review) -> None:
    screening.decide(review, 1, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK")
    screening.decide(review, 1, Stage.TITLE_ABSTRACT, Verdict.EXCLUDE, by="BR")
    assert set(auditing.check(review).heads) == {"AK@desk", "BR@desk"}


def test_a_retry_under_the_same_id_writes_nothing_twice(review: Review) -> None:
    ids = [
        screening.decide(
            review, 1, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK", id="6f0c1f3a-0000-4000-8000-000000000001"
        ).event
        for _ in range(2)
    ]
    assert ids[0] == ids[1]
    assert len(auditing.numbers(review, auditing.Looking(kind="decision.made"))) == 1


EDITS = {
    "a changed payload": "UPDATE event SET payload = replace(payload, 'include', 'exclude') WHERE kind LIKE 'dec%'",
    "a changed time": "UPDATE event SET at = '2020-01-01T00:00:00.000000+00:00' WHERE kind = 'records.imported'",
    "a changed actor": "UPDATE event SET actor = 'BR' WHERE seq = 5",
    "a dropped event": "DELETE FROM event WHERE seq = 6",
    "a changed vote": "UPDATE vote SET verdict = 'exclude'",
    "a dropped vote": "DELETE FROM vote WHERE n = (SELECT max(n) FROM vote)",
    "a changed standing": "UPDATE report SET title_abstract = 'excluded' WHERE id = 2",
    "a changed record": "UPDATE record SET title = 'Another title' WHERE id = 3",
    "a dropped record": "DELETE FROM report WHERE id = 5; DELETE FROM record WHERE id = 5",
    "a changed file": "UPDATE file SET data = substr(data, 1, 9)",
    "a changed excerpt": "UPDATE excerpt SET text = 'Time was plenty.'",
    "a changed claim": "UPDATE wording SET body = replace(body, 'time', 'money')",
}


@pytest.mark.parametrize("what", EDITS)
def test_tampering_behind_the_programs_back_is_found(review: Review, what: str) -> None:
    busy(review)
    review.close()
    with behind_its_back(review) as execute:
        assert sum(execute(statement) for statement in EDITS[what].split("; ")) > 0
    found = auditing.check(review)
    assert not found.ok
    assert found.first_problem


def test_undo_and_redo_work_after_a_restart(review: Review) -> None:
    screening.decide(review, 1, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK")
    screening.decide(review, 3, Stage.TITLE_ABSTRACT, Verdict.EXCLUDE, by="AK")
    review.close()
    again = reviews.open_review(review.address, around=surroundings())
    assert undoing.undo_last(again, by="AK", kinds=undoing.SCREENING).report == 3
    assert undoing.undo_last(again, by="AK", kinds=undoing.SCREENING).report == 1
    with pytest.raises(ReviewError, match="nothing of yours"):
        undoing.undo_last(again, by="AK", kinds=undoing.SCREENING)
    assert overview.flow(again).records_to_do == 6
    assert undoing.redo_last(again, by="AK", kinds=undoing.SCREENING).report == 1
    assert overview.flow(again).records_to_do == 5
    assert auditing.check(again).ok
    again.close()


def test_what_something_rests_on_is_not_taken_away(review: Review) -> None:
    busy(review)
    with pytest.raises(ReviewError, match="later deed rests on"):
        undoing.undo_last(review, by="AK", kinds=("records.imported",))
    with pytest.raises(ReviewError, match="later deed rests on"):
        undoing.undo_last(review, by="AK", kinds=("excerpt.marked",))
    assert auditing.check(review).ok


def test_an_import_nothing_rests_on_can_be_taken_back_and_brought_again(review: Review) -> None:
    undoing.undo_last(review, by="AK", kinds=undoing.IMPORTS)
    assert overview.flow(review).database_results == 4
    undoing.redo_last(review, by="AK", kinds=undoing.IMPORTS)
    assert overview.flow(review).database_results == 6
    assert auditing.check(review).ok


def test_a_split_gives_every_vote_back(review: Review) -> None:
    screening.decide(review, 5, Stage.TITLE_ABSTRACT, Verdict.EXCLUDE, by="BR")
    deduping.merge(review, [2, 5], by="AK")
    screening.decide(review, 2, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK")
    assert len(screening.report(review, 5, reviewer="AK").votes) == 2
    preview = splitting.split(review, [5], by="AK", preview=True)
    assert preview.votes_back == 1
    splitting.split(review, [5], by="AK")
    assert [v.reviewer for v in screening.report(review, 5, reviewer="AK").votes] == ["BR"]
    assert [v.reviewer for v in screening.report(review, 2, reviewer="AK").votes] == ["AK"]
    assert overview.flow(review).faults() == []
    assert auditing.check(review).ok


DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["vote", "merge", "split", "undo", "redo", "tag"]),
        st.integers(1, 6),
        st.integers(1, 6),
        st.sampled_from(list(Verdict)),
        st.sampled_from(["AK", "BR"]),
    ),
    max_size=14,
)


@pytest.mark.sqlite
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(deeds=DEEDS)
def test_whatever_is_done_the_state_follows_from_the_log(
    deeds: list[tuple[str, int, int, Verdict, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    _play(deeds, make_review(tmp_path_factory.mktemp("any")))


@pytest.mark.postgresql
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(deeds=DEEDS)
def test_the_same_in_postgresql(
    deeds: list[tuple[str, int, int, Verdict, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    _play(deeds, make_review(tmp_path_factory.mktemp("any")))


def _play(deeds: list[tuple[str, int, int, Verdict, str]], review: Review) -> None:
    for deed, a, b, verdict, who in deeds:
        try:
            match deed:
                case "vote":
                    screening.decide(review, a, Stage.TITLE_ABSTRACT, verdict, by=who)
                case "merge":
                    deduping.merge(review, [a, b], by=who)
                case "split":
                    splitting.split(review, [a], by=who)
                case "tag":
                    screening.tag(review, a, "later", present=verdict is Verdict.INCLUDE, by=who)
                case "undo":
                    undoing.undo_last(review, by=who)
                case "redo":
                    undoing.redo_last(review, by=who)
        except ReviewError:
            pass
    found = auditing.check(review)
    assert found.ok, found.problems
    assert overview.flow(review).faults() == []
    review.close()
