"""The backups of a review: where they lie, what each holds, which are kept.

Beside each copy `…Z-why.db` lies a note, `…Z-why.json`, of when it was made, what it holds and how its check went. A
copy counts as good only with a note that says so; older ones go only after the newest has passed.

The backups of a review in PostgreSQL are bundles, `…Z-why.1a2b3c4d.review.zip` with the first letters of the review's
id: several reviews may be worked on from one folder. Throughout, `of` is the id of such a review, and "" means the one
in the folder's own file.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from review_tool.domain.errors import ReviewError
from review_tool.store import tables as t
from review_tool.store.database import postgresql
from review_tool.store.database.driver import make_private
from review_tool.store.database.file_copy import PARTIAL, Each, back_up, remove, silent
from review_tool.store.database.lock import at_once
from review_tool.store.safety import copies

FOLDER = "backups"
SETTINGS = "settings.json"
_NAME = r"\d{4}-\d\d-\d\dT\d{6}Z-[a-z-]+(\.\d+)?"

# How many hours, days, weeks and months keep their newest backup. Times without any do not count, so that a review left
# for a year still has its last ones.
_KEPT: tuple[tuple[int, Callable[[datetime], object]], ...] = (
    (24, lambda at: (at.date(), at.hour)),
    (7, lambda at: at.date()),
    (4, lambda at: at.isocalendar()[:2]),
    (12, lambda at: (at.year, at.month)),
)
BY_ITSELF = "while-working"
"""Why a backup was made that nobody asked for; the others stay for a day at least."""
_BUNDLE = ".zip"
_DAMAGED_KEPT = 5
"""How many copies of a damaged review are kept: they are there to be looked at."""


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy, as its note tells."""

    path: Path
    made: str
    """UTC, ISO 8601."""
    why: str
    """`asked`, `while-working`, `before-upgrade`, `before-merge`, `before-restore`, `before-mending`."""
    size: int
    """Bytes."""
    sha256: str
    review: str
    version: str
    """Of its schema."""
    events: int
    records: int
    heads: dict[str, tuple[int, str]]
    sound: bool
    """It passed its check. A copy of a damaged review does not."""
    faults: tuple[str, ...] = ()

    @property
    def note(self) -> Path:
        return self.path.with_suffix(".json")


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often a changed review is backed up by itself, and where to."""

    every: int = 30
    """Minutes; 0 for never."""
    place: str = ""
    """A folder; "" for `backups` in the review's own."""


