"""Where reviewers differ: the queue of conflicts, settling them, and how much they agree."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from review_tool.domain.decision import Outcome, Stage, Verdict, latest
from review_tool.domain.errors import ReviewError
from review_tool.domain.report import Which
from review_tool.domain.text import clean
from review_tool.screening.agreement import Agreement as Agreement
from review_tool.screening.agreement import agreement
from review_tool.services.reviews import LEAD
from review_tool.services.screening import check_reason
from review_tool.store import plan, reports
from review_tool.store.review import Review
from review_tool.store.standings import current_protocol
from review_tool.store.unit import Unit


def open_ids(review: Review, stage: Stage) -> list[int]:
    """The reports whose reviewers differ and nobody has settled."""
    with review.reading() as connection:
        return reports.report_ids(connection, Which(stage, "conflict"))


def settled_ids(review: Review, stage: Stage) -> list[int]:
    """The reports whose conflict was settled by consensus."""
    with review.reading() as connection:
        return reports.report_ids(connection, Which(stage, "settled"))


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


def _check_adjudicator(unit: Unit, by: str) -> None:
    team = plan.team(unit.connection)
    named = [member.name for member in team if member.role == ADJUDICATOR]
    if named and by not in named and not any(member.name == by and member.role == LEAD for member in team):
        raise ReviewError(f"Conflicts are settled by {', '.join(named)}.", hint="Write a note for them to read.")


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """How two reviewers agree on the reports both have judged."""

    a: str
    b: str
    stage: Stage
    agreement: Agreement


def agreements(review: Review) -> list[PairAgreement]:
    """The agreement of every two reviewers at every stage, on their overlap only.

    Counted from reports that have an outcome, so that nobody learns another's vote from a number.
    At title and abstract `maybe` counts as `include`, as it goes forward.
    """
    verdicts: dict[tuple[Stage, str], dict[int, str]] = {}
    with review.reading() as connection:
        at = reports.all_standings(connection)
        for root, cast in reports.votes(connection).items():
            standings, _, _ = at[root]
            for stage in Stage:
                if not standings[stage].outcome.shows_votes:
                    continue
                for name, vote in latest(v for v in cast if v.stage is stage and not v.aside).items():
                    forward = stage is Stage.TITLE_ABSTRACT and vote.verdict is Verdict.MAYBE
                    word = Verdict.INCLUDE if forward else vote.verdict
                    verdicts.setdefault((stage, name), {})[root] = word.value
    found = []
    for stage in Stage:
        names = sorted(name for at, name in verdicts if at is stage)
        for a, b in combinations(names, 2):
            one, other = verdicts[stage, a], verdicts[stage, b]
            overlap = sorted(one.keys() & other.keys())
            if overlap:
                found.append(PairAgreement(a, b, stage, agreement([(one[r], other[r]) for r in overlap])))
    return found
