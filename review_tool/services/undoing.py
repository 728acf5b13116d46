"""Taking back and bringing back, from the log: nothing is erased, and it works after a restart."""

from __future__ import annotations

from dataclasses import dataclass

from review_tool.domain.decision import Outcome, Stage
from review_tool.domain.errors import ReviewError
from review_tool.domain.event import Event
from review_tool.services.telling import sentence
from review_tool.store.history import log
from review_tool.store.queries import dossier, plan, reports
from review_tool.store.review import Review
from review_tool.store.unit import Unit

_CAME_WHOLE = ("worksheet.read", "decisions.imported")
"""Taken back, these take back the events that came with them."""
SCREENING = ("decision.made", "decisions.imported", "report.postponed", "note.written", "tag.set")
DUPLICATES = ("duplicates.found", "duplicates.merged", "duplicates.split", "duplicates.judged", "field.chosen")
RANKING = ("ranking.set",)
CONFLICTS = ("conflict.resolved", "note.written")
FULL_TEXT = (
    *SCREENING,
    "retrieval.noted",
    "document.attached",
    "report.marked",
    "reports.grouped",
    "reports.regrouped",
)
APPRAISAL = (
    "appraisal.answered",
    "appraisal.verified",
    "appraisal.settled",
    "judgement.made",
    "appraisal.planned",
    "checklist.adopted",
    "checklist.assigned",
    "design.noted",
    "wording.loaded",
    "worksheet.read",
)
EXTRACTION = (
    "value.extracted",
    "value.verified",
    "value.corrected",
    "value.settled",
    "excerpt.marked",
    "excerpt.coded",
    "form.adopted",
    "extraction.planned",
    "study.piloted",
    "worksheet.read",
)
SYNTHESIS = (
    "excerpt.coded",
    "excerpt.marked",
    "item.coded",
    "code.merged",
    "code.split",
    "theme.described",
    "theme.merged",
    "theme.split",
    "theme.dropped",
    "frame.adopted",
    "memo.written",
    "finding.written",
    "recommendation.written",
    "gap.written",
    "claim.reworded",
    "claim.linked",
    "claim.withdrawn",
    "claim.agreed",
    "claim.dissented",
    "gap.ranked",
    "strand.described",
    "item.added",
    "items.imported",
)
READING = ("excerpt.marked", "suggestion.rejected")
IMPORTS = ("records.imported", "worksheet.read")
PROTOCOL = ("protocol.amended",)
EXPORTS = ("columns.chosen",)
PLAN = (
    "calibration.drawn",
    "gate.opened",
    "gate.closed",
    "reports.reopened",
    "work.assigned",
    "reviewer.withdrew",
    "reviewer.returned",
)
JUDGING = (*SCREENING, *PLAN, *PROTOCOL, *RANKING)
"""What is done on the screening screen: votes, moving the plan on, turning ranking on."""
FULL_JUDGING = (*FULL_TEXT, *PLAN, *PROTOCOL)
"""The same on the full-text screen."""
ALL = tuple(
    dict.fromkeys(
        (
            *(*FULL_TEXT, *DUPLICATES, *CONFLICTS, *APPRAISAL, *EXTRACTION, *SYNTHESIS, *IMPORTS, *PROTOCOL),
            *(*EXPORTS, *PLAN, *READING, *RANKING),
        )
    )
)
"""Every kind of deed that can be taken back; the tuples above are what `u` takes back on each screen."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back or brought back."""

    event: Event
    words: str
    """The deed as a sentence."""

    @property
    def report(self) -> int | None:
        """The report it is about, where it is about one."""
        kind, _, number = self.event.subject.partition(":")
        return int(number) if kind in ("report", "study") and number.isdigit() else None


def can_undo(review: Review, *, by: str, kinds: tuple[str, ...] = ALL) -> Undone | None:
    """What `undo_last` would take back; None where there is nothing."""
    with review.reading() as connection:
        found = log.last_of(connection, actor=by, kinds=kinds)
    return Undone(found, sentence(found)) if found else None


