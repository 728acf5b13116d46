"""`team`: who is in the review, and which database role is whose."""

from __future__ import annotations

from dataclasses import asdict

import click

from review_tool.cli.opening import opened, who
from review_tool.cli.saying import say, say_json, say_table
from review_tool.cli.settings import Verbs, settings
from review_tool.services import people, roles


@click.group(cls=Verbs, invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """Who is in the review; take a person in. Without a verb: the list."""
    if context.invoked_subcommand is None:
        _list()


@command.command("list")
def list_() -> None:
    """Everyone in the review, in the order they joined."""
    _list()


def _list() -> None:
    asked = settings()
    with opened(asked) as review:
        team = people.team(review)
    if asked.json:
        say_json([{"name": member.name, "role": member.role} for member in team])
    else:
        say_table(("Name", "Role"), [(member.name, member.role) for member in team])


@command.command()
@click.argument("name")
@click.option(
    "--role",
    default="reviewer",
    show_default=True,
    help="What the person does: lead, reviewer, adjudicator (settles conflicts, screens nothing) or observer.",
)
def add(name: str, role: str) -> None:
    """Take a person into the team."""
    asked = settings()
    with opened(asked) as review:
        added = people.join(review, name, role=role, by=who(review, asked))
    if asked.json:
        say_json({"name": added.name, "role": added.role})
    else:
        say(f"{added.name} is in the team as {added.role}.")


@command.command()
@click.argument("name")
@click.option("--why", default="", help="Why, in a sentence.")
def withdraw(name: str, why: str) -> None:
    """Note that a person left: their votes stay theirs, their open work goes to the others."""
    asked = settings()
    with opened(asked) as review:
        people.withdraw(review, name, by=who(review, asked), why=why)
    if asked.json:
        say_json({"name": name, "role": "withdrawn"})
    else:
        say(f"{name} has left the team; what they did stays theirs.")


@command.command("return")
@click.argument("name")
@click.option("--role", default="", help="Another role than they had.")
def return_(name: str, role: str) -> None:
    """Take a person back who had left."""
    asked = settings()
    with opened(asked) as review:
        back = people.take_back(review, name, by=who(review, asked), role=role)
    if asked.json:
        say_json({"name": back.name, "role": back.role})
    else:
        say(f"{back.name} is in the team again as {back.role}.")


@command.command()
@click.argument("name")
@click.argument("role", metavar="DATABASE_ROLE")
@click.option("--sighted", is_flag=True, help="It may read everything, as an adjudicator or observer does.")
def grant(name: str, role: str, sighted: bool) -> None:
    """In PostgreSQL: let a role of the server read and add for one person, and nothing else.

    The database then keeps others' votes, notes and tags from that role until the report has an outcome, and others'
    appraisal and extraction throughout; whatever program it is asked with. Nobody but you, whose database it is, can
    change or remove anything.
    """
    asked = settings()
    with opened(asked) as review:
        given = roles.grant(review, role, name, by=who(review, asked), sighted=sighted)
    if asked.json:
        say_json(asdict(given))
        return
    say(f"{given.role} reads and adds for {given.reviewer}" + (", and sees everything." if sighted else ", blind."))


@command.command()
@click.argument("role", metavar="DATABASE_ROLE")
def revoke(role: str) -> None:
    """Take a role's rights to this review away."""
    asked = settings()
    with opened(asked) as review:
        whose = roles.revoke(review, role, by=who(review, asked))
    if asked.json:
        say_json({"role": role, "reviewer": whose})
        return
    say(f"{role} has no rights here any more; what {whose} did stays.")


@command.command("roles")
def roles_() -> None:
    """Which roles of the server read and add for whom."""
    asked = settings()
    with opened(asked) as review:
        known = roles.granted(review)
    if asked.json:
        say_json([asdict(one) for one in known])
    else:
        say_table(
            ("Role", "For", "Sees"), [(r.role, r.reviewer, "everything" if r.sighted else "blind") for r in known]
        )
