"""What one says of a record with one key: a vote, or that it is put off. Then the next one shows."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from review_tool.domain.decision import Outcome, Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.services.judging import screening
from review_tool.tui import jobs
from review_tool.tui.screens.screening import learning
from review_tool.tui.widgets.about_report import stays

if TYPE_CHECKING:
    from review_tool.tui.screens.screening.screen import ScreeningScreen

STAGE = Stage.TITLE_ABSTRACT
PAST = {Verdict.INCLUDE: "included", Verdict.EXCLUDE: "excluded", Verdict.MAYBE: "maybe"}


def decide(screen: ScreeningScreen, verdict: Verdict, reason: str = "", *, learn: bool = True) -> None:
    """Write a vote on the record one stands on, then show the next."""
    number = screen.pile.current
    if number is None:
        return
    review, me = screen.app.review, screen.app.reviewer
    try:
        made = screening.decide(review, number, STAGE, verdict, by=me, reason=reason, learn=learn)
    except ReviewError as refusal:
        jobs.tell(screen, refusal)
        if screen.protocol.is_planned and screen.which.state == "to do":
            with suppress(ReviewError):  # it may have been handed over meanwhile: show what is this person's now
                screen.fill()
                screen.moved()
        return
    card = screen.shown.cards.forget(number)
    if screen.which.state == "to do":
        screen.pile.decided(number)
        if screen.pile.current is None:
            screen.fill()  # the last vote of a calibration set brings up what was held back for it
    else:
        screen.pile.step(1)
    screen.moved(then=partial(_voted, screen))
    who = card.report.citation.short() if card else ""
    because = f" ({reason})" if reason else "" if learn else " (not learnt from)"
    differ = " · you differ: 5 Conflicts" if made.outcome is Outcome.CONFLICT else stays(made.outcome, verdict)
    screen.did(f"{made.report} {who}: {PAST[verdict]}{because}{differ}")
    if screen.order.made is not None:
        screen.order.made.vote(number, verdict is not Verdict.EXCLUDE if learn else None)


def _voted(screen: ScreeningScreen) -> None:
    """What a vote brings about besides, once the next record is on the screen."""
    if not screen.query("RecordList"):  # the app is closing: nothing is left to show it in
        return
    screen.records.refresh_rows()
    screen.ahead.prepare()
    if screen.order.ranked and screen.which.state == "to do":
        learning.learn(screen)


def put_off(screen: ScreeningScreen) -> None:
    """Put it off. In another list than the queue one only goes on."""
    number = screen.pile.current
    if number is None:
        return
    if screen.which.state != "to do" or screen.pile.is_done(number):
        screen.pile.go_on()
        screen.moved()
        return
    with jobs.telling(screen):
        screening.postpone(screen.app.review, number, STAGE, by=screen.app.reviewer)
        screen.pile.put_off(number)
        screen.shown.cards.forget(number)
        screen.did(f"{number} put off: it comes up again at the end")
        screen.moved()
