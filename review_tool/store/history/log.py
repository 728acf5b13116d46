"""Reading the log."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, literal, or_, select, union, union_all

from review_tool.domain.event import Event
from review_tool.store import tables as t
from review_tool.store.database.ready import Ready
from review_tool.store.database.streaming import streamed
from review_tool.store.unit import event_of

_AT_ONCE = 5000
"""How many ids go into one statement."""


@dataclass(frozen=True, slots=True)
class Looking:
    """Which events are asked for. Empty fields do not restrict."""

    actor: str = ""
    kind: str = ""
    """A kind or its beginning: `decision` or `decision.made`."""
    subjects: tuple[str, ...] = ()
    since: str = ""
    """ISO date or time, UTC."""
    until: str = ""
    members: tuple[int, ...] = ()
    """Reports (numbers of records) whose whole history is asked for: how they came in, merges and splits, and what was
    taken back, beside the events of these subjects."""


def _query(looking: Looking) -> Select[tuple[int]]:
    e = t.event.c
    query: Select[tuple[int]] = select(e.n).order_by(e.n)
    if looking.actor:
        query = query.where(e.actor == looking.actor)
    if looking.kind:
        stem = looking.kind.rstrip("*").rstrip(".")
        query = query.where(or_(e.kind == stem, e.kind.startswith(stem + ".", autoescape=True)))
    if looking.members:
        query = query.where(e.n.in_(_about(looking)))
    elif looking.subjects:
        query = query.where(e.subject.in_(looking.subjects))
    if looking.since:
        query = query.where(e.at >= looking.since)
    if looking.until:
        query = query.where(e.at <= looking.until)
    return query


def _about(looking: Looking) -> Select[tuple[int]]:
    """The numbers of all that happened to the reports asked for, by the indexes."""
    wanted = select(t.event.c.n, t.event.c.id)
    came = select(t.record.c.imported).where(t.record.c.id.in_(looking.members))
    moved = select(t.move.c.n).where(or_(t.move.c.report.in_(looking.members), t.move.c.root.in_(looking.members)))
    passages = select(literal("excerpt:").concat(t.excerpt.c.id)).where(t.excerpt.c.report.in_(looking.members))
    found = union(
        wanted.where(t.event.c.subject.in_(looking.subjects)),
        wanted.where(t.event.c.subject.in_(passages)),
        wanted.where(t.event.c.id.in_(came)),
        wanted.where(t.event.c.n.in_(moved)),
    ).subquery()
    back = select(t.event.c.n).where(t.event.c.subject.in_(select(literal("event:").concat(found.c.id))))
    both = union(select(found.c.n), back).subquery()
    return select(both.c.n)


def event_numbers(connection: Connection, looking: Looking) -> list[int]:
    """The local numbers of the events asked for, oldest first."""
    with connection.execute(_query(looking)) as found:
        # As the driver gives them: there may be a million, and to make a row of each takes six times as long.
        return [n for (n,) in found.cursor.fetchall()] if found.cursor is not None else []


def numbers_of(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    """Id → number, of the events that are here."""
    wanted = list(ids)
    found: dict[str, int] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        query = select(t.event.c.id, t.event.c.n).where(t.event.c.id.in_(wanted[start : start + _AT_ONCE]))
        found.update((row.id, row.n) for row in connection.execute(query))
    return found


def events(connection: Connection, numbers: Sequence[int]) -> list[Event]:
    """The events with these numbers, in that order."""
    rows = {row.n: event_of(row) for row in connection.execute(select(t.event).where(t.event.c.n.in_(numbers)))}
    return [rows[n] for n in numbers if n in rows]


def every_event(connection: Connection) -> Iterator[tuple[int, Event]]:
    """Every event with its number, oldest first, a few at a time."""
    for row in streamed(connection, select(t.event).order_by(t.event.c.n), 2000):
        yield row.n, event_of(row)


def of_kinds(connection: Connection, kinds: Iterable[str]) -> list[Event]:
    """The events of these kinds, oldest first."""
    query = select(t.event).where(t.event.c.kind.in_(list(kinds))).order_by(t.event.c.n)
    return [event_of(row) for row in connection.execute(query)]


def event(connection: Connection, event_id: str) -> Event | None:
    row = connection.execute(select(t.event).where(t.event.c.id == event_id)).one_or_none()
    return event_of(row) if row is not None else None


def has_actor(connection: Connection, name: str) -> bool:
    """Whether somebody of this name did anything."""
    return connection.scalar(select(t.event.c.n).where(t.event.c.actor == name).limit(1)) is not None


def newest(connection: Connection) -> int:
    """The number of the last event; 0 before there is one."""
    return connection.scalar(select(func.max(t.event.c.n))) or 0


def latest(connection: Connection) -> str:
    """The latest time of any event, which need not be the last one's: clocks are set back; "" before there is one."""
    return connection.scalar(select(func.max(t.event.c.at))) or ""


