"""What a team made of a study with a checklist: judgements, second looks, consensus, and where each item stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from review_tool.domain.appraisal import Answer


@dataclass(frozen=True, slots=True)
class Judgement:
    """A level one reviewer gave a target, beside the one the rule proposed."""

    study: int
    checklist: str
    target: str
    reviewer: str
    level: str
    proposed: str
    """What the rule proposed at the time; "" where it had nothing to propose."""
    reason: str = ""
    event: str = ""
    at: str = ""

    @property
    def overrides(self) -> bool:
        return bool(self.proposed) and self.level != self.proposed


@dataclass(frozen=True, slots=True)
class Settlement:
    """What the team agreed on for an item or a target. The answers it settles stay as they were given."""

    study: int
    checklist: str
    item: str
    answer: str
    by: str
    note: str = ""
    event: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A second person's look at one answer: found right, or corrected. The answer itself stays."""

    study: int
    checklist: str
    item: str
    of: str
    """The event of the answer looked at; a later answer is unchecked again."""
    by: str
    answer: str = ""
    """The corrected answer; "" where it was found right."""
    note: str = ""
    event: str = ""
    at: str = ""


class State(StrEnum):
    """Where an item of a study stands."""

    OPEN = "to do"
    PROPOSED = "proposed by the rule"
    WAITING = "waiting for the second reviewer"
    UNVERIFIED = "to verify"
    VERIFIED = "verified"
    CORRECTED = "corrected"
    AGREED = "agreed"
    DIFFERS = "reviewers differ"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Standing:
    """An item of a study as the team holds it, with everything said of it."""

    item: str
    state: State
    answer: str = ""
    """What counts; "" while it is to do, or reviewers differ."""
    said: tuple[Answer, ...] = ()
    check: Check | None = None
    settlement: Settlement | None = None


def standing(
    item: str,
    said: Sequence[Answer],
    *,
    reviewers: int,
    check: Check | None = None,
    settlement: Settlement | None = None,
) -> Standing:
    """What the answers to one item come to. Consensus goes before a correction, a correction before an answer."""
    latest = tuple(said)
    if len(latest) == 1 and check is None and settlement is None:
        return Standing(item, State.WAITING if reviewers > 1 else State.UNVERIFIED, latest[0].answer, latest)
    if check is not None and check.of not in {one.event for one in latest}:
        check = None
    answers = {one.answer for one in latest}
    if settlement is not None:
        return Standing(item, State.SETTLED, settlement.answer, latest, check, settlement)
    if not latest:
        return Standing(item, State.OPEN)
    if check is not None:
        state = State.CORRECTED if check.answer else State.VERIFIED
        looked_at = next(one.answer for one in latest if one.event == check.of)
        return Standing(item, state, check.answer or looked_at, latest, check)
    if len(answers) > 1:
        return Standing(item, State.DIFFERS, "", latest)
    if len({one.reviewer for one in latest}) > 1:
        return Standing(item, State.AGREED, latest[0].answer, latest)
    return Standing(item, State.WAITING if reviewers > 1 else State.UNVERIFIED, latest[0].answer, latest)
