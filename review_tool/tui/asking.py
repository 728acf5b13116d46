"""Deeds that put questions: a dialog, perhaps another, then one service call.

    @asking
    async def action_note(self) -> None:
        written = await self.app.push_screen_wait(Write("Note", [Blank("text", "Note", long=True)]))

The deed runs beside the screen, so that it may wait for answers; a refusal becomes a toast.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from review_tool.domain.errors import ReviewError
from review_tool.tui import jobs, places
from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.dialogs.write import Blank, Write

GROUP = "ask"
"""The workers that wait for a person; nobody should wait for them."""

Node = TypeVar("Node", bound=Any)
P = ParamSpec("P")


def asking(deed: Callable[Concatenate[Node, P], Awaitable[None]]) -> Callable[Concatenate[Node, P], None]:
    """Make an async method of a screen one that may wait for dialogs."""

    @functools.wraps(deed)
    def start(self: Node, /, *args: P.args, **kwargs: P.kwargs) -> None:
        async def run() -> None:
            try:
                await deed(self, *args, **kwargs)
            except Exception as error:  # told on the screen, which goes on; a fault's traceback goes to the log
                jobs.tell(self, error)
            finally:
                self.app.typed_ahead.ended()

        self.app.typed_ahead.begins()
        self.run_worker(run(), group=GROUP, exclusive=True, exit_on_error=False)

    return start


async def until_taken(
    screen: Any,
    title: str,
    blanks: Sequence[Blank],
    deed: Callable[[dict[str, str]], object],
    *,
    detail: str = "",
    draft: str,
) -> bool:
    """Ask for texts and do the deed with them. Refused, the texts are asked for again with what was written in them.

    False where the person left.
    """
    while (written := await screen.app.push_screen_wait(Write(title, blanks, detail=detail, draft=draft))) is not None:
        try:
            deed(written)
        except ReviewError as refusal:
            screen.app.drafts[draft] = written
            jobs.tell(screen, refusal)
        else:
            return True
    return False


async def export(screen: Any, whats: Sequence[str]) -> None:
    """Ask what (where there is more than one thing) and where to, and write it beside the screen."""
    from review_tool.services.reporting import exporting

    known = {one.name: one for one in exporting.EXPORTS}
    what: str | None = whats[0]
    if len(whats) > 1:
        choices = [Choice(name, known[name].label) for name in whats]
        what = await screen.app.push_screen_wait(Choose("Export", choices))
    if not what:
        return
    review, one = screen.app.review, known[what]
    usual = places.usual(screen.app, f"{what}{one.suffixes[0]}")
    detail = "The end of the name chooses the format: " + ", ".join(one.suffixes)
    blank = Blank("path", "File", usual, required=True)
    asked = Write(f"Export: {one.label}", [blank], detail=detail, draft=f"export {what}")
    written = await screen.app.push_screen_wait(asked)
    if written is None:
        return
    path = places.to_write(screen.app, Path(written["path"].strip()).expanduser())
    done = await asyncio.to_thread(exporting.export, review, what, path, by=screen.app.reviewer)
    rows = "" if done.rows is None else f", {done.rows} rows"
    if done.losses:
        rows += f"; not carried: {', '.join(loss.field for loss in done.losses[:3])}"
        rows += f" and {len(done.losses) - 3} fields more" if len(done.losses) > 3 else ""
    screen.did(f"Written: {places.told(screen.app, path)}{rows}", undoable=False)
    places.hand_over(screen.app, path)
