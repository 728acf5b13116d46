"""A review: the handle through which everything is read and written."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from review_tool.store.database import driver, postgresql, roles
from review_tool.store.database.driver import DATABASE
from review_tool.store.database.lock import queued
from review_tool.store.database.trouble import in_plain_words
from review_tool.store.unit import Unit

Reading = Connection
"""What `Review.reading` gives; services hand it on to one another and to the store."""

Releasing = Callable[[Connection, set[int]], tuple[set[int], set[roles.Released]]]
"""Of these studies (with 0: of all), the numbers they are spoken of by, and what is released of each."""

_TRIES = 5
_MANY = 15
"""So many writes make settling worth its two fsyncs; a vote adds about 16 pages to SQLite's log."""


class Review:
    """An open review. Cheap to hold; holds no transaction between calls."""

    def __init__(
        self,
        engine: Engine,
        folder: Path,
        *,
        id: str,
        clock: Callable[[], datetime],
        device: str,
        replica: str = "",
        address: str = "",
        bound: str = "",
    ) -> None:
        self.id = id
        self.folder = folder
        """Where the review lies; of one in PostgreSQL, where its imports and exports do."""
        self.address = address or str(folder)
        """What it is opened by: its folder, or its URL without the password."""
        self.bound = bound
        """The reviewer whose role this is, where the database keeps others' work from it; "" where all is in sight."""
        self.clock = clock
        self.replica = replica
        """The name of this copy; "" where the review was made here."""
        self.releasing: Releasing | None = None
        """Says what others' work of a study is released; asked where the database keeps it from blinded roles."""
        self._engine = engine
        self._unsettled = 0
        """Transactions written since the log was last brought into the database file."""
        self._device = f"{device}-{replica}" if replica else device

    def writer(self, name: str) -> str:
        """The chain into which a person's events go, in this copy and on this device."""
        return f"{name}@{self._device}"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one moment of the review and writes nothing."""
        with in_plain_words(self.folder), self._engine.connect() as connection:
            if not postgresql.is_ours(connection):
                yield connection
                return
            yield postgresql.reading(connection)
            connection.commit()  # psycopg forgets what it has prepared when a transaction is rolled back

    @contextmanager
    def writing(self, *, about: int | None = None) -> Iterator[Unit]:
        """A transaction that commits when the block ends well and leaves nothing when it does not.

        Writers queue, so that none of them ever meets a locked database: in a folder for a file lock, in PostgreSQL for
        a lock of the server's.

        Args:
            about: the one report whose standing this will change. Where the database can, those who write about other
                reports need not wait.
        """
        with in_plain_words(self.folder), self._queued(), self._connected(about) as plain:
            connection = plain.execution_options(**{driver.WRITING: True})
            begun(connection)
            if self._has_queues:
                postgresql.queue(connection, about)
            else:
                about = None
            unit = Unit(
                connection, review=self.id, device=self._device, now=self.clock(), about=about, bound=self.bound
            )
            if self._has_queues and about is None and not self.bound:
                unit.catch_up()
            try:
                yield unit
                unit.finish()
                if about is None:
                    self._release(connection)
            except BaseException:  # goes on its way, Ctrl+C too; nothing of the deed is kept
                connection.rollback()
                raise
            connection.commit()
            self._unsettled += 1

    def settle(self) -> None:
        """Bring what SQLite's log holds into the database file, as far as nobody reads or writes it just now.

        SQLite does so by itself, but within a write that then takes several times as long.
        """
        if self._has_queues or self._unsettled < _MANY:
            return
        self._unsettled = 0
        with in_plain_words(self.folder), self._engine.connect() as connection:
            driver.settle(connection)

    def _release(self, connection: Connection) -> None:
        """Write down for blinded roles what has come free."""
        if self.releasing and self._has_queues and not self.bound and (studies := roles.to_release(connection)):
            roles.release(connection, *self.releasing(connection, studies))

    @contextmanager
    def _connected(self, about: int | None) -> Iterator[Connection]:
        """A connection to write by; one about one report does not wait for every answer."""
        try:
            with self._engine.connect() as connection:
                if self._has_queues and about is not None:
                    with postgresql.pipelined(connection) as connection:
                        yield connection
                else:
                    yield connection
        except OperationalError as error:
            if "readonly" in str(error.orig):
                self._engine.dispose()  # SQLite's connections stay as the disk was when they were opened
            raise

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """A connection while nobody else can write, for what replaces the database as a whole."""
        with in_plain_words(self.folder), self._queued(), self._engine.connect() as connection:
            if self._has_queues:
                postgresql.queue(connection)
            yield connection

    def catch_up(self) -> None:
        """Work out what those could not who worked with rights to add alone."""
        if self._has_queues and not self.bound:
            with self.reading() as connection:
                found = roles.waiting(connection) or roles.to_release(connection)
            if found:
                with self.writing():
                    pass

    @property
    def _has_queues(self) -> bool:
        """Writers queue inside the database."""
        return self._engine.dialect.name == postgresql.NAME

    def _queued(self) -> AbstractContextManager[None]:
        """Stand in the queue for the folder; PostgreSQL's queues are joined once the transaction is open."""
        if self._has_queues:
            return nullcontext()
        return queued(self.folder / f"{DATABASE}.lock")

    @property
    def whole_address(self) -> str:
        """As `address`, with the password where one was given: for programs of ours, and shown nowhere."""
        if not self._has_queues:
            return str(self.folder.resolve())
        return self._engine.url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)

    def close(self) -> None:
        self._engine.dispose()


def begun(connection: Connection) -> None:
    """Start the transaction; wait and try again where a program that does not queue holds the database."""
    for attempt in range(_TRIES):
        try:
            connection.begin()
            return
        except OperationalError as error:
            if "locked" not in str(error) or attempt == _TRIES - 1:
                raise
            time.sleep(0.1 * 2**attempt)
