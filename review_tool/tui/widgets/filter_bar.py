"""The line that `/` opens: what is typed narrows the list, Enter keeps it, Esc lifts it."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input


class FilterBar(Input):
    """Hidden until opened. A screen that has one gets `/` for it."""

    DEFAULT_CSS = """
    FilterBar {
        display: none;
        height: 1;
        border: none;
        padding: 0 1;
        background: $panel;
        &.-open { display: block; }
        &:focus { border: none; background: $panel; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "lift", "Lift filter", show=False)]

    class Filtered(Message):
        """Show what holds these words; "" shows all."""

        def __init__(self, bar: FilterBar, words: str) -> None:
            super().__init__()
            self.bar = bar
            self.words = words

        @property
        def control(self) -> FilterBar:
            return self.bar

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, FilterBar.Filtered)

    class Kept(Message):
        """Enter: the words are whole."""

        def __init__(self, bar: FilterBar, words: str) -> None:
            super().__init__()
            self.bar = bar
            self.words = words

        @property
        def control(self) -> FilterBar:
            return self.bar

    def __init__(self, placeholder: str = "words in title, abstract, authors · Enter keeps · Esc lifts") -> None:
        super().__init__(placeholder=placeholder, compact=True, select_on_focus=False)
        self.opened = 0.0
        """When it last opened, on the clock of keys: one typed before, and taken by nothing, is its own."""

    def open(self) -> None:
        self.add_class("-open")
        self.screen.set_focus(self)  # at once: `focus` waits for its turn, and keys would go elsewhere meanwhile
        self.opened = events.Event().time

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Filtered(self, event.value))

    @on(Input.Submitted)
    def _kept(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Kept(self, event.value))
        self.set_class(bool(self.value), "-open")
        self.screen.focus_next()

    def action_lift(self) -> None:
        self.value = ""
        self.remove_class("-open")
        self.screen.focus_next()

    def on_blur(self, event: events.Blur) -> None:  # noqa: ARG002
        self.set_class(bool(self.value), "-open")


def growing(typed: str) -> str:
    """What to search for while this is being typed: its last word may still grow, so that it stands for any ending.

    One letter waits for the next: nearly every record has a word that begins so, and to find them all takes long.
    """
    if not typed or not typed[-1].isalnum():
        return typed
    before, _, last = typed.rpartition(" ")
    return before.rstrip() if len(last) == 1 and last.isascii() else f"{typed}*"
