"""Finding duplicates, judging the doubtful, merging and splitting by hand."""

from __future__ import annotations

import time
from dataclasses import dataclass, fields

from review_tool import dedupe
from review_tool.dedupe import FieldDifference as FieldDifference
from review_tool.domain.errors import ReviewError
from review_tool.domain.record import Citation, Record
from review_tool.services.progress import Progress, silent
from review_tool.store import plan, reports
from review_tool.store.plan import Pair as Pair
from review_tool.store.review import Review

VERDICTS = ("same", "different", "related")
_FIELDS = tuple(field.name for field in fields(Citation))


@dataclass(frozen=True, slots=True)
class Deduped:
    """What a run of the finder did."""

    records: int
    reports: int
    """How many are left after all merges so far."""
    merged: int
    """Records this run joined to another."""
    to_review: int
    """Pairs that wait for a person."""
    seconds: float


def run(review: Review, *, by: str, progress: Progress = silent) -> Deduped:
    """Find duplicates, merge the sure ones, queue the doubtful. What a person decided is never touched.

    Raises:
        ReviewError: there are no records yet.
        Cancelled: the person stopped it; nothing was merged.
    """
    start = time.perf_counter()
    with review.reading() as connection:
        citations = {record.id: record.citation for record in reports.all_records(connection)}
        joined, apart = plan.groups(connection), plan.apart(connection)
    if not citations:
        raise ReviewError(
            "There are no records yet.", hint="Bring some in with `review-tool import FILE --source NAME`."
        )
    found = dedupe.find(
        citations,
        settled=apart,
        joined=[tuple(group) for group in joined],
        progress=lambda done, total: progress(done, total, "comparing records"),
    )
    with review.writing() as unit:
        root = plan.roots(unit.connection)
        merged: list[tuple[int, list[int]]] = []
        for group in found.sure:
            keep = root[group[0]]
            others = sorted({root[record] for record in group} - {keep})
            moving = sorted(record for record, old in root.items() if old in others) if others else []
            if moving:
                merged.append((keep, moving))
                root.update(dict.fromkeys(moving, keep))
        queued = {(pair.a, pair.b) for pair in plan.pairs(unit.connection)}
        doubtful = [
            [*sorted((doubt.a, doubt.b)), round(doubt.score, 4), list(doubt.why), doubt.related]
            for doubt in found.doubtful
            if tuple(sorted((doubt.a, doubt.b))) not in queued and root[doubt.a] != root[doubt.b]
        ]
        if merged or doubtful:
            payload = {"records": len(citations), "merged": merged, "to_review": doubtful}
            unit.record("duplicates.found", "duplicates", payload, by=by)
        unit.finish()
        waiting = sum(not pair.verdict for pair in plan.pairs(unit.connection))
    return Deduped(
        records=len(citations),
        reports=len(set(root.values())),
        merged=sum(len(moving) for _, moving in merged),
        to_review=waiting,
        seconds=round(time.perf_counter() - start, 2),
    )


def pairs(review: Review, *, judged: bool = False) -> list[Pair]:
    """The doubtful pairs that wait for a person, most likely first; with `judged` those already judged too."""
    with review.reading() as connection:
        return [pair for pair in plan.pairs(connection) if judged or not pair.verdict]


def compare(review: Review, a: int, b: int) -> tuple[FieldDifference, ...]:
    """Two records side by side, field by field."""
    one, other = record(review, a), record(review, b)
    return dedupe.compare(one.citation, other.citation)


def record(review: Review, number: int) -> Record:
    """One record as its source delivered it."""
    with review.reading() as connection:
        root = reports.root_of(connection, number)
        return next(r for r in reports.records_of(connection, [root])[root] if r.id == number)


def combined(records: list[Record]) -> tuple[Citation, dict[str, int]]:
    """The best field of each record, and which record it is from."""
    if len(records) == 1:
        citation = records[0].citation
        return citation, {name: records[0].id for name in _FIELDS if getattr(citation, name)}
    return dedupe.combine([(record.id, record.citation) for record in records])


