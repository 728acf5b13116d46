"""Values that all formats write in their own ways: years, pages, people, keywords."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

from review_tool.domain.text import one_line

_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")
_STAMP = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?!\d)")
_INITIALS = re.compile(r"(?:[A-Z]\.?[- ]?){1,4}|[A-Z]{1,4}|(?:[A-Z][a-z]?\.[- ]?){1,4}")
_FULL_STOP = re.compile(r"\s[A-Z]{2,4}\.$|^[^.]+ [A-Z]{1,4},[^.]+ [A-Z]\.$")
"""The stop that ends PubMed's author list; not that of an initial in a list that writes `Roe R.`."""
_LABELLED_DOI = re.compile(r"doi", re.IGNORECASE)


def year(text: str) -> int | None:
    """The first year in a date as any source writes it: `2012/13//`, `2020a`, `Start date: 20170812`, `Jan 2019`."""
    found = _YEAR.search(text) or _STAMP.search(text)
    return int(found.group(1)) if found else None


def pages(first: str, last: str) -> str:
    """`12-20` from a first and a last page; either may be empty or hold the whole range."""
    if not first or not last or first == last:
        return first or last
    return first if last in re.split(r"[-–—]+", first)[1:] else f"{first}-{last}"


def distinct(lines: Iterable[str]) -> tuple[str, ...]:
    """Clean lines without repeats, in their order."""
    return tuple(dict.fromkeys(lines))


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """The values as single lines, without empty ones and repeats, in their order."""
    found: dict[str, None] = {}
    for value in values:
        if line := one_line(value):
            found[line] = None
    return tuple(found)


def keywords(values: Iterable[str]) -> tuple[str, ...]:
    """Each value is one keyword, or several parted by `;` or line ends."""
    parts: list[str] = []
    for value in values:
        parts += re.split(r"[;\n]", value) if ";" in value or "\n" in value else [value]
    return unique(part.strip(" \t*") for part in parts) if parts else ()


def people(text: str) -> tuple[str, ...]:
    """The authors of one spreadsheet cell, parted by `;`, `|`, ` and `, or commas where those part people."""
    if "&" in text:  # an entity's semicolon parts nobody: `B&#252;chner, A; Roe, B`
        text = unescape(text)
    text = one_line(text).removesuffix(",null")
    for sign in (";", "|", " and ", " & "):
        if sign in text:
            return unique(part.strip(" ,.") if sign == " & " else _trimmed(part) for part in text.split(sign))
    return unique(by_comma(text))


def _trimmed(name: str) -> str:
    return name.strip().removesuffix(",null").strip(" ,")


def by_comma(text: str) -> list[str]:
    """People parted by commas. One comma alone parts a family name from a given name.

    `Lim SM, Shiau CWC.` two people · `Roe, Richard` one · `Roe, R., Doe, D.` and `Cruz Lima, Ana, Sol, Eva` two ·
    `Ann Roe, Dan Doe` two.
    """
    text = text.rstrip(" ,")
    if _FULL_STOP.search(text):
        text = text[:-1]
    parts = [part for part in map(str.strip, text.split(",")) if part]
    if len(parts) < 2:
        return parts
    full = [" " in part for part in parts]
    if all(full):
        return parts
    given = parts[1::2]
    if len(parts) % 2 == 0 and (len(parts) == 2 or all(map(_INITIALS.fullmatch, given)) or not all(full[::2])):
        return [f"{family}, {first}" for family, first in zip(parts[::2], given, strict=True)]
    return parts


def speaks_of_doi(text: str) -> bool:
    """A free note that says DOI, so that a number in it may be taken for one."""
    return _LABELLED_DOI.search(text) is not None
