"""How well the ranking would have done on labelled records. Nothing is written to a review."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from review_tool.domain.errors import ReviewError
from review_tool.domain.text import one_line
from review_tool.services.evaluating.tables import new_id, read_rows, write_rows
from review_tool.services.progress import Progress, silent

LABEL = "label_included"
_TRUE, _FALSE = frozenset(("1", "1.0", "true", "yes", "included")), frozenset(("0", "0.0", "false", "no", "excluded"))


@dataclass(frozen=True, slots=True)
class Labelled:
    """Labelled records, in an order that does not depend on the file's."""

    ids: list[str]
    texts: list[str]
    """As they are ranked."""
    titles: list[str]
    labels: list[bool]


@dataclass(frozen=True, slots=True)
class ScreeningEvaluated:
    """What the ranking made of a file."""

    metrics: dict[str, float | int]
    """See `screening.measuring`; counts, and milliseconds of CPU per update."""
    predictions: list[tuple[str, int]]
    """Id and label in the order shown, the starting records left out."""
    priors: list[str]
    """The records known at the start."""
    stopping: list[dict[str, float | int | str]]
    """What each rule for stopping would have done: `rule`, `read`, `saved` (share unread), `recall`."""

    def found_by(self, share: float) -> float:
        """The share of relevant records found once this share of the records is read."""
        labels = [label for _, label in self.predictions]
        return sum(labels[: round(share * len(labels))]) / sum(labels)


WORDS = {
    "priors": "known before the first record was shown",
    "loss": "area above the recall curve: 0 is a perfect order, about 0.5 is chance",
    "ndcg": "as loss, with more weight on the first ranks; 1 is perfect",
    "wss_95": "share left unread when 95 % are found, less the 5 % that chance saves too",
    "wss_100": "share left unread when all are found",
    "atd": "how far down a relevant record stands, on average; 0 is first, 1 is last",
    "first_relevant": "the place of the first relevant record",
    "ms_per_update_p95": "milliseconds of CPU to learn from a vote and rank anew, in 95 % of updates at most",
}
"""What the figures are, for those who do not study ranking."""


@dataclass(frozen=True, slots=True)
class Start:
    """What is known before the first record is shown."""

    question: str = ""
    seed: int = 1
    included: int = 0
    """How many relevant records, drawn by the seed."""
    excluded: int = 0
    priors: tuple[str, ...] = ()
    """Records by their ids."""


def evaluate_screening(
    path: Path, start: Start, *, every: float = 0, progress: Progress = silent
) -> ScreeningEvaluated:
    """Screen a CSV of `title, abstract, label_included` (and `id`) by the ranking, and measure its order.

    Args:
        every: learn anew only after this share of the records, for a quicker and rougher answer; 0: after each.

    Raises:
        ReviewError: no such file, a column is missing, a label is neither 0 nor 1, an id stands twice or is not
            there, or there is nothing to find; lines are named.
        Cancelled: the person stopped it.
    """
    from review_tool.screening import features, measuring, simulating, stopping_rules

    held = read(path)
    if not any(held.labels) or all(held.labels):
        raise ReviewError(f"{path} has records of one kind only.", hint=f"{LABEL} needs both 1 and 0.")
    known = _known(held, start)
    total = len(held.ids)
    built = features.build(held.texts, progress=lambda done: progress(done, total, "reading words"))
    run = simulating.simulate(
        built,
        held.labels,
        known=known,
        question=start.question,
        titles=" ".join(held.titles),
        every=max(round(every * total), 1),
        progress=lambda done: progress(done, total, "screening"),
    )
    order = [held.labels[row] for row in run.order]
    metrics: dict[str, float | int] = {
        "records": total,
        "relevant": sum(held.labels),
        "priors": len(known),
        **measuring.measure(order),
        "ms_per_update_p50": _quantile(run.milliseconds, 0.5),
        "ms_per_update_p95": _quantile(run.milliseconds, 0.95),
        "updates": len(run.milliseconds),
    }
    predictions = [(held.ids[row], int(held.labels[row])) for row in run.order]
    before = sum(held.labels[row] for row in known)
    rules = [asdict(stopping_rules.played(rule, order, before=before)) for rule in stopping_rules.RULES]
    return ScreeningEvaluated(metrics, predictions, [held.ids[row] for row in known], rules)


def _known(held: Labelled, start: Start) -> list[int]:
    """The starting records: those named, and as many as asked for drawn as ASReview draws them by the same seed."""
    import numpy as np

    place = {name: row for row, name in enumerate(held.ids)}
    if missing := [name for name in start.priors if name not in place]:
        raise ReviewError(f"No record has the id {missing[0]}.", hint="Starting records are named by the column id.")
    known = [place[name] for name in start.priors]
    for wanted, relevant in ((start.included, True), (start.excluded, False)):
        there = [row for row, label in enumerate(held.labels) if label is relevant]
        if wanted > len(there):
            kind = "relevant" if relevant else "irrelevant"
            raise ReviewError(f"There are only {len(there)} {kind} records.", hint="Ask for fewer to start with.")
        known += [int(row) for row in np.random.RandomState(start.seed).choice(there, wanted, replace=False)]
    known = list(dict.fromkeys(known))
    if sum(held.labels[row] for row in known) == sum(held.labels):
        raise ReviewError("Every relevant record is known at the start.", hint="Leave some to find.")
    return known


def _quantile(values: Sequence[float], share: float) -> float:
    """Nearest rank; 0 of nothing."""
    ordered = sorted(values)
    return round(ordered[min(int(share * len(ordered)), len(ordered) - 1)], 3) if ordered else 0.0


def write_order(found: ScreeningEvaluated, path: Path) -> None:
    """Write `id,label`, a row for each record in the order shown.

    Raises:
        ReviewError: the file cannot be written.
    """
    write_rows(path, [("id", "label"), *found.predictions])


def read(path: Path) -> Labelled:
    """The records of a CSV, by id; where there are none, by what they say, and the id is the row's number from 1.

    Raises:
        ReviewError: as `evaluate_screening` does.
    """
    from review_tool.screening.features import text_of

    said, there = read_rows(path)
    heading = [one_line(cell).lower() for cell in said]
    rows = [(line, row) for line, row in there if any(row)]
    for needed in ("title", LABEL):
        if needed not in heading:
            raise ReviewError(
                f"{path} has no column {needed}.", hint=f"The heading line needs title, abstract and {LABEL}."
            )
    found: dict[str, tuple[str, str, bool]] = {}
    for number, (line, row) in enumerate(rows, start=1):
        cells = dict(zip(heading, row, strict=False))
        name = new_id(path, line, cells.get("id", "").strip() if "id" in heading else str(number), found)
        label = cells.get(LABEL, "").strip().lower()
        if label not in _TRUE | _FALSE:
            raise ReviewError(f"{path}, line {line}: {LABEL} is “{label}”.", hint="Give 1 (relevant) or 0.")
        title, abstract = (one_line(cells.get(column, "")) for column in ("title", "abstract"))
        found[name] = (text_of(title, abstract), title, label in _TRUE)
    order = sorted(found, key=natural) if "id" in heading else sorted(found, key=lambda name: (found[name][0], name))
    texts, titles, labels = zip(*(found[name] for name in order), strict=True) if order else ((), (), ())
    return Labelled(order, list(texts), list(titles), list(labels))


def natural(name: str) -> tuple[tuple[int, str], ...]:
    """A key that puts 9 before 10 and a9 before a10."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", name) if part)
