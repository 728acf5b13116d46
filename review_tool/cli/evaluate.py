"""`evaluate`: how well the duplicate finder, the ranking and the suggested passages do on labelled data."""

from __future__ import annotations

from pathlib import Path

import click

from review_tool.cli.progress import shown
from review_tool.cli.saying import narrate, say, say_json, say_table
from review_tool.cli.settings import Verbs, settings
from review_tool.services.evaluating import duplicates as evaluating

_BAR = 30
"""Signs in a bar."""


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


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--question", default="", metavar="TEXT", help="The review question, to start from it.")
@click.option("--seed", type=int, default=1, show_default=True, help="Draws the starting records.")
@click.option(
    "--prior-included", type=click.IntRange(0), default=0, metavar="N", help="Relevant records to start from."
)
@click.option("--prior-excluded", type=click.IntRange(0), default=0, metavar="N", help="Irrelevant ones.")
@click.option("--priors", default="", metavar="ID,ID", help="Records to start from, by id.")
@click.option("--predictions", type=click.Path(path_type=Path), metavar="OUT.csv", help="Write `id,label` there.")
def screening(
    file: Path,
    question: str,
    seed: int,
    prior_included: int,
    prior_excluded: int,
    priors: str,
    predictions: Path | None,
) -> None:
    """Screen a CSV by the ranking, likeliest first, and measure its order.

    Columns: title, abstract and label_included (1 or 0); id where known. The order of the rows does not matter.
    Told: the figures that studies of ranking report, what share of the relevant is found by each tenth of the reading,
    and where each rule for stopping would have stopped. --json for scripts.
    """
    from review_tool.services.evaluating import screening as evaluating_screening

    asked = settings()
    named = tuple(name.strip() for name in priors.split(",") if name.strip())
    start = evaluating_screening.Start(question, seed, prior_included, prior_excluded, named)
    with shown() as progress:
        found = evaluating_screening.evaluate_screening(file, start, progress=progress)
    if predictions is not None:
        evaluating_screening.write_order(found, predictions)
        narrate(f"Wrote the order shown to {predictions}.")
    if asked.json:
        say_json(found.metrics | {"stopping": found.stopping})
        return
    for name, value in found.metrics.items():
        figure = f"{value:.4f}" if isinstance(value, float) else str(value)
        words = evaluating_screening.WORDS.get(name, "")
        say(f"{name}: {figure}" + (f"  ({words})" if words else ""))
    say()
    for tenth in range(1, 10):
        share = found.found_by(tenth / 10)
        full = round(_BAR * share)
        say(f"{10 * tenth} % read  [{'#' * full}{'-' * (_BAR - full)}]  {100 * share:.0f} % of the relevant found")
    say()
    say_table(
        ("Rule for stopping", "Read", "Left unread", "Recall"),
        [(str(one["rule"]), str(one["read"]), f"{one['saved']:.0%}", f"{one['recall']:.1%}") for one in found.stopping],
    )
    narrate("What each rule would have done with this order, had it been looked at after each half per cent.")


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--predictions", type=click.Path(path_type=Path), metavar="OUT.csv", help="Write the rows with their scores there."
)
def passages(file: Path, predictions: Path | None) -> None:
    """Score the sentences of a CSV for research gap, recommendation and limitation, and compare with its labels.

    Columns: sentence; doc_id, prev, next, section where known; label_gap, label_recommendation, label_other as 1, 0 or
    blank. `other` is limitations. The scores lie between 0 and 1, in the file's order.
    """
    from review_tool.services.evaluating import passages as evaluating_passages

    asked = settings()
    with shown() as progress:
        found = evaluating_passages.evaluate_passages(file, progress=progress)
    if predictions is not None:
        evaluating_passages.write_scores(found, predictions)
        narrate(f"Wrote the scores of each sentence to {predictions}.")
    if asked.json:
        say_json(found.metrics)
        return
    for name, value in found.metrics.items():
        if isinstance(value, dict):
            say(f"{name}: " + ", ".join(f"{key} {figure}" for key, figure in value.items()))
        else:
            say(f"{name}: {value}")
    if len(found.metrics) == 2:
        narrate("The file has no labels, so that there is nothing to compare with.")
