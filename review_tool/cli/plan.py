"""`plan show|use|set|history|draw|open|close|give|reopen`: the screening plan, and running it."""

from __future__ import annotations

from dataclasses import asdict

import click

from review_tool.cli.opening import opened, who
from review_tool.cli.protocol import amendment_lines
from review_tool.cli.saying import labelled, narrate, plural, say, say_json
from review_tool.cli.settings import Verbs, settings
from review_tool.domain.decision import Stage
from review_tool.domain.plan import PRESETS, Task
from review_tool.domain.report import Which
from review_tool.services import protocols
from review_tool.services.judging import planning
from review_tool.services.judging.planning import StageState

_STAGE = click.option(
    "--stage", type=click.Choice([stage.value for stage in Stage]), default="title-abstract", show_default=True
)
_WHY = click.option("--why", required=True, help="Why, in a sentence; it goes into the log.")


@click.group(cls=Verbs, invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """The screening plan: who judges what, what is next. Without a verb: where it stands."""
    if context.invoked_subcommand is None:
        _show()


@command.command()
def show() -> None:
    """Where the plan stands at both stages, and what is left for whom."""
    _show()


def _show() -> None:
    asked = settings()
    with opened(asked) as review:
        preset = protocols.current(review).plan.preset
        states = [state for stage in Stage if (state := planning.state(review, stage))]
    if asked.json:
        say_json({"preset": preset, "stages": {state.stage.value: _payload(state) for state in states}})
        return
    if not states:
        say("This review has no screening plan: everybody's queue holds everything undecided.")
        for known in PRESETS:
            say(labelled(f"  review-tool plan use {known.name}", known.words))
        return
    say(labelled("Screening plan", preset))
    for state in states:
        for line in state_lines(state):
            say(line)


def _payload(state: StageState) -> dict[str, object]:
    return {
        **asdict(state.plan),
        "reviewers": state.reviewers,
        "phase": state.phase,
        "gate": ("open" if state.gate_open else "closed") if state.gated else "",
        "waiting_for_gate": state.waiting,
        "rounds": [{"round": r.number, "by_lot": r.by_lot, "near_disagreements": r.near} for r in state.rounds],
        "left": state.left,
    }


def state_lines(state: StageState) -> list[str]:
    """One stage of the plan as labelled lines."""
    at = state.plan
    lines = ["", f"At {state.stage.words}", labelled("  now", state.words)]
    if at.calibration or state.rounds:
        drawn = ", ".join(f"set {one.number} of {len(one.reports)}" for one in state.rounds) or "none drawn yet"
        wanted = f"{plural(at.calibration, 'report')}, all judge" if at.calibration else "none now"
        lines.append(labelled("  calibration set", f"{wanted}; {drawn}"))
    if at.dual_share:
        lines.append(labelled("  judged by two", f"{at.dual_share} % of the others"))
    lines.append(labelled("  the rest", "one person each" if state.reviewers == 1 else "two people each"))
    if state.reviewers == 1:
        lines.append(labelled("  exclusions verified", f"{at.verify_share} %" if at.verify_share else "none"))
    if state.gated:
        gate = "open" if state.gate_open else "closed"
        if not state.gate_open and state.phase != "to draw":
            gate += f"; {plural(state.waiting, 'report')} wait for it"
        wanted = f"; the team wants to see {at.agreement:.0%} judged alike" if at.agreement else ""
        lines.append(labelled("  gate", gate + wanted))
    for name, tasks in sorted(state.left.items()):
        some = ", ".join(f"{tasks[task.value]} {task.value}" for task in Task if tasks.get(task.value))
        lines.append(labelled(f"  left for {name}", some))
    return lines


@command.command()
@click.argument("preset", type=click.Choice([known.name for known in PRESETS]))
@_WHY
def use(preset: str, why: str) -> None:
    """Put a preset's plan in force. What was voted stands as it was cast."""
    asked = settings()
    with opened(asked) as review:
        new = planning.adopt(review, preset, why=why, by=who(review, asked))
    if asked.json:
        say_json(new.to_payload())
    else:
        say(f"Version {new.version} of the protocol is in force, with the plan “{preset}”.")
        narrate("See it with `review-tool plan`; change its numbers with `review-tool plan set`.")


@command.command("set")
@_STAGE
@click.option("--calibration", type=int, help="Reports in the calibration set.")
@click.option("--share", type=int, help="Percent of the others that two people judge.")
@click.option("--verify", type=int, help="Percent of one person's exclusions that a second verifies.")
@click.option("--agreement", type=float, help="Raw agreement to see before the gate opens, 0 to 1.")
@click.option("--reviewers", type=int, help="Who judge a report outside the samples: 1 or 2.")
@_WHY
def set_(
    stage: str,
    calibration: int | None,
    share: int | None,
    verify: int | None,
    agreement: float | None,
    reviewers: int | None,
    why: str,
) -> None:
    """Change numbers of the plan, as an amendment. What was voted stands as it was cast."""
    asked = settings()
    numbers = {"calibration": calibration, "dual_share": share, "verify_share": verify, "agreement": agreement}
    given = {name: value for name, value in numbers.items() if value is not None}
    with opened(asked) as review:
        by = who(review, asked)
        new = planning.renumber(review, Stage(stage), given, why=why, by=by, reviewers=reviewers)
    if asked.json:
        say_json(new.to_payload())
    else:
        say(f"Version {new.version} of the protocol is in force.")


@command.command()
def history() -> None:
    """Every amendment of plan and protocol: who, when, why, and what it changed."""
    asked = settings()
    with opened(asked) as review:
        found = planning.amendments(review)
    if asked.json:
        say_json([asdict(one) for one in found])
        return
    for one in found:
        for line in amendment_lines(one):
            say(line)


@command.command()
@_STAGE
@click.option("--size", type=int, default=0, help="How many reports; else the plan's number.")
def draw(stage: str, size: int) -> None:
    """Draw a calibration set: by lot; a later one half near the reports on which reviewers differed."""
    asked = settings()
    with opened(asked) as review:
        drawn = planning.draw(review, Stage(stage), by=who(review, asked), size=size)
    if asked.json:
        say_json({"round": drawn.number, "by_lot": drawn.by_lot, "near_disagreements": drawn.near})
        return
    near = f", {len(drawn.near)} of them near disagreements" if drawn.near else ""
    say(f"Calibration set {drawn.number}: {plural(len(drawn.reports), 'report')}{near}. Everybody judges it now.")


@command.command("open")
@_STAGE
@_WHY
def open_(stage: str, why: str) -> None:
    """Open the gate: from here one person judges each report. The agreement seen is written down with it."""
    asked = settings()
    with opened(asked) as review:
        planning.open_gate(review, Stage(stage), why=why, by=who(review, asked))
    _gate(stage, "open", as_json=asked.json)


@command.command()
@_STAGE
@_WHY
def close(stage: str, why: str) -> None:
    """Close the gate again; votes cast meanwhile stand."""
    asked = settings()
    with opened(asked) as review:
        planning.close_gate(review, Stage(stage), why=why, by=who(review, asked))
    _gate(stage, "closed", as_json=asked.json)


def _gate(stage: str, state: str, *, as_json: bool) -> None:
    if as_json:
        say_json({"stage": stage, "gate": state})
    else:
        say(f"The gate at {Stage(stage).words} is {state}.")


@command.command()
@click.argument("giver")
@click.argument("taker")
@_STAGE
@click.option("--most", type=click.IntRange(min=1), default=None, help="At most so many reports; else all.")
def give(giver: str, taker: str, stage: str, most: int | None) -> None:
    """Give the open reports of GIVER to TAKER. What GIVER judged stays theirs."""
    asked = settings()
    with opened(asked) as review:
        n = planning.hand_over(review, Stage(stage), giver, taker, by=who(review, asked), most=most or 0)
    if asked.json:
        say_json({"reports": n, "from": giver, "to": taker})
    else:
        say(f"{plural(n, 'report')} at {Stage(stage).words}: from {giver} to {taker}.")


@command.command()
@click.argument("reports", nargs=-1, type=int)
@_STAGE
@click.option("--state", default="all", show_default=True, help="Only reports in this state, such as excluded.")
@click.option("--reason", default="", help="Only those excluded for this reason.")
@click.option("--words", default="", help="Only those that hold all these words.")
@click.option("--tag", default="", help="Only those with this tag.")
@click.option("--before", type=int, default=0, help="Only those with a vote cast under an older version than this.")
@click.option("--why", default="", help="Why they are to be judged again; it goes into the log.")
@click.option("--preview", is_flag=True, help="Only tell what it would do.")
def reopen(
    reports: tuple[int, ...],
    stage: str,
    state: str,
    reason: str,
    words: str,
    tag: str,
    before: int,
    why: str,
    preview: bool,
) -> None:
    """Have REPORTS, or all that fit, judged again. Their votes are kept, and count no more."""
    asked = settings()
    with opened(asked) as review:
        by = who(review, asked)
        which = Which(Stage(stage), state, by, words=words, tag=tag, reason=reason)
        if preview:
            told = planning.reopening(review, which, before=before, numbers=reports)
        else:
            told = planning.reopen(review, which, why=why, by=by, before=before, numbers=reports)
    if asked.json:
        say_json({"reports": told.reports, "votes": told.votes, "outcomes": told.outcomes, "done": not preview})
    else:
        say(told.words)
        if preview:
            narrate("Nothing was written. Leave --preview out to do it; `review-tool undo` takes it back.")
