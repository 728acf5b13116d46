"""`init`: a new review."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from shlex import quote

import click

from review_tool.cli.opening import around, new_place
from review_tool.cli.saying import narrate, say, say_json
from review_tool.cli.settings import Verb, settings
from review_tool.domain.errors import ReviewError
from review_tool.domain.protocol import Protocol
from review_tool.domain.text import one_line
from review_tool.services import people, protocols, reviews


@click.command(cls=Verb)
@click.argument("folder", metavar="[DIR]", default="")
@click.option("--database", metavar="URL", default="", help="A PostgreSQL database in place of a folder.")
@click.option("--title", required=True, help="What the review is called.")
@click.option("--question", default="", help="The review's question.")
@click.option(
    "--reviewer", "others", multiple=True, metavar="NAME", help="Another member of the team; may be repeated."
)
@click.option(
    "--protocol", "plan", type=click.Path(path_type=Path), help="A TOML file with criteria, reasons and rules."
)
def command(folder: str, database: str, title: str, question: str, others: tuple[str, ...], plan: Path | None) -> None:
    """Make a new review in a folder, or in a PostgreSQL database.

    Whoever makes it is its lead: --as NAME, else the login name. Leave passwords out of the URL, which others on this
    computer can see: they are taken from PGPASSWORD or ~/.pgpass.
    """
    asked = settings()
    where = new_place(folder, database)
    shown = reviews.shown(where)
    names = [one_line(asked.who), *map(one_line, others)]
    if "" in names or len({name.casefold() for name in names}) < len(names):
        raise ReviewError("Each reviewer needs a name of their own.", hint="Names: " + ", ".join(names) + ".")
    protocol = protocols.read(plan, Protocol()) if plan else None
    if question:
        protocol = replace(protocol or Protocol(), question=question)
    review = reviews.create(where, title, by=names[0], around=around(), protocol=protocol)
    try:
        for name in names[1:]:
            people.join(review, name, by=names[0])
    finally:
        review.close()
    if asked.json:
        say_json({"review": shown, "title": one_line(title), "reviewers": names})
        return
    say(f"Made the review “{one_line(title)}” in {shown}; you are {names[0]}, its lead.")
    go = f"export REVIEW_TOOL_REVIEW={quote(shown)}" if database else f"cd {quote(shown)}"
    narrate(f"Next: {go}, then review-tool --as {quote(names[0])}, which opens the screens")
