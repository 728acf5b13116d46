from __future__ import annotations

from review_tool.domain.synthesis import Claim, ClaimKind, Gap, Link, Stance, TargetKind
from review_tool.synthesis.support import Side, strength_of_support


def claim(*links: Link, judgement: bool = False) -> Claim:
    return Claim("c", ClaimKind.GAP, 1, Gap("What it costs"), judgement=judgement, links=links)


def test_studies_count_once_however_often_they_speak() -> None:
    support = strength_of_support(
        claim(
            Link(TargetKind.EXCERPT, "e1"),
            Link(TargetKind.EXCERPT, "e2"),
            Link(TargetKind.STUDY, "7"),
            Link(TargetKind.STUDY, "8"),
            Link(TargetKind.ITEM, "s1"),
            Link(TargetKind.EXCERPT, "e3", Stance.OPPOSES),
        ),
        {"e1": "7", "e2": "7", "e3": "9"},
    )
    assert support.supporting == Side(studies=2, excerpts=2, items=1)
    assert support.opposing == Side(studies=1, excerpts=1)
    assert support.words == (
        "Supported by 2 studies (2 excerpts) and 1 item of other strands. Opposed by 1 study (1 excerpt)."
    )


def test_a_judgement_and_an_empty_claim_say_so() -> None:
    assert strength_of_support(claim(judgement=True), {}).words == "It is the team's judgement."
    assert strength_of_support(claim(), {}).words == "It rests on nothing yet."
    said = strength_of_support(claim(Link(TargetKind.EXCERPT, "e1"), judgement=True), {}).words
    assert said == "Supported by 1 excerpt. It is also the team's judgement."
