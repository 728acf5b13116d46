"""Mending what follows from the facts, after a backup. The log itself is never mended: it is gone back to, or told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from review_tool.domain.errors import ReviewError
from review_tool.services import people, reviews
from review_tool.services.progress import Progress, silent
from review_tool.services.reviews import Review, Surroundings
from review_tool.services.safety import backing_up, doctoring
from review_tool.services.safety.doctoring import FACTS, INDEXES, LEFTOVERS, MENDS, MODE, SCHEMA, SEARCH, TABLES, Check
from review_tool.store.database import driver
from review_tool.store.history import verify
from review_tool.store.safety import backups, health

_OF_FILES = (LEFTOVERS, MODE)
"""What is mended without writing into the database."""


@dataclass(frozen=True, slots=True)
class Mended:
    what: str
    """A sentence on what was done, or why not."""
    done: bool


def mend(
    folder: Path, checks: list[Check], *, by: str, around: Surroundings, progress: Progress = silent
) -> list[Mended]:
    """Mend what these checks found and can be mended; each thing in a transaction of its own.

    Raises:
        ReviewError: `by` is not in the team, or the backup before could not be made; then the database was not touched.
    """
    wanted = [name for name in MENDS if any(not one.ok and one.mend == name for one in checks)]
    done = [_of_files(folder, name) for name in wanted if name in _OF_FILES]
    inside = [name for name in wanted if name not in _OF_FILES]
    if not inside:
        return done
    review = reviews.open_review(folder, around=around)
    try:
        by = people.check_reviewer(review, by)
        done.append(_kept(review, progress))
        for name in inside:
            progress(0, 0, f"mending {name}")
            try:
                done.append(Mended(_DEEDS[name](review), True))
            except ReviewError as error:
                done.append(Mended(f"{name.capitalize()}: not mended. {error} {error.hint}".strip(), False))
        what = [name for name, one in zip(inside, done[-len(inside) :], strict=True) if one.done]
        if what:
            with review.writing() as unit:
                unit.record("review.mended", f"review:{review.id}", {"what": what}, by=by)
    finally:
        review.close()
    return done


def _of_files(folder: Path, name: str) -> Mended:
    try:
        if name == MODE:
            for path in doctoring.private(folder):
                driver.make_private(path)
            return Mended("The files of the review are now readable by you alone.", True)
        left = doctoring.leftovers(folder)
        for path in left:
            path.unlink() if path.is_file() else shutil.rmtree(path)
        return Mended(f"Removed what interrupted work had left: {', '.join(path.name for path in left)}.", True)
    except OSError as error:
        return Mended(f"{error.filename or folder} could not be changed: {error.strerror}.", False)


def _kept(review: Review, progress: Progress) -> Mended:
    with review.reading() as connection:
        now, why = review.clock(), "before-mending"
        made = backups.make(connection, review.folder, why=why, now=now, each=progress, damaged=True)
    state = "checked" if made.sound else "as damaged as it is, so that nothing gets lost by mending"
    return Mended(f"The review as it was is kept: {made.path.name}, {state}.", True)


def _schema(review: Review) -> str:
    with review.writing() as unit:
        found = [one for one in health.differences(unit.connection) if one.mendable]
        health.mend_schema(unit.connection, found)
        if any(one.kind == "table" for one in found):
            health.remake_search(unit.connection)
            health.remake_state(unit.connection)
    extra = [f"{one.kind} {one.name}" for one in found if one.what == "extra"]
    made = [f"{one.kind} {one.name}" for one in found if one.what != "extra"]
    said = [f"Made as it should be: {'; '.join(made)}."] if made else []
    return " ".join([*said, *([f"Removed, as not ours: {'; '.join(extra)}."] if extra else [])])


def _indexes(review: Review) -> str:
    with review.writing() as unit:
        health.remake_indexes(unit.connection)
        if said := health.integrity(unit.connection):
            raise ReviewError(f"SQLite still says: {said[0]}.", hint="Go back to a backup.")
    return "Every index of the database was made again."


def _facts(review: Review) -> str:
    """Records and kept files as the newest backup has them that has them whole."""
    with review.reading() as connection:
        words = " ".join(verify.problems(connection))
    records, files = doctoring.wrong_records(words), doctoring.wrong_files(words)
    good = [one for one in backing_up.listed(review.folder) if one.sound and backups.intact(one)]
    if not good:
        raise ReviewError("There is no good backup to take them from.", hint="Ask a colleague for a bundle.")
    with review.writing() as unit:
        for number in records:
            _from_any(partial(health.take_record, unit.connection, number), good)
        for sha in files:
            _from_any(partial(health.take_file, unit.connection, sha), good)
        left = [one for one in verify.problems(unit.connection) if not one.startswith("The table ")]
        if left:
            raise ReviewError(f"The backups do not have it right either: {left[0]}", hint="Nothing was changed.")
    names = [f"record {number}" for number in records] + [f"the kept file {sha}" for sha in files]
    return f"Taken from a backup, as its hash says it was: {', '.join(names)}."


def _from_any(take: Callable[[Path], None], good: list[backups.Backup]) -> None:
    for one in good[:-1]:
        try:
            return take(one.path)
        except ReviewError:
            continue
    return take(good[-1].path)


def _tables(review: Review) -> str:
    with review.writing() as unit:
        health.remake_state(unit.connection)
        if left := next(verify.problems(unit.connection), ""):
            raise ReviewError(f"Made again from the log they are not right either: {left}", hint="Nothing was changed.")
    return "Every table that follows from the log was made again from it."


def _search(review: Review) -> str:
    with review.writing() as unit:
        health.remake_search(unit.connection)
    return "The index for searching was made again."


_DEEDS: dict[str, Callable[[Review], str]] = {
    SCHEMA: _schema,
    INDEXES: _indexes,
    FACTS: _facts,
    TABLES: _tables,
    SEARCH: _search,
}
