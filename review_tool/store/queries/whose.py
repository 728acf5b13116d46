"""Whether the plan has a report for a reviewer: a vote outside the plan would decide what was given to another."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from review_tool.domain.decision import Stage
from review_tool.domain.plan import Task, not_theirs
from review_tool.domain.protocol import Protocol
from review_tool.store import tables as t
from review_tool.store.database.ready import Ready
from review_tool.store.queries import reports
from review_tool.store.state import duties
from review_tool.store.state.duties import is_aside

_OWN = Ready(
    select(t.vote.c.n)
    .join(t.report, t.report.c.id == t.vote.c.report)
    .where(
        t.report.c.root == bindparam("root"),
        t.vote.c.stage == bindparam("stage"),
        t.vote.c.reviewer == bindparam("reviewer"),
        ~is_aside(t.vote),
    )
    .limit(1)
)
_TASK = Ready(
    select(t.duty.c.task).where(
        t.duty.c.report == bindparam("root"),
        t.duty.c.stage == bindparam("stage"),
        t.duty.c.reviewer == bindparam("reviewer"),
    )
)


def why_not_theirs(connection: Connection, protocol: Protocol, root: int, stage: Stage, reviewer: str) -> str:
    """Why the plan does not have this reviewer judge a report now, see `plan.not_theirs`; "" where it does."""
    if not protocol.is_planned:
        return ""
    asked = {"root": root, "stage": stage.value, "reviewer": reviewer}
    task = _TASK.scalar(connection, asked) or ""
    if task:
        return not_theirs(task, held=is_held(connection, protocol, stage, task))
    if _OWN.scalar(connection, asked) is not None:
        return ""
    standings, _, _ = reports.standings_of(connection, root)
    return not_theirs("", outcome=standings[stage].outcome)


def is_held(connection: Connection, protocol: Protocol, stage: Stage, task: str) -> bool:
    """Whether a task waits for the calibration set to be drawn and judged."""
    return task != Task.CALIBRATION and duties.phase(connection, protocol, stage) != "open"
