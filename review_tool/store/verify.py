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
from review_tool.store.projection import rows_of
from review_tool.store.unit import content_hash, publish


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
            replay(again, connection, log)
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


def replay(target: Connection, source: Connection, log: list[tuple[int, Event]]) -> None:
    """Make every worked-out row in `target` again from the facts: records of `source` and the live events."""
    target.exec_driver_sql("PRAGMA foreign_keys=OFF")
    columns = ("id", "source", "imported")
    wanted = [t.record.c[name] for name in columns]
    records = [dict(row._mapping) for row in source.execute(select(*wanted).order_by(t.record.c.id))]
    blank = {"file": "", "position": 0, "line": 0, "raw": b"", "raw_key": "", "hash": ""}
    if records:
        target.execute(insert(t.record), [record | blank for record in records])
    live = _live(log)
    numbers = {event.id: n for n, event in log}
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for n, event in log:
        if event.id not in live or event.kind in ("event.undone", "records.imported"):
            continue
        for table, row in rows_of(event):
            rows[table.name].append({"n": n, **row})
    for n, undo in log:
        if undo.kind == "event.undone" and undo.id in live:
            rows["undone"].append({"n": n, "target": numbers[undo.subject.partition(":")[2]]})
    for name, found in rows.items():
        for start in range(0, len(found), standings.CHUNK):
            target.execute(insert(t.metadata.tables[name]), found[start : start + standings.CHUNK])
    for n, event in log:
        if event.kind == "records.imported" and event.id in live:
            publish(target, event.id, n)
    standings.everything(target)


def _live(log: list[tuple[int, Event]]) -> set[str]:
    """The ids of the events that are not undone: an undo that was itself undone counts for nothing."""
    live = {event.id for _, event in log}
    for _, event in reversed(log):
        if event.kind == "event.undone" and event.id in live:
            live.discard(event.subject.partition(":")[2])
    return live
