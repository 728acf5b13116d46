"""Write one or several texts: a note, a value, a claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from review_tool.tui.app import ReviewApp
from review_tool.tui.text import assemble, safe, safe_line


@dataclass(frozen=True, slots=True)
class Blank:
    """One text to fill in."""

    name: str
    """Its key in the answer."""
    label: str
    value: str = ""
    hint: str = ""
    long: bool = False
    """Several lines."""
    required: bool = False
    suggestions: tuple[str, ...] = field(default=())
    """Values a field takes; they stand under it as a hint."""


class Write(ModalScreen[dict[str, str] | None]):
    """Ctrl+S saves (in a single line, Enter too), Esc leaves; what was typed is there again the next time."""

    CSS_PATH = "dialog.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", priority=True),
        Binding("escape", "leave", "Leave", priority=True),
    ]

    app = getters.app(ReviewApp)

    def __init__(self, title: str, blanks: Sequence[Blank], *, detail: str = "", draft: str = "") -> None:
        """`draft` names what is written (`note report:12`), so that a half-written text is found again."""
        super().__init__()
        self._title, self._blanks, self._detail, self._draft = title, tuple(blanks), detail, draft

    def compose(self) -> ComposeResult:
        drafted = self.app.drafts.get(self._draft, {})
        with Vertical(classes="dialog -wide-dialog"):
            yield Static(safe(self._title), classes="dialog-title")
            if self._detail:
                yield Static(safe(self._detail), classes="dialog-detail")
            with VerticalScroll(classes="dialog-fields", can_focus=False):
                for n, blank in enumerate(self._blanks):
                    yield Static(_label(blank), classes="dialog-label")
                    value = drafted.get(blank.name, blank.value)
                    if blank.long or "\n" in value:  # one line would show what follows it in the terminal's next one
                        yield TextArea(value, id=f"blank-{n}", compact=True, tab_behavior="focus", soft_wrap=True)
                    else:
                        # A number that stands there is replaced by the one typed; a text is written on.
                        number = value.replace(".", "", 1).isdecimal()
                        yield Input(
                            value, placeholder=blank.hint, id=f"blank-{n}", compact=True, select_on_focus=number
                        )
            yield Static("", id="dialog-fault", markup=False)
            yield Static("Ctrl+S saves · Tab next · Esc leaves, and keeps what you typed", classes="dialog-hint")

    def on_mount(self) -> None:
        for area in self.query(TextArea):  # a text is written on, as in a single line
            area.move_cursor(area.document.end)
        self.query_one("#blank-0", Widget).focus(scroll_visible=False)
        # The cursor of the first text scrolls its label out of a short dialog.
        self.call_after_refresh(self.query_one(".dialog-fields").scroll_home, animate=False)

    def _written(self) -> dict[str, str]:
        texts = {}
        for n, blank in enumerate(self._blanks):
            box = self.query_one(f"#blank-{n}", Widget)
            texts[blank.name] = box.text if isinstance(box, TextArea) else getattr(box, "value", "")
        return texts

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        """Enter goes on to the next text, and saves after the last."""
        last = self._blanks[-1]
        if event.input.id == f"blank-{len(self._blanks) - 1}" and not last.long:
            self.action_save()
        else:
            self.focus_next()

    def action_save(self) -> None:
        # The key overtakes letters that the field has not taken in yet: it waits for them in the field's own queue.
        (self.focused or self).call_later(self._save)

    def _save(self) -> None:
        written = self._written()
        for n, blank in enumerate(self._blanks):
            if blank.required and not written[blank.name].strip():
                self.query_one("#dialog-fault", Static).update(safe_line(f"○ {blank.label} is needed."))
                self.query_one(f"#blank-{n}", Widget).focus()
                return
        self.app.drafts.pop(self._draft, None)
        self.dismiss(written)

    def action_leave(self) -> None:
        (self.focused or self).call_later(self._leave)

    def _leave(self) -> None:
        if self._draft:
            self.app.drafts[self._draft] = self._written()
        self.dismiss(None)


def _label(blank: Blank) -> Content:
    extra = " · ".join(blank.suggestions) if blank.suggestions else (blank.hint if blank.long else "")
    needed = (" (needed)", "$text-warning") if blank.required else ""
    return assemble((blank.label, "bold"), needed, (f"  {extra}" if extra else "", "$text-muted"))
