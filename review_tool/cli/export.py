"""`export`: records for other tools, tables, the flow, the log, the summary."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from review_tool.cli.opening import opened, who
from review_tool.cli.saying import narrate, plural, say, say_json, say_table
from review_tool.cli.settings import Settings, Verb, settings
from review_tool.domain.decision import Stage
from review_tool.domain.errors import ReviewError
from review_tool.services.reporting import exporting, handing_on, plots
from review_tool.services.reporting.exporting import Exported
from review_tool.services.reporting.wanted import Wanted

_RECEIVERS = (*(known.name for known in handing_on.RECEIVERS), "robvis")
_STATES = [state.replace(" ", "-") for state in handing_on.STATES]
_SHOWN = 8
"""Losses that are told on stderr."""


@click.command(cls=Verb)
@click.argument("what", required=False)
@click.option("-o", "--output", "file", type=click.Path(path_type=Path), help="The file; its suffix is the format.")
@click.option("--list", "list_", is_flag=True, help="What can be exported, and as what.")
@click.option(
    "--for",
    "receiver",
    type=click.Choice(_RECEIVERS),
    help="Records as that program takes them, with the votes and outcomes it can read; robvis takes the appraisal.",
)
@click.option(
    "--unit",
    type=click.Choice(handing_on.UNITS),
    help="records: as delivered; reports: duplicates as one, with the best of their fields.  [default: records for "
    "csv, xlsx and md; reports for ris, bib, json, xml and txt, and with --for]",
)
@click.option("--state", type=click.Choice(_STATES), help="Only those with this outcome at the stage.  [default: all]")
@click.option(
    "--stage",
    type=click.Choice([stage.value for stage in Stage]),
    help="Whose outcomes and votes are meant.  [default: title-abstract]",
)
@click.option(
    "--columns", metavar="A,B,C", help="These columns in this order; all for every one. Map: what is laid across."
)
@click.option("--rows", metavar="X", help="Map: what is laid down the side.  [default: theme]")
@click.option("--excerpts/--no-excerpts", default=None, help="With what is behind each value, or without it.")
@click.option("--save", is_flag=True, help="Keep these columns as the review's choice for this table.")
@click.option("--votes", is_flag=True, help="Of the appraisal: every reviewer's answers and the consensus.")
@click.option("--plot", type=click.Choice(plots.PLOTS), help="Of the appraisal, as .svg.  [default: traffic]")
@click.option("--checklist", metavar="ID", help="Which checklist is drawn.  [default: the one with most answers]")
@click.option("--weight", metavar="FIELD", help="Of a summary plot: weigh studies by this number field of the form.")
@click.option("--split", is_flag=True, help="Files of at most 15,000 references and 50 MB, Covidence's limits.")
def command(what: str | None, file: Path | None, list_: bool, **chosen: Any) -> None:
    """Write WHAT to a file; `review-tool export --list` shows what there is, and `all` is everything.

    Tables come as csv, xlsx and md, those of a report's appendix as docx, html and tex (LaTeX) too. Their columns are
    chosen with --columns, once for all with --save; `review-tool export WHAT --list` shows them.

    Records come as tables (csv, xlsx, md) or as citation files: RIS, BibTeX (.bib), CSL-JSON (.json), EndNote XML
    (.xml), plain text (.txt). What a format cannot carry is told. Without -o the file goes into the review's exports
    folder in its usual format.
    """
    asked = settings()
    if what is None:
        if not list_:
            raise click.UsageError("Say what to export; `review-tool export --list` shows what there is.")
        if asked.json:
            say_json([{"what": e.name, "label": e.label, "formats": e.suffixes} for e in exporting.EXPORTS])
            return
        say_table(("What", "", "Formats"), [(e.name, e.label, " ".join(e.suffixes)) for e in exporting.EXPORTS])
        return
    if list_:
        _list_columns(asked, what)
        return
    wanted = _wanted(**chosen)
    with opened(asked) as review:
        by = who(review, asked)
        if what == "all":
            if wanted != Wanted():
                raise ReviewError("“all” writes everything.", hint="Name records to choose among them.")
            done = exporting.export_all(review, file or review.folder / "exports", by=by)
        else:
            path = file or review.folder / "exports" / f"{what}{_usual(what, wanted.receiver)}"
            done = [exporting.export(review, what, path, by=by, wanted=wanted)]
    if asked.json:
        say_json([asdict(one) for one in done] if what == "all" else asdict(done[0]))
        return
    for one in done:
        _tell(one)


def _wanted(stage: str | None, state: str | None, columns: str | None, **chosen: Any) -> Wanted:
    told = {name: value for name, value in chosen.items() if value not in (None, False, "")}
    if chosen["excerpts"] is False:
        told["excerpts"] = False
    if stage:
        told["stage"] = Stage(stage)
    if state:
        told["state"] = state.replace("-", " ")
    if columns:
        told["columns"] = tuple(name.strip() for name in columns.split(",") if name.strip())
    return replace(Wanted(), **told)


def _list_columns(asked: Settings, what: str) -> None:
    with opened(asked) as review:
        found = exporting.columns_of(review, what, by=who(review, asked))
    if asked.json:
        say_json([asdict(one) for one in found])
        return
    rows = [(str(one.place or ""), one.key, one.label, one.meaning) for one in found]
    say_table(("Place", "Column", "Heading", "Meaning"), rows)


def _usual(what: str, receiver: str) -> str:
    usual = {e.name: e.suffixes[0] for e in exporting.EXPORTS}
    if what not in usual:
        raise ReviewError(f"There is no export “{what}”.", hint="There are " + ", ".join(usual) + " and all.")
    return next((known.suffixes[0] for known in handing_on.RECEIVERS if known.name == receiver), usual[what])


def _tell(done: Exported) -> None:
    files = ", ".join(done.files)
    say(files + (f": {plural(done.rows, 'row')}" if done.rows is not None else ""))
    for loss in done.losses[:_SHOWN]:
        narrate(f"Not carried: {loss.field}, of {plural(loss.records, 'record')}.")
    if len(done.losses) > _SHOWN:
        narrate(f"Not carried: {len(done.losses) - _SHOWN} more fields; --json lists all.")
