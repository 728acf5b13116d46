"""The chains of the log, and the rows that follow from each event.

Events and rows are read side by side in the order of their numbers, so that a million of them need little memory; what
stands here runs for each of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, func, select

from review_tool.domain.errors import ReviewError
from review_tool.domain.event import GENESIS, Event, digest
from review_tool.domain.text import shorten
from review_tool.store import tables as t
from review_tool.store.database.streaming import Ask, bare, go_on
from review_tool.store.history.replaying import live
from review_tool.store.state.projection import rows_of
from review_tool.store.state.standings import CHUNK

UNDO = "event.undone"
IMPORT = "records.imported"
_FIELDS = ("n", *Event.__slots__)
_scanned = json.JSONDecoder().raw_decode
_quote = encode_basestring
WORKED_OUT = (t.report, t.duty)
"""Tables whose rows follow from other rows, not from one event."""
_FOLLOWING = tuple(table for table in t.STATE if table not in (*WORKED_OUT, t.undone))


class Alive:
    """Whether an event is live, from the undos alone."""

    def __init__(self, connection: Connection) -> None:
        e = t.event.c
        chosen = select(e.n, e.id, e.subject).where(e.kind == UNDO).order_by(e.n)
        self.undos = [(n, _named(undo, str(subject), UNDO)) for n, undo, subject in connection.execute(chosen)]
        targets = {target_of(event) for _, event in self.undos}
        known = live([*((0, _named(name)) for name in targets - {e.id for _, e in self.undos}), *self.undos])
        self.gone = (targets | {event.id for _, event in self.undos}) - known

    def __call__(self, id: str) -> bool:
        return id not in self.gone


def _named(id: str, subject: str = "", kind: str = "") -> Event:
    return Event("", "", 0, id, "", "", kind, subject, {}, "", "")


def target_of(undo: Event) -> str:
    """The id of the event that an undo takes back."""
    return undo.subject.partition(":")[2]


def log_problems(connection: Connection, start: int, stop: int, ask: Ask = go_on) -> Iterator[str]:
    """The chains, and each event's rows, of the events from number `start` (counted) to `stop` (not counted)."""
    gone = Alive(connection).gone
    heads = _heads(connection, start)
    ours = connection.scalar(select(t.review.c.id))
    broken: set[str] = set()
    within = f"n >= {start} AND n < {stop}"
    rows = {table.name: _Rows(connection, table, within) for table in _FOLLOWING}
    quoted = _Quoted()
    for n, *said in bare(connection, t.event.name, _FIELDS, "n", where=within, ask=ask):
        review, writer, seq, own, _, actor, kind, subject, payload, _, prev, written, _ = said
        if writer not in broken:
            place = heads.get(writer, (0, GENESIS))
            is_next = place[1] == prev and seq == place[0] + 1 and review == ours
            if not is_next or _hash_of(said, quoted) != written:
                broken.add(writer)
                fault = _fault(said, *place) if is_next or review == ours else _of_another(said)
                yield f"The log was changed: {fault} (number {n} in the log)."
            heads[writer] = seq, written
        if kind != UNDO and kind != IMPORT and own not in gone:
            yield from _row_problems(_Said(own, actor, kind, subject), payload, (n, seq, writer), rows)
    for name, left in rows.items():
        if (odd := left.first()) is not None and not left.told:
            yield f"{begun(name)} a row is too much: {in_words(odd)}."


def begun(table: str) -> str:
    """How it is told that a table is not what the log makes it."""
    return f"The table {table} does not follow from the log; first difference:"


def in_words(row: Mapping[str, Any]) -> str:
    """A row of a table as a person reads it: `report 88, stage “full-text”`; what is empty is left out."""
    said = [f"{name} {_shown(value)}" for name, value in row.items() if value not in ("", None)]
    return shorten(", ".join(said), 200)


def changed_in_words(there: Mapping[str, Any], right: Mapping[str, Any], by: str = "by the log") -> str:
    """What of a row is not as it should be: `verdict is “include”, by the log “exclude”`."""
    odd = [name for name in right if there[name] != right[name]]
    return "; ".join(f"{name} is {_shown(there[name])}, {by} {_shown(right[name])}" for name in odd)


def _shown(value: Any) -> str:
    return f"“{shorten(value, 80)}”" if isinstance(value, str) else str(value)


def _of_another(said: Sequence[Any]) -> str:
    at = dict(zip(Event.__slots__, said, strict=True))
    return f"event {at['seq']} of {at['writer']}: it is of another review than this one says it is"


def _hash_of(said: Sequence[Any], quoted: _Quoted) -> str:
    """`domain.event.digest`, with the payload's text as it lies in the database; "" where no text lies there.

    `prev` was seen to be the digest before it.
    """
    review, writer, seq, own, at, actor, kind, subject, payload, version, prev, _, tick = said
    ticked = f'"tick":{tick},' if tick else ""
    try:
        text = (
            f'{{"actor":{quoted[actor]},"app_version":{quoted[version]},"at":{_quote(at)},"id":{_quote(own)},'
            f'"kind":{quoted[kind]},"payload":{payload},"prev":"{prev}","review":{quoted[review]},"seq":{seq},'
            f'"subject":{_quote(subject)},{ticked}"writer":{quoted[writer]}}}'
        )
    except TypeError:
        return ""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class _Quoted(dict[str, str]):
    """Texts that come again and again, as JSON has them."""

    def __missing__(self, text: str) -> str:
        self[text] = found = encode_basestring(text)
        return found


