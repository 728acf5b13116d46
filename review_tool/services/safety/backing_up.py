"""Verified copies of a whole review: made by hand and by themselves, listed, and gone back to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from review_tool.domain.errors import ReviewError
from review_tool.domain.text import one_line
from review_tool.services.history import auditing
from review_tool.services.progress import Progress, silent
from review_tool.services.reviews import Surroundings
from review_tool.store.database import postgresql
from review_tool.store.database.driver import DATABASE
from review_tool.store.history import copying, log
from review_tool.store.review import Review
from review_tool.store.safety import backups, bundles, going_back, restoring
from review_tool.store.safety.backups import Backup as Backup
from review_tool.store.safety.backups import Cadence
from review_tool.store.safety.backups import cadence as cadence
from review_tool.store.safety.backups import place as place
from review_tool.store.safety.restoring import Restored

_CHEAP = 32_000_000
"""Bytes of a database up to which a command may end with a backup."""
_FEW = 10_000
"""The same in records, where the database is a server's."""


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A copy that passed its check."""

    file: str
    size: int
    """Bytes."""
    sha256: str
    events: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A backup that the log knows of."""

    at: str
    """UTC, when it was written."""
    by: str
    file: str
    since: int
    """How many events it does not hold."""


def back_up(review: Review, target: Path | None = None, *, by: str = "", progress: Progress = silent) -> BackedUp:
    """Copy the review, full texts and log included, while it may be in use; the copy is checked.

    Without a target it goes to the review's other backups, named by the time, and older ones are thinned. Of a review
    in PostgreSQL a bundle is written, and the log keeps that `by` made it, for colleagues on other computers.

    Raises:
        ReviewError: the file is there already, cannot be written, the copy does not pass its check, or the database
            shows this connection a part of the review alone.
    """
    refuse_part(review)
    if target is None:
        return _made(review, why="asked", by=by, progress=progress)
    if target.exists():
        raise ReviewError(f"{target} is there already.", hint="Backups never overwrite: choose another name.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with review.reading() as connection:
            backups.write(connection, target, each=progress)
        progress(0, 0, "checking the copy")
        made = backups.check(target, why="asked")
        if not made.sound:
            target.unlink()
            raise ReviewError(
                f"The copy is not sound: {made.faults[0]}", hint="The review is damaged: see `review-tool doctor`."
            )
    except OSError as error:
        raise ReviewError(f"{target} cannot be written: {error.strerror}.", hint="Choose another folder.") from None
    return _told(review, made, by)


def refuse_part(review: Review) -> None:
    """Raises ReviewError where the database keeps others' work from this connection: no whole could be written."""
    if review.bound:
        raise ReviewError(
            f"The database shows {review.bound} a part of the review alone, which is no backup of it.",
            hint="Backups are made by a connection with all rights: whoever made the review in the database.",
        )


def _made(review: Review, *, why: str, by: str, progress: Progress) -> BackedUp:
    with review.reading() as connection:
        made = backups.make(connection, review.folder, why=why, now=review.clock(), each=progress)
    return _told(review, made, by)


def _told(review: Review, made: Backup, by: str) -> BackedUp:
    """The backup, as it is told; one that no colleague sees in their own folder is written into the log."""
    if in_database(review):
        payload = {"file": made.path.name, "sha256": made.sha256, "events": made.events, "why": made.why}
        with review.writing() as unit:
            unit.record(bundles.KIND, bundles.SUBJECT, payload, by=by)
    return BackedUp(str(made.path), made.size, made.sha256, made.events)


def in_database(review: Review) -> bool:
    """Whether a review lies in a server's database, so that its backups are bundles."""
    return postgresql.is_address(review.address)


def named_to_a_program(review: Review, reviewer: str) -> dict[str, str]:
    """Variables of the environment by which another program of ours works on the same review as the same person."""
    return {"REVIEW_TOOL_REVIEW": review.whole_address, "REVIEW_TOOL_REVIEWER": reviewer}


def keep_up(review: Review, *, by: str = "", progress: Progress = silent, cheap: bool = False) -> BackedUp | None:
    """Back the review up if it changed and the newest backup is older than was chosen; None where neither is so.

    Where another program is at it already, that one does it. With `cheap`, large reviews are left to the screens.

    Raises:
        ReviewError: it could not be done.
    """
    if not is_due(review) or (cheap and not is_cheap(review)):
        return None
    try:
        with (
            review.reading() as connection,
            backups.one_at_a_time(connection, review.folder) as mine,
        ):
            if not mine or not is_due(review):
                return None
            return _made(review, why=backups.BY_ITSELF, by=by, progress=progress)
    except OSError as error:
        where = error.filename or place(review.folder)
        raise ReviewError(f"{where} cannot be written: {error.strerror}.", hint="Choose another folder.") from error


def is_cheap(review: Review) -> bool:
    """Whether a backup takes seconds, so that somebody may be made to wait for it."""
    if not in_database(review):
        return (review.folder / DATABASE).stat().st_size <= _CHEAP
    with review.reading() as connection:
        return (connection.scalar(copying.COUNT) or 0) <= _FEW


def is_due(review: Review) -> bool:
    """Whether the review changed since its newest backup, and that is older than was chosen.

    Never for a connection that the database shows a part of the review alone: it cannot back it up.
    """
    if review.bound:
        return False
    with review.reading() as connection:
        return backups.is_due(connection, review.folder, review.clock())


def newest_known(review: Review) -> Elsewhere | None:
    """The newest backup that the log of a review in a database knows of, wherever it lies; None where there is none."""
    with review.reading() as connection:
        made = bundles.newest(connection)
        if made is None:
            return None
        return Elsewhere(made.at, made.actor, str(made.payload["file"]), bundles.since(connection, made))


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


def listed(folder: Path, of: str = "") -> list[Backup]:
    """The backups of the review in a folder, newest first; the review itself need not open.

    Args:
        of: the id of a review in a database, for what was backed up of it from this folder.
    """
    return backups.listed(folder, of)


def find(folder: Path, named: str, of: str = "") -> Backup:
    """A backup by its path, its name, or `newest` for the newest good one; looked at anew.

    Raises:
        ReviewError: there is none like that, or it is not a review's.
    """
    known = listed(folder, of)
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
    return Losing(False, 0, {}) if here is None else _lost(here, chosen)


def _lost(here: restoring.Heads, chosen: Backup) -> Losing:
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
    _refuse_unsound(chosen)
    present = _id_here(folder)
    if present and present != chosen.review:
        raise ReviewError(f"{chosen.path.name} is of another review.", hint="Go to the folder of that review.")
    done = restoring.restore(folder, chosen, by=one_line(by), device=around.device, clock=around.clock, each=progress)
    if around.memory is not None:
        auditing.forget(around.memory, chosen.review)
    return done


def losing_there(review: Review, chosen: Backup) -> Losing:
    """What would be lost by going back, of a review in a database."""
    with review.reading() as connection:
        here, made = log.heads(connection), bundles.newest(connection)
    found = _lost(here, chosen)
    if made is not None and made.payload["sha256"] == chosen.sha256:  # that it was made is no loss
        by = found.by | {made.actor: found.by[made.actor] - 1}
        return Losing(True, found.events - 1, {name: n for name, n in by.items() if n})
    return found


def restore_there(
    review: Review, chosen: Backup, *, by: str, around: Surroundings, progress: Progress = silent
) -> Restored:
    """As `restore`, of a review in a database, at which nobody else may be. `review` is to be opened anew afterwards.

    Raises:
        ReviewError: as `restore`; somebody else is connected; or this connection has not all rights.
    """
    refuse_part(review)
    _refuse_unsound(chosen)
    if chosen.review != review.id:
        raise ReviewError(f"{chosen.path.name} is of another review.", hint="Open that review.")
    done = going_back.restore(review, chosen, by=one_line(by), device=around.device, each=progress)
    if around.memory is not None:
        auditing.forget(around.memory, chosen.review)
    return done


def _refuse_unsound(chosen: Backup) -> None:
    if not chosen.sound:
        raise ReviewError(
            f"{chosen.path.name} is not sound: {' '.join(chosen.faults)}",
            hint="Choose another: review-tool backup list.",
        )


def _id_here(folder: Path) -> str:
    return restoring.id_here(folder) if (folder / DATABASE).exists() else ""
