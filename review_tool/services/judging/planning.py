"""Running the screening plan: calibration sets, the gate, whose work is whose, reports to be judged again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from review_tool.domain.amendment import changes
from review_tool.domain.decision import Outcome, Stage
from review_tool.domain.errors import ReviewError
from review_tool.domain.plan import StagePlan, calibration_order
from review_tool.domain.protocol import Protocol
from review_tool.domain.report import Which
from review_tool.domain.text import one_line
from review_tool.services import protocols
from review_tool.services.judging import conflicts
from review_tool.services.people import check_lead
from review_tool.store.queries import lists, rounds
from review_tool.store.queries.rounds import Cast, Round
from review_tool.store.review import Review
from review_tool.store.state import duties
from review_tool.store.state.standings import chunks, current_protocol
from review_tool.store.unit import Unit


def adopt(review: Review, preset: str, *, why: str, by: str) -> Protocol:
    """Put a preset's plan in force, as an amendment of the protocol. What was voted stands as it was cast.

    Raises:
        ReviewError: no such preset, or no reason given.
    """
    with review.reading() as connection:
        changed = current_protocol(connection).planned(preset)
    return protocols.amend(review, changed, why=why, by=by)


def renumber(
    review: Review,
    stage: Stage,
    at: Mapping[str, float],
    *,
    why: str,
    by: str,
    reviewers: int | None = None,
    version: int = 0,
) -> Protocol:
    """Change numbers of the plan at one stage, as an amendment. What was voted stands as it was cast.

    Args:
        at: numbers by their names in `StagePlan`; what is not named stays.
        reviewers: how many judge a report outside the samples; None leaves it.
        version: of the protocol whose numbers were seen; 0 for the one in force, whatever it is.

    Raises:
        ReviewError: another version was put in force meanwhile, no plan, nothing would change, a number makes no
            sense, or no reason given.
    """
    with review.reading() as connection:
        current = current_protocol(connection)
    if not current.is_planned:
        raise ReviewError("This review has no screening plan.", hint="Adopt one: review-tool plan use rapid.")
    field = stage.value.replace("-", "_")
    numbers: Any = {field: replace(current.plan.at(stage), **at)}  # type: ignore[arg-type]
    changed = replace(current, plan=replace(current.plan, **numbers), version=version or current.version)
    if reviewers is not None:
        needed: Any = {f"reviewers_{field}": reviewers}
        changed = replace(changed, **needed)
    if replace(changed, version=current.version) == current:
        raise ReviewError("These are the numbers in force.", hint="Change one, or leave.")
    return protocols.amend(review, changed, why=why, by=by)


@dataclass(frozen=True, slots=True)
class Amendment:
    """One version of the protocol, and what it changed of the one before."""

    version: int
    by: str
    at: str
    """UTC time."""
    why: str
    changes: tuple[str, ...]


def amendments(review: Review) -> list[Amendment]:
    """Every version of the protocol, oldest first."""
    before, found = Protocol(), []
    for one, by, at, why in protocols.history(review):
        found.append(Amendment(one.version, by, at, why, changes(before, one)))
        before = one
    return found


@dataclass(frozen=True, slots=True)
class StageState:
    """Where the plan stands at one stage."""

    stage: Stage
    plan: StagePlan
    reviewers: int
    """Who judge a report outside the samples."""
    phase: str
    """`to draw` (the lead draws the calibration set), `calibration` (until everybody has judged it), `dual` (two
    people judge their share; the rest waits for the gate) or `open`."""
    rounds: tuple[Round, ...]
    """The calibration sets drawn so far."""
    gate_open: bool
    waiting: int
    """Reports that wait for the gate, or for the calibration set to be drawn."""
    left: Mapping[str, Mapping[str, int]]
    """Reviewer → task → reports."""
    preset: str
    """What the plan began as."""
    version: int
    """The protocol's."""

    @property
    def gated(self) -> bool:
        return self.reviewers == 1 and self.plan.has_samples

    @property
    def words(self) -> str:
        """What is going on, and what is next, in a sentence."""
        if self.phase == "dual" and not any(self.left.values()):
            return "Two people have judged their share. The lead opens the gate when the team agrees well enough."
        if self.phase == "to draw" and self.stage is Stage.FULL_TEXT:
            return "The lead draws the calibration set when titles and abstracts are screened."
        if self.phase == "open" and not any(self.left.values()):
            return "Every report here is judged, by all who were to judge it."
        return _PHASES[self.phase]


_PHASES = {
    "to draw": "The lead draws the calibration set when all records are in and duplicates are merged.",
    "calibration": "Everybody judges the calibration set; nothing else comes up until it is done.",
    "dual": "Two people judge their share, blind. The lead opens the gate when the team agrees well enough.",
    "open": "Every report is given to those who are to judge it.",
}


