"""A pane of text that scrolls."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from review_tool.tui.keys import taken_by_screen
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
        Binding("j", "line('j', 1)", "Down", show=False),
        Binding("k", "line('k', -1)", "Up", show=False),
    ]

    def __init__(self, text: str | Content = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._content: Content = text if isinstance(text, Content) else safe(text)
        self._body = Static(self._content, markup=False)

    def compose(self) -> ComposeResult:
        yield self._body

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """`j` and `k` scroll only where the screen has no deed of its own for them."""
        return not (action == "line" and taken_by_screen(self, str(parameters[0])))

    def action_line(self, key: str, by: int) -> None:  # noqa: ARG002
        self.scroll_relative(y=by, animate=False)

    @property
    def content(self) -> Content:
        """What is shown."""
        return self._content

    def show_text(self, text: str | Content) -> None:
        """Show another text, from its beginning."""
        self._content = text if isinstance(text, Content) else safe(text)
        self._body.update(self._content)
        self.scroll_home(animate=False)
