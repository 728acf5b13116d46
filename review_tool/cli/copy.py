"""`copy TO`: the review into another home, a folder or a PostgreSQL database, to go on there."""

from __future__ import annotations

from dataclasses import asdict

import click

from review_tool.cli.opening import opened
from review_tool.cli.progress import shown
from review_tool.cli.saying import narrate, plural, say, say_json
from review_tool.cli.settings import Verb, settings
from review_tool.services.history import bundling


@click.command(cls=Verb)
@click.argument("to", metavar="DIR_OR_URL")
def command(to: str) -> None:
    """Take the whole review into a new folder or an empty PostgreSQL database, or from there into a folder.

    The copy has every event, record and file, the same by every hash, and is checked before this says so. Go on in one
    of the two only; for work in both there is `bundle`.
    """
    asked = settings()
    with opened(asked) as review, shown() as progress:
        done = bundling.copy(review, to, progress=progress)
    if asked.json:
        say_json(asdict(done))
        return
    say(f"{done.address} holds the review: {plural(done.events, 'event')}, {plural(done.records, 'record')}.")
    for writer, head in done.heads.items():
        say(f"  {writer}: {head}")
    narrate("Go on there, and let the other rest: what is done in both cannot be put together.")
