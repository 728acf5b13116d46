"""Names for what the log knows by an id or a number alone: a claim by its letter and number, a passage by its report, a
report by its authors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from review_tool.domain.event import Event
from review_tool.domain.text import shorten
from review_tool.services.history.deeds import UNNAMED, noun
from review_tool.services.history.telling import sentence
from review_tool.store.history import log
from review_tool.store.queries import reports
from review_tool.store.review import Reading


def names(connection: Reading, events: Iterable[Event]) -> dict[str, str]:
    """Id → what it is called, for all that these events speak of by an id: `recommendation R1`."""
    wanted = {name for event in events for name in _ids(event)}
    if not wanted:
        return {}
    numbers = log.numbers_of(connection, wanted)
    found = list(log.events(connection, list(numbers.values())))
    deeper = names(connection, [event for event in found if event.kind == "event.undone"])
    return {event.id: _name(event, deeper) for event in found}


def called(connection: Reading, event: Event) -> str:
    """One event as a sentence, with these names."""
    return sentence(event, names(connection, [event]))


def authors(connection: Reading, events: Iterable[Event]) -> dict[int, str]:
    """Number → authors and year of each report that these events are about: `Kim 2021`."""
    found = reports.records(connection, {number for event in events if (number := _report(event))})
    return {number: record.citation.short() for number, record in found.items()}


def with_authors(words: str, event: Event, known: Mapping[int, str]) -> str:
    """An event's sentence with whose report it is about: `AK included report 12 (Kim 2021) at full text.`"""
    number = _report(event)
    if number not in known:
        return words
    return re.sub(rf"\b(?:report|study) {number}\b", lambda found: f"{found[0]} ({known[number]})", words, count=1)


def _report(event: Event) -> int:
    """The number of the report or study an event is about; 0 where it is about something else."""
    kind, _, number = event.subject.partition(":")
    return int(number) if kind in ("report", "study") and number.isdecimal() else 0


def _ids(event: Event) -> Iterator[str]:
    for subject in (event.subject, event.payload.get("subject")):
        about, _, name = subject.partition(":") if isinstance(subject, str) else ("", "", "")
        if about in UNNAMED:
            yield name
    if event.kind == "claim.linked":
        yield from (target for _, target, *_ in event.payload.get("links", ()))


def _name(event: Event, known: Mapping[str, str]) -> str:
    """Its name; of what was taken back, by the names already known of what that was about."""
    kind, _, name = event.subject.partition(":")
    if event.kind == "excerpt.marked":
        return f"a passage of report {name}"
    if event.kind == "item.added":
        return f"the item “{shorten(event.payload.get('label', ''), 60)}”"
    if event.kind == "event.undone":
        about = str(event.payload.get("subject"))
        return noun(str(event.payload.get("kind")), about, known.get(about.partition(":")[2], ""))
    return f"{kind} {name}"
