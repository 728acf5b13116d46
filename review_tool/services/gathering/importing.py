"""Bringing citation files in. However large a file, one part of it is held at a time.

A file is read once for its SHA-256 and its compressed copy, and once for its records, in one transaction. To be looked
at before that, as the screens do, it is read once more: what was looked at is not held either.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from review_tool import formats
from review_tool.domain.errors import Problem, ReviewError
from review_tool.domain.record import Citation, Entry, Source
from review_tool.domain.text import one_line
from review_tool.services.progress import Progress, silent
from review_tool.store.database.loading import RawKeys
from review_tool.store.queries import plan
from review_tool.store.review import Review
from review_tool.store.unit import Unit

_PREVIEW = 20
_OFTEN = 100
"""Records between two words of progress."""
_PIECE = 1 << 20
_HASHING, _KEEPING = 5, 20
"""Parts in a hundred of the time that go before the records are read: to hash the file, and to keep a copy of it."""


@dataclass(frozen=True, slots=True)
class FileRead:
    """What is in a file, before anything is written."""

    file: str
    format: str
    why: str
    """How the format was recognised."""
    sha: str
    """The SHA-256 of its bytes."""
    readable: int
    """How many records can come in."""
    preview: tuple[Citation, ...]
    """The first of them."""
    filled: tuple[tuple[str, int], ...]
    """(field, how many of all those have it), for the fields that an export is easily made without."""
    problems: tuple[Problem, ...]

    @property
    def refused(self) -> int:
        return sum(problem.refused for problem in self.problems)

    @property
    def read(self) -> int:
        """How many records the file holds: those to come in and those refused."""
        return self.readable + self.refused

    @property
    def refusal(self) -> ReviewError | None:
        """Why it will not be brought in: there is nothing in it to read."""
        return _nothing_in(self.file, self.readable, self.problems)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is, by its first bytes."""

    label: str
    """The format's, or in a few words what it is instead of a citation file."""
    refusal: str = ""
    """Why it cannot be brought in; "" where it can be read."""
    hint: str = ""


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


@dataclass(frozen=True, slots=True)
class _File:
    """A file that was recognised and can be read from its beginning as often as needed."""

    name: str
    open: Callable[[], BinaryIO]
    size: int
    format: formats.Format
    why: str
    stamp: Callable[[], object]
    """Another value once the file was changed."""


def read_file(path: Path, *, format: str | None = None, progress: Progress = silent) -> FileRead:
    """Look through a citation file; nothing is written.

    Raises:
        ReviewError: no such file, empty, or of no format we read; the message names the file and the remedy.
        Cancelled: the person stopped it.
    """
    file = _recognised(path, format)
    with _readable(path):
        sha = hashlib.sha256()
        for piece in _pieces(file, _stretch(progress, 0, _HASHING), "reading"):
            sha.update(piece)
        tally = _Tally()
        entries = tally.entries(file, _stretch(progress, _HASHING, 100), "reading")
        preview = [entry.citation for n, entry in enumerate(entries) if n < _PREVIEW]
    return FileRead(
        file.name,
        file.format.name,
        file.why,
        sha.hexdigest(),
        tally.readable,
        tuple(preview),
        tally.filled(),
        tuple(tally.problems),
    )


def kind_of(path: Path) -> Kind:
    """What a file is, for a list of files; nothing is raised."""
    try:
        return Kind(_recognised(path, None).format.label)
    except ReviewError as refusal:
        words = str(refusal).removeprefix(f"{path.name} ").removeprefix("is ").removesuffix(" that is known here.")
        label = words.split(",")[0].rstrip(".")
        return Kind(label, str(refusal), refusal.hint)


def import_file(
    review: Review,
    path: Path,
    source: Source,
    *,
    by: str,
    format: str | None = None,
    seen: FileRead | None = None,
    progress: Progress = silent,
) -> Imported:
    """Read a file into the review, all of it or nothing; `seen` is what the person was shown of it.

    A record this source has already delivered, byte for byte, is already present and not added again. A file of a
    known format without any record is brought in too, and said to be empty: a search may find nothing.

    Raises:
        ReviewError: the source has no name, none of the file's records can be read, or it is another than was seen.
        Cancelled: the person stopped it.
    """
    file = _recognised(path, format)
    name = _named(source)
    with review.writing() as unit, _readable(path):
        _describe(unit, source, by=by)
        return _bring_in(unit, review.folder, file, name, by=by, seen=seen, progress=progress)


def import_files(
    review: Review,
    paths: Sequence[Path],
    source: Source,
    *,
    by: str,
    format: str | None = None,
    progress: Progress = silent,
) -> list[Imported]:
    """As `import_file`, of several files of one source: all of them or nothing."""
    files = [_recognised(path, format) for path in paths]
    name = _named(source)
    done = []
    with review.writing() as unit:
        _describe(unit, source, by=by)
        for path, file in zip(paths, files, strict=True):
            with _readable(path):
                done.append(_bring_in(unit, review.folder, file, name, by=by, seen=None, progress=progress))
    return done


