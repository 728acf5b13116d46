"""`agreement`: how far reviewers agree, in figures that each say what they rest on."""

from __future__ import annotations

from dataclasses import asdict

import click

from review_tool.cli.opening import opened
from review_tool.cli.saying import labelled, narrate, plural, say, say_json, say_table
from review_tool.cli.settings import Verb, settings
from review_tool.services.judging import agreement
from review_tool.services.judging.agreement import Agreement, Part, StageAgreement

_MEASURES = (
    ("raw", "judged alike"),
    ("positive", "positive"),
    ("negative", "negative"),
    ("kappa", "kappa"),
    ("pabak", "PABAK"),
    ("ac1", "AC1"),
)


@click.command(cls=Verb)
def command() -> None:
    """How far reviewers agree, on what two of them judged blind and that has an outcome.

    Of each person the last vote counts that was cast before another's was shown to them, never one changed after that.
    A second look at an exclusion is told apart.

    Positive and negative: of the includes (excludes) of either, the share the other gave too. Kappa (Cohen) falls where
    one verdict is rare; PABAK and AC1 (Gwet) do less so. Intervals are of 95 %. There are no words such as “good”: look
    at the disagreements.
    """
    asked = settings()
    with opened(asked) as review:
        found = agreement.by_stage(review)
    if asked.json:
        say_json([_payload(one) for one in found])
        return
    if not found:
        say("No report that two people judged blind has an outcome yet.")
    for one in found:
        for line in stage_lines(one):
            say(line)
        _tables(one)
    if found:
        narrate(agreement.counted(found))


def stage_lines(one: StageAgreement) -> list[str]:
    """What stands above the figures."""
    n = sum(part.agreement.n for part in one.pairs)
    judged = f"{plural(one.reports, 'report')} judged blind by two or more, {plural(n, 'pair')} of verdicts."
    lines = ["", f"At {one.stage.words}: {judged}"]
    if one.wanted:
        lines.append(labelled("The team wants to see before the gate opens", f"{one.wanted:.0%} judged alike"))
    return lines


def _tables(one: StageAgreement) -> None:
    for heading, parts in (("Reviewers", one.pairs), ("Sample", one.samples), ("Over time", one.over_time)):
        if parts:
            say()
            say_table((heading, "n", "included", *(label for _, label in _MEASURES)), [_row(part) for part in parts])
    if one.reasons:
        say()
        rows = [(r.reason, str(r.both), str(r.one), f"{r.share:.2f}") for r in one.reasons]
        say_table(("Reason or criterion", "given by both", "by one alone", "specific agreement"), rows)


def _row(part: Part) -> tuple[str, ...]:
    found = part.agreement
    share = "" if found.included is None else f"{found.included:.0%}"
    return (part.name, str(found.n), share, *(_cell(found, name) for name, _ in _MEASURES))


def _cell(found: Agreement, name: str) -> str:
    """`0.40 (0.15 to 0.65)`; `–` where it cannot be computed."""
    value = getattr(found, name)
    if value is None:
        return "–"
    low, high = found.intervals.get(name, (None, None))
    return f"{value:.2f}" + (f" ({low:.2f} to {high:.2f})" if low is not None else "")


def _payload(one: StageAgreement) -> dict[str, object]:
    def told(parts: tuple[Part, ...]) -> list[dict[str, object]]:
        return [{"name": part.name, **asdict(part.agreement)} for part in parts]

    return {
        "stage": one.stage.value,
        "reports": one.reports,
        "wanted": one.wanted,
        "second_looks": {"n": one.looked_at, "upheld": one.upheld},
        "pairs": told(one.pairs),
        "samples": told(one.samples),
        "over_time": told(one.over_time),
        "reasons": [asdict(reason) | {"specific": reason.share} for reason in one.reasons],
    }
