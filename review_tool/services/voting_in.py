"""Votes from a spreadsheet: decisions made elsewhere, read back as votes of the named reviewer."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from review_tool.domain import identifiers
from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.text import clean, fold, plain_cell
from review_tool.services import screening
from review_tool.services.progress import Progress, silent
from review_tool.store import plan, reports
from review_tool.store.review import Review
from review_tool.store.unit import Unit

_VERDICTS = {
    "include": Verdict.INCLUDE,
    "included": Verdict.INCLUDE,
    "yes": Verdict.INCLUDE,
    "1": Verdict.INCLUDE,
    "1.0": Verdict.INCLUDE,
    "exclude": Verdict.EXCLUDE,
    "excluded": Verdict.EXCLUDE,
    "no": Verdict.EXCLUDE,
    "0": Verdict.EXCLUDE,
    "0.0": Verdict.EXCLUDE,
    "maybe": Verdict.MAYBE,
    "unsure": Verdict.MAYBE,
}
_VERDICT_COLUMNS = ("verdict", "decision", "asreview_label", "included", "label_included", "vote")
_STAGES = {
    "title-abstract": Stage.TITLE_ABSTRACT,
    "title and abstract": Stage.TITLE_ABSTRACT,
    "title": Stage.TITLE_ABSTRACT,
    "": Stage.TITLE_ABSTRACT,
    "full-text": Stage.FULL_TEXT,
    "full text": Stage.FULL_TEXT,
}


@dataclass(frozen=True, slots=True)
class VotesIn:
    """What a file of decisions brought: rows = votes + blank."""

    rows: int
    votes: int
    blank: int
    """Rows without a verdict: not decided there yet."""


def import_votes(review: Review, path: Path, *, by: str, progress: Progress = silent) -> VotesIn:
    """Read a CSV of decisions and write each as a vote, all of them or none.

    A row names its record by `record_id` or `report_id`, by `file` and `position`, by `doi`, `pmid` or `source_id`,
    or by `title` (`year` tells alike titles apart). Its verdict stands in `verdict`, `decision`, `included`,
    `asreview_label` or `label_included`; `stage`, `reviewer`, `reason` and `note` may be there too.

    Raises:
        ReviewError: no such file, no verdict column, or a row that cannot be a vote: its line is named.
    """
    rows = _rows(path)
    with review.writing() as unit:
        find = _finder(unit)
        team = {member.name for member in plan.team(unit.connection)}
        votes = blank = 0
        for done, (line, row) in enumerate(rows):
            said = next((row[c] for c in _VERDICT_COLUMNS if row.get(c, "").strip()), "").strip().lower()
            if said in ("", "-1", "not seen"):
                blank += 1
                continue
            try:
                number, stage, verdict, reviewer = _vote(row, said, find, team, by)
                screening.vote(
                    unit, number, stage, verdict, by=reviewer, reason=row.get("reason", ""), note=row.get("note", "")
                )
            except ReviewError as error:
                raise ReviewError(f"{path.name}, line {line}: {error}", hint=error.hint) from error
            votes += 1
            if not done % 50:
                progress(done, len(rows), "writing votes")
    return VotesIn(len(rows), votes, blank)


def _vote(
    row: dict[str, str], said: str, find: Callable[[dict[str, str]], int], team: set[str], by: str
) -> tuple[int, Stage, Verdict, str]:
    if said not in _VERDICTS:
        raise ReviewError(f"“{said}” is no verdict.", hint="Write include, exclude or maybe (or 1 and 0).")
    stage = row.get("stage", "").strip().lower()
    if stage not in _STAGES:
        raise ReviewError(f"“{stage}” is no stage.", hint="Write title-abstract or full-text.")
    reviewer = row.get("reviewer", "").strip() or by
    if reviewer not in team:
        raise ReviewError(
            f"“{reviewer}” is not a reviewer of this review.", hint="Add the person first: review-tool team add NAME."
        )
    return find(row), _STAGES[stage], _VERDICTS[said], reviewer


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ReviewError(f"{path} cannot be read: {error.strerror}.", hint="Check its name and folder.") from None
    except UnicodeDecodeError:
        raise ReviewError(f"{path.name} is not text in UTF-8.", hint="Save it as CSV UTF-8.") from None
    if not text.strip():
        raise ReviewError(f"{path.name} is empty.", hint="Give a CSV with a heading line and a row for each decision.")
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    names = {name: name.strip().lower().replace(" ", "_") for name in reader.fieldnames or () if name}
    if not any(name in _VERDICT_COLUMNS for name in names.values()):
        raise ReviewError(
            f"{path.name}, line 1: no column holds the decisions.",
            hint="Name it one of " + ", ".join(_VERDICT_COLUMNS) + ".",
        )
    rows = []
    try:
        for raw in reader:
            if None in raw:
                raise ReviewError(
                    f"{path.name}, line {reader.line_num}: more cells than the heading has.", hint="Mend the row."
                )
            row = {names[name]: plain_cell(clean(value or "")).strip() for name, value in raw.items() if name}
            rows.append((reader.line_num, row))
    except csv.Error as error:
        raise ReviewError(f"{path.name}, line {reader.line_num}: {error}.", hint="Save it again as CSV.") from None
    return rows


def _finder(unit: Unit) -> Callable[[dict[str, str]], int]:
    """A function from a row to the report it means."""
    records = list(reports.all_records(unit.connection))
    by_place = {(r.file, str(r.position)): r.report for r in records}
    by: dict[str, dict[str, set[int]]] = {"doi": {}, "pmid": {}, "source_id": {}, "title": {}}
    by_id = {str(r.id): r.report for r in records}
    for r in records:
        keys = {
            "doi": r.citation.doi,
            "pmid": r.citation.pmid,
            "source_id": r.citation.source_id,
            "title": fold(r.citation.title),
        }
        for name, key in keys.items():
            if key:
                by[name].setdefault(key, set()).add(r.report)
    years = {r.report: str(r.citation.year or "") for r in records}

    def find(row: dict[str, str]) -> int:
        for column in ("record_id", "report_id"):
            if found := by_id.get(row.get(column, "")):
                return found
        if found := by_place.get((row.get("file", ""), row.get("position", ""))):
            return found
        wanted = {
            "doi": identifiers.doi(row.get("doi", "")),
            "pmid": identifiers.pmid(row.get("pmid", "")),
            "source_id": row.get("source_id", ""),
            "title": fold(row.get("title", "")),
        }
        for name, key in wanted.items():
            reports_found = by[name].get(key, set()) if key else set()
            if len(reports_found) > 1 and row.get("year"):
                reports_found = {report for report in reports_found if years[report] == row["year"]}
            if len(reports_found) == 1:
                return next(iter(reports_found))
            if len(reports_found) > 1:
                raise ReviewError(f"several reports have this {name}: {key}.", hint="Name it by record_id.")
        raise ReviewError(
            "no record of the review is meant.",
            hint="Give record_id, file and position, doi, pmid, source_id or title.",
        )

    return find
