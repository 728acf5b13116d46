"""Step 2: which pairs are worth comparing. Records that share no key are never looked at together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from review_tool.dedupe.prepare import Prepared

Key = str | int | tuple[object, ...]
Ranks = Mapping[str, int]
"""Words of titles by how rare they are, the rarest lowest."""

CROWD = 30
"""A block with more members than this is sorted by place, then by author, and walked with a sliding window."""
WINDOW = 12
"""How far apart, in a sorted crowd, two records may stand and still be compared."""
RARE = 4
"""How many of a title's rarest words are paired into keys."""


class Blocking(NamedTuple):
    """One way in which two copies of a report agree, and why it is worth a look."""

    name: str
    keys: Callable[[Prepared, Ranks], Iterable[Key]]
    reason: str


def _doi(record: Prepared, _: Ranks) -> Iterable[Key]:
    return (record.doi,) if record.doi and not record.doi_shared else ()


def _pmid(record: Prepared, _: Ranks) -> Iterable[Key]:
    return (record.pmid,) if record.pmid else ()


def _print(record: Prepared, _: Ranks) -> Iterable[Key]:
    """Only for records without a title: others meet by their titles."""
    return () if record.title.text else (record.print,)


def _title(record: Prepared, _: Ranks) -> Iterable[Key]:
    found = record.title
    if not found.other:
        return (found.compact[:40],) if found.compact else ()
    return (found.compact[:40], found.other.replace(" ", "")[:40])


def _rare_words(record: Prepared, ranks: Ranks) -> Iterable[Key]:
    """Pairs of ranks as one number each."""
    for text in (record.title.text, record.title.other) if record.title.other else (record.title.text,):
        rare = rarest(text, ranks)
        for at, rank in enumerate(rare):
            for other in rare[at + 1 :]:
                yield rank << 32 | other


def rarest(text: str, ranks: Ranks, most: int = RARE) -> list[int]:
    """The ranks of a title's rarest words, the rarest first."""
    return sorted({ranks[word] for word in text.split(" ") if word in ranks})[:most]


def _place(record: Prepared, _: Ranks) -> Iterable[Key]:
    place = record.place
    if place.first and (place.volume or place.is_range):
        yield f"{place.volume} {place.first} {record.year}"
        if place.is_range and place.volume:
            yield f"{place.volume} {place.first}-{place.last}"


def _author(record: Prepared, _: Ranks) -> Iterable[Key]:
    if record.people and record.year:
        for name in record.people[0]:
            if record.place.first:
                yield f"{name} {record.year} {record.place.first}"
            if record.place.volume and record.journal:
                yield f"{name} {record.year} {record.place.volume} {record.journal[0][:1]}"


def _abstract(record: Prepared, _: Ranks) -> Iterable[Key]:
    return (record.abstract[:70], record.abstract[50:110]) if len(record.abstract) >= 120 else ()


BY_RARE_WORDS = Blocking(
    "rare words", _rare_words, "two of the title's rarest words: survives a typing error or a lost subtitle"
)
BLOCKINGS: tuple[Blocking, ...] = (
    Blocking("doi", _doi, "the same DOI"),
    Blocking("pmid", _pmid, "the same PubMed number"),
    Blocking("print", _print, "identical records, however sparse"),
    Blocking("title", _title, "titles that begin alike, blanks and accents apart"),
    BY_RARE_WORDS,
    Blocking("place", _place, "the same volume and first page: survives a translated title"),
    Blocking("author", _author, "the same first author, year and volume or page: survives another title"),
    Blocking("abstract", _abstract, "abstracts that begin alike: survives another title and place"),
)


def rank_words(records: Iterable[Prepared], *, least: int = 2) -> dict[str, int]:
    """The words of all titles that at least so many records have, ranked: what one record alone has joins nothing."""
    frequency: Counter[str] = Counter()
    for record in records:
        frequency.update(set(record.title.text.split()))
        if record.title.other:
            frequency.update(set(record.title.other.split()))
    words = [word for word, n in frequency.items() if n >= least and len(word) > 2]
    words.sort(key=lambda word: (frequency[word], -len(word), word))
    return {word: rank for rank, word in enumerate(words)}


def pairs(records: Sequence[Prepared]) -> list[tuple[int, int]]:
    """Candidate pairs as places in `records`, sorted, the lower first; each once. No block costs its square."""
    ranks = rank_words(records)
    size = len(records)
    found: set[int] = set()
    for blocking in BLOCKINGS:
        for members in _blocks(blocking, records, ranks):
            for a, b in _within(members, records):
                if a != b:
                    found.add(a * size + b if a < b else b * size + a)
    return [divmod(code, size) for code in sorted(found)]


def _blocks(blocking: Blocking, records: Sequence[Prepared], ranks: Ranks) -> Iterable[list[int]]:
    """The records under each key that several have. Most keys are one record's, so that only these get a list."""
    alone: dict[Key, int] = {}
    crowds: dict[Key, list[int]] = {}
    keys = blocking.keys
    for at, record in enumerate(records):
        for key in keys(record, ranks):
            first = alone.setdefault(key, at)
            if first != at:
                if key in crowds:
                    crowds[key].append(at)
                else:
                    crowds[key] = [first, at]
    return crowds.values()


def _within(members: list[int], records: Sequence[Prepared]) -> Iterator[tuple[int, int]]:
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
