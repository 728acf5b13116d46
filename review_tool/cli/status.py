"""`status`: the PRISMA boxes, and what is left for whom."""

from __future__ import annotations

from collections.abc import Mapping

import click

from review_tool.cli.opening import opened
from review_tool.cli.saying import narrate, plural, say, say_json
from review_tool.cli.settings import Settings, Verb, settings
from review_tool.domain.decision import Stage
from review_tool.domain.plan import Task
from review_tool.services import overview, people
from review_tool.services.overview import Status

_BAR = 20
"""Signs in a bar of progress."""


@click.command(cls=Verb)
def command() -> None:
    """The PRISMA boxes, and what is left for whom."""
    show(settings())


def show(asked: Settings) -> None:
    """Print where the review stands.

    Raises:
        ReviewError: there is no review.
    """
    with opened(asked) as review:
        if asked.name:
            people.check_reviewer(review, asked.name)
        now = overview.status(review)
    if asked.json:
        say_json({"flow": now.flow.to_payload(), "todo": _todo(now)})
        return
    say(now.title)
    say()
    say(overview.flow_lines(now.flow), end="")
    say()
    for line in _left(now):
        say(line)
    if now.flow.faults():
        narrate("The boxes do not add up: `review-tool audit verify` checks what they are counted from.")


def _todo(now: Status) -> dict[str, object]:
    return {
        "reviewers": {
            one.reviewer: {"title_abstract": one.title_abstract, "full_text": one.full_text}
            | ({"why": {stage.value: dict(some) for stage, some in one.why.items()}} if one.why else {})
            for one in now.todo
        },
        "duplicates": now.pairs_to_review,
        "conflicts": now.conflicts,
    }


def _left(now: Status) -> list[str]:
    flow = now.flow
    if not now.sources:
        return ["Nothing is here yet. Next: review-tool import FILE --source NAME"]
    reports = flow.records_screened + flow.other_identified - flow.other_duplicates
    texts = flow.dbr_assessed + flow.other_assessed
    lines = ["Still to do"]
    for one in now.todo:
        lines.append(f"  {one.reviewer}")
        for stage, left, total in (
            (Stage.TITLE_ABSTRACT, one.title_abstract, reports),
            (Stage.FULL_TEXT, one.full_text, texts),
        ):
            # Under a plan one's work is a part of all reports, so that a bar against them all would mislead.
            done = f"{left} left" if now.planned else _bar(total - left, total)
            why = _why(one.why.get(stage, {}), left)
            lines.append(f"    {stage.words:<20}{done}" + (f" ({why})" if why else ""))
    lines.append(f"  {plural(now.pairs_to_review, 'pair')} that may be duplicates: review-tool duplicates")
    lines.append(f"  {plural(now.conflicts, 'conflict')} to settle: review-tool conflicts")
    return lines


def _why(tasks: Mapping[str, int], left: int) -> str:
    """`4 calibration; later 2 dual`: what waits until everybody has judged the calibration set stands apart."""
    held = set() if left and Task.CALIBRATION not in tasks else {task for task in Task if task is not Task.CALIBRATION}
    now, later = ([f"{n} {task}" for task, n in tasks.items() if (task in held) is waits] for waits in (False, True))
    return "; ".join(filter(None, (", ".join(now), f"later {', '.join(later)}" if later else "")))


def _bar(done: int, total: int) -> str:
    """`[#####---------------] 5 of 20 done, 15 left`."""
    full = _BAR * done // total if total else 0
    return f"[{'#' * full}{'-' * (_BAR - full)}] {done} of {total} done, {total - done} left"
