"""`team list|add`: who is in the review."""

from __future__ import annotations

import click

from review_tool.cli.opening import opened, who
from review_tool.cli.saying import say, say_json, say_table
from review_tool.cli.settings import Verbs, settings
from review_tool.services import reviews


@click.group(cls=Verbs)
def command() -> None:
    """Who is in the review; take a person in."""


@command.command("list")
def list_() -> None:
    """Everyone in the review, in the order they joined."""
    asked = settings()
    with opened(asked) as review:
        team = reviews.team(review)
    if asked.json:
        say_json([{"name": member.name, "role": member.role} for member in team])
    else:
        say_table(("Name", "Role"), [(member.name, member.role) for member in team])


@command.command()
@click.argument("name")
@click.option("--role", default="reviewer", show_default=True, help="What the person does in the team.")
def add(name: str, role: str) -> None:
    """Take a person into the team."""
    asked = settings()
    with opened(asked) as review:
        added = reviews.join(review, name, role=role, by=who(review, asked))
    if asked.json:
        say_json({"name": added.name, "role": added.role})
    else:
        say(f"{added.name} is in the team as {added.role}.")