def can_redo(review: Review, *, by: str, kinds: tuple[str, ...] = ALL) -> Undone | None:
    """What `redo_last` would bring back; None where there is nothing."""
    with review.reading() as connection:
        taken = log.last_undo(connection, actor=by, kinds=kinds)
        found = log.event(connection, taken.subject.partition(":")[2]) if taken else None
    return Undone(found, sentence(found)) if found else None


def undo_last(review: Review, *, by: str, kinds: tuple[str, ...] = ALL, reveal: bool = False) -> Undone:
    """Take back this person's last live deed of these kinds.

    Args:
        reveal: do it although it shows people what is blind to them now.

    Raises:
        ReviewError: there is none, something later rests on it, or it would show what is blind.
    """
    with review.writing() as unit:
        found = log.last_of(unit.connection, actor=by, kinds=kinds)
        if found is None:
            raise ReviewError("There is nothing of yours to undo here.", hint="Others' deeds are theirs to take back.")
        _take_back(unit, found, by=by, reveal=reveal)
    return Undone(found, sentence(found))


def _take_back(unit: Unit, event: Event, *, by: str, reveal: bool = False) -> set[str]:
    """Undo an event, and what came in by it: a work sheet or a file of decisions goes back as one, the last first.

    Returns the ids of the events that somebody may read then and might not before.
    """
    before = _blind(unit, event)
    if event.kind in _CAME_WHOLE:
        gone = log.undone_ids(unit.connection)
        for one in reversed(event.payload["events"]):
            if one not in gone:
                unit.undo(one, by=by)
    elif event.kind == "event.undone":
        target = log.event(unit.connection, event.subject.partition(":")[2])
        for one in target.payload["events"] if target and target.kind in _CAME_WHOLE else ():
            if again := log.undo_of(unit.connection, one):
                unit.undo(again, by=by)
    unit.undo(event.id, by=by)
    if not before:
        return set()
    unit.finish()
    shown = {one for _, one in before - _blind(unit, event)}
    if shown and not reveal:
        raise ReviewError(
            f"This would show {_answers(len(shown))} that {_is(len(shown))} blind now, and cannot be made blind again.",
            hint="Let those who are at it finish first; or take it back with --reveal.",
        )
    return shown


_PLANS = {
    "appraisal.planned": ("appraisal.answered", "judgement.made"),
    "extraction.planned": ("value.extracted", "excerpt.marked"),
    "protocol.amended": ("decision.made", "tag.set"),
}
"""What decides who is blind to what, and the events it is about."""


def _blind(unit: Unit, event: Event) -> set[tuple[str, str]]:
    """(reviewer, event) for each event that a reviewer may not read yet, of those that `event` decides on."""
    kind = event.payload["kind"] if event.kind == "event.undone" else event.kind
    if kind not in _PLANS:
        return set()
    numbers = [n for one in _PLANS[kind] for n in log.event_numbers(unit.connection, log.Looking(kind=one))]
    said = log.events(unit.connection, numbers)
    from review_tool.services import blinding

    team = [member.name for member in plan.team(unit.connection)]
    return {(name, one) for name in team for one in blinding.hidden(unit.connection, said, name)}


def _answers(n: int) -> str:
    return f"{n} answer{'' if n == 1 else 's'} or vote{'' if n == 1 else 's'}"


def _is(n: int) -> str:
    return "is" if n == 1 else "are"


def redo_last(review: Review, *, by: str, kinds: tuple[str, ...] = ALL) -> Undone:
    """Bring back what this person last took back, if they did nothing else since.

    Raises:
        ReviewError: there is nothing to bring back.
    """
    with review.writing() as unit:
        taken = log.last_undo(unit.connection, actor=by, kinds=kinds)
        if taken is None:
            raise ReviewError("There is nothing to redo.", hint="Redo follows an undo, before anything else is done.")
        _take_back(unit, taken, by=by)
        found = unit.event(taken.subject.partition(":")[2])
    assert found is not None
    return Undone(found, sentence(found))


