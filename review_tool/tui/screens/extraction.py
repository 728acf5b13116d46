"""Take values and excerpts from studies."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from review_tool.tui import keys
from review_tool.tui.screens.stage import StageScreen
from review_tool.tui.widgets.empty_state import EmptyState


class ExtractionScreen(StageScreen):
    """Take values and excerpts from studies."""

    MODE = "extraction"
    CSS_PATH = "extraction.tcss"
    HELP = "Take values and excerpts from studies."
    BINDINGS: ClassVar[list[BindingType]] = [*keys.SCREENS["extraction"]]

    def compose_body(self) -> ComposeResult:
        yield EmptyState("Extraction", "Take values and excerpts from studies.", ("ctrl+p", "what can be done here"))
