"""Show a text or a list too long for a toast: an error, a file's problems, an event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from review_tool.tui.text import lines, safe
from review_tool.tui.widgets.prose import Prose


class Tell(ModalScreen[None]):
    """Esc, Enter or `q` closes it; arrows scroll."""

    CSS_PATH = "dialog.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,q", "close", "Close")]

    def __init__(self, title: str, text: str | Content | Sequence[str | Content]) -> None:
        """A sequence is shown one under another."""
        super().__init__()
        self._title = title
        if isinstance(text, str | Content):
            text = [text]
        self._text = lines(part if isinstance(part, Content) else safe(part) for part in text)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide-dialog"):
            yield Static(safe(self._title), classes="dialog-title")
            yield Prose(self._text, classes="dialog-text")
            yield Static("↑ ↓ scroll · Esc closes", classes="dialog-hint")

    def on_mount(self) -> None:
        self.query_one(Prose).focus()

    def on_click(self) -> None:
        if not self.query_one(".dialog").is_mouse_over:
            self.dismiss()

    def action_close(self) -> None:
        self.dismiss()
