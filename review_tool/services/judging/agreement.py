"""How far reviewers agree on what both judged blind: by pair, reason, sample and over time; counted once released.

Of each person the last vote counts that they cast before they were shown another's. A second look at an exclusion is
told apart: who looks knows that it was excluded.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from review_tool.domain.decision import Stage, Verdict, Vote
from review_tool.screening.agreement import Agreement as Agreement
from review_tool.screening.agreement import agreement
from review_tool.store.queries import blind_votes, dossier, reports, rounds
from review_tool.store.review import Review

BLOCKS, LEAST = 6, 10
"""Over time, reports are taken in the order they were judged, in at most so many blocks of at least so many."""


@dataclass(frozen=True, slots=True)
class Both:
    """One report that two people judged blind at a stage, and may be told of: it has an outcome there."""

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
    """Reports that two or more judged blind."""
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
    looked_at: int = 0
    """Exclusions that a second person looked at, which are in none of the figures above."""
    upheld: int = 0
    """Of these, how many they excluded too."""


def judged_by_both(review: Review) -> list[Both]:
    """Every report and pair of people who both judged it blind, where it has an outcome."""
    return _both(review)[0]


def _both(review: Review) -> tuple[list[Both], list[Both]]:
    """Each pair of votes: those cast blind, and those of which the second was a look at an exclusion."""
    found: tuple[list[Both], list[Both]] = [], []
    with review.reading() as connection:
        at = reports.all_standings(connection)
        verified = {stage: blind_votes.second_looks(connection, stage) for stage in Stage}
        blind = blind_votes.last_blind(connection, dossier.votes(connection))
    for (root, stage), last in blind.items():
        if at[root][0][stage].outcome.shows_votes:
            for a, b in combinations(sorted(last), 2):
                found[root in verified[stage]].append(Both(root, stage, last[a], last[b]))
    return tuple(sorted(some, key=lambda one: (one.at, one.report)) for some in found)  # type: ignore[return-value]


def by_stage(review: Review) -> list[StageAgreement]:
    """The agreement at each stage where two people have judged something."""
    from review_tool.services import protocols

    (every, looks), plan = _both(review), protocols.current(review).plan
    with review.reading() as connection:
        sets = {stage: rounds.drawn(connection, stage) for stage in Stage}
    found = []
    for stage in Stage:
        here = [one for one in every if one.stage is stage]
        again = [one for one in looks if one.stage is stage]
        if not here and not again:
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
                looked_at=len(again),
                upheld=sum(one.a.verdict is one.b.verdict for one in again),
            )
        )
    return found


def counted(stages: Iterable[StageAgreement]) -> str:
    """What the figures rest on, in sentences for every view."""
    looks = [(one.looked_at, one.upheld) for one in stages]
    looked_at, upheld = sum(n for n, _ in looks), sum(n for _, n in looks)
    said = (
        "Counted: of each person the last vote cast blind, before another's was shown to them; a vote changed or cast "
        "after that stays in the log and is not counted."
    )
    if looked_at:
        said += (
            f" Of {looked_at} exclusions that a second person looked at, {upheld} were upheld: not counted either, as "
            "who looks knows that it was excluded."
        )
    return said


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
