"""What of the log a reviewer may not read yet: others' opinions of a report before its outcome, and what is blind of
the studies (see `studies.in_sight`)."""

from __future__ import annotations

from dataclasses import replace

from review_tool.domain.decision import Outcome, Stage, Standing
from review_tool.domain.event import Event
from review_tool.services.history.telling import sentence
from review_tool.services.studies.in_sight import APPRAISING, hidden_appraisals, hidden_values
from review_tool.store.history import log
from review_tool.store.queries import reports
from review_tool.store.queries.blind import blind_until, in_sight, noted_in_sight
from review_tool.store.review import Reading
from review_tool.store.state.standings import chunks

_OPINIONS = {
    "decision.made": "voted on",
    "conflict.resolved": "settled a conflict on",
    "note.written": "wrote a note on",
    "tag.set": "changed a tag of",
    "report.postponed": "put off",
    "event.undone": "took back or brought back what concerns",
}
"""What can tell somebody's opinion of a report, and what of it may be told meanwhile. Not who did it: who is to verify
an exclusion would else know whose it is. Of what was undone, only where that is one of these."""


def hidden(connection: Reading, events: list[Event], reviewer: str) -> set[str]:
    """The ids of those events that a reviewer may not read yet; with `reviewer` "", nobody's are shown."""
    others = [event for event in events if event.actor != reviewer]
    opinions = _opinions(connection, others) | _undone(connection, others)
    return opinions | hidden_appraisals(connection, others) | hidden_values(connection, others, reviewer)


def is_nameless(event: Event) -> bool:
    """Whether a hidden event is told without who did it."""
    return event.kind in _OPINIONS


def withheld(connection: Reading, events: list[Event], reviewer: str) -> list[Event]:
    """The events with what a reviewer may not read yet left out: place, author, time and hash stay.

    The hash of such an event is that of the whole one: it can be checked once the event is given out.
    """
    kept = hidden(connection, events, reviewer)
    return [
        replace(event, payload={"withheld": blind_sentence(event)}) if event.id in kept else event for event in events
    ]


def _opinions(connection: Reading, events: list[Event]) -> set[str]:
    """Votes, consensus, notes and tags that would sway somebody who has yet to vote."""
    said = [event for event in events if event.kind in _OPINIONS and event.kind != "event.undone"]
    if not said:
        return set()
    at = reports.outcomes_of(connection, {_number(event) for event in said})
    unknown = {stage: Standing(Outcome.TO_DO) for stage in Stage}
    shown = _shown_tags(connection, said)
    return {event.id for event in said if event.id not in shown and _sways(event, at.get(_number(event), unknown))}


def _undone(connection: Reading, events: list[Event]) -> set[str]:
    """What took back, or brought back, an opinion that is hidden."""
    taken = {event.id: event.subject.partition(":")[2] for event in events if event.kind == "event.undone"}
    if not taken:
        return set()
    numbers = log.numbers_of(connection, taken.values())
    targets = {event.id: event for part in chunks(numbers.values()) for event in log.events(connection, part)}
    about = [one for one in targets.values() if one.kind in _OPINIONS]
    kept = _opinions(connection, about) | _undone(connection, about)
    return {one for one, target in taken.items() if target in kept}


def _shown_tags(connection: Reading, events: list[Event]) -> set[str]:
    """Of those events that set a tag, the ones nobody is blind to."""
    tags = {event.id: event.payload.get("stage", "") for event in events if event.kind == "tag.set"}
    if not tags:
        return set()
    until, n = blind_until(connection), log.numbers_of(connection, tags)
    return {one for one, stage in tags.items() if not stage or n.get(one, 0) >= until[Stage(stage)]}


def _sways(event: Event, at: dict[Stage, Standing]) -> bool:
    stage = event.payload.get("stage", "")
    if event.kind == "note.written":
        return not noted_in_sight(stage, at)
    return not in_sight(at[Stage(stage)])


def blind_sentence(event: Event) -> str:
    """What of a hidden event may be told."""
    number = event.subject.partition(":")[2]
    if event.kind == "event.undone":
        number = event.payload["subject"].partition(":")[2]
        what = f"report {number}" if number.isdigit() else "a report"
        return f"Somebody {_OPINIONS[event.kind]} {what} (hidden until the stage has an outcome)."
    if event.kind in _OPINIONS:
        return f"Somebody {_OPINIONS[event.kind]} report {number} (hidden until the stage has an outcome)."
    if event.kind in APPRAISING:
        what = event.payload["checklist"]
        return f"{event.actor} appraised study {number} with {what} (hidden until both reviewers have finished it)."
    if event.kind in ("value.extracted", "value.corrected"):
        return f"{event.actor} extracted {event.payload['field']} of study {number} (hidden until you have too)."
    if event.kind == "excerpt.marked":
        return f"{event.actor} marked a passage of report {number} (hidden until you have extracted it too)."
    return sentence(event)


def _number(event: Event) -> int:
    return int(event.subject.partition(":")[2])
