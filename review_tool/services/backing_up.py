"""Verified copies of a whole review."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from review_tool.domain.errors import ReviewError
from review_tool.store import backup
from review_tool.store.review import Review


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A copy that passed its check."""

    file: str
    size: int
    """Bytes."""
    sha256: str


def back_up(review: Review, target: Path | None = None) -> BackedUp:
    """Copy the review's database, full texts and log included, while it may be in use; the copy is checked.

    Without a target it goes into the review's `exports/`, named by the time.

    Raises:
        ReviewError: the file is there already, cannot be written, or the copy does not pass its check.
    """
    target = target or review.folder / "exports" / f"review-{review.clock():%Y-%m-%dT%H%M%S}.db"
    if target.exists():
        raise ReviewError(f"{target} is there already.", hint="Backups never overwrite: choose another name.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with review.reading() as connection:
            partial = target.with_name(target.name + ".partial")
            partial.touch()
            backup.back_up(connection, target)
        with target.open("rb") as copy:
            sha = hashlib.file_digest(copy, "sha256").hexdigest()
        return BackedUp(str(target), target.stat().st_size, sha)
    except OSError as error:
        raise ReviewError(f"{target} cannot be written: {error.strerror}.", hint="Choose another folder.") from None
