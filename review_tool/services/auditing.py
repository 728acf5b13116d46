"""Reading the log, and checking the whole review against it."""

from __future__ import annotations

from dataclasses import dataclass

from review_tool.domain.errors import ReviewError
from review_tool.domain.event import Event
from review_tool.services.blinding import blind_sentence, hidden
from review_tool.services.telling import sentence
from review_tool.store import log, reports, verify
from review_tool.store.log import Looking as Looking
from review_tool.store.review import Review


@dataclass(frozen=True, slots=True)
class Told:
    """One event as a person reads it."""

    number: int
    event: Event
    words: str
    undone: bool
    """It was taken back later, and stays in the log."""
    hidden: bool = False
    """The asking reviewer may not read it yet: `words` leave out what was said, and so must whoever shows it."""


def numbers(review: Review, looking: Looking | None = None, *, report: int | None = None) -> list[int]:
    """The numbers of the events asked for, oldest first; with `report`, those about it and its records."""
    looking = looking or Looking()
    with review.reading() as connection:
        if report is not None:
            members = reports.members_of(connection, reports.root_of(connection, report))
            subjects = tuple(f"{kind}:{member}" for member in members for kind in ("report", "study"))
            looking = Looking(looking.actor, looking.kind, subjects, looking.since, looking.until)
        return log.event_numbers(connection, looking)


def tell(review: Review, wanted: list[int], *, reviewer: str = "") -> list[Told]:
    """These events as sentences, in their order. Ask for a page at a time.

    A vote or an appraisal that `reviewer` may not see yet is told without what it says.
    """
    with review.reading() as connection:
        taken = log.undone_ids(connection)
        events = log.events(connection, wanted)
        kept = hidden(connection, events, reviewer) if reviewer else set()
    return [
        Told(
            n,
            event,
            blind_sentence(event) if event.id in kept else sentence(event),
            event.id in taken,
            event.id in kept,
        )
        for n, event in zip(wanted, events, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Verified:
    """What checking found."""

    ok: bool
    events: int
    writers: int
    heads: dict[str, str]
    """Writer → the hash of the last event of its chain."""
    problems: tuple[str, ...]

    @property
    def first_problem(self) -> str:
        return self.problems[0] if self.problems else ""


def check(review: Review) -> Verified:
    """Every chain, every record's hash, and every worked-out row made again from the log and compared."""
    with review.reading() as connection:
        heads = log.heads(connection)
        found = tuple(verify.problems(connection))
    return Verified(
        ok=not found,
        events=sum(seq for seq, _ in heads.values()),
        writers=len(heads),
        heads={writer: head for writer, (_, head) in sorted(heads.items())},
        problems=found,
    )


def event(review: Review, event_id: str) -> Event:
    """One event by its id.

    Raises:
        ReviewError: there is no such event.
    """
    with review.reading() as connection:
        found = log.event(connection, event_id)
    if found is None:
        raise ReviewError(f"There is no event {event_id}.", hint="See `review-tool audit log`.")
    return found
