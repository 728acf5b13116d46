"""A review in a folder: making and opening it."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, insert, select

from review_tool.domain.errors import ReviewError
from review_tool.store import schema
from review_tool.store import tables as t
from review_tool.store.database import driver
from review_tool.store.database.driver import DATABASE, FOLDERS
from review_tool.store.database.lock import queued
from review_tool.store.database.trouble import damaged, in_plain_words
from review_tool.store.review import Review


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
            f"{folder} is not a review: it has no {DATABASE}." if folder.is_dir() else f"There is no folder {folder}.",
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
            raise damaged(folder, "it does not say which review it is")
    except BaseException as error:  # goes on its way; the file is not kept open behind it
        engine.dispose()
        if isinstance(error, UnicodeDecodeError):  # what SQLite says of the damage is itself damaged
            raise damaged(folder, "its texts cannot be read") from error
        raise
    return Review(engine, folder, id=str(review_id), clock=clock, device=device, replica=replica)


def _bring_up_to_date(engine: Engine, folder: Path, now: datetime) -> None:
    """Back up, then upgrade."""
    from review_tool.store.safety import backups  # with all that it needs, which opening seldom does

    with in_plain_words(folder), queued(folder / f"{DATABASE}.lock"), engine.connect() as connection:
        if schema.version(connection) == schema.head():  # somebody else did it while we waited
            return
        backups.make(connection, folder, why="before-upgrade", now=now)
        connection.rollback()  # SQLite copies nothing out of a connection that means to write
        connection = connection.execution_options(**{driver.WRITING: True})
        schema.upgrade(connection)
        connection.commit()
