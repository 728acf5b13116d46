"""`strand`: evidence beside the studies, imported from CSV or listed."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from review_tool.cli.opening import opened, who
from review_tool.cli.saying import labelled, narrate, plural, say, say_json
from review_tool.cli.settings import Verbs, settings
from review_tool.services.synthesis import strands
from review_tool.services.synthesis.strands import Columns

_SHOWN = 20
"""Problems that are told on stderr."""


@click.group(cls=Verbs)
def command() -> None:
    """Surveys, stories, pilots: evidence that claims can rest on beside the studies."""


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--strand", "name", required=True, help="The evidence base the rows belong to.")
@click.option("--kind", default="", help="What a new strand holds: responses, stories, pilots.")
@click.option(
    "--label", default="", metavar="COLUMN", help="The column to know an item by.  [default: told by heading]"
)
@click.option("--text", default="", metavar="COLUMN", help="The column of what it says.  [default: told by heading]")
@click.option("--codes", default="", metavar="COLUMN", help="The column of codes, parted by semicolons.")
def import_(file: Path, name: str, kind: str, label: str, text: str, codes: str) -> None:
    """Read the rows of a CSV file as items of a strand; the same file twice adds nothing."""
    asked = settings()
    with opened(asked) as review:
        by = who(review, asked)
        done = strands.import_items(review, file, name, by=by, columns=Columns(label, text, codes), kind=kind)
    if asked.json:
        say_json(asdict(done))
        return
    say(
        f"{done.strand}: {plural(done.read, 'row')} read, {done.added} added, {done.already_present} already present, "
        f"{done.refused} refused."
    )
    used = {"label": done.columns.label, "text": done.columns.text, "codes": done.columns.codes}
    say("Columns: " + "; ".join(f"{what} from “{column}”" for what, column in used.items() if column) + ".")
    for problem in done.problems[:_SHOWN]:
        narrate(f"{done.file}, {problem}")
    if len(done.problems) > _SHOWN:
        narrate(f"{len(done.problems) - _SHOWN} more problems: --json lists all.")


@command.command("list")
def list_() -> None:
    """Every strand with its items."""
    asked = settings()
    with opened(asked) as review:
        found = strands.strands(review)
    if asked.json:
        say_json([asdict(strand) | {"items": [asdict(item) for item in items]} for strand, items in found])
        return
    for strand, items in found:
        say(labelled(f"{strand.name} ({strand.size} {strand.kind}, {len(items)} entered)", strand.description))
        for item in items:
            codes = f" [{'; '.join(item.codes)}]" if item.codes else ""
            say(labelled(f"  {item.label}", f"{item.text}{codes}"))
    if not found:
        say("No strand yet: `review-tool strand import FILE --strand NAME`.")
