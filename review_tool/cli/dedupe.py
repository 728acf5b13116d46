"""`dedupe`: find duplicates."""

from __future__ import annotations

from dataclasses import asdict

import click

from review_tool.cli.opening import keep_up, opened, who
from review_tool.cli.progress import shown
from review_tool.cli.saying import narrate, plural, say, say_json
from review_tool.cli.settings import Verb, settings
from review_tool.services.gathering import deduping


@click.command(cls=Verb)
def command() -> None:
    """Find duplicates: merge the sure, queue the doubtful. What a person decided is never touched."""
    asked = settings()
    with opened(asked) as review, shown() as progress:
        by = who(review, asked)
        done = deduping.run(review, by=by, progress=progress)
        keep_up(review, by)
    if asked.json:
        say_json({name: value for name, value in asdict(done).items() if name != "related"})
        return
    verb = "stands" if done.reports == 1 else "stand"
    say(f"{plural(done.records, 'record')}: {done.merged} merged now, {plural(done.reports, 'report')} {verb}.")
    say(f"{plural(done.to_review, 'pair')} to review, found in {done.seconds} seconds.")
    if done.related:
        linked = "is related but distinct: it is" if done.related == 1 else "are related but distinct: they are"
        say(f"{plural(done.related, 'pair')} {linked} linked, not merged (review-tool duplicates list --related).")
    if done.to_review:
        narrate("Next: review-tool duplicates")
