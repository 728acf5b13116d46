"""What may happen that more than one part of the app wants to hear of. Each is a past fact or a wish."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from textual.message import Message


@dataclass(frozen=True, slots=True)
class About:
    """What the frame shows of a review, read in the thread that opened it."""

    title: str = ""
    team: tuple[str, ...] = ()
    blinded: frozenset[str] = frozenset()
    """The stages' modes at which two reviewers vote, each without seeing the other's vote."""


@dataclass
class ReviewOpened(Message):
    """The review is there: screens may load."""

    review: Any
    about: About


@dataclass
class ReviewMissing(Message):
    """There is no review at the address: the start screen is shown."""


@dataclass
class OpeningFailed(Message):
    """The review could not be opened; what it says stands on a screen of its own."""

    message: str
    hint: str = ""


@dataclass
class CreateReview(Message):
    """Asked for on the start screen: a new review."""

    path: str
    title: str
    name: str


@dataclass
class OpenReview(Message):
    """Asked for on the start screen: the review in this folder."""

    path: str
    name: str = ""


@dataclass
class RunDemo(Message):
    """The demonstration was made in this folder: open it."""

    path: str
    name: str = ""


@dataclass
class UndoAsked(Message):
    """`u` (or, with `redo`, `U`) was pressed on a stage screen."""

    redo: bool = False


class RecordsChanged(Message):
    """Facts were written: the screen that shows them loads again."""
