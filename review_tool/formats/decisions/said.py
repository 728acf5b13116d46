"""What a file says of one record, and the words it may say it in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.formats.decisions.rows import Row

VERDICTS = {
    **dict.fromkeys(
        ("include", "included", "yes", "1", "1.0", "relevant", "true", "y", "in", "accept", "accepted"), Verdict.INCLUDE
    ),
    **dict.fromkeys(
        ("exclude", "excluded", "no", "0", "0.0", "irrelevant", "false", "n", "out", "reject", "rejected"),
        Verdict.EXCLUDE,
    ),
    **dict.fromkeys(("maybe", "unsure", "uncertain", "unclear", "?"), Verdict.MAYBE),
}
UNDECIDED = ("", "-1", "-1.0", "not seen", "undecided")
STAGES = {
    "title-abstract": Stage.TITLE_ABSTRACT,
    "title and abstract": Stage.TITLE_ABSTRACT,
    "title": Stage.TITLE_ABSTRACT,
    "": Stage.TITLE_ABSTRACT,
    "full-text": Stage.FULL_TEXT,
    "full text": Stage.FULL_TEXT,
}


@dataclass(frozen=True, slots=True)
class Said:
    """What one row says: a vote, tags, or both."""

    verdict: Verdict | None
    """None where it is not decided there."""
    reviewer: str = ""
    """As the file names them; "" where it names nobody."""
    stage: Stage | None = None
    """None where the file does not say."""
    reason: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dialect:
    """One program's way of writing decisions."""

    name: str
    label: str
    fits: Callable[[list[Row]], bool]
    """Whether a file's rows are in it."""
    read: Callable[[Row], list[Said]]
    """What a row says; raises ReviewError where it says a word that is no verdict."""
    strict: bool = False
    """A row that names no record of the review refuses the file: people type these, and mean each line."""


def verdict(word: str) -> Verdict | None:
    """The verdict a word means; None where it means undecided.

    Raises:
        ReviewError: the word is no verdict.
    """
    said = word.strip().lower().replace("_", " ")
    if said in UNDECIDED:
        return None
    if said not in VERDICTS:
        raise ReviewError(f"“{word.strip()}” is no verdict.", hint="Write include, exclude or maybe (or 1 and 0).")
    return VERDICTS[said]


def stage(word: str) -> Stage | None:
    """The stage a word means; None for "".

    Raises:
        ReviewError: the word is no stage.
    """
    said = word.strip().lower()
    if said not in STAGES:
        raise ReviewError(f"“{said}” is no stage.", hint="Write title-abstract or full-text.")
    return STAGES[said] if said else None


def several(text: str, signs: str = ";") -> tuple[str, ...]:
    """The parts of a cell, without empty ones and repeats."""
    for sign in signs[1:]:
        text = text.replace(sign, signs[0])
    return tuple(dict.fromkeys(filter(None, (part.strip() for part in text.split(signs[0])))))
