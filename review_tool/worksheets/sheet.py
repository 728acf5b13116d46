"""A work sheet as it goes out, and as it comes back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from review_tool.domain.errors import ReviewError
from review_tool.domain.text import clean, one_line

ID, STUDY, QUESTION = "Id", "Study", "Question"
CHOOSE = "Choose …"
"""What stands in a Word list before anything is chosen."""
MARK = "Work sheet "
"""Before the sheet's own id, wherever it stands in the file."""
_ID = re.compile(MARK + r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


@dataclass(frozen=True, slots=True)
class Line:
    """One question put to one study, with what is answered so far."""

    key: str
    """`12/setting`: the study and the item."""
    study: str
    """What the study is called."""
    question: str
    hint: str = ""
    options: tuple[str, ...] = ()
    """What may be chosen, in words; () where the answer is written."""
    answers: tuple[str, ...] = ()
    """What stands in each of the sheet's columns for answers."""
    title: str = ""
    """Of the study, shown where its questions begin."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A work sheet to be written."""

    id: str
    title: str
    instructions: tuple[str, ...]
    columns: tuple[str, ...]
    """Headings of the columns that are filled in; options belong to the first."""
    lines: tuple[Line, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        return (ID, STUDY, QUESTION, *self.columns)

    @property
    def mark(self) -> str:
        return MARK + self.id


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet that came back."""

    where: str
    """`row 14`; `table 2, row 3`."""
    key: str
    study: str
    question: str
    cells: dict[str, str] = field(default_factory=dict)
    """Heading → text, of every column but the first three."""
    formulas: tuple[str, ...] = ()
    """Headings whose cell holds a formula instead of a text."""

    @property
    def is_empty(self) -> bool:
        return not (self.key or self.study or self.question or self.formulas or any(self.cells.values()))


@dataclass(frozen=True, slots=True)
class Filled:
    """A work sheet that came back, as it is; nothing is judged yet."""

    id: str
    headings: tuple[str, ...]
    """As they stand in the file, the table with the most."""
    rows: tuple[Row, ...]


def sheet_id(texts: Iterable[str]) -> str:
    """The id of the sheet, found among the file's texts.

    Raises:
        ReviewError: it is nowhere.
    """
    for text in texts:
        if found := _ID.search(text):
            return found[1]
    raise ReviewError(
        "This file is not a work sheet: the line with its id is missing.",
        hint="Make one with `review-tool worksheet export`, fill it in, and leave its last lines as they are.",
    )


def row(where: str, headings: tuple[str, ...], texts: Iterable[str], formulas: tuple[str, ...] = ()) -> Row:
    """A row from its cells' texts under these headings."""
    cells = dict(zip(headings, (clean(text).strip() for text in texts), strict=False))
    cells = {heading: "" if text == CHOOSE else text for heading, text in cells.items()}
    key, study, question = (one_line(cells.pop(name, "")) for name in (ID, STUDY, QUESTION))
    return Row(where, key, study, question, cells, formulas)
