"""Checking a review: the chains, the records, and every worked-out row made again from the facts and compared.

Events and the rows that follow from them are read side by side in the order of their numbers, so that a million of them
need little memory. Only the standings of the reports are worked out in a second database, in memory.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, create_engine, insert, select
from sqlalchemy.pool import StaticPool
from sqlalchemy.schema import CreateIndex, CreateTable

from review_tool.domain.errors import ReviewError
from review_tool.domain.event import GENESIS, Event, digest
from review_tool.store import tables as t
from review_tool.store.database import roles
from review_tool.store.database.driver import sqlite_module
from review_tool.store.database.loading import content_hash
from review_tool.store.database.streaming import bare, streamed
from review_tool.store.state import standings
from review_tool.store.state.projection import rows_of
from review_tool.store.state.replaying import live
from review_tool.store.unit import publish

_FIELDS = ("n", *Event.__slots__)
_PAYLOAD = _FIELDS.index("payload")
_UNDO = "event.undone"
_decoded = json.JSONDecoder().decode
_WORKED_OUT = (t.report, t.duty)
"""Tables whose rows follow from other rows, not from one event."""


def problems(connection: Connection) -> Iterator[str]:
    """Everything wrong with the review, each as a sentence; nothing where all is well."""
    alive = _Alive(connection)
    imports: dict[str, tuple[int, dict[str, Any]]] = {}
    yield from _log_problems(connection, alive, imports)
    yield from _record_problems(connection, imports)
    yield from _standing_problems(connection, {made: n for made, (n, _) in imports.items() if alive(made)})


class _Alive:
    """Whether an event is live, from the undos alone."""

    def __init__(self, connection: Connection) -> None:
        chosen = select(*(t.event.c[name] for name in _FIELDS)).where(t.event.c.kind == _UNDO).order_by(t.event.c.n)
        self.undos = [(row.n, _event(row)) for row in connection.execute(chosen)]
        targets = {event.subject.partition(":")[2] for _, event in self.undos}
        known = live([*((0, _named(name)) for name in targets - {e.id for _, e in self.undos}), *self.undos])
        self._gone = (targets | {event.id for _, event in self.undos}) - known

    def __call__(self, id: str) -> bool:
        return id not in self._gone


def _named(id: str) -> Event:
    return Event("", "", 0, id, "", "", "", "", {}, "", "")


def _event(row: Sequence[Any]) -> Event:
    """The event of a row whose columns are `_FIELDS`."""
    said: Any = (*row[1:_PAYLOAD], _decoded(row[_PAYLOAD]), *row[_PAYLOAD + 1 :])
    return Event(*said)


def _log_problems(
    connection: Connection, alive: _Alive, imports: dict[str, tuple[int, dict[str, Any]]]
) -> Iterator[str]:
    """The chains, and each event's rows. Notes the imports on its way."""
    heads: dict[str, tuple[int, str]] = {}
    broken: set[str] = set()
    rows = {table.name: _Rows(connection, table) for table in t.STATE if table not in _WORKED_OUT}
    places: dict[str, int] = {event.subject.partition(":")[2]: 0 for _, event in alive.undos}
    for row in bare(connection, t.event.name, _FIELDS, "n"):
        n, event = row[0], _event(row)
        if event.writer not in broken and (fault := _fault(event, row[_PAYLOAD], heads)):
            broken.add(event.writer)
            yield f"The log was changed: {fault}."
        if event.id in places:
            places[event.id] = n
        if event.kind == "records.imported":
            imports[event.id] = n, event.payload
        elif event.kind != _UNDO and alive(event.id):
            yield from _row_problems(event, n, rows)
    taken = [(n, places[event.subject.partition(":")[2]]) for n, event in alive.undos if alive(event.id)]
    for n, target in taken:
        if rows[t.undone.name].take(n) != [(n, target)]:
            rows[t.undone.name].told = True
            yield f"The table undone does not follow from the log; first difference: at event {n}."
            break
    for name, left in rows.items():
        if (odd := left.first()) is not None and not left.told:
            yield f"The table {name} does not follow from the log; first difference: {odd} is too much."


