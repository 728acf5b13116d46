"""Jump: a letter on every pane; press it, or click it, and be there."""

from __future__ import annotations

from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Static

from review_tool.tui.text import safe_line

LETTERS = "asdfghjklqwertyuiopzxcvbnm"


def panes(screen: Screen[Any]) -> list[Widget]:
    """What can take the focus and is in sight, in the order of Tab."""
    return [widget for widget in screen.focus_chain if widget.region.area]


class JumpOverlay(ModalScreen[Widget | None]):
    """Any other key leaves."""

    DEFAULT_CSS = """
    JumpOverlay { background: $background 60%; }
    JumpOverlay > .jump-letter {
        position: absolute; width: 3; height: 1;
        background: $primary; color: $background; text-style: bold; text-align: center;
    }
    JumpOverlay > .jump-hint { dock: bottom; width: 1fr; height: 1; text-align: center; color: $text-muted; }
    """

    def __init__(self, targets: list[Widget]) -> None:
        super().__init__()
        self._targets = dict(zip(LETTERS, targets, strict=False))

    def compose(self) -> ComposeResult:
        for letter, widget in self._targets.items():
            label = Static(safe_line(letter), classes="jump-letter", name=letter)
            label.styles.offset = (widget.region.x, widget.region.y)
            yield label
        yield Static("press a letter · Esc leaves", classes="jump-hint")

    def on_key(self, event: events.Key) -> None:
        event.stop()
        self.dismiss(self._targets.get(event.character or ""))

    def on_click(self, event: events.Click) -> None:
        self.dismiss(self._targets.get((event.widget.name or "") if event.widget else ""))
