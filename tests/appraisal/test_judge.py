from __future__ import annotations

import pytest

from review_tool.appraisal.judge import complete, proposed
from review_tool.appraisal.loader import load_all
from review_tool.domain.errors import ReviewError

TOOLS = {tool.id: tool for tool in load_all()}
MMAT, WOE = TOOLS["mmat-2018-structure"], TOOLS["weight-of-evidence"]
GOOD = dict.fromkeys(("S1", "S2", "1.1", "1.2", "1.3", "1.4", "1.5"), "yes")


def test_what_is_still_to_be_asked_follows_the_design() -> None:
    assert complete(MMAT, "qualitative", {}) == ("S1", "S2", "1.1", "1.2", "1.3", "1.4", "1.5")
    assert complete(MMAT, "qualitative", {"S1": "yes", "1.4": "no"}) == ("S2", "1.1", "1.2", "1.3", "1.5")
    assert complete(MMAT, "", GOOD) == ()
    assert complete(MMAT, "mixed", GOOD) == ("5.1", "5.2", "5.3", "5.4", "5.5")
    with pytest.raises(ReviewError, match="no part “survey”"):
        complete(MMAT, "survey", {})


def test_criteria_not_met_are_named_never_summed() -> None:
    assert proposed(MMAT, GOOD) == "All 5 criteria are met."
    said = proposed(MMAT, {**GOOD, "1.2": "no", "1.5": "cant-tell"})
    assert said == "Not met: 1.2 (no), 1.5 (can't tell)."
    assert "/" not in said
    assert "%" not in said


def test_a_failed_screening_question_comes_first() -> None:
    said = proposed(MMAT, {"S1": "yes", "S2": "cant-tell"})
    assert said.startswith("Screening not passed: S2 (can't tell); further appraisal may not be worthwhile.")
    assert said.endswith("No criteria of a design are answered yet.")


def test_unanswered_items_are_said_to_be_to_do() -> None:
    said = proposed(MMAT, {"S1": "yes", "S2": "yes", "1.1": "yes", "1.2": ""})
    assert said == "Still to do: 1.2, 1.3, 1.4 and 1.5."


def test_weight_of_evidence_proposes_the_lowest_and_says_that_it_proposes() -> None:
    answers = {"A": "high", "B": "low", "C": "medium"}
    said = proposed(WOE, answers)
    assert said.startswith("Proposed for D: low, the lowest of A high, B low, C medium.")
    assert "the team's rule decides" in said
    assert proposed(WOE, {**answers, "D": "medium"}).endswith("The team answered medium.")
    assert proposed(WOE, {"B": "high"}) == "Nothing to propose yet: A and C still to do."


def test_an_answer_the_checklist_does_not_know_is_refused() -> None:
    with pytest.raises(ReviewError, match="cannot be answered"):
        proposed(WOE, {"A": "yes"})