def state(review: Review, stage: Stage) -> StageState | None:
    """Where the plan stands; None where there is none."""
    with review.reading() as connection:
        protocol = current_protocol(connection)
        if not protocol.is_planned:
            return None
        at, reviewers = protocol.plan.at(stage), protocol.reviewers(stage)
        gate_open = stage in duties.open_gates(connection)
        phase = duties.phase(connection, protocol, stage)
        if phase == "open" and reviewers == 1 and at.has_samples and not gate_open:
            phase = "dual"
        left = {
            who: {task.value: n for task, n in some.items()} for who, some in duties.left(connection, stage).items()
        }
        open_ = set(lists.report_ids(connection, Which(stage, "open")))
        open_ -= set(lists.report_ids(connection, Which(stage, "conflict")))
        # Before the set is drawn nothing is dealt for good: what is drawn leaves its other sample.
        waiting = len(open_) - (0 if phase == "to draw" else rounds.dealt(connection, stage))
        return StageState(
            stage,
            at,
            reviewers,
            phase,
            rounds.drawn(connection, stage),
            gate_open,
            waiting,
            {} if phase == "to draw" else left,
            protocol.plan.preset,
            protocol.version,
        )


def draw(review: Review, stage: Stage, *, by: str, size: int = 0) -> Round:
    """Draw a calibration set from the reports nobody has judged yet.

    The first is drawn by lot. Of a later one, half are those most like the reports on which reviewers differed in the
    set before, so that the talk about them is put to the test; the rest by lot, so that the figures mean something.

    Args:
        size: how many; 0 for the plan's number.

    Raises:
        ReviewError: no plan with a calibration set, nothing left to draw from, or `by` is no lead.
    """
    with review.writing() as unit:
        check_lead(unit, by)
        protocol = _plan_in_force(unit)
        size = size or protocol.plan.at(stage).calibration
        if not size:
            raise ReviewError(
                f"The plan has no calibration set at {stage.words}.",
                hint="Give it one: review-tool plan set --calibration N.",
            )
        if duties.phase(unit.connection, protocol, stage) == "calibration":
            raise ReviewError(
                "The last calibration set is not judged by everybody yet.", hint="`review-tool plan` says who is left."
            )
        free = rounds.untouched(unit.connection, stage)
        if not free:
            raise ReviewError(
                f"No report without a vote is left at {stage.words}.", hint="Import and deduplicate first."
            )
        known = _keys(unit, free)
        order = calibration_order(unit.review, stage, known)
        before = rounds.drawn(unit.connection, stage)
        near = _near(unit, stage, set(free), size // 2) if before else []
        lot = [report for report in order if report not in near][: size - len(near)]
        payload = {"round": len(before) + 1, "by lot": sorted(lot), "near disagreements": sorted(near)}
        unit.record("calibration.drawn", f"stage:{stage.value}", payload, by=by)
        return Round(len(before) + 1, tuple(sorted(lot)), tuple(sorted(near)))


def _keys(unit: Unit, reports: list[int]) -> dict[int, str]:
    known: dict[int, str] = {}
    for ids in chunks(reports):
        known |= duties.keys(unit.connection, unit.review, ids)
    return known


def _near(unit: Unit, stage: Stage, free: set[int], wanted: int) -> list[int]:
    """The untouched reports most like those of the last set on which reviewers differed, the likest first."""
    last = rounds.drawn(unit.connection, stage)[-1]
    differing = set(lists.report_ids(unit.connection, Which(stage, "conflict")))
    differing |= set(lists.report_ids(unit.connection, Which(stage, "settled")))
    found: dict[int, None] = {}
    for report in sorted(differing & {*last.by_lot, *last.near}):
        for like in lists.alike(unit.connection, report, limit=5 * wanted):
            if like in free:
                found[like] = None
                if len(found) == wanted:
                    return list(found)
    return list(found)


def open_gate(review: Review, stage: Stage, *, why: str, by: str) -> None:
    """From here one person judges each report (and a second verifies exclusions, as the plan says).

    The agreement the lead saw is written down with it. It is the lead's judgement; no figure opens or bars the gate.

    Raises:
        ReviewError: no plan, the gate is open, no reason given, or `by` is no lead.
    """
    seen = [one.agreement for one in conflicts.agreements(review) if one.stage is stage]
    n, same = sum(one.n for one in seen), sum(one.same for one in seen)
    _turn_gate(review, stage, why=why, by=by, to_open=True, figures={"n": n, "same": same})


def close_gate(review: Review, stage: Stage, *, why: str, by: str) -> None:
    """Go back to two people judging their share. Votes cast meanwhile stand under what they were cast under.

    Raises:
        ReviewError: no plan, the gate is closed, no reason given, or `by` is no lead.
    """
    _turn_gate(review, stage, why=why, by=by, to_open=False, figures={})


def _turn_gate(review: Review, stage: Stage, *, why: str, by: str, to_open: bool, figures: dict[str, int]) -> None:
    if not why.strip():
        raise ReviewError("Say why, in a sentence.", hint="It goes into the log, with the agreement seen.")
    with review.writing() as unit:
        check_lead(unit, by)
        protocol = _plan_in_force(unit)
        if protocol.reviewers(stage) > 1 or not protocol.plan.at(stage).has_samples:
            raise ReviewError(f"The plan has no gate at {stage.words}.", hint="`review-tool plan` shows it.")
        if (stage in duties.open_gates(unit.connection)) is to_open:
            raise ReviewError(
                f"The gate at {stage.words} is {'open' if to_open else 'closed'} already.", hint="`u` takes that back."
            )
        kind = "gate.opened" if to_open else "gate.closed"
        unit.record(kind, f"stage:{stage.value}", {"why": one_line(why), **figures}, by=by)


def _plan_in_force(unit: Unit) -> Protocol:
    protocol = current_protocol(unit.connection)
    if not protocol.is_planned:
        raise ReviewError("This review has no screening plan.", hint="Adopt one: review-tool plan use rapid.")
    return protocol


def screeners(review: Review) -> tuple[str, ...]:
    """Everyone whom reports may be given to, in the order they joined."""
    with review.reading() as connection:
        return duties.screeners(connection)


def hand_over(review: Review, stage: Stage, giver: str, taker: str, *, by: str, most: int = 0) -> int:
    """Give a reviewer's open reports to another. What the giver has judged stays theirs. Returns how many.

    A report that the taker has judged, or is to judge anyway, stays where it is.

    Args:
        most: at most so many; 0 for all.

    Raises:
        ReviewError: no plan, one of the two is not in the team, nothing to give, or `by` is neither lead nor giver.
    """
    with review.writing() as unit:
        if by != giver:
            check_lead(unit, by)
        _plan_in_force(unit)
        here = duties.screeners(unit.connection)
        for name in (giver, taker):
            if name not in here:
                raise ReviewError(f"{name} does not screen in this review.", hint="See `review-tool team list`.")
        given = rounds.to_hand_over(unit.connection, stage, giver, taker)
        given = given[:most] if most else given
        if not given:
            raise ReviewError(
                f"{giver} has nothing at {stage.words} that {taker} could take.", hint="See `review-tool plan`."
            )
        staying = rounds.staying(unit.connection, stage, given, giver)
        payload = {"stage": stage.value, "reports": given, "from": giver, "staying": staying}
        unit.record("work.assigned", f"reviewer:{taker}", payload, by=by)
        return len(given)


@dataclass(frozen=True, slots=True)
class Reopening:
    """What judging reports again would do, or did."""

    reports: tuple[int, ...]
    votes: int
    """Votes and consensus that are set aside: kept, and counting no more."""
    outcomes: Mapping[Outcome, int]
    """What the reports stood at."""

    @property
    def words(self) -> str:
        n = len(self.reports)
        stood = ", ".join(f"{count} {outcome}" for outcome, count in self.outcomes.items())
        return f"{n} report{'s' if n != 1 else ''} to judge again (now {stood}); {self.votes} votes kept and set aside."


def reopening(review: Review, which: Which, *, before: int = 0, numbers: tuple[int, ...] = ()) -> Reopening:
    """What `reopen` would do. Nothing is written.

    Args:
        which: which reports, at which stage; those without a vote are left out.
        before: only those with a vote cast under an older version of the protocol than this.
        numbers: only these.

    Raises:
        ReviewError: no such list, or no report like that has a vote.
    """
    with review.reading() as connection:
        return _summed(rounds.cast_at(connection, which, before=before, numbers=numbers))


def reopen(
    review: Review, which: Which, *, why: str, by: str, before: int = 0, numbers: tuple[int, ...] = ()
) -> Reopening:
    """Have reports judged again at a stage: the votes and any consensus are kept, and count no more.

    Arguments as for `reopening`, which tells beforehand what this does.

    Raises:
        ReviewError: as `reopening`; or no reason is given, or `by` is no lead.
    """
    if not why.strip():
        raise ReviewError("Say why they are to be judged again.", hint="For example: criterion E2 was added.")
    with review.writing() as unit:
        check_lead(unit, by)
        found = rounds.cast_at(unit.connection, which, before=before, numbers=numbers)
        done = _summed(found)
        votes = [list(one) for some in found.casts.values() for one in some]
        payload = {"votes": votes, "why": one_line(why)}
        unit.record("reports.reopened", f"stage:{which.stage.value}", payload, by=by)
    return done


def _summed(found: Cast) -> Reopening:
    if not found.casts:
        raise ReviewError("No report like that has a vote.", hint="Nothing needs to be judged again.")
    stood = Counter(found.outcomes[report] for report in found.casts)
    return Reopening(tuple(found.casts), sum(map(len, found.casts.values())), dict(sorted(stood.items())))
