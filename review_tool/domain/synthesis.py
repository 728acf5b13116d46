"""Synthesis: recommendations and research gaps, each resting on evidence or marked as the team's judgement."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from review_tool.domain.errors import ReviewError


class ClaimKind(StrEnum):
    RECOMMENDATION = "recommendation"
    GAP = "gap"

    @property
    def letter(self) -> str:
        return "R" if self is ClaimKind.RECOMMENDATION else "G"


class Stance(StrEnum):
    SUPPORTS = "supports"
    OPPOSES = "opposes"


class TargetKind(StrEnum):
    """What a claim may rest on."""

    EXCERPT = "excerpt"
    STUDY = "study"
    ITEM = "item"
    """An item of a strand: a survey finding, a story, a pilot project."""


@dataclass(frozen=True, slots=True)
class Link:
    """One piece of evidence behind (or against) a claim."""

    kind: TargetKind
    target: str
    """An excerpt's or item's id, a study's number."""
    stance: Stance = Stance.SUPPORTS
    event: str = ""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A practicality or condition under which the thing under review flourishes."""

    text: str
    audience: str = ""
    """Who should do it."""
    condition: str = ""
    """When, or given what."""
    strength: str = ""
    """How strongly it is put: `strong` or `conditional`. Apart from confidence."""
    confidence: str = ""
    """`high`, `moderate`, `low`, `very low` (GRADE-CERQual's levels, doi:10.1186/s13012-017-0688-3)."""
    confidence_reason: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """What still needs research."""

    text: str
    """What is missing."""
    why: str = ""
    """Why it is missing: none, too few, too small, contradictory … (Robinson 2011,
    doi:10.1016/j.jclinepi.2011.06.009)."""
    for_whom: str = ""
    """Who needs the answer, or whom it is about."""


STRENGTHS = ("strong", "conditional")
CONFIDENCES = ("high", "moderate", "low", "very low")


@dataclass(frozen=True, slots=True)
class Claim:
    """A recommendation or gap in the review, with its evidence."""

    id: str
    kind: ClaimKind
    number: int
    body: Recommendation | Gap
    judgement: bool = False
    """It rests on the team's judgement, and says so."""
    links: tuple[Link, ...] = ()
    by: str = ""
    at: str = ""

    @property
    def label(self) -> str:
        """`R1`, `G2`."""
        return f"{self.kind.letter}{self.number}"

    @property
    def supported(self) -> bool:
        return self.judgement or any(link.stance is Stance.SUPPORTS for link in self.links)


@dataclass(frozen=True, slots=True)
class Strand:
    """An evidence base beside the studies: a survey, stories, pilot projects."""

    name: str
    kind: str
    size: int
    """How many responses, stories or projects it holds in all."""
    description: str = ""


@dataclass(frozen=True, slots=True)
class StrandItem:
    """One thing in a strand that a claim can rest on."""

    id: str
    strand: str
    label: str
    text: str = ""


def check_claim(body: Recommendation | Gap, links: tuple[Link, ...], *, judgement: bool) -> None:
    """Raises ReviewError where a claim says nothing, grades itself oddly, or rests on nothing."""
    if not body.text.strip():
        raise ReviewError("The claim says nothing.", hint="Write it as one sentence.")
    if isinstance(body, Recommendation):
        if body.strength and body.strength not in STRENGTHS:
            raise ReviewError(f"Strength cannot be “{body.strength}”.", hint="Give " + " or ".join(STRENGTHS) + ".")
        if body.confidence and body.confidence not in CONFIDENCES:
            raise ReviewError(f"Confidence cannot be “{body.confidence}”.", hint="Give " + ", ".join(CONFIDENCES) + ".")
    if not judgement and not any(link.stance is Stance.SUPPORTS for link in links):
        raise ReviewError(
            "A claim without evidence is refused.",
            hint="Link an excerpt, a study or a strand's item, or mark it as the team's judgement.",
        )


def body_payload(body: Recommendation | Gap) -> dict[str, Any]:
    return asdict(body)


def body_from(kind: ClaimKind, payload: dict[str, Any]) -> Recommendation | Gap:
    return Recommendation(**payload) if kind is ClaimKind.RECOMMENDATION else Gap(**payload)
