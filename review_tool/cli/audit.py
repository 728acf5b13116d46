"""`audit log|verify|checkpoint|hold|held`: the log, and every check of it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from review_tool.cli.opening import memory, opened
from review_tool.cli.progress import shown
from review_tool.cli.saying import narrate, plural, say, say_json
from review_tool.cli.settings import Verbs, settings
from review_tool.domain.errors import ReviewError
from review_tool.services.history import auditing, narrowing, witnessing
from review_tool.services.history.auditing import Looking, Told

_PAGE = 500


@click.group(cls=Verbs)
def command() -> None:
    """The log as sentences, and every check of it."""


def _when(_context: click.Context, option: click.Parameter, value: str) -> str:
    """An ISO date or time; a date as an end means the whole day."""
    try:
        return narrowing.moment(value, end=option.name == "until") if value else ""
    except ReviewError as refusal:
        raise click.BadParameter(f"{refusal} {refusal.hint}") from None


@command.command()
@click.option(
    "--who", "actor", default="", metavar="NAME", help="Only what this person did; the beginning of a name will do."
)
@click.option("--what", "kind", default="", metavar="KIND", help="Only this kind, as decision or decision.made.")
@click.option(
    "--report", "--record", "report", type=int, metavar="N", help="Only what is about this report, or this record's."
)
@click.option("--since", default="", callback=_when, metavar="DATE", help="From this UTC date or time on.")
@click.option(
    "--until",
    "--as-of",
    "until",
    default="",
    callback=_when,
    metavar="DATE",
    help="The log as of this UTC date or time.",
)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only the newest N.")
def log(actor: str, kind: str, report: int | None, since: str, until: str, limit: int | None) -> None:
    """What happened, oldest first, a sentence each; times are UTC.

    Votes of others that might still sway yours are told without their verdict.
    """
    asked = settings()
    if since and until and since > until:
        raise click.UsageError("--since is after --until: nothing can be between them.")
    kind = narrowing.kind(kind) if kind else ""
    found: list[dict[str, Any]] = []
    with opened(asked) as review:
        actor = narrowing.person(review, actor) if actor else ""
        looking = Looking(actor=actor, kind=kind, since=since, until=until)
        wanted = auditing.numbers(review, looking, report=report, reviewer=asked.who)
        wanted = wanted[-limit:] if limit else wanted
        for start in range(0, len(wanted), _PAGE):
            page = wanted[start : start + _PAGE]
            for told in auditing.tell(review, page, reviewer=asked.who, authors=report is None):
                if asked.json:
                    found.append(_payload(told))
                else:
                    say(_line(told))
    if asked.json:
        say_json(found)
    elif not wanted:
        narrate("No event is like that.")


def _line(told: Told) -> str:
    when = told.event.at[:16].replace("T", " ")
    return f"{when}  {told.words}{' Taken back later.' if told.undone else ''}  (event {told.number})"


def _payload(told: Told) -> dict[str, Any]:
    event = told.event
    return {
        "number": told.number,
        "id": event.id,
        "at": event.at,
        "actor": event.actor,
        "kind": event.kind,
        "subject": event.subject,
        "words": told.words,
        "undone": told.undone,
        "payload": None if told.hidden else event.payload,
        "writer": event.writer,
        "seq": event.seq,
        "hash": event.hash,
    }


@command.command()
@click.option("-o", "--output", "file", required=True, type=click.Path(path_type=Path), metavar="FILE")
def checkpoint(file: Path) -> None:
    """Write where every chain ends now, for somebody else to hold.

    A history that is rewritten as a whole is found by any one who holds a checkpoint of it.
    """
    asked = settings()
    with opened(asked) as review:
        made = witnessing.make(review, file)
    if asked.json:
        say_json({"file": str(file), "events": made.size, "root": made.root})
    else:
        say(f"{file}: {plural(made.size, 'event')}, root {made.root}")
        narrate("Give it to a co-reviewer: `audit hold FILE` keeps and compares it, on their computer.")


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
def hold(file: Path) -> None:
    """Keep a colleague's checkpoint on this computer, outside the review, and compare it now and at each look."""
    asked = settings()
    with opened(asked) as review:
        kept = witnessing.hold(review, file, memory())
    _tell_held([kept], as_json=asked.json)


@command.command()
def held() -> None:
    """Compare every checkpoint held here with the review. Exit 1 where history was rewritten."""
    asked = settings()
    with opened(asked) as review:
        found = witnessing.held(review, memory())
    _tell_held(found, as_json=asked.json)
    if not found:
        narrate("No checkpoint of this review is held here; `audit hold FILE` keeps one.")


def _tell_held(found: list[witnessing.Held], *, as_json: bool) -> None:
    if as_json:
        say_json([asdict(one) for one in found])
    else:
        for one in found:
            state = "the history was rewritten" if one.problems else "the history is still the one that was held"
            say(f"{one.name}: {plural(one.events, 'event')}, root {one.root[:16]}; {state}")
            for problem in one.problems:
                say(f"  {problem}")
    if any(one.problems for one in found):
        raise click.exceptions.Exit(1)


@command.command()
@click.option(
    "--checkpoint", "given", type=click.Path(path_type=Path), metavar="FILE", help="Compare with what somebody held."
)
def verify(given: Path | None) -> None:
    """Check every chain and record, and recompute the review from the log. Exit 1 where anything is wrong."""
    asked = settings()
    with opened(asked) as review:
        held_by_somebody = witnessing.read(given) if given else None
        with shown() as progress:
            found = witnessing.verify(review, memory(), held_by_somebody, progress=progress)
    if asked.json:
        say_json(
            {
                "ok": found.ok,
                "events": found.events,
                "writers": found.writers,
                "heads": found.heads,
                "problems": found.problems,
                "first_problem": found.first_problem,
            }
        )
    else:
        say(f"{plural(found.events, 'event')} of {plural(found.writers, 'writer')}")
        for writer, head in found.heads.items():
            say(f"  {writer}: {head}")
        for problem in found.problems:
            say(f"Problem: {problem}")
        say(
            "The log is whole, and the review is what it says."
            if found.ok
            else "The review cannot be trusted as it is."
        )
    if not found.ok:
        narrate("`review-tool doctor` tells what can be done about it.")
        raise click.exceptions.Exit(1)
