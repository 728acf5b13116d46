"""Checkpoints that this computer holds for the team: where the chains ended when a colleague wrote it down.

They lie outside the review, so that whoever rewrites the review's history does not rewrite them along.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from review_tool.domain.checkpoint import Checkpoint
from review_tool.domain.errors import ReviewError
from review_tool.domain.text import one_line
from review_tool.services.history import auditing
from review_tool.services.history.auditing import Verified
from review_tool.services.progress import Progress, silent
from review_tool.services.writing_files import write_whole
from review_tool.store.review import Review

SUFFIX = ".checkpoint"


@dataclass(frozen=True, slots=True)
class Held:
    """One checkpoint that is held here, compared with the review as it is now."""

    name: str
    events: int
    root: str
    problems: tuple[str, ...]
    """What was rewritten since; nothing where the history is still the one that was held."""


def read(file: Path) -> Checkpoint:
    """Raises ReviewError where the file cannot be read or is no checkpoint."""
    try:
        return Checkpoint.from_text(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise ReviewError(f"{file} cannot be read.", hint="Check its name and folder.") from None


def make(review: Review, file: Path) -> Checkpoint:
    """Write where every chain ends now, for somebody else to hold.

    Raises:
        ReviewError: the file is there already, or cannot be written.
    """
    made = auditing.checkpoint(review)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as out:
            out.write(made.to_text())
    except OSError as error:
        raise ReviewError(f"{file} cannot be written: {error.strerror}.", hint="Choose another name.") from None
    return made


def verify(
    review: Review, memory: Path | None, given: Checkpoint | None = None, *, progress: Progress = silent
) -> Verified:
    """The whole check, and whether the history is still that which was given, seen here before or is held here.

    Raises:
        Cancelled: by `progress`; nothing was changed.
        ReviewError: `given` is of another review, or the database keeps part of the log from this connection.
    """
    seen = auditing.check_against(review, given) if given else []
    found = auditing.check(review, progress=progress)
    if memory is not None:
        seen += auditing.glance(review, memory)
        seen += [problem for one in held(review, memory) for problem in one.problems]
    known = tuple(one for one in dict.fromkeys(seen) if not any(said.startswith(one[:-1]) for said in found.problems))
    return replace(found, ok=found.ok and not known, problems=(*known, *found.problems))


def hold(review: Review, file: Path, memory: Path) -> Held:
    """Keep a colleague's checkpoint in `memory`, outside the review, and compare it at once.

    Raises:
        ReviewError: it is no checkpoint, or of another review, or cannot be kept.
    """
    found = read(file)
    problems = auditing.check_against(review, found)
    name = re.sub(r"[^\w.() -]", "_", one_line(file.stem))[:80] or "checkpoint"
    folder = _folder(review, memory)
    place = folder / f"{name}{SUFFIX}"
    if place.exists() and place.read_text(encoding="utf-8") != found.to_text():
        place = folder / f"{name} {found.size} {found.root[:8]}{SUFFIX}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ReviewError(f"{folder} cannot be made: {error.strerror}.", hint="Look who may write there.") from None
    write_whole(place, found.to_text().encode())
    return Held(place.stem, found.size, found.root, tuple(problems))


def held(review: Review, memory: Path) -> list[Held]:
    """Every checkpoint of this review that is held here, each compared with the review now."""
    found = []
    for file in sorted(_folder(review, memory).glob(f"*{SUFFIX}")):
        try:
            kept = read(file)
            problems = auditing.check_against(review, kept)
        except ReviewError as refusal:
            found.append(Held(file.stem, 0, "", (f"{file.name}: {refusal}",)))
        else:
            found.append(Held(file.stem, kept.size, kept.root, tuple(problems)))
    return found


def _folder(review: Review, memory: Path) -> Path:
    return memory / f"{review.id}.held"
