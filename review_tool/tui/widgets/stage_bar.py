"""The ten stages in one line: where one is, and where a digit or a click leads."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from review_tool.tui.stages import STAGES

CURRENT = "▸"


class StageBar(Widget):
    """The current stage has a ▸ before it and is bold."""

    DEFAULT_CSS = """
    StageBar { height: 1; color: $text-muted; text-wrap: nowrap; }
    """

    class Picked(Message):
        """A stage was clicked; it goes by its digit."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, mode: str) -> None:
        super().__init__()
        self._mode = mode

    def _items(self) -> list[tuple[str, str]]:
        """Each stage's digit and words, long where they fit."""
        long = [(stage.key, f"{stage.key} {stage.label}") for stage in STAGES]
        if sum(len(words) + 2 for _, words in long) <= self.size.width:
            return [(key, words + " ") for key, words in long]
        return [(stage.key, f"{stage.key} {stage.short}") for stage in STAGES]

    def render(self) -> Content:
        parts: list[Content | tuple[str, str]] = []
        for stage, (_, words) in zip(STAGES, self._items(), strict=True):
            here = stage.mode == self._mode
            parts.append((CURRENT + words, "bold $primary") if here else Content(" " + words))
        return Content.assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        at = 0
        for key, words in self._items():
            at += len(words) + 1
            if event.x < at:
                self.post_message(self.Picked(key))
                return
