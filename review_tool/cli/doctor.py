"""`doctor`: the health of this computer and of the review."""

from __future__ import annotations

from dataclasses import asdict

import click

from review_tool.cli.opening import opened
from review_tool.cli.saying import narrate, say, say_json
from review_tool.cli.settings import Verb, settings
from review_tool.services import doctoring


@click.command(cls=Verb)
def command() -> None:
    """Check this computer and, where there is one, the review. Exit 1 where a check fails."""
    asked = settings()
    checks = doctoring.of_computer()
    if asked.named or asked.there:
        with opened(asked) as review:
            checks += doctoring.of_review(review)
    else:
        narrate("There is no review in this folder; only the computer was checked.")
    ok = all(check.ok for check in checks)
    if asked.json:
        say_json({"ok": ok, "checks": [asdict(check) for check in checks]})
    else:
        for check in checks:
            say(f"{'well ' if check.ok else 'ILL  '} {check.name}: {check.words}")
            if not check.ok and check.hint:
                say(f"       {check.hint}")
    if not ok:
        raise click.exceptions.Exit(1)
