"""One unit of work: events and what follows from them, written together or not at all."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, bindparam, delete, func, insert, literal, select, text
from sqlalchemy.exc import IntegrityError

from review_tool import __version__
from review_tool.domain import replicas
from review_tool.domain.errors import ReviewError
from review_tool.domain.event import GENESIS, Event, canonical, digest
from review_tool.domain.protocol import Protocol
from review_tool.domain.text import clean, clean_all
from review_tool.store import tables as t
from review_tool.store.database import files, postgresql, roles
from review_tool.store.database.driver import UNWAITED
from review_tool.store.database.loading import Keyed, held, loading, record_row, write_records
from review_tool.store.database.ready import Ready
from review_tool.store.state import standings
from review_tool.store.state.projection import NOT_UNDOABLE, REPLANS, judged_reports, moved_reports, rows_of

# Built once: a vote runs a handful of statements, and building them would cost more than running.
_INSERT = {table.name: Ready(insert(table).execution_options(**{UNWAITED: True})) for table in (t.event, *t.STATE)}
_HEAD = Ready(
    select(t.event.c.seq, t.event.c.hash)
    .where(t.event.c.writer == bindparam("writer"))
    .order_by(t.event.c.seq.desc())
    .limit(1)
)
_LAST_TICK = Ready(select(t.event.c.tick).order_by(t.event.c.n.desc()).limit(1))
_EVENT_FIELDS = tuple(field.name for field in fields(Event))


@dataclass(frozen=True, slots=True)
class Added:
    """The records that one import wrote."""

    first: int
    """The first one's number; 0 where there is none."""
    count: int
    digest: str


class RestedOn(ReviewError):
    """Something later rests on an event, so that it cannot be taken back by itself."""

    def __init__(self, n: int) -> None:
        super().__init__(
            "Something later rests on this, so it cannot be taken back by itself.",
            hint="Undo what came after it first: `review-tool audit log` lists it.",
        )
        self.n = n
        """The event's number."""
        self.together: frozenset[str] = frozenset()
        """The ids of the events that were to go with it."""


