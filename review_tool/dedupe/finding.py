"""All steps in a row: citations in, sure groups and a ranked queue of doubts out."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from review_tool.dedupe import block
from review_tool.dedupe.cluster import Groups, Pair
from review_tool.dedupe.learning import learn
from review_tool.dedupe.match import Outcome, Verdict, judge, worth_telling
from review_tool.dedupe.prepare import Prepared, one
from review_tool.domain.record import Citation

STEP = 2000
"""Pairs between two reports of progress."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A pair for a person: the lower id first."""

    a: int
    b: int
    score: float
    """0..1, one half where a pair without a veto would be merged; the likelier duplicate is the higher."""
    why: tuple[str, ...]
    related: bool
    """Related but distinct (preprint and article, erratum, parts): to be linked rather than merged."""

    @classmethod
    def of(cls, a: int, b: int, verdict: Verdict) -> Doubt:
        """A pair that is not merged, and its verdict as words; one that would be is held back by another record."""
        refused = ("another record of the group speaks against it",) if verdict.outcome is Outcome.SAME else ()
        related = verdict.outcome is Outcome.RELATED
        return cls(min(a, b), max(a, b), round(verdict.score, 4), (*refused, *verdict.why), related)


@dataclass(frozen=True, slots=True)
class Found:
    sure: tuple[tuple[int, ...], ...]
    """Groups of two or more: the record to represent the report first, then the others by rising id."""
    doubtful: tuple[Doubt, ...]
    """For a person to judge: the likeliest duplicate first; at most one pair between any two groups."""
    related: tuple[Doubt, ...] = ()
    """To be linked and shown, ranked alike: no one need judge them."""


def find(
    citations: Mapping[int, Citation],
    *,
    settled: Collection[tuple[int, int]] = (),
    joined: Collection[tuple[int, ...]] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Found:
    """Find duplicates. The same for any order of the mapping; ids break ties.

    `settled` pairs were judged different or related by a person: never in one group, never queued again. `joined`
    groups were merged before, by a person or a run: they stay together and new records may join them. `progress`
    is called with pairs done and pairs in all.
    """
    with no_collecting():
        return _find(citations, settled, joined, progress)


@contextmanager
def no_collecting() -> Iterator[None]:
    """No garbage collection meanwhile: a run makes millions of tuples and no cycles, and is a third faster without."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def prepare(citations: Mapping[int, Citation]) -> list[Prepared]:
    """All records by rising id, with what the set teaches applied."""
    records = [one(number, citations[number]) for number in sorted(citations)]
    learnt = learn(records)
    return [learnt.applied(record) for record in records]


def _find(
    citations: Mapping[int, Citation],
    settled: Collection[tuple[int, int]],
    joined: Collection[tuple[int, ...]],
    progress: Callable[[int, int], None] | None,
) -> Found:
    records = prepare(citations)
    by_id = {record.id: record for record in records}
    verdicts = _verdicts(records, block.pairs(records), progress)
    known: dict[Pair, bool] = {pair: verdict.apart for pair, verdict in verdicts.items()}

    def apart(a: int, b: int) -> bool:
        pair = (a, b) if a < b else (b, a)
        if pair not in known:
            verdict = judge(by_id[pair[0]], by_id[pair[1]])
            known[pair] = verdict.apart if verdict else True
        return known[pair]

    groups = Groups.of(by_id, apart=apart, settled=settled, joined=joined)
    said = {number: "\x1f".join(map(str, by_id[number].print)) for pair in verdicts for number in pair}

    def strongest_first(item: tuple[Pair, Verdict]) -> tuple[object, ...]:
        """Ties by what the records say, so that their numbers, and with them their order in a file, do not matter."""
        (a, b), verdict = item
        return -verdict.points, *sorted((said[a], said[b])), a, b

    ranked = sorted(verdicts.items(), key=strongest_first)
    for (a, b), verdict in ranked:
        if verdict.outcome is Outcome.SAME:
            groups.join(a, b)
    sure = tuple(_kept_first(members, by_id) for members in groups.together())
    doubts = _doubts(ranked, groups)
    return Found(
        sure,
        tuple(doubt for doubt in doubts if not doubt.related),
        tuple(doubt for doubt in doubts if doubt.related),
    )


def _verdicts(
    records: list[Prepared], pairs: list[Pair], progress: Callable[[int, int], None] | None
) -> dict[Pair, Verdict]:
    """Every pair that says something, by ids."""
    found = {}
    for done, (i, j) in enumerate(pairs):
        if progress and done % STEP == 0:
            progress(done, len(pairs))
        verdict = worth_telling(records[i], records[j])
        if verdict is not None:
            found[records[i].id, records[j].id] = verdict
    if progress:
        progress(len(pairs), len(pairs))
    return found


def _doubts(ranked: Iterable[tuple[Pair, Verdict]], groups: Groups) -> list[Doubt]:
    """The strongest open pair between any two groups, the likeliest duplicate first."""
    asked: set[Pair] = set()
    doubts = []
    for (a, b), verdict in ranked:
        one, two = sorted((groups.of_record(a), groups.of_record(b)))
        if one == two or (one, two) in asked or groups.told_apart(a, b):
            continue
        asked.add((one, two))
        doubts.append(Doubt.of(a, b, verdict))
    return sorted(doubts, key=lambda doubt: (-doubt.score, doubt.a, doubt.b))


def _kept_first(members: list[int], records: Mapping[int, Prepared]) -> tuple[int, ...]:
    """The fullest record stands for the report: most fields, a DOI, the longest title; the lowest id on a tie."""
    kept = min(
        members,
        key=lambda n: (-records[n].filled, not records[n].doi, -len(records[n].title.text), n),
    )
    return (kept, *(number for number in members if number != kept))
