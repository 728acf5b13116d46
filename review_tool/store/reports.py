"""Reading reports and records: lists of ids, pages of rows, one report with all that hangs on it."""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, bindparam, func, select

from review_tool.domain.decision import Consensus, Outcome, Stage, Standing, Verdict, Vote
from review_tool.domain.errors import ReviewError
from review_tool.domain.record import Citation, Record
from review_tool.domain.report import Attempt, Document, Marked, Note, ReportMark, ReportRow, Retrieval, Which
from review_tool.domain.text import fold
from review_tool.store import duties, searching
from review_tool.store import tables as t
from review_tool.store.blind import hidden_tag, kept_back, noted_in_sight
from review_tool.store.duties import is_aside
from review_tool.store.standings import CHUNK, chunks, current_protocol

_ROOT = select(t.report.c.root).where(t.report.c.id == bindparam("report"))
_REPORT = select(t.report).where(t.report.c.id == bindparam("report"))
_BY_STAGE = {Stage.TITLE_ABSTRACT: t.report.c.title_abstract, Stage.FULL_TEXT: t.report.c.full_text}


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
    hit = set(search(connection, which.words)) if which.words.strip() else None
    is_narrowed = bool(which.tag or which.source or which.reason or which.arm)
    ids = _among(connection, query, hit) if queue is None or is_narrowed else queue
    if queue is not None and is_narrowed:
        fitting = set(ids)
        ids = [report for report in queue if report in fitting]
    if hit is not None:
        ids = [report for report in ids if report in hit]
    return _postponed_last(connection, which, ids) if which.state == "to do" else ids


_FEW = 4 * CHUNK


def _among(connection: Connection, query: Select[Any], hit: set[int] | None) -> list[int]:
    """The reports a query finds. Where a search found few, the others are not read; more may be left in than these."""
    if hit is None or len(hit) > _FEW:
        return list(connection.scalars(query))
    return [report for part in chunks(hit) for report in connection.scalars(query.where(t.report.c.id.in_(part)))]


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
    outcome: ColumnElement[str] = _BY_STAGE[which.stage]
    if which.words.strip():
        outcome = outcome.concat("")  # what was found narrows more than the index of outcomes, which is not to be used
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
    seen = ~hidden_tag(current_protocol(connection), which.reviewer)
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
    found = searching.holding_all(connection, terms)
    merged = select(t.report.c.id, t.report.c.root).where(t.report.c.id != t.report.c.root)
    asked = [merged.where(t.report.c.id.in_(part)) for part in chunks(found)] if len(found) <= _FEW else [merged]
    root = {row.id: row.root for query in asked for row in connection.execute(query)}
    return list({root.get(record, record) for record in found})


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
    outcome = _BY_STAGE[stage]
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
    tags, marked = _tags(connection, members, reviewer), marks(connection, members)
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


def _tags(connection: Connection, members: dict[int, int], reviewer: str) -> dict[int, tuple[str, ...]]:
    """The tags each report carries, as far as this reviewer may know."""
    present: dict[int, dict[str, bool]] = defaultdict(dict)
    query = (
        select(t.tag)
        .join(t.report, t.report.c.id == t.tag.c.report)
        .where(t.tag.c.report.in_(members), ~hidden_tag(current_protocol(connection), reviewer))
        .order_by(t.tag.c.n)
    )
    for row in connection.execute(query):
        present[members[row.report]][row.tag] = row.present
    return {root: tuple(sorted(tag for tag, on in tags.items() if on)) for root, tags in present.items()}


def root_of(connection: Connection, report: int) -> int:
    """The report that stands for this one now.

    Raises:
        ReviewError: the review has no such report.
    """
    root = connection.scalar(_ROOT, {"report": report})
    if root is None:
        raise no_report(report)
    return int(root)


def no_report(number: int) -> ReviewError:
    return ReviewError(f"There is no report {number}.", hint="`review-tool export records` lists their numbers.")


def members_of(connection: Connection, root: int) -> list[int]:
    """The records (and former reports) that are this report, itself included."""
    return list(connection.scalars(select(t.report.c.id).where(t.report.c.root == root).order_by(t.report.c.id)))


def citation_of(row: Any) -> Citation:
    return Citation(
        title=row.title,
        authors=tuple(json.loads(row.authors)),
        year=row.year,
        journal=row.journal,
        volume=row.volume,
        issue=row.issue,
        pages=row.pages,
        doi=row.doi,
        pmid=row.pmid,
        abstract=row.abstract,
        keywords=tuple(json.loads(row.keywords)),
        url=row.url,
        type=row.type,
        language=row.language,
        source_id=row.source_id,
    )


def records_query() -> Select[Any]:
    columns = [c for c in t.record.c if c.name not in ("raw", "raw_key", "hash", "imported", "file", "line")]
    return select(*columns, t.report.c.root).join(t.report, t.report.c.id == t.record.c.id)


def record_in(row: Any) -> Record:
    return Record(row.id, citation_of(row), row.source, row.file_name, row.position, row.root)


