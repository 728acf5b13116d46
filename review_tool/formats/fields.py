"""Values that all formats write in their own ways: years, pages, people, keywords."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from html import unescape

from review_tool.domain.record import Citation
from review_tool.domain.text import one_line

_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")
_FOUR = re.compile(r"[0-9]{4}")
_STAMP = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?!\d)")
_INITIALS = re.compile(r"(?:[A-Z]\.?[- ]?){1,4}|[A-Z]{1,4}|(?:[A-Z][a-z]?\.[- ]?){1,4}")
_PARTICLE = re.compile(r"(?:van|von|vom|zu|zur|de|del|della|der|den|di|da|dos|du|la|le|el|al|ten|ter|af|av)\s")
"""Family names begin so, given names do not."""
_FULL_STOP = re.compile(r"\s[A-Z]{2,4}\.$|^[^.]+ [A-Z]{1,4},[^.]+ [A-Z]\.$")
"""The stop that ends PubMed's author list; not that of an initial in a list that writes `Roe R.`."""
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,31}\d{0,2});")
_MARKUP = re.compile(
    r"(?:</?|< (?=[A-Za-z]{1,6}>))"
    r"(?:i|b|u|em|strong|sub|sup|inf|scp|sc|small|tt|span|font|p|br|div|li|ul|ol|title|sec|h\d"
    r"|(?:jats|mml):[a-z-]{1,20})(?:\s[^<>=]{1,100}=[^<>]{0,400})?\s?/?>",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"< ?/?(?:jats:)?(?:p|title|sec|div|br|li|ul|ol|h\d)\b", re.IGNORECASE)
_NAMED = re.compile(r"['\"](?:name|display_name|full_name)['\"]\s?:\s?(?:\"([^\"]{1,200})\"|'([^']{1,200})')")
"""The people of a cell that holds a list as a program writes it (Semantic Scholar's tables)."""
_QUOTED = re.compile(r"\"([^\"]{1,200})\"|'([^']{1,200})'")
_LAST = re.compile(r",? (?:and|&) ")
"""Stands before the last of people listed as in a sentence, and nowhere else."""
_GLUED = re.compile(
    r"(?<=[a-zà-ÿ]{2})(?<!\bMac)(?<!\bVan)(?<!\bFitz)(?=[A-ZÀ-Þ][a-zà-ÿ]+(?:-[A-ZÀ-Þ][a-zà-ÿ]+)?\.? |[A-ZÀ-Þ]\. )"
)
"""Where the next name begins in a list without any sign between people: `Ann RoeBob Doe` (Springer's tables)."""
_WRAPPED = re.compile(r"\s(?:and|&)$|^[^,]+ [A-Z]{1,3},")
"""A line that goes on below: `Ann Roe and`, `Roe AB, Doe`."""
_NONE_YET = frozenset(("n/a", "N/A", "NA", "n/a-n/a", "N/A-N/A", "none", "None"))
"""What Wiley and scripts write for a number that there is not."""
_BETWEEN = re.compile(r"[;\n]")
_LONGEST_NAME = 5
_LABELLED_DOI = re.compile(r"doi", re.IGNORECASE)


def year(text: str) -> int | None:
    """The first year in a date as any source writes it: `2012/13//`, `2020a`, `Start date: 20170812`, `Jan 2019`."""
    first = text[:4]  # where most have it
    if "1400" <= first < "2100" and _FOUR.fullmatch(first) and not text[4:5].isdecimal():
        return int(first)
    found = _YEAR.search(text) or _STAMP.search(text)
    return int(found.group(1)) if found else None


def printed(citation: Citation) -> Citation:
    """The citation with HTML's entities as letters and without HTML's and JATS's markup, which databases leave in."""
    if "&" in citation.title or "<" in citation.title:
        citation = replace(citation, title=printed_text(citation.title))
    if "&" in citation.abstract or "<" in citation.abstract:
        citation = replace(citation, abstract=printed_text(citation.abstract))
    if "&" in citation.journal:
        citation = replace(citation, journal=printed_text(citation.journal))
    if "&" in "".join(citation.authors):
        citation = replace(citation, authors=unique(printed_text(name) for name in citation.authors))
    if "&" in "".join(citation.keywords):
        citation = replace(citation, keywords=unique(printed_text(word) for word in citation.keywords))
    if not _NONE_YET.isdisjoint((citation.volume, citation.issue, citation.pages)):
        numbers = (citation.volume, citation.issue, citation.pages)
        volume, issue, pages = ("" if number in _NONE_YET else number for number in numbers)
        citation = replace(citation, volume=volume, issue=issue, pages=pages)
    return citation


def printed_text(text: str) -> str:
    """The text as it would be printed: `<i>in vitro</i>` is `in vitro`, `&amp;` is `&`; unknown tags are text."""
    for _ in range(2):  # `&amp;lt;` is met
        if "&" in text:
            text = _ENTITY.sub(lambda found: unescape(found.group()), text)
    return one_line(_MARKUP.sub(_between, text)) if "<" in text else one_line(text)


def _between(tag: re.Match[str]) -> str:
    """Elements that are blocks part words, others do not."""
    return " " if _BLOCK.match(tag.group()) else ""


def pages(first: str, last: str) -> str:
    """`12-20` from a first and a last page; either may be empty or hold the whole range."""
    if not first or not last or first == last or last in _NONE_YET:
        return first or last
    return first if last in re.split(r"[-–—]+", first)[1:] else f"{first}-{last}"


