"""A pane of text that scrolls."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from review_tool.tui.keys import taken_by_screen
from review_tool.tui.text import literal
from review_tool.tui.widgets.wrapping import Wrapped, draw, fit_of, has_side_borders, line_at, wrap


class Prose(ScrollView, can_focus=True):
    """Text, wrapped and scrollable. A string is shown literally; `text.assemble` makes styled content.

    Another text repaints this pane alone, where a Static in a scrolling container would have the whole screen laid out
    again. So the scroll bar is always there, and unseen while there is nothing to scroll.
    """

    DEFAULT_CSS = """
    Prose {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        scrollbar-background: transparent;
        scrollbar-background-hover: transparent;
        scrollbar-background-active: transparent;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "line('j', 1)", "Down", show=False),
        Binding("k", "line('k', -1)", "Up", show=False),
    ]

    def __init__(self, text: str | Content = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.set_reactive(Prose.auto_links, False)  # there are none, and to look for them takes long
        self._content = literal(text)
        self._wrapped: Wrapped | None = None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """`j` and `k` scroll only where the screen has no deed of its own for them."""
        return not (action == "line" and taken_by_screen(self, str(parameters[0])))

    def action_line(self, key: str, by: int) -> None:  # noqa: ARG002
        self.scroll_relative(y=by, animate=False)

    @property
    def content(self) -> Content:
        """What is shown."""
        return self._content

    def make_ready(self, text: Content) -> Content | Wrapped:
        """Wrap a text that may be shown here soon; as it is while the pane has no place on the screen."""
        width = self.scrollable_content_region.width
        return wrap(self, text, fit_of(self, width)) if width else text

    def show_text(self, text: str | Content | Wrapped) -> None:
        """Show another text, from its beginning."""
        if isinstance(text, Wrapped):
            self._wrapped = text
        self._content = text.content if isinstance(text, Wrapped) else literal(text)
        self.scroll_home(animate=False, immediate=True)
        self._fit()
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return len(self._wrap(width).lines)

    def on_resize(self, _event: events.Resize) -> None:
        self._fit()

    def render_lines(self, crop: Region) -> list[Strip]:
        if has_side_borders(self):
            return super().render_lines(crop)
        text = self._wrap(self.scrollable_content_region.width)
        return draw(self, text, crop, scrolled=round(self.scroll_offset.y))

    def render_line(self, y: int) -> Strip:
        return line_at(self._wrap(self.scrollable_content_region.width), y + round(self.scroll_offset.y))

    def _wrap(self, width: int) -> Wrapped:
        """Wrap the text, unless this very text stands wrapped for this width and style already."""
        fit = fit_of(self, width)
        if self._wrapped is None or self._wrapped.content is not self._content or self._wrapped.fit != fit:
            self._wrapped = wrap(self, self._content, fit)
        return self._wrapped

    def _fit(self) -> None:
        """Tell the scroll bar how long the text is; lay out again only where the pane is as tall as its text."""
        region = self.scrollable_content_region
        if not region.width:
            return
        size = Size(region.width, len(self._wrap(region.width).lines))
        if self.styles.is_auto_height:
            self.virtual_size = size
        else:
            self.set_reactive(Prose.virtual_size, size)
            self.vertical_scrollbar.window_virtual_size = max(size.height, region.height)


class Snippet(Widget):
    """A few lines of text. The screen is laid out again only where they need more room than they have.

    What has become too roomy stays so until `tighten`: what stands below would jump with every text.
    """

    DEFAULT_CSS = """
    Snippet { height: auto; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._content = Content("")
        self._wrapped: Wrapped | None = None
        self._tall = 0
        """How many lines there is room for."""

    def make_ready(self, text: Content) -> Content | Wrapped:
        """As for `Prose`."""
        width = self.content_size.width
        return wrap(self, text, fit_of(self, width)) if width else text

    def show_text(self, text: str | Content | Wrapped) -> None:
        if isinstance(text, Wrapped):
            self._wrapped = text
        self._content = text.content if isinstance(text, Wrapped) else literal(text)
        width = self.content_size.width
        if width and len(self._wrap(width).lines) > self._tall:
            self.refresh(layout=True)
        else:
            self.refresh()

    def tighten(self) -> None:
        """Take no more room than the text needs."""
        self._tall = 0
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        self._tall = max(self._tall, len(self._wrap(width).lines))
        return self._tall

    def render_lines(self, crop: Region) -> list[Strip]:
        if has_side_borders(self):
            return super().render_lines(crop)
        return draw(self, self._wrap(self.content_size.width), crop)

    def render_line(self, y: int) -> Strip:
        return line_at(self._wrap(self.content_size.width), y)

    def _wrap(self, width: int) -> Wrapped:
        fit = fit_of(self, width)
        if self._wrapped is None or self._wrapped.content is not self._content or self._wrapped.fit != fit:
            self._wrapped = wrap(self, self._content, fit)
        return self._wrapped
