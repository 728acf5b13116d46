"""A table as Markdown (GitHub's tables), in which every cell reads as it was written."""

from __future__ import annotations

import re

from review_tool.domain.table import Table
from review_tool.domain.text import clean, one_line

# Any ASCII punctuation may be escaped (CommonMark 2.4); these could otherwise become markup within a line.
_SIGNS = re.compile(r"[\\`*_{}\[\]<>|~!&$]")
# … and these at its beginning: a list, a heading, an underline.
_LINE_START = re.compile(r"^(\d{1,9}(?=[.)])|(?=[-+#=]))")


def write_markdown(table: Table) -> bytes:
    """The bytes of a Markdown file: the title, then the table."""
    lines = [f"# {literal(table.title or table.name)}", "", *table_lines(table)]
    lines += [part for note in table.notes for part in ("", literal(note))]
    return ("\n".join(lines) + "\n").encode("utf-8")


def table_lines(table: Table) -> list[str]:
    """The lines of the table alone, to stand in a longer document."""
    head = [literal(column.label) for column in table.columns]
    return [
        _row(head),
        _row(["---"] * len(head)),
        *(_row([literal_cell(cell) for cell in row]) for row in table.rows),
    ]


def literal(text: str) -> str:
    """The text as one line that Markdown shows as it is."""
    return _LINE_START.sub(r"\g<1>\\", _SIGNS.sub(r"\\\g<0>", one_line(text)))


def literal_cell(text: str) -> str:
    """The text for a table's cell: its lines stay lines."""
    return "<br>".join(_SIGNS.sub(r"\\\g<0>", line.strip()) for line in clean(text).strip().split("\n"))


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"
