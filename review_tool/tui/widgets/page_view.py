"""One page of a text, wrapped, with a cursor on its sentences, marked passages and a margin that says what they are."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from review_tool.tui.text import assemble

MARGIN = 5
"""Cells: the cursor, a sign, a letter, and air."""


@dataclass(frozen=True, slots=True)
class Note:
    """What the margin says of a passage of the page."""

    start: int
    end: int
    sign: str
    """Two characters: `?R`, `✓G`, `“ `."""
    style: str


class PageView(ScrollView, can_focus=True, inherit_bindings=False):
    """A page's text; offsets are places in it. Outside text is clean already: the reader of the file saw to it."""

    DEFAULT_CSS = """
    PageView { height: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    """

    class Pointed(Message):
        """Somebody clicked on a place, or drew the mouse from one to another."""

        def __init__(self, start: int, end: int, *, drawn: bool) -> None:
            super().__init__()
            self.start = start
            self.end = end
            self.drawn = drawn

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._text = ""
        self._headings: tuple[tuple[int, int], ...] = ()
        self._notes: Sequence[Note] = ()
        self._cursor = self._selected = self._cue = (0, 0)
        self._found: Sequence[tuple[int, int]] = ()
        self._rows: list[tuple[int, int]] = []
        self._starts: list[int] = []
        self._width = 0
        self._down: int | None = None

    def show_page(self, text: str, headings: tuple[tuple[int, int], ...]) -> None:
        """Show another page, from its top."""
        self._text, self._headings = text, headings
        self._notes, self._found = (), ()
        self._cursor = self._selected = self._cue = (0, 0)
        self._wrap()
        self.scroll_home(animate=False, immediate=True)
        self.refresh()

    def show_marks(
        self,
        *,
        notes: Sequence[Note],
        cursor: tuple[int, int],
        selected: tuple[int, int],
        cue: tuple[int, int],
        found: Sequence[tuple[int, int]],
    ) -> None:
        """What is marked on the page: suggestions and excerpts, the sentence one is on, what is being marked, the cue
        behind the suggestion under the cursor, and the words looked for."""
        self._notes, self._cursor, self._selected, self._cue, self._found = notes, cursor, selected, cue, found
        self.refresh()

    def bring_into_view(self, start: int, end: int) -> None:
        """Scroll so that a passage is seen, its beginning above all."""
        first, last = self._row_of(start), self._row_of(max(end - 1, start))
        top, height = round(self.scroll_offset.y), max(self.scrollable_content_region.height, 1)
        if first < top or last >= top + height:
            self.scroll_to(y=max(first - height // 3, 0), animate=False, immediate=True)

    def on_resize(self) -> None:
        self._wrap()

    def _wrap(self) -> None:
        width = max(self.scrollable_content_region.width - MARGIN, 10)
        self._width = width
        self._rows, at = [], 0
        for line in self._text.split("\n"):
            self._rows += [(at + start, at + end) for start, end in _wrapped(line, width)]
            at += len(line) + 1
            self._rows.append((at - 1, at - 1))
        self._starts = [start for start, _ in self._rows]
        self.virtual_size = Size(width + MARGIN, len(self._rows))

    def _row_of(self, place: int) -> int:
        return max(bisect_right(self._starts, place) - 1, 0)

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        style = self.visual_style
        row = y + round(self.scroll_offset.y)
        if row >= len(self._rows):
            return Strip.blank(width, style.rich_style)
        start, end = self._rows[row]
        line = Content(self._text[start:end])
        for first, last in self._headings:
            line = _styled(line, start, first, last, "bold $primary")
        for note in self._notes:
            line = _styled(line, start, note.start, note.end, note.style)
        line = _styled(line, start, *self._cursor, "on $panel")
        line = _styled(line, start, *self._cue, "bold underline")
        for first, last in self._found:
            line = _styled(line, start, first, last, "reverse")
        line = _styled(line, start, *self._selected, "reverse")
        strips = Visual.to_strips(
            self, assemble(self._margin(start, end), line), width, 1, style, apply_selection=False
        )
        return strips[0].adjust_cell_length(width, style.rich_style) if strips else Strip.blank(width, style.rich_style)

    def _margin(self, start: int, end: int) -> Content:
        """The cursor's and a passage's sign, on the row where they begin."""
        here = start <= self._cursor[0] < max(end, start + 1) and self._cursor[1] > self._cursor[0]
        note = next((one for one in self._notes if start <= one.start < end), None)
        marking = self._selected[1] > self._selected[0] and self._selected[0] < end and start < self._selected[1]
        side = "▌" if marking else "▸" if here else " "
        return assemble((side, "bold $accent"), " ", (note.sign if note else "  ", "bold"), " ")

    def _place_at(self, x: int, y: int) -> int:
        row = min(max(y + round(self.scroll_offset.y), 0), max(len(self._rows) - 1, 0))
        if not self._rows:
            return 0
        start, end = self._rows[row]
        cells = x - MARGIN
        for place in range(start, end):
            cells -= cell_len(self._text[place])
            if cells < 0:
                return place
        return end

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self._down = self._place_at(event.x, event.y)
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._down is not None:
            place = self._place_at(event.x, event.y)
            if abs(place - self._down) > 1:
                self.post_message(self.Pointed(min(self._down, place), max(self._down, place), drawn=True))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        if self._down is not None:
            place = self._place_at(event.x, event.y)
            if abs(place - self._down) <= 1:
                self.post_message(self.Pointed(place, place, drawn=False))
        self._down = None
        self.release_mouse()


def _styled(line: Content, start: int, first: int, last: int, style: str) -> Content:
    """The part of a row between two places of the page, in a style."""
    first, last = max(first - start, 0), min(last - start, len(line))
    return line.stylize(style, first, last) if last > first else line


def _wrapped(line: str, width: int) -> list[tuple[int, int]]:
    """Where each row of a paragraph begins and ends; words longer than a row are cut."""
    rows: list[tuple[int, int]] = []
    start = blank = 0
    cells = 0
    for place, letter in enumerate(line):
        cells += cell_len(letter)
        if letter == " ":
            blank = place + 1
        if cells > width and place > start:
            cut = blank if blank > start else place
            rows.append((start, cut))
            start = cut
            cells = cell_len(line[start : place + 1])
    return [*rows, (start, len(line))]
