"""Judge records that may be one report."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from review_tool.tui import keys
from review_tool.tui.screens.stage import StageScreen
from review_tool.tui.widgets.empty_state import EmptyState


class DuplicatesScreen(StageScreen):
    """Judge records that may be one report."""

    MODE = "duplicates"
    CSS_PATH = "duplicates.tcss"
    HELP = "Judge records that may be one report."
    BINDINGS: ClassVar[list[BindingType]] = [*keys.SCREENS["duplicates"]]

    def compose_body(self) -> ComposeResult:
        yield EmptyState("Duplicates", "Judge records that may be one report.", ("ctrl+p", "what can be done here"))
