"""Taking back and bringing back, from the log: nothing is erased, and it works after a restart."""

from __future__ import annotations

from dataclasses import dataclass

from review_tool.domain.decision import Outcome, Stage
from review_tool.domain.errors import ReviewError
from review_tool.domain.event import Event
from review_tool.services import blinding
from review_tool.services.telling import sentence
from review_tool.store import log, reports
from review_tool.store.review import Review
from review_tool.store.unit import Unit

_CAME_WHOLE = ("worksheet.read", "decisions.imported")
"""Taken back, these take back the events that came with them."""
SCREENING = ("decision.made", "decisions.imported", "report.postponed", "note.written", "tag.set")
DUPLICATES = ("duplicates.found", "duplicates.merged", "duplicates.split", "duplicates.judged", "field.chosen")
RANKING = ("ranking.set",)
CONFLICTS = ("conflict.resolved",)
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


def undo_last(review: Review, *, by: str, kinds: tuple[str, ...] = ALL) -> Undone:
    """Take back this person's last live deed of these kinds.

    Raises:
        ReviewError: there is none, or something later rests on it.
    """
    with review.writing() as unit:
        found = log.last_of(unit.connection, actor=by, kinds=kinds)
        if found is None:
            raise ReviewError("There is nothing of yours to undo here.", hint="Others' deeds are theirs to take back.")
        _take_back(unit, found, by=by)
    return Undone(found, sentence(found))


def _take_back(unit: Unit, event: Event, *, by: str) -> None:
    """Undo an event, and what came in by it: a work sheet or a file of decisions goes back as one, the last first."""
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


def undo(review: Review, event_id: str, *, by: str) -> Undone:
    """Take back any event by its id, however old; an undo taken back is a redo.

    Raises:
        ReviewError: no such event, it is undone already or cannot be, or something later rests on it.
    """
    _refuse_hidden(review, event_id, by)
    with review.writing() as unit:
        found = unit.event(event_id)
        if found is None:
            unit.undo(event_id, by=by)  # it says that there is none
        else:
            _take_back(unit, found, by=by)
    assert found is not None
    return Undone(found, sentence(found))


def _refuse_hidden(review: Review, event_id: str, by: str) -> None:
    """Raises ReviewError for what another did that this person may not see yet."""
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


class _NotKept(Exception):
    """Ends the trial; the store then keeps nothing of it."""


def preview(review: Review, event_id: str, *, by: str) -> Effect:
    """What `undo` of this event would change. Nothing is written.

    Raises:
        ReviewError: as `undo` does.
    """
    _refuse_hidden(review, event_id, by)
    effect: Effect | None = None
    try:
        with review.writing() as unit:
            found = unit.event(event_id)
            before = reports.all_standings(unit.connection)
            if found is None:
                unit.undo(event_id, by=by)  # it says that there is none
            else:
                _take_back(unit, found, by=by)
            unit.finish()
            assert found is not None
            effect = Effect(found, sentence(found), _differences(before, reports.all_standings(unit.connection)))
            raise _NotKept
    except _NotKept:
        assert effect is not None
    return effect


def _differences(before: dict[int, reports.Standings], after: dict[int, reports.Standings]) -> tuple[str, ...]:
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
