"""Where reviewers differ: the queue of conflicts, settling them, and how much they agree."""

from __future__ import annotations

from dataclasses import dataclass

from review_tool.domain.decision import Outcome, Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.report import Which
from review_tool.domain.text import clean
from review_tool.screening.agreement import Agreement
from review_tool.services.judging.agreement import Both, judged_by_both, measured
from review_tool.services.judging.screening import check_reason
from review_tool.services.people import LEAD, Reviewer
from review_tool.store.queries import lists, plan, reports
from review_tool.store.review import Review
from review_tool.store.state.standings import current_protocol
from review_tool.store.unit import Unit


def open_ids(review: Review, stage: Stage) -> list[int]:
    """The reports whose reviewers differ and nobody has settled."""
    with review.reading() as connection:
        return lists.report_ids(connection, Which(stage, "conflict"))


def settled_ids(review: Review, stage: Stage) -> list[int]:
    """The reports whose conflict was settled by consensus."""
    with review.reading() as connection:
        return lists.report_ids(connection, Which(stage, "settled"))


def resolve(
    review: Review, number: int, stage: Stage, verdict: Verdict, *, by: str, reason: str = "", note: str = ""
) -> None:
    """Settle a conflict. The votes stay as they were cast.

    Raises:
        ReviewError: the report is not in conflict, `maybe` was given, a full-text exclusion has no reason, or the team
            has an adjudicator and it is somebody else who settles.
    """
    if verdict is Verdict.MAYBE:
        raise ReviewError("A conflict is settled by include or exclude.", hint="Leave it open if the team is unsure.")
    with review.writing() as unit:
        root = reports.root_of(unit.connection, number)
        check_reason(current_protocol(unit.connection), stage, verdict, reason)
        _check_adjudicator(unit, by)
        standings, _, _ = reports.standings_of(unit.connection, root)
        if standings[stage].outcome is not Outcome.CONFLICT:
            raise ReviewError(
                f"Report {root} is not in conflict at {stage.words}.",
                hint="It may be settled already; undo that to settle it anew.",
            )
        payload = {
            "stage": stage.value,
            "verdict": verdict.value,
            "reason": reason if verdict is Verdict.EXCLUDE else "",
            "note": clean(note).strip(),
        }
        unit.record("conflict.resolved", f"report:{root}", payload, by=by)


ADJUDICATOR = "adjudicator"
"""The role of a person who settles conflicts and screens nothing. Where nobody has it, anyone may settle one."""


def why_not_settle(review: Review, reviewer: str) -> str:
    """Why this person does not settle conflicts; "" where they may."""
    with review.reading() as connection:
        return _why_not(plan.team(connection), reviewer)


def _check_adjudicator(unit: Unit, by: str) -> None:
    if why_not := _why_not(plan.team(unit.connection), by):
        raise ReviewError(why_not, hint="Write a note for them to read.")


def _why_not(team: list[Reviewer], by: str) -> str:
    named = [member.name for member in team if member.role == ADJUDICATOR]
    may = not named or by in named or any(member.name == by and member.role == LEAD for member in team)
    return "" if may else f"Conflicts are settled by {', '.join(named)}."


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """How two reviewers agree on the reports both have judged blind."""

    a: str
    b: str
    stage: Stage
    agreement: Agreement


def agreements(review: Review) -> list[PairAgreement]:
    """The agreement of every two reviewers at every stage, on what both judged blind.

    Counted from reports that have an outcome, so that nobody learns another's vote from a number.
    At title and abstract `maybe` counts as `include`, as it goes forward.
    """
    both: dict[tuple[Stage, str, str], list[Both]] = {}
    for one in judged_by_both(review):
        both.setdefault((one.stage, *one.pair), []).append(one)
    order = sorted(both, key=lambda key: (list(Stage).index(key[0]), key[1:]))
    return [PairAgreement(a, b, stage, measured(both[stage, a, b])) for stage, a, b in order]
