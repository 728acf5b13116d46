"""`conflicts`: settling what reviewers differ on."""

from __future__ import annotations

import click

from review_tool.cli.asking import HELP, QUIT, REDO, SKIP, UNDO, Letter, Talk, converse
from review_tool.cli.saying import plural, say, terminal
from review_tool.cli.screens import open_screens
from review_tool.cli.settings import Verb, settings
from review_tool.cli.showing import show_report
from review_tool.domain.decision import Stage, Verdict
from review_tool.services import protocols
from review_tool.services.history import undoing
from review_tool.services.judging import conflicts, screening
from review_tool.services.judging.conflicts import PairAgreement

_LETTERS = (
    Letter("i", "include", "Settle it as included; the votes stay as they are."),
    Letter(
        "e",
        "exclude",
        "Settle it as excluded; at full text a numbered reason follows, or at once as `e 2`.",
        takes=True,
    ),
    Letter("n", "note", "Write a note of the talk, which all read beside the votes.", takes=True),
    UNDO,
    REDO,
    SKIP,
    HELP,
    QUIT,
)


@click.command(cls=Verb)
def command() -> None:
    """Settle the reports on which reviewers differ. The votes stay as they were cast."""
    asked = settings()
    if terminal() and not asked.plain and not asked.json:
        open_screens(asked, mode="conflicts")
        return
    converse(asked, _settle)


def _settle(talk: Talk) -> None:
    for one in conflicts.agreements(talk.review):
        say(_agreement(one))
    protocol = protocols.current(talk.review)
    queue = [(stage, number) for stage in Stage for number in conflicts.open_ids(talk.review, stage)]
    say(f"{plural(len(queue), 'conflict')} to settle, as {talk.by}.")
    at, shown, began = 0, -1, bool(queue)
    while began:
        if at >= len(queue):
            key, rest = talk.at_the_end("No conflict is left to look at.")
        else:
            stage, number = queue[at]
            if shown != at:
                report = screening.report(talk.review, number, reviewer=talk.by)
                show_report(report, protocol, stage, f"conflict {at + 1} of {len(queue)} at {stage.words}")
                shown = at
            key, rest = talk.letter(_LETTERS)
        if key == "s":
            at += 1
        elif key == "n":
            text = rest or talk.line("Note:")
            with talk.writing("note"):
                screening.note(talk.review, number, text, by=talk.by, stage=stage)
        elif key in "ur":
            done = talk.take_back(undoing.CONFLICTS, redo=key == "r")
            if done and done.event.kind == "conflict.resolved":
                at = max(at - 1, 0) if key == "u" else at + 1
                queue, shown = _again(talk, queue, at), -1
        elif _resolve(talk, number, stage, Verdict.INCLUDE if key == "i" else Verdict.EXCLUDE, rest, protocol.reasons):
            at += 1


def _again(talk: Talk, queue: list[tuple[Stage, int]], at: int) -> list[tuple[Stage, int]]:
    """What was gone through, then every conflict that is open now and was not among it."""
    passed = queue[:at]
    now = [(stage, number) for stage in Stage for number in conflicts.open_ids(talk.review, stage)]
    return [*passed, *(one for one in now if one not in passed)]


def _resolve(talk: Talk, number: int, stage: Stage, verdict: Verdict, rest: str, reasons: tuple[str, ...]) -> bool:
    reason, before = "", talk.refused
    if verdict is Verdict.EXCLUDE and (stage is Stage.FULL_TEXT or rest):
        place = talk.pick("Reason", reasons, given=rest, none="leave it open")
        if place is None:
            return False
        reason = reasons[place]
    note = talk.line("What the team said (Enter for nothing):")
    with talk.writing(f"{verdict} {number}"):
        conflicts.resolve(talk.review, number, stage, verdict, by=talk.by, reason=reason, note=note)
    return talk.refused == before


def _agreement(one: PairAgreement) -> str:
    found = one.agreement
    kappa = "cannot be computed" if found.kappa is None else f"{found.kappa:.2f}"
    return f"{one.a} and {one.b} at {one.stage.words}: {found.same} of {found.n} judged alike, kappa {kappa}."
