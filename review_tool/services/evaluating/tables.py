"""The CSV files that an evaluation reads and writes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from review_tool.domain.errors import ReviewError
from review_tool.services.reading_files import read_file

_LONGEST_CELL = 1 << 24


def read_rows(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The heading, and the rows that are no blank lines, each with the number of its last line.

    Raises:
        ReviewError: no such file, it is not UTF-8, or no CSV.
    """
    try:
        text = read_file(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ReviewError(f"{path} is not text in UTF-8.", hint="Save it as CSV UTF-8.") from None
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        return next(reader, []), [(reader.line_num, row) for row in reader if row]
    except csv.Error as error:
        raise ReviewError(f"{path}, line {reader.line_num}: {error}.", hint="Save it again as CSV.") from None


def new_id(path: Path, line: int, name: str, known: Iterable[str]) -> str:
    """The id of a row.

    Raises:
        ReviewError: it has none, or another row's.
    """
    if name and name not in known:
        return name
    said = f"the id {name} stands twice." if name else "a row without id."
    raise ReviewError(f"{path}, line {line}: {said}", hint="Give each record an id of its own.")


def write_rows(path: Path, rows: Iterable[Sequence[object]]) -> None:
    """Write rows, the heading first.

    Raises:
        ReviewError: the file cannot be written.
    """
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    except OSError as error:
        raise ReviewError(f"{path} cannot be written: {error.strerror}.", hint="Choose another folder.") from None
