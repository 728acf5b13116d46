"""What goes out: data on stdout, narration on stderr, all of it clean. Nothing is told by colour, so none is used."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

import click

from review_tool.domain.text import clean, clean_all, one_line, shorten


def say(text: str = "", *, end: str = "\n") -> None:
    """A line of data; on a terminal it is wrapped between words."""
    click.echo(_fitted(clean(text), sys.stdout) + end, nl=False)


def narrate(text: str) -> None:
    """A line for the person, beside the data."""
    click.echo(_fitted(clean(text), sys.stderr), err=True)


def _fitted(text: str, stream: TextIO) -> str:
    columns = width(stream)
    if not columns:
        return text
    return "\n".join(_wrapped(line, columns) if len(line) > columns else line for line in text.split("\n"))


def _wrapped(line: str, columns: int) -> str:
    """Further lines stand a little in; options, paths and DOIs stay in one piece."""
    indent = line[: len(line) - len(line.lstrip())] + "  "
    return textwrap.fill(line, columns, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def refuse(message: str, hint: str, details: Iterable[str] = ()) -> None:
    """Say what was refused, what stands in the way, and the remedy."""
    narrate(f"Refused: {message}")
    for line in details:
        narrate(f"  {line}")
    if hint:
        narrate(hint)


def say_json(value: Any) -> None:
    """One JSON value, its texts clean; letters as they are where the terminal can show them."""
    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    click.echo(json.dumps(clean_all(value), ensure_ascii=not utf8, indent=2))


def terminal() -> bool:
    """A person sits at both ends."""
    return _is_terminal(sys.stdin) and _is_terminal(sys.stdout)


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def width(stream: TextIO | None = None) -> int:
    """Columns to write in: those of the terminal, at most 100; 0 (no limit) where the output goes to a program."""
    return min(shutil.get_terminal_size().columns, 100) if _is_terminal(stream or sys.stdout) else 0


def labelled(label: str, text: str) -> str:
    """`Title: …` on one line."""
    return f"{label}: {one_line(text)}"


def plural(n: int, one: str, many: str = "") -> str:
    """`1 record`, `3 records`."""
    return f"{n} {one if n == 1 else many or one + 's'}"


def say_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Aligned columns; on a terminal the widest column is shortened until the table fits."""
    cells = [[one_line(cell) for cell in row] for row in (headings, *rows)]
    sizes = [max(_cells(row[n]) for row in cells) for n in range(len(headings))]
    room, gaps = width(), 2 * (len(headings) - 1)
    while room and sum(sizes) + gaps > room and max(sizes) > 8:
        sizes[sizes.index(max(sizes))] -= 1
    for row in cells:
        say("  ".join(_padded(cell, size) for cell, size in zip(row, sizes, strict=True)).rstrip())


def _cells(text: str) -> int:
    """How many columns of a terminal a text takes: East Asian wide letters two, combining marks none."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(map(bool, map(unicodedata.combining, text)))


def _padded(text: str, size: int) -> str:
    while _cells(text) > size:
        text = shorten(text, max(min(size, len(text) - 1), 1))
    return text + " " * (size - _cells(text))
