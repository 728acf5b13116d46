"""Taking back and bringing back, from the log: nothing is erased, and it works after a restart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from review_tool.domain.errors import ReviewError
from review_tool.domain.event import Event
from review_tool.services import people
from review_tool.services.history import resting
from review_tool.services.history.naming import called
from review_tool.store.history import log
from review_tool.store.queries import dossier, plan, reports
from review_tool.store.review import Review
from review_tool.store.state.projection import KINDS, NOT_UNDOABLE
from review_tool.store.unit import RestedOn, Unit

# What undoing changes at any stage is imported where it is asked: every screen asks first only whether it could undo.
if TYPE_CHECKING:
    from review_tool.services.history.undo_effects import Effect as Effect

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
ALL = tuple(kind for kind in KINDS if kind not in NOT_UNDOABLE and kind != "event.undone")
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
        words = called(connection, found) if found else ""
    return Undone(found, words) if found and not _is_first(found) else None


def _is_first(event: Event) -> bool:
    """The version of the protocol that a review begins with: with the review itself, it is no deed to take back."""
    return event.kind == "protocol.amended" and event.payload["version"] == 1


def can_redo(review: Review, *, by: str, kinds: tuple[str, ...] = ALL) -> Undone | None:
    """What `redo_last` would bring back; None where there is nothing."""
    with review.reading() as connection:
        taken = log.last_undo(connection, actor=by, kinds=kinds)
        found = log.event(connection, taken.subject.partition(":")[2]) if taken else None
        words = called(connection, found) if found else ""
    return Undone(found, words) if found else None


def undo_last(review: Review, *, by: str, kinds: tuple[str, ...] = ALL, reveal: bool = False) -> Undone:
    """Take back this person's last live deed of these kinds.

    Args:
        reveal: do it although it shows people what is blind to them now.

    Raises:
        ReviewError: there is none, something later rests on it, or it would show what is blind.
    """
    with resting.named(review, by=by), review.writing() as unit:
        found = log.last_of(unit.connection, actor=by, kinds=kinds)
        if found is None or _is_first(found):
            raise ReviewError("There is nothing of yours to undo here.", hint="Others' deeds are theirs to take back.")
        words = called(unit.connection, found)
        _take_back(unit, found, by=by, reveal=reveal)
    return Undone(found, words)


def _take_back(unit: Unit, event: Event, *, by: str, reveal: bool = False) -> set[str]:
    """Undo an event, and what came in by it: a work sheet or a file of decisions goes back as one, the last first.

    Returns the ids of the events that somebody may read then and might not before.
    """
    if _is_first(event):
        raise ReviewError("A review always has a protocol: its first version stays.", hint="Amend it instead.")
    if event.kind in NOT_UNDOABLE:
        raise ReviewError(
            f"This cannot be taken back: {called(unit.connection, event)}",
            hint="It stays as part of the review's history.",
        )
    before = _blind(unit, event)
    if event.kind in _CAME_WHOLE:
        gone = log.undone_ids(unit.connection)
        for one in reversed(event.payload["events"]):
            if one not in gone:
                try:
                    unit.undo(one, by=by)
                except RestedOn as refused:
                    refused.together = frozenset(event.payload["events"])
                    raise
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
        from review_tool.services.history.undo_effects import answers, is_or_are

        raise ReviewError(
            f"This would show {answers(len(shown))} that {is_or_are(len(shown))} blind now,"
            " and cannot be made blind again.",
            hint="Let those who are at it finish first; or `review-tool undo EVENT --reveal`: EVENT is the number of "
            "what is to be taken back, or to redo it, of what took it back.",
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
    from review_tool.services.history import blinding

    team = [member.name for member in plan.team(unit.connection)]
    return {(name, one) for name in team for one in blinding.hidden(unit.connection, said, name)}


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
        words = called(unit.connection, found)
    return Undone(found, words)


def undo(review: Review, event_id: str, *, by: str, reveal: bool = False) -> Undone:
    """Take back any event by its id, however old; an undo taken back is a redo.

    Args:
        reveal: do it although it shows people what is blind to them now.

    Raises:
        ReviewError: no such event, it is undone already or cannot be, something later rests on it, or it would show
            what is blind.
    """
    _refuse_others(review, event_id, by)
    with resting.named(review, by=by), review.writing() as unit:
        found = unit.event(event_id)
        if found is None:
            unit.undo(event_id, by=by)  # it says that there is none
        assert found is not None
        words = called(unit.connection, found)
        _take_back(unit, found, by=by, reveal=reveal)
    return Undone(found, words)


_LEADS = (
    *("reviewer.joined", "reviewer.withdrew", "reviewer.returned", "protocol.amended"),
    *(*PLAN, "appraisal.planned", "extraction.planned"),
)
"""Another's deeds that only a lead takes back, or brings back: who judges what, and who sees it when."""


def _refuse_others(review: Review, event_id: str, by: str) -> None:
    """Raises ReviewError for what another did that this person may not see yet, or that is the lead's."""
    from review_tool.services.history import blinding  # it knows every stage's rules: slow to import, and seldom asked

    with review.reading() as connection:
        found = log.event(connection, event_id)
        hidden = blinding.hidden(connection, [found], by) if found else set()
    if found and hidden:
        raise ReviewError(
            "This is another person's and still blind: you may not see it yet.",
            hint="Only who did it can take it back until then.",
        )
    kind = found.payload["kind"] if found and found.kind == "event.undone" else found.kind if found else ""
    if found and found.actor != by and kind in _LEADS and by not in (leads := people.leads(review)):
        raise ReviewError(f"This is for the lead to take back: {', '.join(leads)}.", hint="Ask them.")


FAR_REACHING = (
    *("records.imported", "decisions.imported", "worksheet.read", "items.imported", "protocol.amended"),
    *("duplicates.found", "duplicates.merged", "duplicates.split", "duplicates.judged"),
    *(*PLAN, "reports.grouped", "reports.regrouped", "appraisal.planned", "extraction.planned", "form.adopted"),
    *("excerpt.marked", "item.added", "finding.written"),
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
    return effect if effect.reopened or effect.shown or effect.evidence or len(effect.changed) > 1 else None


def _is_small(review: Review, event: Event) -> bool:
    """One pair of records without a vote, or what no claim rests on: to look at every report would make a key wait."""
    if event.kind in ("excerpt.marked", "item.added", "finding.written"):
        from review_tool.store.queries import claims

        with review.reading() as connection:
            return not claims.is_linked(connection, event.id)
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
    from review_tool.services.history import undo_effects

    _refuse_others(review, event_id, by)
    effect: Effect | None = None
    try:
        with resting.named(review, by=by), review.writing() as unit:
            found = unit.event(event_id)
            before = undo_effects.seen(unit.connection)
            shown: set[str] = set()
            if found is None:
                unit.undo(event_id, by=by)  # it says that there is none
            else:
                shown = _take_back(unit, found, by=by, reveal=True)
            unit.finish()
            assert found is not None
            effect = undo_effects.effect(found, before, unit.connection, shown=len(shown), by=by)
            raise _NotKept
    except _NotKept:
        assert effect is not None
    return effect
