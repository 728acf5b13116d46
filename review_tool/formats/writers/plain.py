"""A numbered list to read or print, in the manner of Vancouver (ICMJE, “Samples of formatted references”)."""

from __future__ import annotations

import re

from review_tool.domain.record import Citation
from review_tool.domain.text import one_line
from review_tool.formats.writers.names import parted
from review_tool.formats.writers.writer import Item, Writer, Written


def entry(item: Item, taken: set[str]) -> Written:
    """One reference with its abstract and keywords under it."""
    number = str(len(taken) + 1)
    taken.add(number)
    c = item.citation
    lines = [f"{number}. {reference(c)}"]
    lines += [f"   {name}: {value}" for name, value in _below(c, item) if value]
    return Written(("\n".join(map(one_line_kept, lines)) + "\n").encode("utf-8", "replace"))


def one_line_kept(line: str) -> str:
    """One line that keeps its indent."""
    return line[: len(line) - len(line.lstrip())] + one_line(line)


def reference(c: Citation) -> str:
    """`Kim JH, Lee S. Title. Journal. 2021;12(3):12-20. doi:10.5555/1. PMID: 1.`"""
    place = f"{c.year or ''}{';' if c.volume or c.pages else ''}{c.volume}" + (f"({c.issue})" if c.issue else "")
    parts = [", ".join(map(_author, c.authors)), c.title, c.journal, place + (f":{c.pages}" if c.pages else "")]
    parts += [f"doi:{c.doi}" if c.doi else "", f"PMID: {c.pmid}" if c.pmid else ""]
    return " ".join(part if part[-1] in ".?!" else f"{part}." for part in map(one_line, parts) if part)


def _author(author: str) -> str:
    name = parted(author)
    if name.whole:
        return name.whole
    initials = "".join(part[0].upper() for part in re.split(r"[\s.-]+", name.given) if part)
    given = name.given if name.given.isupper() and len(name.given) <= 3 else initials
    return " ".join(filter(None, (name.family, given, name.suffix)))


def _below(c: Citation, item: Item) -> list[tuple[str, str]]:
    return [
        ("Abstract", c.abstract),
        ("Keywords", "; ".join(c.keywords)),
        ("Link", c.url),
        ("Outcome", item.outcome + (f" ({item.reason})" if item.reason else "")),
    ]


PLAIN = Writer("plain", "Plain text", ".txt", entry, lacks=frozenset({"type", "language", "source_id"}))
