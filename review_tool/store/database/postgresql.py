"""A review in PostgreSQL: its address, its connections, and the queues of its writers.

Most writers have the review to themselves, as in SQLite. Those who speak of one report only go beside each other: they
queue for that report and for their own chain, so that many votes reach the disk together. All queues are advisory locks
that end with the transaction, so that a pool between the program and the server does no harm.
"""

from __future__ import annotations

import importlib.util
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url, text
from sqlalchemy.dialects import registry
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ArgumentError, DatabaseError, DisconnectionError, OperationalError

from review_tool.domain.errors import ReviewError
from review_tool.domain.text import without_password
from review_tool.store.database.driver import UNWAITED

NAME = "postgresql"
"""What SQLAlchemy calls this kind of database."""

_OLDEST = 13
"""The oldest server that has what the search index needs (`normalize`)."""


registry.register("postgresql.review_tool", f"{__package__}.postgresql_dialect", "Dialect")


def is_address(address: object) -> bool:
    """Whether this is the URL of a database rather than a folder."""
    return "://" in str(address)


def url(address: str) -> URL:
    """The URL, told apart.

    Raises:
        ReviewError: it is none, or of another driver.
    """
    try:
        said = make_url(address)
    except (ArgumentError, ValueError):
        raise ReviewError(
            "That is not the URL of a database.", hint="As postgresql+psycopg://NAME@HOST/DATABASE."
        ) from None
    if said.drivername not in ("postgresql", "postgres", "postgresql+psycopg"):
        raise ReviewError(
            f"Reviews are not kept by way of {said.drivername}.", hint="As postgresql+psycopg://NAME@HOST/DATABASE."
        )
    return said.set(drivername="postgresql+psycopg")


def shown(address: str) -> str:
    """The address as it may be shown and written down.

    Raises:
        ReviewError: as `url`.
    """
    return without_password(url(address).render_as_string(hide_password=False))


def engine(address: str) -> Engine:
    """An engine on one database; opens nothing yet.

    What the address leaves out is taken from the environment (PGHOST, PGPASSWORD …), the service and the password file.
    """
    if importlib.util.find_spec("psycopg") is None:
        raise ReviewError(
            "PostgreSQL needs a part that is not installed.", hint="pip install 'review-tool[postgresql]' brings it."
        )
    made = create_engine(
        url(address).set(drivername="postgresql+review_tool"),
        pool_size=5,
        hide_parameters=True,
        connect_args={"application_name": "review-tool"},
    )
    _see_whether_alive(made)
    # What is logged of a connection that broke is raised as well; nothing may write across the screens.
    for name in ("psycopg", "sqlalchemy.pool"):
        logging.getLogger(name).addHandler(logging.NullHandler())
    return made


_IDLE = 10.0
"""Seconds after which a connection is tried before it is used; asking each time would be one more wait for a vote."""


