"""Choose one of a few, by its number: reasons, formats, checklists, answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from review_tool.tui.text import assemble, safe, safe_line


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose."""

    value: str
    label: str = ""
    """What is shown; without one, the value."""
    hint: str = ""
    key: str = ""
    """A letter that chooses it; without one, its number up to 9."""


class Choose(ModalScreen[str | None]):
    """Returns the value, or what was typed where `other` allows it, or None after Esc.

    Where it does, whatever is typed that is no choice's key begins the other: nothing typed is lost, and Enter after it
    never takes the first choice.
    """

    CSS_PATH = "dialog.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave"),
        Binding("j", "list_move(1)", "Down", show=False),
        Binding("k", "list_move(-1)", "Up", show=False),
    ]

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice | str],
        *,
        detail: str = "",
        other: str = "",
        current: str = "",
    ) -> None:
        """`other` is the invitation to type something else; "" where only the choices will do."""
        super().__init__()
        self._title, self._detail, self._other, self._current = title, detail, other, current
        self._choices = [c if isinstance(c, Choice) else Choice(c) for c in choices]
        self._keys = [c.key or (str(n) if n <= 9 else "") for n, c in enumerate(self._choices, 1)]

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(safe(self._title), classes="dialog-title")
            if self._detail:
                yield Static(safe(self._detail), classes="dialog-detail")
            yield OptionList(*(Option(self._line(n)) for n in range(len(self._choices))), markup=False, compact=True)
            if self._other:
                yield Input(placeholder=self._other, id="other", compact=True, select_on_focus=False)
            ways = (
                f"{'number' if all(key.isdigit() for key in self._keys if key) else 'key'} or Enter chooses"
                + (" · or type another" if self._other else "")
                + " · Esc leaves"
            )
            yield Static(safe_line(ways), classes="dialog-hint")

    def _line(self, n: int) -> Content:
        choice = self._choices[n]
        hint = (f"  {choice.hint}", "$text-muted") if choice.hint else ""
        mark = "✓ " if self._current and choice.value == self._current else ""
        return assemble((f"{self._keys[n]:>1} ", "bold $primary"), mark, choice.label or choice.value, hint)

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        (options if self._choices or not self._other else self.query_one(Input)).focus()
        values = [choice.value for choice in self._choices]
        options.highlighted = values.index(self._current) if self._current in values else 0 if values else None

    def on_key(self, event: events.Key) -> None:
        if isinstance(self.focused, Input) or not event.character:
            return
        if event.character in self._keys:
            event.stop()
            self.dismiss(self._choices[self._keys.index(event.character)].value)
        elif self._other and event.is_printable and not event.character.isspace():
            event.stop()
            box = self.query_one(Input)
            box.focus()
            box.insert_text_at_cursor(event.character)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Letters move only where they cannot be the beginning of a word."""
        return not (self._other and action == "list_move")

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._choices[event.option_index].value)

    @on(Input.Submitted)
    def _written(self, event: Input.Submitted) -> None:
        if event.value.strip():
            self.dismiss(event.value.strip())

    def action_list_move(self, by: int) -> None:
        options = self.query_one(OptionList)
        options.action_cursor_down() if by > 0 else options.action_cursor_up()

    def action_leave(self) -> None:
        self.dismiss(None)
