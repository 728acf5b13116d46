"""Whose each report is under the plan: the worked-out table `duty`, one row for each vote that somebody is to cast.

Reading a queue is then one look into an index, at any size. As in `standings`, statements are built once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, bindparam, case, delete, func, insert, select

from review_tool.domain.decision import Outcome, Stage, Vote, latest
from review_tool.domain.plan import Sampled, Task, Terms, allocated, spokesman, terms
from review_tool.domain.protocol import Protocol
from review_tool.store import tables as t
from review_tool.store.database.driver import UNWAITED
from review_tool.store.database.ready import Ready

SCREENS_NOTHING = frozenset({"withdrawn", "adjudicator", "observer"})
"""Roles of people whom no report is given to."""

_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_r = t.report.c


def is_aside(cast: Any) -> ColumnElement[bool]:
    """The condition that a row of `vote` or `consensus` was set aside: its report is to be judged again."""
    named = t.event.alias()
    return (
        select(t.set_aside.c.n)
        .join(named, named.c.id == t.set_aside.c.cast_in)
        .where(t.set_aside.c.report == cast.c.report, named.c.n == cast.c.n)
        .exists()
    )


_REVIEW = Ready(select(t.review.c.id))
_TEAM = Ready(select(t.reviewer.c.name, t.reviewer.c.role, t.reviewer.c.n).order_by(t.reviewer.c.n))
_GATES = Ready(select(t.gate.c.stage, t.gate.c.is_open).order_by(t.gate.c.n))
_KEYS = Ready(select(_r.root, t.record.c.raw_key).join(t.record, t.record.c.id == _r.id).where(_r.root.in_(_IDS)))
_DRAWN = Ready(
    select(_r.root, t.calibration.c.stage)
    .join(t.calibration, t.calibration.c.report == _r.id)
    .where(_r.root.in_(_IDS))
    .distinct()
)
_ASSIGNED = Ready(
    select(_r.root, t.assignment.c.stage, t.assignment.c.reviewer)
    .join(t.assignment, t.assignment.c.report == _r.id)
    .where(_r.root.in_(_IDS))
    .order_by(t.assignment.c.n, t.assignment.c.reviewer)
)
_EVENT_OF = Ready(select(_r.id, _r.n).where(_r.id.in_(_IDS)))
_CAST = Ready(
    select(t.vote.c.task, t.vote.c.needs, t.vote.c.verify)
    .join(t.report, _r.id == t.vote.c.report)
    .where(_r.root == bindparam("root"), t.vote.c.stage == bindparam("stage"), ~is_aside(t.vote))
)
_CLEAR = Ready(
    delete(t.duty)
    .where(t.duty.c.report.in_(select(_r.id).where(_r.root.in_(_IDS))))
    .execution_options(**{UNWAITED: True})
)
_INSERT = Ready(insert(t.duty))


@dataclass(frozen=True, slots=True)
class Ground:
    """What holds for every report: read once for all that are judged together."""

    protocol: Protocol
    review: str = ""
    team: tuple[str, ...] = ()
    """Who screens."""
    since: Mapping[str, int] = field(default_factory=dict)
    """From which event on each of them does."""
    open: frozenset[str] = frozenset()
    """Stages whose gate is open."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One report at both stages, as its votes make it."""

    root: int
    outcomes: dict[Stage, Outcome]
    votes: dict[Stage, list[Vote]]
    retrieval: str
    agreed: dict[Stage, Terms | None] = field(default_factory=dict)
    """What its votes were cast under; None where there are none yet."""


def screeners(connection: Connection) -> tuple[str, ...]:
    """Everyone whom reports are given to."""
    return tuple(_since(connection))


def _since(connection: Connection) -> dict[str, int]:
    last = {row.name: row for row in _TEAM.on(connection)}
    return {name: row.n for name, row in last.items() if row.role not in SCREENS_NOTHING}


def open_gates(connection: Connection) -> frozenset[str]:
    now = {row.stage: row.is_open for row in _GATES.on(connection)}
    return frozenset(stage for stage, is_open in now.items() if is_open)


def ground(connection: Connection, protocol: Protocol) -> Ground:
    if not protocol.is_planned:
        return Ground(protocol)
    since, gates = _since(connection), open_gates(connection)
    return Ground(protocol, str(_REVIEW.scalar(connection) or ""), tuple(since), since, gates)


def keys(connection: Connection, review: str, roots: Sequence[int]) -> dict[int, str]:
    """What each report is known by in the samples, see `spokesman`."""
    found: dict[int, list[str]] = defaultdict(list)
    for root, key in _KEYS.on(connection, {"ids": roots}).all():
        found[root].append(key)
    return {root: spokesman(review, some) for root, some in found.items()}


def terms_now(connection: Connection, at: Ground, root: int, stage: Stage) -> Terms | None:
    """Under what a report without votes would be judged now; None where it waits for the gate."""
    key = keys(connection, at.review, [root])[root]
    drawn = any(row.stage == stage for row in _DRAWN.on(connection, {"ids": [root]}).all())
    return _terms(at, stage, Sampled(at.review, stage, key), drawn=drawn)


def _terms(at: Ground, stage: Stage, where: Sampled, *, drawn: bool) -> Terms | None:
    return terms(
        at.protocol.plan.at(stage),
        at.protocol.reviewers(stage),
        drawn=drawn,
        gate_open=stage in at.open,
        team=len(at.team),
        sampled=where,
    )


