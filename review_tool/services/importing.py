"""Bringing citation files in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from review_tool import formats
from review_tool.domain.errors import Problem, ReviewError
from review_tool.domain.record import Citation, Entry, Source
from review_tool.domain.text import one_line
from review_tool.services.progress import Progress, silent
from review_tool.store import plan
from review_tool.store.review import Review
from review_tool.store.unit import raw_key


@dataclass(frozen=True, slots=True)
class FileRead:
    """What is in a file, before anything is written."""

    file: str
    format: str
    why: str
    """How the format was recognised."""
    data: bytes
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]

    @property
    def refused(self) -> int:
        return sum(problem.refused for problem in self.problems)

    @property
    def read(self) -> int:
        """How many records the file holds: those to come in and those refused."""
        return len(self.entries) + self.refused

    @property
    def preview(self) -> tuple[Citation, ...]:
        return tuple(entry.citation for entry in self.entries[:20])


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: read = added + already present + refused."""

    file: str
    format: str
    source: str
    read: int
    added: int
    already_present: int
    refused: int
    problems: tuple[Problem, ...]


def read_file(path: Path, *, format: str | None = None, progress: Progress = silent) -> FileRead:
    """Read a citation file; nothing is written.

    Raises:
        ReviewError: no such file, empty, or of no format we read; the message names the file and the remedy.
        Cancelled: the person stopped it.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise ReviewError(f"There is no file {path}.", hint="Check its name and folder.") from None
    except OSError as error:
        raise ReviewError(
            f"{path} cannot be read: {error.strerror}.", hint="Check that it is a file you may read."
        ) from None
    found, why = formats.detect(data, path.name, format)
    entries: list[Entry] = []
    problems: list[Problem] = []
    for thing in found.read(data):
        if isinstance(thing, Entry):
            entries.append(thing)
        else:
            problems.append(thing)
        if not len(entries) % 500:
            progress(len(entries), 0, f"reading {path.name}")
    return FileRead(path.name, found.name, why, data, tuple(entries), tuple(problems))


def check_read(file: FileRead, source: Source) -> str:
    """The source's name, if the file can be imported from it: to be asked of several files before any is written.

    Raises:
        ReviewError: the source has no name, or the file holds no record that can be read.
    """
    name = one_line(source.name)
    if not name:
        raise ReviewError("Every import needs its source.", hint="Name the database or register with --source.")
    if not file.entries:
        what = str(file.problems[0]) if file.problems else "it holds no records"
        raise ReviewError(f"Nothing in {file.file} could be read: {what}.", hint="Export it again from its source.")
    return name


def import_read(review: Review, file: FileRead, source: Source, *, by: str, progress: Progress = silent) -> Imported:
    """Write what was read into the review, all of it or nothing.

    A record this source has already delivered, byte for byte, is already present and not added again.

    Raises:
        ReviewError: the source has no name, or the file holds no record that can be read.
    """
    name = check_read(file, source)
    with review.writing() as unit:
        if _described(source) != next((_described(s) for s in plan.sources(unit.connection) if s.name == name), None):
            unit.record("source.described", f"source:{name}", _described(source), by=by)
        known = unit.known_raw(name)
        copies: Counter[bytes] = Counter()
        new: list[tuple[Entry, str]] = []
        for entry in file.entries:
            raw = entry.raw.strip()
            copies[raw] += 1
            key = raw_key(raw, copies[raw])
            if key not in known:
                new.append((entry, key))
        progress(0, len(new), "writing records")
        event_id = str(uuid4())
        sha = unit.keep_file(file.data)
        first, digest = 0, ""
        if new:
            first, digest = unit.add_records(
                new,
                imported=event_id,
                file=sha,
                name=file.file,
                source=name,
                each=lambda done: progress(done, len(new), "writing records"),
            )
        done = Imported(
            file.file,
            file.format,
            name,
            read=file.read,
            added=len(new),
            already_present=len(file.entries) - len(new),
            refused=file.refused,
            problems=file.problems,
        )
        payload = {
            "file": file.file,
            "sha": sha,
            "format": file.format,
            "read": done.read,
            "added": done.added,
            "already_present": done.already_present,
            "refused": done.refused,
            "first": first,
            "digest": digest,
            "problems": [[p.line, p.what, p.hint] for p in file.problems[:100]],
        }
        unit.record("records.imported", f"source:{name}", payload, by=by, id=event_id)
        progress(len(new), len(new), "writing records")
    return done


def import_file(
    review: Review, path: Path, source: Source, *, by: str, format: str | None = None, progress: Progress = silent
) -> Imported:
    """Read a file and write it in one go; see `read_file` and `import_read`."""
    return import_read(review, read_file(path, format=format, progress=progress), source, by=by, progress=progress)


def sources(review: Review) -> list[Source]:
    """The sources as last described."""
    with review.reading() as connection:
        return plan.sources(connection)


def format_names() -> list[tuple[str, str]]:
    """(name, label) of every format that can be read."""
    return [(known.name, known.label) for known in formats.FORMATS]


def _described(source: Source) -> dict[str, object]:
    return {
        "kind": source.kind.value,
        "platform": source.platform,
        "searched": source.searched,
        "query": source.query,
        "hits": source.hits,
    }
