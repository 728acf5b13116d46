"""What a format is, and the last step that all readers share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from review_tool.domain.errors import Problem
from review_tool.domain.record import Citation, Entry
from review_tool.formats import fields
from review_tool.formats.source import MAX_RECORD, Source
from review_tool.formats.tagged import Token

MAX_FILE = 4 << 30
"""Bytes of the largest file that is read; far beyond any database's export limit."""


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of citation file."""

    name: str
    """What a person types: `ris`."""
    label: str
    """What a person reads: `RIS`."""
    suffixes: tuple[str, ...]
    """For file dialogs and messages only: the content decides."""
    sign: str
    """What its files are known by, in words: “lines such as …”."""
    sniff: Callable[[str], int]
    """How sure the file's beginning (about 64,000 characters) is of this format: 0 not at all, 100 certain."""
    read: Callable[[Source], Iterator[Entry | Problem]]
    """All records and problems of a file in its order, holding a part of it at a time. Never raises on a bad one."""
    tokens: Callable[[bytes], tuple[Token, ...]] | None = None
    """Of a format made of tags: every (tag, value) pair of one record's raw bytes, in order and with repeats."""


def outcome(citation: Citation, raw: bytes, position: int, line: int, *, filled: bool) -> Sequence[Entry | Problem]:
    """The record as an Entry, with a warning where it has no title or says nothing at all.

    `filled`: some field of the record, mapped or not, holds a value beside its type and key. An empty record is kept
    all the same: it counts in the source's number of results, and its place in the file may help to find it.
    """
    entry = Entry(fields.printed(citation), raw, position, line)
    if entry.citation.title:
        return (entry,)
    what = "This record has no title." if filled else "This record is empty."
    return Problem(line, what, "It is kept; complete it at its source.", position), entry


def nothing_read() -> Problem:
    """What a reader says at the end of a file without any record."""
    return Problem(
        0, "The file holds no records.", "If the search found some, select them and export again.", empty=True
    )


def refused(line: int, what: str, hint: str, position: int) -> Problem:
    """A record that was left out."""
    return Problem(line, what, hint, position, refused=True)


def too_large(line: int, size: int, position: int) -> Problem:
    """A record above `MAX_RECORD`; `size` in bytes, where they were counted."""
    length = f"{size / 1e6:,.0f} MB" if size > MAX_RECORD else f"more than {MAX_RECORD >> 20} MB"
    return refused(
        line,
        f"This record is {length} long and was not read.",
        f"A record may have {MAX_RECORD >> 20} MB; look for a missing end of record or quotation mark.",
        position,
    )
