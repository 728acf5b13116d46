"""What the screening screen holds in its hand: cards made ready ahead of time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from textual.content import Content

from review_tool.domain.protocol import Protocol
from review_tool.domain.report import Report
from review_tool.services.judging import screening
from review_tool.services.judging.screening import Like
from review_tool.tui.text import Highlight
from review_tool.tui.widgets.prose import Prose, Snippet
from review_tool.tui.widgets.wrapping import Wrapped

KEPT = 12
"""Cards kept: a few behind, a few ahead."""


@dataclass(frozen=True, slots=True)
class Card:
    """A report made ready to be shown."""

    report: Report
    title: tuple[Highlight, ...]
    """The protocol's words in its title."""
    abstract: tuple[Highlight, ...]
    alike: tuple[Like, ...] = ()
    """Reports like it that have an outcome, once they were looked for."""


class Cards:
    """Reports as this reviewer may see them, each read once."""

    def __init__(self, review: Any, reviewer: str, protocol: Protocol) -> None:
        self._review, self._reviewer, self._protocol = review, reviewer, protocol
        self._cards: dict[int, Card] = {}
        self._alike: dict[int, tuple[Like, ...]] = {}

    def get(self, number: int) -> Card:
        """Raises ReviewError where there is no such report."""
        if number not in self._cards:
            report = screening.report(self._review, number, reviewer=self._reviewer)
            while len(self._cards) >= KEPT:
                self._cards.pop(next(iter(self._cards)))
            citation = report.citation
            marks = self._spans(citation.title), self._spans(citation.abstract)
            self._cards[number] = Card(report, *marks, self._alike.get(number, ()))
        return self._cards[number]

    def held(self, number: int | None) -> Card | None:
        """The card, where it was read already."""
        return None if number is None else self._cards.get(number)

    def forget(self, number: int) -> Card | None:
        """Something was written on this one: it is read again when it is next seen."""
        return self._cards.pop(number, None)

    def knows_alike(self, number: int) -> bool:
        return number in self._alike

    def put_alike(self, number: int, found: Sequence[Like]) -> None:
        """Keep what was found like this one."""
        while len(self._alike) >= 10 * KEPT:
            self._alike.pop(next(iter(self._alike)))
        self._alike[number] = tuple(found)
        if number in self._cards:
            self._cards[number] = replace(self._cards[number], alike=tuple(found))

    def _spans(self, text: str) -> tuple[Highlight, ...]:
        return tuple((span.start, span.end, span.include) for span in screening.highlights(self._protocol, text))


class Ready:
    """Texts wrapped for a pane, each once: what comes next stands ready while the last is being read."""

    def __init__(self, pane: Prose | Snippet) -> None:
        self._pane = pane
        self._texts: dict[tuple[object, ...], tuple[object, Content | Wrapped]] = {}

    def get(self, key: tuple[object, ...], made_of: object, make: Callable[[], Content]) -> Content | Wrapped:
        """The text under this key, made again where it is to be made of something else."""
        known = self._texts.get(key)
        if known is None or known[0] is not made_of:
            while len(self._texts) >= KEPT:
                self._texts.pop(next(iter(self._texts)))
            self._texts[key] = known = made_of, self._pane.make_ready(make())
        return known[1]
