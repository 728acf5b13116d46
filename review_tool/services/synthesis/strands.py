"""The evidence beside the studies: strands and their items, entered or read from a CSV file."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from review_tool.domain.errors import Problem, ReviewError
from review_tool.domain.synthesis import Strand, StrandItem
from review_tool.domain.text import clean, one_line, plain_cell, shorten
from review_tool.services.reading_files import read_file
from review_tool.store.queries import evidence
from review_tool.store.review import Review
from review_tool.store.unit import Unit

MOST = 50_000
"""Rows of one file; a strand is read by people, and each becomes an item to code."""
_GUESSES = {
    "label": ("label", "title", "name", "id", "number", "no"),
    "text": ("text", "answer", "response", "story", "summary", "comment", "finding", "description"),
    "codes": ("codes", "code", "themes", "tags"),
}


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of a file holds what; "" leaves it to the headings."""

    label: str = ""
    text: str = ""
    codes: str = ""


@dataclass(frozen=True, slots=True)
class StrandImported:
    file: str
    strand: str
    read: int
    added: int
    already_present: int
    refused: int
    columns: Columns
    """The columns that were read."""
    problems: tuple[Problem, ...] = ()


def describe_strand(review: Review, strand: Strand, *, by: str) -> None:
    """Enter an evidence base beside the studies, or describe it anew.

    Raises:
        ReviewError: no name, or a size below nought.
    """
    with review.writing() as unit:
        write_strand(unit, strand, by=by)


def write_strand(unit: Unit, strand: Strand, *, by: str) -> None:
    """As `describe_strand`, inside a unit of work of the caller's."""
    if not one_line(strand.name) or strand.size < 0:
        raise ReviewError("A strand needs a name and how many items it holds.", hint="For example: stories, 100.")
    payload = {"kind": one_line(strand.kind), "size": strand.size, "description": clean(strand.description).strip()}
    unit.record("strand.described", f"strand:{one_line(strand.name)}", payload, by=by)


def add_item(review: Review, strand: str, label: str, text: str, *, by: str, codes: tuple[str, ...] = ()) -> str:
    """Enter one item of a strand that claims can rest on. Returns its id.

    Raises:
        ReviewError: no such strand, or no label.
    """
    with review.writing() as unit:
        return write_item(unit, strand, label, text, by=by, codes=codes)


def write_item(unit: Unit, strand: str, label: str, text: str, *, by: str, codes: tuple[str, ...] = ()) -> str:
    """As `add_item`, inside a unit of work of the caller's."""
    _check_strand(unit, strand)
    if not one_line(label):
        raise ReviewError("The item has no label.", hint="A few words to know it by.")
    payload: dict[str, object] = {"label": one_line(label), "text": clean(text).strip()}
    if names := [name for name in map(one_line, codes) if name]:
        payload["codes"] = names
    return unit.record("item.added", f"strand:{strand}", payload, by=by).id


def _check_strand(unit: Unit, strand: str) -> None:
    known = [s.name for s in evidence.strands(unit.connection)]
    if strand not in known:
        raise ReviewError(
            f"There is no strand “{strand}”.",
            hint="There are " + ", ".join(known) + "." if known else "Enter it first.",
        )


def strands(review: Review) -> list[tuple[Strand, list[StrandItem]]]:
    """Each strand with its items."""
    with review.reading() as connection:
        items = evidence.items(connection)
        return [(s, [i for i in items if i.strand == s.name]) for s in evidence.strands(connection)]


