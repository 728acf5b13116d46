"""`decisions import`: votes from a spreadsheet."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from review_tool.cli.opening import opened, who
from review_tool.cli.progress import shown
from review_tool.cli.saying import plural, say, say_json
from review_tool.cli.settings import Verbs, settings
from review_tool.services import voting_in


@click.group(cls=Verbs)
def command() -> None:
    """Read votes from a spreadsheet."""


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
def import_(file: Path) -> None:
    """Write each row of a CSV as a vote, all of them or none.

    A row names its record (record_id, report_id, file and position, doi, pmid, source_id or title) and says include,
    exclude or maybe in the column verdict, decision or included. The columns stage, reviewer, reason and note may be
    there too; without reviewer the votes are yours.
    """
    asked = settings()
    with opened(asked) as review, shown() as progress:
        done = voting_in.import_votes(review, file, by=who(review, asked), progress=progress)
    if asked.json:
        say_json(asdict(done))
    else:
        say(f"{plural(done.rows, 'row')}: {plural(done.votes, 'vote')} written, {done.blank} without a verdict.")
