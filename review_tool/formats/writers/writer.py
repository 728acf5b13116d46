"""What a writer is, and what it is given: a citation with its raw bytes and what the review knows of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields

from review_tool.domain.record import Citation

FIELDS = tuple(one.name for one in fields(Citation))
"""The names of a citation's fields."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A record's bytes in its file, and the format they are in."""

    format: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Item:
    """One citation to be written out."""

    citation: Citation
    number: int
    """Its record or report in the review."""
    raws: tuple[Raw, ...] = ()
    """The bytes of the records it is made of."""
    exact: bool = True
    """A single record may go out as it came in; for a receiver with rules of its own it may not."""
    study: str = ""
    """What the study is called, such as `Kim 2021`."""
    outcome: str = ""
    """`included` or `excluded`; "" before there is an outcome."""
    reason: str = ""
    """Why it was excluded."""
    votes: tuple[tuple[str, str, str], ...] = ()
    """(reviewer, verdict, note) of each vote that may be shown."""
    tags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """The searches that delivered it."""
    labels: tuple[str, ...] = ()
    """Lines to go into its notes, such as `ASReview_relevant`."""

    def raw(self, *formats: str) -> bytes:
        """The bytes it can go out as, where it is one unchanged record of one of these formats."""
        return self.raws[0].data if self.exact and len(self.raws) == 1 and self.raws[0].format in formats else b""


@dataclass(frozen=True, slots=True)
class Written:
    """One citation in a format."""

    data: bytes
    whole: bool = False
    """Everything its raw record says is in it."""
    beside: tuple[str, ...] = ()
    """Values of the raw record that are in it though no field of ours holds them."""


@dataclass(frozen=True, slots=True)
class Writer:
    """One format that citations are written in: a file is head, entries joined by `between`, tail."""

    name: str
    label: str
    suffix: str
    entry: Callable[[Item, set[str]], Written]
    """(item, keys given in this file so far: it adds its own) → its part of the file."""
    lacks: frozenset[str] = field(default_factory=frozenset)
    """Fields of a citation that the format cannot carry."""
    head: bytes = b""
    between: bytes = b"\n"
    tail: bytes = b""

    def file(self, entries: list[bytes]) -> bytes:
        """The whole file of these entries."""
        return self.head + self.between.join(entries) + self.tail
