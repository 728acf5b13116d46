"""Studies by items: a grid of one-character answers, for an appraisal or a map of the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from review_tool.tui.keys import taken_by_screen
from review_tool.tui.text import safe_line, width_of

CURSOR = "▸"


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One study."""

    id: int
    label: str
    symbols: tuple[str, ...]
    """One for each item, of a cell or few; it says the answer itself, and a blank one is work to do."""
    note: str = ""
    """What stands behind the symbols: a judgement, `2 of 5`."""


class Row(Protocol):
    """What the matrix asks of a row: a MatrixRow, or one that works its symbols out when they come in sight."""

    @property
    def id(self) -> int: ...
    @property
    def label(self) -> str: ...
    @property
    def symbols(self) -> tuple[str, ...]: ...
    @property
    def note(self) -> str: ...


def _symbol(study: Row, n: int, width: int) -> str:
    """What stands in one cell; the blank sign where nothing does."""
    symbol = study.symbols[n] if n < len(study.symbols) else " "
    # Most are one printable letter, narrow like all below U+1100: seeing that is many times faster than cleaning.
    if len(symbol) == 1 and symbol.isprintable() and symbol < "\u1100":
        return symbol
    return safe_line(symbol, width).plain or "·"


class ChecklistMatrix(ScrollView, can_focus=True, inherit_bindings=False):
    """A cursor over cells. Arrows or `hjkl` move it, Enter or a double click chooses."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"matrix--head", "matrix--row", "matrix--cell", "matrix--empty"}
    DEFAULT_CSS = """
    ChecklistMatrix {
        height: 1fr;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        & .matrix--head { color: $text-muted; }
        & .matrix--empty { color: $text-muted; }
        & .matrix--row { background: $panel; }
        & .matrix--cell { background: $primary; color: $background; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1, 0)", "Down", show=False),
        Binding("up,k", "move(-1, 0)", "Up", show=False),
        Binding("right,l", "move(0, 1)", "Right", show=False),
        Binding("left,h", "move(0, -1)", "Left", show=False),
        Binding("pagedown", "move(15, 0)", "Page down", show=False),
        Binding("pageup", "move(-15, 0)", "Page up", show=False),
        Binding("home", "move(-1000000, 0)", "First", show=False),
        Binding("end", "move(1000000, 0)", "Last", show=False),
        Binding("enter", "choose", "Open", show=False),
    ]

    class Highlighted(Message):
        """The cursor came to stand on this cell."""

        def __init__(self, matrix: ChecklistMatrix, row: int, item: str) -> None:
            super().__init__()
            self.matrix = matrix
            self.row = row
            """The study's id."""
            self.item = item

        @property
        def control(self) -> ChecklistMatrix:
            return self.matrix

        def can_replace(self, message: Message) -> bool:
            """Where keys come faster than a cell is told of, only the last place counts."""
            return type(message) is type(self) and message.matrix is self.matrix

    class Chosen(Highlighted):
        """A double click on this cell, or Enter where the screen binds no Enter of its own."""

    def __init__(self, *, empty: str = "Nothing here.", id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._empty = empty
        self._items: Sequence[tuple[str, str]] = ()
        self._rows: Sequence[Row] = ()
        self._at = (0, 0)
        self._cell = self._note = 0

    def show(
        self, items: Sequence[tuple[str, str]], rows: Sequence[Row], *, measured: Sequence[Row] | None = None
    ) -> None:
        """`items` are (id, short head) pairs. The cursor keeps its study and item where they are still there.

        `measured` are the rows that say how wide symbols and notes are: all, unless these are named.
        """
        kept = self.current
        self._items, self._rows = items, rows
        known = rows if measured is None else measured
        signs = max([width_of(symbol) for symbol in {sign for row in known for sign in row.symbols}], default=1)
        widest = max([len(head) for _, head in items] + [signs], default=1)
        self._cell = widest + (1 if signs == 1 and widest > 2 else 2)
        self._note = min(max([width_of(row.note) for row in known], default=0), 24)
        row = next((n for n, r in enumerate(rows) if kept and r.id == kept[0]), min(self._at[0], len(rows) - 1))
        column = next((n for n, (i, _) in enumerate(items) if kept and i == kept[1]), min(self._at[1], len(items) - 1))
        self._at = max(row, 0), max(column, 0)
        self.virtual_size = Size(0, len(rows) + 1)
        self.refresh()
        self._tell()

    def put(self, row: Row) -> None:
        """One row anew, in the place it has; only it is drawn again, unless its note needs more room."""
        place = next(n for n, other in enumerate(self._rows) if other.id == row.id)
        self._rows = [*self._rows[:place], row, *self._rows[place + 1 :]]
        wider = max(self._note, min(width_of(row.note), 24))
        if wider > self._note:
            self._note = wider
            self.refresh()
        else:
            self.refresh(Region(0, place - self.scroll_offset.y + 1, self.size.width, 1))
        self._tell()

    @property
    def current(self) -> tuple[int, str] | None:
        """The study's id and the item's under the cursor."""
        if not self._rows or not self._items:
            return None
        return self._rows[self._at[0]].id, self._items[self._at[1]][0]

    def go_to(self, row: int, item: str) -> None:
        """Put the cursor on a cell, where there is one."""
        for n, candidate in enumerate(self._rows):
            for m, (name, _) in enumerate(self._items):
                if candidate.id == row and name == item:
                    self._set(n, m)

    def action_move(self, rows: int, columns: int) -> None:
        self._set(self._at[0] + rows, self._at[1] + columns)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        return not (action == "choose" and taken_by_screen(self, "enter"))

    def action_choose(self) -> None:
        if self.current:
            self.post_message(self.Chosen(self, *self.current))

    def on_click(self, event: events.Click) -> None:
        row = event.y + self.scroll_offset.y - 1
        if event.y < 1 or not 0 <= row < len(self._rows):
            return
        column = (event.x - self._label_width - 2) // self._cell + self._window.start
        self._set(row, column if 0 <= column < len(self._items) else self._at[1])
        if event.chain == 2:
            self.action_choose()

    def _set(self, row: int, column: int) -> None:
        if self.current is None:
            return
        at = max(min(row, len(self._rows) - 1), 0), max(min(column, len(self._items) - 1), 0)
        if at == self._at:
            return
        before, window, self._at = self._at, self._window, at
        visible = max(self.scrollable_content_region.height - 1, 1)
        top = self.scroll_offset.y
        if not top <= at[0] < top + visible:
            self.scroll_to(y=at[0] if at[0] < top else at[0] - visible + 1, animate=False)
            self.refresh()
        elif window != self._window:
            self.refresh()
        else:
            for row in {before[0], at[0]}:
                self.refresh(Region(0, row - top + 1, self.size.width, 1))
        self._tell()

    def _tell(self) -> None:
        if self.current:
            self.post_message(self.Highlighted(self, *self.current))

    @property
    def _label_width(self) -> int:
        width = self.scrollable_content_region.width
        return max(min(28, width - len(self._items) * self._cell - self._note - 5), 15)

    @property
    def _window(self) -> range:
        """The columns that fit, turned like pages, so that most steps redraw two rows alone."""
        taken = self._label_width + 2 + (self._note + 3 if self._note else 0)
        room = max((self.scrollable_content_region.width - taken) // max(self._cell, 1), 1)
        first = min(self._at[1] // room * room, max(len(self._items) - room, 0))
        return range(first, min(first + room, len(self._items)))

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        base = self.visual_style
        if not self._rows:
            style = self.get_visual_style("matrix--empty")
            line = safe_line(self._empty if y == 1 else "").truncate(width, ellipsis=True, pad=True)
            return Strip([Segment(line.plain, style.rich_style)], width)
        if y == 0:
            style = self.get_visual_style("matrix--head")
            heads = "".join(safe_line(self._items[n][1]).plain.center(self._cell) for n in self._window)
            before = "‹" if self._window.start else " "
            after = "›" if self._window.stop < len(self._items) else " "
            line = Content(" " * (self._label_width + 1) + before + heads + after).truncate(width, pad=True)
            return Strip([Segment(line.plain, style.rich_style)], width)
        row = y - 1 + self.scroll_offset.y
        if row >= len(self._rows):
            return Strip.blank(width, base.rich_style)
        here = row == self._at[0]
        style = self.get_visual_style("matrix--row") if here else base
        study = self._rows[row]
        label = safe_line(study.label, self._label_width).truncate(self._label_width, pad=True)
        segments = [Segment((CURSOR if here else " ") + " ", style.rich_style), Segment(label.plain, style.rich_style)]
        window = self._window
        cells = [_symbol(study, n, self._cell).center(self._cell) for n in window]
        at = self._at[1] - window.start if here else len(cells)
        segments.append(Segment("".join(cells[:at]), style.rich_style))
        if here:
            segments.append(Segment(cells[at], self.get_visual_style("matrix--cell").rich_style))
        segments.append(Segment("".join(cells[at + 1 :]), style.rich_style))
        segments.append(Segment("  " + safe_line(study.note).plain, style.rich_style))
        return Strip(segments).adjust_cell_length(width, style.rich_style)
