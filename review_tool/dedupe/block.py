"""Step 2: which pairs are worth comparing. Records that share no key are never looked at together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from review_tool.dedupe.prepare import Prepared

Key = tuple[object, ...]

CROWD = 30
"""A block with more members than this is parted by place and year, then walked with a sliding window."""
WINDOW = 12
"""How far apart, in a sorted crowd, two records may stand and still be compared."""


class Blocking(NamedTuple):
    """One way in which two copies of a report agree, and why it is worth a look."""

    name: str
    keys: Callable[[Prepared, Counter[str]], Iterable[Key]]
    reason: str


def _title(record: Prepared, _: Counter[str]) -> Iterable[Key]:
    for text in (record.title.text, record.title.other):
        compact = text.replace(" ", "")
        if compact:
            yield (compact[:40],)


def _rare_words(record: Prepared, frequency: Counter[str]) -> Iterable[Key]:
    for text in (record.title.text, record.title.other):
        words = {word for word in text.split() if len(word) > 2}
        rare = sorted(words, key=lambda word: (frequency[word], -len(word), word))[:4]
        for at, word in enumerate(rare):
            for other in rare[at + 1 :]:
                yield (word, other) if word < other else (other, word)


def _place(record: Prepared, _: Counter[str]) -> Iterable[Key]:
    place = record.place
    if place.first and (place.volume or place.is_range):
        yield place.volume, place.first, record.year
        if place.is_range and place.volume:
            yield place.volume, place.first, place.last


def _author(record: Prepared, _: Counter[str]) -> Iterable[Key]:
    if record.people and record.year:
        for name in record.people[0]:
            if record.place.first:
                yield name, record.year, record.place.first
            if record.place.volume and record.journal:
                yield name, record.year, record.place.volume, record.journal[0][:1]


def _abstract(record: Prepared, _: Counter[str]) -> Iterable[Key]:
    if len(record.abstract) >= 120:
        yield (record.abstract[:70],)
        yield (record.abstract[50:110],)


BLOCKINGS: tuple[Blocking, ...] = (
    Blocking("doi", lambda r, _: [(r.doi,)] if r.doi and not r.doi_shared else [], "the same DOI"),
    Blocking("pmid", lambda r, _: [(r.pmid,)] if r.pmid else [], "the same PubMed number"),
    Blocking("print", lambda r, _: [r.print], "identical records, however sparse"),
    Blocking("title", _title, "titles that begin alike, blanks and accents apart"),
    Blocking("rare words", _rare_words, "two of the title's rarest words: survives a typing error or a lost subtitle"),
    Blocking("place", _place, "the same volume and first page: survives a translated title"),
    Blocking("author", _author, "the same first author, year and volume or page: survives another title"),
    Blocking("abstract", _abstract, "abstracts that begin alike: survives another title and place"),
)


def pairs(records: Sequence[Prepared]) -> list[tuple[int, int]]:
    """Candidate pairs as places in `records`, sorted, the lower first; each once. No block costs its square."""
    frequency: Counter[str] = Counter()
    for record in records:
        frequency.update(set(record.title.text.split()))
        frequency.update(set(record.title.other.split()))
    size = len(records)
    found: set[int] = set()
    for blocking in BLOCKINGS:
        blocks: dict[Key, list[int]] = defaultdict(list)
        for at, record in enumerate(records):
            for key in blocking.keys(record, frequency):
                blocks[key].append(at)
        for members in blocks.values():
            if len(members) > 1:
                for a, b in _within(members, records):
                    if a != b:
                        found.add(a * size + b if a < b else b * size + a)
    return [divmod(code, size) for code in sorted(found)]


def _within(members: list[int], records: Sequence[Prepared]) -> Iterable[tuple[int, int]]:
    if len(members) <= CROWD:
        for at, a in enumerate(members):
            for b in members[at + 1 :]:
                yield a, b
        return
    for sort_key in (_by_place, _by_author):
        ordered = sorted(members, key=lambda at: sort_key(records[at]))
        for at, a in enumerate(ordered):
            for b in ordered[at + 1 : at + WINDOW]:
                yield a, b


def _by_place(record: Prepared) -> tuple[object, ...]:
    return record.place.volume, record.place.first, record.year or 0, record.title.text, record.id


def _by_author(record: Prepared) -> tuple[object, ...]:
    return record.people[:1], record.year or 0, record.title.text, record.place.first, record.id
