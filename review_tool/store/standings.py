"""The worked-out columns of `report`: its group, its study, its outcomes. One rule for live use and for `verify`."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from review_tool.domain.decision import Consensus, Outcome, Stage, Standing, Verdict, Vote, standing
from review_tool.domain.event import canonical
from review_tool.domain.protocol import Protocol
from review_tool.domain.record import SourceKind
from review_tool.store import tables as t

CHUNK = 5000
"""How many ids go into one statement."""


def chunks(ids: Iterable[int]) -> Iterator[Sequence[int]]:
    """The ids in order, at most `CHUNK` at a time."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


def current_protocol(connection: Connection) -> Protocol:
    """The newest version of the protocol; an empty version 0 before there is one."""
    body = connection.scalar(select(t.protocol.c.body).order_by(t.protocol.c.n.desc()).limit(1))
    return Protocol.from_payload(json.loads(body)) if body else Protocol()


def refresh(connection: Connection, touched: Iterable[int]) -> None:
    """Work out again the groups and outcomes of these reports and of the groups they leave or join."""
    for ids in chunks(touched):
        roots = set(connection.scalars(select(t.report.c.root).where(t.report.c.id.in_(ids))))
        moved = {row.report: row.root for row in connection.execute(_latest(t.move, ids))}
        if changes := [{"r": report, "root": moved.get(report, report)} for report in ids]:
            connection.execute(
                update(t.report).where(t.report.c.id == bindparam("r")).values(root=bindparam("root")),
                changes,
            )
        roots |= set(connection.scalars(select(t.report.c.root).where(t.report.c.id.in_(ids))))
        _refresh_groups(connection, roots)


def refresh_all(connection: Connection) -> None:
    """Work out every report again: after a change of the protocol or of a source's kind."""
    refresh(connection, connection.scalars(select(t.report.c.id)).all())


def _latest(table: Any, ids: Sequence[int]) -> Any:
    """The rows of the last event per report."""
    newest = (
        select(table.c.report, func.max(table.c.n).label("n"))
        .where(table.c.report.in_(ids))
        .group_by(table.c.report)
        .subquery()
    )
    return select(table).join(newest, (table.c.report == newest.c.report) & (table.c.n == newest.c.n))


def _refresh_groups(connection: Connection, roots: set[int]) -> None:
    """Write study, arm, outcomes and retrieval on every report of these groups."""
    protocol = current_protocol(connection)
    kinds = dict(connection.execute(select(t.source.c.name, t.source.c.kind).order_by(t.source.c.n)).all())
    for part in chunks(roots):
        group_of: dict[int, int] = {}
        searched: dict[int, bool] = defaultdict(bool)
        members = select(t.report.c.id, t.report.c.root, t.record.c.source).join(
            t.record, t.record.c.id == t.report.c.id
        )
        for row in connection.execute(members.where(t.report.c.root.in_(part))):
            group_of[row.id] = row.root
            searched[row.root] |= SourceKind(kinds.get(row.source, SourceKind.DATABASE)).is_search
        if not group_of:
            continue
        votes, settled, retrieval, study = _facts(connection, group_of)
        values = []
        for root in sorted(set(group_of.values())):
            at: dict[Stage, Standing] = {
                stage: standing(stage, votes[root, stage], protocol.reviewers(stage), settled.get((root, stage)))
                for stage in Stage
            }
            values.append(
                {
                    "r": root,
                    "study": study.get(root, root),
                    "searched": searched[root],
                    "title_abstract": at[Stage.TITLE_ABSTRACT].outcome.value,
                    "full_text": at[Stage.FULL_TEXT].outcome.value,
                    "reason": at[Stage.FULL_TEXT].reason,
                    "retrieval": retrieval.get(root, "sought"),
                }
            )
        connection.execute(
            update(t.report)
            .where(t.report.c.root == bindparam("r"))
            .values({name: bindparam(name) for name in values[0] if name != "r"}),
            values,
        )


def _facts(
    connection: Connection, group_of: dict[int, int]
) -> tuple[dict[tuple[int, Stage], list[Vote]], dict[tuple[int, Stage], Consensus], dict[int, str], dict[int, int]]:
    """Votes and consensus per group and stage, retrieval and study per group, later events speaking."""
    votes: dict[tuple[int, Stage], list[Vote]] = defaultdict(list)
    settled: dict[tuple[int, Stage], Consensus] = {}
    retrieval: dict[int, str] = {}
    study: dict[int, int] = {}
    for ids in chunks(group_of):
        for row in connection.execute(select(t.vote).where(t.vote.c.report.in_(ids)).order_by(t.vote.c.n)):
            stage = Stage(row.stage)
            votes[group_of[row.report], stage].append(
                Vote("", row.report, stage, row.reviewer, Verdict(row.verdict), row.reason)
            )
        for row in connection.execute(
            select(t.consensus).where(t.consensus.c.report.in_(ids)).order_by(t.consensus.c.n)
        ):
            stage = Stage(row.stage)
            settled[group_of[row.report], stage] = Consensus(
                "", row.report, stage, Verdict(row.verdict), "", row.reason
            )
        for row in connection.execute(
            select(t.retrieval).where(t.retrieval.c.report.in_(ids)).order_by(t.retrieval.c.n)
        ):
            retrieval[group_of[row.report]] = row.state
        for row in connection.execute(
            select(t.membership).where(t.membership.c.report.in_(ids)).order_by(t.membership.c.n)
        ):
            study[group_of[row.report]] = row.study
    return votes, settled, retrieval, study


def first_standing(searched: bool) -> dict[str, Any]:
    """The worked-out columns of a report nobody has judged."""
    to_do = Outcome.TO_DO.value
    return {
        "searched": searched,
        "title_abstract": to_do,
        "full_text": to_do,
        "reason": "",
        "retrieval": "sought",
    }


def fingerprint(rows: Iterable[dict[str, Any]]) -> list[str]:
    """Rows as sorted canonical text, for comparing two tables."""
    return sorted(canonical(row) for row in rows)
