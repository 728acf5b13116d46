"""One line to type into, for texts that are pasted from a page."""

from __future__ import annotations

from textual import events
from textual.widgets import Input


class LineInput(Input):
    """An input whose pasted line breaks become blanks: a passage copied from a page comes in whole."""

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        value = " ".join(value.splitlines())
        super().__init__(value, placeholder=placeholder, id=id, compact=True, select_on_focus=True)

    def _on_paste(self, event: events.Paste) -> None:
        event.text = " ".join(event.text.split())
        super()._on_paste(event)
