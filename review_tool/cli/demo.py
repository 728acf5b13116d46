"""`demo`: the co-production sample through every stage."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import click

from review_tool.cli.opening import around
from review_tool.cli.progress import shown
from review_tool.cli.saying import narrate, say, say_json, terminal
from review_tool.cli.screens import open_screens
from review_tool.cli.settings import Verb, settings
from review_tool.domain.errors import Cancelled, ReviewError
from review_tool.services import demonstrating, overview


@click.command(cls=Verb)
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), default="co-production-review")
@click.option("--no-open", is_flag=True, help="Do not open the screens afterwards.")
def command(folder: Path, no_open: bool) -> None:
    """See the co-production sample go through every stage, in a new folder.

    Three citation files are imported and deduplicated; demonstration votes, appraisals, values, recommendations and
    gaps are written; everything is exported into DIR/exports. It is a demonstration, not the list of a published
    review.
    """
    asked = settings()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ReviewError(
            f"{folder} is there already and is not empty.", hint="Name a new folder: review-tool demo DIR."
        )
    by = asked.who
    narrate(f"Making the demonstration in {folder} …")
    try:
        with shown() as progress:
            done = demonstrating.demonstrate(folder, by=by, around=around(), progress=progress)
    except (Cancelled, KeyboardInterrupt):
        shutil.rmtree(folder, ignore_errors=True)
        raise Cancelled(f"Stopped; {folder} was removed again.") from None
    files = [exported.file for exported in done.exports]
    if asked.json:
        say_json({"flow": done.flow.to_payload(), "exports": files})
        return
    say(overview.flow_lines(done.flow), end="")
    say()
    say(f"{len(files)} exports in {folder / 'exports'}:")
    for file in files:
        say(f"  {Path(file).name}")
    say()
    say(f"Open it:         review-tool --review {folder} --as '{by}'")
    say(f"Read it:         {folder / 'exports' / 'summary' / 'index.html'}")
    say(f"Where it stands: review-tool status --review {folder}")
    if terminal() and not no_open and not asked.plain:
        open_screens(replace(asked, review=str(folder), named=True, name=by))
