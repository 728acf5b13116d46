"""`redo`: bring back."""

from __future__ import annotations

import click

from review_tool.cli.opening import opened, who
from review_tool.cli.saying import say, say_json
from review_tool.cli.settings import Verb, settings
from review_tool.services.history import undoing


@click.command(cls=Verb)
def command() -> None:
    """Bring back what you last took back, if you did nothing else since."""
    asked = settings()
    with opened(asked) as review:
        done = undoing.redo_last(review, by=who(review, asked))
    if asked.json:
        say_json({"redone": done.words, "event": done.event.id})
    else:
        say(f"Brought back: {done.words}")
