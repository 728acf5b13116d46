"""Reading what was appraised, extracted, marked, coded and claimed. The last live row of each speaks."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from review_tool.domain.appraisal import Answer
from review_tool.domain.evidence import Excerpt, ExcerptKind, Theme
from review_tool.domain.extraction import Check, Deed, Value
from review_tool.domain.second_eyes import SEEN_TWICE, Cell, Way, cell
from review_tool.domain.synthesis import Claim, ClaimKind, Link, Stance, Strand, StrandItem, TargetKind, body_from
from review_tool.store import tables as t


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

    Everybody's: what a person may see of them is for `services.blinding` to say.
    """
    query = (
        select(t.answer, t.event.c.id.label("event"), t.event.c.at, t.answer_basis.c.excerpt, t.answer_basis.c.version)
        .join(t.event, t.event.c.n == t.answer.c.n)
        .outerjoin(t.answer_basis, t.answer_basis.c.n == t.answer.c.n)
        .order_by(t.answer.c.n)
    )
    if checklist is not None:
        query = query.where(t.answer.c.checklist == checklist)
    now = study_now(connection, select(t.answer.c.study))
    if study is not None:
        query = query.where(t.answer.c.study.in_(_all_of(study, now)))
    found = [
        Answer(
            *(now.get(row.study, row.study), row.checklist, row.item, row.reviewer, row.answer, row.note),
            *(row.event, row.at, row.excerpt or "", row.version or ""),
        )
        for row in connection.execute(query)
    ]
    return found if history else list({(a.study, a.checklist, a.item, a.reviewer): a for a in found}.values())


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
    o = t.value_origin.c
    query = (
        select(t.value, o.deed, o.corrects, o.why, o.form, t.event.c.id.label("event"), t.event.c.at, t.event.c.actor)
        .join(t.event, t.event.c.n == t.value.c.n)
        .outerjoin(t.value_origin, o.n == t.value.c.n)
        .order_by(t.value.c.n)
    )
    now = study_now(connection, select(t.value.c.study))
    if study is not None:
        query = query.where(t.value.c.study.in_(_all_of(study, now)))
    return [
        Value(
            now.get(row.study, row.study),
            row.field,
            row.value,
            row.actor,
            row.not_reported,
            row.excerpt or "",
            row.event,
            row.at,
            Deed(row.deed or Deed.EXTRACTED),
            row.corrects or "",
            row.why or "",
            row.form or "",
            row.n,
        )
        for row in connection.execute(query)
    ]


def checks(connection: Connection, study: int | None = None) -> list[Check]:
    """Every check of a value by a second person, oldest first."""
    query = (
        select(t.value_check, t.event.c.id.label("event"), t.event.c.at, t.event.c.actor)
        .join(t.event, t.event.c.n == t.value_check.c.n)
        .order_by(t.value_check.c.n)
    )
    now = study_now(connection, select(t.value_check.c.study))
    if study is not None:
        query = query.where(t.value_check.c.study.in_(_all_of(study, now)))
    return [
        Check(now.get(row.study, row.study), row.field, row.of, row.actor, row.event, row.at, row.note, row.form, row.n)
        for row in connection.execute(query)
    ]


def _all_of(study: int, now: dict[int, int]) -> list[int]:
    """The numbers under which something may be written of a study: its own and its former ones."""
    return [study, *(former for former, today in now.items() if today == study)]


def excerpts(connection: Connection, root: int | None = None) -> list[Excerpt]:
    """Marked passages in the order they were marked, each with its codes and the report as it stands now."""
    codes: dict[str, dict[str, bool]] = defaultdict(dict)
    for row in connection.execute(select(t.coding).order_by(t.coding.c.n)):
        codes[row.excerpt][row.code] = row.present
    query = (
        select(t.excerpt, t.event.c.at, t.event.c.actor, t.report.c.root)
        .join(t.event, t.event.c.n == t.excerpt.c.n)
        .join(t.report, t.report.c.id == t.excerpt.c.report)
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
            tuple(code for code, present in codes[row.id].items() if present),
        )
        for row in connection.execute(query)
    ]


def themes(connection: Connection) -> list[Theme]:
    """Each theme as last described, in the order they came."""
    found = {}
    for row in connection.execute(select(t.theme).order_by(t.theme.c.n)):
        found[row.name] = Theme(row.name, row.description, tuple(json.loads(row.codes)))
    return list(found.values())


def strands(connection: Connection) -> list[Strand]:
    found = {}
    for row in connection.execute(select(t.strand).order_by(t.strand.c.n)):
        found[row.name] = Strand(row.name, row.kind, row.size, row.description)
    return list(found.values())


def items(connection: Connection) -> list[StrandItem]:
    query = select(t.item).order_by(t.item.c.n)
    return [StrandItem(row.id, row.strand, row.label, row.text) for row in connection.execute(query)]


def claims(connection: Connection, kind: ClaimKind | None = None) -> list[Claim]:
    """The claims that were not withdrawn, recommendations first, each with its live links."""
    links: dict[str, dict[tuple[str, str], Link | None]] = defaultdict(dict)
    query = select(t.link, t.event.c.id.label("event")).join(t.event, t.event.c.n == t.link.c.n).order_by(t.link.c.n)
    alive = _targets(connection)
    linked = connection.scalars(select(t.link.c.target).where(t.link.c.kind == TargetKind.STUDY.value).distinct())
    studies = [int(target) for target in linked if target.isdigit()]
    now = {str(former): str(study) for former, study in study_now(connection, studies).items()}
    for row in connection.execute(query):
        target = now.get(row.target, row.target) if row.kind == TargetKind.STUDY else row.target
        link = Link(TargetKind(row.kind), target, Stance(row.stance), row.event)
        here = row.present and (link.kind, link.target) in alive
        links[row.claim][row.kind, target] = link if here else None
    wording = {row.claim: row for row in connection.execute(select(t.wording).order_by(t.wording.c.n))}
    found = []
    for row in connection.execute(
        select(t.claim, t.event.c.at, t.event.c.actor)
        .join(t.event, t.event.c.n == t.claim.c.n)
        .order_by(t.claim.c.kind.desc(), t.claim.c.number)
    ):
        said = wording[row.id]
        if said.withdrawn or (kind and row.kind != kind):
            continue
        found.append(
            Claim(
                id=row.id,
                kind=ClaimKind(row.kind),
                number=row.number,
                body=body_from(ClaimKind(row.kind), json.loads(said.body)),
                judgement=said.judgement,
                links=tuple(link for link in links[row.id].values() if link),
                by=row.actor,
                at=row.at,
            )
        )
    return found


def _targets(connection: Connection) -> set[tuple[TargetKind, str]]:
    """Everything a link may point at that still stands: undoing an excerpt takes its support away everywhere."""
    from review_tool.store.reports import included_studies

    return (
        {(TargetKind.EXCERPT, id_) for id_ in connection.scalars(select(t.excerpt.c.id))}
        | {(TargetKind.ITEM, id_) for id_ in connection.scalars(select(t.item.c.id))}
        | {(TargetKind.STUDY, str(study)) for study in included_studies(connection)}
    )


def next_number(connection: Connection, kind: ClaimKind) -> int:
    """The number of the next claim of its kind; numbers of withdrawn claims are not given again."""
    numbers = connection.scalars(select(t.claim.c.number).where(t.claim.c.kind == kind.value)).all()
    return max(numbers, default=0) + 1
