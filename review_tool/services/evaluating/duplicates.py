"""How well the duplicate finder does on labelled records. Nothing is written to a review."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path

from review_tool import dedupe
from review_tool.domain.errors import ReviewError
from review_tool.domain.record import Citation
from review_tool.domain.text import one_line
from review_tool.formats.headers import columns
from review_tool.formats.spreadsheet import citation
from review_tool.services.evaluating.tables import new_id, read_rows, write_rows
from review_tool.services.progress import Progress, silent

TRUTH = "dup_group"


@dataclass(frozen=True, slots=True)
class DedupeEvaluated:
    """What the duplicate finder made of a file."""

    metrics: dict[str, float | int]
    """Record-level figures where the file holds the truth, and what is in the queue; else the counts alone.
    `seconds` is the finder's time."""
    groups: dict[str, str]
    """Record's id → its group's, the id of the record that stands for it. Only sure merges: doubts stay apart."""


def evaluate_dedupe(path: Path, *, progress: Progress = silent) -> DedupeEvaluated:
    """Run the finder over a CSV of `id, title, authors, year, …` and compare with its column `dup_group`, if any.

    Raises:
        ReviewError: no such file, no `id` or title column, an id twice, or no rows; lines are named.
        Cancelled: the person stopped it.
    """
    ids, citations, truth = _read(path)
    start = time.perf_counter()
    found = dedupe.find(
        dict(enumerate(citations)), progress=lambda done, total: progress(done, total, "comparing records")
    )
    seconds = round(time.perf_counter() - start, 2)
    groups = {name: name for name in ids}
    for kept, *others in found.sure:
        groups |= {ids[other]: ids[kept] for other in others}
    counts: dict[str, float | int] = {
        "records": len(ids),
        "reports": len(set(groups.values())),
        "merged": sum(len(group) - 1 for group in found.sure),
        "to_review": len(found.doubtful),
    }
    judged = {name: group for name, group in truth.items() if group}
    if judged:
        counts |= dedupe.metrics(groups, judged) | _queue(found, ids, groups, judged)
    return DedupeEvaluated(counts | {"seconds": seconds}, groups)


def _queue(
    found: dedupe.Found, ids: list[str], groups: dict[str, str], truth: dict[str, str]
) -> dict[str, float | int]:
    """What a person would find in the queue: true pairs, pairs that are none, and the recall once they are judged."""

    def true(doubt: dedupe.Doubt) -> bool:
        return truth.get(ids[doubt.a], "a") == truth.get(ids[doubt.b], "b")

    joined = dict(groups)
    right = [doubt for doubt in found.doubtful if true(doubt)]
    for doubt in right:
        one, other = joined[ids[doubt.a]], joined[ids[doubt.b]]
        joined |= {name: one for name, group in joined.items() if group == other}
    return {
        "queue": len(found.doubtful),
        "queue_true": len(right),
        "queue_false": len(found.doubtful) - len(right),
        "queue_share": len(found.doubtful) / len(ids),
        "recall_with_queue": dedupe.metrics(joined, truth)["recall"],
        "related": len(found.related),
        "related_true": sum(map(true, found.related)),
    }


def write_groups(groups: dict[str, str], path: Path) -> None:
    """Write `id,group`, a row for each record.

    Raises:
        ReviewError: the file cannot be written.
    """
    write_rows(path, [("id", "group"), *groups.items()])


def _read(path: Path) -> tuple[list[str], list[Citation], dict[str, str]]:
    said, there = read_rows(path)
    heading = [one_line(cell).lower() for cell in said]
    rows = [(line, row) for line, row in there if any(row)]
    places = columns(heading)
    if "id" not in heading or "title" not in places:
        raise ReviewError(
            f"{path} has no column {'title' if 'id' in heading else 'id'}.",
            hint=f"The heading line needs id and title; {TRUTH} holds the truth, where it is known.",
        )
    if not rows:
        raise ReviewError(f"{path} has no rows.", hint="Give a row for each record.")
    at, book = heading.index("id"), heading.index("booktitle") if "booktitle" in heading else len(heading)
    group = heading.index(TRUTH) if TRUTH in heading else len(heading)
    ids: dict[str, None] = {}
    citations, truth = [], {}
    for line, row in rows:
        name = new_id(path, line, row[at].strip() if at < len(row) else "", ids)
        ids[name] = None
        read = citation(row, places)
        if not read.journal and book < len(row):
            read = replace(read, journal=one_line(row[book]))
        citations.append(read)
        truth[name] = row[group].strip() if group < len(row) else ""
    return list(ids), citations, truth
