"""A pane of text that scrolls."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from review_tool.tui.text import safe


class Prose(VerticalScroll):
    """Text, wrapped and scrollable. A string is shown literally; `text.assemble` makes styled content."""

    DEFAULT_CSS = """
    Prose {
        height: 1fr;
        scrollbar-size-vertical: 1;
        & > Static { width: 1fr; height: auto; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", "Down", show=False),
        Binding("k", "scroll_up", "Up", show=False),
    ]

    def __init__(self, text: str | Content = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._content: Content = text if isinstance(text, Content) else safe(text)
        self._body = Static(self._content, markup=False)

    def compose(self) -> ComposeResult:
        yield self._body

    @property
    def content(self) -> Content:
        """What is shown."""
        return self._content

    def show_text(self, text: str | Content) -> None:
        """Show another text, from its beginning."""
        self._content = text if isinstance(text, Content) else safe(text)
        self._body.update(self._content)
        self.scroll_home(animate=False)
