"""A list of any length: ids in memory, rows fetched a page at a time, only what is seen is drawn.

    records = RecordList(Column("", 2), Column("title"), Column("year", 5, from_width=60))
    records.show(queue.ids, page)            # page(ids) -> rows, called for at most PAGE ids when they come into view

A filter or another order is another `show`: the cursor stays on its id, or, where that is gone (it was decided),
on the place it had, which is the next one. 100,000 ids cost what the list of integers costs.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

from review_tool.tui.keys import taken_by_screen
from review_tool.tui.text import safe_line, without_middle

PAGE = 100
"""Rows fetched at once; one page takes a store about a third of a millisecond."""
PAGES_KEPT = 24
CURSOR, MARK = "▸", "●"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. Exactly one of a list should have no width: it takes what is left."""

    title: str
    width: int | None = None
    """In cells."""
    right: bool = False
    from_width: int = 0
    """It is left out where the list is narrower than this."""
    keeps_end: bool = False
    """What is too long for it is cut in its middle: names of files differ at their ends."""


@dataclass(frozen=True, slots=True)
class Row:
    """What one id looks like. Texts may come from outside: they are shown literally."""

    id: int
    cells: tuple[str | Content, ...]
    """One for each column."""
    dim: bool = False
    """Done with, or not to be acted on."""


Page = Callable[[Sequence[int]], Sequence[Row]]


