"""One report, as the screens read it at every key: a statement for its records and standing, one that asks what else
there is about it, and then one for each kind of thing there is. Of most reports that is nothing, or a vote.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, bindparam, exists, select

from review_tool.domain.decision import Stage, Standing
from review_tool.domain.protocol import Protocol
from review_tool.domain.record import Record
from review_tool.store import tables as t
from review_tool.store.database.ready import Ready
from review_tool.store.queries import reports
from review_tool.store.state.standings import protocol_in

_r, _named = t.report.c, t.report.alias("named")

# Built once, see `standings`.
_GROUP = Ready(
    reports.records_query()
    .add_columns(_r.study, _r.title_abstract, _r.full_text, _r.reason, _r.retrieval)
    .where(_r.root == select(_named.c.root).where(_named.c.id == bindparam("report")).scalar_subquery())
    .order_by(t.record.c.id)
)
ABOUT = (t.choice, t.vote, t.consensus, t.remark, t.tag, t.retrieval, t.document, t.mark)
"""The tables that may hold something about a report."""


def _any_in(table: Table, column: str = "report", *where: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the table has a row about the report `root`, by any of the numbers it goes by."""
    return exists().where(_r.root == bindparam("root"), table.c[column] == _r.id, *where)


_RELATED = (
    _any_in(t.pair, "a", t.pair.c.related)
    | _any_in(t.pair, "b", t.pair.c.related)
    | _any_in(t.pair_verdict, "a")
    | _any_in(t.pair_verdict, "b")
)
_PROTOCOL = select(t.protocol.c.body).order_by(t.protocol.c.n.desc()).limit(1).scalar_subquery()
_THERE = Ready(
    select(
        *(_any_in(table).label(table.name) for table in ABOUT), _RELATED.label("related"), _PROTOCOL.label("protocol")
    )
)
_TASKS = Ready(
    select(t.duty.c.stage, t.duty.c.task).where(
        t.duty.c.report == bindparam("root"), t.duty.c.reviewer == bindparam("reviewer")
    )
)


@dataclass(frozen=True, slots=True)
class Group:
    """A report's records, in the order they came, and where it stands."""

    root: int
    records: tuple[Record, ...]
    standings: dict[Stage, Standing]
    retrieval: str
    study: int

    @property
    def members(self) -> list[int]:
        """The numbers it goes by: its records', which each were a report of their own."""
        return [record.id for record in self.records]


def group_of(connection: Connection, report: int) -> Group:
    """The report that this number stands for now.

    Raises:
        ReviewError: the review has no such report.
    """
    rows = _GROUP.on(connection, {"report": report}).all()
    if not rows:
        raise reports.no_report(report)
    standings, retrieval, study = reports.standings_in(rows[0])
    return Group(rows[0].root, tuple(map(reports.record_in, rows)), standings, retrieval, study)


def there_is(connection: Connection, root: int) -> tuple[frozenset[str], Protocol]:
    """What there is about a report: the names of the tables in `ABOUT` that hold something, and `related`.

    With it, as it is asked at every key, the protocol in force.
    """
    found: dict[str, Any] = dict(_THERE.on(connection, {"root": root}).one()._mapping)
    body = found.pop("protocol")
    there = frozenset(name for name, is_there in found.items() if is_there)
    return there, protocol_in(body) if body else Protocol()


def tasks(connection: Connection, root: int, reviewer: str) -> dict[Stage, str]:
    """Why a report is this reviewer's to judge, at the stages where it is."""
    found = _TASKS.on(connection, {"root": root, "reviewer": reviewer})
    return {Stage(row.stage): row.task for row in found}
