"""`dedupe`: find duplicates."""

from __future__ import annotations

from dataclasses import asdict

import click

from review_tool.cli.opening import opened, who
from review_tool.cli.progress import shown
from review_tool.cli.saying import narrate, plural, say, say_json
from review_tool.cli.settings import Verb, settings
from review_tool.services import deduping


@click.command(cls=Verb)
def command() -> None:
    """Find duplicates: merge the sure, queue the doubtful. What a person decided is never touched."""
    asked = settings()
    with opened(asked) as review, shown() as progress:
        done = deduping.run(review, by=who(review, asked), progress=progress)
    if asked.json:
        say_json(asdict(done))
        return
    say(f"{plural(done.records, 'record')}: {done.merged} merged now, {plural(done.reports, 'report')} stand.")
    say(f"{plural(done.to_review, 'pair')} to review, found in {done.seconds} seconds.")
    if done.to_review:
        narrate("Next: review-tool duplicates")
