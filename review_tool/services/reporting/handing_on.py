"""Gathering citations to hand on: which, in what unit, for whom, with what the review knows of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from review_tool.domain.decision import Outcome, Standing
from review_tool.domain.errors import ReviewError
from review_tool.domain.record import Record
from review_tool.domain.report import Which
from review_tool.formats.writers import SHEETS, WRITERS, Item, Raw, Sheet, Writer, Written, lost, sheet_table
from review_tool.reporting import TABLE_FORMATS
from review_tool.reporting.xlsx_table import MOST
from review_tool.services.citations import combined
from review_tool.services.reporting.wanted import Loss, Made, Wanted
from review_tool.services.studies import appraising
from review_tool.store.queries import dossier, lists, plan, raws, reports
from review_tool.store.review import Review

_PAGE = 500
UNITS = ("records", "reports")
STATES = ("all", "included", "excluded", "conflict", "open", "not retrieved")
MOST_RECORDS, MOST_BYTES = 15_000, 50_000_000
"""References and bytes in one file that Covidence takes (its help, “Importing references”)."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """A program that records are handed to, and what it asks of them."""

    name: str
    label: str
    suffixes: tuple[str, ...]
    """What it takes, the best first."""
    exact: bool = False
    """It takes records as they came; for the others they are written anew, in the tags these know."""
    has_labels: bool = False
    """RIS carries the outcome in a note, as ASReview writes it."""
    has_study: bool = False
    """It takes the study's name: in RIS as NS."""


RECEIVERS: tuple[Receiver, ...] = (
    Receiver("rayyan", "Rayyan", (".csv", ".ris")),
    Receiver("covidence", "Covidence", (".ris", ".xml", ".csv"), has_study=True),
    Receiver("asreview", "ASReview", (".csv", ".ris", ".xlsx"), has_labels=True),
    Receiver("revman", "RevMan", (".ris",), has_study=True),
    Receiver("zotero", "Zotero", (".ris", ".json", ".bib"), exact=True),
)


def unit_of(suffix: str, wanted: Wanted) -> str:
    """What one row or entry will be."""
    if wanted.unit:
        return wanted.unit
    return "reports" if wanted.receiver or suffix in {writer.suffix for writer in WRITERS} else "records"


def make(review: Review, suffix: str, by: str, wanted: Wanted) -> Made:
    """Citations as files of that suffix, or as the receiver's table.

    Raises:
        ReviewError: no such receiver, unit or state, or a suffix the receiver does not take.
    """
    receiver = _receiver(wanted.receiver, suffix)
    check(wanted)
    items = _items(review, unit_of(suffix, wanted), wanted, receiver, by)
    writer = next((known for known in WRITERS if known.suffix == suffix), None)
    if writer is not None:
        return _cited(writer, items, split=wanted.split)
    assert receiver is not None
    return _tabled(next(sheet for sheet in SHEETS if sheet.receiver == receiver.name), list(items), suffix)


def check(wanted: Wanted) -> None:
    """Raises ReviewError where a unit or a state is named that there is not."""
    _check("unit", wanted.unit, ("", *UNITS))
    _check("state", wanted.state, STATES)


def _check(what: str, given: str, known: tuple[str, ...]) -> None:
    if given not in known:
        raise ReviewError(f"There is no {what} “{given}”.", hint="Say one of " + ", ".join(filter(None, known)) + ".")


def _receiver(name: str, suffix: str) -> Receiver | None:
    if not name:
        return None
    _check("receiver", name, tuple(known.name for known in RECEIVERS))
    found = next(known for known in RECEIVERS if known.name == name)
    if suffix not in found.suffixes:
        raise ReviewError(
            f"{found.label} does not take “{suffix}”.", hint="End the file's name with " + " or ".join(found.suffixes)
        )
    return found


def _cited(writer: Writer, items: Iterator[Item], *, split: bool) -> Made:
    parts: list[bytes] = []
    entries: list[bytes] = []
    losses: Counter[str] = Counter()
    taken: set[str] = set()
    size = rows = 0
    for item in items:
        written = writer.entry(item, taken)
        losses.update(lost(writer.lacks, item, written))
        rows += 1
        added = len(written.data) + len(writer.between)
        if split and entries and (len(entries) >= MOST_RECORDS or size + added > MOST_BYTES - 1000):
            parts.append(writer.file(entries))
            entries, size = [], 0
        entries.append(written.data)
        size += added
    return Made((*parts, writer.file(entries)), rows, _losses(losses))


