"""Reading reports and records: by their numbers, and where they stand."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, select

from review_tool.domain.decision import Outcome, Stage, Standing
from review_tool.domain.errors import ReviewError
from review_tool.domain.record import Citation, Record
from review_tool.domain.report import Retrieval
from review_tool.store import tables as t
from review_tool.store.database.ready import Ready
from review_tool.store.state.standings import chunks

_ROOT = Ready(select(t.report.c.root).where(t.report.c.id == bindparam("report")))
_REPORT = Ready(select(t.report).where(t.report.c.id == bindparam("report")))
BY_STAGE = {Stage.TITLE_ABSTRACT: t.report.c.title_abstract, Stage.FULL_TEXT: t.report.c.full_text}


def root_of(connection: Connection, report: int) -> int:
    """The report that stands for this one now.

    Raises:
        ReviewError: the review has no such report.
    """
    root = _ROOT.scalar(connection, {"report": report})
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
    return standings_in(_REPORT.on(connection, {"report": root}).one())


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
    decided = BY_STAGE[stage].in_((Outcome.INCLUDED.value, Outcome.EXCLUDED.value))
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
