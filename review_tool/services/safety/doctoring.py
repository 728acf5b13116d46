"""The health of this computer and of a review: checks, each with a word on what it found and what can be done.

A check that is ill says how it can be mended: by `mending`, or by the person, step by step. Looking changes nothing.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import platform
import re
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from review_tool.domain.checkpoint import Checkpoint
from review_tool.domain.errors import ReviewError
from review_tool.domain.text import one_line, shorten
from review_tool.services import reviews
from review_tool.services.history import auditing
from review_tool.services.reviews import Surroundings
from review_tool.services.safety import backing_up
from review_tool.store import schema
from review_tool.store.database import driver, postgresql
from review_tool.store.database.driver import DATABASE
from review_tool.store.database.file_copy import megabytes
from review_tool.store.history import log, verify_beside
from review_tool.store.review import Reading, Review
from review_tool.store.safety import backups, health

_PARTS = ("textual", "sqlalchemy", "alembic", "rapidfuzz", "bibtexparser")
_OPTIONAL = (
    ("psycopg", "reviews in PostgreSQL", "postgresql"),
    ("textual_serve", "the screens in a browser", "web"),
    ("pypdfium2", "quick reading of PDFs", ""),
    ("numpy", "ranking", ""),
)
_ROOM = 200_000_000
"""Bytes of free disk below which a review may run full."""
_ABOUT_FACTS = ("Record ", "The kept file ", "The records of ", "The import of ")
"""How sentences of the check begin that are about records and files."""
_STALE = timedelta(days=1)
_LEFT_OVER = (f"{DATABASE}.new*", f"{DATABASE}.merging*", f"{DATABASE}.restoring*", "*.partial", "*.former")
_OLD_ENOUGH = 60
"""Seconds nobody touched a file for, before it counts as left over."""

LEFTOVERS, MODE, SCHEMA, INDEXES, FACTS, TABLES, SEARCH = MENDS = (
    "leftovers",
    "mode",
    "schema",
    "indexes",
    "facts",
    "tables",
    "search",
)
"""What `mending` knows to mend, in the order in which it does."""


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    ok: bool
    words: str
    hint: str = ""
    """What a person can do."""
    mend: str = ""
    """One of `MENDS`, where `doctor --mend` can do it."""


def _check(name: str, ok: bool, words: str, hint: str = "", mend: str = "") -> Check:
    """What a look found; what can be done about it belongs to what is ill alone."""
    return Check(name, ok, words, "" if ok else hint, "" if ok else mend)


def of_computer() -> list[Check]:
    """What this computer brings."""
    sqlite = driver.sqlite_module()
    safe = driver.wal_is_safe(sqlite.sqlite_version_info)
    parts = ", ".join(f"{part} {importlib.metadata.version(part)}" for part in _PARTS)
    missing = [(what, extra) for name, what, extra in _OPTIONAL if importlib.util.find_spec(name) is None]
    return [
        Check("Python", True, f"{platform.python_version()} on {platform.system()} {platform.machine()}"),
        Check(
            "parts",
            True,
            parts + "".join(f"; not installed: what {what} needs" for what, _ in missing),
            "".join(
                f"pip install 'review-tool{f'[{extra}]' if extra else ''}' brings it. " for _, extra in missing[:1]
            ),
        ),
        Check(
            "SQLite",
            True,
            f"{sqlite.sqlite_version} ({sqlite.__name__})"
            + ("" if safe else ", without the fix of its write-ahead log: one writer at a time, and slower"),
            "" if safe else "Where a wheel of pysqlite3 exists, `pip install pysqlite3` brings a mended one.",
        ),
    ]


def of_address(address: str, around: Surroundings) -> list[Check]:
    """Everything that can be told of the review at an address, whether it opens or not.

    Raises:
        ReviewError: there is nothing like a review.
    """
    if "://" in address:
        review = reviews.open_review(address, around=around)
        try:
            return of_review(review, around.memory)
        finally:
            review.close()
    folder = Path(address)
    if not (folder / DATABASE).exists() and not backing_up.listed(folder):
        reviews.open_review(folder, around=around).close()  # refuses, and says why
    checks = of_folder(folder)
    try:
        review = reviews.open_review(folder, around=around)
    except ReviewError as error:
        # A review that is only too new, or locked, is not gone back from.
        damaged = any(word in str(error) for word in ("damaged", "not a review", "refused"))
        hint = _way_back(folder) if damaged else error.hint
        return [*checks, Check("database", False, str(error), hint), *_backups(folder, None)]
    try:
        return [*checks, *of_review(review, around.memory)]
    finally:
        review.close()


def of_folder(folder: Path) -> list[Check]:
    """What shows without opening the database."""
    free = shutil.disk_usage(folder).free
    size = (folder / DATABASE).stat().st_size if (folder / DATABASE).exists() else 0
    needed = max(_ROOM, 2 * size)
    checks = [
        _check(
            "disk",
            free > needed,
            f"{free // 1_000_000} MB free" + ("" if free > needed else f"; {megabytes(needed)} are needed to be safe"),
            "Make room before you import; backups can lie on another disk: review-tool backup set --place FOLDER.",
        )
    ]
    try:
        driver.refuse_shared_folder(folder)
    except ReviewError as error:
        checks.append(Check("place", False, str(error), error.hint))
    windows = platform.system() == "Windows"  # where who may read is not in a file's mode
    open_ = [path for path in private(folder) if path.stat().st_mode & 0o077 and not windows]
    checks.append(
        _check(
            "privacy",
            not open_,
            f"others on this computer can read {', '.join(path.name for path in open_[:3])}"
            if open_
            else "only you can read the review",
            f"chmod 600 {open_[0]}" if open_ else "",
            MODE,
        )
    )
    return [*checks, _leftovers(folder, leftovers(folder), LEFTOVERS)]


def _leftovers(folder: Path, left: list[Path], mend: str) -> Check:
    names = ", ".join(str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path) for path in left[:4])
    words = f"work that was interrupted left {names} behind" if left else "nothing half done lies about"
    return _check("leftovers", not left, words, "They can go: nothing reads them.", mend)


def private(folder: Path) -> list[Path]:
    """The files that only their owner should read."""
    found = [folder / f"{DATABASE}{rest}" for rest in ("", "-wal", "-shm")]
    found += [one.path for one in backing_up.listed(folder)]
    return [path for path in found if path.exists()]


def leftovers(folder: Path) -> list[Path]:
    """What killed work left half done: in the folder, its exports and its backups; nothing that is being written."""
    places = (folder, folder / "exports", folder / "imports")
    found = {path for where in places for pattern in _LEFT_OVER for path in where.glob(pattern)}
    return _untouched(found | set(backups.leftovers(folder)))


def _untouched(found: Iterable[Path]) -> list[Path]:
    return sorted(path for path in found if time.time() - path.stat().st_mtime > _OLD_ENOUGH)


def of_review(review: Review, memory: Path | None = None) -> list[Check]:
    """What an open review shows: its database, its log, all that follows from it, and its backups."""
    with review.reading() as connection:
        if postgresql.is_ours(connection):
            where = f"version {schema.version(connection)}, {postgresql.described(connection)}"
            return [
                Check("database", True, where),
                _leftovers(review.folder, _untouched(backups.leftovers(review.folder)), ""),
                *_what_it_says(review, memory, ""),
                *_backups(review.folder, review),
            ]
    way_back = _way_back(review.folder)
    looks: tuple[tuple[str, Callable[[], Iterable[Check]]], ...] = (
        ("database", lambda: _database(review, way_back)),
        ("schema", lambda: _schema(review, way_back)),
        ("log", lambda: _what_it_says(review, memory, way_back)),
        ("search", lambda: _search(review)),
        ("backups", lambda: _backups(review.folder, review)),
    )
    return [check for name, look in looks for check in _looked(name, look, way_back)]


def _looked(name: str, look: Callable[[], Iterable[Check]], way_back: str) -> list[Check]:
    """What a look found; where it cannot even look, that: a damaged file can make reading fail in any way."""
    try:
        return list(look())
    except Exception as error:  # on a damaged file any look may fail in any way; the others still tell what they see
        return [Check(name, False, f"this cannot be looked at: {_said(error)}", way_back)]


def _said(error: Exception) -> str:
    return shorten(one_line(str(getattr(error, "orig", None) or error)), 200)


def _database(review: Review, way_back: str) -> Iterator[Check]:
    with review.reading() as connection:
        version, said = schema.version(connection), health.integrity(connection)
    mend = INDEXES if health.only_indexes(said) else ""
    words = f"version {version}; SQLite's check: {'; '.join(said) or 'ok'}"
    yield _check("database", not said, words, way_back, mend)


_NOT_OURS = (
    "No review has such a table. It is in nobody's way; whoever made it can drop it with the tool they made it with."
)


def _schema(review: Review, way_back: str) -> Iterator[Check]:
    with review.reading() as connection:
        differ = health.differences(connection)
    words = "; ".join(map(str, differ[:4])) if differ else "tables, indexes and triggers are as they should be"
    facts = [one for one in differ if not one.mendable]
    hint = way_back if any(one.what != "extra" for one in facts) else _NOT_OURS if facts else ""
    yield _check("schema", not differ, words, hint, SCHEMA if any(one.mendable for one in differ) else "")


def _search(review: Review) -> Iterator[Check]:
    with review.alone() as connection:
        fault = health.search_fault(connection)
    yield Check("search", not fault, fault or "every record is in the index for searching", "", SEARCH if fault else "")


def _what_it_says(review: Review, memory: Path | None, way_back: str) -> Iterator[Check]:
    """The log, the facts beside it, what follows from it, what this computer remembers, and the clock."""
    if review.bound:  # a part of the log says nothing of the rest
        yield Check("log", True, f"not checked: the database shows {review.bound} a part of it")
        return
    with review.reading() as connection:
        heads = log.heads(connection)
        newest = log.latest(connection)
        problems = _problems(connection)
    tables = [one for one in problems if one.startswith("The table ")]
    records = [one for one in problems if one.startswith(_ABOUT_FACTS)]
    chains = [one for one in problems if one not in (*tables, *records)]
    size = f"{sum(seq for seq, _ in heads.values())} events of {len(heads)} writers"
    first = f"{size}; {problems[0]}" if problems else f"{size}, whole"
    yield _check("log", not problems, first, "What can be done stands with the next checks.")
    if chains:
        yield Check("chains", False, _some(chains), f"The log is never mended here. {way_back}")
    if records:
        yield Check("records", False, _some(records), way_back, FACTS)
    if tables:
        mend = "" if chains or records else TABLES
        yield Check("tables", False, _some(tables), "" if mend else "First what is wrong above.", mend)
    yield from _memory(review, memory, way_back)
    ahead = datetime.fromisoformat(newest) - review.clock() if newest else timedelta()
    yield _check(
        "clock",
        ahead < timedelta(hours=26),
        f"the latest entry is from {newest[:16].replace('T', ' ')}, {ahead.days} days ahead of this computer's clock"
        if ahead >= timedelta(hours=26)
        else "the log is not ahead of this computer's clock",
        "Set the clock. The order of the log does not depend on it; only the times shown do.",
    )


def _problems(connection: Reading) -> list[str]:
    try:
        return list(verify_beside.problems(connection))
    except Exception as error:  # a damaged file can make reading fail in any way
        return [f"The log cannot be read to its end: {_said(error)}."]


def _some(words: list[str]) -> str:
    more = f" And {len(words) - 3} more." if len(words) > 3 else ""
    return " ".join(words[:3]) + more


def _memory(review: Review, memory: Path | None, way_back: str) -> Iterator[Check]:
    note = memory / f"{review.id}.heads" if memory else None
    if note is None or not note.is_file():
        return
    try:
        seen = Checkpoint.from_text(note.read_text(encoding="utf-8"))
        odd = [] if auditing.gone_back(review, seen) else auditing.check_against(review, seen, auditing.SEEN_HERE)
    except (OSError, UnicodeDecodeError, ReviewError):
        return
    yield _check(
        "memory",
        not odd,
        _some(odd) if odd else "the log holds all that this computer saw of it before",
        "An older copy may have been put in its place. " + way_back,
    )


def _backups(folder: Path, review: Review | None) -> Iterator[Check]:
    in_database = review is not None and backing_up.in_database(review)
    known = backing_up.listed(folder, review.id if review is not None and in_database else "")
    good = [one for one in known if one.sound]
    rotten = [one for one in good if not backups.intact(one)]
    place = backing_up.place(folder)
    if rotten:
        names = ", ".join(one.path.name for one in rotten[:3])
        yield Check(
            "backups",
            False,
            f"{names} in {place} changed after passing its check",
            "Remove it, and look after that disk; `review-tool backup` makes a new one.",
        )
        return
    if review is not None and in_database:
        yield _bundled(review, len(good))
        return
    if not good:
        yield Check("backups", True, f"there is none in {place} yet", "`review-tool backup` makes one.")
        return
    newest = good[0]
    room = megabytes(sum(one.size for one in known))
    words = f"{len(good)} good, {room}; the newest of {newest.made[:16].replace('T', ' ')} UTC"
    late = ""
    if review is not None:
        changed = auditing.size(review) != newest.events
        if changed and review.clock() - datetime.fromisoformat(newest.made) > _STALE:
            late = "; the review changed since"
    yield Check("backups", True, words + late, "`review-tool backup` makes a new one." if late else "")


def _bundled(review: Review, here: int) -> Check:
    """When a review in a database was last backed up, by whom, and how many backups lie here."""
    if review.bound:
        return Check(
            "backups",
            True,
            f"{review.bound}'s connection sees a part alone and makes none; connections with all rights make them",
            "Ask the lead when the last was made: their `review-tool doctor` says.",
        )
    last, again = backing_up.newest_known(review), "`review-tool backup` makes one."
    if last is None:
        return Check("backups", True, "the log knows of none", again)
    more = f"; {last.since:,} entr{'ies' if last.since > 1 else 'y'} came since" if last.since else ""
    words = (
        f"the last, {last.file}, of {last.at[:16].replace('T', ' ')} UTC by {last.by}{more}; {here} good in this folder"
    )
    return Check("backups", True, words, again if more else "")


def _way_back(folder: Path) -> str:
    """How to go back to the newest good backup, and what that would cost; "" where there is none."""
    chosen = next((one for one in backing_up.listed(folder) if one.sound and backups.intact(one)), None)
    if chosen is None:
        return "There is no good backup here: ask a colleague for a bundle (review-tool bundle import FILE --into DIR)."
    lost = backing_up.losing(folder, chosen)
    cost = f"{lost.events} since would be lost" if lost.known else "what would be lost cannot be read"
    return (
        f"Go back to the newest good backup, {chosen.made[:16].replace('T', ' ')} UTC, {chosen.events} events; {cost}: "
        "`review-tool backup restore newest`. What a colleague's bundle has beyond it comes in after that: "
        "`review-tool bundle import FILE`."
    )


def wrong_records(words: str) -> list[int]:
    """The numbers of the records that sentences of the check name."""
    return [int(number) for number in re.findall(r"Record (\d+) was changed", words)]


def wrong_files(words: str) -> list[str]:
    """The first letters of the kept files that sentences of the check name."""
    return re.findall(r"The kept file ([0-9a-f]{12}) (?:was changed|is missing)", words)
