"""All steps in a row: citations in, sure groups and a ranked queue of doubts out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from review_tool.dedupe import block
from review_tool.dedupe.cluster import Groups, Pair
from review_tool.dedupe.match import Outcome, Verdict, judge
from review_tool.dedupe.prepare import Prepared, prepare
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


@dataclass(frozen=True, slots=True)
class Found:
    sure: tuple[tuple[int, ...], ...]
    """Groups of two or more: the record to represent the report first, then the others by rising id."""
    doubtful: tuple[Doubt, ...]
    """The likeliest duplicate first; at most one pair between any two groups."""


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
    ranked = sorted(verdicts.items(), key=lambda item: (-item[1].points, item[0]))
    for (a, b), verdict in ranked:
        if verdict.outcome is Outcome.SAME:
            groups.join(a, b)
    sure = tuple(_kept_first(members, by_id) for members in groups.together())
    return Found(sure, tuple(_doubts(ranked, groups)))


def _verdicts(
    records: list[Prepared], pairs: list[Pair], progress: Callable[[int, int], None] | None
) -> dict[Pair, Verdict]:
    """Every pair that says something, by ids."""
    found = {}
    for done, (i, j) in enumerate(pairs):
        if progress and done % STEP == 0:
            progress(done, len(pairs))
        verdict = judge(records[i], records[j])
        if verdict is not None and (verdict.outcome is not Outcome.DIFFERENT):
            found[records[i].id, records[j].id] = verdict
    if progress:
        progress(len(pairs), len(pairs))
    return found


def _doubts(ranked: Iterable[tuple[Pair, Verdict]], groups: Groups) -> list[Doubt]:
    """The strongest open pair between any two groups, real doubts before related ones of the same strength."""
    asked: set[Pair] = set()
    doubts = []
    for (a, b), verdict in ranked:
        one, two = sorted((groups.of_record(a), groups.of_record(b)))
        if one == two or (one, two) in asked or groups.told_apart(a, b):
            continue
        asked.add((one, two))
        why = verdict.why
        if verdict.outcome is Outcome.SAME:
            why = ("another record of the group speaks against it", *why)
        doubts.append(Doubt(a, b, round(verdict.score, 4), why, verdict.outcome is Outcome.RELATED))
    return sorted(doubts, key=lambda doubt: (doubt.related, -doubt.score, doubt.a, doubt.b))


def _kept_first(members: list[int], records: Mapping[int, Prepared]) -> tuple[int, ...]:
    """The fullest record stands for the report: most fields, a DOI, the longest title; the lowest id on a tie."""
    kept = min(
        members,
        key=lambda n: (-records[n].filled, not records[n].doi, -len(records[n].title.text), n),
    )
    return (kept, *(number for number in members if number != kept))
