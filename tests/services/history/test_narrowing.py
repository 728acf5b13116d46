"""Whose deeds, of what kind, from when to when: how what a person asks for is understood."""

from __future__ import annotations

from pathlib import Path

import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.services import people
from review_tool.services.history import auditing, narrowing
from review_tool.services.judging import screening
from tests.reviews import make_review

AT = "2026-03-12T10:41:07.250000+00:00"


@pytest.mark.parametrize(
    "text",
    [
        "2026",
        "2026-03",
        "2026-03-12",
        "2026-03-12 10:41",
        "2026-03-12T10:41:07",
        "2026-03-12T12:41+02:00",
        "2026-03-12t10:41z",
    ],
)
def test_a_moment_holds_all_it_names(text: str) -> None:
    assert narrowing.moment(text) <= AT <= narrowing.moment(text, end=True)


@pytest.mark.parametrize(
    ("text", "is_before"), [("2026-03-12T10:40", True), ("2026-03-12T10:42", False), ("2026-03-12T10:41+02:00", True)]
)
def test_another_moment_does_not(text: str, is_before: bool) -> None:
    assert (narrowing.moment(text, end=True) < AT) is is_before
    assert (narrowing.moment(text) < AT) is is_before


@pytest.mark.parametrize("text", ["yesterday", "13:00", "2026-W48-1", "20261123", "2026-02-30", "2026-13", "12.3.2026"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ReviewError):
        narrowing.moment(text)


def test_a_person_by_a_beginning_of_the_name(tmp_path: Path) -> None:
    review = make_review(tmp_path)
    for name in ("Anna", "Anne", "Ann"):
        people.join(review, name, by="AK")
    assert narrowing.person(review, "anna") == "Anna"
    assert narrowing.person(review, "ANN") == "Ann"
    with pytest.raises(ReviewError, match="may be Anna or Anne or Ann"):
        narrowing.person(review, "an")
    with pytest.raises(ReviewError, match="Nobody called “Zoe”"):
        narrowing.person(review, "Zoe")


def test_a_kind_or_its_beginning() -> None:
    assert narrowing.kind("gap.") == "gap"
    assert narrowing.kind("decision.made") == "decision.made"
    with pytest.raises(ReviewError, match="bogus"):
        narrowing.kind("bogus")


def test_what_was_brought_back_has_a_name(tmp_path: Path) -> None:
    from review_tool.services.history import undoing

    review = make_review(tmp_path)
    screening.decide(review, 2, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK")
    undoing.undo_last(review, by="AK")
    undoing.redo_last(review, by="AK")
    told = auditing.tell(review, auditing.numbers(review, auditing.Looking(kind="event.undone")))
    assert [one.words for one in told] == ["AK took back a vote on report 2.", "AK brought back a vote on report 2."]
