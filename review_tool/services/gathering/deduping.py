"""Finding duplicates, judging the doubtful, merging and splitting by hand, choosing whose value stands."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from review_tool import dedupe
from review_tool.dedupe import Difference, Doubt, FieldDifference
from review_tool.domain.errors import ReviewError
from review_tool.domain.record import Citation, Record
from review_tool.services.citations import FIELDS as FIELDS
from review_tool.services.citations import combined as combined
from review_tool.services.progress import Progress, silent
from review_tool.store.history import log
from review_tool.store.queries import plan, reports
from review_tool.store.queries.plan import Pair as Pair
from review_tool.store.review import Review
from review_tool.store.unit import Unit

VERDICTS = ("same", "different", "related")
_ALSO_SHOWN = ("keywords", "url", "type", "language")
"""Fields that say nothing about sameness, but are shown and chosen too."""
BOTH_JUDGED = ("the finder takes them for one report", "both were worked on already: to merge them joins their votes")


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
    related: int
    """Pairs of related but distinct reports that are linked."""
    seconds: float


def _is_first_look(unit: Unit) -> bool:
    """Whether nobody has looked since records last came in: then it is written down also that nothing was found."""
    imports, looks = (
        log.event_numbers(unit.connection, log.Looking(kind=kind)) for kind in ("records.imported", "duplicates.found")
    )
    return max(imports, default=0) > max(looks, default=0)


def run(review: Review, *, by: str, progress: Progress = silent) -> Deduped:
    """Find duplicates among all records, merge the sure, queue the doubtful, link the related.

    What a person decided is never touched: pairs told apart stay apart, joined ones together; a new copy of a known
    report joins it and leaves its number, votes and outcome as they are; two reports that people worked on are asked
    about, never merged.

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
        merged, held = _merges(unit, found.sure, root)
        waiting = {_reports(root, pair.a, pair.b) for pair in plan.pairs(unit.connection)}
        waiting |= {_reports(root, a, b) for a, b in plan.apart(unit.connection)}
        doubtful = _new_pairs([*held, *found.doubtful], root, waiting)
        related = _new_pairs(found.related, root, waiting)
        if merged or doubtful or related or _is_first_look(unit):
            payload = {"records": len(citations), "merged": merged, "to_review": doubtful, "related": related}
            unit.record("duplicates.found", "duplicates", payload, by=by)
        unit.finish()
        known = [pair for pair in plan.pairs(unit.connection) if not pair.verdict]
        linked = len(plan.related(unit.connection))
    return Deduped(
        records=len(citations),
        reports=len(set(root.values())),
        merged=sum(len(moving) for _, moving in merged),
        to_review=sum(not pair.related for pair in known),
        related=linked,
        seconds=round(time.perf_counter() - start, 2),
    )


def _merges(
    unit: Unit, sure: Iterable[tuple[int, ...]], root: dict[int, int]
) -> tuple[list[tuple[int, list[int]]], list[Doubt]]:
    """(report that stays, records that join it) for each sure group, and the pairs held back for a person.

    `root` is brought up to date. Between finding and writing somebody may have told two of a group apart: such a
    group waits for the next run.
    """
    decided, compared = plan.decided(unit.connection), plan.compared(unit.connection)
    told = {_reports(root, a, b) for a, b in plan.apart(unit.connection)}
    members: dict[int, list[int]] = {}
    for record, stands in root.items():
        members.setdefault(stands, []).append(record)
    merged, held = [], []
    for group in sure:
        roots = list(dict.fromkeys(root[record] for record in group if record in root))
        if len(roots) < 2 or any(_reports(root, a, b) in told for a, b in combinations(roots, 2)):
            continue
        judged = sorted(decided.intersection(roots))
        known = judged or [report for report in roots if report <= compared]
        keep = min(known) if known else roots[0]
        joining = [report for report in roots if report not in judged and report != keep]
        held += [Doubt(keep, other, 1.0, BOTH_JUDGED, False) for other in judged if other != keep]
        moving = sorted(record for report in joining for record in members[report])
        if moving:
            merged.append((keep, moving))
            members[keep] = [*members[keep], *moving]
            root.update(dict.fromkeys(moving, keep))
    return merged, held


