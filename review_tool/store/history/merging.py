"""Putting two copies of one review together: the union of their events, read in one order everywhere.

The merged review is made beside the old one, checked from end to end, and only then takes its place. Nothing a person
did is lost: events of different writers never exclude each other, and what they come to is worked out anew.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import Connection, insert, select

from review_tool import __version__
from review_tool.domain.errors import ReviewError
from review_tool.domain.event import GENESIS, Event, canonical, digest, first_fault, in_order
from review_tool.store import schema
from review_tool.store import tables as t
from review_tool.store.database import databases, driver, postgresql
from review_tool.store.database.loading import content_hash, loading, write_records
from review_tool.store.history import archive, copying, verify
from review_tool.store.history.archive import Bundle
from review_tool.store.history.copying import Facts
from review_tool.store.history.log import every_event
from review_tool.store.review import DATABASE, FOLDERS, Review
from review_tool.store.safety import backups
from review_tool.store.safety.backup import put_back, remove
from review_tool.store.state import standings
from review_tool.store.state.replaying import missing, replay

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Merged:
    """What a bundle brought."""

    events: int
    """How many events were new here."""
    by_writer: dict[str, int]
    records: int
    restored: tuple[str, ...]
    """Ids of undos that were taken back, since another copy had built on what they undid."""
    sealed: bool = False
    """It was a seal, and is kept."""
    backup: str = ""
    """Where the review as it was before is kept; "" where nothing changed."""


def merge(
    review: Review, bundle: Bundle, *, by: str, each: Callable[[int, int, str], None] = lambda *_: None
) -> Merged:
    """Bring the events of a bundle into this review. `each` hears what is being done, and may raise to stop.

    Raises:
        ReviewError: another review's bundle; a chain with a gap, a fork or a changed event, which is named; an import
            on both sides; or what was sealed is not what came. Nothing is written then.
    """
    if bundle.review != review.id:
        raise ReviewError(f"{bundle.path} is of another review.", hint="Open the review that it is a copy of.")
    with review.alone() as connection:
        each(0, 0, "checking the bundle")
        here = [event for _, event in every_event(connection)]
        new = _new(here, list(bundle.events()), bundle)
        if not new:
            return Merged(0, {}, 0, ())
        _refuse_double_imports(here, new)
        _refuse_broken_seals(connection, new)
        opened = _opening(review, here, new, by=by)
        union, restored = united([*here, *new, *opened], lambda known, undo: _event(review, known, _redo(undo), by=by))
        each(0, 0, "putting the copies together")
        records = {event.id for event in new if event.kind == "records.imported"}
        there = postgresql.is_ours(connection)
        beside = Path(mkdtemp(prefix="review-tool-")) if there else review.folder
        built = beside / f"{DATABASE}.merging"
        try:
            _build(
                built,
                review.id,
                bundle.created,
                union,
                _both(connection, bundle, records),
                _files(connection, bundle),
                review.replica,
            )
            each(0, 0, "checking the whole")
            _check(built)
            if there:
                kept = review.folder / f"before-merge-{review.clock():%Y-%m-%dT%H%M%S}.review.zip"
                archive.write(connection, kept, each)
                with _opened(built) as merged:
                    copying.empty(connection)
                    write_facts(connection, *copying.facts(merged))
                connection.commit()
            else:
                kept = backups.make(connection, review.folder, why="before-merge", now=review.clock(), each=each).path
                put_back(built, connection)
        finally:
            remove(built)
            if there:
                beside.rmdir()
    counts: dict[str, int] = defaultdict(int)
    for event in new:
        counts[event.writer] += 1
    added = sum(event.payload["added"] for event in new if event.kind == "records.imported")
    return Merged(len(new), dict(counts), added, tuple(e.subject.partition(":")[2] for e in restored), backup=str(kept))


def trusted(bundle: Bundle) -> Facts:
    """What a bundle holds.

    Raises:
        ReviewError: it cannot be trusted; of records and files that is said only as they are read.
    """
    events = _new([], list(bundle.events()), bundle)
    return Facts(bundle.review, bundle.created, in_order(events), bundle.records(), bundle.files())


def make(facts: Facts, address: str | Path, *, replica: str) -> None:
    """Make a review of these facts in a new folder or an empty database: whole and checked, or not at all.

    Args:
        replica: the name of this copy, so that its writers are its own.

    Raises:
        ReviewError: there is a review already, the facts are not sound, or the place cannot take a review.
    """
    if not postgresql.is_address(address):
        _make_in_folder(facts, Path(address), replica)
        return
    with databases.prepared(str(address)) as connection:
        write_facts(connection, *facts)
        if replica:
            connection.execute(insert(t.replica).values(name=replica))
        _refuse_unsound(connection)


def _make_in_folder(facts: Facts, folder: Path, replica: str) -> None:
    database = folder / DATABASE
    if database.exists():
        raise ReviewError(f"{folder} holds a review already.", hint="Choose another folder, or open it and merge.")
    for name in FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    driver.refuse_shared_folder(folder)
    built = folder / f"{DATABASE}.new"
    try:
        _build(built, *facts, replica)
        _check(built)
        for rest in ("-wal", "-shm"):
            Path(f"{built}{rest}").unlink(missing_ok=True)
        built.replace(database)
    finally:
        remove(built)


def united(events: list[Event], redo: Callable[[list[Event], Event], Event]) -> tuple[list[Event], list[Event]]:
    """All events in order, and those added so that nothing live rests on what was undone in another copy.

    `redo` makes the event that takes an undo back, given all events so far.
    """
    union, restored = in_order(events), list[Event]()
    while undos := missing(list(enumerate(union, 1))):
        restored.append(redo(union, undos[0]))
        union = in_order([*union, restored[-1]])
    return union, restored


def _new(here: list[Event], came: list[Event], bundle: Bundle) -> list[Event]:
    """The events that are not here yet.

    Raises:
        ReviewError: a chain that does not go on from the one here, or differs from it.
    """
    known = {(event.writer, event.seq): event.hash for event in here}
    chains: dict[str, list[Event]] = defaultdict(list)
    for event in came:
        chains[event.writer].append(event)
    new = []
    for writer, chain in sorted(chains.items()):
        chain.sort(key=lambda event: event.seq)
        if fault := first_fault(chain):
            raise _refused(bundle, fault)
        if (len(chain), chain[-1].hash) != bundle.heads.get(writer):
            raise _refused(bundle, f"the chain of {writer} does not end where its manifest says")
        for event in chain:
            said = known.get((writer, event.seq))
            if said is None:
                new.append(event)
            elif said != event.hash:
                raise _refused(
                    bundle,
                    f"event {event.seq} of {writer} is not the one that is here: their history was written twice "
                    "(two copies were used under one name, a copy was set back, or somebody rewrote it)",
                )
        if any(event.review != bundle.review for event in chain):
            raise _refused(bundle, f"the chain of {writer} holds events of another review")
    return new


def _refuse_double_imports(here: list[Event], new: list[Event]) -> None:
    """Each copy made from a bundle has numbers of its own for its records; a plain copy of a folder has not."""
    taken = [_numbers(event) for event in here if event.kind == "records.imported"]
    for event in new:
        if event.kind == "records.imported" and any(_overlap(_numbers(event), numbers) for numbers in taken):
            raise ReviewError(
                f"Both copies imported records under the same numbers ({event.payload['file']} there).",
                hint="One is a plain copy of the other's folder: go on in copies made by `bundle import --into`.",
            )


def _numbers(imported: Event) -> range:
    first = int(imported.payload["first"])
    return range(first, first + int(imported.payload["added"]))


def _overlap(a: range, b: range) -> bool:
    return a.start < b.stop and b.start < a.stop


def _refuse_broken_seals(connection: Connection, new: list[Event]) -> None:
    by_place = {(event.writer, event.seq): event for event in new}
    for seal in connection.execute(select(t.seal)):
        event = by_place.get((seal.writer, seal.seq))
        if event is not None and event.hash != seal.hash:
            raise ReviewError(
                f"What came from {seal.writer} is not what was sealed.", hint="Ask them; nothing was written."
            )


def _refused(bundle: Bundle, why: str) -> ReviewError:
    return ReviewError(f"{bundle.path} is refused: {why}.", hint="Ask its sender; nothing was written here.")


def _opening(review: Review, here: list[Event], new: list[Event], *, by: str) -> list[Event]:
    """An event that says whose work this copy opened, so that who saw what before they voted can be told."""
    brought = {event.writer: event.seq for event in new if event.kind != "bundle.opened"}
    if not brought:
        return []
    payload = {"brought": dict(sorted(brought.items()))}
    return [_event(review, [*here, *new], ("bundle.opened", f"review:{review.id}", payload), by=by)]


def _redo(undo: Event) -> tuple[str, str, dict[str, Any]]:
    return "event.undone", f"event:{undo.id}", {"kind": undo.kind, "subject": undo.subject}


def _event(review: Review, known: Iterable[Event], said: tuple[str, str, dict[str, Any]], *, by: str) -> Event:
    kind, subject, payload = said
    known = list(known)
    writer = review.writer(by)
    mine = [event for event in known if event.writer == writer]
    last = max(mine, key=lambda event: event.seq, default=None)
    event = Event(
        review=review.id,
        writer=writer,
        seq=last.seq + 1 if last else 1,
        id=str(uuid4()),
        at=review.clock().astimezone(UTC).isoformat(timespec="microseconds"),
        actor=by,
        kind=kind,
        subject=subject,
        payload=payload,
        app_version=__version__,
        prev=last.hash if last else GENESIS,
        tick=max((event.tick for event in known), default=0) + 1,
    )
    return replace(event, hash=digest(event))


def _build(
    path: Path,
    review: str,
    created: str,
    events: list[Event],
    records: Iterable[dict[str, Any]],
    files: Iterable[tuple[str, bytes]],
    replica: str,
) -> None:
    """A database of these facts, with everything that follows from them."""
    for rest in ("", "-wal", "-shm"):
        Path(f"{path}{rest}").unlink(missing_ok=True)
    engine = driver.sqlite_engine(path)
    try:
        with engine.connect() as plain:
            connection = plain.execution_options(**{driver.WRITING: True})
            schema.upgrade(connection)
            write_facts(connection, review, created, events, records, files)
            if replica:
                connection.execute(insert(t.replica).values(name=replica))
            connection.commit()
    finally:
        engine.dispose()
    driver.make_private(path)


def write_facts(
    connection: Connection,
    review: str,
    created: str,
    events: list[Event],
    records: Iterable[dict[str, Any]],
    files: Iterable[tuple[str, bytes]],
) -> None:
    """Fill an empty database with the facts and what follows from them; events must be in order."""
    connection.execute(insert(t.review).values(id=review, created=created))
    names = Event.__slots__
    log = list(enumerate(events, 1))
    for part in _in_parts(log):
        connection.execute(
            insert(t.event),
            [{"n": n} | {x: getattr(e, x) for x in names} | {"payload": canonical(e.payload)} for n, e in part],
        )
    for sha, data in files:
        connection.execute(insert(t.file).values(sha=sha, size=len(data), data=zlib.compress(data, level=1)))
    with loading(connection):
        for rows in _in_parts(records):
            for row in rows:
                if content_hash(row) != row["hash"]:
                    raise ReviewError(f"Record {row['id']} was changed on its way.", hint="Ask for the bundle again.")
            write_records(connection, rows)
    replay(connection, log)
    if postgresql.is_ours(connection):
        postgresql.count_from(connection, max([len(log), *(event.tick for event in events)]))


def _in_parts(rows: Iterable[T]) -> Iterator[list[T]]:
    part: list[T] = []
    for row in rows:
        part.append(row)
        if len(part) == standings.CHUNK:
            yield part
            part = []
    if part:
        yield part


def _both(connection: Connection, bundle: Bundle, new: set[str]) -> Iterator[dict[str, Any]]:
    """The rows of the records here, then of the imports that are new."""
    yield from copying.records(connection)
    if new:
        yield from (row for row in bundle.records() if row["imported"] in new)


def _files(connection: Connection, bundle: Bundle) -> Iterator[tuple[str, bytes]]:
    here = set()
    for sha, data in copying.files(connection):
        here.add(sha)
        yield sha, data
    for sha, data in bundle.files():
        if sha not in here:
            yield sha, data


def _check(path: Path) -> None:
    """Raises ReviewError where the review that was put together is not sound."""
    with _opened(path) as connection:
        _refuse_unsound(connection)


def _refuse_unsound(connection: Connection) -> None:
    if fault := next(verify.problems(connection), ""):
        raise ReviewError(f"Put together, the review would not be sound: {fault}", hint="Nothing was written.")


@contextmanager
def _opened(path: Path) -> Iterator[Connection]:
    """A database beside the review, while it is made."""
    engine = driver.sqlite_engine(path)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
