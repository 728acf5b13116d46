"""Labelled real sets: nothing is lost by an automatic merge. They lie beside the repository and not in it."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from review_tool.dedupe import Found, find, metrics
from review_tool.domain import identifiers
from review_tool.domain.record import Citation

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"


def rows_of(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        pytest.skip("../shared is not here")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def citation(row: dict[str, str], *, author: str, issue: str) -> Citation:
    names = row[author]
    year = re.search(r"\d{4}", row["year"])
    return Citation(
        title=row["title"],
        authors=tuple(filter(None, (name.strip() for name in re.split(";" if ";" in names else " and ", names)))),
        year=int(year.group()) if year else None,
        journal=row["journal"] or row.get("booktitle") or "",
        volume=row["volume"],
        issue=row[issue],
        pages=row["pages"],
        doi=identifiers.doi(row["doi"]),
        abstract=row.get("abstract") or "",
        type=row.get("type") or "",
    )


def scores(found: Found, truth: list[str]) -> dict[str, Any]:
    predicted = {str(number): str(group[0]) for group in found.sure for number in group}
    return metrics(predicted, {str(n): label for n, label in enumerate(truth, start=1)})


@pytest.mark.parametrize(
    ("name", "recall"),
    [
        ("respiratory", 0.99),
        ("stroke", 0.99),
        ("copper", 0.99),
        ("digital_work_a", 0.98),
        ("special_cases", 0.85),
        ("mckeown_missed_a", 0.92),
    ],
)
def test_nothing_is_lost_and_most_is_found(name: str, recall: float) -> None:
    rows = rows_of(SHARED / "dedup" / "dev" / f"{name}.csv")
    found = find({n: citation(row, author="author", issue="number") for n, row in enumerate(rows, start=1)})
    score = scores(found, [row["dup_group"] for row in rows])
    assert score["records_lost"] == 0
    assert score["recall"] >= recall
    assert len(found.doubtful) <= max(8, 0.03 * len(rows))


def test_papers_without_volume_pages_or_doi() -> None:
    """Computer science as two libraries list it: title, authors, venue and year are all there is."""
    rows = rows_of(SHARED / "dedup" / "dev" / "dblp_acm.csv")
    found = find({n: citation(row, author="author", issue="number") for n, row in enumerate(rows, start=1)})
    score = scores(found, [row["dup_group"] for row in rows])
    assert score["records_lost"] <= 20
    assert score["F1"] >= 0.97


def test_the_co_production_sample() -> None:
    """Every true group is merged or queued, no two works are merged, and the queue is short."""
    rows = rows_of(SHARED / "coproduction" / "master.csv")
    found = find({n: citation(row, author="authors", issue="issue") for n, row in enumerate(rows, start=1)})
    works = [row["work_id"] for row in rows]
    assert scores(found, works)["records_lost"] == 0
    linked: dict[int, set[int]] = defaultdict(set)
    for group in [*found.sure, *((doubt.a, doubt.b) for doubt in (*found.doubtful, *found.related))]:
        for number in group:
            linked[number] |= set(group)
    copies: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows, start=1):
        if row["dup_group"]:
            copies[row["dup_group"]].append(number)
    for members in copies.values():
        reached = {members[0]}
        for _ in members:
            reached |= {other for number in reached for other in linked[number]}
        assert set(members) <= reached
    assert len(found.doubtful) <= 0.03 * len(rows)
