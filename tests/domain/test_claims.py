"""What a claim may say: levels that exist, explanations where they are owed, gaps that name what is missing."""

from __future__ import annotations

import pytest

from review_tool.domain.claims import COMPONENTS, CONCERNS, ClaimKind, Finding, Gap, body_from, check_body
from review_tool.domain.errors import ReviewError
from review_tool.domain.gaps import epicot, reason_words, reasons_of, too_vague
from review_tool.domain.synthesis import Agreement, Link, Rank, TargetKind, check_agreement, check_rank, check_support


@pytest.mark.parametrize(
    "text",
    [
        "More research is needed.",
        "Further research is required",
        "More studies are needed on this topic.",
        "Additional high-quality research is warranted.",
        "Future research should investigate this further.",
        "There is a need for more research in this area",
        "Larger, well-designed trials are needed!",
        "More evidence is needed on co-production.",
        "Evidence is lacking.",
        "MORE RESEARCH",
    ],
)
def test_a_call_for_research_alone_is_refused_with_what_to_add(text: str) -> None:
    assert too_vague(text)
    with pytest.raises(ReviewError, match="says nothing by itself") as refused:
        check_body(Gap(text))
    assert "population" in refused.value.hint
    check_body(Gap(text, population="young carers", outcome="time at school"))


@pytest.mark.parametrize(
    "text",
    [
        "What lasts?",
        "Nobody asked nurses",
        "Research is needed with young carers in rural places on what respite does for school.",
        "What does co-production cost, to whom, and what does it save?",
        "Whose evidence counts?",
    ],
)
def test_a_gap_that_says_what_is_missing_is_taken(text: str) -> None:
    check_body(Gap(text))


def test_reasons_are_robinson_s() -> None:
    assert reasons_of("a2, C;A2") == ("A2", "C")
    assert reason_words(("A1", "D")).startswith("A1 no study; D not the right information")
    check_body(Gap("What lasts?", reasons="A2; C"))
    with pytest.raises(ReviewError, match="no reason “Z9”"):
        check_body(Gap("What lasts?", reasons="Z9"))
    with pytest.raises(ReviewError, match="cannot be “begun”"):
        check_body(Gap("What lasts?", status="begun"))


def test_epicot_says_what_is_known_in_its_order() -> None:
    parts = dict.fromkeys(("known", "population", "intervention", "comparison", "outcome", "stamp"), "")
    assert epicot(**parts) == ""
    said = epicot(
        **parts | {"known": "two small studies", "population": "tenants.", "outcome": "rent", "stamp": "2026"}
    )
    assert said == "Evidence: two small studies. Population: tenants. Outcome: rent. Time stamp: 2026."


def test_cerqual_s_components_have_levels_and_owe_explanations() -> None:
    for name, label, _ in COMPONENTS:
        with pytest.raises(ReviewError, match="cannot be “bad”"):
            check_body(Finding("Time helps", **{name: "bad"}))
        with pytest.raises(ReviewError, match=f"{label}: serious concerns need an explanation"):
            check_body(Finding("Time helps", **{name: "serious"}))
        check_body(Finding("Time helps", **{name: CONCERNS[0]}))
    with pytest.raises(ReviewError, match="overall confidence needs an explanation"):
        check_body(Finding("Time helps", confidence="low"))
    whole = {name: CONCERNS[0] for name, _, _ in COMPONENTS}
    assert Finding("Time helps", **whole, confidence="high", confidence_reason="No concerns.").graded
    assert not Finding("Time helps", **whole).graded


def test_payloads_of_older_versions_are_read() -> None:
    assert body_from(ClaimKind.GAP, {"text": "x", "why": "y", "for_whom": ""}) == Gap("x", "y")
    assert body_from(ClaimKind.GAP, {"text": "x", "written by": "a newer version"}) == Gap("x")


def test_a_draft_may_stand_on_nothing_and_a_finding_not_on_findings() -> None:
    check_support(Gap("x", status="draft"), (), judgement=False)
    with pytest.raises(ReviewError, match="another finding"):
        check_support(Finding("x"), (Link(TargetKind.FINDING, "f"),), judgement=False)


def test_groups_are_named_and_counted() -> None:
    for bad in (Agreement("", 1, 0, 0), Agreement("staff", -1, 0, 0)):
        with pytest.raises(ReviewError):
            check_agreement(bad)
    for rank in (Rank("", 1), Rank("staff", 0)):
        with pytest.raises(ReviewError):
            check_rank(rank)