def _fault(event: Event, payload: str, heads: dict[str, tuple[int, str]]) -> str:
    """What is wrong with the event's place in its chain, or with its hash; "" where nothing is."""
    seq, prev = heads.get(event.writer, (0, GENESIS))
    heads[event.writer] = event.seq, event.hash
    if event.seq == seq + 1 and event.prev == prev and _quick_digest(event, payload) == event.hash:
        return ""
    name = f"event {event.seq} of {event.writer}"
    if event.seq != seq + 1:
        return f"{name}: event {seq + 1} is missing before it"
    if event.prev != prev:
        return f"{name}: it does not follow the event before it"
    if digest(event) != event.hash:
        return f"{name}: its content was changed after it was written"
    return ""


def _quick_digest(event: Event, payload: str) -> str:
    """`digest`, with the payload's text as it lies in the database: right where that is the canonical text."""
    quoted = encode_basestring
    tick = f',"tick":{event.tick}' if event.tick else ""
    text = (
        f'{{"actor":{quoted(event.actor)},"app_version":{quoted(event.app_version)},"at":{quoted(event.at)},'
        f'"id":{quoted(event.id)},"kind":{quoted(event.kind)},"payload":{payload},"prev":{quoted(event.prev)},'
        f'"review":{quoted(event.review)},"seq":{event.seq},"subject":{quoted(event.subject)}{tick},'
        f'"writer":{quoted(event.writer)}}}'
    )
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class _Rows:
    """The rows of one table in the order of their events' numbers, taken as the events come by."""

    def __init__(self, connection: Connection, table: Table) -> None:
        self._names = tuple(column.name for column in table.columns)
        self._n = self._names.index("n")
        self._defaults = {column.name: _default(column) for column in table.columns}
        self._in_order = itemgetter(*self._names)
        self._rows = bare(connection, table.name, self._names, "n")
        self._next = next(self._rows, None)
        self.told = False
        """Something is wrong here and was said: what follows would be wrong because of it."""

    def take(self, n: int) -> list[tuple[Any, ...]]:
        """The rows of event `n`; those of events before it are left, and will be found too much."""
        found = []
        row, place = self._next, self._n
        while row is not None and row[place] == n:
            found.append(row)
            row = next(self._rows, None)
        self._next = row
        return found

    def first(self) -> dict[str, Any] | None:
        """The first row that nothing took."""
        return None if self._next is None else dict(zip(self._names, self._next, strict=True))

    def whole(self, n: int, row: dict[str, Any]) -> tuple[Any, ...]:
        """The row as the table would hold it."""
        found: tuple[Any, ...] = self._in_order({**self._defaults, "n": n, **row})
        return found


def _default(column: Any) -> Any:
    said = getattr(column.server_default, "arg", None)
    kind = column.type.python_type
    return None if said is None else kind(int(said)) if kind in (bool, int) else kind(said)


def _row_problems(event: Event, n: int, rows: dict[str, _Rows]) -> list[str]:
    """What is wrong with the rows of an event."""
    try:
        made = rows_of(event)
    except (ReviewError, KeyError, TypeError, ValueError) as error:
        return [f"Event {event.seq} of {event.writer} cannot be read again: {error}"]
    expected: dict[str, list[tuple[Any, ...]]] = {}
    for table, row in made:
        expected.setdefault(table.name, []).append(rows[table.name].whole(n, row))
    problems = []
    for name, wanted in expected.items():
        table_rows = rows[name]
        found = table_rows.take(n)
        if found != wanted and not table_rows.told and sorted(map(str, found)) != sorted(map(str, wanted)):
            table_rows.told = True
            odd = found[0] if found else table_rows.first()
            problems.append(f"The table {name} does not follow from the log; first difference: {odd} at event {n}.")
    return problems


