"""The keys of this screen at its foot, in one line: as many as fit, and always the one that leads to the others."""

from __future__ import annotations

from typing import NamedTuple

from textual import events
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from review_tool.tui.text import assemble, ends

MORE = "question_mark"
"""The key that is shown however narrow the terminal is."""


class Key(NamedTuple):
    key: str
    shown: str
    words: str
    enabled: bool

    @property
    def width(self) -> int:
        return Content(f"{self.shown} {self.words} ").cell_length

    def drawn(self) -> Content:
        dim = "" if self.enabled else "dim"
        return assemble((self.shown, f"bold $footer-key-foreground {dim}"), (f" {self.words} ", dim))


class KeyFooter(Widget):
    """Drawn anew only where a key came, went or turned dim. A click is the key; Textual's own has a widget a key."""

    DEFAULT_CSS = """
    KeyFooter { dock: bottom; height: 1; padding: 0 1; color: $footer-description-foreground; text-wrap: nowrap; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[Key, ...] = ()

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self.bindings_changed)

    def bindings_changed(self, screen: Screen[object]) -> None:
        if not screen.app.app_focus or not screen.is_current:
            return
        keys: dict[str, Key] = {}  # of several keys for one deed, the first
        for _, binding, enabled, _ in screen.active_bindings.values():
            if binding.show and binding.action not in keys:
                keys[binding.action] = Key(binding.key, self.app.get_key_display(binding), binding.description, enabled)
        if (found := tuple(keys.values())) != self._keys:
            self._keys = found
            self.refresh()

    def _fitting(self) -> tuple[list[Key], list[Key]]:
        """The keys at the left; where not all fit, those that do something now, and the one at the right end."""
        width = self.content_size.width
        if sum(key.width for key in self._keys) <= width + 1:
            return [*self._keys], []
        last = [key for key in self._keys if key.key == MORE]
        room = width - sum(key.width for key in last) - 2
        shown: list[Key] = []
        for key in self._keys:
            if not key.enabled or key in last:
                continue
            room -= key.width
            if room < 0:
                break
            shown.append(key)
        return shown, last

    def render(self) -> Content:
        left, right = (Content.assemble(*(key.drawn() for key in keys)) for keys in self._fitting())
        return ends(left, right, self.content_size.width) if right else left

    def on_click(self, event: events.Click) -> None:
        left, right = self._fitting()
        at, x = 0, event.x - self.styles.padding.left
        for key in left:
            at += key.width
            if x < at:
                self._press(key)
                return
        if right and x >= self.content_size.width - right[0].width:
            self._press(right[0])

    def _press(self, key: Key) -> None:
        self.app.simulate_key(key.key)
