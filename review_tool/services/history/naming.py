"""Names for what the log knows by an id alone: a claim by its letter and number, a passage by its report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from review_tool.domain.event import Event
from review_tool.domain.text import shorten
from review_tool.services.history.deeds import UNNAMED, noun
from review_tool.services.history.telling import sentence
from review_tool.store.history import log
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
