"""Lists of reports: which, in what order, and the lines of a page."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, func, select

from review_tool.domain.decision import Outcome, Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.record import Citation
from review_tool.domain.report import ReportRow, Retrieval, Which
from review_tool.domain.text import fold
from review_tool.store import tables as t
from review_tool.store.database import searching
from review_tool.store.database.numbers import numbers
from review_tool.store.queries import dossier
from review_tool.store.queries.blind import hidden_tag, kept_back
from review_tool.store.queries.reports import BY_STAGE
from review_tool.store.state import duties
from review_tool.store.state.duties import is_aside
from review_tool.store.state.standings import current_protocol


def report_ids(connection: Connection, which: Which) -> list[int]:
    """The reports asked for, in the order they came; of a queue what was put off comes last.

    Under a plan a queue is ordered by why each report is in it.
    """
    query = select(t.report.c.id).where(t.report.c.id == t.report.c.root).order_by(t.report.c.id)
    if which.stage is Stage.FULL_TEXT:
        query = query.where(t.report.c.title_abstract == Outcome.INCLUDED.value)
    queue: list[int] | None = None
    if which.state == "to do" and (protocol := current_protocol(connection)).is_planned:
        found = duties.queue(connection, protocol, which.stage, which.reviewer)
        queue = [report for report, task in found if which.task in ("", task)]
    else:
        query = _in_state(query, which)
    if which.tag:
        query = query.where(t.report.c.id.in_(select(_tagged(connection, which).c.root)))
    if which.source:
        from_source = (
            select(t.report.c.root)
            .join(t.record, t.record.c.id == t.report.c.id)
            .where(t.record.c.source == which.source)
        )
        query = query.where(t.report.c.id.in_(from_source))
    if which.reason:
        query = query.where(t.report.c.reason == which.reason)
    if which.arm:
        query = query.where(t.report.c.searched == (which.arm == "search"))
    hit = search(connection, which.words) if which.words.strip() else None
    is_narrowed = bool(which.tag or which.source or which.reason or which.arm)
    if hit is not None and not is_narrowed and which.stage is Stage.TITLE_ABSTRACT and which.state in ("all", ""):
        return hit
    ids = _among(connection, query, hit) if queue is None or is_narrowed else queue
    if queue is not None and is_narrowed:
        fitting = set(ids)
        ids = [report for report in queue if report in fitting]
    if hit is not None:
        held = set(hit)
        ids = [report for report in ids if report in held]
    return _postponed_last(connection, which, ids) if which.state == "to do" else ids


_FEW = 500


def _among(connection: Connection, query: Select[Any], hit: list[int] | None) -> list[int]:
    """The reports a query finds. Where a search found few, the others are not read; more may be left in than these."""
    if hit is not None and len(hit) <= _FEW:
        query = query.where(t.report.c.id.in_(hit))
    return numbers(connection, query)


def _postponed_last(connection: Connection, which: Which, ids: list[int]) -> list[int]:
    late = {report: place for place, report in enumerate(postponed(connection, which.stage, which.reviewer))}
    if not late:
        return ids
    return [r for r in ids if r not in late] + sorted((r for r in ids if r in late), key=lambda r: late[r])


def postponed(connection: Connection, stage: Stage, reviewer: str) -> list[int]:
    """What this reviewer put off and has not judged since, the longest ago first."""
    p = t.postponement.c
    query = (
        select(t.report.c.root)
        .join(t.postponement, p.report == t.report.c.id)
        .where(p.stage == stage.value, p.reviewer == reviewer)
        .order_by(p.n)
    )
    found = list(dict.fromkeys(reversed(connection.scalars(query).all())))[::-1]
    if not found:
        return []
    judged = set(connection.scalars(select(_voted(stage, reviewer).c.root)))
    return [report for report in found if report not in judged]


def _voted(stage: Stage, reviewer: str) -> Any:
    """The reports this reviewer has judged at a stage, by votes that count."""
    voter = t.report.alias()
    return (
        select(voter.c.root)
        .join(t.vote, t.vote.c.report == voter.c.id)
        .where(t.vote.c.stage == stage.value, t.vote.c.reviewer == reviewer, ~is_aside(t.vote))
        .subquery()
    )


def _in_state(query: Select[Any], which: Which) -> Select[Any]:
    outcome: ColumnElement[str] = BY_STAGE[which.stage]
    if which.words.strip() or (which.state == "to do" and which.stage is Stage.TITLE_ABSTRACT):
        # Not by the index of outcomes: what was found narrows more than it does, and what is to do are most reports
        # for as long as the list is long.
        outcome = outcome.concat("")
    # A set made once: asking anew for each report costs reports times votes.
    voted = t.report.c.id.in_(select(_voted(which.stage, which.reviewer).c.root))
    match which.state:
        case "to do":
            query = query.where(outcome == Outcome.TO_DO.value, ~voted)
            if which.stage is Stage.FULL_TEXT:
                query = query.where(t.report.c.retrieval != Retrieval.NOT_RETRIEVED)
        case "voted":
            query = query.where(voted)
        case "postponed":
            query = query.where(t.report.c.id.in_(_of_members(t.postponement, which, reviewer=True)))
            query = query.where(outcome == Outcome.TO_DO.value, ~voted)
        case "reopened":
            query = query.where(t.report.c.id.in_(_of_members(t.set_aside, which)), outcome == Outcome.TO_DO.value)
        case "maybe":
            unsure = _of_members(t.vote, which).where(t.vote.c.verdict == Verdict.MAYBE.value, ~is_aside(t.vote))
            mine = unsure.where(t.vote.c.reviewer == which.reviewer)
            query = query.where((t.report.c.id.in_(unsure) & ~kept_back(outcome)) | t.report.c.id.in_(mine))
        case "included" | "excluded" | "conflict" | "awaiting classification" | "ongoing":
            query = query.where(outcome == which.state)
            if which.stage is Stage.FULL_TEXT and which.state != "conflict":
                query = query.where(t.report.c.retrieval != Retrieval.NOT_RETRIEVED)
        case "settled":
            settled = _of_members(t.consensus, which).where(~is_aside(t.consensus))
            query = query.where(t.report.c.id.in_(settled))
        case "open":
            query = query.where(outcome.in_((Outcome.TO_DO.value, Outcome.CONFLICT.value)))
            if which.stage is Stage.FULL_TEXT:
                query = query.where(t.report.c.retrieval != Retrieval.NOT_RETRIEVED)
        case "not retrieved":
            query = query.where(t.report.c.retrieval == Retrieval.NOT_RETRIEVED)
        case "retracted":
            query = query.where(t.report.c.id.in_(select(_marked(which.state).c.root)))
        case "assessed":
            query = query.where(t.report.c.retrieval != Retrieval.NOT_RETRIEVED)
        case "all" | "":
            pass
        case other:
            raise ReviewError(
                f"There is no list “{other}”.",
                hint="Ask for to do, voted, included, excluded, conflict, not retrieved, awaiting classification, "
                "ongoing, retracted or all.",
            )
    return query


def _of_members(table: Table, which: Which, *, reviewer: bool = False) -> Select[tuple[int]]:
    """The reports one of whose members has a row at the stage asked for (of the reviewer asked for)."""
    member = t.report.alias()
    query = select(member.c.root).join(table, table.c.report == member.c.id).where(table.c.stage == which.stage.value)
    return query.where(table.c.reviewer == which.reviewer) if reviewer else query


def _tagged(connection: Connection, which: Which) -> Any:
    """The reports that carry a tag, as far as the asking reviewer may know."""
    t_ = t.tag.c
    seen = ~hidden_tag(connection, which.reviewer)
    in_sight = (
        select(t_.n, t_.present, t.report.c.root)
        .join(t.report, t.report.c.id == t_.report)
        .where(t_.tag == which.tag, seen)
        .subquery()
    )
    newest = select(in_sight.c.root, func.max(in_sight.c.n).label("n")).group_by(in_sight.c.root).subquery()
    return select(in_sight.c.root).join(newest, newest.c.n == in_sight.c.n).where(in_sight.c.present).subquery()


def _marked(mark: str) -> Any:
    """The reports that carry a mark; the last word on it counts."""
    newest = (
        select(t.report.c.root, func.max(t.mark.c.n).label("n"))
        .join(t.mark, t.mark.c.report == t.report.c.id)
        .where(t.mark.c.mark == mark)
        .group_by(t.report.c.root)
        .subquery()
    )
    return select(newest.c.root).join(t.mark, t.mark.c.n == newest.c.n).where(t.mark.c.present).subquery()


def search(connection: Connection, words: str) -> list[int]:
    """The reports with a record that holds every word; a final * stands for any ending. Never a syntax error."""
    terms = [term for term in words.replace('"', " ").split() if any(c.isalnum() for c in term)]
    if not terms:
        return []
    return searching.reports_holding(connection, terms)


def titles(connection: Connection, roots: Sequence[int]) -> dict[int, str]:
    query = select(t.record.c.id, t.record.c.title).where(t.record.c.id.in_(roots))
    return {row.id: row.title or "(no title)" for row in connection.execute(query)}


def alike(connection: Connection, report: int, *, limit: int) -> list[int]:
    """Other reports whose text shares the rarer words of this one's title, the likest first."""
    title = connection.scalar(select(t.record.c.title).where(t.record.c.id == report)) or ""
    words = dict.fromkeys(word for word in fold(title).split() if len(word) > 3)
    rare = searching.rarer(connection, list(words), than=_COMMON)
    if not rare:
        return []
    found = searching.likest(connection, rare, limit=limit)
    root = dict(connection.execute(select(t.report.c.id, t.report.c.root).where(t.report.c.id.in_(found))).all())
    return [other for other in dict.fromkeys(root[r] for r in found if r in root) if other != report]


