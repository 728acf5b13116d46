"""How far reviewers agree on what both judged: by pair, reason, sample and over time; counted once it is released."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from review_tool.domain.decision import Stage, Verdict, Vote, latest
from review_tool.screening.agreement import Agreement as Agreement
from review_tool.screening.agreement import agreement
from review_tool.store.queries import dossier, reports, rounds
from review_tool.store.review import Review

BLOCKS, LEAST = 6, 10
"""Over time, reports are taken in the order they were judged, in at most so many blocks of at least so many."""


@dataclass(frozen=True, slots=True)
class Both:
    """One report that two people judged at a stage, and may be told of: it has an outcome there."""

    report: int
    stage: Stage
    a: Vote
    b: Vote

    @property
    def pair(self) -> tuple[str, str]:
        return self.a.reviewer, self.b.reviewer

    @property
    def at(self) -> str:
        """When the second of the two was cast."""
        return max(self.a.at, self.b.at)

    @property
    def verdicts(self) -> tuple[str, str]:
        """At title and abstract `maybe` counts as `include`, as it goes forward."""
        return _word(self.a), _word(self.b)


def _word(vote: Vote) -> str:
    forward = vote.stage is Stage.TITLE_ABSTRACT and vote.verdict is Verdict.MAYBE
    return Verdict.INCLUDE.value if forward else vote.verdict.value


@dataclass(frozen=True, slots=True)
class Part:
    """The agreement on some of the reports."""

    name: str
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class ReasonAgreement:
    """How often a reason or criterion was given by both of a pair, and by one alone."""

    reason: str
    both: int
    one: int

    @property
    def share(self) -> float:
        """Specific agreement: 2·both / (2·both + one)."""
        return 2 * self.both / (2 * self.both + self.one)


@dataclass(frozen=True, slots=True)
class StageAgreement:
    """Everything about one stage."""

    stage: Stage
    reports: int
    """Reports that two or more judged."""
    pairs: tuple[Part, ...]
    """By pair of reviewers: `AK and BR`."""
    samples: tuple[Part, ...]
    """All pairs together: each calibration set, and everything else."""
    over_time: tuple[Part, ...]
    """All pairs together, in blocks from the first judged to the last: `2 Mar 2026 to 4 Mar 2026`."""
    reasons: tuple[ReasonAgreement, ...]
    """Among the reports that a pair both excluded or one did, the commonest first."""
    wanted: float
    """The raw agreement the plan wants to see at the gate; 0 where it names none."""


def judged_by_both(review: Review) -> list[Both]:
    """Every report and pair of people who both judged it, where it has an outcome."""
    found = []
    with review.reading() as connection:
        at = reports.all_standings(connection)
        for root, cast in dossier.votes(connection).items():
            for stage in Stage:
                if not at[root][0][stage].outcome.shows_votes:
                    continue
                last = latest(vote for vote in cast if vote.stage is stage and not vote.aside)
                for a, b in combinations(sorted(last), 2):
                    found.append(Both(root, stage, last[a], last[b]))
    return sorted(found, key=lambda one: (one.at, one.report))


def by_stage(review: Review) -> list[StageAgreement]:
    """The agreement at each stage where two people have judged something."""
    from review_tool.services.reviews import protocol

    every, plan = judged_by_both(review), protocol(review).plan
    with review.reading() as connection:
        sets = {stage: rounds.drawn(connection, stage) for stage in Stage}
    found = []
    for stage in Stage:
        here = [one for one in every if one.stage is stage]
        if not here:
            continue
        drawn = {report: one.number for one in sets[stage] for report in one.reports}
        found.append(
            StageAgreement(
                stage=stage,
                reports=len({one.report for one in here}),
                pairs=_parts((" and ".join(one.pair), one) for one in here),
                samples=_parts((_sample(drawn.get(one.report)), one) for one in here),
                over_time=_blocks(here),
                reasons=_reasons(here),
                wanted=plan.at(stage).agreement,
            )
        )
    return found


def measured(some: Iterable[Both]) -> Agreement:
    return agreement([one.verdicts for one in some])


def _sample(drawn: int | None) -> str:
    return f"calibration set {drawn}" if drawn else "the rest"


def _parts(named: Iterable[tuple[str, Both]]) -> tuple[Part, ...]:
    some: dict[str, list[Both]] = defaultdict(list)
    for name, one in named:
        some[name].append(one)
    return tuple(Part(name, measured(some[name])) for name in sorted(some))


def _blocks(some: Sequence[Both]) -> tuple[Part, ...]:
    if len(some) < 2 * LEAST:
        return ()
    size = max(LEAST, -(-len(some) // BLOCKS))
    blocks = [some[start : start + size] for start in range(0, len(some), size)]
    if len(blocks) > 1 and len(blocks[-1]) < LEAST:
        blocks[-2:] = [[*blocks[-2], *blocks[-1]]]
    return tuple(
        Part(f"{n}. {block[0].at[:10]} to {block[-1].at[:10]}", measured(block)) for n, block in enumerate(blocks, 1)
    )


def _reasons(some: Sequence[Both]) -> tuple[ReasonAgreement, ...]:
    both: Counter[str] = Counter()
    one: Counter[str] = Counter()
    for pair in some:
        a, b = pair.a.reason, pair.b.reason
        if a and a == b:
            both[a] += 1
        else:
            one.update(reason for reason in (a, b) if reason)
    found = [ReasonAgreement(reason, both[reason], one[reason]) for reason in {*both, *one}]
    return tuple(sorted(found, key=lambda r: (-r.both - r.one, r.reason)))
