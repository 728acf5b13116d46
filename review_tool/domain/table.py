"""A table to be written out: the same rows for every file format."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    """The heading in CSV and JSON; stable."""
    label: str
    """The heading for people."""
    meaning: str = ""
    """For the data dictionary."""
    behind: str = ""
    """The key of the column whose values this one supports with a passage or a note; "" for a column of its own."""
    technical: bool = False
    """For programs: on a page it is left out unless asked for by name."""
    shown: tuple[tuple[str, str], ...] = ()
    """(value, what a page shows for it): `cant-tell` is shown as `Can't tell`."""


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    """What a reader needs beneath it: abbreviations, what an empty cell means."""
    evidence: bool = False
    """What supports its values belongs to it on a page too."""

    def picked(self, keys: tuple[str, ...]) -> Table:
        """The table with these columns alone, in this order. Raises KeyError where it has no such column."""
        at = {column.key: place for place, column in enumerate(self.columns)}
        places = [at[key] for key in keys]
        return replace(
            self,
            columns=tuple(self.columns[place] for place in places),
            rows=tuple(tuple(row[place] for place in places) for row in self.rows),
        )

    def for_page(self) -> Table:
        """The table with its values as people read them."""
        shown = [dict(column.shown) for column in self.columns]
        if not any(shown):
            return self
        rows = tuple(tuple(words.get(cell, cell) for words, cell in zip(shown, row, strict=True)) for row in self.rows)
        return replace(self, rows=rows)
