"""The screening plan on the screen: where it stands, and the deeds that move it on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from review_tool.domain.decision import Stage
from review_tool.domain.errors import ReviewError
from review_tool.domain.plan import PRESETS, Task
from review_tool.domain.report import Which
from review_tool.services import people
from review_tool.services.judging import conflicts, planning
from review_tool.services.judging.planning import StageState
from review_tool.tui.asking import asking, until_taken
from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.dialogs.confirm import Confirm
from review_tool.tui.dialogs.tell import Tell
from review_tool.tui.dialogs.write import Blank, Write
from review_tool.tui.screens.screening import handing

if TYPE_CHECKING:
    from review_tool.tui.screens.stage import StageScreen

_WHY = Blank("why", "Why", required=True, hint="in a sentence; it goes into the log")


@asking
async def plan(screen: StageScreen, stage: Stage = Stage.TITLE_ABSTRACT) -> None:
    """Show the plan of a stage and what can be done now; do what is chosen."""
    state = planning.state(screen.app.review, stage)
    if state is None:
        choices = [Choice(f"use {known.name}", hint=known.words) for known in PRESETS]
        detail = "There is no plan: everybody's queue holds everything undecided. A plan says whose each report is."
    else:
        choices = _deeds(state, screen.app.reviewer, people.leads(screen.app.review))
        detail = "\n".join(lines(state, screen.app.reviewer))
    chosen = await screen.app.push_screen_wait(Choose(f"Screening plan · {stage.words}", choices, detail=detail))
    if chosen is None:
        return
    deed, _, name = chosen.partition(" ")
    review, me = screen.app.review, screen.app.reviewer
    if deed == "draw":
        drawn = planning.draw(review, stage, by=me)
        screen.did(f"Calibration set {drawn.number}: {_reports(len(drawn.reports))} for everybody")
    elif deed == "use":
        if await _with_why(screen, f"Plan: {name}", lambda why: planning.adopt(review, name, why=why, by=me)):
            screen.app.about = screen.app.learn(review)
            screen.app.see_blinded()
            screen.did(f"The plan “{name}” is in force")
    elif deed in ("open", "close"):
        turn = planning.open_gate if deed == "open" else planning.close_gate
        seen = _seen(screen, state) if deed == "open" and state else ""
        if await _with_why(screen, f"{deed.title()} the gate", lambda why: turn(review, stage, why=why, by=me), seen):
            screen.did("The gate is open: one judges each report" if deed == "open" else "The gate is closed")
    elif deed == "numbers" and state is not None:
        await _renumber(screen, state)
    elif deed == "give" and state is not None:
        await handing.give(screen, state)
    elif deed == "lead":
        screen.refuse(f"That is for the lead to do: {name}.")
    elif deed == "history":
        await screen.app.push_screen_wait(Tell("How the plan came to be", _history(screen)))
    else:
        await _reopen(screen, stage)
    screen.load_when_ready()
    screen.app.see_undo()


def _deeds(state: StageState, me: str, leads: tuple[str, ...]) -> list[Choice]:
    """What this person can do now, most likely first."""
    found = []
    is_lead = me in leads
    if is_lead and (state.phase == "to draw" or (state.plan.calibration and state.phase == "dual")):
        again = "another calibration set, half of it near disagreements" if state.rounds else "by lot"
        found.append(Choice("draw", "draw the calibration set", again))
    if is_lead and state.gated:
        gate = "close" if state.gate_open else "open"
        found.append(Choice(gate, f"{gate} the gate", "back to two judging" if state.gate_open else "then one judges"))
    if is_lead:
        found.append(Choice("numbers", "change the numbers", "an amendment; no vote is judged anew"))
    found.append(Choice("history", "how it came to be", "each amendment: who, when, why"))
    if is_lead:
        found.append(Choice("reopen", "have reports judged again", "their votes are kept, and count no more"))
    if is_lead and state.left:
        found.append(Choice("give", "give somebody's work to another", "what they judged stays theirs"))
    elif state.left.get(me):
        found.append(Choice("give", "give your work to another", "what you judged stays yours"))
    if not is_lead:
        names = ", ".join(leads)
        theirs = "the plan and its numbers, the set, the gate, having reports judged again"
        found.append(Choice(f"lead {names}", f"for {names}, who leads", theirs))
    for known in PRESETS if is_lead else ():
        same = known.name == state.preset
        label = f"{known.name} again, with its own numbers" if same else f"change to {known.name}, at both stages"
        found.append(Choice(f"use {known.name}", label, "" if same else known.words))
    return found


def lines(state: StageState, me: str) -> list[str]:
    """Where the plan stands, in a few lines."""
    at, found = state.plan, [state.words]
    numbers = [f"calibration {at.calibration}"] if at.calibration else []
    numbers += [f"{at.dual_share} % judged by two"] if at.dual_share else []
    rest = "the rest" if at.has_samples else "each report"
    numbers.append(f"{rest} by one" if state.reviewers == 1 else f"{rest} by two")
    numbers += [f"{at.verify_share} % of exclusions verified"] if state.reviewers == 1 and at.verify_share else []
    found.append(", ".join(numbers).capitalize() + ".")
    if state.phase == "to draw":
        return [*found, f"{_reports(state.waiting)} to draw from; whose each of the rest is shows after that."]
    if state.gated:
        closed = f"The gate is closed; {_reports(state.waiting, 'wait')} for it."
        found.append("The gate is open." if state.gate_open else closed)
    left = []
    for name, tasks in sorted(state.left.items(), key=lambda pair: (pair[0] != me, pair[0])):
        some = ", ".join(f"{tasks[task.value]} {task.value}" for task in Task if tasks.get(task.value))
        left.append(f"{'you' if name == me else name} {some}")
    if left:
        found.append(f"Left: {'; '.join(left)}.")
    return found


def _reports(n: int, verb: str = "") -> str:
    """`1 report waits`, `3 reports wait`."""
    return (f"1 report {verb}s" if n == 1 else f"{n:,} reports {verb}") if verb else f"{n:,} report{'s' * (n != 1)}"


def _seen(screen: StageScreen, state: StageState) -> str:
    """The agreement so far, for who opens the gate."""
    found = [one for one in conflicts.agreements(screen.app.review) if one.stage is state.stage]
    if not found:
        return "No report that two people judged blind has an outcome yet."
    said = [f"{one.a} and {one.b}: {one.agreement.same} of {one.agreement.n} judged alike" for one in found]
    same, n = sum(one.agreement.same for one in found), sum(one.agreement.n for one in found)
    wanted = f"; the team wants to see {state.plan.agreement:.0%}" if state.plan.agreement else ""
    return "\n".join([*said, f"All pairs, as voted blind: {same / n:.0%}{wanted}. No figure bars the gate: you judge."])


async def _with_why(screen: StageScreen, title: str, deed: Callable[[str], object], detail: str = "") -> bool:
    """Ask why, and do the deed; False where the person left."""
    return await until_taken(screen, title, [_WHY], lambda said: deed(said["why"]), draft=title, detail=detail)


async def _renumber(screen: StageScreen, state: StageState) -> None:
    """A form of every number of the plan at this stage."""
    at, app = state.plan, screen.app
    blanks = [
        Blank(
            "calibration", "Reports in the calibration set, which everybody judges", str(at.calibration), required=True
        ),
        Blank("dual_share", "Percent of the others that two people judge", str(at.dual_share), required=True),
        Blank("agreement", "Judged alike before the gate opens, in percent", f"{100 * at.agreement:g}", required=True),
        Blank("reviewers", "How many people judge each of the rest (1 or 2)", str(state.reviewers), required=True),
        Blank(
            "verify_share",
            "Percent of one person's exclusions that a second looks at",
            str(at.verify_share),
            required=True,
        ),
        _WHY,
    ]

    def write(said: dict[str, str]) -> None:
        given = {blank.name: _number(blank.label, said[blank.name]) for blank in blanks[:-1]}
        reviewers = int(given.pop("reviewers"))
        given["agreement"] /= 100
        why, seen = said["why"], state.version
        planning.renumber(app.review, state.stage, given, why=why, by=app.reviewer, reviewers=reviewers, version=seen)

    title = f"Numbers of the plan · {state.stage.words}"
    if await until_taken(screen, title, blanks, write, draft=f"numbers {state.stage} {state.version}"):
        app.about = app.learn(app.review)
        app.see_blinded()
        screen.did("Numbers changed; old votes stand as cast")


def _number(label: str, written: str) -> float:
    """Raises ReviewError where it is none; only agreement may have decimals."""
    text = written.strip().removesuffix("%").strip()
    try:
        return float(text) if "percent" in label and "." in text else int(text)
    except ValueError:
        raise ReviewError(f"“{text}” is no whole number.", hint=f"{label}.") from None


def _history(screen: StageScreen) -> list[str]:
    """Every amendment, the newest first."""
    found = []
    for one in reversed(planning.amendments(screen.app.review)):
        found.append(f"Version {one.version} · {one.at[:16].replace('T', ' ')} UTC · {one.by}: {one.why}")
        found += [f"  {change}" for change in one.changes]
    return found


async def _reopen(screen: StageScreen, stage: Stage) -> None:
    """Ask which, tell what it would do, and do it."""
    app = screen.app
    blanks = [
        Blank("state", "Which", "excluded", "excluded, included or all", required=True),
        Blank("before", "Judged under a protocol older than version", "", "a number, or nothing"),
        _WHY,
    ]
    written = await app.push_screen_wait(Write("Have reports judged again", blanks, draft="reopen"))
    if written is None:
        return
    before = int(_number("A version is a number, such as 3", written["before"] or "0"))
    which = Which(stage, written["state"].strip(), app.reviewer)
    told = planning.reopening(app.review, which, before=before)
    if await app.push_screen_wait(Confirm("Judge these again?", f"{told.words}\nu takes it back.", yes="Judge again")):
        planning.reopen(app.review, which, why=written["why"], by=app.reviewer, before=before)
        screen.did(told.words)
