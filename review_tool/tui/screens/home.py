"""Where the review stands, and what is next."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from review_tool.tui import keys
from review_tool.tui.screens.stage import StageScreen
from review_tool.tui.widgets.empty_state import EmptyState


class HomeScreen(StageScreen):
    """Where the review stands, and what is next."""

    MODE = "home"
    CSS_PATH = "home.tcss"
    HELP = "Where the review stands, and what is next."
    BINDINGS: ClassVar[list[BindingType]] = [*keys.SCREENS["home"]]

    def compose_body(self) -> ComposeResult:
        yield EmptyState("Home", "Where the review stands, and what is next.", ("ctrl+p", "what can be done here"))
