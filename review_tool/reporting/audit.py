"""The log as a file: every event whole, so that whoever holds the file can check the chain without the tool."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields

from review_tool.domain.event import Event, canonical
from review_tool.domain.table import Column, Table

# Written as \uXXXX, which reads back as the same text: signs that a terminal or an editor would obey, and halves of
# surrogate pairs, which UTF-8 cannot carry.
_UNSAFE = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")

_COLUMNS = (
    Column("seq", "No.", "The event's place in its writer's chain, from 1."),
    Column("at", "When (UTC)", "When it was written, ISO 8601."),
    Column("actor", "Who", "The person who did it."),
    Column("kind", "What", "What was done, as a past fact."),
    Column("subject", "About", "What it was done to."),
    Column("payload", "Details", "Everything the event says, as JSON."),
    Column("writer", "Chain", "The chain it belongs to: a reviewer on a device."),
    Column("id", "Event", "The event's own identifier."),
    Column("review", "Review", "The review's identifier."),
    Column("app_version", "Version", "The version of the tool that wrote it."),
    Column("tick", "Order", "Its place among the events of all chains, which copies of a review agree on."),
    Column("prev", "Follows", "The hash of the chain's event before it; zeros for the first."),
    Column("hash", "Hash", "SHA-256 over everything above, in hexadecimal."),
)


def events_jsonl(events: Iterable[Event]) -> bytes:
    """One event a line, as JSON with sorted keys; `domain.event.digest` of what is read back is its hash."""
    names = [field.name for field in fields(Event)]
    lines = (canonical({name: getattr(event, name) for name in names}) for event in events)
    return "".join(_UNSAFE.sub(_written_out, line) + "\n" for line in lines).encode("utf-8")


def events_table(events: Iterable[Event]) -> Table:
    """One event a row, in the order given."""
    return Table("audit", "Log of the review", _COLUMNS, tuple(_row(event) for event in events))


def _row(event: Event) -> tuple[str, ...]:
    payload = _UNSAFE.sub(_written_out, canonical(event.payload))
    return tuple(payload if c.key == "payload" else str(getattr(event, c.key)) for c in _COLUMNS)


def _written_out(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"
