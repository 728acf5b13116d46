"""Checking a review: the chains, the records, and every worked-out row made again from the facts and compared."""

from __future__ import annotations

import hashlib
import zlib
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, create_engine, insert, select
from sqlalchemy.pool import StaticPool

from review_tool.domain.errors import ReviewError
from review_tool.domain.event import Event, first_fault
from review_tool.store import standings
from review_tool.store import tables as t
from review_tool.store.driver import sqlite_module
from review_tool.store.log import every_event
from review_tool.store.replaying import replay
from review_tool.store.unit import content_hash


def problems(connection: Connection) -> Iterator[str]:
    """Everything wrong with the review, worst first, each as a sentence; nothing where all is well."""
    log = list(every_event(connection))
    yield from _chain_problems(log)
    yield from _record_problems(connection, log)
    yield from _projection_problems(connection, log)


def _chain_problems(log: list[tuple[int, Event]]) -> Iterator[str]:
    chains: dict[str, list[Event]] = defaultdict(list)
    for _, event in log:
        chains[event.writer].append(event)
    for writer in sorted(chains):
        if fault := first_fault(sorted(chains[writer], key=lambda event: event.seq)):
            yield f"The log was changed: {fault}."


def _record_problems(connection: Connection, log: list[tuple[int, Event]]) -> Iterator[str]:
    """Records against their own hash and against what their import wrote down; kept files against their name."""
    digests: dict[str, Any] = defaultdict(hashlib.sha256)
    counts: dict[str, int] = defaultdict(int)
    for row in connection.execution_options(yield_per=2000).execute(select(t.record).order_by(t.record.c.id)):
        if content_hash(dict(row._mapping)) != row.hash:
            yield f"Record {row.id} was changed after it was imported."
        digests[row.imported].update(row.hash.encode())
        counts[row.imported] += 1
    for _, event in log:
        if event.kind == "records.imported":
            added, digest = event.payload["added"], event.payload["digest"]
            if counts[event.id] != added:
                yield f"The import of {event.payload['file']} brought {added} records; {counts[event.id]} are here."
            elif added and digests[event.id].hexdigest() != digest:
                yield f"The records of the import of {event.payload['file']} are not those that came."
    for row in connection.execution_options(yield_per=10).execute(select(t.file)):
        try:
            sha = hashlib.sha256(zlib.decompress(row.data)).hexdigest()
        except zlib.error:
            sha = ""
        if sha != row.sha:
            yield f"The kept file {row.sha[:12]} was changed."


def _projection_problems(connection: Connection, log: list[tuple[int, Event]]) -> Iterator[str]:
    """The tables against a second set made from the log alone, in memory."""
    engine = create_engine("sqlite://", module=sqlite_module(), poolclass=StaticPool)
    t.metadata.create_all(engine)
    with engine.begin() as again:
        try:
            _borrow_records(again, connection)
            replay(again, log)
        except ReviewError as error:
            yield f"The log cannot be read again: {error}"
            return
        for table in t.STATE:
            here, there = (
                standings.fingerprint(dict(row._mapping) for row in c.execute(select(table)))
                for c in (connection, again)
            )
            if here != there:
                odd = next(iter(set(here) ^ set(there)), "the same row twice")
                yield f"The table {table.name} does not follow from the log; first difference: {odd}."
    engine.dispose()


def _borrow_records(target: Connection, source: Connection) -> None:
    """What the rows follow from of each record: its number, its source, its import."""
    wanted = [t.record.c[name] for name in ("id", "source", "imported")]
    blank = {"file": "", "position": 0, "line": 0, "raw": b"", "raw_key": "", "hash": ""}
    records = [dict(row._mapping) | blank for row in source.execute(select(*wanted).order_by(t.record.c.id))]
    if records:
        target.execute(insert(t.record), records)
