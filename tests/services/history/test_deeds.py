"""How the log speaks of what was taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.synthesis import Gap, Link, TargetKind
from review_tool.services.fulltexts import marking
from review_tool.services.history import auditing, undoing
from review_tool.services.history.deeds import noun
from review_tool.services.judging import planning, screening
from review_tool.services.synthesis import coding, synthesising
from review_tool.store.state.projection import KINDS
from tests.services.rapid import many


@pytest.mark.parametrize(
    ("kind", "subject", "words"),
    [
        ("decision.made", "report:3", "a vote on report 3"),
        ("gate.opened", "stage:full-text", "the opening of the gate at full text"),
        ("work.assigned", "reviewer:Ben [x]", "a handing over of reports: Ben [x]"),
        ("protocol.amended", "protocol", "a version of the protocol"),
        ("value.extracted", "study:3", "a value of study 3"),
        ("gap.written", "gap:G1", "the gap G1"),
        ("claim.reworded", "claim:6b0", "a rewording of a claim"),
        ("thing.unheard-of", "reviewer:3", "“thing.unheard-of”: 3"),
    ],
)
def test_a_deed_as_a_thing(kind: str, subject: str, words: str) -> None:
    assert noun(kind, subject) == words


def test_every_kind_of_event_has_a_name() -> None:
    assert not [kind for kind in KINDS if kind in noun(kind, "report:1") or "{" in noun(kind, "claim:1")]


def test_a_claim_is_told_by_its_number_and_a_passage_by_its_report(tmp_path: Path) -> None:
    review = many(tmp_path, 4)
    for stage in Stage:
        screening.decide(review, 2, stage, Verdict.INCLUDE, by="AK")
    passage = marking.mark(review, 2, "Time was short.", locator="p. 3", codes=(), by="AK")
    coding.code(review, passage, "time", by="AK")
    gap = synthesising.write(review, Gap("What lasts?"), judgement=True, by="AK")
    synthesising.link(review, gap.id, Link(TargetKind.EXCERPT, passage), by="AK")
    synthesising.dissent(review, "G1", "We know already.", who="a partner", by="AK")
    undoing.undo_last(review, by="AK")
    undoing.redo_last(review, by="AK")
    taken = undoing.can_undo(review, by="AK")
    assert taken is not None
    assert taken.words == "AK wrote down a dissent of a partner from gap G1: We know already."
    said = [told.words for told in auditing.tell(review, auditing.numbers(review)[-6:])]
    assert said == [
        "AK coded a passage of report 2: time.",
        "AK wrote gap G1: What lasts?",
        "AK linked a passage of report 2 (supports) to gap G1.",
        "AK wrote down a dissent of a partner from gap G1: We know already.",
        "AK took back a dissent from gap G1.",
        "AK brought back a dissent from gap G1.",
    ]


def test_the_log_says_what_was_taken_back(tmp_path: Path) -> None:
    review = many(tmp_path, 4)
    screening.decide(review, 2, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK")
    undoing.undo_last(review, by="AK")
    planning.adopt(review, "rapid", why="quick", by="AK")
    undoing.undo_last(review, by="AK")
    numbers = auditing.numbers(review, auditing.Looking(kind="event.undone"))
    said = sorted(told.words for told in auditing.tell(review, numbers, reviewer="AK"))
    assert said == ["AK took back a version of the protocol.", "AK took back a vote on report 2."]


def test_what_stays_is_named_in_words_and_a_source_is_redone(tmp_path: Path) -> None:
    review = many(tmp_path, 4)
    first = auditing.tell(review, auditing.numbers(review)[:1])[0]
    with pytest.raises(ReviewError, match="This cannot be taken back: AK began the review"):
        undoing.undo(review, first.event.id, by="AK")
    by_kind = auditing.numbers(review, auditing.Looking(kind="source.described"))
    source = auditing.tell(review, by_kind[:1])[0]
    undoing.undo(review, source.event.id, by=source.event.actor)
    assert undoing.redo_last(review, by=source.event.actor).event.id == source.event.id
