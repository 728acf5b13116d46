"""Backups of a review in a database: a bundle of all of it, from which a review was made again; when the last one was.

A folder's backups are copies of its file, see `backing_up`. A server's file is not ours to copy; a bundle can be
brought into a folder or an empty database (`bundle import FILE --into WHERE`). The log keeps that one was made, so
that the whole team sees it, wherever it lies.
"""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path

from review_tool.domain.errors import ReviewError
from review_tool.services.history import bundling
from review_tool.services.progress import Progress, silent
from review_tool.services.safety.backing_up import BackedUp
from review_tool.store.database import postgresql
from review_tool.store.history import archive, log, making
from review_tool.store.review import Review

_SUBJECT = "export:backup"


def back_up(review: Review, target: Path | None = None, *, by: str, progress: Progress = silent) -> BackedUp:
    """Write the review as one file, and make a review of it elsewhere, whole and checked, to see that it can be done.

    Without a target it goes to the folder `backups`.

    Raises:
        ReviewError: the file is there already, cannot be written, is not sound, or the whole is not seen from here.
    """
    if target is None:
        folder = review.folder / "backups"
        target = folder / f"{review.id[:8]}-{review.clock():%Y%m%d-%H%M%S}.review.zip"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ReviewError(f"{target} cannot be written: {error.strerror}.", hint="Choose another folder.") from None
    written = bundling.export(review, target, progress=progress)
    progress(0, 0, "making a review of the copy, to try it")
    try:
        with tempfile.TemporaryDirectory(prefix="review-tool-") as tried:
            making.make(making.trusted(archive.read(target)), Path(tried) / "review", replica="")
    except ReviewError as error:
        target.unlink()
        raise ReviewError(f"The copy is not sound: {error}", hint="See `review-tool doctor`.") from error
    with target.open("rb") as copy:
        sha = hashlib.file_digest(copy, "sha256").hexdigest()
    with review.writing() as unit:
        unit.record("export.written", _SUBJECT, {"file": target.name, "sha256": sha}, by=by)
    return BackedUp(str(target), target.stat().st_size, sha, written.events)


@dataclass(frozen=True, slots=True)
class Last:
    """The newest backup that the log knows of."""

    at: str
    """UTC, when it was written."""
    by: str
    file: str
    since: int
    """How many events came after it."""


def bundles(review: Review) -> bool:
    """Whether a review is backed up so: it lies in a database."""
    return postgresql.is_address(review.address)


def last(review: Review) -> Last | None:
    """None where there is none yet."""
    with review.reading() as connection:
        made = [event for event in log.of_kinds(connection, ("export.written",)) if event.subject == _SUBJECT]
        if not made:
            return None
        newest = made[-1]
        number = log.numbers_of(connection, [newest.id])[newest.id]
        return Last(newest.at, newest.actor, newest.payload["file"], len(log.ids_after(connection, number)))