def _record_problems(connection: Connection, imports: dict[str, tuple[int, dict[str, Any]]]) -> Iterator[str]:
    """Records against their own hash and against what their import wrote down; kept files against their name."""
    digests: dict[str, Any] = defaultdict(hashlib.sha256)
    counts: dict[str, int] = defaultdict(int)
    for row in streamed(connection, select(t.record).order_by(t.record.c.id), 2000):
        if content_hash(dict(row._mapping)) != row.hash:
            yield f"Record {row.id} was changed after it was imported."
        digests[row.imported].update(row.hash.encode())
        counts[row.imported] += 1
    for made, (_, payload) in imports.items():
        if counts[made] != payload["added"]:
            yield f"The import of {payload['file']} brought {payload['added']} records; {counts[made]} are here."
        elif payload["added"] and digests[made].hexdigest() != payload["digest"]:
            yield f"The records of the import of {payload['file']} are not those that came."
    for row in streamed(connection, select(t.file), 10):
        try:
            sha = hashlib.sha256(zlib.decompress(row.data)).hexdigest()
        except zlib.error:
            sha = ""
        if sha != row.sha:
            yield f"The kept file {row.sha[:12]} was changed."


def _standing_problems(connection: Connection, imports: dict[str, int]) -> Iterator[str]:
    """The reports' groups and standings against those worked out anew, in memory, from the rows just checked."""
    if roles.waiting(connection):  # somebody voted this very moment: the next check sees what came of it
        return
    engine = create_engine("sqlite://", module=sqlite_module(), poolclass=StaticPool)
    with engine.begin() as again:
        again.exec_driver_sql("PRAGMA foreign_keys=OFF")
        for table in t.metadata.sorted_tables:
            again.execute(CreateTable(table))
        _borrow(again, connection, t.review, tuple(column.name for column in t.review.columns))
        _borrow(again, connection, t.record, ("id", "source", "imported", "raw_key"))
        for table in t.STATE:
            # The standings look at none of these, and they may be many.
            if table not in (*_WORKED_OUT, t.undone, t.excerpt, t.coding, t.link, t.wording):
                _borrow(again, connection, table, tuple(column.name for column in table.columns))
        for table in t.metadata.sorted_tables:  # quicker made from rows that are there
            for index in table.indexes:
                if (table.name, index.columns[0].name) not in _NOT_ASKED:
                    again.execute(CreateIndex(index))
        # A vote that was set aside is named by its event.
        aside = connection.execute(select(t.event).where(t.event.c.id.in_(select(t.set_aside.c.cast_in)))).all()
        if aside:
            again.execute(insert(t.event), [dict(row._mapping) for row in aside])
        for imported, n in imports.items():
            publish(again, imported, n)
        standings.everything(again)
        for table in _WORKED_OUT:
            query = select(table).order_by(
                *(table.c[name] for name in ("report", "stage", "reviewer", "id") if name in table.c)
            )
            here, there = (streamed(c, query, 2000) for c in (connection, again))
            for mine, right in _pairs(here, there):
                if mine != right:
                    yield f"The table {table.name} does not follow from the log; first difference: {mine or right}."
                    break
    engine.dispose()


def _pairs(here: Any, there: Any) -> Iterator[tuple[dict[str, Any] | None, dict[str, Any] | None]]:
    while True:
        pair = next(here, None), next(there, None)
        if pair == (None, None):
            return
        yield tuple(None if row is None else dict(row._mapping) for row in pair)  # type: ignore[misc]


_NOT_ASKED = {("record", "doi"), ("record", "raw_key"), ("vote", "stage"), ("report", "title_abstract")}
"""Indexes, by table and first column, that working out the standings does not use."""
_BLANK = {"file": "", "position": 0, "line": 0, "raw": b"", "hash": ""}


def _borrow(target: Connection, source: Connection, table: Table, names: tuple[str, ...]) -> None:
    """Copy these columns of a table."""
    blank = tuple(_BLANK.values()) if table is t.record else ()
    columns = [f'"{name}"' for name in (*names, *(_BLANK if blank else ()))]
    order = "n" if "n" in names else "id"
    driver: Any = target.connection.driver_connection
    marks = ", ".join("?" * len(columns))
    rows = bare(source, table.name, names, order)
    driver.executemany(
        f'INSERT INTO "{table.name}" ({", ".join(columns)}) VALUES ({marks})',
        ((*row, *blank) for row in rows) if blank else rows,
    )
