"""The review could not be opened: what was refused, and what to do."""

from __future__ import annotations

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Footer, Static

from review_tool.tui.app import ReviewApp
from review_tool.tui.text import assemble, safe, safe_line


class TroubleScreen(Screen[None]):
    """Try again, or leave."""

    CSS_PATH = "trouble.tcss"
    HELP = "Nothing was written. Mend what the message names, then try again."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "again", "Try again"),
        Binding("q,escape,ctrl+q", "app.quit", "Quit", key_display="q"),
    ]
    app = getters.app(ReviewApp)

    def __init__(self, message: str, hint: str, address: str) -> None:
        super().__init__()
        self._message, self._hint, self._address = message, hint, address

    def compose(self) -> ComposeResult:
        with Vertical(classes="trouble"):
            yield Static(assemble(("✗ ", "bold $text-error"), ("The review was not opened", "bold")))
            yield Static(safe_line(self._address), classes="trouble-address")
            yield Static(safe(self._message), classes="trouble-message")
            yield Static(safe(self._hint), classes="trouble-hint")
        yield Footer(compact=True, show_command_palette=False)

    async def action_again(self) -> None:
        app = self.app
        await app.pop_screen()
        app.open_again()
