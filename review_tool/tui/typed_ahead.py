"""Keys typed faster than a dialog or a line to type in opens go there.

`e` `2` is exclude with the second reason, never stage 2; `/` `e` looks for an e and excludes nothing.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from textual import events
from textual.app import App
from textual.screen import ModalScreen, Screen

from review_tool.tui.widgets.filter_bar import FilterBar

PATIENCE = 0.5
"""Seconds a key waits for a deed to put its first question. A deed that looks something up before may take longer."""


class TypedAhead:
    """When the dialog on top came up, and whether a deed is about to put one there."""

    def __init__(self) -> None:
        self._since = 0.0
        self._begun: asyncio.Event | None = None

    def begins(self) -> None:
        """A deed that may ask something begins."""
        self._begun = asyncio.Event()

    def ended(self) -> None:
        """It has asked, or is done."""
        if self._begun is not None:
            self._begun.set()
            self._begun = None

    def shown(self, screen: Screen[Any]) -> None:
        """Another screen is on top from now on."""
        if isinstance(screen, ModalScreen):
            self._since = events.Event().time  # the clock that keys are stamped by
            self.ended()

    async def hand_on(self, app: App[Any], key: events.Key) -> None:
        """Give a key that no widget took to what opened since it was typed."""
        if self._begun is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._begun.wait(), PATIENCE)
        opened = self._since if isinstance(app.screen, ModalScreen) else 0.0
        if isinstance(app.focused, FilterBar):
            opened = max(opened, app.focused.opened)
        if key.time < opened:
            key.prevent_default()
            key.stop()
            app.post_message(events.Key(key.key, key.character))
