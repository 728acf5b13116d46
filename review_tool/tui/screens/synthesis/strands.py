"""What the synthesis screen asks about strands and their items, and writes through the services."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from review_tool.domain.errors import ReviewError
from review_tool.domain.synthesis import Strand
from review_tool.services.synthesis import strands
from review_tool.services.synthesis.strands import Columns
from review_tool.tui import places
from review_tool.tui.asking import until_taken
from review_tool.tui.dialogs.tell import Tell
from review_tool.tui.dialogs.write import Blank

if TYPE_CHECKING:
    from review_tool.tui.screens.synthesis.screen import SynthesisScreen


async def describe_strand(screen: SynthesisScreen, strand: Strand | None) -> None:
    """Enter a strand, or change what is said of it."""
    known = strand or Strand("", "", 0)

    def write(written: dict[str, str]) -> None:
        size = written["size"].strip()
        if not size.isdecimal():
            raise ReviewError(f"“{size}” is not a number.", hint="How many it holds in all: 573.")
        name = known.name or written["name"]
        made = Strand(name, written["kind"], int(size), written["description"])
        strands.describe_strand(screen.app.review, made, by=screen.app.reviewer)
        screen.views.view = "strands"
        screen.wrote(f"strand {made.name}: {made.size} {made.kind}")

    blanks = [
        Blank("kind", "What it holds", known.kind, hint="responses, stories, pilots", required=True),
        Blank("size", "How many", str(known.size) if strand else "", hint="573", required=True),
        Blank("description", "What it is", known.description, long=True),
    ]
    if strand is None:
        blanks.insert(0, Blank("name", "Name", hint="Survey of partners", required=True))
    title = f"Strand: {known.name}" if strand else "New strand"
    await until_taken(screen, title, blanks, write, draft=f"strand {known.name}")


async def add_item(screen: SynthesisScreen, strand: str) -> None:
    def write(written: dict[str, str]) -> None:
        by = screen.app.reviewer
        strands.add_item(screen.app.review, strand, written["label"], written["text"], by=by)
        screen.views.view = "strands"
        screen.wrote(f"item of {strand}: {written['label']}")

    blanks = [Blank("label", "Label", required=True), Blank("text", "What it says", long=True)]
    await until_taken(screen, f"New item of {strand}", blanks, write, draft=f"item {strand}")


async def read_file(screen: SynthesisScreen) -> None:
    """Read items from a CSV file; what is odd in it is listed by line."""
    problems: list[str] = []

    def write(written: dict[str, str]) -> None:
        columns = Columns(written["label"], written["text"], written["codes"])
        path = places.to_read(screen.app, Path(written["path"].strip()).expanduser())
        strand = written["strand"]
        done = strands.import_items(screen.app.review, path, strand, by=screen.app.reviewer, columns=columns)
        problems[:] = map(str, done.problems)
        screen.views.view = "strands"
        screen.wrote(f"{done.strand}: {done.added} added, {done.already_present} already there, {done.refused} refused")

    names = tuple(strand.name for strand in screen.evidence.base.strands)
    blanks = [
        Blank("path", "File", hint="stories.csv", required=True),
        Blank("strand", "Strand", suggestions=names, required=True),
        Blank("label", "Column to know an item by", hint="told by its heading where empty"),
        Blank("text", "Column of the text", hint="told by its heading where empty"),
        Blank("codes", "Column of codes", hint="parted by ;"),
    ]
    if await until_taken(screen, "Items from a CSV file", blanks, write, draft="strand file") and problems:
        await screen.app.push_screen_wait(Tell("What is odd in the file", problems))
