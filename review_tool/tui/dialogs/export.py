"""What to export, then in which format; which columns a table has; a work sheet for a colleague."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from review_tool.tui import jobs, places
from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.dialogs.pick import Pick, Pickable
from review_tool.tui.screens.stage import StageScreen

EVERYTHING, SHEET, COLUMNS, SOME = "everything", "work sheet", "columns", "some"
_FORMATS = {
    ".csv": "a table any spreadsheet opens",
    ".xlsx": "Excel",
    ".docx": "Word",
    ".html": "a web page",
    ".md": "plain text with simple marks (Markdown)",
    ".tex": "LaTeX",
    ".svg": "a picture",
    ".txt": "plain text",
    ".ris": "for reference managers and screening programs",
    ".bib": "BibTeX",
    ".xml": "EndNote XML",
    ".json": "CSL-JSON",
    ".jsonl": "a line of JSON for each event",
}
"""What a file of this ending is opened with, or is."""
_PICTURES = {"appraisal": (("appraisal.svg", "svg: traffic lights"), ("appraisal-summary.svg", "svg: summary bars"))}


def choose_export(screen: StageScreen, write: Callable[..., Any], *, what: str = "") -> None:
    """Ask, then call `write` with the names of the files to make: `flow.svg`. With `what`, only its format is asked.

    Of records, `write` is given what is wanted of them too, see `choose_records`.
    """
    from review_tool.services.reporting.exporting import EXPORTS

    suffixes = {one.name: one.suffixes for one in EXPORTS}
    tables = {one.name for one in EXPORTS if one.table is not None}

    def chosen(name: str | None) -> None:
        if name == EVERYTHING:
            write(tuple(f"{one.name}{one.suffixes[0]}" for one in EXPORTS))
        elif name == SHEET:
            _choose_sheet(screen)
        elif name and len(suffixes[name]) == 1:
            write((f"{name}{suffixes[name][0]}",))
        elif name:
            pictures = [Choice(file, label) for file, label in _PICTURES.get(name, ())]
            plain = [s for s in suffixes[name] if f"{name}{s}" not in {one.value for one in pictures}]
            formats = [*(Choice(f"{name}{s}", s.lstrip("."), _FORMATS.get(s, "")) for s in plain), *pictures]
            if name in tables:
                formats.append(Choice(COLUMNS, "First choose the columns and their order", key="c"))
            if name == "records":
                formats.append(Choice(SOME, "For a program such as Rayyan, or only some of them", key="p"))
            screen.app.push_screen(Choose("In which format?", formats), lambda file: written(name, file))

    def written(name: str, file: str | None) -> None:
        if file == COLUMNS:
            _choose_columns(screen, name, lambda: chosen(name))
        elif file == SOME:
            from review_tool.tui.dialogs.export_records import choose_records

            choose_records(screen, suffixes[name], write)
        elif file:
            write((file,))

    if what:
        chosen(what)
        return
    choices = [Choice(one.name, one.label, " ".join(s.lstrip(".") for s in one.suffixes)) for one in EXPORTS]
    choices.append(Choice(SHEET, "A work sheet for a colleague to fill in", "xlsx docx", key="w"))
    choices.append(Choice(EVERYTHING, "Everything, each in its usual format", key="a"))
    detail = "It goes into the review's exports folder; a file of the same name is replaced."
    screen.app.push_screen(Choose("Export", choices, detail=detail), chosen)


def _choose_columns(screen: StageScreen, what: str, then: Callable[[], None]) -> None:
    """Pick a table's columns; the choice is kept with the review, and `u` takes it back."""
    from review_tool.services.reporting import exporting

    review, by = screen.app.review, screen.app.reviewer
    offered = exporting.columns_of(review, what, by=by)
    things = [Pickable(one.key, f"{one.label}  ({one.key})") for one in offered]
    detail = "They come in the order you pick them. Take one back and pick it again to move it to the end."

    def picked(keys: dict[str, str] | None) -> None:
        if keys is not None:
            with jobs.telling(screen):
                exporting.choose_columns(review, what, tuple(keys), by=by)
                screen.did(f"{len(keys)} columns kept for this table")
                screen.app.see_undo()
        then()

    kept = {one.key: "yes" for one in sorted(offered, key=lambda one: one.place) if one.place}
    screen.app.push_screen(Pick("Columns", things, picked=kept, detail=detail), picked)


def _choose_sheet(screen: StageScreen) -> None:
    """Ask which sheet and for whom, and write it."""
    from review_tool.services import people
    from review_tool.services.studies import worksheets

    review, by = screen.app.review, screen.app.reviewer
    team = [member.name for member in people.team(review)]

    def kind(file: str | None) -> None:
        if file and len(team) > 1:
            people = Choose("Whose answers will they be?", team, current=by)
            screen.app.push_screen(people, lambda who: write(file, who))
        elif file:
            write(file, by)

    def write(file: str, who: str | None) -> None:
        if who:
            with jobs.telling(screen):
                path = Path(review.folder) / "exports" / file
                worksheets.write(review, file.partition("-")[0], path, by=by, reviewer=who)
                words = (
                    f"Wrote {places.told(screen.app, path)} for {who}: when it comes back, open it on the import screen"
                )
                screen.did(words, undoable=False)
                places.hand_over(screen.app, path)

    sheets = [
        Choice(f"{name}-work-sheet{suffix}", f"{name}: {program}")
        for name in worksheets.KINDS
        for suffix, program in ((".xlsx", "Excel"), (".docx", "Word"))
    ]
    screen.app.push_screen(Choose("Which work sheet?", sheets), kind)
