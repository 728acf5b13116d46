"""`worksheet`: sheets for a colleague to fill in without this program, and their answers back."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from review_tool.cli.asking import Talk, converse
from review_tool.cli.opening import opened, who
from review_tool.cli.saying import labelled, narrate, plural, say, say_json
from review_tool.cli.settings import Verb, Verbs, settings
from review_tool.services.studies import worksheets
from review_tool.services.studies.worksheets import Change, Looked


@click.group(cls=Verbs)
def command() -> None:
    """Work sheets (Excel, Word): a colleague fills them in, and their answers come in after a look."""


@command.command("export", cls=Verb)
@click.argument("kind", metavar="appraisal|extraction", type=click.Choice(worksheets.KINDS))
@click.option("-o", "--output", "file", type=click.Path(path_type=Path), help="The file, .xlsx or .docx.")
@click.option("--for", "reviewer", metavar="NAME", default="", help="Whose answers they will be.  [default: yours]")
@click.option("--study", "studies", type=int, multiple=True, metavar="N", help="This study; once for each.")
@click.option("--checklist", default="", metavar="ID", help="For an appraisal.  [default: the review's first]")
def export(kind: str, file: Path | None, reviewer: str, studies: tuple[int, ...], checklist: str) -> None:
    """Write a work sheet of the included studies, with what is answered so far."""
    asked = settings()
    with opened(asked) as review:
        path = file or review.folder / "exports" / f"{kind}-work-sheet.xlsx"
        by = who(review, asked)
        done = worksheets.write(review, kind, path, by=by, reviewer=reviewer, studies=studies, checklist=checklist)
    if asked.json:
        say_json(asdict(done))
        return
    say(f"{done.file}: {plural(done.questions, 'question')} on {plural(done.studies, 'study', 'studies')}.")
    narrate(f"It is {done.reviewer}'s. When it comes back: review-tool worksheet import FILE shows what changed.")


@command.command("import", cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--apply", "apply_", is_flag=True, help="Take in what is accepted; undone as one.")
def import_(file: Path, apply_: bool) -> None:
    """Show what changed in a work sheet that came back, cell by cell; with --apply take in what is accepted.

    Refused is what has a wrong id, a formula, an answer that is none, or was changed in the review meanwhile; and new
    rows. Each refusal says why and what to do. With --plain you are asked after the look.
    """
    asked = settings()
    if asked.plain and not apply_ and not asked.json:
        converse(asked, lambda talk: _ask(talk, file))
        return
    with opened(asked) as review:
        by = who(review, asked)
        looked = (worksheets.take_in if apply_ else worksheets.look)(review, file, by=by)
    if asked.json:
        say_json(asdict(looked) | {"accepted": looked.accepted, "refused": looked.refused})
        return
    _show(looked)
    if looked.applied:
        say(f"{plural(looked.accepted, 'cell')} taken in as {looked.reviewer}'s; `review-tool undo` takes all back.")
    elif looked.accepted:
        narrate("Nothing is written yet: add --apply to take in what is accepted.")


def _ask(talk: Talk, file: Path) -> None:
    looked = worksheets.look(talk.review, file, by=talk.by)
    _show(looked)
    if looked.accepted and talk.yes(f"Take in {plural(looked.accepted, 'cell')} as {looked.reviewer}'s?"):
        with talk.writing(f"{plural(looked.accepted, 'cell')} as {looked.reviewer}'s"):
            worksheets.take_in(talk.review, file, by=talk.by)


def _show(looked: Looked) -> None:
    say(f"{looked.file}: {looked.kind}, {looked.reviewer}'s; {plural(looked.unchanged, 'row')} as they went.")
    for remark in looked.remarks:
        say(f"Mind: {remark}")
    for change in looked.changes:
        _show_change(change)
    say(f"{looked.accepted} accepted, {looked.refused} refused.")


def _show_change(change: Change) -> None:
    say()
    where = ", ".join(filter(None, (change.where, change.study, change.question, change.column)))
    say(f"{'Accepted' if change.accepted else 'Refused'}: {where}")
    if change.old or change.new:
        say(labelled("Was", change.old or "(empty)"))
        say(labelled("Is", change.new or "(empty)"))
    if change.reason:
        say(f"Why: {change.reason} {change.remedy}")
