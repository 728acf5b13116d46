"""How well passages are suggested, on sentences that a team labelled. Nothing is written to a review."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from review_tool.domain.errors import ReviewError
from review_tool.services.evaluating.tables import read_rows, write_rows
from review_tool.services.progress import Progress, silent
from review_tool.synthesis.passages import measuring
from review_tool.synthesis.passages.scoring import Sentence, score

TRUTHS = ("label_gap", "label_recommendation", "label_other")
SCORES = ("score_gap", "score_recommendation", "score_other")
"""`other` is limitations."""
_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class PassagesEvaluated:
    metrics: dict[str, object]
    """For each label with anything marked its figures (see measuring.Measured), and `sentences` and `seconds`."""
    heading: list[str]
    rows: list[list[str]]
    """The file's, with the scores after them."""


def evaluate_passages(path: Path, *, progress: Progress = silent) -> PassagesEvaluated:
    """Score each row of a CSV of `doc_id, sentence, prev, next, section`, and compare with its labels, if any.

    Raises:
        ReviewError: no such file, no column `sentence`, or no rows.
        Cancelled: the person stopped it.
    """
    heading, rows = _read(path)
    at = {name: heading.index(name) for name in heading}

    def cell(row: list[str], name: str) -> str:
        place = at.get(name, len(row))
        return row[place] if place < len(row) else ""

    sentences = [
        Sentence(*(cell(row, name) for name in ("sentence", "section", "doc_id", "prev", "next"))) for row in rows
    ]
    score(sentences[:1])  # reads the cues
    start, scores = time.process_time(), []
    for first, last in _portions(sentences):
        scores += [scored.scores for scored in score(sentences[first:last])]
        progress(len(scores), len(sentences), "reading sentences")
    seconds = round(time.process_time() - start, 3)
    metrics: dict[str, object] = {"sentences": len(rows)}
    for label, truth in enumerate(TRUTHS):
        judged = [n for n, row in enumerate(rows) if cell(row, truth).strip() not in ("", "nan")]
        measured = measuring.measure(
            [_yes(cell(rows[n], truth)) for n in judged],
            [scores[n][label] for n in judged],
            [sentences[n].document for n in judged],
        )
        if measured:
            metrics[truth.removeprefix("label_")] = measured.to_json()
    told = [[*row, *(f"{value:.6f}" for value in got)] for row, got in zip(rows, scores, strict=True)]
    return PassagesEvaluated(metrics | {"seconds": seconds}, [*heading, *SCORES], told)


def write_scores(found: PassagesEvaluated, path: Path) -> None:
    """Write the file's rows in their order with a score for each label.

    Raises:
        ReviewError: the file cannot be written.
    """
    write_rows(path, [found.heading, *found.rows])


def _portions(sentences: list[Sentence]) -> Iterator[tuple[int, int]]:
    """From where to where to read at once: whole documents."""
    first = 0
    for at in range(1, len(sentences) + 1):
        ends = at == len(sentences) or sentences[at].document != sentences[at - 1].document
        if ends and (at == len(sentences) or at - first >= _AT_ONCE):
            yield first, at
            first = at


def _yes(cell: str) -> bool:
    try:
        return float(cell) >= 0.5
    except ValueError:
        return cell.strip().lower() in ("yes", "true")


def _read(path: Path) -> tuple[list[str], list[list[str]]]:
    heading, rows = read_rows(path)
    if "sentence" not in heading:
        raise ReviewError(
            f"{path} has no column sentence.",
            hint=f"Columns: doc_id, sentence, prev, next, section; {', '.join(TRUTHS)} hold the truth where known.",
        )
    if not rows:
        raise ReviewError(f"{path} has no rows.", hint="Give a row for each sentence.")
    width = len(heading)
    return heading, [(row + [""] * width)[:width] for _, row in rows]
