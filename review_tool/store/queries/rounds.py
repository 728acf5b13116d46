"""Reading for the plan: calibration sets, what nobody has judged yet, what can be handed over, what was cast."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from review_tool.domain.decision import Outcome, Stage
from review_tool.domain.report import Retrieval, Which
from review_tool.store import tables as t
from review_tool.store.queries.lists import report_ids
from review_tool.store.state.duties import is_aside
from review_tool.store.state.standings import chunks

_r = t.report.c


@dataclass(frozen=True, slots=True)
class Round:
    """One calibration set."""

    number: int
    by_lot: tuple[int, ...]
    near: tuple[int, ...] = ()
    """Drawn because they are like reports on which reviewers differed."""

    @property
    def reports(self) -> tuple[int, ...]:
        return (*self.by_lot, *self.near)


def drawn(connection: Connection, stage: Stage) -> tuple[Round, ...]:
    """The calibration sets of a stage in the order drawn, as the reports they are now."""
    found: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    query = (
        select(t.calibration.c.round, t.calibration.c.drawn, _r.root)
        .join(t.report, _r.id == t.calibration.c.report)
        .where(t.calibration.c.stage == stage.value)
        .distinct()
        .order_by(_r.root)
    )
    for row in connection.execute(query):
        found[row.round][row.drawn].append(row.root)
    return tuple(
        Round(n, tuple(sets["by lot"]), tuple(sets["near disagreements"])) for n, sets in sorted(found.items())
    )


def dealt(connection: Connection, stage: Stage) -> int:
    """How many reports somebody is to judge now."""
    return connection.scalar(select(func.count(t.duty.c.report.distinct())).where(t.duty.c.stage == stage.value)) or 0


def untouched(connection: Connection, stage: Stage) -> list[int]:
    """The reports at a stage that have no vote there and are in no calibration set."""
    outcome = _r.title_abstract if stage is Stage.TITLE_ABSTRACT else _r.full_text
    member = t.report.alias()
    touched = [
        select(member.c.root).join(table, table.c.report == member.c.id).where(table.c.stage == stage.value)
        for table in (t.vote, t.calibration)
    ]
    query = select(_r.id).where(_r.id == _r.root, outcome == Outcome.TO_DO.value).order_by(_r.id)
    if stage is Stage.FULL_TEXT:
        query = query.where(_r.title_abstract == Outcome.INCLUDED.value, _r.retrieval != Retrieval.NOT_RETRIEVED)
    return list(connection.scalars(query.where(*(_r.id.not_in(some) for some in touched))))


def to_hand_over(connection: Connection, stage: Stage, giver: str, taker: str) -> list[int]:
    """The giver's open reports that the taker could judge instead."""
    theirs = select(t.duty.c.report).where(t.duty.c.stage == stage.value, t.duty.c.reviewer == taker)
    member = t.report.alias()
    voted = (
        select(member.c.root)
        .join(t.vote, t.vote.c.report == member.c.id)
        .where(t.vote.c.stage == stage.value, t.vote.c.reviewer == taker, ~is_aside(t.vote))
    )
    query = (
        select(t.duty.c.report)
        .where(t.duty.c.stage == stage.value, t.duty.c.reviewer == giver)
        .where(t.duty.c.report.not_in(theirs), t.duty.c.report.not_in(voted))
        .order_by(t.duty.c.report)
    )
    return list(connection.scalars(query))


def staying(connection: Connection, stage: Stage, reports: Sequence[int], giver: str) -> list[tuple[int, str]]:
    """Who is to judge these reports beside the giver: (report, reviewer), in order."""
    asked = set(reports)
    query = select(t.duty.c.report, t.duty.c.reviewer).where(
        t.duty.c.stage == stage.value,
        t.duty.c.reviewer != giver,
        t.duty.c.report.in_(select(t.duty.c.report).where(t.duty.c.stage == stage.value, t.duty.c.reviewer == giver)),
    )
    rows = connection.execute(query.order_by(t.duty.c.report, t.duty.c.reviewer))
    return [(report, name) for report, name in rows if report in asked]


@dataclass(frozen=True, slots=True)
class Cast:
    """Votes and consensus at one stage that count now."""

    casts: dict[int, list[tuple[int, str]]]
    """Report → (the report as it stood then, the event)."""
    outcomes: dict[int, Outcome]


def cast_at(connection: Connection, which: Which, *, before: int = 0, numbers: tuple[int, ...] = ()) -> Cast:
    """What was cast on the reports asked for.

    Args:
        before: only reports with a vote cast under an older version of the protocol than this.
        numbers: only these reports.
    """
    wanted = report_ids(connection, which)
    if numbers:
        named = {root for ids in chunks(numbers) for root in connection.scalars(select(_r.root).where(_r.id.in_(ids)))}
        wanted = [report for report in wanted if report in named]
    outcome = _r.title_abstract if which.stage is Stage.TITLE_ABSTRACT else _r.full_text
    casts: dict[int, list[tuple[int, str]]] = defaultdict(list)
    outcomes: dict[int, Outcome] = {}
    old: set[int] = set()
    for table in (t.vote, t.consensus):
        version = table.c.version if table is t.vote else None
        columns = (_r.root, table.c.report, t.event.c.id, outcome.label("at"), *(() if version is None else (version,)))
        query = (
            select(*columns)
            .join(table, table.c.report == _r.id)
            .join(t.event, t.event.c.n == table.c.n)
            .where(table.c.stage == which.stage.value, ~is_aside(table))
            .order_by(table.c.n)
        )
        for ids in chunks(wanted):
            for row in connection.execute(query.where(_r.root.in_(ids))):
                casts[row.root].append((row.report, row.id))
                outcomes[row.root] = Outcome(row.at)
                if version is not None and row.version < before:
                    old.add(row.root)
    kept = {report: some for report, some in sorted(casts.items()) if not before or report in old}
    return Cast(kept, outcomes)
