"""`synthesise`: from codes to recommendations and gaps; in the screens, line by line, or one deed at a time."""

from __future__ import annotations

import click

from review_tool.cli.asking import BACK, HELP, QUIT, UNDO, Letter, Talk, converse
from review_tool.cli.coding import change_codes, change_themes, code, mark, memo, strands, themes
from review_tool.cli.opening import opened
from review_tool.cli.saying import labelled, plural, say, say_json, say_table, terminal
from review_tool.cli.screens import open_screens
from review_tool.cli.settings import Settings, Verbs, settings
from review_tool.cli.synthesise_deeds import DEEDS
from review_tool.cli.writing import agreement, confirm, link, reword, withdraw, write_finding, write_gap
from review_tool.cli.writing import write_recommendation as recommendation
from review_tool.domain.evidence_map import Cell, EvidenceMap
from review_tool.domain.synthesis import Claim, ClaimKind
from review_tool.domain.table import Table
from review_tool.services.history import undoing
from review_tool.services.reporting import synthesis_tables
from review_tool.services.reviews import Review
from review_tool.services.synthesis import mapping, synthesising, tracing, weighing
from review_tool.services.synthesis.tracing import Step

_LETTERS = (
    Letter("l", "list", "The findings, recommendations and gaps."),
    Letter("o", "open", "Walk from a claim to its evidence, decisions and events: `o R1`.", takes=True),
    Letter("f", "finding", "Write a new finding, with GRADE-CERQual's four components."),
    Letter("r", "recommendation", "Write a new one."),
    Letter("g", "gap", "Write a new research gap."),
    Letter("e", "evidence", "Link evidence to a claim, or take a link away: `e R1`.", takes=True),
    Letter("w", "words", "Give a claim new words: `w R1`.", takes=True),
    Letter("a", "agreement", "Who agrees, who dissents, which gap comes first: `a R1`.", takes=True),
    Letter("y", "yes", "Confirm a draft gap: `y G4`.", takes=True),
    Letter("d", "drop", "Withdraw a claim: `d R1`; undo brings it back.", takes=True),
    Letter("x", "excerpt", "Mark a passage of a report."),
    Letter("c", "code", "Put a code on a passage or item, or take it off."),
    Letter("k", "codes", "List the codes; rename, merge or split one."),
    Letter("h", "themes", "List the themes; describe one."),
    Letter("H", "change", "Rename, merge, split, drop or finish a theme."),
    Letter("n", "note", "Write a memo on a code, a theme or a claim."),
    Letter("t", "strands", "Evidence beside the studies: survey, stories, pilots."),
    Letter("m", "map", "Evidence by two dimensions: an empty cell is where a gap may be."),
    UNDO,
    Letter("U", "redo", "Bring back what you last took back."),
    HELP,
    QUIT,
)


