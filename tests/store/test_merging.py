"""Copies that part and meet in any order come to the same review."""

from __future__ import annotations

import os
import random
from dataclasses import dataclass, field, replace
from typing import Any

from review_tool.domain.event import GENESIS, Event, digest, in_order
from review_tool.store.history.merging import united
from review_tool.store.history.replaying import live, missing
from review_tool.store.state.projection import rows_of

MEETINGS = int(os.environ.get("REVIEW_TOOL_TOPOLOGIES", "150"))
"""How many random histories are played; set it higher for a longer trial."""


@dataclass
class Copy:
    """One copy of a review, with a clock of its own that may be an hour off."""

    name: str
    chance: random.Random
    skew: int
    events: list[Event] = field(default_factory=list)

    def event(self, known: list[Event], kind: str, subject: str, payload: dict[str, Any]) -> Event:
        mine = [event for event in known if event.writer == self.name]
        made = Event(
            review="r",
            writer=self.name,
            seq=len(mine) + 1,
            id=f"{self.name}-{len(mine) + 1}",
            at=f"{1_000_000 + self.skew + self.chance.randrange(3600):07}",
            actor=self.name,
            kind=kind,
            subject=subject,
            payload=payload,
            app_version="0",
            prev=max(mine, key=lambda event: event.seq).hash if mine else GENESIS,
            tick=max((event.tick for event in known), default=0) + 1,
        )
        return replace(made, hash=digest(made))

    def act(self) -> None:
        """Mark, code, or take back what nothing rests on, as one copy alone allows."""
        log = list(enumerate(in_order(self.events), 1))
        alive = live(log)
        marked = [e for _, e in log if e.kind == "excerpt.marked" and e.id in alive]
        deed = self.chance.choice(("mark", "code", "code", "undo", "undo", "tag"))
        if deed == "mark" or not marked:
            said: dict[str, Any] = {"kind": "quote", "text": "x", "locator": ""}
            self.events.append(self.event(self.events, "excerpt.marked", "report:1", said))
        elif deed == "code":
            about = f"excerpt:{self.chance.choice(marked).id}"
            self.events.append(self.event(self.events, "excerpt.coded", about, {"codes": [["c", True]]}))
        elif deed == "tag":
            said = {"tag": "t", "present": self.chance.random() < 0.5}
            self.events.append(self.event(self.events, "tag.set", "report:1", said))
        else:
            target = self.chance.choice([e for _, e in log if e.id in alive])
            undo = self.event(self.events, "event.undone", f"event:{target.id}", {"kind": "", "subject": ""})
            if not missing(list(enumerate(in_order([*self.events, undo]), 1))):
                self.events.append(undo)

    def hear(self, other: Copy) -> None:
        known = {event.id for event in self.events}
        events = [*self.events, *(event for event in other.events if event.id not in known)]

        def redo(so_far: list[Event], undo: Event) -> Event:
            return self.event(so_far, "event.undone", f"event:{undo.id}", {"kind": "", "subject": ""})

        self.events, _ = united(events, redo)

    def state(self) -> list[tuple[int, str, str]]:
        log = list(enumerate(in_order(self.events), 1))
        alive = live(log)
        return [(n, t.name, str(row)) for n, e in log if e.id in alive for t, row in rows_of(e)]


def test_copies_that_met_in_any_order_are_the_same() -> None:
    for number in range(MEETINGS):
        chance = random.Random(number)
        copies = [Copy(f"w{i}", chance, chance.randrange(-3600, 3600)) for i in range(chance.randrange(2, 9))]
        for _ in range(chance.randrange(5, 40)):
            copy = chance.choice(copies)
            if chance.random() < 0.25:
                copy.hear(chance.choice(copies))
            else:
                copy.act()
        written = {event.id for copy in copies for event in copy.events}
        for _ in range(3):
            for copy in copies:
                for other in copies:
                    copy.hear(other)
        first = copies[0]
        assert written <= {event.id for event in first.events}
        for copy in copies[1:]:
            assert copy.state() == first.state(), f"history {number}"
            assert [e.hash for e in in_order(copy.events)] == [e.hash for e in in_order(first.events)]
