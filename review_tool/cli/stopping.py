"""`stopping`: when the team may stop reading, and how sure that is."""

from __future__ import annotations

from dataclasses import asdict

import click

from review_tool.cli.opening import opened
from review_tool.cli.saying import labelled, narrate, say, say_json, say_table
from review_tool.cli.settings import Verb, settings
from review_tool.domain.decision import Stage
from review_tool.services import stopping
from review_tool.services.stopping import Stopping


@click.command(cls=Verb)
@click.option(
    "--stage",
    type=click.Choice([stage.value for stage in Stage]),
    default=Stage.TITLE_ABSTRACT.value,
    show_default=True,
)
def command(stage: str) -> None:
    """How much relevant is likely still unread, what each rule for stopping says, and how often it was wrong."""
    asked = settings()
    with opened(asked) as review:
        now = stopping.stopping(review, Stage(stage))
    if asked.json:
        say_json(asdict(now) | {"stage": now.stage.value})
        return
    _tell(now)


def _tell(now: Stopping) -> None:
    look = now.outlook
    say(f"{now.stage.words.capitalize()}: {look.read} of {look.total} read, {look.found} relevant.")
    if look.recall is not None and look.recall_low is not None:
        say(f"Found so far: likely {look.recall:.0%} of what is relevant, at least {look.recall_low:.0%} (95 % sure).")
        say(f"Relevant and unread: likely {look.left}, at most {look.left_high}.")
    say(f"p(recall < 95 %) = {look.p:.3f}")
    if now.sampled:
        one = now.sampled
        say(
            f"Of {one.n} drawn at random {one.relevant} were relevant: about {one.expected:.0f} in all "
            f"(95 %: {one.low} to {one.high})."
        )
    for missed in now.missed:
        if missed.estimate is None:
            say(labelled(f"Missed by single screening, from the {missed.source}", missed.words))
        else:
            figures = f"{missed.estimate:.1f} (95 %: {missed.low:.1f} to {missed.high:.1f}); {missed.words}"
            say(labelled(f"Missed by single screening, from the {missed.source}", figures))
    say()
    say_table(
        ("Rule", "Says", "Stopped too early", "Left unread", ""),
        [
            (
                rule.words,
                "stop" if rule.reached else "read on",
                f"{rule.failed:.0%} of trials",
                f"{rule.saved:.0%}",
                "chosen" if rule.chosen else "",
            )
            for rule in now.rules
        ],
    )
    narrate("Too early: below 95 % recall. Trials: 14 finished reviews, ranked, five starts each.")
    if not now.ranked:
        narrate("Ranking is off: these figures hold only where reports are read in a random order.")
