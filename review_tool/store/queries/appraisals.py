"""Reading what is planned for the appraisal, and what second eyes made of it. The last live row of each speaks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, select

from review_tool.domain.appraised import Check, Judgement, Settlement
from review_tool.store import tables as t
from review_tool.store.queries.evidence import all_of, study_now


@dataclass(frozen=True, slots=True)
class WordingPin:
    """Which official wording the team shows for a checklist, and how its file is known again."""

    checklist: str
    version: str
    sha: str
    file: str
    licence: str


def reviewers(connection: Connection) -> int:
    """How many appraise each study: 1 (a second person checks) or 2 (blind)."""
    query = select(t.appraisal_plan.c.reviewers).order_by(t.appraisal_plan.c.n.desc()).limit(1)
    return connection.scalar(query) or 1


def adopted(connection: Connection) -> dict[str, str]:
    """Checklist → the TOML text the team adopted last under that id."""
    query = select(t.instrument.c.name, t.instrument.c.body).where(t.instrument.c.kind == "checklist")
    return {row.name: row.body for row in connection.execute(query.order_by(t.instrument.c.n))}


def assigned(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Design → the checklists it takes."""
    found = {}
    for row in connection.execute(select(t.checklist_choice).order_by(t.checklist_choice.c.n)):
        found[row.design] = tuple(json.loads(row.checklists))
    return {design: checklists for design, checklists in found.items() if checklists}


def designs(connection: Connection) -> dict[int, str]:
    """Study → what the team calls its design."""
    now = study_now(connection, select(t.study_design.c.study))
    rows = connection.execute(select(t.study_design).order_by(t.study_design.c.n))
    return {now.get(row.study, row.study): row.design for row in rows}


def wordings(connection: Connection) -> dict[str, WordingPin]:
    """Checklist → the official wording loaded last for it."""
    found = {}
    for row in connection.execute(select(t.wording_pin).order_by(t.wording_pin.c.n)):
        found[row.checklist] = WordingPin(row.checklist, row.version, row.sha, row.file, row.licence)
    return found


def judgements(
    connection: Connection, checklist: str | None = None, study: int | None = None, *, history: bool = False
) -> list[Judgement]:
    """Each reviewer's last level for each target; with `history` every level ever given, oldest first."""
    found = [
        Judgement(
            number, row.checklist, row.target, row.reviewer, row.level, row.proposed, row.reason, row.event, row.at
        )
        for number, row in _rows(connection, t.judgement, checklist, study)
    ]
    last = {(one.study, one.checklist, one.target, one.reviewer): one for one in found}
    return found if history else list(last.values())


def settlements(connection: Connection, checklist: str | None = None, study: int | None = None) -> list[Settlement]:
    """The last consensus on each item of each study."""
    last = {}
    for number, row in _rows(connection, t.settlement, checklist, study):
        last[number, row.checklist, row.item] = Settlement(
            number, row.checklist, row.item, row.answer, row.actor, row.note, row.event, row.at
        )
    return list(last.values())


def checks(connection: Connection, checklist: str | None = None, study: int | None = None) -> list[Check]:
    """The last look a second person took at each item of each study."""
    last = {}
    for number, row in _rows(connection, t.answer_check, checklist, study):
        last[number, row.checklist, row.item] = Check(
            number, row.checklist, row.item, row.answered, row.actor, row.answer, row.note, row.event, row.at
        )
    return list(last.values())


def _rows(connection: Connection, table: Table, checklist: str | None, study: int | None) -> list[tuple[int, Any]]:
    """The study as it is now, with each row, its event's id, actor and time; oldest first."""
    now = study_now(connection, select(table.c.study))
    query = (
        select(table, t.event.c.id.label("event"), t.event.c.at, t.event.c.actor)
        .join(t.event, t.event.c.n == table.c.n)
        .order_by(table.c.n)
    )
    if checklist is not None:
        query = query.where(table.c.checklist == checklist)
    if study is not None:
        query = query.where(table.c.study.in_(all_of(study, now)))
    return [(now.get(row.study, row.study), row) for row in connection.execute(query).all()]
