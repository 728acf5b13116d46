"""The views of one screen in a line: where one is, and a click to another."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from review_tool.tui.text import assemble, width_of


class ViewBar(Widget):
    """The current view has a ▸ before it and is bold."""

    DEFAULT_CSS = """
    ViewBar { height: 1; color: $text-muted; text-wrap: nowrap; padding: 0 1; }
    """

    class Picked(Message):
        """A view was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self) -> None:
        super().__init__()
        self._views: Sequence[tuple[str, str]] = ()
        self._current = ""

    def show(self, views: Sequence[tuple[str, str]], current: str) -> None:
        """`views` are (name, words) pairs."""
        self._views, self._current = views, current
        self.refresh()

    def render(self) -> Content:
        parts: list[Content | tuple[str, str]] = []
        for name, words in self._views:
            here = name == self._current
            parts.append((f"▸{words}  ", "bold $primary") if here else assemble(f" {words}  "))
        return assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        at = 1
        for name, words in self._views:
            at += width_of(words) + 3
            if event.x < at:
                self.post_message(self.Picked(name))
                return