def ids_after(connection: Connection, n: int) -> list[str]:
    """The ids of the events after this number, in their order."""
    return list(connection.scalars(select(t.event.c.id).where(t.event.c.n > n).order_by(t.event.c.n)))


def events_of_sheet(connection: Connection, sheet: str) -> frozenset[str]:
    """The ids of everything that came in by a work sheet."""
    query = select(t.event.c.payload).where(t.event.c.kind == "worksheet.read")
    payloads = [json.loads(payload) for payload in connection.scalars(query)]
    return frozenset(one for payload in payloads if payload["sheet"] == sheet for one in payload["events"])


def undo_of(connection: Connection, event_id: str) -> str | None:
    """The id of the live undo of an event; None where it is not undone."""
    target = t.event.alias()
    query = (
        select(t.event.c.id)
        .join(t.undone, t.undone.c.n == t.event.c.n)
        .join(target, target.c.n == t.undone.c.target)
        .where(target.c.id == event_id)
    )
    return connection.scalar(query)


def undone_ids(connection: Connection) -> set[str]:
    """The ids of the events that are undone now."""
    return set(connection.scalars(select(t.event.c.id).join(t.undone, t.undone.c.target == t.event.c.n)))


_e, _target = t.event.c, t.event.alias()
_LAST_UNDO = (
    select(t.event)
    .join(t.undone, t.undone.c.n == _e.n)
    .join(_target, _target.c.n == t.undone.c.target)
    # Not by the index of kinds, which would look through every vote there is: undos are few.
    .where(_e.actor == bindparam("actor"), _target.c.kind.concat("").in_(bindparam("kinds", expanding=True)))
    .order_by(t.undone.c.n.desc())
    .limit(1)
)


@cache
def _last(kinds: tuple[str, ...]) -> Ready:
    """The newest live event of a person and these kinds. Asked after every deed, so built once.

    For each kind its index is walked back from the newest: to sort all of a kind would take longer with every vote.
    """
    live = [_e.actor == bindparam("actor"), _e.n.not_in(select(t.undone.c.target))]
    newest = [
        select(_e.n).where(_e.kind == kind, *live).order_by(_e.n.desc()).limit(1).scalar_subquery() for kind in kinds
    ]
    of_each = union_all(*(select(n.label("n")) for n in newest)).subquery()
    return Ready(select(t.event).where(_e.n == select(func.max(of_each.c.n)).scalar_subquery()))


def last_of(connection: Connection, *, actor: str, kinds: Iterable[str]) -> Event | None:
    """The newest live event of this person and these kinds: what `undo` takes back."""
    row = _newest(connection, actor, kinds)
    return event_of(row) if row is not None else None


def _newest(connection: Connection, actor: str, kinds: Iterable[str]) -> Any:
    return _last(tuple(kinds)).on(connection, {"actor": actor}).one_or_none()


def last_undo(connection: Connection, *, actor: str, kinds: Iterable[str]) -> Event | None:
    """The newest undo of this person that nothing they did since stands in the way of: what `redo` brings back."""
    kinds = tuple(kinds)
    row = connection.execute(_LAST_UNDO, {"actor": actor, "kinds": kinds}).one_or_none()
    if row is None:
        return None
    newest = _newest(connection, actor, kinds)
    return None if newest is not None and newest.n > row.n else event_of(row)


def heads(connection: Connection) -> dict[str, tuple[int, str]]:
    """Writer → how many events its chain has, and the hash of the last; what is no such thing is left to the check."""
    newest = select(t.event.c.writer, func.max(t.event.c.seq).label("seq")).group_by(t.event.c.writer).subquery()
    query = select(t.event.c.writer, t.event.c.seq, t.event.c.hash).join(
        newest, (t.event.c.writer == newest.c.writer) & (t.event.c.seq == newest.c.seq)
    )
    return {
        writer: (seq, head)
        for writer, seq, head in connection.execute(query)
        if isinstance(writer, str) and isinstance(seq, int)
    }


def hash_at(connection: Connection, writer: str, seq: int) -> str:
    """The hash of one place in a chain; "" where the chain is not that long."""
    query = select(t.event.c.hash).where(t.event.c.writer == writer, t.event.c.seq == seq)
    return connection.scalar(query) or ""


def after(connection: Connection, writer: str, seq: int) -> list[Event]:
    """The events of a chain from its place `seq` (not counted) on."""
    query = select(t.event).where(t.event.c.writer == writer, t.event.c.seq > seq).order_by(t.event.c.seq)
    return [event_of(row) for row in connection.execute(query)]