def deal(connection: Connection, at: Ground, judged: Sequence[Judged]) -> None:
    """Write anew whose these reports are."""
    if not judged:
        return
    roots = [one.root for one in judged]
    _CLEAR.change(connection, {"ids": roots})
    waiting = (
        [(one, stage) for one in judged for stage in Stage if _waits(one, stage)] if at.protocol.is_planned else []
    )
    if not waiting:
        return
    wanted = sorted({one.root for one, _ in waiting})
    known = keys(connection, at.review, wanted)
    drawn = {(root, stage) for root, stage in _DRAWN.on(connection, {"ids": wanted}).all()}
    given: dict[tuple[int, str], list[str]] = defaultdict(list)
    for root, stage, reviewer in _ASSIGNED.on(connection, {"ids": wanted}).all():
        given[root, stage].append(reviewer)
    dealt: list[tuple[int, str, str, str]] = []
    for one, at_stage in waiting:
        place = (one.root, at_stage.value)
        shares = _shared_out(at, one, at_stage, known[one.root], given.get(place, ()), drawn=place in drawn)
        dealt += [(*place, who, task.value) for who, task in shares]
    if not dealt:
        return
    roots = sorted({root for root, *_ in dealt})
    event = {row.id: row.n for row in _EVENT_OF.on(connection, {"ids": roots}).all()}
    columns = ("n", "report", "stage", "reviewer", "task")
    _INSERT.change_all(connection, [dict(zip(columns, (event[one[0]], *one), strict=True)) for one in dealt])


def _waits(one: Judged, stage: Stage) -> bool:
    if one.outcomes[stage] is not Outcome.TO_DO:
        return False
    return stage is Stage.TITLE_ABSTRACT or (
        one.outcomes[Stage.TITLE_ABSTRACT] is Outcome.INCLUDED and one.retrieval != "not retrieved"
    )


def _shared_out(
    at: Ground, one: Judged, stage: Stage, key: str, given: Sequence[str], *, drawn: bool
) -> list[tuple[str, Task]]:
    """Who is to judge this report, each with why."""
    cast = latest(one.votes[stage])
    under = one.agreed.get(stage) or _terms(at, stage, Sampled(at.review, stage, key), drawn=drawn)
    if under is None:
        return []
    task, needs = under.task, under.needs
    if under.verify and len(cast) == 1 and needs == 1:
        task, needs = Task.VERIFY, 2
    if needs <= len(cast):
        return []
    order = allocated(at.review, stage, key, at.team, voted=cast, wanted=len(at.team))
    # The last who were given it come first; one who has gone, or has voted, hands it on by lot.
    first = [name for name in dict.fromkeys(reversed(given)) if name in order]
    order = [*first, *(name for name in order if name not in first)]
    return [(who, task) for who in order[: needs - len(cast)]]


def under(rows: Sequence[Any]) -> Terms | None:
    """What the votes of one report and stage were cast under: the most that any of them was told.

    The most, not the first, so that the order in which they arrive cannot matter. None where none says.
    """
    told = [row for row in rows if row.needs]
    if not told:
        return None
    most = max(told, key=lambda row: row.needs)
    return Terms(Task(most.task or Task.DUAL), most.needs, verify=any(row.verify for row in told))


def under_now(connection: Connection, protocol: Protocol, root: int, stage: Stage) -> list[Any]:
    """What a vote cast now is cast under, as it is written down: [task, how many must vote, verified].

    A report that has votes stays under theirs. One that nobody was to judge yet is judged by two.
    """
    if not protocol.is_planned:
        return ["", protocol.reviewers(stage), False]
    rows = _CAST.on(connection, {"root": root, "stage": stage.value}).all()
    agreed = under(rows)
    if agreed is None:
        agreed = terms_now(connection, ground(connection, protocol), root, stage) or Terms(Task.DUAL, 2)
    return [agreed.task.value, agreed.needs, agreed.verify]


# Reading

_RANK = case({task.value: place for place, task in enumerate(Task)}, value=t.duty.c.task, else_=9)
_CALIBRATING = Ready(
    select(t.duty.c.n).where(t.duty.c.stage == bindparam("stage"), t.duty.c.task == Task.CALIBRATION.value).limit(1)
)
_EVER_DRAWN = Ready(select(t.calibration.c.n).where(t.calibration.c.stage == bindparam("stage")).limit(1))


def phase(connection: Connection, protocol: Protocol, stage: Stage) -> str:
    """`to draw` before there is a calibration set, `calibration` until everybody has judged it, then `open`."""
    values = {"stage": stage.value}
    if _CALIBRATING.scalar(connection, values) is not None:
        return "calibration"
    wants = protocol.plan.at(stage).calibration
    return "to draw" if wants and _EVER_DRAWN.scalar(connection, values) is None else "open"


def queue(connection: Connection, protocol: Protocol, stage: Stage, reviewer: str) -> list[tuple[int, Task]]:
    """What is this reviewer's to do, with why, in order: nothing else comes up until the calibration set is judged."""
    now = phase(connection, protocol, stage)
    if now == "to draw":
        return []
    query = select(t.duty.c.report, t.duty.c.task).where(t.duty.c.stage == stage.value, t.duty.c.reviewer == reviewer)
    if now == "calibration":
        query = query.where(t.duty.c.task == Task.CALIBRATION.value)
    return [(row.report, Task(row.task)) for row in connection.execute(query.order_by(_RANK, t.duty.c.report))]


def left(connection: Connection, stage: Stage) -> dict[str, Counter[Task]]:
    """Reviewer → how much of each kind is left at a stage, whether or not its time has come."""
    found: dict[str, Counter[Task]] = defaultdict(Counter)
    query = (
        select(t.duty.c.reviewer, t.duty.c.task, func.count())
        .where(t.duty.c.stage == stage.value)
        .group_by(t.duty.c.reviewer, t.duty.c.task)
    )
    for reviewer, task, n in connection.execute(query):
        found[reviewer][Task(task)] = n
    return found
