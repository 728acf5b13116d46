"""Versions of the protocol, what can be taken back of them, and lists and figures that say what the cards say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from review_tool.cli.status import _why
from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.report import Which
from review_tool.services import overview, protocols
from review_tool.services.gathering import deduping
from review_tool.services.history import auditing, undoing
from review_tool.services.judging import planning, screening
from tests.reviews import make_review
from tests.services.rapid import many

TA = Stage.TITLE_ABSTRACT


def test_a_version_that_was_taken_back_leaves_its_number_to_nobody(tmp_path: Path) -> None:
    """Votes name the version they were cast under: another of the same number would hide them from judging again."""
    review = many(tmp_path, 3)
    first = protocols.amend(review, replace(protocols.current(review), include_words=("a",)), why="a", by="AK")
    screening.decide(review, 1, TA, Verdict.INCLUDE, by="BR")
    undoing.undo_last(review, by="AK", kinds=undoing.PROTOCOL)
    second = protocols.amend(review, replace(protocols.current(review), include_words=("b",)), why="b", by="AK")
    assert second.version == first.version + 1
    told = planning.reopening(review, Which(TA, "all", "AK"), before=second.version)
    assert told.reports == (1,)
    assert auditing.check(review).problems == ()


def test_the_first_version_of_the_protocol_is_nobodys_to_take_back(tmp_path: Path) -> None:
    review = many(tmp_path, 3)
    assert undoing.can_undo(review, by="AK", kinds=undoing.PROTOCOL) is None
    with pytest.raises(ReviewError, match="nothing of yours"):
        undoing.undo_last(review, by="AK", kinds=undoing.PROTOCOL)
    made = auditing.tell(review, auditing.numbers(review, auditing.Looking(kind="protocol.amended")), reviewer="AK")
    with pytest.raises(ReviewError, match="its first version stays"):
        undoing.undo(review, made[0].event.id, by="AK")


def test_a_list_shows_the_title_that_the_card_shows(tmp_path: Path) -> None:
    review = make_review(tmp_path)
    deduping.merge(review, [1, 2], by="AK")
    deduping.choose_field(review, 1, "title", 2, by="AK")
    row = screening.rows(review, [1], TA, "AK")[0]
    card = screening.report(review, 1, reviewer="AK").citation
    assert (row.title, row.who) == (card.title, card.short())
    assert row.title.startswith("Making a clinic together")


def test_what_waits_for_the_calibration_set_is_told_apart(tmp_path: Path) -> None:
    assert _why({"calibration": 4, "dual": 2}, 4) == "4 calibration; later 2 dual"
    assert _why({"dual": 2}, 0) == "later 2 dual"
    assert _why({"dual": 2, "verify": 1}, 3) == "2 dual, 1 verify"
    review = many(tmp_path, 8)
    planning.adopt(review, "rapid", why="rapid", by="AK")
    assert not any(some for todo in overview.status(review).todo for some in todo.why.values())
