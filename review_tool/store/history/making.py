"""Making a review from its facts: a bundle's, another database's, or those of two copies put together.

It is made whole and checked from end to end, or nothing is left.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, insert

from review_tool.domain.errors import ReviewError
from review_tool.domain.event import Event, canonical, first_fault, in_order
from review_tool.store import schema
from review_tool.store import tables as t
from review_tool.store.database import databases, driver, postgresql
from review_tool.store.database.driver import DATABASE, FOLDERS
from review_tool.store.database.file_copy import remove
from review_tool.store.database.loading import content_hash, loading, write_records
from review_tool.store.history import verify
from review_tool.store.history.archive import Bundle
from review_tool.store.history.copying import Facts
from review_tool.store.history.replaying import replay
from review_tool.store.state import standings

T = TypeVar("T")


def trusted(bundle: Bundle) -> Facts:
    """What a bundle holds.

    Raises:
        ReviewError: it cannot be trusted; of records and files that is said only as they are read.
    """
    events = new_events([], list(bundle.events()), bundle)
    return Facts(bundle.review, bundle.created, in_order(events), bundle.records(), bundle.files())


def make(facts: Facts, address: str | Path, *, replica: str) -> None:
    """Make a review of these facts in a new folder or an empty database: whole and checked, or not at all.

    Args:
        replica: the name of this copy, so that its writers are its own.

    Raises:
        ReviewError: there is a review already, the facts are not sound, or the place cannot take a review.
    """
    if not postgresql.is_address(address):
        with _in_words(f"{address} cannot be made"):
            _make_in_folder(facts, Path(address), replica)
        return
    with databases.prepared(str(address)) as connection:
        write_facts(connection, *facts)
        if replica:
            connection.execute(insert(t.replica).values(name=replica))
        refuse_unsound(connection)


@contextmanager
def _in_words(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ReviewError(
            f"{what}: {error.strerror}.", hint="See whether the disk is full, and whether you may write there."
        ) from error


def _make_in_folder(facts: Facts, folder: Path, replica: str) -> None:
    database = folder / DATABASE
    if database.exists():
        raise ReviewError(f"{folder} holds a review already.", hint="Choose another folder, or open it and merge.")
    for name in FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    driver.refuse_shared_folder(folder)
    built = folder / f"{DATABASE}.new"
    try:
        build(built, *facts, replica)
        check(built)
        for rest in ("-wal", "-shm"):
            Path(f"{built}{rest}").unlink(missing_ok=True)
        built.replace(database)
    finally:
        remove(built)


def new_events(here: list[Event], came: list[Event], bundle: Bundle) -> list[Event]:
    """The events that are not here yet.

    Raises:
        ReviewError: a chain that does not go on from the one here, or differs from it.
    """
    known = {(event.writer, event.seq): event for event in here}
    chains: dict[str, list[Event]] = defaultdict(list)
    for event in came:
        chains[event.writer].append(event)
    new = []
    for writer, chain in sorted(chains.items()):
        chain.sort(key=lambda event: event.seq)
        if fault := first_fault(chain):
            raise refused(bundle, fault)
        if (len(chain), chain[-1].hash) != bundle.heads.get(writer):
            raise refused(bundle, f"the chain of {writer} does not end where its manifest says")
        for event in chain:
            said = known.get((writer, event.seq))
            if said is None:
                new.append(event)
            elif said.hash != event.hash:
                raise refused(
                    bundle,
                    f"event {event.seq} of {writer}, of {_when(event)}, is not the one that is here, of {_when(said)}: "
                    "their history was written twice (two copies were used under one name, a copy was set back, or "
                    "somebody rewrote it)",
                    "Ask which of the two counts. What was done in the other is done again, in a copy of its own that "
                    "`bundle import FILE --into DIR` makes; nothing was written here.",
                )
        if any(event.review != bundle.review for event in chain):
            raise refused(bundle, f"the chain of {writer} holds events of another review")
    return new


def _when(event: Event) -> str:
    return event.at[:19].replace("T", " ")


def refused(bundle: Bundle, why: str, hint: str = "Ask its sender; nothing was written here.") -> ReviewError:
    return ReviewError(f"{bundle.path} is refused: {why}.", hint=hint)


def build(
    path: Path,
    review: str,
    created: str,
    events: list[Event],
    records: Iterable[dict[str, Any]],
    files: Iterable[tuple[str, bytes]],
    replica: str,
) -> None:
    """A database of these facts, with everything that follows from them."""
    with _in_words(f"{path.parent} cannot be written"):
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
    with _in_words(f"{path.parent} cannot be written"):
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


def check(path: Path) -> None:
    """Raises ReviewError where the review that was put together is not sound."""
    with opened(path) as connection:
        refuse_unsound(connection)


def refuse_unsound(connection: Connection) -> None:
    if fault := next(verify.problems(connection), ""):
        raise ReviewError(f"Put together, the review would not be sound: {fault}", hint="Nothing was written.")


@contextmanager
def opened(path: Path) -> Iterator[Connection]:
    """A database beside the review, while it is made."""
    engine = driver.sqlite_engine(path)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
