"""Putting two copies of one review together: the union of their events, read in one order everywhere.

The merged review is made beside the old one, checked from end to end, and only then takes its place. Nothing a person
did is lost: events of different writers never exclude each other, and what they come to is worked out anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, select

from review_tool import __version__
from review_tool.domain.errors import ReviewError
from review_tool.domain.event import GENESIS, Event, digest, in_order
from review_tool.store import tables as t
from review_tool.store.database import postgresql
from review_tool.store.database.driver import DATABASE
from review_tool.store.database.file_copy import put_back, remove
from review_tool.store.history import copying, making
from review_tool.store.history.archive import Bundle
from review_tool.store.history.log import every_event
from review_tool.store.history.replaying import missing
from review_tool.store.review import Review


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
    review: Review,
    bundle: Bundle,
    *,
    by: str,
    keep: Callable[[Connection], Path],
    each: Callable[[int, int, str], None] = lambda *_: None,
) -> Merged:
    """Bring the events of a bundle into this review. `each` hears what is being done, and may raise to stop.

    Args:
        keep: makes a backup of the review as it was, and says where it lies.

    Raises:
        ReviewError: another review's bundle; a chain with a gap, a fork or a changed event, which is named; an import
            on both sides; or what was sealed is not what came. Nothing is written then.
    """
    if bundle.review != review.id:
        raise ReviewError(f"{bundle.path} is of another review.", hint="Open the review that it is a copy of.")
    bundle.check(each)
    with review.alone() as connection:
        here = [event for _, event in every_event(connection)]
        new = making.new_events(here, list(bundle.events()), bundle)
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
            making.build(
                built,
                review.id,
                bundle.created,
                union,
                _both(connection, bundle, records),
                _files(connection, bundle),
                review.replica,
            )
            each(0, 0, "checking the whole")
            making.check(built)
            kept = keep(connection)
            if there:
                with making.opened(built) as merged:
                    copying.empty(connection)
                    making.write_facts(connection, *copying.facts(merged))
                connection.commit()
            else:
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


def united(events: list[Event], redo: Callable[[list[Event], Event], Event]) -> tuple[list[Event], list[Event]]:
    """All events in order, and those added so that nothing live rests on what was undone in another copy.

    `redo` makes the event that takes an undo back, given all events so far.
    """
    union, restored = in_order(events), list[Event]()
    while undos := missing(list(enumerate(union, 1))):
        restored.append(redo(union, undos[0]))
        union = in_order([*union, restored[-1]])
    return union, restored


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
