"""What was odd in citation files, as a table for whoever asks the database or mends the file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from review_tool.domain.errors import Problem
from review_tool.domain.table import Column, Table
from review_tool.reporting.csv_table import write_csv
from review_tool.services.writing_files import write_whole

_COLUMNS = (
    Column("file", "File"),
    Column("line", "Line", "From 1; empty where the whole file is meant."),
    Column("record", "Record", "Its place in the file, from 1; empty where the problem is of none."),
    Column("what", "What is odd", "Begins with “Left out” where the record did not come in."),
    Column("hint", "What to do"),
)


def write_problems(path: Path, problems: Iterable[tuple[str, Problem]]) -> int:
    """Write the problems of files, each beside its file's name, as CSV. Returns how many there are.

    Raises:
        ReviewError: the file cannot be written there.
    """
    rows = tuple(
        (file, str(p.line or ""), str(p.record or ""), f"Left out: {p.what}" if p.refused else p.what, p.hint)
        for file, p in problems
    )
    write_whole(path, write_csv(Table("problems", "Problems", _COLUMNS, rows)))
    return len(rows)
