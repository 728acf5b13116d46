"""What can go wrong, said so that a reviewer can mend it.

ReviewError   something was refused; nothing was written
Cancelled     the person stopped a long job; nothing was written
Problem       one anomaly in a file, named by line; the rest of the file goes on
"""

from __future__ import annotations

from dataclasses import dataclass


class ReviewError(Exception):
    """A deed refused, with the remedy. Only the two roofs catch it; nothing was written."""

    def __init__(self, message: str, *, hint: str = "", details: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.hint = hint
        """What to do about it, in one sentence."""
        self.details = details
        """What stands in the way, a line each."""


class Cancelled(Exception):
    """The person cancelled a running job; nothing it did was kept."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One anomaly met while reading a file."""

    line: int
    """Line in the file, from 1; 0 where the whole file is meant."""
    what: str
    hint: str
    record: int | None = None
    """The record's place in its file, from 1, where one is known."""
    refused: bool = False
    """The record this problem speaks of could not be read and was left out."""
    empty: bool = False
    """The file is of its format and holds no record, as after a search that found nothing."""

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return f"{where}{self.what}" + (f" ({self.hint})" if self.hint else "")
