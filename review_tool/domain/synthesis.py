"""Synthesis: findings, recommendations and research gaps, each resting on evidence or marked as the team's judgement.

What each kind of claim says of itself is in `domain.claims`; here is how a claim stands: its evidence, who agrees,
who dissents, how it is ranked.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from review_tool.domain.claims import CONFIDENCES as CONFIDENCES
from review_tool.domain.claims import STRENGTHS as STRENGTHS
from review_tool.domain.claims import Body as Body
from review_tool.domain.claims import ClaimKind as ClaimKind
from review_tool.domain.claims import Finding as Finding
from review_tool.domain.claims import Gap as Gap
from review_tool.domain.claims import Recommendation as Recommendation
from review_tool.domain.claims import body_from as body_from
from review_tool.domain.claims import body_payload as body_payload
from review_tool.domain.claims import check_body as check_body
from review_tool.domain.claims import kind_of as kind_of
from review_tool.domain.errors import ReviewError

GROUPS = ("community members", "staff", "academics")
"""The groups whose agreement is asked for, unless the team names others."""


class Stance(StrEnum):
    SUPPORTS = "supports"
    OPPOSES = "opposes"


class TargetKind(StrEnum):
    """What a claim may rest on."""

    EXCERPT = "excerpt"
    STUDY = "study"
    ITEM = "item"
    """An item of a strand: a survey finding, a story, a pilot project."""
    THEME = "theme"
    """All that is coded under it."""
    FINDING = "finding"


@dataclass(frozen=True, slots=True)
class Link:
    """One piece of evidence behind (or against) a claim."""

    kind: TargetKind
    target: str
    """An excerpt's, item's or finding's id, a study's number, a theme's name."""
    stance: Stance = Stance.SUPPORTS
    event: str = ""
    alive: bool = True
    """False for a theme or finding that has no evidence of its own left: it supports nothing until it has."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How one group voted on a claim, in numbers of people."""

    group: str
    agree: int
    against: int
    unsure: int

    @property
    def words(self) -> str:
        """`community members: 5 for, 1 against, 2 unsure`."""
        return f"{self.group}: {self.agree} for, {self.against} against, {self.unsure} unsure"


@dataclass(frozen=True, slots=True)
class Dissent:
    """Somebody's disagreement in their own words; it is kept and printed with the claim."""

    text: str
    who: str
    """The group or person it comes from, as they want to be named."""
    by: str = ""
    at: str = ""
    event: str = ""


@dataclass(frozen=True, slots=True)
class Rank:
    """The place one group gives a gap: 1 is the most urgent."""

    group: str
    rank: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A finding, recommendation or gap in the review, with its evidence."""

    id: str
    kind: ClaimKind
    number: int
    body: Body
    judgement: bool = False
    """It rests on the team's judgement, and says so."""
    links: tuple[Link, ...] = ()
    by: str = ""
    at: str = ""
    agreement: tuple[Agreement, ...] = ()
    dissent: tuple[Dissent, ...] = ()
    ranks: tuple[Rank, ...] = ()

    @property
    def label(self) -> str:
        """`R1`, `G2`, `F3`."""
        return f"{self.kind.letter}{self.number}"

    @property
    def supported(self) -> bool:
        return self.judgement or any(link.stance is Stance.SUPPORTS and link.alive for link in self.links)

    @property
    def draft(self) -> bool:
        """A gap that a cell of the map suggested and nobody has confirmed: it is never published."""
        return isinstance(self.body, Gap) and self.body.draft


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
    codes: tuple[str, ...] = ()
    by: str = ""
    event: str = ""


def check_claim(body: Body, links: tuple[Link, ...], *, judgement: bool) -> None:
    """Raises ReviewError where a claim says nothing, grades itself oddly, or rests on nothing."""
    check_body(body)
    check_support(body, links, judgement=judgement)


def check_support(body: Body, links: tuple[Link, ...], *, judgement: bool) -> None:
    """Raises ReviewError where a claim rests on nothing, being no judgement or draft, or a finding on findings."""
    if isinstance(body, Finding) and any(link.kind is TargetKind.FINDING for link in links):
        raise ReviewError(
            "A finding cannot rest on another finding.", hint="Link the excerpts, studies or themes behind both."
        )
    if isinstance(body, Gap) and body.draft:
        return
    if not judgement and not any(link.stance is Stance.SUPPORTS for link in links):
        raise ReviewError(
            "A claim without evidence is refused.",
            hint="Link an excerpt, a study or a strand's item, or mark it as the team's judgement.",
        )


def check_agreement(said: Agreement) -> None:
    """Raises ReviewError where no group is named or a count is below nought."""
    if not said.group:
        raise ReviewError("Whose agreement is it?", hint="Name a group: " + ", ".join(GROUPS) + ".")
    if min(said.agree, said.against, said.unsure) < 0:
        raise ReviewError("A count of people cannot be below nought.", hint="Give whole numbers: 5 1 0.")


def check_rank(said: Rank) -> None:
    """Raises ReviewError where no group is named or the place is below 1."""
    if not said.group:
        raise ReviewError("Whose priority is it?", hint="Name a group: " + ", ".join(GROUPS) + ".")
    if said.rank < 1:
        raise ReviewError("Places begin at 1, the most urgent.", hint="Give 1, 2, 3 …")
