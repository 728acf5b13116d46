"""A review: the handle through which everything is read and written."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.exc import DatabaseError, OperationalError

from review_tool.domain.errors import ReviewError
from review_tool.store import schema
from review_tool.store import tables as t
from review_tool.store.database import driver, postgresql, roles
from review_tool.store.database.lock import queued
from review_tool.store.unit import Unit

Reading = Connection
"""What `Review.reading` gives; services hand it on to one another and to the store."""

Releasing = Callable[[Connection, set[int]], tuple[set[int], set[roles.Released]]]
"""Of these studies (with 0: of all), the numbers they are spoken of by, and what is released of each."""

DATABASE = "review.db"
FOLDERS = ("imports", "exports")
_TRIES = 5
_A_LITTLE = 100_000
"""Bytes of free disk, below which SQLite may fail in any way."""
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


def is_there(folder: Path) -> bool:
    """Whether a folder holds a review, sound or not; a file that is no folder is left to opening to refuse."""
    return (folder / DATABASE).exists() or (folder.exists() and not folder.is_dir())


def create(folder: Path, *, id: str, clock: Callable[[], datetime], device: str) -> Review:
    """Make a new, empty review in a folder that has none.

    Raises:
        ReviewError: the folder holds a review already, cannot be written, or is on a network.
    """
    database = folder / DATABASE
    if database.exists():
        raise ReviewError(f"{folder} holds a review already.", hint="Open it, or choose another folder.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        driver.refuse_shared_folder(folder)
        for name in FOLDERS:
            (folder / name).mkdir(exist_ok=True)
    except OSError as error:
        raise ReviewError(
            f"{folder} cannot be made: {error.strerror}.", hint="Choose a folder you may write in."
        ) from error
    new = folder / f"{DATABASE}.new"
    new.unlink(missing_ok=True)
    engine = driver.sqlite_engine(new)
    with engine.connect() as plain:
        connection = plain.execution_options(**{driver.WRITING: True})
        schema.upgrade(connection)
        connection.execute(insert(t.review).values(id=id, created=clock().isoformat()))
        connection.commit()
    engine.dispose()
    # A review appears whole or not at all: a killed `init` leaves only the .new file, which the next one replaces.
    driver.make_private(new)
    for rest in ("-wal", "-shm"):
        Path(f"{new}{rest}").unlink(missing_ok=True)
    os.replace(new, database)
    return open_review(folder, clock=clock, device=device)


def open_review(folder: Path, *, clock: Callable[[], datetime], device: str) -> Review:
    """Open the review in a folder, brought up to date if this program is newer.

    Raises:
        ReviewError: no review there, not a database, made by a newer version, or on a network.
    """
    database = folder / DATABASE
    if not database.is_file():
        raise ReviewError(
            f"{folder} is not a review: it has no {DATABASE}.",
            hint="Make one with `review-tool init DIR --title TITLE`, or name its folder with --review.",
        )
    driver.refuse_shared_folder(folder)
    engine = driver.sqlite_engine(database)
    try:
        with in_plain_words(folder), engine.connect() as connection:
            found = schema.version(connection)
            if not found:
                raise ReviewError(
                    f"{database} is not a review's database.", hint="Name the review's folder with --review."
                )
            schema.check_known(found)
            behind = found < schema.head()
        if behind:
            _bring_up_to_date(engine, folder, clock())
        with in_plain_words(folder), engine.connect() as connection:
            review_id = connection.scalar(select(t.review.c.id))
            replica = connection.scalar(select(t.replica.c.name)) or ""
        if review_id is None:
            raise _damaged(folder, "it does not say which review it is")
    except BaseException as error:  # goes on its way; the file is not kept open behind it
        engine.dispose()
        if isinstance(error, UnicodeDecodeError):  # what SQLite says of the damage is itself damaged
            raise _damaged(folder, "its texts cannot be read") from error
        raise
    return Review(engine, folder, id=str(review_id), clock=clock, device=device, replica=replica)


def _bring_up_to_date(engine: Engine, folder: Path, now: datetime) -> None:
    from review_tool.store.safety import backups

    with in_plain_words(folder), queued(folder / f"{DATABASE}.lock"), engine.connect() as connection:
        if schema.version(connection) == schema.head():  # somebody else did it while we waited
            return
        backups.make(connection, folder, why="before-upgrade", now=now)
        connection.rollback()  # SQLite copies nothing out of a connection that means to write
        connection = connection.execution_options(**{driver.WRITING: True})
        schema.upgrade(connection)
        connection.commit()


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


@contextmanager
def in_plain_words(folder: Path) -> Iterator[None]:
    """Turn what the database driver says into what a person can act on."""
    try:
        yield
    except DatabaseError as error:
        if said := postgresql.in_words(error):
            raise ReviewError(said[0], hint=said[1]) from error
        if isinstance(error, OperationalError):
            message, hint = _words(str(error.orig), folder)
            raise ReviewError(message, hint=hint) from error
        text = str(error.orig)
        if "not a database" in text or "malformed" in text:
            raise _damaged(folder, text) from error
        raise
    except driver.sqlite_module().OperationalError as error:  # while the connection is set up, from the driver itself
        message, hint = _words(str(error), folder)
        raise ReviewError(message, hint=hint) from error
    except driver.sqlite_module().DatabaseError as error:
        raise _damaged(folder, str(error)) from error


def _damaged(folder: Path, text: str) -> ReviewError:
    return ReviewError(
        f"{folder / DATABASE} is damaged or is not a database ({text}).",
        hint="`review-tool doctor` tells what can be done; the damaged file was not changed.",
    )


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _A_LITTLE
    except OSError:
        return False


def _words(said: str, folder: Path) -> tuple[str, str]:
    if "locked" in said:
        return "Another program holds the review.", "Close it, then do this again; nothing was written."
    if "full" in said:
        return "The disk is full.", "Make room, then do this again; nothing was written."
    if "readonly" in said or "unable to open" in said or "locking protocol" in said:  # the last: its -shm
        return f"{folder} cannot be written.", "See whether the disk is full, and who owns the folder and its files."
    if "decode" in said:
        return str(_damaged(folder, said.splitlines()[0][:80])), "`review-tool doctor` tells what can be done."
    if "I/O error" in said:
        if _is_full(folder):  # SQLite cannot make its small files beside the database, and says no more
            return "The disk is full.", "Make room, then do this again; nothing was written."
        return (
            f"The disk that holds {folder} reports an error ({said}).",
            "Nothing was written. Try again; if it stays so, copy your backups to another disk.",
        )
    return f"The database refused: {said}.", "Nothing was written."
