"""Counting: every number a person sees is one of these queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, distinct, func, select

from review_tool.domain.decision import Outcome, Stage
from review_tool.domain.flow import Flow, ReasonCount
from review_tool.domain.record import SourceKind
from review_tool.domain.report import Retrieval, Which
from review_tool.store import tables as t
from review_tool.store.queries.lists import report_ids
from review_tool.store.queries.reports import included
from review_tool.store.state import duties
from review_tool.store.state.standings import current_protocol

_TO_DO = (Outcome.TO_DO.value, Outcome.CONFLICT.value)


@dataclass(frozen=True, slots=True)
class Todo:
    """What is left for one reviewer."""

    reviewer: str
    title_abstract: int
    full_text: int
    why: Mapping[Stage, Mapping[str, int]] = field(default_factory=dict)
    """Under a plan: how much of each kind (`plan.Task`) is this reviewer's, also what has not come up yet; and how
    much they put off (`postponed`)."""


def source_kinds(connection: Connection) -> dict[str, SourceKind]:
    """The kind each source was last described with."""
    query = select(t.source.c.name, t.source.c.kind).order_by(t.source.c.n)
    return {row.name: SourceKind(row.kind) for row in connection.execute(query)}


def records_by_source(connection: Connection) -> Counter[str]:
    """How many records each source brought."""
    query = (
        select(t.record.c.source.label("source"), func.count().label("records"))
        .join(t.report, t.report.c.id == t.record.c.id)
        .group_by(t.record.c.source)
    )
    return Counter({row.source: row.records for row in connection.execute(query)})


def flow(connection: Connection) -> Flow:
    """The boxes of the PRISMA flow diagram, each counted from the facts."""
    kinds = source_kinds(connection)
    identified: Counter[SourceKind] = Counter()
    for source, n in records_by_source(connection).items():
        identified[kinds.get(source, SourceKind.DATABASE)] += n
    r = t.report.c
    cells = connection.execute(
        select(r.searched, r.title_abstract, r.full_text, r.retrieval, r.reason, func.count())
        .where(r.id == r.root)
        .group_by(r.searched, r.title_abstract, r.full_text, r.retrieval, r.reason)
    )
    arms = {True: _Arm(), False: _Arm()}
    for searched, title_abstract, full_text, retrieval, reason, n in cells:
        arms[bool(searched)].add(title_abstract, full_text, retrieval, reason, n)
    search, other = arms[True], arms[False]
    searched_records = identified[SourceKind.DATABASE] + identified[SourceKind.REGISTER]
    return Flow(
        database_results=identified[SourceKind.DATABASE],
        register_results=identified[SourceKind.REGISTER],
        website_results=identified[SourceKind.WEBSITE],
        organisation_results=identified[SourceKind.ORGANISATION],
        citations_results=identified[SourceKind.CITATIONS],
        duplicates=searched_records - search.reports,
        records_screened=search.reports,
        records_excluded=search.excluded,
        records_to_do=search.to_do,
        dbr_sought_reports=search.sought,
        dbr_notretrieved_reports=search.not_retrieved,
        dbr_assessed=search.assessed,
        dbr_excluded=search.reason_counts(),
        dbr_to_do=search.full_text_to_do,
        dbr_awaiting=search.apart[Outcome.AWAITING],
        dbr_ongoing=search.apart[Outcome.ONGOING],
        other_duplicates=sum(identified.values()) - searched_records - other.reports,
        other_records_excluded=other.excluded,
        other_records_to_do=other.to_do,
        other_sought_reports=other.sought,
        other_notretrieved_reports=other.not_retrieved,
        other_assessed=other.assessed,
        other_excluded=other.reason_counts(),
        other_to_do=other.full_text_to_do,
        other_awaiting=other.apart[Outcome.AWAITING],
        other_ongoing=other.apart[Outcome.ONGOING],
        new_studies=connection.scalar(select(func.count(distinct(r.study))).where(included())) or 0,
        new_reports=connection.scalar(select(func.count()).select_from(t.report).where(included())) or 0,
    )


class _Arm:
    """The counts of one arm of the diagram."""

    def __init__(self) -> None:
        self.reports = self.excluded = self.to_do = self.sought = 0
        self.not_retrieved = self.assessed = self.full_text_to_do = 0
        self.reasons: Counter[str] = Counter()
        self.apart: Counter[str] = Counter()
        """Neither included nor excluded, by outcome."""

    def add(self, title_abstract: str, full_text: str, retrieval: str, reason: str, n: int) -> None:
        self.reports += n
        if title_abstract == Outcome.EXCLUDED.value:
            self.excluded += n
        elif title_abstract in _TO_DO:
            self.to_do += n
        else:
            self.sought += n
            if retrieval == Retrieval.NOT_RETRIEVED:
                self.not_retrieved += n
                return
            self.assessed += n
            if full_text == Outcome.EXCLUDED.value:
                self.reasons[reason or "no reason given"] += n
            elif full_text in _TO_DO:
                self.full_text_to_do += n
            elif full_text in (Outcome.AWAITING, Outcome.ONGOING):
                self.apart[full_text] += n

    def reason_counts(self) -> tuple[ReasonCount, ...]:
        ordered = sorted(self.reasons.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple(ReasonCount(reason, n) for reason, n in ordered)


def left_for(connection: Connection, reviewer: str) -> Todo:
    """How many reports wait for this reviewer's vote at each stage."""
    left = {stage: len(report_ids(connection, Which(stage, "to do", reviewer))) for stage in Stage}
    why: dict[Stage, dict[str, int]] = {}
    protocol = current_protocol(connection)
    if protocol.is_planned:
        # Before the calibration set is drawn nothing is dealt for good: what is drawn leaves its other sample.
        dealt = [stage for stage in Stage if duties.phase(connection, protocol, stage) != "to draw"]
        why = {stage: {t.value: n for t, n in duties.left(connection, stage)[reviewer].items()} for stage in dealt}
    for stage in Stage:
        if late := len(report_ids(connection, Which(stage, "postponed", reviewer))):
            why.setdefault(stage, {})["postponed"] = late
    return Todo(reviewer, left[Stage.TITLE_ABSTRACT], left[Stage.FULL_TEXT], why)
