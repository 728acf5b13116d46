"""`evaluate dedupe`: how well the duplicate finder does on labelled data."""

from __future__ import annotations

from pathlib import Path

import click

from review_tool.cli.progress import shown
from review_tool.cli.saying import narrate, say, say_json
from review_tool.cli.settings import Verbs, settings
from review_tool.services import evaluating


@click.group(cls=Verbs)
def command() -> None:
    """How well the automation does on your labelled data. No review is needed or touched."""


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--predictions", type=click.Path(path_type=Path), metavar="OUT.csv", help="Write `id,group` there.")
def dedupe(file: Path, predictions: Path | None) -> None:
    """Find the duplicates of a CSV and compare with its column dup_group, if it has one.

    Columns: id and title; authors, year, journal, volume, number or issue, pages, doi, abstract where known.
    """
    asked = settings()
    with shown() as progress:
        found = evaluating.evaluate_dedupe(file, progress=progress)
    if predictions is not None:
        evaluating.write_groups(found.groups, predictions)
        narrate(f"Wrote the group of each record to {predictions}.")
    if asked.json:
        say_json(found.metrics)
        return
    if "recall" not in found.metrics:
        narrate(f"The file has no column {evaluating.TRUTH}, so that there is nothing to compare with.")
    for name, value in found.metrics.items():
        say(f"{name}: {value:.4f}" if isinstance(value, float) and name != "seconds" else f"{name}: {value}")
