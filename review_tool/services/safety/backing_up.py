"""Verified copies of a whole review: made by hand and by themselves, listed, and gone back to."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from review_tool.domain.errors import ReviewError
from review_tool.domain.text import one_line
from review_tool.services.history import auditing
from review_tool.services.progress import Progress, silent
from review_tool.services.reviews import Surroundings
from review_tool.store.review import DATABASE, Review
from review_tool.store.safety import backup, backups, copies, restoring
from review_tool.store.safety.backups import Backup as Backup
from review_tool.store.safety.backups import Cadence as Cadence
from review_tool.store.safety.backups import cadence as cadence
from review_tool.store.safety.backups import place as place
from review_tool.store.safety.restoring import Restored as Restored

_CHEAP = 32_000_000
"""Bytes of a database up to which a command may end with a backup."""


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A copy that passed its check."""

    file: str
    size: int
    """Bytes."""
    sha256: str
    events: int


def back_up(review: Review, target: Path | None = None, *, progress: Progress = silent) -> BackedUp:
    """Copy the review's database, full texts and log included, while it may be in use; the copy is checked.

    Without a target it goes to the review's other backups, named by the time, and older ones are thinned.

    Raises:
        ReviewError: the file is there already, cannot be written, or the copy does not pass its check.
    """
    if target is None:
        with review.reading() as connection:
            made = backups.make(connection, review.folder, why="asked", now=review.clock(), each=progress)
        return _told(made)
    if target.exists():
        raise ReviewError(f"{target} is there already.", hint="Backups never overwrite: choose another name.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with review.reading() as connection:
            backup.back_up(connection, target, each=progress)
        progress(0, 0, "checking the copy")
        looked = copies.look(target)
        if not looked.sound:
            target.unlink()
            raise ReviewError(
                f"The copy is not sound: {looked.faults[0]}", hint="The review is damaged: see `review-tool doctor`."
            )
        with target.open("rb") as copy:
            sha = hashlib.file_digest(copy, "sha256").hexdigest()
        return BackedUp(str(target), target.stat().st_size, sha, looked.events)
    except OSError as error:
        raise ReviewError(f"{target} cannot be written: {error.strerror}.", hint="Choose another folder.") from None


def _told(made: Backup) -> BackedUp:
    return BackedUp(str(made.path), made.size, made.sha256, made.events)


def keep_up(review: Review, *, progress: Progress = silent, cheap: bool = False) -> BackedUp | None:
    """Back the review up if it changed and the newest backup is older than was chosen; None where neither is so.

    Where another program is at it already, that one does it. With `cheap`, large reviews are left to the screens.

    Raises:
        ReviewError: it could not be done.
    """
    if not is_due(review) or (cheap and (review.folder / DATABASE).stat().st_size > _CHEAP):
        return None
    try:
        with backups.one_at_a_time(review.folder) as mine:
            if not mine or not is_due(review):
                return None
            with review.reading() as connection:
                why, now = backups.BY_ITSELF, review.clock()
                return _told(backups.make(connection, review.folder, why=why, now=now, each=progress))
    except OSError as error:
        where = error.filename or place(review.folder)
        raise ReviewError(f"{where} cannot be written: {error.strerror}.", hint="Choose another folder.") from error


def is_due(review: Review) -> bool:
    """Whether the review changed since its newest backup, and that is older than was chosen."""
    with review.reading() as connection:
        if connection.dialect.name != "sqlite":
            return False
        return backups.is_due(connection, review.folder, review.clock())


def choose(review: Review, *, every: int | None = None, to: str | None = None) -> Cadence:
    """Choose how often (minutes, 0 for never) and where to backups are made; None leaves it as it is.

    Raises:
        ReviewError: the place cannot be written.
    """
    now = cadence(review.folder)
    where = now.place
    if to is not None:
        # A folder of its own, so that several reviews may have one disk for their backups.
        own = f"{review.folder.resolve().name}-{review.id[:8]}"
        where = str(Path(to).expanduser().resolve() / own) if to else ""
    chosen = Cadence(now.every if every is None else every, where)
    backups.choose(review.folder, chosen)
    return chosen


def listed(folder: Path) -> list[Backup]:
    """The backups of the review in a folder, newest first; the review itself need not open."""
    return backups.listed(folder)


def find(folder: Path, named: str) -> Backup:
    """A backup by its path, its name, or `newest` for the newest good one; looked at anew.

    Raises:
        ReviewError: there is none like that, or it is not a review's.
    """
    known = listed(folder)
    if named == "newest":
        chosen = next((one for one in known if one.sound and backups.intact(one)), None)
        if chosen is None:
            raise ReviewError("There is no good backup here.", hint="A colleague's bundle may have it.")
        return chosen
    path = next((one.path for one in known if one.path.name == named), Path(named))
    try:
        is_there = path.is_file()
    except OSError:  # no file can have such a name
        is_there = False
    if not is_there:
        raise ReviewError(f"There is no backup {named}.", hint="See `review-tool backup list`.")
    noted = next((one for one in known if one.path == path), None)
    fresh = backups.check(path, why=noted.why if noted else "")
    if noted is not None and noted.sound and noted.sha256 != fresh.sha256 and fresh.sound:
        raise ReviewError(f"{path.name} is not what was once checked.", hint="Choose another backup.")
    return fresh


@dataclass(frozen=True, slots=True)
class Losing:
    """What going back to a backup would take away."""

    known: bool
    """False where the review as it is cannot be read."""
    events: int
    by: dict[str, int]
    """Reviewer → how many of them."""


def losing(folder: Path, chosen: Backup) -> Losing:
    """What would be lost by going back."""
    here = restoring.heads_here(folder) if (folder / DATABASE).exists() else {}
    if here is None:
        return Losing(False, 0, {})
    lost: Counter[str] = Counter()
    for writer, (start, end) in restoring.lost_events(here, chosen.heads).items():
        lost[writer.partition("@")[0]] += end - start + 1
    return Losing(True, lost.total(), dict(sorted(lost.items())))


def restore(folder: Path, chosen: Backup, *, by: str, around: Surroundings, progress: Progress = silent) -> Restored:
    """Go back to a backup. What is there now is itself kept first, whatever is wrong with it.

    The review goes on in chains of its own, so that nothing written from now on takes the place of what was lost.

    Raises:
        ReviewError: the copy is not sound or of another review, or something cannot be written.
    """
    if not chosen.sound:
        raise ReviewError(
            f"{chosen.path.name} is not sound: {' '.join(chosen.faults)}",
            hint="Choose another: review-tool backup list.",
        )
    present = _id_here(folder)
    if present and present != chosen.review:
        raise ReviewError(f"{chosen.path.name} is of another review.", hint="Go to the folder of that review.")
    done = restoring.restore(folder, chosen, by=one_line(by), device=around.device, clock=around.clock, each=progress)
    if around.memory is not None:
        auditing.forget(around.memory, chosen.review)
    return done


def _id_here(folder: Path) -> str:
    return restoring.id_here(folder) if (folder / DATABASE).exists() else ""
