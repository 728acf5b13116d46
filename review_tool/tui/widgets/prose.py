"""A pane of text that scrolls."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual
from textual.widgets import Static

from review_tool.tui.keys import taken_by_screen
from review_tool.tui.text import literal


class Prose(ScrollView, can_focus=True):
    """Text, wrapped and scrollable. A string is shown literally; `text.assemble` makes styled content.

    The text is wrapped once and drawn line by line: another text of the same kind of length repaints this pane alone,
    where a Static in a scrolling container would have the whole screen laid out again.
    """

    DEFAULT_CSS = """
    Prose { height: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "line('j', 1)", "Down", show=False),
        Binding("k", "line('k', -1)", "Up", show=False),
    ]

    def __init__(self, text: str | Content = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._content = literal(text)
        self._strips: list[Strip] = []
        self._blank = Strip([])
        self._wrapped: tuple[Content | None, int, object] = (None, 0, None)

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
        self._content = literal(text)
        self.scroll_home(animate=False, immediate=True)
        self._fit()
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        self._wrap(width)
        return len(self._strips)

    def on_resize(self, _event: events.Resize) -> None:
        self._fit()

    def render_lines(self, crop: Region) -> list[Strip]:
        self._wrap(self.scrollable_content_region.width)
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        at = y + round(self.scroll_offset.y)
        return self._strips[at] if at < len(self._strips) else self._blank

    def _wrap(self, width: int) -> None:
        """Wrap the text, unless this very text stands wrapped at this width and in this style already."""
        style = self.visual_style
        content, *rest = self._wrapped
        if content is self._content and rest == [width, style]:
            return
        width = max(width, 1)
        strips = Visual.to_strips(self, self._content, width, None, style, apply_selection=False)
        self._blank = Strip.blank(width, style.rich_style)
        self._strips = [strip.adjust_cell_length(width, style.rich_style) for strip in strips]
        self._wrapped = (self._content, width, style)

    def _fit(self) -> None:
        """Tell the scroll bar how long the text is; lay out again only where the bar comes or goes."""
        region = self.scrollable_content_region
        if not region.width:
            return
        self._wrap(region.width)
        size = Size(region.width, len(self._strips))
        if self.styles.is_auto_height or (size.height > region.height) != self.show_vertical_scrollbar:
            self.virtual_size = size
        else:
            self.set_reactive(Prose.virtual_size, size)
            if self.show_vertical_scrollbar:
                self.vertical_scrollbar.window_virtual_size = size.height


class Snippet(Static):
    """A few lines of text; the screen is laid out again only where their number changes."""

    DEFAULT_CSS = """
    Snippet { height: auto; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("", id=id, markup=False)

    def show_text(self, text: str | Content) -> None:
        width, height = self.content_size
        lines = Visual.to_strips(self, literal(text), max(width, 1), None, self.visual_style, apply_selection=False)
        self.update(literal(text), layout=len(lines) != height)