@click.group(cls=Verbs, invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """From codes and themes to findings, recommendations and gaps; walk from each claim down to its events.

    Without a verb of its own: the screens, with --plain the conversation, with --json everything as data.
    """
    if context.invoked_subcommand:
        return
    asked = settings()
    if asked.json:
        with opened(asked) as review:
            say_json(synthesis_tables.as_data(review))
    elif terminal() and not asked.plain:
        open_screens(asked, mode="synthesis")
    else:
        converse(asked, _synthesise)


for _deed in DEEDS:
    command.add_command(_deed)


# Showing


_SHOWN = ("findings", "recommendations", "gaps", "codes", "themes", "strands", "map")


@command.command("show")
@click.argument("what", type=click.Choice(_SHOWN))
@click.option("--rows", default="", help="map: the dimension of the rows.  [default: theme]")
@click.option("--columns", default="", help="map: the dimension of the columns.")
def show(what: str, rows: str, columns: str) -> None:
    """Print one part of the synthesis, each claim with what it can lose and still stand."""
    asked = settings()
    with opened(asked) as review:
        if what == "map":
            _show_map(review, asked, rows, columns)
        elif asked.json:
            say_json(synthesis_tables.as_data(review)[what])
        elif what in ("codes", "themes", "strands"):
            _show_table(_TABLES[what](review))
        else:
            _show_claims(review, ClaimKind(what.removesuffix("s")))


_TABLES = {
    "codes": synthesis_tables.codebook_table,
    "themes": synthesis_tables.themes_table,
    "strands": synthesis_tables.strands_table,
}


def _show_table(table: Table) -> None:
    for row in table.rows:
        cells = zip(table.columns[1:], row[1:], strict=True)
        said = [f"{column.label.lower()} {cell}" for column, cell in cells if cell not in ("", "0", "no")]
        say(labelled(row[0], "; ".join(said)))
    if not table.rows:
        say(f"No {table.title.lower()} yet.")


def _show_claims(review: Review, kind: ClaimKind) -> None:
    views = synthesising.views(review, kind)
    for view in views:
        say(labelled(view.claim.label, _marked(view.claim)))
        for heading, words in view.facts:
            say(labelled(f"  {heading}", words))
        for against, pieces in ((False, view.supporting), (True, view.opposing)):
            for piece in pieces:
                say(labelled("  against" if against else "  for", piece.words))
    if not views:
        say(f"No {kind.value} yet.")


def _show_map(review: Review, asked: Settings, rows: str, columns: str) -> None:
    made = mapping.make(review, rows, columns)
    table = mapping.map_table(made)
    if asked.json:
        keys = [column.key for column in table.columns]
        cells = [dict(zip(keys, row, strict=True)) for row in table.rows]
        known = [{"id": one.id, "label": one.label} for one in mapping.dimensions(review)]
        say_json({"rows": made.down, "columns": made.across, "cells": cells, "dimensions": known})
        return
    say(mapping.map_words(made))
    say_table(
        (f"{made.down} by {made.across}", *made.columns),
        [(row, *(_sign(made.cell(row, column)) for column in made.columns)) for row in made.rows],
    )
    say("A number counts studies and items; G good, S some concerns, L low, by most of the judged studies.")


def _sign(cell: Cell) -> str:
    return f"{len(cell.units)}{cell.quality[:1].upper()}" if cell.units else "none"


def _marked(claim: Claim) -> str:
    """The claim's text with what has to be known of it at once."""
    marks = []
    if claim.draft:
        marks.append("draft")
    elif not claim.supported:
        marks.append("unsupported: its evidence was undone")
    return claim.body.text + (f" [{'; '.join(marks)}]" if marks else "")


# The conversation


def _synthesise(talk: Talk) -> None:
    _list(talk)
    plain = {
        **{"l": _list, "f": write_finding, "r": recommendation, "g": write_gap, "x": mark, "c": code, "h": themes},
        **{"t": strands, "k": change_codes, "H": change_themes, "n": memo, "m": _map},
    }
    on_claim = {"o": _walk, "e": link, "w": reword, "d": withdraw, "a": agreement, "y": confirm}
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
        else:
            talk.take_back(undoing.SYNTHESIS, redo=key == "U")


def _list(talk: Talk) -> None:
    claims = synthesising.claims(talk.review)
    tests = weighing.robustness_of(talk.review, claims)
    supports = synthesising.supports(talk.review, claims)
    say(f"{plural(len(claims), 'claim')}.")
    for claim in claims:
        said = " ".join(part for part in (supports[claim.id].words, tests[claim.id].words) if part)
        say(labelled(claim.label, f"{_marked(claim)} [{said}]"))


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


def _map(talk: Talk) -> None:
    """The map of two dimensions, cell by cell, and its empty cells as candidates for gaps."""
    known = [one.id for one in mapping.dimensions(talk.review)]
    rows = talk.line(f"Rows ({', '.join(known)}; Enter for the usual):")
    columns = talk.line("Columns (Enter for the usual):")
    found: list[EvidenceMap] = []
    with talk.asking():
        found.append(mapping.make(talk.review, rows, columns))
    for made in found:
        say(mapping.map_words(made))
        for row in made.rows:
            cells = [(column, made.cell(row, column)) for column in made.columns]
            said = "; ".join(f"{column}: {cell.words}" for column, cell in cells if cell.units)
            say(labelled(row, said or "nothing yet"))
        empty = made.empty
        if empty:
            shown = [f"{cell.row} × {cell.column}: {cell.words}" for cell in empty]
            place = talk.pick("Cells without any study. A draft gap for", shown, none="none of them")
            if place is not None:
                with talk.writing():
                    cell = empty[place]
                    claim = mapping.draft_gap(talk.review, made, cell.row, cell.column, by=talk.by)
                    say(f"{claim.label}: {claim.body.text} (draft: y confirms it, w gives it better words)")
