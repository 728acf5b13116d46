"""What to export, then in which format."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.screens.stage import StageScreen

EVERYTHING = "everything"


def choose_export(screen: StageScreen, write: Callable[[tuple[str, ...]], Any], *, what: str = "") -> None:
    """Ask, then call `write` with the names of the files to make: `flow.svg`. With `what`, only its format is asked."""
    from review_tool.services.exporting import EXPORTS

    suffixes = {one.name: one.suffixes for one in EXPORTS}

    def chosen(name: str | None) -> None:
        if name == EVERYTHING:
            write(tuple(f"{one.name}{one.suffixes[0]}" for one in EXPORTS))
        elif name and len(suffixes[name]) == 1:
            write((f"{name}{suffixes[name][0]}",))
        elif name:
            formats = [Choice(f"{name}{suffix}", suffix.lstrip(".")) for suffix in suffixes[name]]
            screen.app.push_screen(Choose("In which format?", formats), written)

    def written(file: str | None) -> None:
        if file:
            write((file,))

    if what:
        chosen(what)
        return
    choices = [Choice(one.name, one.label, " ".join(s.lstrip(".") for s in one.suffixes)) for one in EXPORTS]
    choices.append(Choice(EVERYTHING, "Everything, each in its usual format", key="a"))
    detail = "It goes into the review's exports folder; a file of the same name is replaced."
    screen.app.push_screen(Choose("Export", choices, detail=detail), chosen)