def _new_pairs(doubts: Iterable[Doubt], root: dict[int, int], known: set[tuple[int, int]]) -> list[list[Any]]:
    """The pairs between two reports that nobody has been asked about, as the log keeps them; `known` grows."""
    new = []
    for doubt in doubts:
        two = _reports(root, doubt.a, doubt.b)
        if two[0] != two[1] and two not in known:
            known.add(two)
            new.append([*sorted((doubt.a, doubt.b)), round(doubt.score, 4), list(doubt.why), doubt.related])
    return new


def _reports(root: Mapping[int, int], a: int, b: int) -> tuple[int, int]:
    one, other = sorted((root[a], root[b]))
    return one, other


def pairs(review: Review, *, judged: bool = False) -> list[Pair]:
    """The doubtful pairs that wait for a person, most likely first; with `judged` those already judged too."""
    with review.reading() as connection:
        every = plan.pairs(connection)
    return [pair for pair in every if (judged and pair.verdict) or not (pair.verdict or pair.related)]


@dataclass(frozen=True, slots=True)
class Queue:
    """What there is to judge and to look at."""

    waiting: list[Pair]
    """For a person, most likely first."""
    judged: int
    related: list[Pair]
    merged: int
    """Reports made of several records."""


def queue(review: Review) -> Queue:
    """Everything a screen shows of duplicates, of one moment."""
    with review.reading() as connection:
        every = plan.pairs(connection)
        linked, merged = plan.related(connection, every), plan.how_many_merged(connection)
    waiting = [pair for pair in every if not (pair.verdict or pair.related)]
    return Queue(waiting, sum(bool(pair.verdict) for pair in every), linked, merged)


def related(review: Review) -> list[Pair]:
    """Related but distinct reports (preprint and article, erratum, parts): linked and shown, never merged by itself."""
    with review.reading() as connection:
        return plan.related(connection)


def compare(review: Review, a: int, b: int) -> tuple[FieldDifference, ...]:
    """Two records side by side, field by field."""
    return compare_citations(record(review, a).citation, record(review, b).citation)


def compare_citations(a: Citation, b: Citation) -> tuple[FieldDifference, ...]:
    """Two citations side by side, field by field; fields that neither has are left out at the end."""
    rest = []
    for name in _ALSO_SHOWN:
        left, right = text_of(a, name), text_of(b, name)
        if left or right:
            state = Difference.MISSING if not (left and right) else Difference.DIFFERENT
            rest.append(FieldDifference(name, Difference.SAME if left == right else state, left, right))
    return (*dedupe.compare(a, b), *rest)


def text_of(citation: Citation, field: str) -> str:
    """A field's value as a person reads it."""
    value = getattr(citation, field)
    return "; ".join(value) if isinstance(value, tuple) else str(value or "")


def record(review: Review, number: int) -> Record:
    """One record as its source delivered it."""
    with review.reading() as connection:
        reports.root_of(connection, number)
        return reports.records(connection, [number])[number]


def cited(review: Review, numbers: Iterable[int]) -> dict[int, Record]:
    """These records by their numbers, as their sources delivered them."""
    with review.reading() as connection:
        return reports.records(connection, numbers)


def records(review: Review, number: int) -> list[Record]:
    """All records of the report that this one is part of, in the order they came."""
    with review.reading() as connection:
        root = reports.root_of(connection, number)
        return reports.records_of(connection, [root])[root]


def choices(review: Review, number: int) -> dict[str, int]:
    """Field → the record whose value a person chose for this report."""
    with review.reading() as connection:
        root = reports.root_of(connection, number)
        return plan.choices(connection, [root]).get(root, {})


def choose_field(review: Review, number: int, field: str, record: int, *, by: str) -> int:
    """Have a merged report show one of its records' value of a field; the others' stay. Returns its number.

    Raises:
        ReviewError: no such field, the record is not of this report, or gives nothing there.
    """
    with review.writing() as unit:
        root = reports.root_of(unit.connection, number)
        check_choice(reports.records_of(unit.connection, [root])[root], field, record)
        unit.record("field.chosen", f"report:{root}", {"field": field, "record": record}, by=by)
    return root


def check_choice(records: list[Record], field: str, number: int) -> None:
    """Raises ReviewError where a field cannot be this record's: no such field, not of these, or it gives nothing."""
    if field not in FIELDS:
        raise ReviewError(f"There is no field “{field}”.", hint="There are " + ", ".join(FIELDS) + ".")
    citation = next((record.citation for record in records if record.id == number), None)
    if citation is None:
        raise ReviewError(
            f"Record {number} is not of this report.",
            hint="Its records are " + ", ".join(str(record.id) for record in records) + ".",
        )
    if not getattr(citation, field):
        raise ReviewError(f"Record {number} gives no {field}.", hint="Choose a record that does.")


