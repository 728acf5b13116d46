"""Making every worked-out row again from the facts: for `verify`, and for putting copies of a review together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert

from review_tool.domain.event import Event
from review_tool.store import tables as t
from review_tool.store.state import standings
from review_tool.store.state.projection import rows_of
from review_tool.store.unit import publish

Log = Sequence[tuple[int, Event]]
"""Events with their numbers, in the order of the numbers."""


def replay(target: Connection, log: Log) -> None:
    """Write the rows of the live events into empty tables; the records of every import must be there."""
    alive = live(log)
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for n, event in log:
        if event.id in alive and event.kind not in ("event.undone", "records.imported"):
            for table, row in rows_of(event):
                rows[table.name].append({"n": n, **row})
    rows[t.undone.name] = _undone(log, alive)
    for n, event in log:
        if event.kind == "records.imported" and event.id in alive:
            publish(target, event.id, n)
    for table in t.STATE:  # parents before children
        for start in range(0, len(rows[table.name]), standings.CHUNK):
            target.execute(insert(table), rows[table.name][start : start + standings.CHUNK])
    standings.everything(target)


def live(log: Log) -> set[str]:
    """The ids of the events that are not undone: an undo that was itself undone counts for nothing."""
    found = {event.id for _, event in log}
    for _, event in reversed(log):
        if event.kind == "event.undone" and event.id in found:
            found.discard(_target(event))
    return found


def _undone(log: Log, alive: set[str]) -> list[dict[str, Any]]:
    numbers = {event.id: n for n, event in log}
    undos = ((n, event) for n, event in log if event.kind == "event.undone" and event.id in alive)
    return [{"n": n, "target": numbers[_target(event)]} for n, event in undos]


def missing(log: Log) -> list[Event]:
    """The undos that took away what another live event rests on: two people did so at once, in two copies.

    One copy alone never has any: there the database refuses such an undo.
    """
    alive = live(log)
    made = _makers(log)
    gone: set[str] = set()
    for _, event in log:
        if event.id not in alive or event.kind in ("event.undone", "records.imported"):
            continue
        for table, row in rows_of(event):
            for column in table.foreign_keys:
                parent = column.column.table.name, row.get(column.parent.name)
                maker = made(*parent) if parent[1] is not None else None
                if maker is not None and maker not in alive:
                    gone.add(maker)
    return [e for _, e in log if e.kind == "event.undone" and e.id in alive and _target(e) in gone]


def _makers(log: Log) -> Any:
    """A function from a row (table name, key) to the id of the event that makes it; None where no event does."""
    ids = {event.id for _, event in log}
    imports = sorted(
        (event.payload["first"], event.id)
        for _, event in log
        if event.kind == "records.imported" and event.payload["added"]
    )

    def maker(table: str, key: Any) -> str | None:
        if isinstance(key, str):
            return key if key in ids else None  # what an event makes bears its id
        if table != t.report.name:
            return None
        before = [made for first, made in imports if first <= key]
        return before[-1] if before else None

    return maker


def _target(undo: Event) -> str:
    return undo.subject.partition(":")[2]
