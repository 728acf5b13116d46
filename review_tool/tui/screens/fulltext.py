"""Decide on full texts, with reasons."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from review_tool.tui import keys
from review_tool.tui.screens.stage import StageScreen
from review_tool.tui.widgets.empty_state import EmptyState


class FulltextScreen(StageScreen):
    """Decide on full texts, with reasons."""

    MODE = "fulltext"
    CSS_PATH = "fulltext.tcss"
    HELP = "Decide on full texts, with reasons."
    BINDINGS: ClassVar[list[BindingType]] = [*keys.SCREENS["fulltext"]]

    def compose_body(self) -> ComposeResult:
        yield EmptyState("Full text", "Decide on full texts, with reasons.", ("ctrl+p", "what can be done here"))
