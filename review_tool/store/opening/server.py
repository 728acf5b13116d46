"""A review in a PostgreSQL database: making and opening it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, insert, select

from review_tool.domain.errors import ReviewError
from review_tool.store import schema
from review_tool.store import tables as t
from review_tool.store.database import databases, postgresql, roles
from review_tool.store.database.trouble import in_plain_words
from review_tool.store.review import Review


def create(address: str, *, id: str, clock: Callable[[], datetime], device: str, folder: Path) -> Review:
    """Make a new, empty review in a database that has none; all of it, or nothing.

    Args:
        folder: where its imports and exports lie.

    Raises:
        ReviewError: the database cannot be reached or written, holds a review already, or is not fit for one.
    """
    with databases.prepared(address) as connection:
        connection.execute(insert(t.review).values(id=id, created=clock().isoformat()))
    return open_review(address, clock=clock, device=device, folder=folder)


def open_review(address: str, *, clock: Callable[[], datetime], device: str, folder: Path) -> Review:
    """Open the review in a database, brought up to date if this program is newer.

    Raises:
        ReviewError: no review there, made by a newer version, or the database cannot be reached.
    """
    shown = postgresql.shown(address)
    engine = postgresql.engine(address)
    try:
        with in_plain_words(Path()), engine.begin() as connection:
            found = schema.version(connection)
            review_id = connection.scalar(select(t.review.c.id)) if found else None
            if review_id is None:
                raise ReviewError(
                    f"{shown} holds no review.", hint="`review-tool init --database URL --title TITLE` makes one."
                )
            schema.check_known(found)
            if found < schema.head():
                postgresql.queue(connection)
                if schema.version(connection) < schema.head():  # nobody else did it while we waited
                    _bring_up_to_date(connection, folder, clock())
            bound = roles.reviewer_of_role(connection)
            if not bound and roles.are_old(connection):
                postgresql.queue(connection)
                roles.renew(connection)
            replica = connection.scalar(select(t.replica.c.name)) or ""
    except BaseException:  # goes on its way; no connection stays open behind it
        engine.dispose()
        raise
    return Review(
        engine, folder, id=str(review_id), clock=clock, device=device, replica=replica, address=shown, bound=bound
    )


def _bring_up_to_date(connection: Connection, folder: Path, now: datetime) -> None:
    """Upgrade, and back up what a review is made of, which an upgrade leaves as it is: both, or neither.

    The facts can be written as a bundle only once they lie as this version has them, so within the same transaction.
    """
    from review_tool.store.safety import backups  # with all that it needs, which opening seldom does

    schema.upgrade(connection)
    roles.renew(connection)
    backups.make(connection, folder, why="before-upgrade", now=now)
