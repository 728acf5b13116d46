"""What comes of opening a review: its screens, the question who one is, the start screen, or why it cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import work

from review_tool.domain.text import one_line
from review_tool.tui import jobs
from review_tool.tui.messages import OpeningFailed, ReviewOpened

if TYPE_CHECKING:
    from review_tool.tui.app import ReviewApp

_SETTLED = 1.0
"""Seconds after which a review that was opened stands on the screen."""


async def welcome(app: ReviewApp, event: ReviewOpened) -> None:
    """Show it to whoever is in its team; somebody else is asked who they are."""
    if app.about.team and app.review is not None and app.review is not event.review:
        app.review.close()
    app.about = event.about
    if app.served and app.reviewer not in event.about.team:
        event.review.close()
        app.post_message(OpeningFailed("You are not in this review's team.", "Ask its lead."))
    elif event.about.team and app.reviewer not in event.about.team:
        from review_tool.services import people
        from review_tool.tui.dialogs.who import WhoAreYou

        async def named(name: str | None) -> None:
            if name is None:
                event.review.close()
                return
            app.reviewer = name
            app.about = app.learn(event.review)
            await _show(app, event.review)

        if known := people.called(event.about.team, app.reviewer):
            await named(known)
            return
        app.opening = False
        await app.push_screen(WhoAreYou(event.review, event.about.team, app.reviewer), named)
    else:
        await _show(app, event.review)


async def _show(app: ReviewApp, review: Any) -> None:
    while len(app.screen_stack) > 1:
        await app.pop_screen()
    app.title = one_line(app.about.title) or app.TITLE
    app.see_blinded()
    app.review = review
    app.is_there()
    app.set_timer(_SETTLED, lambda: _glance(app, review))


@work(thread=True, group="glance", exit_on_error=False)
def _glance(app: ReviewApp, review: Any) -> None:
    """See, while the person begins, whether the log is as this computer last saw it, and what came since."""
    from review_tool.tui.opening import changed_since

    try:
        found = changed_since(review, app.around)
    except Exception as error:  # a look that fails must not end the screens; `audit verify` tells why
        jobs.LOG.error("looking at the log", exc_info=error)
        return
    if found:
        told = f"{found[0]} `review-tool audit verify` tells more."
        app.call_from_thread(app.notify, told, severity="error", timeout=30, markup=False)


async def missing(app: ReviewApp) -> None:
    """There is no review: offer to make one."""
    from review_tool.tui.screens.start import StartScreen

    await app.push_screen(StartScreen(app.address, app.reviewer))
    app.is_there()


async def failed(app: ReviewApp, event: OpeningFailed) -> None:
    """Say why it cannot be opened."""
    if say := getattr(app.screen, "say", None):
        say(f"{event.message} {event.hint}".strip())
    else:
        from review_tool.tui.screens.trouble import TroubleScreen

        await app.push_screen(TroubleScreen(event.message, event.hint, app.address))
    app.is_there()
