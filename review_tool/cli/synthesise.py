"""`synthesise`: recommendations and gaps, and the walk from each to its evidence, decisions and events."""

from __future__ import annotations

import click

from review_tool.cli.asking import BACK, HELP, QUIT, UNDO, Letter, Talk, converse
from review_tool.cli.coding import code, mark, strands, themes
from review_tool.cli.saying import labelled, plural, say, terminal
from review_tool.cli.screens import open_screens
from review_tool.cli.settings import Verb, settings
from review_tool.cli.writing import link, reword, withdraw, write_gap, write_recommendation
from review_tool.domain.synthesis import Claim
from review_tool.services import synthesising, tracing, undoing
from review_tool.services.tracing import Step

_LETTERS = (
    Letter("l", "list", "The recommendations and gaps."),
    Letter("o", "open", "Walk from a claim to its evidence, decisions and events: `o R1`.", takes=True),
    Letter("r", "recommendation", "Write a new one."),
    Letter("g", "gap", "Write a new research gap."),
    Letter("e", "evidence", "Link evidence to a claim, or take a link away: `e R1`.", takes=True),
    Letter("w", "words", "Give a claim new words: `w R1`.", takes=True),
    Letter("d", "drop", "Withdraw a claim: `d R1`; undo brings it back.", takes=True),
    Letter("x", "excerpt", "Mark a passage of a report."),
    Letter("c", "code", "Put a code on a passage, or take it off."),
    Letter("h", "themes", "Codes that belong together."),
    Letter("t", "strands", "Evidence beside the studies: survey, stories, pilots."),
    Letter("m", "matrix", "Passages by study and theme: an empty cell is where a gap may be."),
    UNDO,
    Letter("U", "redo", "Bring back what you last took back."),
    HELP,
    QUIT,
)


@click.command(cls=Verb)
def command() -> None:
    """Write recommendations and gaps on the evidence; walk from each claim down to the events behind it."""
    asked = settings()
    if terminal() and not asked.plain and not asked.json:
        open_screens(asked, mode="synthesis")
        return
    converse(asked, _synthesise)


def _synthesise(talk: Talk) -> None:
    _list(talk)
    plain = {"l": _list, "r": write_recommendation, "g": write_gap, "x": mark, "c": code, "h": themes, "t": strands}
    on_claim = {"o": _walk, "e": link, "w": reword, "d": withdraw}
    while True:
        say()
        key, rest = talk.letter(_LETTERS)
        if key in plain:
            plain[key](talk)
        elif key in on_claim:
            found: list[Claim] = []
            with talk.asking():
                found.append(synthesising.claim(talk.review, (rest or talk.line("Which claim, such as R1:")).upper()))
            for claim in found:
                on_claim[key](talk, claim)
        elif key == "m":
            _matrix(talk)
        else:
            talk.take_back(undoing.SYNTHESIS, redo=key == "U")


def _list(talk: Talk) -> None:
    claims = synthesising.claims(talk.review)
    say(f"{plural(len(claims), 'claim')}.")
    for claim in claims:
        say(labelled(claim.label, f"{claim.body.text} [{synthesising.support_of(talk.review, claim)}]"))


def _walk(talk: Talk, claim: Claim) -> None:
    """Down one level with a number, up with b; back at the top it ends."""
    path = [tracing.claim_step(claim)]
    for view in synthesising.views(talk.review, claim.kind):
        if view.claim.id == claim.id:
            for heading, words in view.facts:
                say(labelled(heading, words))
    while path:
        here: Step = path[-1]
        say()
        say(labelled(f"{here.kind}", here.words))
        below = tracing.below(talk.review, here, reviewer=talk.by)
        for n, step in enumerate(below, 1):
            against = ", against" if step.stance == "opposes" else ""
            say(labelled(f"{n}. {step.kind}{against}", step.words))
        if not below:
            say("This is the end of the chain.")
        given = talk.line("A number goes on, b back, q quit:" if below else "b back, q quit:").lower()
        if given.isdecimal() and 1 <= int(given) <= len(below):
            path.append(below[int(given) - 1])
        elif given in (BACK.key, BACK.word, ""):
            path.pop()
        elif given in (QUIT.key, QUIT.word):
            talk.end()
        else:
            talk.refused += 1
            say("Give a number of the list, b or q.")


def _matrix(talk: Talk) -> None:
    table = synthesising.coverage(talk.review)
    for row in table.rows:
        cells = zip(table.columns[1:], row[1:], strict=True)
        counted = [f"{column.label} {cell}" for column, cell in cells if cell not in ("", "0")]
        say(labelled(row[0], "; ".join(counted) or "nothing yet"))
