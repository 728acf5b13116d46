"""`protocol show|amend`: the question, the criteria and the rules."""

from __future__ import annotations

from pathlib import Path

import click

from review_tool.cli.opening import opened, who
from review_tool.cli.saying import labelled, say, say_json
from review_tool.cli.settings import Verbs, settings
from review_tool.domain.protocol import Protocol
from review_tool.services import protocols
from review_tool.services.judging import planning
from review_tool.services.judging.planning import Amendment


@click.group(cls=Verbs)
def command() -> None:
    """Show the protocol, or amend it from a TOML file."""


@command.command()
@click.option("--history", is_flag=True, help="Every version: who made it, when, why, and what it changed.")
def show(history: bool) -> None:
    """The protocol in force."""
    asked = settings()
    with opened(asked) as review:
        versions = protocols.history(review)
        current = protocols.current(review)
        amended = planning.amendments(review) if history else []
    if asked.json:
        told = [{"by": by, "at": at, "why": why, "protocol": one.to_payload()} for one, by, at, why in versions]
        say_json(told if history else current.to_payload())
        return
    lines = [line for one in amended for line in amendment_lines(one)] if history else protocol_lines(current)
    for line in lines:
        say(line)


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--why", required=True, help="Why the protocol changes, in a sentence.")
def amend(file: Path, why: str) -> None:
    """Put in force what a TOML file says; what it leaves out stays. Old votes stand as they were cast."""
    asked = settings()
    with opened(asked) as review:
        by = who(review, asked)
        new = protocols.amend(review, protocols.read(file, protocols.current(review)), why=why, by=by)
    if asked.json:
        say_json(new.to_payload())
    else:
        say(f"Version {new.version} of the protocol is in force.")


def amendment_lines(one: Amendment) -> list[str]:
    """One version of the protocol, and under it what changed."""
    head = f"Version {one.version}  {one.at[:16].replace('T', ' ')} UTC  {one.by}: {one.why}"
    return [head, *(f"  {change}" for change in one.changes)]


def criteria_lines(protocol: Protocol) -> list[str]:
    """The criteria, a line each."""
    return [labelled(f"{c.id} {'must hold' if c.include else 'rules out'}", c.text) for c in protocol.criteria]


def protocol_lines(protocol: Protocol) -> list[str]:
    """The protocol as labelled lines."""
    return [
        f"Protocol, version {protocol.version}",
        labelled("Question", protocol.question or "none written yet"),
        *(criteria_lines(protocol) or ["No criteria yet."]),
        f"Reviewers at title and abstract: {protocol.reviewers_title_abstract}",
        f"Reviewers at full text: {protocol.reviewers_full_text}",
        "Reasons for excluding at full text:",
        *(f"  {n}. {reason}" for n, reason in enumerate(protocol.reasons, 1)),
        labelled("Words that speak for", ", ".join(protocol.include_words) or "none"),
        labelled("Words that speak against", ", ".join(protocol.exclude_words) or "none"),
    ]