class Unit:
    """An open writing transaction. Leaving it without an error commits; an error or a kill leaves nothing."""

    def __init__(
        self,
        connection: Connection,
        *,
        review: str,
        device: str,
        now: datetime,
        about: int | None = None,
        bound: str = "",
    ) -> None:
        self.connection = connection
        self._about = about
        """The one report whose standing this unit may change, where others write beside it."""
        self._bound = bound
        """The one reviewer for whom this connection may add, where the database keeps others' work from it."""
        self.review = review
        self._device = device
        self._at = now.astimezone(UTC).isoformat(timespec="microseconds")
        self._heads: dict[str, tuple[int, str]] = {}
        self._tick: int | None = None
        self._judged: set[int] = set()
        self._moved: set[int] = set()
        self._imported: list[str] = []
        self._replanned = False
        self._protocol: Protocol | None = None

    def protocol(self) -> Protocol:
        """The protocol in force, read once: nobody else can amend it while this unit is open."""
        if self._protocol is None:
            self._protocol = standings.current_protocol(self.connection)
        return self._protocol

    def record(self, kind: str, subject: str, payload: dict[str, Any], *, by: str, id: str | None = None) -> Event:
        """Append one event to its writer's chain, and write the rows that follow from it.

        Args:
            id: a UUID chosen by the caller, so that a retry after a lost answer writes nothing twice.

        Raises:
            ReviewError: a row it needs is not there, or the kind is unknown.
        """
        if self._bound not in ("", by):
            raise ReviewError(
                f"This connection to the database is {self._bound}'s.", hint=f"Act as --as {self._bound}."
            )
        writer = f"{by}@{self._device}"
        n = self._next_number(writer) if postgresql.is_ours(self.connection) else None
        if id is not None and (known := self.event(id)) is not None:
            return known
        seq, prev = self._head(writer)
        event = Event(
            review=self.review,
            writer=writer,
            seq=seq + 1,
            id=id or str(uuid4()),
            at=self._at,
            actor=by,
            kind=kind,
            subject=clean(subject),
            payload=_clean(payload),
            app_version=__version__,
            prev=prev,
            tick=n or self._next_tick(),
        )
        event = replace(event, hash=digest(event))
        n = self._append(event, n)
        self._heads[writer] = (event.seq, event.hash)
        self._apply(event, n)
        return event

    def undo(self, event_id: str, *, by: str) -> Event:
        """Take one event back by a compensating event; the event stays in the log.

        Raises:
            ReviewError: no such event, it is undone already, cannot be undone, or something later rests on it.
        """
        target = self.event(event_id)
        if target is None:
            raise ReviewError(f"There is no event {event_id}.", hint="See `review-tool audit log`.")
        if self._bound:
            raise ReviewError(
                "With rights to add alone nothing can be taken back.",
                hint="Vote or answer again: the later one counts. The lead can take back any event.",
            )
        if target.kind in NOT_UNDOABLE:
            raise ReviewError(
                f"“{target.kind}” cannot be taken back.", hint="It stays as part of the review's history."
            )
        if self.connection.scalar(select(t.undone.c.n).where(t.undone.c.target == self._n(event_id))):
            raise ReviewError("This is undone already.", hint="Redo brings it back.")
        return self.record("event.undone", f"event:{event_id}", {"kind": target.kind, "subject": target.subject}, by=by)

    def event(self, event_id: str) -> Event | None:
        row = self.connection.execute(select(t.event).where(t.event.c.id == event_id)).one_or_none()
        return event_of(row) if row is not None else None

    def keep_file(self, data: bytes) -> str:
        """Keep a file's bytes, compressed, under their SHA-256; the same bytes are kept once. Returns the SHA-256."""
        sha = hashlib.sha256(data).hexdigest()
        if not self.connection.scalar(select(t.file.c.sha).where(t.file.c.sha == sha)):
            self.connection.execute(insert(t.file).values(sha=sha, size=len(data), data=zlib.compress(data, level=1)))
        return sha

    def keep_pieces(self, pieces: Iterable[bytes], *, beside: Path) -> str:
        """As `keep_file`, of a file that is not held whole; see `files.keep`."""
        return files.keep(self.connection, pieces, beside=beside)

    def known_raw(self, source: str) -> set[str]:
        """The keys of the records this source has delivered and nobody took back, see `RawKeys`."""
        known = (
            select(t.record.c.raw_key).join(t.report, t.report.c.id == t.record.c.id).where(t.record.c.source == source)
        )
        return set(self.connection.scalars(known))

    def add_records(self, entries: Iterable[Keyed], *, imported: str, file: str, name: str, source: str) -> Added:
        """Write the records of one import, some at a time; `imported` is the id of the event to come.

        What gives the entries may raise to stop.
        """
        first = self._first_number()
        whole, count = hashlib.sha256(), 0
        with loading(self.connection):
            for some in held(entries):
                rows = [
                    record_row(number, entry, key, imported=imported, file=file, name=name, source=source)
                    for number, (entry, key) in enumerate(some, first + count)
                ]
                whole.update("".join([row["hash"] for row in rows]).encode())
                write_records(self.connection, rows)
                count += len(rows)
        return Added(first, count, whole.hexdigest()) if count else Added(0, 0, "")

    def _first_number(self) -> int:
        """The number of the next record. Each copy of a review has a range of its own, so that both may import."""
        ours = select(t.replica.c.name)
        range_ = replicas.numbers(self.connection.scalar(ours) or "")
        within = t.record.c.id.between(range_.start, range_.stop - 1)
        return (self.connection.scalar(select(func.max(t.record.c.id)).where(within)) or range_.start) + 1

    def catch_up(self) -> None:
        """Have this unit work out also what those could not who voted with rights to add alone."""
        if found := roles.waiting(self.connection):
            self._judged |= found
            roles.clear(self.connection)

    def settle(self, report: int) -> None:
        """Have this report's standing up to date now, for a check that needs it before the unit ends."""
        if self._replanned or self._moved or report in self._judged:
            self.finish()

    def finish(self) -> None:
        """Work out the standings of what was touched; the caller commits."""
        if self._bound:  # who cannot see all votes leaves it to the next who can, see `roles`
            return
        if self._about is not None and (self._replanned or self._moved or self._imported):
            raise RuntimeError("this is to be written while nobody else writes: call `writing()` without `about`")
        if self._replanned:
            standings.regroup(self.connection, self._moved)
            standings.judge_all(self.connection)
        else:
            if self._imported and self.protocol().is_planned:
                came = select(t.report.c.id).join(t.record, t.record.c.id == t.report.c.id)
                self._judged.update(self.connection.scalars(came.where(t.record.c.imported.in_(self._imported))))
            touched = self._judged | (standings.regroup(self.connection, self._moved) if self._moved else set())
            if touched:
                standings.judge(self.connection, touched, self.protocol())
        self._judged.clear()
        self._moved.clear()
        self._imported.clear()
        self._replanned = False

    def _head(self, writer: str) -> tuple[int, str]:
        if writer not in self._heads:
            row = _HEAD.on(self.connection, {"writer": writer}).one_or_none()
            self._heads[writer] = (row.seq, row.hash) if row else (0, GENESIS)
        return self._heads[writer]

    def _next_number(self, writer: str) -> int:
        """The number of this chain's next event, from the server; from then on nobody else adds to the chain."""
        if writer in self._heads:
            return postgresql.next_number(self.connection)
        n, head = postgresql.next_in_chain(self.connection, writer)
        self._heads[writer] = head or (0, GENESIS)
        return n

    def _next_tick(self) -> int:
        if self._tick is None:
            self._tick = _LAST_TICK.scalar(self.connection) or 0
        self._tick += 1
        return self._tick

    def _n(self, event_id: str) -> int:
        n = self.connection.scalar(select(t.event.c.n).where(t.event.c.id == event_id))
        if n is None:
            raise ReviewError(f"There is no event {event_id}.", hint="See `review-tool audit log`.")
        return int(n)

    def _append(self, event: Event, n: int | None) -> int:
        values = {name: getattr(event, name) for name in _EVENT_FIELDS} | {"payload": canonical(event.payload)}
        if n is not None:
            _INSERT[t.event.name].insert(self.connection, values | {"n": n})
            return n
        return _INSERT[t.event.name].insert(self.connection, values)

    def _apply(self, event: Event, n: int) -> None:
        if event.kind == "event.undone":
            self._take_back(event, n)
            return
        try:
            for table, row in rows_of(event):
                _INSERT[table.name].insert(self.connection, {"n": n, **row})
            if event.kind == "records.imported":
                publish(self.connection, event.id, n)
        except IntegrityError as error:
            raise ReviewError(
                f"“{event.kind}” speaks of something that is not in the review ({event.subject}).",
                hint="It may have been undone; look again.",
            ) from error
        self._touch(event)

    def _take_back(self, undoing: Event, n: int) -> None:
        """Remove the rows of the event named; where that itself is an undo, restore what it took."""
        target_id = undoing.subject.partition(":")[2]
        target, target_n = self.event(target_id), self._n(target_id)
        assert target is not None
        try:
            if target.kind == "event.undone":
                again_id = target.subject.partition(":")[2]
                again = self.event(again_id)
                assert again is not None
                again_n = self._n(again_id)
                self.connection.execute(delete(t.undone).where(t.undone.c.n == target_n))
                # Where another copy took it back too, it stays away until that is brought back as well.
                if self.connection.scalar(select(t.undone.c.n).where(t.undone.c.target == again_n)) is None:
                    self._apply(again, again_n)
            else:
                self._touch(target)
                self._remove_rows(target_n)
        except IntegrityError as error:
            raise RestedOn(target_n) from error
        self.connection.execute(insert(t.undone).values(n=n, target=target_n))

    def _remove_rows(self, n: int) -> None:
        """Delete the rows of an event, children before parents."""
        for table in reversed(t.STATE):
            if table is not t.undone:
                self.connection.execute(delete(table).where(table.c.n == n))

    def _touch(self, event: Event) -> None:
        self._judged |= judged_reports(event)
        self._moved |= moved_reports(event)
        if event.kind == "records.imported":
            self._imported.append(event.id)
        if event.kind == "protocol.amended":
            self._protocol = None
            self._replanned = True
        elif event.kind in REPLANS and self.protocol().is_planned:
            self._replanned = True
        if event.kind == "source.described":
            source = event.subject.partition(":")[2]
            of_source = select(t.report.c.id).join(t.record, t.record.c.id == t.report.c.id)
            self._moved.update(self.connection.scalars(of_source.where(t.record.c.source == source)))


