"""A database of a PostgreSQL server, made ready to hold a review."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, select

from review_tool.domain.errors import ReviewError
from review_tool.store import schema
from review_tool.store import tables as t
from review_tool.store.database import postgresql
from review_tool.store.database.trouble import in_plain_words


@contextmanager
def prepared(address: str) -> Iterator[Connection]:
    """A database that has the tables of a review and no review, for the block to fill; then it is committed.

    Raises:
        ReviewError: the database cannot be reached or written, holds a review already, or is not fit for one.
    """
    engine = postgresql.engine(address)
    try:
        with in_plain_words(Path()), engine.begin() as connection:
            postgresql.check_server(connection)
            postgresql.queue(connection)
            found = schema.version(connection)
            schema.check_known(found)
            if found and connection.scalar(select(t.review.c.id)):
                raise ReviewError(
                    f"{postgresql.shown(address)} holds a review already.",
                    hint="Open it with --review URL, or make another database: createdb NAME.",
                )
            if found < schema.head():
                schema.upgrade(connection)
            yield connection
    finally:
        engine.dispose()
