"""Write recommendations and research gaps."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from review_tool.tui import keys
from review_tool.tui.screens.stage import StageScreen
from review_tool.tui.widgets.empty_state import EmptyState


class SynthesisScreen(StageScreen):
    """Write recommendations and research gaps."""

    MODE = "synthesis"
    CSS_PATH = "synthesis.tcss"
    HELP = "Write recommendations and research gaps."
    BINDINGS: ClassVar[list[BindingType]] = [*keys.SCREENS["synthesis"]]

    def compose_body(self) -> ComposeResult:
        yield EmptyState("Synthesis", "Write recommendations and research gaps.", ("ctrl+p", "what can be done here"))
