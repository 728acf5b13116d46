"""What a screen shows, as text: the one place that asks Textual's compositor for its lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.app import App
from textual.pilot import Pilot
from textual.worker import Worker

HOSTILE = "[Article in German] Dose [mg/kg] [/] [@click=app.quit]x"
"""As it must stand on every screen."""
HOSTILE_RAW = f"\x1b[31m{HOSTILE}\x1b]8;;http://example.org\x07\x1b[0m\u202e"
"""The same as a source might deliver it: with colours, a link and a direction override."""

SIZES = ((80, 24), (120, 36))


def frame(app: App[Any]) -> str:
    """The screen as lines of text, without styles and trailing blanks."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips)


def picture(app: App[Any], path: Path) -> None:
    """The screen as an SVG."""
    path.write_text(app.export_screenshot(), encoding="utf-8")


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until no worker runs and everything is drawn. A deed that waits for a person's answer is not waited for.

    When another mode is shown, Textual holds its drawing back for a twentieth of a second; and what is done once
    something is drawn may have more drawn. An app that has been left draws no more.
    """
    app, calm = pilot.app, 0
    while calm < 2 and app.return_code is None:
        if working := _working(app):
            await app.workers.wait_for_complete(working)
        await pilot.pause()
        screen = app.screen
        busy = _working(app) or app._batch_count or screen._callbacks or screen._dirty_widgets
        calm = 0 if busy else calm + 1


def _working(app: App[Any]) -> list[Worker[Any]]:
    return [worker for worker in app.workers if worker.group != "ask"]


async def seen(pilot: Pilot[Any], words: str) -> None:
    """Wait until the screen says this."""
    for _ in range(500):
        if words in frame(pilot.app):
            return
        await pilot.pause(0.02)
    raise AssertionError(frame(pilot.app))
