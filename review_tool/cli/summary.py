"""`summary adopt|show|template`: what the team says of its summary, besides what the review itself tells."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from review_tool.cli.opening import opened, who
from review_tool.cli.saying import labelled, narrate, say, say_json
from review_tool.cli.settings import Verbs, settings
from review_tool.services.reporting import summarising


@click.group(cls=Verbs)
def command() -> None:
    """The words of the summary that no log can tell: its film, its authors, how to reach them.

    `review-tool export summary -o DIR` writes the summary itself.
    """


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
def adopt(file: Path) -> None:
    """Take these words from a TOML file."""
    asked = settings()
    with opened(asked) as review:
        found = summarising.adopt(review, file, by=who(review, asked))
    if asked.json:
        say_json(asdict(found))
    else:
        narrate("Taken. `review-tool export summary -o DIR` writes the summary.")


@command.command()
def show() -> None:
    """The words as they are now."""
    asked = settings()
    with opened(asked) as review:
        found = asdict(summarising.telling(review))
    if asked.json:
        say_json(found)
        return
    for name, words in found.items():
        if words:
            said = "; ".join(map(str, words)) if isinstance(words, tuple) else words
            say(labelled(name, said))


@command.command()
def template() -> None:
    """An empty file to fill in."""
    if settings().json:
        say_json({"template": summarising.TEMPLATE})
    else:
        click.echo(summarising.TEMPLATE, nl=False)
