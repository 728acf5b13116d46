"""What the screening screen shows of a record: its text, and beside it or under it what else is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from review_tool.domain.decision import Stage
from review_tool.services.judging.screening import Like
from review_tool.tui.screens.screening.cards import Card, Cards, Ready
from review_tool.tui.widgets.about_report import alike, alike_line, facts, under
from review_tool.tui.widgets.prose import Snippet
from review_tool.tui.widgets.record_card import text_of
from review_tool.tui.widgets.wrapping import Wrapped

if TYPE_CHECKING:
    from review_tool.tui.screens.screening.screen import ScreeningScreen

STAGE = Stage.TITLE_ABSTRACT


class Shown:
    """Cards and their texts, each read, marked and wrapped once; `begin` comes before all else."""

    cards: Cards
    _pages: Ready
    _facts: Ready

    def __init__(self, screen: ScreeningScreen) -> None:
        self._screen = screen
        self.is_marked = True
        """The protocol's words are marked."""
        self.is_whole = True
        """The abstract is unfolded."""

    def begin(self) -> None:
        """Read all cards anew, for this review, reviewer and protocol."""
        screen = self._screen
        self.cards = Cards(screen.app.review, screen.app.reviewer, screen.order.marking(screen.protocol))
        self.make_room()

    def make_room(self) -> None:
        """Begin anew with the texts: they were wrapped for another room."""
        self._pages = Ready(self._screen.card)
        self.tell_anew()

    def tell_anew(self) -> None:
        """Begin anew with the facts: they tell also which records are drawn at random."""
        self._facts = Ready(self._pane)

    def show(self, number: int) -> None:
        """Show this record."""
        card = self.cards.get(number)
        self._screen.card.show_text(self._page(card))
        self._screen.card.record_id = number
        self.show_beside(card)

    def show_beside(self, card: Card | None) -> None:
        """The facts of this record: in the side pane where there is one, else under it."""
        self._pane.show_text(self._beside(card) if card else "")

    def make_ready(self, numbers: Iterable[int]) -> None:
        """Have these at hand when they are to be shown.

        Raises:
            ReviewError: one of them is not there.
        """
        for number in numbers:
            card = self.cards.get(number)
            self._page(card)
            self._beside(card)

    def found_alike(self, number: int, found: Sequence[Like]) -> None:
        """These are like this record: it says so, at once where it is being read."""
        self.cards.put_alike(number, found)
        if found and number == self._screen.pile.current and self._screen.is_current_mode:
            self.show_beside(self.cards.get(number))

    @property
    def _pane(self) -> Snippet:
        return self._screen.query_one("#this-record" if self._screen.is_wide else "#facts", Snippet)

    def _page(self, card: Card) -> Content | Wrapped:
        """What is read of a record."""

        def text() -> Content:
            marks = (card.title, card.abstract) if self.is_marked else ((), ())
            return text_of(card.report.citation, title_marks=marks[0], abstract_marks=marks[1], abstract=self.is_whole)

        return self._pages.get((card.report.id, self.is_marked, self.is_whole), card.report, text)

    def _beside(self, card: Card) -> Content | Wrapped:
        """What is known of a record besides its text."""
        screen, order = self._screen, self._screen.order

        def text() -> Content:
            known = facts(card.report, STAGE, screen.app.reviewer)
            if order.made and order.ranked and order.made.is_random(card.report.id):
                known.append(Content("◇ drawn at random, to estimate what is unread"))
            if card.alike:
                known += alike(card.alike) if screen.is_wide else [alike_line(card.alike)]
            return under("This record", known) if screen.is_wide else Content("   ").join(known)

        return self._facts.get((card.report.id,), card, text)
