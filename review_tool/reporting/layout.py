"""Fitting a wide table on a page: into how many parts it goes, and how wide each column is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from review_tool.domain.table import Table
from review_tool.domain.text import one_line

LINE = 150
"""Characters that fit on a line of a landscape A4 page in 8 point letters."""
_NARROW, _WIDE = 4, 44


@dataclass(frozen=True, slots=True)
class Part:
    """Columns that fit on one page; the first column names the row and is in every part."""

    columns: tuple[int, ...]
    """Places of the columns in the table."""
    shares: tuple[float, ...]
    """Of the line's width; together 1."""


def parts(table: Table, line: int = LINE) -> tuple[Part, ...]:
    """The table's columns in as few parts as fit, about equally filled."""
    widths = [_width(table, at) for at in range(len(table.columns))]
    if sum(widths) <= line or len(widths) < 3:
        return (_part(tuple(range(len(widths))), widths),)
    count = math.ceil(sum(widths[1:]) / (line - widths[0]))
    filled = sum(widths[1:]) / count
    groups: list[list[int]] = [[]]
    reached = 0
    for at in range(1, len(widths)):
        fits = widths[0] + sum(widths[n] for n in groups[-1]) + widths[at] <= line
        full = reached + widths[at] / 2 > filled * len(groups)
        if groups[-1] and (not fits or full):
            groups.append([])
        groups[-1].append(at)
        reached += widths[at]
    return tuple(_part((0, *group), widths) for group in groups)


def _part(columns: tuple[int, ...], widths: Sequence[int]) -> Part:
    whole = sum(widths[at] for at in columns) or 1
    return Part(columns, tuple(widths[at] / whole for at in columns))


def _width(table: Table, at: int) -> int:
    """Characters a column should get: its longest word, and more the longer its texts."""
    cells = [one_line(row[at]) for row in table.rows]
    words = max((len(word) for text in (table.columns[at].label, *cells) for word in text.split()), default=0)
    longest = max(map(len, cells), default=0)
    mean = sum(map(len, cells)) / max(len(cells), 1)
    wished = min(longest, math.ceil(math.sqrt(mean * 6) + mean / 20))
    return max(_NARROW, min(words, 22), min(wished, _WIDE)) + 2
