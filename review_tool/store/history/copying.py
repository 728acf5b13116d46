"""The facts of a review on their way from one database into another, of either kind."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select, text

from review_tool.domain.event import Event, in_order
from review_tool.store import tables as t
from review_tool.store.database.streaming import streamed
from review_tool.store.history.log import every_event

COUNT = select(func.count()).select_from(t.record)
"""How many records there are."""


class Facts(NamedTuple):
    """Everything that a review is made of; the rest follows from it."""

    review: str
    created: str
    events: list[Event]
    """In their order."""
    records: Iterable[dict[str, Any]]
    files: Iterable[tuple[str, bytes]]
    """SHA-256 and bytes."""


def facts(connection: Connection) -> Facts:
    """The facts of a review; records and files are read as they are asked for."""
    review = connection.execute(select(t.review)).one()
    events = in_order(event for _, event in every_event(connection))
    return Facts(str(review.id), str(review.created), events, records(connection), files(connection))


def records(connection: Connection) -> Iterator[dict[str, Any]]:
    for row in streamed(connection, select(t.record).order_by(t.record.c.id), 500):
        yield dict(row._mapping)


def files(connection: Connection) -> Iterator[tuple[str, bytes]]:
    for row in streamed(connection, select(t.file).order_by(t.file.c.sha), 5):
        yield row.sha, zlib.decompress(row.data)


def empty(connection: Connection) -> None:
    """Have a review's PostgreSQL database hold nothing, in the transaction that is open; its owner alone may."""
    for table in t.FACTS:
        connection.execute(text(f"ALTER TABLE {table.name} DISABLE TRIGGER {table.name}_append_only"))
    names = ", ".join(table.name for table in (*t.FACTS, *t.STATE))
    connection.execute(text(f"TRUNCATE record_search, {names}"))
    for table in t.FACTS:
        connection.execute(text(f"ALTER TABLE {table.name} ENABLE ALWAYS TRIGGER {table.name}_append_only"))