def _heads(connection: Connection, start: int) -> dict[str, tuple[int, str]]:
    """Where each chain stands before the event of this number."""
    e = t.event.c
    last = select(func.max(e.n)).where(e.n < start).group_by(e.writer)
    return {row.writer: (row.seq, row.hash) for row in connection.execute(select(t.event).where(e.n.in_(last)))}


def _fault(said: Sequence[Any], seq: int, prev: str) -> str:
    """What is wrong with an event's place in its chain, after the one of this place and hash, or with its hash."""
    at = dict(zip(Event.__slots__, said, strict=True))
    name = f"event {at['seq']} of {at['writer']}"
    if at["seq"] != seq + 1:
        return f"{name}: event {seq + 1} is missing before it"
    if at["prev"] != prev:
        return f"{name}: it does not follow the event before it"
    try:
        is_same = digest(Event(**{**at, "payload": json.loads(at["payload"])})) == at["hash"]
    except (TypeError, ValueError):
        is_same = False
    if is_same:
        return f"{name}: its content is not written as it was, though it says the same"
    return f"{name}: its content was changed after it was written"


class _Said:
    """What of an event its rows follow from; an `Event` takes ten times as long to make."""

    __slots__ = ("actor", "id", "kind", "payload", "subject")

    def __init__(self, id: str, actor: str, kind: str, subject: str) -> None:
        self.id = id
        self.actor = actor
        self.kind = kind
        self.subject = subject


class _Rows:
    """The rows of one table in the order of their events' numbers, taken as the events come by."""

    def __init__(self, connection: Connection, table: Table, within: str) -> None:
        self._names = tuple(column.name for column in table.columns)
        self._n = self._names.index("n")
        self._defaults = {column.name: _default(column) for column in table.columns}
        self._in_order = itemgetter(*self._names)
        self._rows = bare(connection, table.name, self._names, "n", where=within)
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

    def difference(
        self, name: str, n: int, found: list[tuple[Any, ...]], wanted: list[tuple[Any, ...]]
    ) -> Sequence[str]:
        """That the rows of event `n` are not those that follow from it; said once."""
        if found == wanted or self.told or sorted(map(str, found)) == sorted(map(str, wanted)):
            return ()
        self.told = True
        if self._next is not None and self._next[self._n] < n:  # that of an event which is not there any more
            return [f"{begun(name)} a row is too much: {in_words(self.first() or {})}."]
        there, right = ([dict(zip(self._names, row, strict=True)) for row in rows] for rows in (found, wanted))
        return [f"{begun(name)} at event {n} {_unlike(there, right)}."]

    def whole(self, n: int, row: dict[str, Any]) -> tuple[Any, ...]:
        """The row as the table would hold it."""
        row["n"] = n
        if len(row) < len(self._names):
            row = {**self._defaults, **row}
        found: tuple[Any, ...] = self._in_order(row)
        return found


def _unlike(there: list[dict[str, Any]], right: list[dict[str, Any]]) -> str:
    """How the rows of one event differ from those that follow from it."""
    if len(there) == len(right):
        odd, again = next((a, b) for a, b in zip(there, right, strict=True) if a != b)
        return changed_in_words(odd, again)
    missing, too_much = (
        next((row for row in some if row not in others), some[-1]) if len(some) > len(others) else None
        for some, others in ((right, there), (there, right))
    )
    return f"a row is missing: {in_words(missing)}" if missing else f"a row is too much: {in_words(too_much or {})}"


def _default(column: Any) -> Any:
    said = getattr(column.server_default, "arg", None)
    kind = column.type.python_type
    return None if said is None else kind(int(said)) if kind in (bool, int) else kind(said)


def _row_problems(said: Any, payload: str, where: tuple[int, int, str], rows: dict[str, _Rows]) -> Sequence[str]:
    """What is wrong with the rows of an event, of which number, place and chain are given."""
    n, seq, writer = where
    try:
        said.payload = _value_of(payload)
        made = rows_of(said)
    except (ReviewError, AttributeError, KeyError, TypeError, ValueError) as error:
        why = str(error).rstrip(".") if isinstance(error, ReviewError) else "its content is damaged"
        return [f"Event {seq} of {writer} (number {n} in the log) cannot be read again: {why}."]
    if len(made) == 1:  # nearly all
        table, row = made[0]
        of_table = rows[table.name]
        wanted = [of_table.whole(n, row)]
        found = of_table.take(n)
        return () if found == wanted else of_table.difference(table.name, n, found, wanted)
    expected: dict[str, list[tuple[Any, ...]]] = {}
    for table, row in made:
        expected.setdefault(table.name, []).append(rows[table.name].whole(n, row))
    problems: list[str] = []
    for name, wanted in expected.items():
        problems += rows[name].difference(name, n, rows[name].take(n), wanted)
    return problems


def _value_of(text: str) -> Any:
    """The one JSON value that a text is, without a blank around it."""
    value, end = _scanned(text)
    if end != len(text):
        raise ValueError("something stands after its content")
    return value


def undo_problems(connection: Connection, ask: Ask = go_on) -> Iterator[str]:
    """The table of what is taken back."""
    alive = Alive(connection)
    wanted = {n: target_of(event) for n, event in alive.undos if alive(event.id)}
    places: dict[str, int] = {}
    ids = sorted(set(wanted.values()))
    for start in range(0, len(ids), CHUNK):
        chosen = select(t.event.c.id, t.event.c.n).where(t.event.c.id.in_(ids[start : start + CHUNK]))
        places.update(tuple(row) for row in connection.execute(chosen))
    rows = bare(connection, t.undone.name, ("n", "target"), "n", ask=ask)
    for right, row in zip_longest(((n, places.get(target, 0)) for n, target in wanted.items()), rows):
        if right != row:
            yield f"{begun('undone')} what event {(row or right)[0]} took back."
            return
