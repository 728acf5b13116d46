"""Settle where reviewers differ."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from review_tool.tui import keys
from review_tool.tui.screens.stage import StageScreen
from review_tool.tui.widgets.empty_state import EmptyState


class ConflictsScreen(StageScreen):
    """Settle where reviewers differ."""

    MODE = "conflicts"
    CSS_PATH = "conflicts.tcss"
    HELP = "Settle where reviewers differ."
    BINDINGS: ClassVar[list[BindingType]] = [*keys.SCREENS["conflicts"]]

    def compose_body(self) -> ComposeResult:
        yield EmptyState("Conflicts", "Settle where reviewers differ.", ("ctrl+p", "what can be done here"))
