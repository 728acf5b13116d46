"""What is painted before anything else is there: the frame of the stages, drawn by one widget without a stylesheet."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from review_tool.tui.stages import STAGES


class Frame(Widget):
    """The header and the stages, as their own widgets will draw them."""

    def render(self) -> Content:
        long = "  ".join(f"{stage.key} {stage.label}" for stage in STAGES)
        stages = long if len(long) < self.size.width else " ".join(f"{stage.key} {stage.short}" for stage in STAGES)
        return Content.assemble((" Review Tool", "bold"), f"\n {stages}\n\n Opening …")


class FirstScreen(Screen[Any]):
    """Shown for an instant, until the stage to begin at is made."""

    def compose(self) -> ComposeResult:
        yield Frame()