def import_items(
    review: Review, path: Path, strand: str, *, by: str, columns: Columns | None = None, kind: str = ""
) -> StrandImported:
    """Read the rows of a CSV file as items of a strand, all in one event; the file itself is kept.

    A strand that is not there yet is entered with the size of the file. A row whose label and text are in the strand
    already adds nothing.

    Raises:
        ReviewError: no such file, not UTF-8 CSV, no column for the text, or too many rows.
    """
    strand = one_line(strand)
    data = read_file(path)
    rows, lines, chosen = _rows(data, path.name, columns or Columns())
    problems: list[Problem] = []
    with review.writing() as unit:
        there = {(i.label, i.text) for i in evidence.items(unit.connection) if i.strand == strand}
        known = [s.name for s in evidence.strands(unit.connection)]
        new: list[list[object]] = []
        present = 0
        for number, (row, line) in enumerate(zip(rows, lines, strict=True), 1):
            made = _item(row, chosen, number, line, problems)
            if made is None:
                continue
            if (made[0], made[1]) in there:
                present += 1
                continue
            there.add((str(made[0]), str(made[1])))
            new.append(made)
        if strand not in known:
            write_strand(unit, Strand(strand, one_line(kind) or "items", len(rows)), by=by)
        if new:
            sha = unit.keep_file(data)
            payload = {"file": path.name, "sha": sha, "items": new, "read": len(rows)}
            unit.record("items.imported", f"strand:{strand}", payload, by=by)
    refused = sum(problem.refused for problem in problems)
    return StrandImported(path.name, strand, len(rows), len(new), present, refused, chosen, tuple(problems))


def _rows(data: bytes, name: str, columns: Columns) -> tuple[list[dict[str, str]], list[int], Columns]:
    """The rows by heading, the line each begins on, and the columns that were chosen."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ReviewError(
            f"{name}, line {line}: this is not UTF-8 text.", hint="Save the sheet as CSV UTF-8."
        ) from None
    head = text.partition("\n")[0]
    delimiter = max((",", ";", "\t"), key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[dict[str, str]] = []
    lines: list[int] = []
    try:
        headings = [one_line(heading) for heading in reader.fieldnames or ()]
        for row in reader:
            if any(value for value in row.values() if isinstance(value, str)):
                named = zip(headings, (row.get(key) for key in reader.fieldnames or ()), strict=True)
                rows.append({key: plain_cell(value or "") for key, value in named})
                lines.append(
                    reader.line_num - sum(value.count("\n") for value in row.values() if isinstance(value, str))
                )
            if len(rows) > MOST:
                raise ReviewError(f"{name} has more than {MOST:,} rows.", hint="Split it into several files.")
    except csv.Error as error:
        raise ReviewError(f"{name}, line {reader.line_num}: {error}.", hint="Save the sheet as CSV anew.") from None
    return rows, lines, _chosen(headings, columns, name)


def _chosen(headings: list[str], asked: Columns, name: str) -> Columns:
    """Raises ReviewError where a column that was named is not there, or nothing could be the text."""
    folded = {heading.casefold(): heading for heading in headings if heading}
    found: dict[str, str] = {}
    for field, guesses in _GUESSES.items():
        wanted = one_line(getattr(asked, field))
        if wanted and wanted.casefold() not in folded:
            raise ReviewError(f"{name} has no column “{wanted}”.", hint="It has " + ", ".join(folded.values()) + ".")
        taken = set(found.values())
        guessed = (folded[guess] for guess in guesses if guess in folded and folded[guess] not in taken)
        found[field] = folded[wanted.casefold()] if wanted else next(guessed, "")
    if not found["text"] and not found["label"]:
        raise ReviewError(
            f"{name}: which column holds the text?",
            hint="Say --text COLUMN; it has " + (", ".join(folded.values()) or "no headings") + ".",
        )
    return Columns(**found)


def _item(
    row: dict[str, str], columns: Columns, number: int, line: int, problems: list[Problem]
) -> list[object] | None:
    """[label, text, codes] of one row; None where it says nothing, which is a problem."""
    text = clean(row.get(columns.text, "")).strip()
    label = one_line(row.get(columns.label, ""))
    if not text and not label:
        problems.append(Problem(line, "the row has no text", "Fill it in, or leave the row out.", number, refused=True))
        return None
    if columns.text and not text:
        problems.append(Problem(line, f"“{shorten(label, 40)}” has no text", "It is kept by its label alone.", number))
    codes = [name for name in map(one_line, row.get(columns.codes, "").split(";")) if name] if columns.codes else []
    return [label or shorten(one_line(text), 60), text, codes]