def records_of(connection: Connection, roots: Iterable[int]) -> dict[int, list[Record]]:
    """The records of each of these reports, in the order they came."""
    found: dict[int, list[Record]] = defaultdict(list)
    for ids in chunks(roots):
        query = records_query().where(t.report.c.root.in_(ids)).order_by(t.record.c.id)
        for row in connection.execute(query):
            found[row.root].append(record_in(row))
    return found


def records(connection: Connection, numbers: Iterable[int]) -> dict[int, Record]:
    """These records by their numbers; one that is not there is left out."""
    found: dict[int, Record] = {}
    for ids in chunks(numbers):
        query = records_query().where(t.record.c.id.in_(ids)).order_by(t.record.c.id)
        found.update((row.id, record_in(row)) for row in connection.execute(query))
    return found


def all_records(connection: Connection) -> Iterable[Record]:
    """Every record of the review, in the order they came."""
    for row in connection.execute(records_query().order_by(t.record.c.id)):
        yield record_in(row)


def raw_of(connection: Connection, record: int) -> bytes:
    """The bytes a record had in its file."""
    raw = connection.scalar(select(t.record.c.raw).where(t.record.c.id == record))
    if raw is None:
        raise ReviewError(f"There is no record {record}.", hint="`review-tool export records` lists their numbers.")
    return bytes(raw)


def places(connection: Connection) -> dict[tuple[str, int], int]:
    """(file name, position in it) → record, for work sheets that name records so."""
    query = select(t.record.c.file_name, t.record.c.position, t.record.c.id).join(
        t.report, t.report.c.id == t.record.c.id
    )
    return {(row.file_name, row.position): row.id for row in connection.execute(query)}


Standings = tuple[dict[Stage, Standing], str, int]
"""Outcomes at both stages, the state of retrieval, and the study."""


def standings_of(connection: Connection, root: int) -> Standings:
    """Where one report stands."""
    return standings_in(connection.execute(_REPORT, {"report": root}).one())


def outcomes_of(connection: Connection, numbers: Iterable[int]) -> dict[int, dict[Stage, Standing]]:
    """Where these reports (or the ones they were merged into) stand; one no longer there is left out."""
    found: dict[int, dict[Stage, Standing]] = {}
    for ids in chunks(numbers):
        query = select(t.report.c.id, t.report.c.title_abstract, t.report.c.full_text).where(t.report.c.id.in_(ids))
        for row in connection.execute(query):
            found[row.id] = {
                Stage.TITLE_ABSTRACT: Standing(Outcome(row.title_abstract)),
                Stage.FULL_TEXT: Standing(Outcome(row.full_text)),
            }
    return found


def any_decided(connection: Connection, stage: Stage) -> bool:
    """Whether some report is included or excluded at a stage."""
    decided = _BY_STAGE[stage].in_((Outcome.INCLUDED.value, Outcome.EXCLUDED.value))
    return connection.scalar(select(t.report.c.id).where(decided).limit(1)) is not None


def all_standings(connection: Connection) -> dict[int, Standings]:
    """Where every report stands."""
    query = select(t.report).where(t.report.c.id == t.report.c.root)
    return {row.id: standings_in(row) for row in connection.execute(query)}


def standings_in(row: Any) -> Standings:
    return (
        {
            Stage.TITLE_ABSTRACT: Standing(Outcome(row.title_abstract)),
            Stage.FULL_TEXT: Standing(Outcome(row.full_text), row.reason),
        },
        row.retrieval,
        row.study,
    )


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
_VOTES = _said(t.vote), _said(t.vote).where(_SOME)
_CONSENSUS = _said(t.consensus), _said(t.consensus).where(_SOME)


def _of(connection: Connection, queries: tuple[Select[Any], Select[Any]], roots: Iterable[int] | None) -> Iterator[Any]:
    every, some = queries
    if roots is None:
        yield from connection.execute(every)
    else:
        for part in chunks(roots):
            yield from connection.execute(some, {"roots": part})


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
    return _tags(connection, dict.fromkeys(members, root), reviewer).get(root, ())


def all_tags(connection: Connection, reviewer: str) -> list[str]:
    """Every tag ever given that this reviewer may know of, for offering it again."""
    query = (
        select(t.tag.c.tag)
        .join(t.report, t.report.c.id == t.tag.c.report)
        .where(~hidden_tag(current_protocol(connection), reviewer))
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


def study_members(connection: Connection, study: int) -> list[int]:
    """The reports that tell of a study, in the order of their numbers."""
    r = t.report.c
    return list(connection.scalars(select(r.id).where(r.id == r.root, r.study == study).order_by(r.id)))


def included() -> Any:
    """The condition that a row of `report` is an included report."""
    r = t.report.c
    return and_(
        r.id == r.root,
        r.title_abstract == Outcome.INCLUDED.value,
        r.full_text == Outcome.INCLUDED.value,
        r.retrieval != Retrieval.NOT_RETRIEVED,
    )


def included_studies(connection: Connection) -> dict[int, list[int]]:
    """Study → its included reports, in the order of their numbers."""
    found: dict[int, list[int]] = defaultdict(list)
    query = select(t.report.c.id, t.report.c.study).where(included()).order_by(t.report.c.id)
    for row in connection.execute(query):
        found[row.study].append(row.id)
    return dict(found)
