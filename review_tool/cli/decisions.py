"""`decisions import`: votes from other screening programs and from spreadsheets."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from review_tool.cli.opening import keep_up, opened, who
from review_tool.cli.progress import shown
from review_tool.cli.saying import narrate, plural, say, say_json
from review_tool.cli.settings import Verbs, settings
from review_tool.domain.decision import Stage, Verdict
from review_tool.services.gathering import voting_in

_SHOWN = 20
"""Unmapped rows that are told on stderr."""


@click.group(cls=Verbs)
def command() -> None:
    """Read decisions made elsewhere."""


def _mapping(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    pairs = [one.partition("=") for one in given]
    for theirs, sign, ours in pairs:
        if not sign or not theirs.strip() or not ours.strip():
            raise click.BadParameter("Write it as “their name=our name”.")
    return {theirs.strip(): ours.strip() for theirs, _, ours in pairs}


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--reviewer",
    "reviewers",
    multiple=True,
    callback=_mapping,
    metavar="THEIRS=OURS",
    help="Who a person in the file is here, such as “Emily=EM”; once for each.",
)
@click.option(
    "--stage",
    type=click.Choice([stage.value for stage in Stage]),
    help="The stage of rows that do not say theirs.  [default: title-abstract]",
)
@click.option(
    "--verdict",
    type=click.Choice([verdict.value for verdict in Verdict]),
    help="The verdict of rows that do not say theirs, as in Covidence's lists of one pile.",
)
def import_(file: Path, reviewers: dict[str, str], stage: str | None, verdict: str | None) -> None:
    """Write the decisions in FILE as votes, all of them or none.

    FILE comes from Rayyan (CSV, RIS), Covidence (CSV), ASReview (CSV, Excel, RIS) or EPPI-Reviewer (codes in CSV), or
    is a spreadsheet (CSV, Excel). A row of a spreadsheet names its record (record_id, report_id, file and position,
    doi, pmid, source_id or title) and says include, exclude or maybe in the column verdict, decision or included. The
    columns stage, reviewer, reason, note and tags may be there too. Where nobody is named the votes are yours.
    """
    asked = settings()
    told = voting_in.Told(reviewers, Stage(stage) if stage else None, Verdict(verdict) if verdict else None)
    with opened(asked) as review, shown() as progress:
        by = who(review, asked)
        done = voting_in.import_votes(review, file, by=by, told=told, progress=progress)
        keep_up(review, by)
    if asked.json:
        say_json(asdict(done))
        return
    say(f"{plural(done.rows, 'row')}: {plural(done.votes, 'vote')} written, {done.blank} without a verdict.")
    if done.tags:
        say(f"{plural(done.tags, 'tag')} set.")
    for one in done.unmapped[:_SHOWN]:
        narrate(f"Not mapped: {file.name}, line {one.line}: {one.what}")
    if len(done.unmapped) > _SHOWN:
        narrate(f"{len(done.unmapped) - _SHOWN} more were not mapped: --json lists all.")
