"""When the team may stop reading: what is likely unread, what the rules say, what a single reader may have missed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from review_tool.domain.decision import Outcome, Stage, Verdict, Vote
from review_tool.domain.report import Retrieval
from review_tool.store.queries import blind_votes, dossier, rankings, reports
from review_tool.store.review import Review

if TYPE_CHECKING:
    from review_tool.screening.missed import Missed
    from review_tool.screening.stopping import Outlook
    from review_tool.screening.stopping_rules import Condition

_SETTLED = (Outcome.INCLUDED, Outcome.EXCLUDED)
_PARTS = 20
_FEWEST = 20
"""Reports in a random sample, below which nothing is said of it."""


@dataclass(frozen=True, slots=True)
class RuleNow:
    """One rule, and whether it says stop."""

    name: str
    words: str
    reached: bool
    chosen: bool
    """The team chose it beforehand."""
    failed: float
    """The share of trial runs in which it stopped below 95 % recall."""
    saved: float
    """The share of records it left unread in them, on average."""
    safe: bool
    advised: bool
    ways: tuple[tuple[Condition, ...], ...]
    """It says stop where all conditions of one of these are met."""

    @property
    def failures(self) -> str:
        """`1 of 70`: in how many trial runs it stopped too early."""
        from review_tool.screening.stopping_rules import TRIALS

        return f"{self.failed * TRIALS:.0f} of {TRIALS}"

    @property
    def why(self) -> tuple[tuple[bool, str], ...]:
        """What it looks at, a condition after the other: whether it is met, and how it stands, in words."""
        return tuple(
            (one.met, ("and " if m else "or " if n else "") + one.words)
            for n, way in enumerate(self.ways)
            for m, one in enumerate(way)
        )

    @property
    def told(self) -> str:
        """The same in a sentence, for those who listen."""
        return "; ".join(f"{words} ({'met' if met else 'not met'})" for met, words in self.why)


@dataclass(frozen=True, slots=True)
class Sampled:
    """What the reports drawn at random say of all of them."""

    n: int
    relevant: int
    expected: float
    """Relevant reports in all."""
    low: int
    high: int
    """Its 95 % interval."""


@dataclass(frozen=True, slots=True)
class Stopping:
    """Where the team stands at one stage. Counted from outcomes, so that no vote shows through."""

    stage: Stage
    ranked: bool
    """Ranking is on. Without it the figures hold only where reports are read in random order."""
    lean: float
    """What the outlook takes a relevant report to come up sooner than chance, to 1. Each rule has its own."""
    outlook: Outlook
    rules: tuple[RuleNow, ...]
    sampled: Sampled | None
    """None where too few were drawn at random yet, or all is read."""
    drawn: int
    """Reports at the head of the random order that are read: the sample rests on them."""
    missed: tuple[Missed, ...]
    """Empty where two people judge everything."""
    found: tuple[int, ...] = ()
    """Relevant reports found by each twentieth of what is read."""


def told(now: Stopping) -> list[str]:
    """Where the team stands, in sentences; the rules apart."""
    look = now.outlook
    said = [f"{now.stage.words.capitalize()}: {look.read} of {look.total} read, {look.found} relevant."]
    if look.recall is not None and look.recall_low is not None:
        said.append(
            f"Found so far: likely {100 * look.recall:.0f} % of what is relevant, "
            f"at least {100 * look.recall_low:.0f} % (95 % sure)."
        )
        said.append(f"Relevant and unread: likely {look.left}, at most {look.left_high}.")
    by = f"by lean {now.lean:g}" if now.ranked else "by buscar"
    said.append(f"p(recall < 95 %) = {look.p:.3f} {by}; a rule may reckon with another, shown beside it.")
    if now.sampled:
        one = now.sampled
        said.append(
            f"Of {one.n} drawn at random {one.relevant} were relevant: about {one.expected:.0f} in all "
            f"(95 %: {one.low} to {one.high})."
        )
    elif now.ranked and look.read < look.total:
        said.append(
            f"Drawn at random: {now.drawn} read. From {_FEWEST} on they tell what is relevant in all, whatever the "
            "ranking makes of it."
        )
    for missed in now.missed:
        figures = (
            "" if missed.estimate is None else f"{missed.estimate:.1f} (95 %: {missed.low:.1f} to {missed.high:.1f}); "
        )
        said.append(f"Missed by single screening, from the {missed.source}: {figures}{missed.words}")
    return said


def grounds(now: Stopping) -> list[str]:
    """What is calculated, and what is experience, in sentences."""
    from review_tool.screening.stopping import HELD_OUT, LEAN
    from review_tool.screening.stopping_rules import ADVISED, BOLD, HARDER

    if not now.ranked:
        return [
            "Calculated: every figure above, as if reports were read in a random order. Ranking is off: in another "
            "order, as by name or by year, they do not hold."
        ]
    return [
        f"Experience: recall, what is unread and p take a relevant report to come up sooner than chance, {LEAN} to 1 "
        "at least, as it did in finished reviews. In another review it may not: a figure chosen in this way on 13 "
        f"reviews stopped too early in {100 * HELD_OUT:.1f} % of the trials on the fourteenth.",
        "Calculated: the rule buscar, as if reports came in a random order, which errs to the safe side; what "
        "random draws say; and what single screening missed.",
        f"Why “{ADVISED}” may say stop while p above is over 5 %: after a fifth of all in a row without a find it "
        f"reckons with a lean of {BOLD:g} to 1, which gives a smaller p.",
        "Too early: below 95 % recall, in trials on 14 finished reviews, ranked, five starts each. The one we advise, "
        f"“{ADVISED}”, was too early in {100 * HARDER:.1f} % of runs of these reviews made harder. So few "
        "reviews prove no rate: yours may be another.",
    ]


def rule_names() -> list[str]:
    from review_tool.screening.stopping_rules import RULES

    return [rule.name for rule in RULES]


def stopping(review: Review, stage: Stage) -> Stopping:
    """Where the team stands at a stage."""
    import numpy as np

    from review_tool.screening.stopping import LEAN, Reading, outlook
    from review_tool.screening.stopping_rules import ADVISED, RULES

    with review.reading() as connection:
        setting = rankings.current(connection)
        standings = reports.all_standings(connection)
        votes = dossier.votes(connection)
        blind = blind_votes.last_blind(connection, votes)
        sample = rankings.sample(connection)
        single = rankings.judged_singly(connection, stage)
    there = {number for number, at in standings.items() if _belongs(at, stage)}
    outcomes = {number: standings[number][0][stage].outcome for number in there}
    read = _read(votes, outcomes, stage)
    reading = Reading(np.array([outcomes[number] is Outcome.INCLUDED for number in read], dtype=np.bool_), len(there))
    order = [number for number in sample if number in there]
    head = list(takewhile(set(read).__contains__, order))
    lean = LEAN if setting.on else 1.0
    rules = tuple(
        RuleNow(
            r.name,
            r.words,
            r.reached(reading),
            r.name == setting.rule,
            r.failed,
            r.saved,
            r.safe,
            r.name == ADVISED,
            r.stands(reading),
        )
        for r in RULES
        if setting.on or not r.ranked
    )
    return Stopping(
        stage,
        setting.on,
        lean,
        outlook(reading, lean=lean),
        rules,
        _sampled(head, len(order), outcomes),
        len(head),
        _missed({number: said for (number, at), said in blind.items() if at is stage}, outcomes, single),
        tuple(int(reading.relevant[: len(read) * part // _PARTS].sum()) for part in range(1, _PARTS + 1))
        if read
        else (),
    )


def _belongs(at: reports.Standings, stage: Stage) -> bool:
    return stage is Stage.TITLE_ABSTRACT or (
        at[0][Stage.TITLE_ABSTRACT].outcome is Outcome.INCLUDED and at[1] != Retrieval.NOT_RETRIEVED
    )


def _read(votes: dict[int, list[Vote]], outcomes: dict[int, Outcome], stage: Stage) -> list[int]:
    """Reports with an outcome, in the order in which they were first voted on."""
    first = {
        number: min(vote.at for vote in said if vote.stage is stage)
        for number, said in votes.items()
        if outcomes.get(number) in _SETTLED and any(vote.stage is stage for vote in said)
    }
    return sorted(first, key=lambda number: (first[number], number))


def _sampled(head: list[int], total: int, outcomes: dict[int, Outcome]) -> Sampled | None:
    """From the reports at the head of a random order: as far as all of them are read, however they came to be."""
    from review_tool.screening.sampling import interval

    if not _FEWEST <= len(head) < total:
        return None
    relevant = sum(outcomes[number] is Outcome.INCLUDED for number in head)
    low, high = interval(total, len(head), relevant)
    return Sampled(len(head), relevant, total * relevant / len(head), low, high)


def _missed(votes: dict[int, dict[str, Vote]], outcomes: dict[int, Outcome], single: set[int]) -> tuple[Missed, ...]:
    """From what each person said blind of reports whose outcome is known, so that no vote shows through."""
    from review_tool.screening.missed import by_dual_share, by_verified

    kept = lost = found = excluded = checked = wrong = 0
    for number, cast in votes.items():
        if outcomes.get(number) not in _SETTLED or not cast:
            continue
        included = outcomes[number] is Outcome.INCLUDED
        if number not in single:
            kept += included * sum(vote.verdict is not Verdict.EXCLUDE for vote in cast.values())
            lost += included * sum(vote.verdict is Verdict.EXCLUDE for vote in cast.values())
        elif min(cast.values(), key=lambda vote: vote.at).verdict is Verdict.EXCLUDE:
            excluded += 1
            checked += len(cast) > 1
            wrong += len(cast) > 1 and included
        else:
            found += included
    return (by_dual_share(kept, lost, found), by_verified(excluded, checked, wrong)) if found or excluded else ()
