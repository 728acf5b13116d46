"""The blanks of one field, inside the form: the value, the passage it rests on, its place, and why it changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Static

from review_tool.domain.evidence import Excerpt, ExcerptKind
from review_tool.domain.extraction import Field, FieldType
from review_tool.tui.text import assemble, lines, safe_line
from review_tool.tui.widgets.line_input import LineInput

NOT_REPORTED = "-"
"""Typed as a value, it says that the report does not say."""
ROWS = " // "
"""What parts a table's rows on one line."""
_BLANKS = ("value", "passage", "place", "why")
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Asked:
    """What to ask for."""

    field: Field
    value: str = ""
    passage: str = ""
    place: str = ""
    kind: ExcerptKind = ExcerptKind.QUOTE
    why: str = ""
    ask_why: bool = False
    """It changes what another person wrote."""
    choices: tuple[str, ...] = ()
    """Values that a digit takes: the form's options, or those of two who differ."""
    excerpts: tuple[Excerpt, ...] = ()
    """Passages of the study marked already; a number in the passage's blank takes one."""
    title: str = ""


class FieldEditor(Vertical):
    """Enter goes from blank to blank and saves after the last; an empty passage saves at once."""

    DEFAULT_CSS = """
    FieldEditor {
        height: auto; display: none; padding: 0 1; border-top: solid $primary;
        &.-open { display: block; }
        & Horizontal { height: 1; }
        & .blank-name { width: 11; color: $text-muted; }
        & Input { width: 1fr; background: $panel; height: 1; border: none; padding: 0; }
        & Input:focus { border: none; background: $surface-lighten-2; }
        & #editor-head, & #editor-hint { height: auto; }
        & #editor-hint { color: $text-muted; }
        & #editor-fault { height: auto; color: $text-warning; display: none; }
        & #editor-fault.-said { display: block; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", priority=True),
        Binding("ctrl+t", "kind", "Quote or paraphrase"),
        Binding("escape", "leave", "Leave"),
        Binding("tab,down", "blank(1)", "Next", show=False),
        Binding("shift+tab,up", "blank(-1)", "Before", show=False),
    ]

    class Given(Message):
        """What was written; the screen saves it and asks for the next field, or says why not."""

        def __init__(self, asked: Asked, *, not_reported: bool = False) -> None:
            super().__init__()
            self.asked = asked
            self.not_reported = not_reported

    class Left(Message):
        """Left without saving; what was typed is in `asked`."""

        def __init__(self, asked: Asked) -> None:
            super().__init__()
            self.asked = asked

    class Passed(Message):
        """Enter on an empty value: the next field, nothing written."""

    class RowsWanted(Message):
        """A table's rows are to be edited in a grid."""

        def __init__(self, asked: Asked) -> None:
            super().__init__()
            self.asked = asked

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._asked = Asked(Field("", ""))

    def compose(self) -> ComposeResult:
        yield Static(id="editor-head", markup=False)
        for name, hint in (
            ("value", ""),
            ("passage", "Enter for none; a number takes a marked one"),
            ("place", "p. 4, Results; abstract"),
            ("why", "why it changes"),
        ):
            with Horizontal(id=f"row-{name}"):
                yield Static(safe_line(name), classes="blank-name", id=f"name-{name}")
                yield LineInput(placeholder=hint, id=f"edit-{name}")
        yield Static(id="editor-fault", markup=False)
        yield Static("Enter next · Ctrl+S saves · - not reported · Esc leaves", id="editor-hint")

    # What the screen calls

    @property
    def is_open(self) -> bool:
        return self.has_class("-open")

    def open(self, asked: Asked) -> None:
        """Ask for a field; the keys go to its value."""
        self._asked = asked
        self.add_class("-open")
        self.refuse("")
        self.query_one("#row-why").display = asked.ask_why
        for name in _BLANKS:
            self._blank(name).value = getattr(asked, name).replace("\n", ROWS)
        self._blank("value").placeholder = _placeholder(asked.field)
        self._show()
        self._blank("value").focus()

    def close(self) -> None:
        self.remove_class("-open")

    def refuse(self, reason: str) -> None:
        """Say why it was not saved; what was typed stays."""
        fault = self.query_one("#editor-fault", Static)
        fault.update(safe_line(f"○ {reason}" if reason else ""))
        fault.set_class(bool(reason), "-said")

    def set_value(self, value: str) -> None:
        """Put a value in, as from the grid, and go on to its passage."""
        self._blank("value").value = value.replace("\n", ROWS)
        self._blank("passage").focus()

    @property
    def written(self) -> Asked:
        """The field with what stands in its blanks now."""
        value, passage, place, why = (self._blank(name).value.strip() for name in _BLANKS)
        return replace(self._asked, value=value, passage=passage, place=place, why=why)

    # Inside

    def _blank(self, name: str) -> Input:
        return self.query_one(f"#edit-{name}", Input)

    def _show(self) -> None:
        asked, field = self._asked, self._asked.field
        head = [
            assemble((asked.title or field.label, "bold"), (f"  {field.hint}" if field.hint else "", "$text-muted"))
        ]
        if field.example:
            head.append(assemble(("for example  ", "$text-muted"), field.example))
        if asked.choices:
            parts = [part for n, c in enumerate(asked.choices, 1) for part in ((f"{n} ", "bold $primary"), f"{c}  ")]
            head.append(assemble(*parts))
        self.query_one("#editor-head", Static).update(lines(head))
        self.query_one("#name-passage", Static).update(safe_line(asked.kind.value))

    @on(Input.Changed, "#edit-value")
    def _digit(self, event: Input.Changed) -> None:
        """Of a choice, the digit alone takes it."""
        event.stop()
        asked, text = self._asked, event.value
        if asked.field.type is FieldType.CHOICES or not text.isdecimal() or len(text) > 1 or not self._typing("value"):
            return
        if 1 <= int(text) <= len(asked.choices) <= _DIGITS:
            self.set_value(asked.choices[int(text) - 1])

    def _typing(self, name: str) -> bool:
        return self.screen.focused is self._blank(name)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value.strip()
        match (event.input.id or "").removeprefix("edit-"):
            case "value":
                self._value_entered(text)
            case "passage" if not text:
                self._go_on("place")
            case "passage":
                known = self._numbered(text)
                if known:
                    self._blank("passage").value, self._blank("place").value = known.text, known.locator
                    self._go_on("place")
                else:
                    self._blank("place").focus()
            case "place":
                self._go_on("place")
            case _:
                self.action_save()

    def _value_entered(self, text: str) -> None:
        if text == NOT_REPORTED:
            self._go_on("place")
        elif self._asked.field.type is FieldType.TABLE:
            self.post_message(self.RowsWanted(self.written))
        elif not text:
            self.post_message(self.Passed())
        else:
            self._blank("value").value = self._named(text)
            self._blank("passage").focus()

    def _go_on(self, after: str) -> None:
        """After the last blank that is asked for, save."""
        if self._asked.ask_why and after == "place" and not self._blank("why").value.strip():
            self._blank("why").focus()
        else:
            self.action_save()

    def _named(self, text: str) -> str:
        """`1 3` as the options of these numbers."""
        numbers = text.replace(",", " ").replace(";", " ").split()
        choices = self._asked.choices
        if choices and all(n.isdecimal() and 1 <= int(n) <= len(choices) for n in numbers):
            return "; ".join(choices[int(n) - 1] for n in numbers)
        return text

    def _numbered(self, text: str) -> Excerpt | None:
        known: Sequence[Excerpt] = self._asked.excerpts
        return known[int(text) - 1] if text.isdecimal() and 1 <= int(text) <= len(known) else None

    def action_save(self) -> None:
        # As in the dialog `Write`: after the letters that were typed before.
        (self.screen.focused or self).call_later(self._save)

    def _save(self) -> None:
        written = self.written
        if written.value == NOT_REPORTED:
            self.post_message(self.Given(replace(written, value="", passage="", place=""), not_reported=True))
            return
        if not written.passage:
            written = replace(written, place="")
        value = self._named(written.value).replace(ROWS.strip(), "\n")
        self.post_message(self.Given(replace(written, value=value)))

    def action_kind(self) -> None:
        quote = self._asked.kind is ExcerptKind.QUOTE
        self._asked = replace(self._asked, kind=ExcerptKind.PARAPHRASE if quote else ExcerptKind.QUOTE)
        self._show()

    def action_blank(self, by: int) -> None:
        shown = [name for name in _BLANKS if name != "why" or self._asked.ask_why]
        here = next((n for n, name in enumerate(shown) if self._typing(name)), 0)
        self._blank(shown[(here + by) % len(shown)]).focus()

    def action_leave(self) -> None:
        self.post_message(self.Left(self.written))


def _placeholder(field: Field) -> str:
    """What to type, by the field's type."""
    match field.type:
        case FieldType.NUMBER:
            return f"a number, in {' or '.join(field.units)}" if field.units else "a number"
        case FieldType.CHOICE:
            return "its number"
        case FieldType.CHOICES:
            return "their numbers: 1 3"
        case FieldType.DATE:
            return "2026-03-12, 2026-03 or 2026"
        case FieldType.TABLE:
            return f"Enter opens the rows: {' | '.join(field.columns)}"
        case _:
            return ""
