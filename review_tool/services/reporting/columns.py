"""Which columns a table has, in which order: chosen once and kept with the review, or for one file."""

from __future__ import annotations

import json
from dataclasses import dataclass

from review_tool.domain.errors import ReviewError
from review_tool.domain.table import Table
from review_tool.services.reporting.wanted import Wanted
from review_tool.store.queries import plan
from review_tool.store.review import Review
from review_tool.store.unit import Unit

ALL = ("all",)
"""What to say for every column in the usual order."""
_PAGES = (".docx", ".tex", ".html", ".md")
"""Formats that people read, rather than programs."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the team chose for one table."""

    columns: tuple[str, ...] = ()
    excerpts: bool | None = None


def saved(review: Review, table: str) -> Choice:
    """The review's choice for this table; an empty one where none was made."""
    with review.reading() as connection:
        body = plan.instrument(connection, "columns", table)
    kept = json.loads(body) if body else {}
    return Choice(tuple(kept.get("columns", ())), kept.get("excerpts"))


def keep(unit: Unit, table: str, choice: Choice, *, by: str) -> None:
    """Make this the review's choice."""
    columns = [] if choice.columns == ALL else list(choice.columns)
    unit.record("columns.chosen", f"table:{table}", {"columns": columns, "excerpts": choice.excerpts}, by=by)


def arranged(review: Review, table: Table, wanted: Wanted, suffix: str) -> Table:
    """The table with the columns asked for, or else the review's, or else those that suit the format.

    Raises:
        ReviewError: it has no such column, or one is named twice.
    """
    if suffix in _PAGES:
        table = table.for_page()
    kept = saved(review, table.name)
    known = {column.key for column in table.columns}
    columns = wanted.columns or tuple(key for key in kept.columns if key in known)
    excerpts = wanted.excerpts if wanted.excerpts is not None else kept.excerpts
    if columns in ((), ALL):
        return table.picked(_usual(table, suffix, excerpts, every=columns == ALL))
    if unknown := [key for key in columns if key not in known]:
        own = ", ".join(column.key for column in table.columns if not column.behind)
        raise ReviewError(f"{table.title} has no column “{unknown[0]}”.", hint=f"It has {own}.")
    if len(set(columns)) < len(columns):
        raise ReviewError("A column is named twice.", hint="Name each once, in the order they shall stand.")
    if excerpts:
        columns = tuple(dict.fromkeys(key for column in columns for key in (column, *_behind(table, column))))
    return table.picked(columns)


def _behind(table: Table, key: str) -> list[str]:
    return [column.key for column in table.columns if column.behind == key]


def _usual(table: Table, suffix: str, excerpts: bool | None, *, every: bool) -> tuple[str, ...]:
    on_page = suffix in _PAGES
    if excerpts is None:
        excerpts = not on_page or table.evidence
    return tuple(
        column.key
        for column in table.columns
        if (excerpts or not column.behind) and (every or not on_page or not column.technical)
    )
