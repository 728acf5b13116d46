"""A table as Markdown (GitHub's tables), in which every cell reads as it was written."""

from __future__ import annotations

import re

from review_tool.domain.table import Table
from review_tool.domain.text import clean, one_line

# Any ASCII punctuation may be escaped (CommonMark 2.4); these could otherwise become markup within a line.
_SIGNS = re.compile(r"[\\`*_{}\[\]<>|~!&$]")
_LINE_START = re.compile(r"^([-+#=]|\d+(?=[.)]))")


def write_markdown(table: Table) -> bytes:
    """The bytes of a Markdown file: the title, then the table."""
    head = [literal(column.label) for column in table.columns]
    lines = [f"# {literal(table.title or table.name)}", "", _row(head), _row(["---"] * len(head))]
    lines += [_row([literal_cell(cell) for cell in row]) for row in table.rows]
    return ("\n".join(lines) + "\n").encode("utf-8")


def literal(text: str) -> str:
    """The text as one line that Markdown shows as it is."""
    return _LINE_START.sub(_escaped_start, _SIGNS.sub(r"\\\g<0>", one_line(text)))


def literal_cell(text: str) -> str:
    """The text for a table's cell: its lines stay lines."""
    return "<br>".join(_SIGNS.sub(r"\\\g<0>", line.strip()) for line in clean(text).strip().split("\n"))


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _escaped_start(found: re.Match[str]) -> str:
    """A line that begins like a list, a heading or an underline; `1.` is escaped at its point by the caller's rest."""
    sign = found.group()
    return f"&#{ord(sign[0])};{sign[1:]}" if sign[0].isdigit() else "\\" + sign
