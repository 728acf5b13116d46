"""Read citation files."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from review_tool.tui import keys
from review_tool.tui.screens.stage import StageScreen
from review_tool.tui.widgets.empty_state import EmptyState


class ImportingScreen(StageScreen):
    """Read citation files."""

    MODE = "importing"
    CSS_PATH = "importing.tcss"
    HELP = "Read citation files."
    BINDINGS: ClassVar[list[BindingType]] = [*keys.SCREENS["importing"]]

    def compose_body(self) -> ComposeResult:
        yield EmptyState("Import", "Read citation files.", ("ctrl+p", "what can be done here"))