def judge(review: Review, a: int, b: int, verdict: str, *, by: str, chosen: Mapping[str, int] | None = None) -> None:
    """A person's word on a doubtful pair: `same` merges, `different` and `related` keep apart for good.

    `chosen` says, for a merge, which record's value some fields are to show.

    Raises:
        ReviewError: no such verdict or record, the two are one report already, or a choice that cannot be.
    """
    if verdict not in VERDICTS:
        raise ReviewError(f"A pair cannot be “{verdict}”.", hint="Say same, different or related.")
    a, b = sorted((a, b))
    with review.writing() as unit:
        root_a, root_b = reports.root_of(unit.connection, a), reports.root_of(unit.connection, b)
        if root_a == root_b:
            raise ReviewError(f"{a} and {b} are one report already.", hint="Split it if they are not.")
        payload: dict[str, Any] = {"moves": [], "pairs": [[a, b, verdict]]}
        if verdict == "same":
            keep, payload["moves"] = _join(unit, [root_a, root_b])
            if chosen:
                found = reports.records_of(unit.connection, [root_a, root_b])
                for field, number in chosen.items():
                    check_choice([*found[root_a], *found[root_b]], field, number)
                payload["fields"] = [[keep, field, number] for field, number in sorted(chosen.items())]
        unit.record("duplicates.judged", f"pair:{a}-{b}", payload, by=by)


def _join(unit: Unit, roots: Collection[int]) -> tuple[int, list[list[int]]]:
    """The report that stays, the lowest, and the moves that bring the others to it."""
    keep = min(roots)
    return keep, [[m, keep] for go in sorted(roots) if go != keep for m in reports.members_of(unit.connection, go)]


def merge(review: Review, numbers: list[int], *, by: str) -> int:
    """Make these reports one, the lowest number standing for all. Returns it.

    Raises:
        ReviewError: fewer than two different reports are named.
    """
    with review.writing() as unit:
        roots = sorted({reports.root_of(unit.connection, number) for number in numbers})
        if len(roots) < 2:
            raise ReviewError("These are one report already.", hint="Name two reports that differ.")
        keep, moves = _join(unit, roots)
        payload = {"moves": moves, "pairs": [[*sorted((keep, go)), "same"] for go in roots if go != keep]}
        unit.record("duplicates.merged", f"report:{keep}", payload, by=by)
    return keep


@dataclass(frozen=True, slots=True)
class MergedAll:
    """What merging every pair from a score up does (or would do)."""

    pairs: int
    left_out: int
    """Pairs that would bring together records a person told apart."""


def merge_all(review: Review, score: float, *, by: str, preview: bool = False) -> MergedAll:
    """Merge every waiting pair of this score or more, as one deed that one undo takes back.

    Raises:
        ReviewError: no pair has such a score.
    """
    with review.writing() as unit:
        root = plan.roots(unit.connection)
        told = {_reports(root, a, b) for a, b in plan.apart(unit.connection)}
        chosen = [p for p in plan.pairs(unit.connection) if not p.verdict and not p.related and p.score >= score]
        groups: dict[int, set[int]] = {}
        taken = []
        for pair in chosen:
            one, other = (groups.get(root[n], {root[n]}) for n in (pair.a, pair.b))
            if any((min(a, b), max(a, b)) in told for a in one for b in other):
                continue
            groups.update(dict.fromkeys(one | other, one | other))
            taken.append(pair)
        result = MergedAll(len(taken), len(chosen) - len(taken))
        if not preview:
            if not taken:
                raise ReviewError(f"No pair waits with a score of {score:.2f} or more.", hint="Choose a lower score.")
            moves = [move for group in {frozenset(g) for g in groups.values()} for move in _join(unit, group)[1]]
            payload = {"moves": sorted(moves), "pairs": [[p.a, p.b, "same"] for p in taken], "score": score}
            unit.record("duplicates.judged", "duplicates", payload, by=by)
    return result


def merged_groups(review: Review) -> list[list[Record]]:
    """Every report made of several records, as those records."""
    with review.reading() as connection:
        roots = [group[0] for group in plan.groups(connection)]
        return list(reports.records_of(connection, roots).values())
