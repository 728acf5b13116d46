"""Pages of plain blocks: what the summary says, before it is a web page, a text or a Word document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to a page (`overview`), a place on one (`overview#R1`), a file of the summary, or the web."""

    text: str
    to: str


_COLUMN = 900
"""Pixels from which on a picture shrunk to the column of text would have letters too small."""

Runs = tuple["str | Link", ...]
"""Words of one line or paragraph."""


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int = 2
    id: str = ""


@dataclass(frozen=True, slots=True)
class Para:
    runs: Runs
    soft: bool = False
    """Beside the point: smaller or greyer."""


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """Something a source says, with where it says it."""

    text: str
    quoted: bool
    """In the source's own words."""
    source: Runs
    against: bool = False
    id: str = ""
    notes: Runs = ()
    whole: bool = False
    """Not a passage but a whole thing with its title: a study, a theme, a finding."""

    @property
    def whose(self) -> str:
        """What is said before the source, so that nobody takes the reviewers' words for the source's own."""
        told = "See" if self.whole or not self.text else "In the reviewers’ words, from"
        said = "Quoted from" if self.quoted else told
        return ("Against it. " if self.against else "") + said


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a heading and words; a heading that comes again right after itself is said once."""

    pairs: tuple[tuple[str, Runs], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table whose first column names the rows."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Runs, ...], ...]
    numbers: tuple[int, ...] = ()
    """The columns that hold numbers."""


@dataclass(frozen=True, slots=True)
class Picture:
    svg: str
    """A drawing of ours, put in as it is."""
    caption: str
    words: str
    """What it shows, for who cannot see it."""
    file: str = ""
    """The name under which it lies beside the pages."""

    @property
    def wide(self) -> bool:
        """Too wide to be read in a column of text."""
        found = re.search(r'<svg[^>]* width="(\d+)', self.svg)
        return found is not None and int(found[1]) > _COLUMN


@dataclass(frozen=True, slots=True)
class Card:
    """A claim or study: a label, a heading, and what belongs to it."""

    id: str
    label: str
    heading: Runs
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Fold:
    """What is opened when wanted; on paper it is open."""

    summary: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Door:
    """The way to one depth."""

    to: str
    title: str
    words: str
    minutes: int
    """How long it takes to read, at 200 words a minute."""


@dataclass(frozen=True, slots=True)
class Doors:
    doors: tuple[Door, ...]


Block = Heading | Para | Bullets | Passage | Facts | Grid | Picture | Card | Fold | Notice | Doors


@dataclass(frozen=True, slots=True)
class Page:
    name: str
    """`overview`; the file is `overview.html`."""
    title: str
    lead: str
    blocks: tuple[Block, ...]
    depth: int = 0
    """1 to 5 for the five depths; 0 for the others."""
    above: tuple[Link, ...] = ()
    """The way back up, the nearest last."""


@dataclass(frozen=True, slots=True)
class Book:
    """The whole summary."""

    title: str
    pages: tuple[Page, ...]
    foot: tuple[Runs, ...]
    notice: str = ""
    """Said at the top of every page."""


def para(*runs: str | Link) -> Para:
    return Para(tuple(run for run in runs if run))


def joined(runs: Iterable[Runs], between: str = ", ") -> Runs:
    """Several runs in one line."""
    out: list[str | Link] = []
    for run in runs:
        if out:
            out.append(between)
        out += run
    return tuple(out)


def words_of(value: Any) -> Iterator[str]:
    """Every text that a reader of a block or page reads, drawings left out."""
    if isinstance(value, Link):
        yield value.text
    elif isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from words_of(part)
    elif isinstance(value, Picture):
        yield value.caption
    elif isinstance(value, Block | Page | Door):
        for field in fields(value):
            if field.name not in ("id", "name", "above"):
                yield from words_of(getattr(value, field.name))


def links(page: Page) -> Iterator[Link]:
    """Every link of a page."""

    def within(value: Any) -> Iterator[Link]:
        if isinstance(value, Link):
            yield value
        elif isinstance(value, Door):
            yield Link(value.title, value.to)
        elif isinstance(value, tuple):
            for part in value:
                yield from within(part)
        elif isinstance(value, Block | Page):
            for field in fields(value):
                yield from within(getattr(value, field.name))

    return within(page)


def minutes(blocks: tuple[Block, ...]) -> int:
    """How long blocks take to read, at 200 words a minute, 1 at least; what is folded away is not counted."""
    return max(1, round(sum(len(text.split()) for text in words_of(_unfolded(blocks))) / 200))


def _unfolded(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    shown = (block for block in blocks if not isinstance(block, Fold))
    return tuple(replace(b, blocks=_unfolded(b.blocks)) if isinstance(b, Card) else b for b in shown)