def judge(review: Review, a: int, b: int, verdict: str, *, by: str) -> None:
    """A person's word on a doubtful pair: `same` merges, `different` and `related` keep apart for good.

    Raises:
        ReviewError: no such verdict or record, or the two are one report already.
    """
    if verdict not in VERDICTS:
        raise ReviewError(f"A pair cannot be “{verdict}”.", hint="Say same, different or related.")
    a, b = sorted((a, b))
    with review.writing() as unit:
        root_a, root_b = reports.root_of(unit.connection, a), reports.root_of(unit.connection, b)
        if root_a == root_b:
            raise ReviewError(f"{a} and {b} are one report already.", hint="Split it if they are not.")
        moves: list[list[int]] = []
        if verdict == "same":
            keep, go = sorted((root_a, root_b))
            moves = [[member, keep] for member in reports.members_of(unit.connection, go)]
        payload = {"moves": moves, "pairs": [[a, b, verdict]]}
        unit.record("duplicates.judged", f"pair:{a}-{b}", payload, by=by)


def merge(review: Review, numbers: list[int], *, by: str) -> int:
    """Make these reports one, the lowest number standing for all. Returns it.

    Raises:
        ReviewError: fewer than two different reports are named.
    """
    with review.writing() as unit:
        roots = sorted({reports.root_of(unit.connection, number) for number in numbers})
        if len(roots) < 2:
            raise ReviewError("These are one report already.", hint="Name two reports that differ.")
        keep, *others = roots
        moves = [[m, keep] for go in others for m in reports.members_of(unit.connection, go)]
        payload = {"moves": moves, "pairs": [[*sorted((keep, go)), "same"] for go in others]}
        unit.record("duplicates.merged", f"report:{keep}", payload, by=by)
    return keep


@dataclass(frozen=True, slots=True)
class Split:
    """What a split does (or, previewed, would do)."""

    stays: tuple[int, ...]
    """Records that remain together."""
    leaves: tuple[int, ...]
    """Records that become a report of their own."""
    votes_back: int
    """Votes that go with the leaving records, cast on them before the merge."""

    @property
    def words(self) -> str:
        one = len(self.leaves) == 1
        if self.votes_back:
            votes = f"{self.votes_back} vote{'s' if self.votes_back != 1 else ''} of {'its' if one else 'their'} own"
        else:
            votes = f"no votes of {'its own: it is' if one else 'their own: they are'} to be screened"
        leaving = f"{', '.join(map(str, self.leaves))} leave{'s' if one else ''} {', '.join(map(str, self.stays))}"
        return f"{leaving}, with {votes}."


def split(review: Review, out: list[int], *, by: str, preview: bool = False) -> Split:
    """Take records out of their merged report, at any time. Every vote goes back to the report it was cast on.

    Raises:
        ReviewError: the records are not of one merged report, or none would stay.
    """
    with review.writing() as unit:
        roots = {reports.root_of(unit.connection, number) for number in out}
        members = reports.members_of(unit.connection, min(roots))
        leaves = sorted(set(out))
        stays = [member for member in members if member not in leaves]
        if len(roots) > 1 or not stays:
            raise ReviewError(
                "Name some, not all, of the records of one report.", hint="See `review-tool duplicates list`."
            )
        moves = [[m, leaves[0]] for m in leaves] + [[m, stays[0]] for m in stays]
        votes = reports.votes(unit.connection, [min(roots)]).get(min(roots), [])
        result = Split(tuple(stays), tuple(leaves), sum(vote.report in leaves for vote in votes))
        if not preview:
            payload = {
                "moves": moves,
                "pairs": [[*sorted((leaver, stayer)), "different"] for leaver in leaves for stayer in stays],
            }
            unit.record("duplicates.split", f"report:{min(roots)}", payload, by=by)
    return result


def merged_groups(review: Review) -> list[list[Record]]:
    """Every report made of several records, as those records."""
    with review.reading() as connection:
        roots = [group[0] for group in plan.groups(connection)]
        return list(reports.records_of(connection, roots).values())
