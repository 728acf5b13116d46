"""Reading the log, and checking the whole review against it."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from review_tool.domain.checkpoint import Checkpoint
from review_tool.domain.errors import ReviewError
from review_tool.domain.event import GENESIS, Event, first_fault
from review_tool.services.history import naming
from review_tool.services.history.blinding import blind_sentence, hidden, is_nameless
from review_tool.services.history.telling import sentence
from review_tool.services.progress import Progress, silent
from review_tool.store.history import log, verify_beside
from review_tool.store.history.log import Looking as Looking
from review_tool.store.queries import reports
from review_tool.store.review import Review
from review_tool.store.state.standings import chunks


@dataclass(frozen=True, slots=True)
class Told:
    """One event as a person reads it."""

    number: int
    event: Event
    words: str
    undone: bool
    """It was taken back later, and stays in the log."""
    hidden: bool = False
    """The asking reviewer may not read it yet: words and payload leave out what was said; of an opinion of a report,
    the event also who said it, with the place in their chain."""


def numbers(
    review: Review, looking: Looking | None = None, *, report: int | None = None, reviewer: str = ""
) -> list[int]:
    """The numbers of the events asked for, oldest first; with `report`, all that happened to it and its records.

    Of another person's events those are left out that `reviewer` may not know to be theirs yet.
    """
    looking = looking or Looking()
    with review.reading() as connection:
        if report is not None:
            members = reports.members_of(connection, reports.root_of(connection, report))
            subjects = tuple(f"{kind}:{member}" for member in members for kind in ("report", "study"))
            looking = replace(looking, subjects=subjects, members=tuple(members))
        found = log.event_numbers(connection, looking)
        if not reviewer or looking.actor in ("", reviewer):
            return found
        events = [event for part in chunks(found) for event in log.events(connection, part)]
        kept = hidden(connection, [event for event in events if is_nameless(event)], reviewer)
        return [n for n, event in zip(found, events, strict=True) if event.id not in kept]


def tell(review: Review, wanted: list[int], *, reviewer: str = "", authors: bool = False) -> list[Told]:
    """These events as sentences, in their order, with `authors` each with whose report it is about. Ask for a page at a
    time.

    A vote or an appraisal that `reviewer` may not see yet is told without what it says.
    """
    with review.reading() as connection:
        taken = log.undone_ids(connection)
        events = log.events(connection, wanted)
        kept = hidden(connection, events, reviewer) if reviewer else set()
        known = naming.names(connection, events)
        whose = naming.authors(connection, events) if authors else {}
    told = [
        _told(n, event, known, undone=event.id in taken, blind=event.id in kept)
        for n, event in zip(wanted, events, strict=True)
    ]
    return [replace(one, words=naming.with_authors(one.words, one.event, whose)) for one in told] if whose else told


def _told(number: int, event: Event, known: dict[str, str], *, undone: bool, blind: bool) -> Told:
    if not blind:
        return Told(number, event, sentence(event, known), undone)
    stage = {"stage": event.payload["stage"]} if "stage" in event.payload else {}
    shown = replace(event, payload=stage)
    if is_nameless(event):
        shown = replace(shown, actor="", writer="", seq=0, prev="")
    return Told(number, shown, blind_sentence(event), undone, hidden=True)


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


def check(review: Review, *, progress: Progress = silent) -> Verified:
    """Every chain, every record's hash, and every worked-out row made again from the log and compared.

    Raises:
        Cancelled: by `progress`; nothing was changed.
        ReviewError: the database keeps part of the log from this connection.
    """
    if review.bound:
        raise ReviewError(
            f"The database shows {review.bound} a part of the log, which cannot be checked as a whole.",
            hint="Whoever made the review in the database can check it.",
        )
    review.catch_up()
    with review.reading() as connection:
        heads = log.heads(connection)
        found = tuple(verify_beside.problems(connection, progress))
    return Verified(
        ok=not found,
        events=sum(seq for seq, _ in heads.values()),
        writers=len(heads),
        heads={writer: head for writer, (_, head) in sorted(heads.items())},
        problems=found,
    )


def size(review: Review) -> int:
    """How many events there are."""
    with review.reading() as connection:
        return sum(seq for seq, _ in log.heads(connection).values())


def checkpoint(review: Review) -> Checkpoint:
    """Where the chains end now, for co-reviewers to hold."""
    with review.reading() as connection:
        return Checkpoint(review.id, log.heads(connection))


def check_against(review: Review, held: Checkpoint, known: str = "that was held") -> list[str]:
    """What of a checkpoint somebody holds is no longer so; each as a sentence.

    Args:
        known: whence it is known, as said of one event.

    Raises:
        ReviewError: it is of another review.
    """
    if held.review != review.id:
        raise ReviewError(
            "The checkpoint is of another review.",
            hint="Open the review it was made of. Where that is this one, its history was rewritten as a whole, under "
            "another number: ask who holds a copy.",
        )
    with review.reading() as connection:
        found = {
            (writer, seq): log.hash_at(connection, writer, seq)
            for writer, (seq, head) in sorted(held.heads.items())
            if log.hash_at(connection, writer, seq) != head
        }
    return [
        f"The history of {writer} was rewritten: its event {seq} is not the one {known}."
        if there
        else f"The history of {writer} was rewritten or set back: its event {seq}, one {known}, is not here."
        for (writer, seq), there in found.items()
    ]


def gone_back(review: Review, held: Checkpoint) -> list[str]:
    """That the review went back to a backup, where that alone explains what of a checkpoint is not here."""
    with review.reading() as connection:
        missing = {w: seq for w, (seq, head) in held.heads.items() if log.hash_at(connection, w, seq) != head}
        if any(log.hash_at(connection, writer, seq) for writer, seq in missing.items()):
            return []
        restored = log.events(connection, log.event_numbers(connection, Looking(kind="review.restored")))
    explains = [
        event
        for event in restored
        if (lost := event.payload["lost"]) is None
        or any(writer in lost and lost[writer][0] <= seq <= lost[writer][1] for writer, seq in missing.items())
    ]
    covered = {writer for event in explains for writer in (event.payload["lost"] or missing)}
    if not missing or not missing.keys() <= covered:
        return []
    return [f"{sentence(event)[:1].upper()}{sentence(event)[1:]}" for event in explains[-1:]]


SEEN_HERE = "that this computer saw before, here or in another copy of the folder"


def glance(review: Review, memory: Path) -> list[str]:
    """Check what came since this computer last looked, and that what it saw then is still so.

    `memory` is a folder outside the review in which this computer remembers where the chains ended. What is wrong is
    given as sentences, and not remembered; the full check is `check`.
    """
    if review.bound:  # a part of the log says nothing of the rest
        return []
    note = memory / f"{review.id}.heads"
    try:
        seen = Checkpoint.from_text(note.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ReviewError):
        seen = Checkpoint(review.id, {})
    found = check_against(review, seen, SEEN_HERE)
    told = gone_back(review, seen) if found else []
    if told:  # it stands in the log, so it is said once and the rest is looked at anew
        found, seen = [], Checkpoint(review.id, {})
    with review.reading() as connection:
        now = Checkpoint(review.id, log.heads(connection))
        for writer in now.heads if not found else ():
            seq, head = seen.heads.get(writer, (0, GENESIS))
            try:
                if fault := first_fault(log.after(connection, writer, seq), seq, head):
                    found.append(f"The log was changed: {fault}.")
            except ReviewError as refusal:
                found.append(str(refusal))
    if not found and now.heads != seen.heads:
        _remember(note, now)
    return [*told, *found]


def forget(memory: Path, review_id: str) -> None:
    """Let go of how a review's log ended, since this person went back to a backup of it; the log tells of that."""
    with suppress(OSError):
        (memory / f"{review_id}.heads").unlink(missing_ok=True)


def _remember(note: Path, now: Checkpoint) -> None:
    """Where it cannot be written, the next look has more to do; that is all."""
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        new = note.with_name(f"{note.name}.{os.getpid()}")
        new.write_text(now.to_text(), encoding="utf-8")
        new.replace(note)
    except OSError:
        return


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
