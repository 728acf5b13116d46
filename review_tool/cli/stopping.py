"""`stopping`: when the team may stop reading, and how sure that is."""

from __future__ import annotations

from dataclasses import asdict

import click

from review_tool.cli.opening import opened
from review_tool.cli.saying import labelled, narrate, say, say_json, say_table
from review_tool.cli.settings import Verb, settings
from review_tool.domain.decision import Stage
from review_tool.services.judging import stopping
from review_tool.services.judging.stopping import RuleNow, Stopping


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
        say_json(_payload(now))
        return
    tell(now)


def _payload(now: Stopping) -> dict[str, object]:
    """All that the panel shows; each condition of a rule with whether it is met."""
    found = asdict(now) | {"stage": now.stage.value}
    for shown, rule in zip(found["rules"], now.rules, strict=True):
        shown["ways"] = [[asdict(one) | {"met": one.met} for one in way] for way in rule.ways]
    return found


def tell(now: Stopping) -> None:
    for sentence in stopping.told(now):
        say(sentence)
    if now.found:
        parts = ", ".join(str(n) for n in now.found[3::4])
        say(labelled("Relevant found by each fifth of what is read", parts))
    say()
    say_table(("Rule", "Says", "Stopped too early", "Left unread", ""), [_row(rule) for rule in now.rules])
    say()
    for rule in now.rules:
        say(labelled(rule.name, f"{rule.words}. Now: {rule.told}."))
    for sentence in stopping.grounds(now):
        narrate(sentence)


def _row(rule: RuleNow) -> tuple[str, ...]:
    says = "stop" if rule.reached else "read on"
    marks = [word for word, holds in (("chosen", rule.chosen), ("advised", rule.advised)) if holds]
    return rule.name, says, f"{rule.failures} trials", f"{100 * rule.saved:.0f} %", ", ".join(marks)
