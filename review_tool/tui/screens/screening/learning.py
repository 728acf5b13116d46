"""Ranking beside the keys: made when it is wanted, taught by each vote, and never in the way of the next one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual import work
from textual.worker import get_current_worker

from review_tool.domain.decision import Stage
from review_tool.domain.errors import Cancelled
from review_tool.domain.protocol import Protocol
from review_tool.domain.report import Which
from review_tool.tui import jobs

if TYPE_CHECKING:
    from review_tool.services.judging.ranking import Part, Ranker, Words
    from review_tool.tui.screens.screening.screen import ScreeningScreen

STAGE = Stage.TITLE_ABSTRACT

# `ranking` is imported where it is asked: the first record is on the screen before.


@dataclass(slots=True)
class Order:
    """What this screen knows of ranking."""

    made: Ranker | None = None
    reviewer: str = ""
    """Whom it was made for."""
    usual: bool = False
    """This person went back to the usual order, for now."""
    words: Words | None = None
    """Learnt words that this person marks for themselves, until they leave."""
    parts: tuple[Part, ...] | None = None
    """What waits to be judged, as it was when last looked at."""

    @property
    def ranked(self) -> bool:
        return self.made is not None and not self.usual

    def marking(self, protocol: Protocol) -> Protocol:
        """The protocol with the learnt words among those to mark. Nothing of it is written."""
        if self.words is None:
            return protocol
        return replace(
            protocol,
            include_words=(*protocol.include_words, *self.words.include),
            exclude_words=(*protocol.exclude_words, *self.words.exclude),
        )


@dataclass(frozen=True, slots=True)
class Arranged:
    """A new order, made beside the keys."""

    made: Ranker
    order: list[int]
    parts: tuple[Part, ...]


def see(screen: ScreeningScreen) -> None:
    """Where ranking is on and this person goes by it, bring the order up to date; else let go of it."""
    review, me, order = screen.app.review, screen.app.reviewer, screen.order
    if review is None:
        return
    from review_tool.services.judging import ranking

    if not ranking.current(review).on:
        screen.order = Order(words=order.words)
    elif order.reviewer != me:
        screen.order = Order(reviewer=me)
        make(screen)
    elif order.made is None and not order.usual:
        make(screen)
    elif order.ranked and screen.which.state == "to do":
        learn(screen, anew=True)
    screen.say_order()


@jobs.job("Learning what is likely relevant")
def make(screen: ScreeningScreen, progress: jobs.Progress) -> None:
    from review_tool.services.judging import ranking

    review, who = screen.app.review, screen.app.reviewer
    try:
        made = ranking.ranker(review, STAGE, who, progress=progress)
    except Cancelled:
        screen.order.usual = True
        raise
    screen.app.call_from_thread(_made, screen, made, who)


def _made(screen: ScreeningScreen, made: Ranker, who: str) -> None:
    if who == screen.order.reviewer:
        screen.order.made, screen.order.parts = made, None
        learn(screen, anew=True)


@work(thread=True, exclusive=True, group="order", exit_on_error=False)
def learn(screen: ScreeningScreen, *, anew: bool = False) -> None:
    """Learn from what was voted, and arrange what is to come; `anew` from all votes, else from those told since."""
    from review_tool.services.judging import ranking

    made, review, which, parts = screen.order.made, screen.app.review, screen.which, screen.order.parts
    if made is None or review is None:
        return
    if anew or parts is None:
        made.relearn(ranking.labels(review, STAGE, which.reviewer))
        parts = ranking.waiting(review, which)
    else:
        made.update()
    found = Arranged(made, ranking.arranged(made, parts), parts)
    if not get_current_worker().is_cancelled:
        screen.app.call_from_thread(_arranged, screen, found, which)


def _arranged(screen: ScreeningScreen, found: Arranged, which: Which) -> None:
    """The newest order is there: it is taken, unless something else is wanted by now."""
    order = screen.order
    if found.made is order.made and which == screen.which and which.state == "to do" and not order.usual:
        order.parts = found.parts
        screen.put_in_order(found.order)