def _recognised(path: Path, format: str | None) -> _File:
    if path.is_dir():
        hint = "Name the files in it: what lies in the review's imports folder is listed on the import screen."
        raise ReviewError(f"{path} is a folder, not a file.", hint=hint)
    with _readable(path):
        # A pipe can be read once only, so that it has to be held.
        held = None if path.is_file() else path.read_bytes()

        def opened() -> BinaryIO:
            return path.open("rb") if held is None else io.BytesIO(held)

        source = formats.Source(opened)
        found, why = formats.detect(source, path.name, format)
        return _File(path.name, opened, source.size, found, why, partial(_stamp, path))


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """What the system says of a file in words that help."""
    try:
        yield
    except FileNotFoundError:
        raise ReviewError(f"There is no file {path}.", hint="Check its name and folder.") from None
    except OSError as error:
        hint = "Check that it is a file you may read."
        raise ReviewError(f"{path} cannot be read: {error.strerror}.", hint=hint) from None


def _stamp(path: Path) -> object:
    found = os.stat(path)
    return found.st_ino, found.st_size, found.st_mtime_ns


def _named(source: Source) -> str:
    if not (name := one_line(source.name)):
        raise ReviewError("Every import needs its source.", hint="Name the database or register with --source.")
    return name


def _stretch(progress: Progress, begin: int, end: int) -> Progress:
    """The progress of one part of the work, from and to so many parts in a hundred of the whole."""

    def told(done: int, total: int, words: str, /) -> None:
        progress((total * begin + done * (end - begin)) // 100, total, words)

    return told


def _pieces(file: _File, progress: Progress, doing: str) -> Iterator[bytes]:
    done = 0
    with file.open() as opened:
        while piece := opened.read(_PIECE):
            progress(done, file.size, f"{doing} {file.name}")
            done += len(piece)
            yield piece


@dataclass(slots=True)
class _Tally:
    """What was met while a file was read."""

    readable: int = 0
    titles: int = 0
    authors: int = 0
    years: int = 0
    abstracts: int = 0
    dois: int = 0
    problems: list[Problem] = field(default_factory=list)

    def filled(self) -> tuple[tuple[str, int], ...]:
        fields = ("title", self.titles), ("authors", self.authors), ("year", self.years)
        return (*fields, ("abstract", self.abstracts), ("DOI", self.dois))

    def entries(self, file: _File, progress: Progress, doing: str) -> Iterator[Entry]:
        """The file's records, the bytes they were read from told now and then."""
        source = formats.Source(file.open)
        for n, thing in enumerate(file.format.read(source)):
            if not n % _OFTEN:
                progress(source.done, file.size, f"{doing} {file.name}, {self.readable:,} records")
            if isinstance(thing, Entry):
                self.readable += 1
                citation = thing.citation
                self.titles += bool(citation.title)
                self.authors += bool(citation.authors)
                self.years += bool(citation.year)
                self.abstracts += bool(citation.abstract)
                self.dois += bool(citation.doi)
                yield thing
            else:
                self.problems.append(thing)
        progress(file.size, file.size, f"{doing} {file.name}, {self.readable:,} records")


def _describe(unit: Unit, source: Source, *, by: str) -> None:
    name = one_line(source.name)
    if _described(source) != next((_described(s) for s in plan.sources(unit.connection) if s.name == name), None):
        unit.record("source.described", f"source:{name}", _described(source), by=by)


def _bring_in(
    unit: Unit, folder: Path, file: _File, name: str, *, by: str, seen: FileRead | None, progress: Progress
) -> Imported:
    stamp = file.stamp()
    sha = unit.keep_pieces(_pieces(file, _stretch(progress, 0, _KEEPING), "keeping"), beside=folder)
    if seen is not None and seen.sha != sha:
        raise ReviewError(f"{file.name} is no longer what was shown.", hint="Read it again, then bring it in.")
    tally, known, keys = _Tally(), unit.known_raw(name), RawKeys()
    entries = tally.entries(file, _stretch(progress, _KEEPING, 100), "bringing in")
    keyed = ((entry, keys.next(entry.raw)) for entry in entries)
    event_id = str(uuid4())
    added = unit.add_records(
        (pair for pair in keyed if pair[1] not in known), imported=event_id, file=sha, name=file.name, source=name
    )
    if file.stamp() != stamp:
        hint = "Do it again once it is written whole."
        raise ReviewError(f"{file.name} was changed while it was read; nothing was written.", hint=hint)
    refused = sum(problem.refused for problem in tally.problems)
    if refusal := _nothing_in(file.name, tally.readable, tally.problems):
        raise refusal
    done = Imported(
        file.name,
        file.format.name,
        name,
        read=tally.readable + refused,
        added=added.count,
        already_present=tally.readable - added.count,
        refused=refused,
        problems=tuple(tally.problems),
    )
    payload = {
        "file": done.file,
        "sha": sha,
        "format": done.format,
        "read": done.read,
        "added": done.added,
        "already_present": done.already_present,
        "refused": done.refused,
        "first": added.first,
        "digest": added.digest,
        "problems": [[p.line, p.what, p.hint] for p in done.problems[:100]],
    }
    unit.record("records.imported", f"source:{name}", payload, by=by, id=event_id)
    progress(file.size, file.size, f"bringing in {file.name}, {tally.readable:,} records")
    return done


def _nothing_in(name: str, readable: int, problems: Sequence[Problem]) -> ReviewError | None:
    """The refusal of a file without one readable record, in the words of the first problem; a search may find none."""
    if readable or (any(p.empty for p in problems) and not any(p.refused for p in problems)):
        return None
    if not problems:
        return ReviewError(f"{name} holds no records.", hint="Export it again from its source.")
    why = problems[0]
    where = f"line {why.line}: " if why.line else ""
    return ReviewError(f"Nothing in {name} could be read: {where}{why.what}", hint=why.hint)


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
