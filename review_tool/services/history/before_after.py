"""What an event changed: its payload beside that of the event before it on the same thing.

Much begins something new each time, so that nothing was before it: a passage, a note, an item, an import.
"""

from __future__ import annotations

from typing import Any

from review_tool.domain.event import Event
from review_tool.services.history import blinding
from review_tool.store.history import log
from review_tool.store.review import Review

_SAME = ("stage", "checklist", "item", "field", "tag", "mark", "target", "code", "version of", "people")
"""Parts of a payload that say what it is about, beside its subject."""
_OF_ONE = ("decision.made", "appraisal.answered", "judgement.made", "report.postponed")
"""What each person says for themselves: the event before is one's own."""
_FAMILY = {"value.corrected": "value", "value.settled": "value", "value.extracted": "value", "claim.reworded": ""}
"""Kinds that continue what another kind began: the beginning they share; "" is any of the same subject."""


_CHANGES = (
    *("decision.made", "report.postponed", "conflict.resolved", "tag.set", "retrieval.noted", "report.marked"),
    *("appraisal.answered", "appraisal.settled", "appraisal.planned", "checklist.assigned", "design.noted"),
    *("judgement.made", "value.extracted", "value.corrected", "value.settled", "form.adopted", "extraction.planned"),
    *("study.piloted", "field.chosen", "protocol.amended", "ranking.set", "gate.opened", "gate.closed"),
    *("theme.described", "memo.written", "claim.reworded", "claim.agreed", "gap.ranked", "columns.chosen"),
    *("source.described", "strand.described", "instrument.adopted", "wording.loaded"),
)
"""Kinds that say anew what was said before."""


def earlier(review: Review, event: Event, *, reviewer: str) -> Event | None:
    """The last event before this one on the same thing; None where there is none, or it is blind to `reviewer`."""
    if event.kind not in _CHANGES:
        return None
    stem = _FAMILY.get(event.kind, event.kind)
    with review.reading() as connection:
        numbers = log.event_numbers(connection, log.Looking(kind=stem, subjects=(event.subject,)))
        found: Event | None = None
        for other in log.events(connection, numbers):
            if other.id == event.id:
                break
            if _same(other, event):
                found = other
        if found is None or found.id in blinding.hidden(connection, [found], reviewer):
            return None
    return found


def _same(other: Event, event: Event) -> bool:
    if event.kind in _OF_ONE and other.actor != event.actor:
        return False
    return all(other.payload.get(part) == event.payload.get(part) for part in _SAME)


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """(part, before, after) of every part of a payload that differs; a part within a part as `plan.full_text`."""
    found: list[tuple[str, Any, Any]] = []
    for key in dict.fromkeys((*before, *after)):
        was, becomes = before.get(key), after.get(key)
        if isinstance(was, dict) and isinstance(becomes, dict):
            found += [(f"{key}.{part}", a, b) for part, a, b in differences(was, becomes)]
        elif was != becomes:
            found.append((key, was, becomes))
    return found