def cadence(folder: Path) -> Cadence:
    """What was chosen for the review in this folder; the usual where nothing can be read."""
    try:
        said = json.loads((folder / FOLDER / SETTINGS).read_text(encoding="utf-8"))
        return Cadence(int(said["every"]), str(said["place"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Cadence()


def choose(folder: Path, chosen: Cadence) -> None:
    """Keep another cadence.

    Raises:
        ReviewError: it cannot be written, or the place is none.
    """
    try:
        if chosen.place:
            Path(chosen.place).expanduser().mkdir(parents=True, exist_ok=True)
        _made(folder / FOLDER)
        _write(folder / FOLDER / SETTINGS, asdict(chosen))
    except OSError as error:
        raise ReviewError(
            f"{error.filename or folder} cannot be written: {error.strerror}.", hint="Choose another folder."
        ) from error


def place(folder: Path) -> Path:
    """The folder in which a review's backups lie; it may not be there yet."""
    chosen = cadence(folder).place
    return Path(chosen).expanduser() if chosen else folder / FOLDER


def make(
    connection: Connection, folder: Path, *, why: str, now: datetime, each: Each = silent, damaged: bool = False
) -> Backup:
    """Copy the open review into its place of backups, check the copy, and let go of older ones no longer needed.

    Args:
        damaged: take what is there, whatever is wrong with it: for what is about to be mended.

    Raises:
        ReviewError: it cannot be written, or the copy is not sound; then nothing is kept, and no older one goes.
    """
    of = str(connection.scalar(select(t.review.c.id))) if postgresql.is_ours(connection) else ""
    where = place(folder)
    try:
        _made(where)
    except OSError as error:
        raise ReviewError(f"{where} cannot be made: {error.strerror}.", hint="Choose another folder.") from error
    path = _free_name(where, f"{now.astimezone(UTC):%Y-%m-%dT%H%M%SZ}-{why}", of)
    earlier = listed(folder, of)
    write(connection, path, each=each, checked=not damaged)
    try:
        each(0, 0, "checking the copy")
        made = check(path, why=why, made=now, since=_newest(earlier))
        if not made.sound and not damaged:
            raise ReviewError(
                f"The copy is not sound: {made.faults[0]}",
                hint="The review itself is damaged: see `review-tool doctor`.",
            )
        _write(made.note, _said(made))
    except BaseException as error:  # goes on its way, Ctrl+C too; nothing half written stays
        remove(path)
        if isinstance(error, OSError):
            raise ReviewError(f"{where} cannot be written: {error.strerror}.", hint="Make room, then again.") from error
        raise
    thin(folder, of)
    return made


def write(connection: Connection, path: Path, *, each: Each = silent, checked: bool = True) -> None:
    """Write a copy of the review to `path`, as a database or, out of PostgreSQL, as a bundle.

    Raises:
        ReviewError: it cannot be written.
    """
    if not postgresql.is_ours(connection):
        back_up(connection, path, each=each, checked=checked)
        return
    from review_tool.store.safety import bundles  # it can make reviews: slow to import

    bundles.write(connection, path, each)


def _looked(path: Path, since: Path | None) -> copies.Looked:
    if path.suffix == _BUNDLE:
        from review_tool.store.safety import bundles

        return bundles.look(path)
    looked = copies.look(path, since=since)
    if since is not None and not looked.sound:
        looked = copies.look(path)  # whatever was odd in comparing, the copy is judged by itself
    return looked


def check(path: Path, *, why: str = "", made: datetime | None = None, since: Backup | None = None) -> Backup:
    """What a copy holds and whether it is sound, by looking at it.

    Raises:
        ReviewError: it is no review.
    """
    looked = _looked(path, since.path if since else None)
    with path.open("rb") as copy:
        sha = hashlib.file_digest(copy, "sha256").hexdigest()
    at = made or datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return Backup(
        path=path,
        made=at.astimezone(UTC).isoformat(timespec="seconds"),
        why=why,
        size=path.stat().st_size,
        sha256=sha,
        review=looked.review,
        version=looked.version,
        events=looked.events,
        records=looked.records,
        heads=looked.heads,
        sound=looked.sound,
        faults=tuple(looked.faults[:5]),
    )


def listed(folder: Path, of: str = "") -> list[Backup]:
    """The backups of the review in this folder, newest first; those without a note are not known to be good."""
    where, name = place(folder), re.compile(_NAME + re.escape(_ending(of)))
    found = [_read(path) for path in where.iterdir() if name.fullmatch(path.name)] if where.is_dir() else []
    return sorted(found, key=lambda one: (one.made, one.path.name), reverse=True)


def intact(one: Backup) -> bool:
    """Whether a copy is, byte for byte, what passed its check."""
    try:
        with one.path.open("rb") as copy:
            return hashlib.file_digest(copy, "sha256").hexdigest() == one.sha256
    except OSError:
        return False


def is_due(connection: Connection, folder: Path, now: datetime) -> bool:
    """Whether the review changed since its newest backup, and that is older than was chosen."""
    every = cadence(folder).every
    if not every:
        return False
    if postgresql.is_ours(connection):
        from review_tool.store.safety import bundles

        return bundles.is_due(connection, every, now)
    newest = _newest(listed(folder))
    if newest is None:
        return True
    age = now - datetime.fromisoformat(newest.made)
    # A clock that was set back makes ages negative: better one backup too many.
    if 0 <= age.total_seconds() < 60 * every:
        return False
    events = connection.exec_driver_sql("SELECT count(*) FROM event").scalar()
    return events != newest.events


@contextmanager
def one_at_a_time(connection: Connection, folder: Path) -> Iterator[bool]:
    """A lock so that several programs on one review do not all back it up at once: gives whether it was had.

    In PostgreSQL it is the server's, and ends with the connection's transaction.
    """
    if postgresql.is_ours(connection):
        yield postgresql.had_at_once(connection, ".backup")
        return
    where = place(folder)
    _made(where)
    with at_once(where / ".lock") as mine:
        yield mine


def thin(folder: Path, of: str = "") -> list[Path]:
    """Let go of the backups that no hour, day, week or month needs; returns which."""
    every = listed(folder, of)
    kept = {one.path for one in _worth_keeping([one for one in every if one.sound])}
    kept |= {one.path for one in [one for one in every if not one.sound][:_DAMAGED_KEPT]}
    gone = [one for one in every if one.path not in kept]
    for one in gone:
        for path in (one.path, one.note):
            with suppress(OSError):  # the next thinning has another try
                path.unlink(missing_ok=True)
    return [one.path for one in gone]


def _worth_keeping(newest_first: list[Backup]) -> Iterable[Backup]:
    yield from newest_first[:2]
    for one in newest_first:
        age = datetime.fromisoformat(newest_first[0].made) - datetime.fromisoformat(one.made)
        if one.why != BY_ITSELF and age < timedelta(days=1):
            yield one
    for count, span in _KEPT:
        seen: set[object] = set()
        for one in newest_first:
            key = span(datetime.fromisoformat(one.made))
            if key not in seen and len(seen) < count:
                seen.add(key)
                yield one


def leftovers(folder: Path) -> list[Path]:
    """What backups that were killed left half done."""
    where = place(folder)
    return sorted(path for path in where.glob(f"*{PARTIAL}*") if path.is_file()) if where.is_dir() else []


def _newest(found: list[Backup]) -> Backup | None:
    return next((one for one in found if one.sound), None)


def _made(where: Path) -> None:
    if not where.is_dir():
        where.mkdir(parents=True, mode=0o700)


def _ending(of: str) -> str:
    return f".{of[:8]}.review{_BUNDLE}" if of else ".db"


def _free_name(where: Path, stem: str, of: str) -> Path:
    path, n = where / f"{stem}{_ending(of)}", 1
    while path.exists():
        path, n = where / f"{stem}.{n}{_ending(of)}", n + 1
    return path


def _said(one: Backup) -> dict[str, Any]:
    return {name: value for name, value in asdict(one).items() if name != "path"}


def _read(path: Path) -> Backup:
    try:
        said = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        heads = {str(writer): (int(seq), str(head)) for writer, (seq, head) in said["heads"].items()}
        datetime.fromisoformat(said["made"])
        return replace(Backup(path=path, **said | {"heads": heads}), faults=tuple(said["faults"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        stat = path.stat()
        at = datetime.fromtimestamp(stat.st_mtime, UTC).isoformat(timespec="seconds")
        return Backup(path, at, "", stat.st_size, "", "", "", -1, -1, {}, sound=False, faults=("It has no note.",))


def _write(path: Path, said: dict[str, Any]) -> None:
    new = path.with_name(path.name + PARTIAL)
    try:
        new.touch(mode=0o600)
        new.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
        make_private(new)
        new.replace(path)
    except OSError:
        remove(new)
        raise
