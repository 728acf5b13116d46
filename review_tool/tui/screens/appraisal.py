"""Answer a checklist for each study."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from review_tool.tui import keys
from review_tool.tui.screens.stage import StageScreen
from review_tool.tui.widgets.empty_state import EmptyState


class AppraisalScreen(StageScreen):
    """Answer a checklist for each study."""

    MODE = "appraisal"
    CSS_PATH = "appraisal.tcss"
    HELP = "Answer a checklist for each study."
    BINDINGS: ClassVar[list[BindingType]] = [*keys.SCREENS["appraisal"]]

    def compose_body(self) -> ComposeResult:
        yield EmptyState("Appraisal", "Answer a checklist for each study.", ("ctrl+p", "what can be done here"))
