"""How the log speaks of what was taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.services.history import auditing, undoing
from review_tool.services.history.deeds import noun
from review_tool.services.judging import planning, screening
from tests.services.rapid import many


@pytest.mark.parametrize(
    ("kind", "subject", "words"),
    [
        ("decision.made", "report:3", "a vote on report 3"),
        ("gate.opened", "stage:full-text", "the opening of the gate at full text"),
        ("work.assigned", "reviewer:Ben [x]", "a handing over of reports: Ben [x]"),
        ("protocol.amended", "protocol", "a version of the protocol"),
        ("value.extracted", "study:3", "“value.extracted” of study 3"),
    ],
)
def test_a_deed_as_a_thing(kind: str, subject: str, words: str) -> None:
    assert noun(kind, subject) == words


def test_whatever_is_taken_back_on_the_way_through_a_plan_has_a_name() -> None:
    kinds = {*undoing.JUDGING, *undoing.FULL_JUDGING, *undoing.CONFLICTS, *undoing.DUPLICATES, *undoing.IMPORTS}
    assert not [kind for kind in kinds if kind in noun(kind, "report:1")]


def test_the_log_says_what_was_taken_back(tmp_path: Path) -> None:
    review = many(tmp_path, 4)
    screening.decide(review, 2, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK")
    undoing.undo_last(review, by="AK")
    planning.adopt(review, "rapid", why="quick", by="AK")
    undoing.undo_last(review, by="AK")
    numbers = auditing.numbers(review, auditing.Looking(kind="event.undone"))
    said = sorted(told.words for told in auditing.tell(review, numbers, reviewer="AK"))
    assert said == ["AK took back a version of the protocol.", "AK took back a vote on report 2."]
