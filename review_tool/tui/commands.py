"""The palette: every stage, every deed of this screen with its key, and records by their words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from review_tool.tui.screens.stage import StageScreen
from review_tool.tui.stages import STAGES
from review_tool.tui.text import assemble, safe_line

Command = tuple[str, str, str, Callable[[], Any]]
"""(what it does, its key, more about it, the deed)."""


class Deeds(Provider):
    """What can be done from here."""

    def _commands(self) -> Iterator[Command]:
        app, screen = self.app, self.screen
        for active in screen.active_bindings.values():
            binding = active.binding
            if binding.id and active.node is screen and active.enabled and binding.action != "step_back":
                deed = _runner(app, binding.action, screen)
                yield binding.description, app.get_key_display(binding), binding.tooltip, deed
        if isinstance(screen, StageScreen):
            for stage in STAGES:
                yield f"Go to {stage.label}", stage.key, stage.purpose, _runner(app, f"stage('{stage.key}')", app)
        yield "Help", "?", "Show this screen's keys and what it is for", _runner(app, "help", app)
        yield "Look", "", "Choose a theme: dark, light, high contrast, the terminal's own", app.action_change_theme
        yield "Quit", "^q", "Leave; everything is saved", _runner(app, "quit", app)

    async def discover(self) -> Hits:
        for words, key, more, deed in self._commands():
            yield DiscoveryHit(_line(words, key, more), deed, text=words)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for words, key, more, deed in self._commands():
            score = max(matcher.match(words), 0.8 * matcher.match(more))
            if score > 0:
                yield Hit(score, _line(words, key, more), deed, text=words)
        if isinstance(self.screen, StageScreen) and len(query.strip()) > 2:
            for title, go in self.screen.find_records(query.strip()):
                yield Hit(0.5, assemble(("record  ", "$text-muted"), safe_line(title)), go, text=title)


def _line(words: str, key: str, more: str) -> Content:
    return assemble(words, (f"  {key}", "bold $primary"), (f"  {more}", "$text-muted"))


def _runner(app: Any, action: str, namespace: Any) -> Callable[[], Any]:
    async def run() -> None:
        await app.run_action(action, namespace)

    return run
