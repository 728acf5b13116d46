"""Reading what was appraised, extracted and marked, and the strands. The last live row of each speaks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, func, select, union

from review_tool.domain.appraisal import Answer
from review_tool.domain.coding import Codings
from review_tool.domain.evidence import Excerpt, ExcerptKind
from review_tool.domain.extraction import Check, Deed, Value
from review_tool.domain.fulltext import Span
from review_tool.domain.second_eyes import SEEN_TWICE, Cell, Way, cell
from review_tool.domain.synthesis import Strand, StrandItem
from review_tool.store import tables as t
from review_tool.store.queries.coding import codings, item_codings


def study_now(connection: Connection, spoken_of: Any) -> dict[int, int]:
    """Of these numbers: former study → the one its report belongs to now, where merging or grouping ended the former.

    What was appraised, extracted or claimed of it is shown there, and goes back with it when it is parted again.
    """
    r = t.report.c
    live = select(r.study).where(r.id == r.root)
    gone = select(r.id, r.study).where(r.id.in_(spoken_of), r.id != r.study, r.id.not_in(live))
    return {row.id: row.study for row in connection.execute(gone)}


def answers(
    connection: Connection, checklist: str | None = None, study: int | None = None, *, history: bool = False
) -> list[Answer]:
    """The last answer of each reviewer to each item; with `history` also those it replaced, oldest first.

    Everybody's: what a person may see of them is for `services.studies.in_sight` to say.
    """
    return [Answer(*row) for row in answer_rows(connection, checklist, study, history=history)]


AnswerRow = tuple[int, str, str, str, str, str, str, str, str, str]
"""The fields of an Answer, in their order."""


def answer_rows(
    connection: Connection, checklist: str | None = None, study: int | None = None, *, history: bool = False
) -> list[AnswerRow]:
    """As `answers`, as bare rows: of tens of thousands only a screenful is looked into."""
    a, basis = t.answer.c, t.answer_basis.c
    query = (
        select(a.study, a.checklist, a.item, a.reviewer, a.answer, a.note, t.event.c.id, t.event.c.at)
        .add_columns(func.coalesce(basis.excerpt, ""), func.coalesce(basis.version, ""))
        .join(t.event, t.event.c.n == a.n)
        .outerjoin(t.answer_basis, basis.n == a.n)
        .order_by(a.n)
    )
    if checklist is not None:
        query = query.where(a.checklist == checklist)
    now = study_now(connection, select(a.study))
    if study is not None:
        query = query.where(a.study.in_(all_of(study, now)))
    found = cast("list[AnswerRow]", connection.execute(query).all())
    if now:
        found = [(now.get(row[0], row[0]), *row[1:]) for row in found]
    return found if history else list({row[:4]: row for row in found}.values())


def values(connection: Connection, study: int | None = None, *, history: bool = False) -> list[Value]:
    """The values that speak; with `history` every one ever given, oldest first.

    Where two people extract blind, a value speaks once both agree or the team settled it.
    """
    if history:
        return _values(connection, study)
    way = extraction_way(connection)
    return [
        cell.value
        for cell in cells(connection, study).values()
        if cell.value and (way is not Way.DUAL or cell.state in SEEN_TWICE)
    ]


def cells(connection: Connection, study: int | None = None) -> dict[tuple[int, str], Cell]:
    """(study, field) → where it stands, for every field that has a value."""
    way = extraction_way(connection)
    given, seen = _by_field(_values(connection, study)), _by_field(checks(connection, study))
    return {key: cell(way, found, seen.get(key, ())) for key, found in given.items()}


Told = TypeVar("Told", Value, Check)


def _by_field(found: Iterable[Told]) -> dict[tuple[int, str], list[Told]]:
    grouped: dict[tuple[int, str], list[Told]] = defaultdict(list)
    for one in found:
        grouped[one.study, one.field].append(one)
    return grouped


def extraction_way(connection: Connection) -> Way:
    """How extraction is done, as last decided."""
    way = connection.scalar(select(t.extraction_way.c.way).order_by(t.extraction_way.c.n.desc()).limit(1))
    return Way(way) if way else Way.SINGLE


def _values(connection: Connection, study: int | None) -> list[Value]:
    v, o, e = t.value.c, t.value_origin.c, t.event.c
    query = (
        select(v.n, v.study, v.field, v.value, v.not_reported, v.excerpt, o.deed, o.corrects, o.why, o.form)
        .add_columns(e.id, e.at, e.actor)
        .join(t.event, e.n == v.n)
        .outerjoin(t.value_origin, o.n == v.n)
        .order_by(v.n)
    )
    now = study_now(connection, select(t.value.c.study))
    if study is not None:
        query = query.where(t.value.c.study.in_(all_of(study, now)))
    # Taken apart by place: a large review has tens of thousands, and names cost more than the rest together.
    return [
        Value(
            now.get(of, of), field, value, by, none, excerpt or "", event, at, _DEEDS[deed], corrects or "",
            why or "", form or "", n,
        )
        for n, of, field, value, none, excerpt, deed, corrects, why, form, event, at, by in connection.execute(query)
    ]  # fmt: skip


_DEEDS: dict[str | None, Deed] = {None: Deed.EXTRACTED, **{deed.value: deed for deed in Deed}}


def checks(connection: Connection, study: int | None = None) -> list[Check]:
    """Every check of a value by a second person, oldest first."""
    query = (
        select(t.value_check, t.event.c.id.label("event"), t.event.c.at, t.event.c.actor)
        .join(t.event, t.event.c.n == t.value_check.c.n)
        .order_by(t.value_check.c.n)
    )
    now = study_now(connection, select(t.value_check.c.study))
    if study is not None:
        query = query.where(t.value_check.c.study.in_(all_of(study, now)))
    return [
        Check(now.get(row.study, row.study), row.field, row.of, row.actor, row.event, row.at, row.note, row.form, row.n)
        for row in connection.execute(query)
    ]


def all_of(study: int, now: dict[int, int]) -> list[int]:
    """The numbers under which something may be written of a study: its own and its former ones."""
    return [study, *(former for former, today in now.items() if today == study)]


def numbers_of(connection: Connection, studies: set[int]) -> dict[int, set[int]]:
    """Study → the numbers under which anything was appraised or extracted of it, for these (with 0: for all)."""
    spoken = union(*(select(table.c.study) for table in (t.answer, t.judgement, t.value, t.value_check)))
    now = study_now(connection, spoken)
    found: dict[int, set[int]] = defaultdict(set)
    for number in {*connection.scalars(spoken), *studies} - {0}:
        found[now.get(number, number)].add(number)
    if 0 in studies:
        return found
    wanted = {now.get(number, number) for number in studies}
    return {study: numbers for study, numbers in found.items() if study in wanted}


def excerpts(connection: Connection, root: int | None = None, codes: Codings | None = None) -> list[Excerpt]:
    """Marked passages in the order they were marked, each with its codes and the report as it stands now."""
    codes = codes or codings(connection)
    p = t.excerpt_span.c
    query = (
        select(t.excerpt, t.event.c.at, t.event.c.actor, t.report.c.root, p.sha, p.page, p.start, p.end)
        .join(t.event, t.event.c.n == t.excerpt.c.n)
        .join(t.report, t.report.c.id == t.excerpt.c.report)
        .outerjoin(t.excerpt_span, p.excerpt == t.excerpt.c.id)
        .order_by(t.excerpt.c.n)
    )
    if root is not None:
        query = query.where(t.report.c.root == root)
    return [
        Excerpt(
            row.id,
            row.root,
            ExcerptKind(row.kind),
            row.text,
            row.locator,
            row.actor,
            row.at,
            codes.codes(row.id),
            Span(row.sha, row.page, row.start, row.end) if row.page is not None else None,
        )
        for row in connection.execute(query)
    ]


def strands(connection: Connection) -> list[Strand]:
    found = {}
    for row in connection.execute(select(t.strand).order_by(t.strand.c.n)):
        found[row.name] = Strand(row.name, row.kind, row.size, row.description)
    return list(found.values())


def items(connection: Connection, codes: Codings | None = None) -> list[StrandItem]:
    """The items of every strand in the order they came, each with its codes."""
    codes = codes or item_codings(connection)
    query = select(t.item, t.event.c.actor, t.event.c.id.label("event")).join(t.event, t.event.c.n == t.item.c.n)
    rows = sorted(connection.execute(query), key=lambda row: (row.n, int(row.id[len(row.event) + 1 :] or 0)))
    return [
        StrandItem(row.id, row.strand, row.label, row.text, codes.codes(row.id), row.actor, row.event) for row in rows
    ]
