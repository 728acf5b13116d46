"""One question before a deed that cannot be undone. What can be undone asks nothing."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from review_tool.tui.text import safe, safe_line
from review_tool.tui.widgets.prose import Prose


class Confirm(ModalScreen[bool]):
    """`y` or Enter says yes, `n` or Esc says no."""

    CSS_PATH = "dialog.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes"),
        Binding("n,escape", "answer(False)", "No"),
        Binding("left,up", "app.focus_previous", "Other", show=False),
        Binding("right,down", "app.focus_next", "Other", show=False),
    ]

    def __init__(
        self, question: str, detail: str = "", *, yes: str = "Yes", no: str = "No", wide: bool = False
    ) -> None:
        """`wide` for a detail of many lines."""
        super().__init__()
        self._wide = wide
        self._question, self._detail, self._yes, self._no = question, detail, yes, no

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide-dialog" if self._wide else "dialog"):
            yield Static(safe(self._question), classes="dialog-title")
            if self._detail:
                yield Prose(self._detail, classes="dialog-text")
            with Horizontal(classes="dialog-buttons"):
                yield Button(safe_line(f"{self._yes} (y)"), id="yes", variant="primary", compact=True)
                yield Button(safe_line(f"{self._no} (n)"), id="no", compact=True)

    def on_mount(self) -> None:
        self.query_one("#yes").focus()

    def action_answer(self, yes: bool) -> None:
        self.dismiss(yes)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")
