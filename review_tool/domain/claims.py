"""What a claim says of itself: a finding with its grades, a recommendation with its conditions, a gap with its PICOS.

Every part is a text, so that payloads written by older versions are read with the parts they have.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from review_tool.domain.errors import ReviewError
from review_tool.domain.gaps import REASONS, check_said, reasons_of
from review_tool.domain.text import one_line


class ClaimKind(StrEnum):
    RECOMMENDATION = "recommendation"
    GAP = "gap"
    FINDING = "finding"

    @property
    def letter(self) -> str:
        return self.value[0].upper()


STRENGTHS = ("strong", "conditional")
CONFIDENCES = ("high", "moderate", "low", "very low")
"""GRADE-CERQual's levels of overall confidence (Lewin 2018, doi:10.1186/s13012-017-0688-3)."""
CONCERNS = ("no or very minor", "minor", "moderate", "serious")
"""GRADE-CERQual's levels of concern about one component."""
COMPONENTS = (
    ("methodological", "Methodological limitations", "How well were the studies behind it carried out?"),
    ("coherence", "Coherence", "How well does the finding fit the data, those that speak against it included?"),
    ("adequacy", "Adequacy", "How rich and how many are the data behind it?"),
    ("relevance", "Relevance", "How near are the studies' people, places and questions to those of the review?"),
)
"""GRADE-CERQual's four components: the field's name, its label, its question in our own words."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the evidence amounts to on one point. Each component has a level of concern and an explanation."""

    text: str
    methodological: str = ""
    methodological_reason: str = ""
    coherence: str = ""
    coherence_reason: str = ""
    adequacy: str = ""
    adequacy_reason: str = ""
    relevance: str = ""
    relevance_reason: str = ""
    confidence: str = ""
    """Chosen by people; never worked out from the components."""
    confidence_reason: str = ""

    def component(self, name: str) -> tuple[str, str]:
        """The level of concern and the explanation of one component."""
        return str(getattr(self, name)), str(getattr(self, f"{name}_reason"))

    @property
    def graded(self) -> bool:
        """Every component and the overall confidence have been judged."""
        return bool(self.confidence) and all(self.component(name)[0] for name, _, _ in COMPONENTS)


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
    equity: str = ""
    """Who gains and who could lose by it, and what would make it fair."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What still needs research."""

    text: str
    """What is missing."""
    why: str = ""
    """Why it is missing, in words."""
    for_whom: str = ""
    """Who needs the answer, or whom it is about."""
    population: str = ""
    intervention: str = ""
    comparison: str = ""
    outcome: str = ""
    setting: str = ""
    reasons: str = ""
    """Codes of Robinson 2011, parted by `; ` as a person confirmed them: `A2; C`."""
    known: str = ""
    """The evidence there is: EPICOT's E."""
    stamp: str = ""
    """The day or month that was looked up to: EPICOT's time stamp."""
    cell: str = ""
    """The cell of the evidence map it was seen in, in words."""
    status: str = ""
    """`draft` until a person confirms what the map suggested."""

    @property
    def draft(self) -> bool:
        return self.status == "draft"

    @property
    def codes(self) -> tuple[str, ...]:
        return reasons_of(self.reasons)


Body = Finding | Recommendation | Gap
_BODIES: dict[ClaimKind, type[Finding] | type[Recommendation] | type[Gap]] = {
    ClaimKind.FINDING: Finding,
    ClaimKind.RECOMMENDATION: Recommendation,
    ClaimKind.GAP: Gap,
}


def kind_of(body: Body) -> ClaimKind:
    return next(kind for kind, known in _BODIES.items() if isinstance(body, known))


def body_payload(body: Body) -> dict[str, Any]:
    return asdict(body)


def body_from(kind: ClaimKind, payload: dict[str, Any]) -> Body:
    """The body a payload tells; what it leaves out is empty."""
    return _BODIES[kind](**{f.name: payload[f.name] for f in fields(_BODIES[kind]) if f.name in payload})


def check_body(body: Body) -> None:
    """Raises ReviewError where a claim says nothing, or grades itself by a word that is no level."""
    if not body.text.strip():
        raise ReviewError("The claim says nothing.", hint="Write it as one sentence.")
    if isinstance(body, Gap):
        _check_gap(body)
        return
    if isinstance(body, Recommendation):
        _among(body.strength, STRENGTHS, "Strength")
    else:
        for name, label, _ in COMPONENTS:
            level, reason = body.component(name)
            _among(level, CONCERNS, label)
            if level not in ("", CONCERNS[0]) and not one_line(reason):
                raise ReviewError(f"{label}: {level} concerns need an explanation.", hint="Say in a sentence why.")
        if body.confidence and not one_line(body.confidence_reason):
            raise ReviewError("The overall confidence needs an explanation.", hint="Say which concerns led to it.")
    _among(body.confidence, CONFIDENCES, "Confidence")


def _among(given: str, levels: tuple[str, ...], what: str) -> None:
    if given and given not in levels:
        ways = " or ".join(levels) if len(levels) == 2 else ", ".join(levels)
        raise ReviewError(f"{what} cannot be “{given}”.", hint=f"Give {ways}.")


def _check_gap(body: Gap) -> None:
    if body.status not in ("", "draft"):
        raise ReviewError(f"A gap cannot be “{body.status}”.", hint="It is a draft, or it is confirmed.")
    known = {reason.code for reason in REASONS}
    for code in body.codes:
        if code not in known:
            raise ReviewError(f"There is no reason “{code}”.", hint="Robinson's codes are " + ", ".join(known) + ".")
    check_said(body.text, picos=(body.population, body.intervention, body.comparison, body.outcome, body.setting))
