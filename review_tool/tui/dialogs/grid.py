"""The rows of a table field, edited cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from review_tool.domain.field_values import rows, table
from review_tool.tui.text import safe, safe_line
from review_tool.tui.widgets.line_input import LineInput


class Grid(ModalScreen[str | None]):
    """Returns the rows as a table field keeps them, or None after Esc.

    Enter goes to the next cell and, after the last, makes a row more; on an empty row it is done.
    """

    CSS_PATH = "dialog.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "done", "Done", priority=True),
        Binding("escape", "leave", "Leave", priority=True),
        Binding("up", "row(-1)", "Up", priority=True),
        Binding("down", "row(1)", "Down", priority=True),
        Binding("ctrl+d", "drop", "Drop the row", priority=True),
    ]
    DEFAULT_CSS = """
    Grid .grid-row { height: 1; & Input { width: 1fr; margin: 0 1 0 0; height: 1; border: none; padding: 0; } }
    Grid .grid-head { height: 1; & Static { width: 1fr; margin: 0 1 0 0; color: $text-muted; } }
    Grid VerticalScroll { height: auto; max-height: 40vh; }
    """

    def __init__(self, title: str, columns: Sequence[str], text: str) -> None:
        super().__init__()
        self._title, self._columns = title, tuple(columns)
        self._given = rows(text) or [()]

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide-dialog"):
            yield Static(safe(self._title), classes="dialog-title")
            with Horizontal(classes="grid-head"):
                for column in self._columns:
                    yield Static(safe_line(column))
            with VerticalScroll(id="grid-rows", can_focus=False):
                for row in self._given:
                    yield self._row(row)
            hint = "Enter next cell, on an empty row done · ↑ ↓ rows · Ctrl+D drops the row · Ctrl+S done · Esc leaves"
            yield Static(hint, classes="dialog-hint")

    def _row(self, cells: Sequence[str] = ()) -> Horizontal:
        filled = [*cells, *[""] * (len(self._columns) - len(cells))]
        return Horizontal(*(LineInput(cell) for cell in filled[: len(self._columns)]), classes="grid-row")

    def on_mount(self) -> None:
        self.query(Input).first().focus()

    @property
    def _cells(self) -> list[list[Input]]:
        return [list(row.query(Input)) for row in self.query(".grid-row")]

    def _place(self) -> tuple[int, int]:
        """Row and column of the cell that has the keys."""
        for n, row in enumerate(self._cells):
            for m, cell in enumerate(row):
                if cell.has_focus:
                    return n, m
        return 0, 0

    @on(Input.Submitted)
    async def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        row, column = self._place()
        cells = self._cells
        if column == 0 and not any(cell.value.strip() for cell in cells[row]):
            self.action_done()
        elif column + 1 < len(self._columns):
            cells[row][column + 1].focus()
        elif row + 1 < len(cells):
            cells[row + 1][0].focus()
        else:
            new = self._row()
            await self.query_one("#grid-rows").mount(new)
            new.query(Input).first().focus()

    def action_row(self, by: int) -> None:
        row, column = self._place()
        cells = self._cells
        cells[max(min(row + by, len(cells) - 1), 0)][column].focus()

    async def action_drop(self) -> None:
        row, _ = self._place()
        every = list(self.query(".grid-row"))
        if len(every) == 1:
            for cell in self._cells[0]:
                cell.value = ""
            return
        await every[row].remove()
        self.action_row(0)

    def on_click(self, event: events.Click) -> None:
        event.stop()

    def action_done(self) -> None:
        (self.focused or self).call_later(self._done)  # after the letters that were typed before

    def _done(self) -> None:
        given = [[cell.value for cell in row] for row in self._cells]
        self.dismiss(table(row for row in given if any(cell.strip() for cell in row)))

    def action_leave(self) -> None:
        self.dismiss(None)