def undo(review: Review, event_id: str, *, by: str, reveal: bool = False) -> Undone:
    """Take back any event by its id, however old; an undo taken back is a redo.

    Args:
        reveal: do it although it shows people what is blind to them now.

    Raises:
        ReviewError: no such event, it is undone already or cannot be, something later rests on it, or it would show
            what is blind.
    """
    _refuse_hidden(review, event_id, by)
    with review.writing() as unit:
        found = unit.event(event_id)
        if found is None:
            unit.undo(event_id, by=by)  # it says that there is none
        else:
            _take_back(unit, found, by=by, reveal=reveal)
    assert found is not None
    return Undone(found, sentence(found))


def _refuse_hidden(review: Review, event_id: str, by: str) -> None:
    """Raises ReviewError for what another did that this person may not see yet."""
    from review_tool.services import blinding  # it knows every stage's rules: slow to import, and seldom asked

    with review.reading() as connection:
        found = log.event(connection, event_id)
        hidden = blinding.hidden(connection, [found], by) if found else set()
    if found and hidden:
        raise ReviewError(
            f"This is {found.actor}'s and still blind: you may not see it yet.",
            hint="Only who did it can take it back until then.",
        )


@dataclass(frozen=True, slots=True)
class Effect:
    """What taking an event back would change, found by doing it and not keeping it."""

    event: Event
    words: str
    changed: tuple[str, ...]
    """Each report whose outcome would be another, as a sentence; and reports that would come or go."""
    reopened: int = 0
    """How many votes lie on reports that would be open again."""
    counts: tuple[tuple[str, int], ...] = ()
    """What the numbers of the flow would gain or lose: `("screened", -1)`."""
    shown: int = 0
    """How many events that are blind to somebody now would be shown, for good: `undo` wants `reveal` for it."""

    @property
    def summary(self) -> str:
        """`2 votes reopen, screened −1`; "" where nothing of that kind would change."""
        votes = [f"{self.reopened} vote{'s reopen' if self.reopened != 1 else ' reopens'}"] if self.reopened else []
        shown = [f"{_answers(self.shown)} shown that {_is(self.shown)} blind now"] if self.shown else []
        return ", ".join((*votes, *(f"{name} {n:+,}".replace("-", "−") for name, n in self.counts), *shown))


FAR_REACHING = (
    *("records.imported", "decisions.imported", "worksheet.read", "items.imported", "protocol.amended"),
    *("duplicates.found", "duplicates.merged", "duplicates.split", "duplicates.judged"),
    *(*PLAN, "reports.grouped", "reports.regrouped", "appraisal.planned", "extraction.planned", "form.adopted"),
)
"""Deeds that much may rest on: where taking one back reopens votes or moves several reports, it is shown before."""


def far(review: Review, *, by: str, kinds: tuple[str, ...]) -> Effect | None:
    """What taking back this person's last deed would change, where that is much; else None, and nothing need be asked.

    Raises:
        ReviewError: as `undo` does.
    """
    found = can_undo(review, by=by, kinds=kinds)
    if found is None or found.event.kind not in FAR_REACHING or _is_small(review, found.event):
        return None
    effect = preview(review, found.event.id, by=by)
    return effect if effect.reopened or effect.shown or len(effect.changed) > 1 else None


def _is_small(review: Review, event: Event) -> bool:
    """One pair of records without a vote: working out every report's standing to say so would make a key wait."""
    pairs = event.payload.get("pairs", ())
    if event.kind not in ("duplicates.merged", "duplicates.judged") or len(pairs) > 1:
        return False
    numbers = {number for pair in pairs for number in pair[:2]} | {n for m in event.payload.get("moves", ()) for n in m}
    with review.reading() as connection:
        known = {number for number in numbers if isinstance(number, int)}
        return not dossier.votes(connection, {reports.root_of(connection, number) for number in known})


class _NotKept(Exception):
    """Ends the trial; the store then keeps nothing of it."""


