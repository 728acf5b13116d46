"""`backup`: a verified copy."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from review_tool.cli.opening import opened
from review_tool.cli.saying import narrate, say, say_json
from review_tool.cli.settings import Verb, settings
from review_tool.services import backing_up


@click.command(cls=Verb)
@click.argument("file", required=False, type=click.Path(path_type=Path))
def command(file: Path | None) -> None:
    """Write a verified copy of the whole review to FILE, or into its exports folder."""
    asked = settings()
    with opened(asked) as review:
        done = backing_up.back_up(review, file)
    if asked.json:
        say_json(asdict(done))
        return
    say(f"{done.file}: {done.size} bytes, checked, SHA-256 {done.sha256}")
    narrate("To go back to it, put it into a folder of its own as review.db.")
