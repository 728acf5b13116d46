"""`doctor`: the health of this computer and of the review, and what it can mend by itself."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from review_tool.cli.opening import around
from review_tool.cli.progress import shown
from review_tool.cli.saying import narrate, say, say_json
from review_tool.cli.settings import Settings, Verb, settings
from review_tool.domain.errors import ReviewError
from review_tool.services.safety import doctoring, mending
from review_tool.services.safety.doctoring import Check
from review_tool.services.safety.mending import Mended


@click.command(cls=Verb)
@click.option("--mend", is_flag=True, help="Mend what can be mended safely, after a backup; the log is never touched.")
def command(mend: bool) -> None:
    """Check this computer and, where there is one, the review. Exit 1 while a check fails.

    Looking changes nothing. Each thing that is ill comes with what to do about it.
    """
    asked = settings()
    checks = doctoring.of_computer()
    mended: list[Mended] = []
    if asked.named or asked.there:
        found = doctoring.of_address(asked.review, around())
        if mend:
            mended = _mended(asked, found)
            found = doctoring.of_address(asked.review, around()) if mended else found
        checks += found
    else:
        narrate("There is no review in this folder; only the computer was checked.")
    ok = all(check.ok for check in checks)
    if asked.json:
        told = [asdict(check) for check in checks]
        say_json({"ok": ok, "checks": told, **({"mended": [asdict(one) for one in mended]} if mend else {})})
    else:
        for one in mended:
            say(f"{'mended' if one.done else 'NOT   '} {one.what}")
        if mend and not mended:
            say("There was nothing that could be mended." if not ok else "There was nothing to mend.")
        for check in checks:
            _tell(check)
        if not mend and any(not check.ok and check.mend for check in checks):
            say("`review-tool doctor --mend` mends what says so, after a backup.")
    if not ok:
        raise click.exceptions.Exit(1)


def _tell(check: Check) -> None:
    say(f"{'well ' if check.ok else 'ILL  '} {check.name}: {check.words}")
    if not check.ok and check.mend:
        say("       --mend can mend this.")
    elif check.hint and not check.ok:
        say(f"       {check.hint}")
    elif check.hint and check.ok:
        narrate(f"       {check.name}: {check.hint}")


def _mended(asked: Settings, found: list[Check]) -> list[Mended]:
    if "://" in asked.review:
        raise ReviewError("A review in PostgreSQL is mended by whoever keeps its server.", hint="See above.")
    with shown() as progress:
        return mending.mend(Path(asked.review), found, by=asked.who, around=around(), progress=progress)
