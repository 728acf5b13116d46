"""Ahead of the keys: what one sees next is made ready after each of them, and what nobody asked for once none comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work
from textual.timer import Timer
from textual.worker import get_current_worker

from review_tool.domain.decision import Stage
from review_tool.services.judging import screening
from review_tool.tui import jobs

if TYPE_CHECKING:
    from review_tool.services.reviews import Review
    from review_tool.tui.screens.screening.screen import ScreeningScreen

STAGE = Stage.TITLE_ABSTRACT
PAUSE = 0.3
"""Seconds without a key after which there is time for what nobody asked for."""


class Ahead:
    """What is done while one reads."""

    def __init__(self, screen: ScreeningScreen) -> None:
        self._screen = screen
        self._pause: Timer | None = None
        self._rehearsed = False

    def prepare(self) -> None:
        """Make ready what one most likely sees next; the rest has time until no key comes."""
        screen = self._screen
        with jobs.telling(screen):
            screen.shown.make_ready(screen.pile.after()[:1])
        if self._pause is not None:
            self._pause.stop()
        self._pause = screen.set_timer(PAUSE, self._paused)

    def _paused(self) -> None:
        """No key for a while: make the neighbours ready, and look for reports like the one that is read."""
        screen, here = self._screen, self._screen.pile.current
        if screen.app.review is None:
            return
        near = screen.pile.after()
        with jobs.telling(screen):
            screen.shown.make_ready(near)
        if not self._rehearsed and here is not None:
            self._rehearsed = True
            _rehearse(screen, screen.app.review, here, screen.app.reviewer)
        read = [] if here is None else [here]
        if unknown := [number for number in (*read, *near) if not screen.shown.cards.knows_alike(number)]:
            _look_alike(screen, screen.app.review, unknown)


@work(thread=True, group="rehearsal", exit_on_error=False)
def _rehearse(screen: ScreeningScreen, review: Review, number: int, reviewer: str) -> None:  # noqa: ARG001
    """Go through a vote that is not kept: the first one would take longer than the others."""
    screening.rehearse(review, number, STAGE, by=reviewer)


@work(thread=True, exclusive=True, group="alike", exit_on_error=False)
def _look_alike(screen: ScreeningScreen, review: Review, numbers: list[int]) -> None:
    """Reports like these that have an outcome, of the one being read first."""
    for number in numbers:
        found = screening.similar(review, number, STAGE)
        if get_current_worker().is_cancelled:
            return
        screen.app.call_from_thread(screen.shown.found_alike, number, found)