def distinct(lines: Iterable[str]) -> tuple[str, ...]:
    """Clean lines without repeats, in their order."""
    return tuple(dict.fromkeys(lines))


def unique(values: Iterable[str], line: Callable[[str], str] = one_line) -> tuple[str, ...]:
    """The values as single lines, without empty ones and repeats, in their order."""
    found = dict.fromkeys(map(line, values))
    found.pop("", None)
    return tuple(found)


def names(values: Iterable[str]) -> tuple[str, ...]:
    """One name a value, as tags give them; `Roe,Ann` is `Roe, Ann`, and a list that stands in one value is parted.

    A comma at its end, by which EndNote marks an organisation, is no part of a name.
    """
    found: dict[str, None] = {}
    for value in values:
        for name in _listed(value):
            name = name.strip(" ,")
            if "," in name and ", " not in name:
                name = name.replace(",", ", ")
            if name:
                found[name] = None
    return tuple(found)


def _listed(value: str) -> Iterable[str]:
    if "&" in value and ";" in value:  # an entity's semicolon parts nobody
        value = unescape(value)
    if ";" in value and _is_list(value):
        return value.split(";")
    if " and " in value and "," in value:
        names = value.split(" and ")
        return names if all("," in name.strip(" ,") for name in names) else (value,)
    return (value,)


def _is_list(text: str) -> bool:
    """Whether what semicolons part are people: a family name and a few others."""
    return all(0 < len(part.split()) <= _LONGEST_NAME for part in text.strip(" ;").split(";"))


def keywords(values: Iterable[str]) -> tuple[str, ...]:
    """Each value is one keyword, or several parted by `;` or line ends."""
    found: dict[str, None] = {}
    for value in values:
        value = unescape(value) if "&" in value and ";" in value else value
        for part in _BETWEEN.split(value) if ";" in value or "\n" in value else (value,):
            if line := one_line(part.strip(" \t*")):
                found[line] = None
    return tuple(found)


def people(text: str) -> tuple[str, ...]:
    """The authors of one spreadsheet cell, parted by `;`, `|`, ` and `, or commas where those part people."""
    if "&" in text:  # an entity's semicolon parts nobody: `B&#252;chner, A; Roe, B`
        text = unescape(text)
    if "\n" in text and ";" not in text and "|" not in text and len(each := _one_a_line(text)) > 1:
        return each
    text = one_line(text).removesuffix(",null")
    if text.startswith("[{") and (named := _NAMED.findall(text)):
        return unique(one or other for one, other in named)
    if text.startswith("[") and text.endswith("]") and (quoted := _QUOTED.findall(text)):
        return unique(one or other for one, other in quoted)
    listed = _LAST.split(text) if ";" not in text and "|" not in text else []
    if len(listed) == 2 and _names_several(*listed):
        return unique(by_comma(", ".join(listed)))
    for sign in (";", "|", " and ", " & "):
        if sign in text:
            return unique(part.strip(" ,.") if sign == " & " else _trimmed(part) for part in text.split(sign))
    return unique(_GLUED.sub("\n", text).split("\n") if _GLUED.search(text) else by_comma(text))


def _one_a_line(text: str) -> tuple[str, ...]:
    """The people of a cell that has each on a line of its own (Ovid's tables, and people's own); () of another."""
    lines = unique(line.strip(" \t\r,").removeprefix("and ") for line in text.split("\n"))
    return () if any(map(_WRAPPED.search, lines)) or any(len(by_comma(line)) > 1 for line in lines) else lines


def _names_several(before: str, last: str) -> bool:
    """Whether commas part people as in a sentence: `Roe, A., Doe, D., & Poe, E.`, `A Roe, D Doe and E Poe`."""
    commas = before.count(",")
    return (
        commas > 2 if "," in last else commas > 1 or (commas == 1 and all(" " in part for part in before.split(", ")))
    )


def _trimmed(name: str) -> str:
    return name.strip().removesuffix(",null").strip(" ,")


def by_comma(text: str) -> list[str]:
    """People parted by commas. One comma alone parts a family name from a given name.

    `Lim SM, Shiau CWC.` two people · `Roe, Richard` one · `Roe, R., Doe, D.` and `Cruz Lima, Ana, Sol, Eva` two ·
    `Ann Roe, Dan Doe` two · `van den Roe, A. B.` one.
    """
    text = text.rstrip(" ,")
    if _FULL_STOP.search(text):
        text = text[:-1]
    parts = [part for part in map(str.strip, text.split(",")) if part]
    if len(parts) < 2:
        return parts
    full = [" " in part for part in parts]
    if all(full):
        is_one = len(parts) == 2 and (_INITIALS.fullmatch(parts[1]) or _PARTICLE.match(parts[0]))
        return [", ".join(parts)] if is_one else parts
    given = parts[1::2]
    if len(parts) % 2 == 0 and (len(parts) == 2 or all(map(_INITIALS.fullmatch, given)) or not all(full[::2])):
        return [f"{family}, {first}" for family, first in zip(parts[::2], given, strict=True)]
    return parts


def link(values: Iterable[str]) -> str:
    """The first address among the values, of which one may hold several; EndNote's `<Go to ISI>://…` is none."""
    for value in values:
        if value[:4] in ("http", "HTTP") or "://" in value or value.startswith("www."):
            address = value.split(" ", 1)[0]
            if not address.startswith("<"):
                return address.split(";http", 1)[0] if ";http" in address else address
    return ""


def speaks_of_doi(text: str) -> bool:
    """A free note that says DOI, so that a number in it may be taken for one."""
    return _LABELLED_DOI.search(text) is not None
