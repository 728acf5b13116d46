"""Of the records: for which program, in which format, which of them, and what one entry is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from review_tool.domain.decision import Stage
from review_tool.services.reporting.exporting import Exported
from review_tool.services.reporting.handing_on import RECEIVERS
from review_tool.services.reporting.wanted import Wanted
from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.screens.stage import StageScreen

ANY = "any"
_WHICH = (
    Choice("all", "All"),
    Choice("included full-text", "Included after the full text"),
    Choice("included title-abstract", "Included after title and abstract"),
    Choice("excluded title-abstract", "Excluded at title and abstract"),
    Choice("excluded full-text", "Excluded at the full text"),
    Choice("open title-abstract", "Not decided yet at title and abstract"),
    Choice("conflict title-abstract", "In conflict at title and abstract"),
    Choice("not-retrieved full-text", "Full text not retrieved"),
)
"""State and stage. Rayyan and the like are mostly given what is still open, a report what was included."""
_UNITS = (
    Choice("reports", "One for each report", "duplicates as one, with the best of their fields"),
    Choice("records", "One for each record", "as the sources delivered them"),
)


def choose_records(
    screen: StageScreen, suffixes: Sequence[str], write: Callable[[tuple[str, ...], Wanted], Any]
) -> None:
    """Ask one after the other, then call `write` with the file's name and what was chosen; Esc leaves all of it."""
    takes = {ANY: tuple(suffixes), **{one.name: one.suffixes for one in RECEIVERS}}
    receiver, file, which = "", "", "all"

    def ask(title: str, choices: Sequence[Choice], then: Callable[[str], None]) -> None:
        screen.app.push_screen(Choose(title, choices), lambda answer: then(answer) if answer else None)

    def for_whom(name: str) -> None:
        nonlocal receiver
        receiver = "" if name == ANY else name
        formats = [Choice(f"records{suffix}", suffix.lstrip(".")) for suffix in takes[name]]
        ask("In which format?", formats, in_format)

    def in_format(name: str) -> None:
        nonlocal file
        file = name
        ask("Which of them?", _WHICH, of_these)

    def of_these(name: str) -> None:
        nonlocal which
        which = name
        ask("What is one entry?", _UNITS, as_unit)

    def as_unit(unit: str) -> None:
        state, _, stage = which.partition(" ")
        at = Stage(stage) if stage else Stage.TITLE_ABSTRACT
        split = receiver == "covidence"
        write((file,), Wanted(unit, at, state.replace("-", " "), receiver, split and file.endswith((".ris", ".xml"))))

    hints = {"covidence": "files of at most 15,000 references and 50 MB"}
    programs = [Choice(ANY, "Any program, or a table to read")]
    programs += [Choice(one.name, one.label, hints.get(one.name, "")) for one in RECEIVERS]
    ask("For which program?", programs, for_whom)


def losses_told(done: Sequence[Exported]) -> list[str]:
    """A line for each field that a format could not carry, with how many records have it."""
    return [
        f"{loss.field}, of {loss.records} record{'s' if loss.records != 1 else ''}"
        for made in done
        for loss in made.losses
    ]
