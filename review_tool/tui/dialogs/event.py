"""One event of the log, whole."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from review_tool.domain.text import one_line, shorten
from review_tool.services.history.auditing import Told
from review_tool.tui.text import assemble, lines, safe_line
from review_tool.tui.widgets.prose import Prose

GO, TAKE_BACK = "go", "take back"


class EventView(ModalScreen[str | None]):
    """Returns GO (to its record), TAKE_BACK, or None."""

    CSS_PATH = "dialog.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,o", "answer('go')", "Go to its record"),
        Binding("b", "answer('take back')", "Take back"),
        Binding("escape,q", "answer('')", "Close"),
    ]

    def __init__(self, told: Told, changes: Sequence[Change] = (), *, goes_to: str) -> None:
        """`goes_to` names what it is about (`report 12`); "" where there is nothing to go to."""
        super().__init__()
        self._told, self._changes, self._goes_to = told, changes, goes_to

    def compose(self) -> ComposeResult:
        back = "Bring back (b)" if self._told.undone else "Take back (b)"
        with Vertical(classes="dialog -wide-dialog"):
            yield Static(safe_line(f"Event {self._told.number}"), classes="dialog-title")
            yield Prose(event_told(self._told, self._changes), classes="dialog-text")
            with Horizontal(classes="dialog-buttons"):
                if self._goes_to:
                    yield Button(safe_line(f"Go to {self._goes_to} (Enter)"), id="go", variant="primary", compact=True)
                yield Button(safe_line(back), id="back", compact=True)
                yield Button("Close (Esc)", id="close", compact=True)

    def on_mount(self) -> None:
        self.query_one(Prose).focus()

    def action_answer(self, answer: str) -> None:
        if answer != GO or self._goes_to:
            self.dismiss(answer or None)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.dismiss({"go": GO, "back": TAKE_BACK}.get(event.button.id or ""))


Change = tuple[str, Any, Any]
"""A part of what was written: its name, what it was before, what it is after."""


def changes_told(changes: Sequence[Change]) -> list[Content]:
    """Before and after, part by part."""
    return [
        assemble(
            (f"{name}  ", "bold"),
            ("before  ", "$text-muted"),
            _short(before),
            ("  →  after  ", "$text-muted"),
            (_short(after), "bold"),
        )
        for name, before, after in changes
    ]


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return shorten(one_line(text), 300) or "–"


def event_told(told: Told, changes: Sequence[Change] = ()) -> Content:
    """Who, when, what, about what, what it changed, its payload, and its place in the chain."""
    event = told.event
    state = ("✗ taken back", "bold $warning") if told.undone else ("✓ in force", "$success")
    facts = [
        ("when", f"{event.at[:10]} {event.at[11:19]} UTC"),
        ("who", event.actor or "hidden until then"),
        ("what", event.kind),
        ("about", event.subject),
        ("chain", f"{event.writer}, event {event.seq}" if event.writer else "hidden until then"),
        ("version", event.app_version),
        ("id", event.id),
        ("before it", event.prev or "hidden until then"),
        ("hash", event.hash),
    ]
    said: list[Content] = []
    if told.hidden:
        said = [assemble("hidden until the stage has an outcome"), Content("")]
    elif plain := plainly(event.payload):
        said = [*(assemble((f"{name:<10}", "$text-muted"), text) for name, text in plain), Content("")]
    whole = [] if told.hidden else [Content(""), assemble(("as the log has it", "$text-muted"))]
    whole += [assemble((pretty(event.payload), "$text-muted"))] if whole else []
    return lines(
        [
            assemble((told.words, "bold")),
            assemble(state),
            Content(""),
            *(assemble((f"{name:<10}", "$text-muted"), text) for name, text in facts[:4]),
            Content(""),
            *([*changes_told(changes), Content("")] if changes else []),
            *said,
            *(assemble((f"{name:<10}", "$text-muted"), (text, "$text-muted")) for name, text in facts[4:]),
            *whole,
        ]
    )


_CODED = re.compile("[0-9a-f-]{16,}")
"""A hash, a salt or an id."""


def plainly(payload: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a payload says in words or numbers, part by part; without lists and what the chain needs."""
    return [
        (name, shorten(one_line(value), 600) if isinstance(value, str) else f"{value}")
        for name, value in payload.items()
        if value not in ("", None) and isinstance(value, str | int | float) and not _CODED.fullmatch(f"{value}")
    ]


def pretty(payload: object) -> str:
    """A payload to be read; a long one (a run of the duplicate finder) is cut, and says so."""
    text = json.dumps(payload, indent=2, ensure_ascii=False, sort_keys=True)
    return (
        text if len(text) <= 6000 else text[:6000] + f"\n… {len(text) - 6000:,} letters more: x exports the log whole"
    )
