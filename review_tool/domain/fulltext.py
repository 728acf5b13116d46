"""A full text as it is read: pages, sentences, and where each stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a kept file, or in a report's abstract."""

    sha: str
    """The file's SHA-256; "" for the abstract."""
    page: int
    """From 1; 0 for the abstract. A sentence that runs on to the next page stands on its first."""
    start: int
    """Characters from the beginning of the page's text as the reader makes it."""
    end: int

    @property
    def locator(self) -> str:
        """`p. 4`, `abstract`."""
        return f"p. {self.page}" if self.page else "abstract"


@dataclass(frozen=True, slots=True)
class Page:
    """One page's text: paragraphs, each on a line of its own."""

    number: int
    text: str
    headings: tuple[tuple[int, int], ...] = ()
    """Where headings begin and end in the text."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and its place."""

    text: str
    page: int
    start: int
    end: int
    heading: str = ""
    """The heading it stands under."""

    def span(self, sha: str) -> Span:
        return Span(sha, self.page, self.start, self.end)
