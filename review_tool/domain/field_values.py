"""What may stand in a field, and the one way each value is written: numbers, dates, options, rows.

Refusals are the end of a sentence that begins with the field's label: “Participants is a number; “many” is none.”
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from review_tool.domain.errors import ReviewError

_NUMBER = re.compile(r"([-+−]?)(\d{1,3}(?:[, \u00a0\u202f]\d{3})+|\d+)(\.\d+)?\s*(.*)", re.DOTALL)
_CELL = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and what it counts; `unit` is "" where it counts nothing."""

    number: float
    unit: str = ""


def quantity(text: str) -> Quantity:
    """The number and unit of a text: `1,204 nurses`, `3.5 %`, `-2`.

    A comma, a blank or a narrow blank may part thousands; the decimal sign is a point, because `3,500` would be two
    numbers otherwise.

    Raises:
        ReviewError: it does not begin with a number.
    """
    found = _NUMBER.fullmatch(text.strip())
    unit = found[4].strip() if found else ""
    if not found or unit[:1] in (",", ".", "-", "–", "±") or unit[:1].isdigit():
        raise ReviewError(f"is a number; “{text}” is none.", hint="Write 240 or 3.5; thousands as 1204 or 1,204.")
    sign = "-" if found[1] in ("-", "−") else ""
    whole = re.sub(r"\D", "", found[2])
    return Quantity(float(sign + whole + (found[3] or "")), unit)


def number(text: str, units: Sequence[str] = ()) -> str:
    """A number as it is kept: `1204 nurses`. A bare number gets the first of the field's units.

    Raises:
        ReviewError: it is no number, or not in one of the units.
    """
    said = quantity(text)
    known = {unit.casefold(): unit for unit in units}
    if said.unit and said.unit.casefold() not in known:
        units_said = ", ".join(units) if units else "none: it is a number alone"
        raise ReviewError(f"is not counted in “{said.unit}”.", hint=f"Its units: {units_said}.")
    unit = known[said.unit.casefold()] if said.unit else units[0] if units else ""
    return f"{plain(said.number)} {unit}".strip()


def plain(value: float) -> str:
    """A number without trailing zeros: `240`, `3.5`."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def day(text: str) -> str:
    """A day, a month or a year, as given.

    Raises:
        ReviewError: there is no such date.
    """
    try:
        date.fromisoformat(text + ("-01-01", "-01", "")[min(text.count("-"), 2)])
    except ValueError:
        raise ReviewError(f"is a date; “{text}” is none.", hint="Write 2026-03-12, 2026-03 or 2026.") from None
    return text


def options(text: str, known: Sequence[str], *, several: bool) -> str:
    """The option or options a text names, in the form's order. Capitals do not matter.

    Raises:
        ReviewError: it names another.
    """
    folded = {option.casefold(): option for option in known}
    given = [part.strip() for part in text.split(";")] if several else [text.strip()]
    if unknown := [part for part in given if part.casefold() not in folded]:
        raise ReviewError(f"cannot be “{unknown[0]}”.", hint="Choose from: " + "; ".join(known) + ".")
    chosen = {folded[part.casefold()] for part in given}
    return "; ".join(option for option in known if option in chosen)


def rows(text: str) -> list[tuple[str, ...]]:
    """The rows of a table: one a line, cells parted by `|`; `\\|` is the sign itself."""
    lines = [line for line in text.splitlines() if line.replace("|", "").strip()]
    return [tuple(cell.strip().replace("\\|", "|") for cell in _CELL.split(line)) for line in lines]


def table(given: Iterable[Sequence[str]]) -> str:
    """Rows as the text they are kept in, see `rows`."""
    return "\n".join(" | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in row).rstrip() for row in given)


def filled(text: str, columns: Sequence[str]) -> str:
    """A table's text with every row as long as there are columns.

    Raises:
        ReviewError: there is no row, or one has more cells than there are columns.
    """
    found = rows(text)
    if not found:
        raise ReviewError("has no row.", hint=f"One row a line: {' | '.join(columns)}.")
    for n, row in enumerate(found, 1):
        if len(row) > len(columns):
            raise ReviewError(
                f"has {len(row)} cells in row {n}, and {len(columns)} columns.",
                hint=f"They are {columns_of(columns)}.",
            )
    return table((*row, *[""] * (len(columns) - len(row))) for row in found)


def columns_of(columns: Sequence[str]) -> str:
    return " | ".join(columns)