def preview(review: Review, event_id: str, *, by: str) -> Effect:
    """What `undo` of this event would change. Nothing is written.

    Raises:
        ReviewError: as `undo` does, but for what would be shown: that is part of the answer.
    """
    _refuse_hidden(review, event_id, by)
    effect: Effect | None = None
    try:
        with review.writing() as unit:
            found = unit.event(event_id)
            before = reports.all_standings(unit.connection)
            shown: set[str] = set()
            if found is None:
                unit.undo(event_id, by=by)  # it says that there is none
            else:
                shown = _take_back(unit, found, by=by, reveal=True)
            unit.finish()
            assert found is not None
            after = reports.all_standings(unit.connection)
            effect = Effect(
                found,
                sentence(found),
                _differences(before, after),
                _votes_on(unit, _reopening(before, after)),
                _counts(before, after),
                len(shown),
            )
            raise _NotKept
    except _NotKept:
        assert effect is not None
    return effect


_OPEN = (Outcome.TO_DO, Outcome.CONFLICT)
_States = dict[int, reports.Standings]


def _reopening(before: _States, after: _States) -> dict[int, set[Stage]]:
    """The stages at which reports would be open and are not now, or come into the list open."""
    found: dict[int, set[Stage]] = {}
    for number, (at, *_) in after.items():
        was = before[number][0] if number in before else None
        if stages := {
            stage for stage in Stage if at[stage].outcome in _OPEN and (was is None or was[stage].outcome not in _OPEN)
        }:
            found[number] = stages
    return found


def _votes_on(unit: Unit, reopening: dict[int, set[Stage]]) -> int:
    """How many votes that count lie there: of each person at each stage the last."""
    found = dossier.votes(unit.connection, reopening) if reopening else {}
    return len(
        {
            (number, vote.stage, vote.reviewer)
            for number, votes in found.items()
            for vote in votes
            if vote.stage in reopening[number] and not vote.aside
        }
    )


_COUNTED: tuple[tuple[str, Stage, tuple[Outcome, ...]], ...] = (
    ("screened", Stage.TITLE_ABSTRACT, (Outcome.INCLUDED, Outcome.EXCLUDED)),
    ("assessed", Stage.FULL_TEXT, (Outcome.INCLUDED, Outcome.EXCLUDED)),
    ("included", Stage.FULL_TEXT, (Outcome.INCLUDED,)),
)


def _counts(before: _States, after: _States) -> tuple[tuple[str, int], ...]:
    """What the numbers of the flow gain or lose; those that stay are left out."""

    def many(states: _States, stage: Stage, outcomes: tuple[Outcome, ...]) -> int:
        return sum(at[stage].outcome in outcomes for at, *_ in states.values())

    moved = [(name, many(after, stage, of) - many(before, stage, of)) for name, stage, of in _COUNTED]
    return tuple((name, n) for name, n in (("reports", len(after) - len(before)), *moved) if n)


def _differences(before: _States, after: _States) -> tuple[str, ...]:
    gone, new = sorted(before.keys() - after.keys()), sorted(after.keys() - before.keys())
    said = []
    if gone:
        said.append(f"{_reports(gone)} would leave the list of reports.")
    if new:
        open_ = sum(after[number][0][Stage.TITLE_ABSTRACT].outcome is Outcome.TO_DO for number in new)
        waiting = f"; {open_} of them without an outcome yet" if open_ else ""
        said.append(f"{_reports(new)} would be in the list of reports again{waiting}.")
    for number in sorted(before.keys() & after.keys()):
        for stage in Stage:
            was, becomes = before[number][0][stage].outcome, after[number][0][stage].outcome
            if was is not becomes:
                said.append(f"Report {number} at {stage.words}: {was} → {becomes}.")
    return tuple(said)


def _reports(numbers: list[int]) -> str:
    """`Report 12`, `Reports 3, 4 and 9`, `94 reports`."""
    if len(numbers) > 5:
        return f"{len(numbers)} reports"
    *most, last = map(str, numbers)
    return f"Reports {', '.join(most)} and {last}" if most else f"Report {last}"
