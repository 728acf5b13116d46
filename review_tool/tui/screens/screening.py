"""Decide on titles and abstracts."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from review_tool.tui import keys
from review_tool.tui.screens.stage import StageScreen
from review_tool.tui.widgets.empty_state import EmptyState


class ScreeningScreen(StageScreen):
    """Decide on titles and abstracts."""

    MODE = "screening"
    CSS_PATH = "screening.tcss"
    HELP = "Decide on titles and abstracts."
    BINDINGS: ClassVar[list[BindingType]] = [*keys.SCREENS["screening"]]

    def compose_body(self) -> ComposeResult:
        yield EmptyState("Screening", "Decide on titles and abstracts.", ("ctrl+p", "what can be done here"))
