"""`undo`: take back."""

from __future__ import annotations

import click

from review_tool.cli.opening import opened, who
from review_tool.cli.saying import narrate, say, say_json
from review_tool.cli.settings import Verb, settings
from review_tool.domain.errors import ReviewError
from review_tool.services.history import auditing, undoing
from review_tool.services.history.undo_effects import Effect
from review_tool.services.reviews import Review


@click.command(cls=Verb)
@click.argument("event", required=False)
@click.option("--preview", "--dry-run", "preview", is_flag=True, help="Only say what would change; write nothing.")
@click.option("--reveal", is_flag=True, help="Do it although people then see what is blind to them now.")
def command(event: str | None, preview: bool, reveal: bool) -> None:
    """Take back your last deed, or any EVENT by its number or id in `audit log`. Nothing is erased.

    --preview tells before what would reopen: votes, reports, the numbers of the flow.
    """
    asked = settings()
    with opened(asked) as review:
        by = who(review, asked)
        target = _id(review, event) if event else _last(review, by)
        if preview:
            effect = undoing.preview(review, target, by=by)
        else:
            done = undoing.undo(review, target, by=by, reveal=reveal)
    if preview:
        _tell(effect, as_json=asked.json)
    elif asked.json:
        say_json({"undone": done.words, "event": done.event.id})
    else:
        say(f"Taken back: {done.words}")


def _id(review: Review, event: str) -> str:
    """The event's id, where its number was given."""
    if event.isascii() and event.isdecimal() and len(event) < 16 and (found := auditing.tell(review, [int(event)])):
        return found[0].event.id
    return event


def _last(review: Review, by: str) -> str:
    found = undoing.can_undo(review, by=by)
    if found is None:
        raise ReviewError("There is nothing of yours to undo here.", hint="Others' deeds are theirs to take back.")
    return found.event.id


def _tell(effect: Effect, *, as_json: bool) -> None:
    if as_json:
        say_json(
            {
                "would_undo": effect.words,
                "event": effect.event.id,
                "summary": effect.summary,
                "votes_reopened": effect.reopened,
                "counts": dict(effect.counts),
                "leave_full_text": effect.queues.left,
                "come_to_full_text": effect.queues.came,
                "lists_closed": [{"stage": stage, "reviewer": who} for stage, who in effect.queues.closed],
                "shown": effect.shown,
                "changed": effect.changed,
                "evidence": effect.evidence,
            }
        )
        return
    say(f"Would take back: {effect.words}")
    say(effect.summary or "No vote reopens, and no number of the flow changes.")
    for line in effect.changed:
        say(f"  {line}")
    narrate("Nothing was written. Without --preview it is taken back.")
