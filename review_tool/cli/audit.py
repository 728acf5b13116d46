"""`audit log|verify`: the log, and every check of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from review_tool.cli.opening import memory, opened
from review_tool.cli.saying import narrate, plural, say, say_json
from review_tool.cli.settings import Verbs, settings
from review_tool.domain.checkpoint import Checkpoint
from review_tool.domain.errors import ReviewError
from review_tool.services import auditing
from review_tool.services.auditing import Looking, Told

_PAGE = 500


@click.group(cls=Verbs)
def command() -> None:
    """The log as sentences, and every check of it."""


def _when(_context: click.Context, option: click.Parameter, value: str) -> str:
    """An ISO date or time; a bare date as an end means the whole day."""
    from datetime import datetime

    if not value:
        return ""
    try:
        datetime.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"“{value}” is no date; write 2026-03-12 or 2026-03-12T10:41.") from None
    return value + "T99" if option.name == "until" and len(value) == 10 else value.replace(" ", "T")


@command.command()
@click.option("--who", "actor", default="", metavar="NAME", help="Only what this person did.")
@click.option("--what", "kind", default="", metavar="KIND", help="Only this kind, as decision or decision.made.")
@click.option("--report", type=int, metavar="N", help="Only what is about this report.")
@click.option("--since", default="", callback=_when, metavar="DATE", help="From this UTC date or time on.")
@click.option("--until", default="", callback=_when, metavar="DATE", help="Up to this UTC date or time.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only the newest N.")
def log(actor: str, kind: str, report: int | None, since: str, until: str, limit: int | None) -> None:
    """What happened, oldest first, a sentence each; times are UTC.

    Votes of others that might still sway yours are told without their verdict.
    """
    asked = settings()
    looking = Looking(actor=actor, kind=kind, since=since, until=until)
    found: list[dict[str, Any]] = []
    with opened(asked) as review:
        wanted = auditing.numbers(review, looking, report=report)
        wanted = wanted[-limit:] if limit else wanted
        for start in range(0, len(wanted), _PAGE):
            for told in auditing.tell(review, wanted[start : start + _PAGE], reviewer=asked.who):
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


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise ReviewError(f"{file} cannot be read.", hint="Check its name and folder.") from None


@command.command()
@click.option("-o", "--output", "file", required=True, type=click.Path(path_type=Path), metavar="FILE")
def checkpoint(file: Path) -> None:
    """Write where every chain ends now, for somebody else to hold.

    A history that is rewritten as a whole is found by any one who holds a checkpoint of it.
    """
    asked = settings()
    with opened(asked) as review:
        made = auditing.checkpoint(review)
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(made.to_text())
    except OSError as error:
        raise ReviewError(f"{file} cannot be written: {error.strerror}.", hint="Choose another name.") from None
    if asked.json:
        say_json({"file": str(file), "events": made.size, "root": made.root})
    else:
        say(f"{file}: {plural(made.size, 'event')}, root {made.root}")
        narrate("Give it to a co-reviewer; `audit verify --checkpoint FILE` compares.")


@command.command()
@click.option(
    "--checkpoint", "held", type=click.Path(path_type=Path), metavar="FILE", help="Compare with what somebody held."
)
def verify(held: Path | None) -> None:
    """Check every chain and record, and recompute the review from the log. Exit 1 where anything is wrong."""
    asked = settings()
    with opened(asked) as review:
        found = auditing.check(review)
        seen = auditing.check_against(review, Checkpoint.from_text(_text(held))) if held else []
        seen += auditing.glance(review, memory())
    if seen:
        found = replace(found, ok=False, problems=(*dict.fromkeys(seen), *found.problems))
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
        raise click.exceptions.Exit(1)
