"""`export`: tables, the flow, the log, the summary."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from review_tool.cli.opening import opened, who
from review_tool.cli.saying import plural, say, say_json, say_table
from review_tool.cli.settings import Verb, settings
from review_tool.domain.errors import ReviewError
from review_tool.services import exporting


@click.command(cls=Verb)
@click.argument("what", required=False)
@click.option("-o", "--output", "file", type=click.Path(path_type=Path), help="The file; its suffix is the format.")
@click.option("--list", "list_", is_flag=True, help="What can be exported, and as what.")
def command(what: str | None, file: Path | None, list_: bool) -> None:
    """Write WHAT to a file: records, votes, flow, appraisal, extraction, recommendations, gaps, audit, summary or all.

    Without -o it goes into the review's exports folder in its usual format.
    """
    asked = settings()
    if list_ or what is None:
        if not list_:
            raise click.UsageError("Say what to export; `review-tool export --list` shows what there is.")
        say_table(("What", "", "Formats"), [(e.name, e.label, " ".join(e.suffixes)) for e in exporting.EXPORTS])
        return
    with opened(asked) as review:
        by = who(review, asked)
        if what == "all":
            done = exporting.export_all(review, file or review.folder / "exports", by=by)
        else:
            usual = {e.name: e.suffixes[0] for e in exporting.EXPORTS}
            if what not in usual:
                raise ReviewError(f"There is no export “{what}”.", hint="There are " + ", ".join(usual) + " and all.")
            done = [exporting.export(review, what, file or review.folder / "exports" / f"{what}{usual[what]}", by=by)]
    if asked.json:
        say_json([asdict(one) for one in done] if what == "all" else asdict(done[0]))
        return
    for one in done:
        say(one.file + (f": {plural(one.rows, 'row')}" if one.rows is not None else ""))