def _clean(payload: dict[str, Any]) -> dict[str, Any]:
    """The payload as JSON keeps it, with no text in it that a terminal would obey or a database refuse."""
    text = canonical(payload)
    if text.isprintable() and "\\" not in text:  # nothing that is to be cleaned is printable; JSON escapes the rest
        return json.loads(text)  # type: ignore[no-any-return]
    return json.loads(canonical(clean_all(payload)))  # type: ignore[no-any-return]


def publish(connection: Connection, imported: str, n: int) -> None:
    """Make each record of an import a report of its own, and searchable."""
    ours = t.record.c.imported == imported
    # An import is of one source; asked once, the records themselves need not be read again.
    name = select(t.record.c.source).where(ours).order_by(t.record.c.id).limit(1).scalar_subquery()
    kind = select(t.source.c.kind).where(t.source.c.name == name).order_by(t.source.c.n.desc()).limit(1)
    searched = connection.scalar(
        select(func.coalesce(kind.scalar_subquery(), "database").in_(("database", "register")))
    )
    new = select(t.record.c.id, text(str(int(n))), t.record.c.id, t.record.c.id, literal(searched)).where(ours)
    connection.execute(insert(t.report).from_select(["id", "n", "root", "study", "searched"], new))


def event_of(row: Any) -> Event:
    """The event a row holds.

    Raises:
        ReviewError: its content was damaged, so that it cannot be read.
    """
    try:
        payload = json.loads(row.payload)
    except (TypeError, ValueError):
        raise ReviewError(
            f"The log is damaged: event {row.n} cannot be read.",
            hint="`review-tool doctor` tells what can be done about it.",
        ) from None
    return Event(
        review=row.review,
        writer=row.writer,
        seq=row.seq,
        id=row.id,
        at=row.at,
        actor=row.actor,
        kind=row.kind,
        subject=row.subject,
        payload=payload,
        app_version=row.app_version,
        prev=row.prev,
        hash=row.hash,
        tick=row.tick,
    )
