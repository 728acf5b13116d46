"""Votes, and the rule that makes them an outcome."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Stage(StrEnum):
    """The two times a report is judged."""

    TITLE_ABSTRACT = "title-abstract"
    FULL_TEXT = "full-text"

    @property
    def words(self) -> str:
        return "title and abstract" if self is Stage.TITLE_ABSTRACT else "full text"


class Verdict(StrEnum):
    """What one reviewer says of one report at one stage."""

    INCLUDE = "include"
    EXCLUDE = "exclude"
    MAYBE = "maybe"
    """Unsure is no fault: at title and abstract the report goes forward (Cochrane Handbook 4.6.4)."""


class Outcome(StrEnum):
    """What votes and the protocol make of a report at one stage."""

    TO_DO = "to do"
    INCLUDED = "included"
    EXCLUDED = "excluded"
    CONFLICT = "conflict"
    AWAITING = "awaiting classification"
    """At full text: the report does not tell enough to say. Neither included nor excluded, whatever the votes."""
    ONGOING = "ongoing"
    """At full text: the study is not finished. Neither included nor excluded."""

    @property
    def shows_votes(self) -> bool:
        """Whether others' votes can no longer sway one's own."""
        return self not in (Outcome.TO_DO, Outcome.AWAITING, Outcome.ONGOING)


@dataclass(frozen=True, slots=True)
class Vote:
    """One reviewer's verdict at one stage; a later one by the same reviewer supersedes it, and both are kept."""

    event: str
    report: int
    """The report as it stood when the vote was cast: a later merge or split leaves the vote with it."""
    stage: Stage
    reviewer: str
    verdict: Verdict
    reason: str = ""
    note: str = ""
    at: str = ""
    learn: bool = field(default=True, kw_only=True)
    """False: the verdict rests on something the text does not say, so that ranking is not to learn from it."""
    aside: bool = field(default=False, kw_only=True)
    """The lead asked for the report to be judged again: the vote is kept and no longer counts."""


@dataclass(frozen=True, slots=True)
class Consensus:
    """How the team settled a conflict. The votes stay as they are."""

    event: str
    report: int
    stage: Stage
    verdict: Verdict
    by: str
    reason: str = ""
    note: str = ""
    at: str = ""
    aside: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a report stands at one stage."""

    outcome: Outcome
    reason: str = ""
    """Why it was excluded at full text."""


def latest(votes: Iterable[Vote]) -> dict[str, Vote]:
    """Each reviewer's last vote, from votes of one report and stage in the order they were cast."""
    return {vote.reviewer: vote for vote in votes}


def standing(
    stage: Stage, votes: Iterable[Vote], needed: int, consensus: Consensus | None = None, *, verify: bool = False
) -> Standing:
    """What the votes of one report at one stage (in the order cast) come to, when `needed` reviewers must vote.

    With `verify`, an exclusion by one person alone is no outcome until a second has looked.
    Consensus stands above the votes. All alike is the outcome; different verdicts, or at full text different
    reasons, are a conflict. `maybe` goes forward at title and abstract; at full text it asks for a talk.
    """
    if consensus is not None:
        return _settled(consensus.verdict, consensus.reason)
    last = list(latest(votes).values())
    if len(last) < needed:
        return Standing(Outcome.TO_DO)
    verdicts = {vote.verdict for vote in last}
    if verify and len(last) == 1 and Verdict.EXCLUDE in verdicts:
        return Standing(Outcome.TO_DO)
    if stage is Stage.TITLE_ABSTRACT and Verdict.EXCLUDE not in verdicts:
        return Standing(Outcome.INCLUDED)
    reasons = {vote.reason for vote in last}
    if len(verdicts) > 1 or Verdict.MAYBE in verdicts or (stage is Stage.FULL_TEXT and len(reasons) > 1):
        return Standing(Outcome.CONFLICT)
    return _settled(verdicts.pop(), reasons.pop() if len(reasons) == 1 else "")


def _settled(verdict: Verdict, reason: str) -> Standing:
    if verdict is Verdict.EXCLUDE:
        return Standing(Outcome.EXCLUDED, reason)
    return Standing(Outcome.INCLUDED)