class RecordList(ScrollView, can_focus=True, inherit_bindings=False):
    """Rows by id, one line each, with a cursor and marks."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "record-list--head",
        "record-list--cursor",
        "record-list--mark",
        "record-list--dim",
        "record-list--empty",
    }
    DEFAULT_CSS = """
    RecordList {
        height: 1fr;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        & .record-list--head { color: $text-muted; }
        & .record-list--cursor {
            background: $block-cursor-blurred-background;
            color: $block-cursor-blurred-foreground;
        }
        & .record-list--mark { color: $primary; text-style: bold; }
        & .record-list--dim { color: $text-muted; }
        & .record-list--empty { color: $text-muted; }
        &:focus .record-list--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("pagedown", "move_page(1)", "Page down", show=False),
        Binding("pageup", "move_page(-1)", "Page up", show=False),
        Binding("home", "move_to(0)", "First", show=False),
        Binding("end", "move_to(-1)", "Last", show=False),
        Binding("enter", "choose", "Open", show=False),
        Binding("space", "mark", "Mark", show=False),
    ]

    class Highlighted(Message):
        """The cursor came to stand on this id; None where the list is empty."""

        def __init__(self, records: RecordList, id: int | None) -> None:
            super().__init__()
            self.records = records
            self.id = id

        @property
        def control(self) -> RecordList:
            return self.records

        def can_replace(self, message: Message) -> bool:
            """Where keys come faster than a card is drawn, only the last place counts."""
            return isinstance(message, RecordList.Highlighted) and message.records is self.records

    class Chosen(Message):
        """A double click on this id, or Enter where the screen binds no Enter of its own."""

        def __init__(self, records: RecordList, id: int) -> None:
            super().__init__()
            self.records = records
            self.id = id

        @property
        def control(self) -> RecordList:
            return self.records

    class MarksChanged(Message):
        """The set of marked ids is another."""

        def __init__(self, records: RecordList, marked: frozenset[int]) -> None:
            super().__init__()
            self.records = records
            self.marked = marked

        @property
        def control(self) -> RecordList:
            return self.records

    def __init__(
        self,
        *columns: Column,
        head: bool = True,
        markable: bool = True,
        empty: str = "Nothing here.",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.columns = columns or (Column(""),)
        self.empty = empty
        """What stands here when there is no id."""
        self._head = int(head)
        self._markable = markable
        self._ids: Sequence[int] = ()
        self._page: Page = lambda _: ()
        self._pages: OrderedDict[int, dict[int, Row]] = OrderedDict()
        self._cursor = 0
        self._marked: set[int] = set()

    # What a screen calls

    def show(self, ids: Sequence[int], page: Page, *, cursor: int | None = None) -> None:
        """Show these ids. The cursor goes to the id `cursor`, else stays on its id, else on its place."""
        wanted = self.current if cursor is None else cursor
        self._ids, self._page = ids, page
        self._pages.clear()
        place = _place(ids, wanted, near=self._cursor)
        self._cursor = place if place is not None else max(min(self._cursor, len(ids) - 1), 0)
        self.virtual_size = Size(0, len(ids) + self._head)
        self._follow()
        self.refresh()
        self.post_message(self.Highlighted(self, self.current))

    def refresh_rows(self) -> None:
        """Fetch the rows again; ids and cursor stay."""
        self._pages.clear()
        self.refresh()

    def go_to(self, id: int) -> bool:
        """Put the cursor on an id; False where the list does not hold it."""
        place = _place(self._ids, id, near=self._cursor)
        if place is not None:
            self._set_cursor(place)
        return place is not None

    @property
    def ids(self) -> Sequence[int]:
        return self._ids

    @property
    def current(self) -> int | None:
        """The id under the cursor."""
        return self._ids[self._cursor] if self._cursor < len(self._ids) else None

    @property
    def place(self) -> int:
        """The cursor's place, from 1; 0 in an empty list."""
        return self._cursor + 1 if self._ids else 0

    @property
    def marked(self) -> frozenset[int]:
        return frozenset(self._marked)

    def clear_marks(self) -> None:
        self._marked.clear()
        self.refresh()
        self.post_message(self.MarksChanged(self, self.marked))

    # Keys and mouse

    def action_move(self, by: int) -> None:
        self._set_cursor(self._cursor + by)

    def action_move_page(self, pages: int) -> None:
        self._set_cursor(self._cursor + pages * max(self._visible_rows - 1, 1))

    def action_move_to(self, place: int) -> None:
        self._set_cursor(place if place >= 0 else len(self._ids) + place)

    def action_choose(self) -> None:
        if self.current is not None:
            self.post_message(self.Chosen(self, self.current))

    def action_mark(self) -> None:
        if self.current is None:
            return
        self._marked ^= {self.current}
        self._refresh_row(self._cursor)
        self.post_message(self.MarksChanged(self, self.marked))
        self._set_cursor(self._cursor + 1)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Marking where it is wanted; Enter and Space only where the screen has no deed of its own for them."""
        if action == "mark":
            return self._markable and not taken_by_screen(self, "space")
        return not (action == "choose" and taken_by_screen(self, "enter"))

    def on_click(self, event: events.Click) -> None:
        place = event.y + self.scroll_offset.y - self._head
        if event.y < self._head or not 0 <= place < len(self._ids):
            return
        self._set_cursor(place)
        if event.chain == 2:
            self.action_choose()

    # Drawing

    @property
    def _visible_rows(self) -> int:
        return max(self.scrollable_content_region.height - self._head, 1)

    def _set_cursor(self, place: int) -> None:
        place = max(min(place, len(self._ids) - 1), 0)
        if place == self._cursor:
            return
        before, self._cursor = self._cursor, place
        self._refresh_row(before)
        self._refresh_row(place)
        self._follow()
        self.post_message(self.Highlighted(self, self.current))

    def _follow(self) -> None:
        """Scroll as little as brings the cursor into view, also before the scrollbar is there."""
        top, rows = self.scroll_offset.y, self._visible_rows
        if self._cursor < top:
            self.scroll_to(y=self._cursor, animate=False, force=True)
        elif self._cursor >= top + rows:
            self.scroll_to(y=self._cursor - rows + 1, animate=False, force=True)

    def on_resize(self) -> None:
        self._follow()

    def _refresh_row(self, place: int) -> None:
        self.refresh(Region(0, place - self.scroll_offset.y + self._head, self.size.width, 1))

    def row(self, place: int) -> Row | None:
        """The row at a place from 0, from the pages at hand or fetched; None where the page does not know the id."""
        number = place // PAGE
        if number in self._pages:
            self._pages.move_to_end(number)
        else:
            wanted = self._ids[number * PAGE : (number + 1) * PAGE]
            self._pages[number] = {row.id: row for row in self._page(wanted)}
            if len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        return self._pages[number].get(self._ids[place])

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        base = self.visual_style
        if not self._ids:
            words = safe_line(self.empty if y == self._head else "")
            return self._strip(words, width, self.get_visual_style("record-list--empty"))
        if y < self._head:
            titles = tuple(safe_line(column.title) for column in self.columns)
            return self._strip(self._line("  ", titles, width), width, self.get_visual_style("record-list--head"))
        place = y + self.scroll_offset.y - self._head
        if not 0 <= place < len(self._ids):
            return self._strip(Content(""), width, base)
        row = self.row(place)
        marked = self._ids[place] in self._marked
        lead = (CURSOR if place == self._cursor else " ") + (MARK if marked else " ")
        style = base
        if place == self._cursor:
            style = self.get_visual_style("record-list--cursor")
        elif marked:
            style = self.get_visual_style("record-list--mark")
        elif row and row.dim:
            style = self.get_visual_style("record-list--dim")
        return self._strip(self._line(lead, row.cells if row else (), width), width, style)

    def _line(self, lead: str, cells: Sequence[str | Content], width: int) -> Content:
        shown = [
            (column, cell) for column, cell in zip(self.columns, cells, strict=False) if width >= column.from_width
        ]
        taken = sum((column.width or 0) + 1 for column, _ in shown) + len(lead)
        pieces = [Content(lead)]
        for column, cell in shown:
            room = column.width if column.width is not None else max(width - taken, 4)
            text = safe_line(cell) if isinstance(cell, str) else cell
            text = without_middle(text, room) if column.keeps_end else text.truncate(room, ellipsis=True)
            blank = " " * (room - text.cell_length)
            pieces += [Content(blank), text, Content(" ")] if column.right else [text, Content(blank + " ")]
        return Content("").join(pieces)

    def _strip(self, line: Content, width: int, style: Style) -> Strip:
        def resolved(part: str | Style) -> Style:
            return self.app.stylesheet.parse_style(part) if isinstance(part, str) else part

        parts = line.truncate(width, pad=True).render(style, "", parse_style=resolved)
        return Strip([Segment(text, part.rich_style) for text, part in parts], width)


def _place(ids: Sequence[int], wanted: int | None, *, near: int) -> int | None:
    """Where an id stands; most often where it stood, so that is looked at first."""
    if wanted is None:
        return None
    if near < len(ids) and ids[near] == wanted:
        return near
    try:
        return ids.index(wanted)
    except ValueError:
        return None
