"""What a raw record says beyond the fields of ours, so that an export can say what it leaves out."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import ParseError, fromstring

from review_tool.domain import identifiers
from review_tool.domain.record import Citation
from review_tool.domain.text import clean, one_line
from review_tool.formats.latex import plain_text
from review_tool.formats.registry import FORMATS
from review_tool.formats.tagged import record_text
from review_tool.formats.writers.bibtex_raw import bibtex_pairs
from review_tool.formats.writers.writer import FIELDS, Item, Raw, Written

_TOKENS = {known.name: known.tokens for known in FORMATS if known.tokens}
_FRAME = frozenset(("ER", "FN", "VR", "EF"))
"""Tags that say where a file begins, and where it or a record ends."""
_PARTS = re.compile(r"[;|\n,]| and ")


def pairs(raw: Raw) -> Iterator[tuple[str, str]]:
    """The (name, value) pairs of a raw record, in their order with repeats; nothing where it cannot be read again."""
    if read := _TOKENS.get(raw.format):
        yield from ((token.tag, clean(token.value)) for token in read(raw.data) if token.tag not in _FRAME)
        return
    text = record_text(raw.data)
    match raw.format:
        case "bibtex":
            yield from ((name, plain_text(value)) for name, value in bibtex_pairs(text))
        case "csv" | "tsv" | "xlsx":
            yield from _cells(text, "\t" if raw.format == "tsv" else "")
        case "csl-json" | "crossref-json" | "publish-or-perish":
            yield from _leaves(text)
        case _:
            yield from _elements(text)


def _cells(text: str, sign: str) -> Iterator[tuple[str, str]]:
    line = text.split("\n", 1)[0]
    sign = sign or max(",;|", key=line.count)
    for row in csv.reader([text], delimiter=sign):
        yield from ((f"column {n}", cell) for n, cell in enumerate(row, 1))


def _leaves(text: str) -> Iterator[tuple[str, str]]:
    def walk(name: str, value: Any) -> Iterator[tuple[str, str]]:
        if isinstance(value, dict):
            for key, inner in value.items():
                yield from walk(str(key), inner)
        elif isinstance(value, list):
            for inner in value:
                yield from walk(name, inner)
        elif value is not None and not isinstance(value, bool):
            yield name, str(value)

    try:
        yield from walk("", json.loads(text))
    except (ValueError, RecursionError):
        return


def _elements(text: str) -> Iterator[tuple[str, str]]:
    try:
        root = fromstring(re.sub(r"<(/?)[\w.-]+:", r"<\1", clean(text)))
    except ParseError:
        return
    for element in root.iter():
        if element.text and element.text.strip():
            yield element.tag, element.text


def key(text: str) -> str:
    """A value without anything but its letters and digits, for comparing."""
    return "".join(c for c in text.casefold() if c.isalnum())


def said(citation: Citation) -> set[str]:
    """What a citation's fields say, in every form a source may have said it."""
    c = citation
    found = [c.title, str(c.year or ""), c.journal, c.volume, c.issue, c.pages, c.doi, c.pmid, c.abstract]
    found += [c.url, c.type, c.language, c.source_id, *c.keywords, *c.authors]
    found += [part for author in c.authors for part in author.split(",")]
    found += re.split(r"[-–—:]", c.pages) + re.split(r": ", c.title)
    return {key(one) for one in found}


def beyond(raw: Raw, citation: Citation) -> Iterator[tuple[str, str]]:
    """The pairs of a raw record that no field of its citation says."""
    known = said(citation)
    for name, value in pairs(raw):
        folded = key(value)
        if not folded or folded in known or (citation.doi and identifiers.doi(value) == citation.doi):
            continue
        if all(key(part) in known for part in _PARTS.split(value) if key(part)):
            continue
        yield name, value


def unsaid(raw: Raw, written: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The pairs of a tagged record's tags that do not stand among the values written, in their order; repeats count.

    A tag is said where all its values stand there, letter for letter and in its order; where one does not, all go out.
    """
    values = [(tag, value) for tag, value in pairs(raw) if value.strip()]
    places: dict[str, list[int]] = {}
    for place, text in enumerate(written):
        places.setdefault(text, []).append(place)
    by_tag: dict[str, list[str]] = {}
    for tag, value in values:
        by_tag.setdefault(tag, []).append(value)
    left = {tag for tag, said_ in by_tag.items() if not _stand(said_, places)}
    yield from (pair for pair in values if pair[0] in left)


def _stand(values: list[str], places: dict[str, list[int]]) -> bool:
    """Whether the values stand at these places, in their order; places that serve are taken."""
    used: list[tuple[str, int]] = []
    last = -1
    for value in values:
        for parts in _ways(value):
            run, at = [], last
            for part in parts:
                at = next((place for place in places.get(part, ()) if place > at), -1)
                if at < 0:
                    break
                run.append((part, at))
            else:
                if run:
                    used += run
                    last = at
                    break
        else:
            return False
    for part, place in used:
        places[part].remove(place)
    return True


def _ways(value: str) -> Iterator[list[str]]:
    """A value as one, by its lines, and by its semicolons: so may tags hold several authors or keywords."""
    yield [one_line(value)]
    yield [one_line(line) for line in value.split("\n")]
    yield [one_line(part) for part in value.split(";")]


def lost(lacks: frozenset[str], item: Item, written: Written) -> set[str]:
    """The names of the fields of one item that its written form does not hold: ours, then its source's own."""
    if written.whole:
        return set()
    found = {name for name in FIELDS if name in lacks and getattr(item.citation, name)}
    if len(item.raws) > 1:
        return found | {"what its other records say differently"}
    beside = set(written.beside)
    for raw in item.raws:
        found |= {f"{name} ({raw.format})" for name, value in beyond(raw, item.citation) if value not in beside}
    return found
