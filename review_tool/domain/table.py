"""A table to be written out: the same rows for every file format."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    """The heading in CSV and JSON; stable."""
    label: str
    """The heading for people."""
    meaning: str = ""
    """For the data dictionary."""


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
