"""One fact in the log, and the chain that holds the facts together."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64
"""What the first event of a chain names as its predecessor."""


@dataclass(frozen=True, slots=True)
class Event:
    """A thing somebody did, as it was written down at that moment and never since."""

    review: str
    writer: str
    """Whose chain: a reviewer on a device, as `name@device`."""
    seq: int
    """Its place in that chain, from 1."""
    id: str
    at: str
    """UTC, ISO 8601 with microseconds."""
    actor: str
    kind: str
    """A dotted past fact: `decision.made`."""
    subject: str
    """What it is about: `report:12`."""
    payload: dict[str, Any]
    app_version: str
    prev: str
    """The hash of the chain's event before it."""
    hash: str = ""
    tick: int = 0
    """One more than that of any event its writer had before them (a Lamport clock, doi:10.1145/359545.359563), so that
    what follows from what is plain whatever the clocks of the devices say."""


def canonical(value: Any) -> str:
    """The one JSON text of a value: sorted keys, no blanks, UTF-8 letters as they are."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(event: Event) -> str:
    """The SHA-256 over everything the event says, its predecessor included, in hexadecimal."""
    content = {
        "review": event.review,
        "writer": event.writer,
        "seq": event.seq,
        "id": event.id,
        "at": event.at,
        "actor": event.actor,
        "kind": event.kind,
        "subject": event.subject,
        "payload": event.payload,
        "app_version": event.app_version,
        "prev": event.prev,
    }
    if event.tick:
        content["tick"] = event.tick
    return hashlib.sha256(canonical(content).encode("utf-8", "surrogatepass")).hexdigest()


def in_order(events: Iterable[Event]) -> list[Event]:
    """The order in which every copy of a review reads the same events."""
    return sorted(events, key=lambda event: (event.tick, event.at, event.writer, event.seq))


def first_fault(chain: list[Event], seq: int = 0, prev: str = GENESIS) -> str:
    """What is first wrong with one writer's events in the order of seq; "" where nothing is.

    `seq` and `prev` are place and hash of the event before the first of them.
    """
    for event in chain:
        name = f"event {event.seq} of {event.writer}"
        if event.seq != seq + 1:
            return f"{name}: event {seq + 1} is missing before it"
        if event.prev != prev:
            return f"{name}: it does not follow the event before it"
        if digest(event) != event.hash:
            return f"{name}: its content was changed after it was written"
        prev, seq = event.hash, event.seq
    return ""