def _see_whether_alive(made: Engine) -> None:
    """Have the pool replace connections that were cut while nobody used them."""

    @event.listens_for(made, "checkin")
    def _used(_connection: Any, record: Any) -> None:
        record.info["used"] = time.monotonic()

    @event.listens_for(made, "checkout")
    def _try(connection: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("used", time.monotonic()) > _IDLE:
            try:
                made.dialect.do_ping(connection)
            except made.dialect.loaded_dbapi.Error as error:
                raise DisconnectionError from error


def is_ours(connection: Connection) -> bool:
    return connection.dialect.name == NAME


def check_server(connection: Connection) -> None:
    """Raises ReviewError where the server is too old, or its database does not hold every letter."""
    major = int((connection.dialect.server_version_info or (0,))[0])
    if major < _OLDEST:
        raise ReviewError(
            f"This server is PostgreSQL {major}; a review needs {_OLDEST} or newer.",
            hint="Use a newer server, or a folder.",
        )
    if (encoding := connection.scalar(text("SHOW server_encoding"))) != "UTF8":
        raise ReviewError(
            f"The database is encoded in {encoding}, which has not every letter.",
            hint="Make one with: createdb --encoding UTF8 --template template0 NAME.",
        )


_NO_RIGHT = "42501"
"""insufficient_privilege"""


def in_words(error: DatabaseError) -> tuple[str, str] | None:
    """What PostgreSQL said, and what can be done; None where it was another database, or our own fault."""
    state = getattr(error.orig, "sqlstate", error)
    said = (str(error.orig).strip().splitlines() or ["no reason given"])[0].rstrip(".")
    if state == _NO_RIGHT:
        return f"The database does not let you: {said}.", "Ask whoever keeps the database; nothing was written."
    if not isinstance(error, OperationalError) or state is error:
        return None
    state = str(state or "")
    if state.startswith("53"):
        return f"The database server has no room: {said}.", "Tell whoever keeps it; nothing was written."
    if state in ("40001", "40P01"):
        return "Somebody else wrote the same at the same moment.", "Do this again; nothing was written."
    if state.startswith("57"):
        return f"The database server stopped: {said}.", "Try again in a moment; look first whether it was written."
    return (
        f"The database cannot be reached: {said}.",
        "Check the address, that the server runs, and the password (PGPASSWORD or ~/.pgpass).",
    )


def described(connection: Connection) -> str:
    """The server, and how safe what it was told is, in words."""
    version = ".".join(map(str, connection.dialect.server_version_info or ()))
    quick = [name for name in ("fsync", "full_page_writes", "synchronous_commit") if _is_off(connection, name)]
    return f"PostgreSQL {version}" + (f"; {', '.join(quick)} off: a power cut may lose votes" if quick else "")


def _is_off(connection: Connection, setting: str) -> bool:
    return str(connection.scalar(text("SELECT current_setting(:name)"), {"name": setting})) == "off"


def reading(connection: Connection) -> Connection:
    """The same connection, for a transaction that sees one moment and writes nothing."""
    return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


@contextmanager
def pipelined(connection: Connection) -> Iterator[Connection]:
    """The same connection, on which statements that are `UNWAITED` go out together with the next that is not.

    A vote then waits for the server eight times, not twenty. What is wrong with a statement is said at the next one.
    """
    from psycopg import OperationalError as Lost

    from review_tool.store.database.postgresql_dialect import PIPELINE

    driver: Any = connection.connection.driver_connection
    try:
        with driver.pipeline() as pipeline:
            yield connection.execution_options(**{PIPELINE: pipeline})
    except Lost as error:  # a server that is gone is told of as the pipeline ends, past SQLAlchemy
        raise OperationalError("", None, error) from error


_KEY = "hashtextextended(current_schema() || :what, 0)"
_GO_ON = {UNWAITED: True}
_ALONE = text(f"SELECT pg_advisory_xact_lock({_KEY})").bindparams(what=".review").execution_options(**_GO_ON)
_BESIDE = text(f"SELECT pg_advisory_xact_lock_shared({_KEY})").bindparams(what=".review").execution_options(**_GO_ON)
_OF_REPORT = text(
    "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '.report.' || root, 0)) "
    "FROM report WHERE id = :report"
).execution_options(**_GO_ON)
_OF_CHAIN = text(f"SELECT pg_advisory_xact_lock({_KEY})").execution_options(**_GO_ON)
_NUMBER = text("SELECT nextval(pg_get_serial_sequence('event', 'n'))")
_HEAD = text(
    "SELECT nextval(pg_get_serial_sequence('event', 'n')) AS n, seq, hash FROM (VALUES (1)) AS one "
    "LEFT JOIN (SELECT seq, hash FROM event WHERE writer = :writer ORDER BY seq DESC LIMIT 1) AS head ON true"
)


def queue(connection: Connection, about: int | None = None) -> None:
    """Wait until nobody else writes, and keep all others waiting until the transaction ends.

    About one report: wait until nobody writes about what it belongs to, nor alone. Each lock is a statement of its own,
    because a statement sees what was there when it began to wait.
    """
    if about is None:
        connection.execute(_ALONE)
        return
    connection.execute(_BESIDE)
    connection.execute(_OF_REPORT, {"report": about})


def had_at_once(connection: Connection, what: str) -> bool:
    """Whether nobody else has this in hand; then it is ours until the transaction ends."""
    return connection.scalar(text(f"SELECT pg_try_advisory_xact_lock({_KEY})"), {"what": what}) is True


def next_in_chain(connection: Connection, writer: str) -> tuple[int, tuple[int, str] | None]:
    """Wait until nobody else adds to this chain; the number of its next event, and place and hash of its last, if any.

    The number is drawn while everything that the event may rest on is held fast, so that it is higher than theirs.
    """
    connection.execute(_OF_CHAIN, {"what": f".chain.{writer}"})
    row = connection.execute(_HEAD, {"writer": writer}).one()
    return int(row.n), (row.seq, row.hash) if row.seq is not None else None


def next_number(connection: Connection) -> int:
    """The number of the next event of a chain that is held fast already."""
    return int(connection.scalar(_NUMBER) or 0)


def count_from(connection: Connection, number: int) -> None:
    """Have the next event's number be higher than this."""
    connection.execute(
        text("SELECT setval(pg_get_serial_sequence('event', 'n'), greatest(:number, 1))"), {"number": number}
    )