_COMMON = 2000
"""A word that so many records have says little of likeness, and to weigh them all takes long."""


def rows(connection: Connection, ids: Sequence[int], stage: Stage, reviewer: str) -> list[ReportRow]:
    """The lines of a list, in the order of the ids; an id no longer there is left out."""
    outcome = BY_STAGE[stage]
    count: dict[int, int] = defaultdict(int)
    members: dict[int, int] = {}
    for row in connection.execute(select(t.report.c.id, t.report.c.root).where(t.report.c.root.in_(ids))):
        count[row.root] += 1
        members[row.id] = row.root
    mine = {
        members[row.report]: row.verdict
        for row in connection.execute(
            select(t.vote.c.report, t.vote.c.verdict)
            .where(t.vote.c.report.in_(members), t.vote.c.stage == stage.value, t.vote.c.reviewer == reviewer)
            .where(~is_aside(t.vote))
            .order_by(t.vote.c.n)
        )
    }
    mine_to_do = {
        row.report: row.task
        for row in connection.execute(
            select(t.duty.c.report, t.duty.c.task).where(
                t.duty.c.report.in_(ids), t.duty.c.stage == stage.value, t.duty.c.reviewer == reviewer
            )
        )
    }
    tags, marked = dossier.tags_of(connection, members, reviewer), dossier.marks(connection, members)
    found = {}
    query = (
        select(t.report, t.record.c.title, t.record.c.authors, t.record.c.year, t.record.c.journal, outcome.label("at"))
        .join(t.record, t.record.c.id == t.report.c.id)
        .where(t.report.c.id.in_(ids))
    )
    for row in connection.execute(query):
        short = Citation(title=row.title, authors=tuple(json.loads(row.authors)), year=row.year).short()
        found[row.id] = ReportRow(
            id=row.id,
            title=row.title or "(no title)",
            who=short,
            journal=row.journal,
            records=count[row.id],
            outcome=Outcome(row.at),
            reason=row.reason if stage is Stage.FULL_TEXT else "",
            mine=mine.get(row.id, ""),
            retrieval=row.retrieval,
            tags=tags.get(row.id, ()),
            marks=tuple(one.mark.value for one in marked.get(row.id, ())),
            task=mine_to_do.get(row.id, ""),
        )
    return [found[report] for report in ids if report in found]
