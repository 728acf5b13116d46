"""Work that nobody asked for is done while no key comes: no vote waits for it."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any

from textual.timer import Timer

from review_tool.domain.errors import ReviewError
from review_tool.tui import jobs

if TYPE_CHECKING:
    from review_tool.tui.app import ReviewApp

QUIET = 0.4
"""Seconds without a key."""


class Quiet:
    """Waits for a moment of quiet after keys."""

    def __init__(self, app: ReviewApp) -> None:
        self._app = app
        self._last = 0.0
        self._timer: Timer | None = None

    def key(self) -> None:
        """A key came."""
        self._last = monotonic()
        if self._timer is None:
            self._timer = self._app.set_interval(QUIET / 2, self.look)
        else:
            self._timer.resume()

    def look(self) -> None:
        """Where it is quiet, do what was left."""
        if self._timer is None or monotonic() - self._last < QUIET:
            return
        self._timer.pause()
        if (review := self._app.review) is not None:
            self._app.run_worker(lambda: _settle(review), group="quiet", thread=True, exit_on_error=False)


def _settle(review: Any) -> None:
    from review_tool.services import reviews

    try:
        reviews.settle(review)
    except ReviewError as error:  # what was written is safe as it is; another moment will do
        jobs.LOG.warning("settling what was written: %s", error)