def _tabled(sheet: Sheet, items: list[Item], suffix: str) -> Made:
    losses: Counter[str] = Counter()
    for item in items:
        losses.update(lost(sheet.lacks, item, Written(b"")))
    write = next(known for known in TABLE_FORMATS if known.suffix == suffix).write
    table = sheet_table(sheet, items)
    if suffix == ".xlsx" and (cut := sum(any(len(cell) > MOST for cell in row) for row in table.rows)):
        losses["the end of a text longer than Excel's cells"] = cut
    return Made((write(table),), len(items), _losses(losses))


def _losses(found: Counter[str]) -> tuple[Loss, ...]:
    return tuple(Loss(field, n) for field, n in sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def chosen(review: Review, wanted: Wanted) -> list[int]:
    """The reports in the state asked for, in the order they came."""
    with review.reading() as connection:
        return lists.report_ids(connection, Which(stage=wanted.stage, state=wanted.state))


def _items(review: Review, unit: str, wanted: Wanted, receiver: Receiver | None, by: str) -> Iterator[Item]:
    roots = chosen(review, wanted)
    names = {r: study.label for study in appraising.studies(review) for r in study.reports}
    labels = set(names.values())
    with review.reading() as connection:
        at = reports.all_standings(connection)
        votes = dossier.votes(connection)
        tags, picked = raws.report_tags(connection, by), plan.choices(connection)
        for begin in range(0, len(roots), _PAGE):
            page = roots[begin : begin + _PAGE]
            members = reports.records_of(connection, page)
            held = raws.raws(connection, [record.id for found in members.values() for record in found])
            for root in page:
                standing = at[root][0][wanted.stage]
                seen = [v for v in votes.get(root, ()) if v.stage is wanted.stage and not v.aside]
                shown = [v for v in seen if v.reviewer == by or standing.outcome.shows_votes]
                said = {v.reviewer: (v.reviewer, v.verdict.value, v.note) for v in shown}
                if root not in names and receiver and receiver.has_study:
                    names[root] = _apart(combined(members[root], picked.get(root, {}))[0].short(), labels)
                groups = [members[root]] if unit == "reports" else [[record] for record in members[root]]
                for group in groups:
                    told = tuple(said.values()), tags.get(root, ())
                    yield _item(group, picked.get(root, {}), held, standing, *told, names.get(root, ""), receiver)


def _apart(study: str, taken: set[str]) -> str:
    """The study's name, with a letter where another has it: receivers take reports of one name for one study's."""
    name, n = study, 1
    while name in taken:
        n += 1
        name = f"{study}{chr(ord('a') + n - 1)}" if n <= 26 else f"{study} ({n})"
    taken.add(name)
    return name


def _item(
    group: list[Record],
    picked: dict[str, int],
    held: dict[int, tuple[str, bytes]],
    standing: Standing,
    votes: tuple[tuple[str, str, str], ...],
    tags: tuple[str, ...],
    study: str,
    receiver: Receiver | None,
) -> Item:
    citation, _ = combined(group, picked)
    is_decided = standing.outcome in (Outcome.INCLUDED, Outcome.EXCLUDED)
    outcome = standing.outcome.value if is_decided else ""
    return Item(
        citation,
        group[0].report if len(group) > 1 else group[0].id,
        tuple(Raw(*held[record.id]) for record in group),
        exact=receiver is None or receiver.exact,
        study=study if receiver and receiver.has_study else "",
        outcome=outcome,
        reason=standing.reason,
        votes=votes,
        tags=tags,
        sources=tuple(dict.fromkeys(record.source for record in group)),
        labels=(_LABELS[outcome],) if receiver and receiver.has_labels else (),
    )


_LABELS = {"included": "ASReview_relevant", "excluded": "ASReview_irrelevant", "": "ASReview_not_seen"}
"""ASReview's notes in RIS (its documentation, “Data format”)."""
