"""What the screening screen holds in its hand: votes not written yet, and cards made ready ahead of time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from review_tool.domain.decision import Verdict
from review_tool.domain.protocol import Protocol
from review_tool.domain.report import Report
from review_tool.services import screening
from review_tool.tui.text import Highlight

KEPT = 12
"""Cards kept: a few behind, a few ahead."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """A vote cast and not written yet."""

    number: int
    verdict: Verdict
    reason: str
    id: str = field(default_factory=lambda: str(uuid4()))


@dataclass(frozen=True, slots=True)
class Card:
    """A report made ready to be shown."""

    report: Report
    title: tuple[Highlight, ...]
    """The protocol's words in its title."""
    abstract: tuple[Highlight, ...]


class Cards:
    """Reports as this reviewer may see them, each read once."""

    def __init__(self, review: Any, reviewer: str, protocol: Protocol) -> None:
        self._review, self._reviewer, self._protocol = review, reviewer, protocol
        self._cards: dict[int, Card] = {}

    def get(self, number: int) -> Card:
        """Raises ReviewError where there is no such report."""
        if number not in self._cards:
            report = screening.report(self._review, number, reviewer=self._reviewer)
            while len(self._cards) >= KEPT:
                self._cards.pop(next(iter(self._cards)))
            citation = report.citation
            self._cards[number] = Card(report, self._spans(citation.title), self._spans(citation.abstract))
        return self._cards[number]

    def prepare(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            self.get(number)

    def forget(self, number: int) -> Card | None:
        """Something was written on this one: it is read again when it is next seen."""
        return self._cards.pop(number, None)

    def _spans(self, text: str) -> tuple[Highlight, ...]:
        return tuple((span.start, span.end, span.include) for span in screening.highlights(self._protocol, text))
