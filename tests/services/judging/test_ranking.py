"""Ranking in a review: off until asked for, told of, and blind to what its reader may not know."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.report import Which
from review_tool.services.gathering import deduping
from review_tool.services.history import auditing, undoing
from review_tool.services.judging import conflicts, ranking, screening, stopping
from review_tool.services.reporting import short_cuts
from review_tool.services.reviews import Review
from review_tool.store.queries import rankings
from tests.reviews import make_review
from tests.services.rapid import many

TA = Stage.TITLE_ABSTRACT


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(ranking, "_cache", lambda: tmp_path / "cache")
    return tmp_path / "cache"


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    made = make_review(tmp_path)
    yield made
    made.close()


@pytest.fixture
def dual(tmp_path: Path) -> Iterator[Review]:
    (tmp_path / "dual").mkdir()
    made = make_review(tmp_path / "dual", reviewers=2)
    ranking.turn(made, on=True, by="AK", random=0)
    yield made
    made.close()


def test_it_is_off_until_turned_on_and_that_is_a_fact_of_the_log(review: Review) -> None:
    assert not ranking.current(review).on
    assert ranking.disclosed(review) == ""
    with pytest.raises(ReviewError, match="off"):
        ranking.order(review, TA, "AK")
    ranking.turn(review, on=True, by="AK", rule="leaning")
    assert sorted(ranking.order(review, TA, "AK")) == screening.ids(review, Which(TA, "to do", "AK"))
    told = ranking.disclosed(review)
    assert "turned on by AK" in told
    assert "“leaning”" in told
    assert "No report was excluded by automation" in told
    assert "turned ranking on" in auditing.tell(review, auditing.numbers(review), reviewer="AK")[-1].words
    assert auditing.check(review).ok
    undoing.undo_last(review, by="AK", kinds=undoing.RANKING)
    assert not ranking.current(review).on
    assert ranking.disclosed(review) == ""


def test_turning_it_off_again_is_told_too(review: Review) -> None:
    ranking.turn(review, on=True, by="AK")
    ranking.turn(review, on=False, by="BR")
    assert "turned off by BR" in ranking.disclosed(review)
    with pytest.raises(ReviewError, match="already"):
        ranking.turn(review, on=False, by="AK")
    for wrong in ({"random": 1}, {"random": -2}, {"rule": "feels done"}):
        with pytest.raises(ReviewError):
            ranking.turn(review, on=True, by="AK", **wrong)


def test_the_summary_tells_of_it(review: Review) -> None:
    assert not any("likely relevance" in said for said in short_cuts.how(review))
    ranking.turn(review, on=True, by="AK")
    assert any("likely relevance" in said for said in short_cuts.how(review))


def test_it_starts_from_the_question_and_the_criteria(review: Review) -> None:
    ranking.turn(review, on=True, by="AK", random=0)
    first = ranking.order(review, TA, "AK")
    assert first[-1] != 4, "partners are what the question asks about"
    why = ranking.ranker(review, TA, "AK").why(4)
    assert "partners" in dict(why.speaks_for)


def test_it_learns_nothing_that_its_reader_may_not_know(dual: Review) -> None:
    before = ranking.order(dual, TA, "AK")
    screening.decide(dual, 1, TA, Verdict.EXCLUDE, by="BR")
    screening.decide(dual, 3, TA, Verdict.INCLUDE, by="BR")
    assert ranking.labels(dual, TA, "AK") == {}
    assert ranking.order(dual, TA, "AK") == before
    assert ranking.labels(dual, TA, "BR") == {1: False, 3: True}
    screening.decide(dual, 1, TA, Verdict.EXCLUDE, by="AK")
    assert ranking.labels(dual, TA, "AK") == {1: False}
    screening.decide(dual, 3, TA, Verdict.EXCLUDE, by="AK")
    assert ranking.labels(dual, TA, "AK") == {1: False, 3: False}, "in conflict: each learns from their own"
    conflicts.resolve(dual, 3, TA, Verdict.INCLUDE, by="AK")
    assert ranking.labels(dual, TA, "AK")[3]
    assert stopping.stopping(dual, TA).outlook.read == 2


def test_nothing_is_learnt_from_what_is_marked_so(review: Review) -> None:
    screening.decide(review, 1, TA, Verdict.EXCLUDE, by="AK", learn=False)
    screening.decide(review, 2, TA, Verdict.MAYBE, by="AK")
    assert ranking.labels(review, TA, "AK") == {2: True}


def test_a_ranker_takes_votes_from_any_thread_and_never_waits(review: Review) -> None:
    ranking.turn(review, on=True, by="AK", random=0)
    made = ranking.ranker(review, TA, "AK")
    assert len(made.order()) == 6
    votes = [threading.Thread(target=made.vote, args=(number, number % 2 == 0)) for number in (1, 2, 3)]
    for one in votes:
        one.start()
    for one in votes:
        one.join()
    assert set(made.order()) == {4, 5, 6}, "what is voted on is gone before anything is learnt from it"
    assert made.update()
    assert not made.update()
    assert set(made.order()) == {4, 5, 6}
    made.vote(2, None)
    made.update()
    assert set(made.order()) == {2, 4, 5, 6}
    order = made.order()
    assert made.among([6, 99, 5, 1]) == [*(number for number in order if number in (5, 6)), 99, 1]
    with pytest.raises(ReviewError, match="not ranked"):
        made.why(99)


def test_some_reports_are_drawn_at_random_and_it_is_known_which(review: Review) -> None:
    ranking.turn(review, on=True, by="AK", random=2)
    made = ranking.ranker(review, TA, "AK")
    drawn = [made.is_random(number) for number in made.order()]
    assert drawn == [False, True, False, True, False, True]
    assert sorted(made.order()) == [1, 2, 3, 4, 5, 6]


def test_the_features_are_kept_until_a_text_changes(review: Review, cache: Path) -> None:
    ranking.turn(review, on=True, by="AK")
    first = ranking.order(review, TA, "AK")
    (kept,) = cache.glob("*.npz")
    assert ranking.order(review, TA, "AK") == first
    assert list(cache.glob("*.npz")) == [kept]
    kept.write_bytes(b"broken")
    assert ranking.order(review, TA, "AK") == first
    deduping.run(review, by="AK")
    assert len(ranking.order(review, TA, "AK")) == 5
    assert len(list(cache.glob("*.npz"))) == 2


def test_words_to_mark_are_new_to_the_protocol(review: Review) -> None:
    ranking.turn(review, on=True, by="AK")
    screening.decide(review, 4, TA, Verdict.INCLUDE, by="AK")
    screening.decide(review, 3, TA, Verdict.EXCLUDE, by="AK")
    found = ranking.learned_terms(review, TA, "AK")
    assert found.include
    assert not any(name.startswith(("partner", "together", "protocol")) for name in (*found.include, *found.exclude))


def test_what_was_drawn_at_random_tells_of_all_with_an_interval(tmp_path: Path) -> None:
    review = many(tmp_path, 60)
    ranking.turn(review, on=True, by="AK", random=2)
    with review.reading() as connection:
        order = rankings.sample(connection)
    for place, number in enumerate(order[:19]):
        screening.decide(review, number, TA, Verdict.INCLUDE if place % 5 == 0 else Verdict.EXCLUDE, by="AK")
    now = stopping.stopping(review, TA)
    assert (now.sampled, now.drawn) == (None, 19)
    assert "Drawn at random: 19 read. From 20 on" in " ".join(stopping.told(now))
    for number in order[19:25]:
        screening.decide(review, number, TA, Verdict.EXCLUDE, by="AK")
    screening.decide(review, order[40], TA, Verdict.INCLUDE, by="AK")  # ranked, and not drawn yet
    now = stopping.stopping(review, TA)
    assert now.sampled is not None
    assert (now.sampled.n, now.sampled.relevant, now.sampled.expected) == (25, 4, 60 * 4 / 25)
    assert now.sampled.low <= 9 <= now.sampled.high
    assert "Of 25 drawn at random 4 were relevant: about 10 in all (95 %: " in " ".join(stopping.told(now))
    review.close()


def test_stopping_counts_from_outcomes_and_knows_the_chosen_rule(review: Review) -> None:
    ranking.turn(review, on=True, by="AK", rule="buscar")
    for number in (1, 2, 3):
        screening.decide(review, number, TA, Verdict.INCLUDE if number == 2 else Verdict.EXCLUDE, by="AK")
    now = stopping.stopping(review, TA)
    assert (now.outlook.read, now.outlook.total, now.outlook.found) == (3, 6, 1)
    assert [rule.name for rule in now.rules if rule.chosen] == ["buscar"]
    assert not any(rule.reached for rule in now.rules if rule.safe)
    assert [rule.name for rule in now.rules if rule.advised] == ["quiet"]
    assert all(rule.reached == any(all(one.met for one in way) for way in rule.ways) for rule in now.rules)
    shown = {rule.name: rule.told for rule in now.rules}
    assert shown["half"] == "3 read, stops at 3 (met)"
    assert "and p " in shown["quiet"]
    assert "or p " in shown["quiet"]
    assert now.lean == 1.35
    assert [one.source for one in now.missed] == ["dual share", "verified excludes"]
    assert stopping.stopping(review, Stage.FULL_TEXT).outlook.total == 1
