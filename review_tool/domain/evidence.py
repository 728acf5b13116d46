"""Evidence: a passage of a report, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ExcerptKind(StrEnum):
    QUOTE = "quote"
    """The report's own words."""
    PARAPHRASE = "paraphrase"
    """What it says, in the reviewer's words."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A quote or paraphrase with its locator."""

    id: str
    report: int
    kind: ExcerptKind
    text: str
    locator: str
    """Where in the report, in words: `p. 4, Results`, `abstract`."""
    by: str = ""
    at: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Theme:
    """Codes that belong together."""

    name: str
    description: str = ""
    codes: tuple[str, ...] = ()
