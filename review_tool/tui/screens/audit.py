"""Read the log and verify it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from review_tool.tui import keys
from review_tool.tui.screens.stage import StageScreen
from review_tool.tui.widgets.empty_state import EmptyState


class AuditScreen(StageScreen):
    """Read the log and verify it."""

    MODE = "audit"
    CSS_PATH = "audit.tcss"
    HELP = "Read the log and verify it."
    BINDINGS: ClassVar[list[BindingType]] = [*keys.SCREENS["audit"]]

    def compose_body(self) -> ComposeResult:
        yield EmptyState("Audit", "Read the log and verify it.", ("ctrl+p", "what can be done here"))
