"""What people said of reports and put with them: votes, consensus, notes, tags, marks, full texts and tries at them."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, func, select

from review_tool.domain.decision import Consensus, Stage, Standing, Verdict, Vote
from review_tool.domain.errors import ReviewError
from review_tool.domain.report import Attempt, Document, Marked, Note, ReportMark
from review_tool.store import tables as t
from review_tool.store.database.ready import Ready
from review_tool.store.queries.blind import hidden_tag, noted_in_sight
from review_tool.store.state.duties import is_aside
from review_tool.store.state.standings import chunks


def tags_of(connection: Connection, members: dict[int, int], reviewer: str) -> dict[int, tuple[str, ...]]:
    """The tags each report carries, as far as this reviewer may know."""
    present: dict[int, dict[str, bool]] = defaultdict(dict)
    query = (
        select(t.tag)
        .join(t.report, t.report.c.id == t.tag.c.report)
        .where(t.tag.c.report.in_(members), ~hidden_tag(connection, reviewer))
        .order_by(t.tag.c.n)
    )
    for row in connection.execute(query):
        present[members[row.report]][row.tag] = row.present
    return {root: tuple(sorted(tag for tag, on in tags.items() if on)) for root, tags in present.items()}


def votes(connection: Connection, roots: Iterable[int] | None = None) -> dict[int, list[Vote]]:
    """Live votes per report in the order cast, of these reports or of all."""
    found: dict[int, list[Vote]] = defaultdict(list)
    for row in _of(connection, _VOTES, roots):
        found[row.root].append(
            Vote(
                row.event,
                row.report,
                Stage(row.stage),
                row.reviewer,
                Verdict(row.verdict),
                row.reason,
                row.note,
                row.at,
                learn=row.learn,
                aside=bool(row.aside),
            )
        )
    return found


def _said(table: Table) -> Select[Any]:
    """Votes or consensus, each with its event, in the order of events."""
    return (
        select(
            *(table, t.event.c.id.label("event"), t.event.c.at, t.event.c.actor, t.report.c.root),
            is_aside(table).label("aside"),
        )
        .join(t.event, t.event.c.n == table.c.n)
        .join(t.report, t.report.c.id == table.c.report)
        .order_by(table.c.n)
    )


# Built once, see `standings`: of every report, and of some.
_SOME = t.report.c.root.in_(bindparam("roots", expanding=True))
_VOTES = _said(t.vote), Ready(_said(t.vote).where(_SOME))
_CONSENSUS = _said(t.consensus), Ready(_said(t.consensus).where(_SOME))


def _of(connection: Connection, queries: tuple[Select[Any], Ready], roots: Iterable[int] | None) -> Iterator[Any]:
    every, some = queries
    if roots is None:
        yield from connection.execute(every)
    else:
        for part in chunks(roots):
            yield from some.on(connection, {"roots": part})


def consensus(connection: Connection, roots: Iterable[int] | None = None) -> dict[int, list[Consensus]]:
    """How conflicts were settled, per report, in the order it was done."""
    found: dict[int, list[Consensus]] = defaultdict(list)
    for row in _of(connection, _CONSENSUS, roots):
        found[row.root].append(
            Consensus(
                row.event,
                row.report,
                Stage(row.stage),
                Verdict(row.verdict),
                row.actor,
                row.reason,
                row.note,
                row.at,
                aside=bool(row.aside),
            )
        )
    return found


def notes(
    connection: Connection, members: Sequence[int], reviewer: str, standings: dict[Stage, Standing]
) -> tuple[Note, ...]:
    """The notes this reviewer may read, in the order written."""
    query = (
        select(t.remark, t.event.c.at)
        .join(t.event, t.event.c.n == t.remark.c.n)
        .where(t.remark.c.report.in_(members))
        .order_by(t.remark.c.n)
    )
    return tuple(
        Note(row.text, row.reviewer, row.at)
        for row in connection.execute(query)
        if row.reviewer == reviewer or noted_in_sight(row.stage, standings)
    )


def how_many_notes(connection: Connection, members: Sequence[int]) -> int:
    query = select(func.count()).select_from(t.remark).where(t.remark.c.report.in_(members))
    return connection.scalar(query) or 0


def tags(connection: Connection, root: int, members: Sequence[int], reviewer: str) -> tuple[str, ...]:
    return tags_of(connection, dict.fromkeys(members, root), reviewer).get(root, ())


def all_tags(connection: Connection, reviewer: str) -> list[str]:
    """Every tag ever given that this reviewer may know of, for offering it again."""
    query = (
        select(t.tag.c.tag)
        .join(t.report, t.report.c.id == t.tag.c.report)
        .where(~hidden_tag(connection, reviewer))
        .distinct()
    )
    return sorted(connection.scalars(query))


def attempts(connection: Connection, members: Sequence[int]) -> tuple[Attempt, ...]:
    query = (
        select(t.retrieval, t.event.c.at, t.event.c.actor)
        .join(t.event, t.event.c.n == t.retrieval.c.n)
        .where(t.retrieval.c.report.in_(members))
        .order_by(t.retrieval.c.n)
    )
    return tuple(Attempt(row.state, row.attempt, row.actor, row.at) for row in connection.execute(query))


def marks(connection: Connection, members: dict[int, int]) -> dict[int, tuple[Marked, ...]]:
    """Report → the marks it carries. `members`: each of its records (and former reports) → the report."""
    query = (
        select(t.mark, t.event.c.at, t.event.c.actor)
        .join(t.event, t.event.c.n == t.mark.c.n)
        .where(t.mark.c.report.in_(members))
        .order_by(t.mark.c.n)
    )
    last: dict[int, dict[str, Marked | None]] = defaultdict(dict)
    for row in connection.execute(query):
        said = Marked(ReportMark(row.mark), row.actor, row.at, row.why)
        last[members[row.report]][row.mark] = said if row.present else None
    return {root: tuple(one for one in found.values() if one) for root, found in last.items()}


def documents(connection: Connection, members: Sequence[int] | None = None) -> tuple[Document, ...]:
    """The full texts of a report, or of all, oldest first."""
    query = (
        select(t.document, t.report.c.root, t.file.c.size, t.event.c.at, t.event.c.actor)
        .join(t.event, t.event.c.n == t.document.c.n)
        .join(t.report, t.report.c.id == t.document.c.report)
        .join(t.file, t.file.c.sha == t.document.c.sha)
        .order_by(t.document.c.n)
    )
    if members is not None:
        query = query.where(t.document.c.report.in_(members))
    return tuple(
        Document(row.root, row.name, row.sha, row.size, row.actor, row.at) for row in connection.execute(query)
    )


def file_bytes(connection: Connection, sha: str) -> bytes:
    """A kept file. Raises ReviewError where there is none of that SHA-256."""
    data = connection.scalar(select(t.file.c.data).where(t.file.c.sha == sha))
    if data is None:
        raise ReviewError(f"The review keeps no file {sha[:12]}.", hint="`review-tool fulltext documents` lists them.")
    return zlib.decompress(data)
