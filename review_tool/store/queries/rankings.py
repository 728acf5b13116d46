"""Reading how ranking is set, and what it would be made from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from review_tool.domain.decision import Stage
from review_tool.store import tables as t
from review_tool.store.state.standings import current_protocol


@dataclass(frozen=True, slots=True)
class Ranking:
    """How ranking is set for the whole team."""

    on: bool = False
    random: int = 20
    """Every how-manieth report shown is drawn at random instead of ranked; 0: none."""
    rule: str = ""
    """The rule for stopping that was chosen, "" where none was."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One time it was set."""

    ranking: Ranking
    by: str
    at: str
    """UTC time."""


def history(connection: Connection) -> list[Turn]:
    """Every time it was set and not taken back, oldest first."""
    query = (
        select(t.prioritisation, t.event.c.actor, t.event.c.at)
        .join(t.event, t.event.c.n == t.prioritisation.c.n)
        .order_by(t.prioritisation.c.n)
    )
    return [Turn(Ranking(row.is_on, row.random, row.rule), row.actor, row.at) for row in connection.execute(query)]


def current(connection: Connection) -> Ranking:
    past = history(connection)
    return past[-1].ranking if past else Ranking()


def content(connection: Connection) -> tuple[list[int], str]:
    """The numbers of all reports, ascending, and a hash of what their titles and abstracts come from."""
    made = hashlib.sha256(b"2")
    numbers = []
    query = (
        select(t.report.c.id, t.report.c.root, t.record.c.hash)
        .join(t.record, t.record.c.id == t.report.c.id)
        .order_by(t.report.c.id)
    )
    for row in connection.execute(query):
        made.update(f"{row.id} {row.root} {row.hash}\n".encode())
        if row.id == row.root:
            numbers.append(row.id)
    chosen = select(t.choice.c.report, t.choice.c.field, t.choice.c.record).order_by(t.choice.c.n)
    for row in connection.execute(chosen):
        made.update(f"{row.report} {row.field} {row.record}\n".encode())
    return numbers, made.hexdigest()


def titles(connection: Connection) -> str:
    """The titles of all reports in one text."""
    query = (
        select(t.record.c.title)
        .join(t.report, t.report.c.id == t.record.c.id)
        .where(t.report.c.id == t.report.c.root)
        .order_by(t.report.c.id)
    )
    return " ".join(connection.scalars(query))


def sample(connection: Connection) -> list[int]:
    """All reports in a random order that is the same on every computer: by the hash of what they say."""
    query = (
        select(t.report.c.id)
        .join(t.record, t.record.c.id == t.report.c.id)
        .where(t.report.c.id == t.report.c.root)
        .order_by(t.record.c.hash, t.report.c.id)
    )
    return list(connection.scalars(query))


def judged_singly(connection: Connection, stage: Stage) -> set[int]:
    """Reports that one person was to judge when they did: another's vote there is a second look at an exclusion."""
    agreed = current_protocol(connection).reviewers(stage)
    query = (
        select(t.report.c.root, func.max(t.vote.c.needs))
        .join(t.report, t.report.c.id == t.vote.c.report)
        .where(t.vote.c.stage == stage.value)
        .group_by(t.report.c.root)
    )
    return {root for root, needed in connection.execute(query) if (needed or agreed) == 1}
