"""What a screen says when it has nothing to show: what it is for, and the key that starts it."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from review_tool.tui.text import assemble, lines


class EmptyState(Static):
    """Give it the screen's purpose and (key, what it does) pairs."""

    DEFAULT_CSS = """
    EmptyState {
        width: 1fr;
        height: 1fr;
        content-align: center middle;
        text-align: center;
        padding: 1 4;
    }
    """

    def __init__(
        self,
        title: str,
        purpose: str = "",
        *keys: tuple[str, str],
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(_content(title, purpose, keys), id=id, classes=classes, markup=False)

    def say(self, title: str, purpose: str = "", *keys: tuple[str, str]) -> None:
        """Say something else."""
        self.update(_content(title, purpose, keys))


def _content(title: str, purpose: str, keys: tuple[tuple[str, str], ...]) -> Content:
    parts = [assemble((title, "bold"))]
    if purpose:
        parts += [Content(""), assemble((purpose, "$text-muted"))]
    if keys:
        parts += [Content(""), *(assemble((key, "bold $primary"), "  ", what) for key, what in keys)]
    return lines(parts)
