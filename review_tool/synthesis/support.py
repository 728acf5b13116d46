"""What a claim rests on, counted and said in words. Counts are no measure of certainty: that is judged apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from review_tool.domain.synthesis import Claim, Stance, TargetKind


@dataclass(frozen=True, slots=True)
class Side:
    """The evidence on one side of a claim."""

    studies: int = 0
    """Different studies, linked themselves or through an excerpt."""
    excerpts: int = 0
    items: int = 0
    """Items of strands: survey findings, stories, pilot projects."""

    @property
    def words(self) -> str:
        """`2 studies (3 excerpts) and 1 item of other strands`, or ""."""
        studies = _count(self.studies, "study", "studies")
        excerpts = _count(self.excerpts, "excerpt", "excerpts")
        evidence = f"{studies} ({excerpts})" if studies and excerpts else studies or excerpts
        items = _count(self.items, "item of other strands", "items of other strands")
        return " and ".join(part for part in (evidence, items) if part)


@dataclass(frozen=True, slots=True)
class Support:
    supporting: Side
    opposing: Side
    judgement: bool

    @property
    def words(self) -> str:
        """`Supported by 2 studies (3 excerpts). Opposed by 1 study.`"""
        said = []
        if self.supporting.words:
            said.append(f"Supported by {self.supporting.words}.")
        if self.opposing.words:
            said.append(f"Opposed by {self.opposing.words}.")
        if self.judgement:
            said.append("It is the team's judgement." if not said else "It is also the team's judgement.")
        return " ".join(said) or "It rests on nothing yet."


def strength_of_support(claim: Claim, study_of: Mapping[str, str]) -> Support:
    """How much stands for and against the claim; `study_of` gives the study of each excerpt's id,
    as links name studies.

    An excerpt whose report is no study yet counts as an excerpt alone.
    """
    return Support(_side(claim, Stance.SUPPORTS, study_of), _side(claim, Stance.OPPOSES, study_of), claim.judgement)


def _side(claim: Claim, stance: Stance, study_of: Mapping[str, str]) -> Side:
    linked: dict[TargetKind, set[str]] = {kind: set() for kind in TargetKind}
    for link in claim.links:
        if link.stance is stance:
            linked[link.kind].add(link.target)
    excerpts = linked[TargetKind.EXCERPT]
    studies = linked[TargetKind.STUDY] | {study_of[e] for e in excerpts if e in study_of}
    return Side(len(studies), len(excerpts), len(linked[TargetKind.ITEM]))


def _count(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}" if n else ""
