"""`undo`: take back."""

from __future__ import annotations

import click

from review_tool.cli.opening import opened, who
from review_tool.cli.saying import say, say_json
from review_tool.cli.settings import Verb, settings
from review_tool.services import auditing, undoing


@click.command(cls=Verb)
@click.argument("event", required=False)
def command(event: str | None) -> None:
    """Take back your last deed, or any EVENT by its number or id in `audit log`. Nothing is erased."""
    asked = settings()
    with opened(asked) as review:
        by = who(review, asked)
        if event is None:
            done = undoing.undo_last(review, by=by)
        else:
            if event.isdecimal() and (found := auditing.tell(review, [int(event)])):
                event = found[0].event.id
            done = undoing.undo(review, event, by=by)
    if asked.json:
        say_json({"undone": done.words, "event": done.event.id})
    else:
        say(f"Taken back: {done.words}")
