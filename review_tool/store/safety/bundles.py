"""Backups of a review in a server's database, which is not ours to copy: bundles, tried by making a review of each.

Those who work on the review sit at many computers, and a backup lies at one of them: so the log keeps that it was made,
which tells the others that none is due.
"""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, func, select

from review_tool.domain.errors import ReviewError
from review_tool.domain.event import Event
from review_tool.store import schema
from review_tool.store import tables as t
from review_tool.store.database.driver import DATABASE
from review_tool.store.database.file_copy import Each
from review_tool.store.history import archive, copying, log, making
from review_tool.store.safety.copies import Looked

KIND, SUBJECT = "export.written", "export:backup"
"""Of the event that says that a backup was made."""


def write(connection: Connection, target: Path, each: Each) -> None:
    """Write the review as a bundle, replacing none.

    Raises:
        ReviewError: it cannot be written.
    """
    try:
        archive.write(connection, target, each)
    except OSError as error:
        raise ReviewError(f"{target} cannot be written: {error.strerror}.", hint="Choose another folder.") from error


def look(path: Path) -> Looked:
    """What a bundle holds, and whether a review can be made of it, in a folder that goes again.

    Raises:
        ReviewError: it is no bundle at all.
    """
    bundle = archive.read(path)
    found = Looked(bundle.review, schema.head(), heads=bundle.heads)
    found.events = sum(seq for seq, _ in bundle.heads.values())
    try:
        with tempfile.TemporaryDirectory(prefix="review-tool-") as tried:
            made = Path(tried) / "review"
            making.make(making.trusted(bundle), made, replica="")
            with making.opened(made / DATABASE) as connection:
                found.records = connection.scalar(copying.COUNT) or 0
    except ReviewError as error:
        found.faults.append(str(error))
    return found


def newest(connection: Connection) -> Event | None:
    """What the log says of the newest backup; None where there is none yet."""
    e = t.event.c
    n = connection.scalar(select(e.n).where(e.kind == KIND, e.subject == SUBJECT).order_by(e.n.desc()).limit(1))
    return None if n is None else log.events(connection, [n])[0]


def since(connection: Connection, made: Event) -> int:
    """How many events a backup does not hold, but for the one that says that it was made."""
    if "events" not in made.payload:  # of an older version
        return len(log.ids_after(connection, log.numbers_of(connection, [made.id])[made.id]))
    events = connection.scalar(select(func.count()).select_from(t.event)) or 0
    return events - int(made.payload["events"]) - 1


def is_due(connection: Connection, every: int, now: datetime) -> bool:
    """Whether the review changed since its newest backup, and that is older than so many minutes, wherever it lies."""
    made = newest(connection)
    if made is None:
        return True
    age = (now - datetime.fromisoformat(made.at)).total_seconds()
    return not 0 <= age < 60 * every and since(connection, made) > 0
