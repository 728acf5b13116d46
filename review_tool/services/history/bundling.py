"""Handing a review to reviewers who work offline, and taking their work back."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from review_tool.domain import replicas
from review_tool.domain.errors import ReviewError
from review_tool.domain.event import Event
from review_tool.domain.second_eyes import Way
from review_tool.services.progress import Progress, silent
from review_tool.services.reviews import shown
from review_tool.store.history import archive, copying, log, making, merging
from review_tool.store.history.merging import Merged as Merged
from review_tool.store.queries import evidence
from review_tool.store.review import Reading, Review
from review_tool.store.safety import backups


@dataclass(frozen=True, slots=True)
class Exported:
    """A bundle or a seal that was written."""

    file: str
    events: int
    heads: dict[str, str]
    """Writer → the hash of the last event of its chain."""


def export(review: Review, target: Path, *, progress: Progress = silent) -> Exported:
    """Write the whole review as one file, which another copy can merge or a new folder can be made from.

    Raises:
        ReviewError: the file is there already or cannot be written, or this connection does not see the whole.
    """
    _refuse_part(review)
    _refuse_existing(target)
    try:
        with review.reading() as connection:
            archive.write(connection, target, progress)
            heads = log.heads(connection)
    except OSError as error:
        raise ReviewError(f"{target} cannot be written: {error.strerror}.", hint="Choose another folder.") from None
    return _exported(target, heads)


def seal(review: Review, target: Path, *, by: str) -> Exported:
    """Write a seal of one's own work: its hashes without its content.

    Who holds it can tell later that the work was done before, and was not changed since.

    Raises:
        ReviewError: there is nothing of this reviewer, or the file cannot be written.
    """
    _refuse_existing(target)
    with review.reading() as connection:
        heads = {writer: head for writer, head in log.heads(connection).items() if writer.partition("@")[0] == by}
    if not heads:
        raise ReviewError(f"There is no work of {by} to seal.", hint="Name yourself with --as.")
    said = {"review": review.id, "sealed": {writer: [seq, head] for writer, (seq, head) in sorted(heads.items())}}
    try:
        target.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise ReviewError(f"{target} cannot be written: {error.strerror}.", hint="Choose another folder.") from None
    return _exported(target, heads)


def _refuse_part(review: Review) -> None:
    if review.bound:
        raise ReviewError(
            f"The database shows {review.bound} a part of the review alone.", hint="Whoever keeps it can hand it on."
        )


def _refuse_existing(target: Path) -> None:
    if target.exists():
        raise ReviewError(f"{target} is there already.", hint="Choose another name; nothing is overwritten.")


def _exported(target: Path, heads: dict[str, tuple[int, str]]) -> Exported:
    hashes = {writer: head for writer, (_, head) in sorted(heads.items())}
    return Exported(str(target), sum(seq for seq, _ in heads.values()), hashes)


def merge(review: Review, file: Path, *, by: str, progress: Progress = silent) -> Merged:
    """Bring another copy's work into this review; the same bundle twice, or in another order, makes no difference.

    A seal is kept, to be compared with what comes later. The review as it was is kept beside it.

    Raises:
        ReviewError: not a bundle or of another review, a gap, a fork or a changed event by name, or two imports.
    """
    sealed = _read_seal(file)
    if sealed is None:

        def keep(connection: Reading) -> Path:
            now = review.clock()
            return backups.make(connection, review.folder, why="before-merge", now=now, each=progress).path

        return merging.merge(review, archive.read(file), by=by, keep=keep, each=progress)
    if sealed["review"] != review.id:
        raise ReviewError(f"{file} is of another review.", hint="Open the review that it is of.")
    with review.writing() as unit:
        to_come = {}
        for writer, (seq, head) in sealed["sealed"].items():
            if not (here := log.hash_at(unit.connection, writer, seq)):
                to_come[writer] = seq, head
            elif here != head:
                raise ReviewError(
                    f"What is here of {writer} is not what was sealed.", hint="Ask them; nothing was kept."
                )
        if not to_come:
            raise ReviewError(
                "All the work it seals is here already.", hint="A seal says something only before the work comes."
            )
        for writer, (seq, head) in to_come.items():
            unit.record("seal.received", f"review:{review.id}", {"writer": writer, "seq": seq, "hash": head}, by=by)
    return Merged(0, {}, 0, (), sealed=True)


def _read_seal(file: Path) -> dict[str, Any] | None:
    """What a seal says; None where the file is something else, such as a bundle."""
    try:
        with file.open("rb") as opened:
            if opened.read(1) != b"{":
                return None
            said = json.loads(b"{" + opened.read(1_000_000))
        return {"review": str(said["review"]), "sealed": {w: (int(s), str(h)) for w, (s, h) in said["sealed"].items()}}
    except OSError as error:
        raise ReviewError(f"{file} cannot be read: {error.strerror}.", hint="Check its name and folder.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ReviewError(f"{file} is neither a bundle nor a seal.", hint="`bundle export` writes one.") from None


def create(file: Path, address: str | Path) -> None:
    """Make a copy of the review in a new folder or database from a bundle. What is written there is a chain of its own.

    Raises:
        ReviewError: the bundle cannot be trusted, or there is a review already.
    """
    making.make(making.trusted(archive.read(file)), address, replica=replicas.name())


@dataclass(frozen=True, slots=True)
class Copied:
    """A review that has a second home, where it goes on."""

    address: str
    events: int
    records: int
    heads: dict[str, str]
    """Writer → the hash of the last event of its chain: the same in both."""


def copy(review: Review, address: str | Path, *, progress: Progress = silent) -> Copied:
    """Take the whole review into a new folder or an empty database, to go on there; the copy is checked throughout.

    Its chains go on where they were, so that work in both would be one history written twice: for two copies in use
    there are bundles.

    Raises:
        ReviewError: there is a review already, or the place cannot take one. Nothing is left there then.
    """
    _refuse_part(review)
    with review.reading() as connection:
        progress(0, 0, "copying the review")
        facts = copying.facts(connection)
        making.make(facts, address, replica=review.replica)
        heads = log.heads(connection)
        records = connection.scalar(copying.COUNT) or 0
    hashes = {writer: head for writer, (_, head) in sorted(heads.items())}
    return Copied(shown(address), len(facts.events), records, hashes)


@dataclass(frozen=True, slots=True)
class Together:
    """How several copies have worked together so far."""

    writers: dict[str, int]
    """Chain → how many events."""
    awaited: tuple[str, ...]
    """Chains that were sealed and have not come yet."""
    peeks: dict[str, int]
    """Reviewer → on how many reports they first voted after opening another's vote on the same report and stage."""


def together(review: Review) -> Together:
    """Whose work is here, what is awaited, and who may have seen a vote before casting theirs."""
    with review.reading() as connection:
        events = [event for _, event in log.every_event(connection)]
    heads: dict[str, int] = {}
    for event in events:
        heads[event.writer] = max(event.seq, heads.get(event.writer, 0))
    sealed = {(e.payload["writer"], e.payload["seq"]) for e in events if e.kind == "seal.received"}
    awaited = tuple(sorted({writer for writer, seq in sealed if heads.get(writer, 0) < seq}))
    return Together(dict(sorted(heads.items())), awaited, peeks(events))


def namesakes(review: Review, came: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Name → the chains in which that person voted on the same report, for each name that came.

    It is one person who voted again in another copy, or two people under one name: nothing but asking them tells which.
    """
    with review.reading() as connection:
        chains = Counter(_name(writer) for writer in log.heads(connection))
        asked = {name for name in map(_name, came) if chains[name] > 1}
        voted: dict[tuple[str, str], set[str]] = defaultdict(set)
        for event in log.of_kinds(connection, ["decision.made"]) if asked else ():
            if event.actor in asked:
                voted[event.actor, f"{event.subject} {event.payload['stage']}"].add(event.writer)
    found: dict[str, set[str]] = defaultdict(set)
    for (name, _), writers in voted.items():
        found[name] |= writers if len(writers) > 1 else set()
    return {name: tuple(sorted(writers)) for name, writers in sorted(found.items()) if writers}


def namesake_words(found: dict[str, tuple[str, ...]]) -> list[str]:
    """What a person should look at before trusting that it is one person."""
    return [
        f"{name} voted on the same report in {len(chains)} copies ({', '.join(map(_device, chains))}): the later vote "
        "counts. Where these are two people, ask one to take another name and to send their work again."
        for name, chains in found.items()
    ]


def given_twice(review: Review, came: Mapping[str, int]) -> list[str]:
    """Values that came and are not what another person gave for the same field, as a person should look at them.

    Where two extract blind that is how it is meant, and settling shows it.

    Args:
        came: chain → how many events of it came.
    """
    with review.reading() as connection:
        if evidence.extraction_way(connection) is Way.DUAL:
            return []
        ends = log.heads(connection)
        new = {writer: ends[writer][0] - count for writer, count in came.items() if writer in ends}
        said = log.of_kinds(connection, ["value.extracted"])
        new_values = {event.id for event in said if event.seq > new.get(event.writer, event.seq)}
        cells = evidence.cells(connection).items() if new_values else ()
    return [
        f"{field} of study {study} has {cell.value.words} of {cell.value.by}, the last; before it "
        + ", ".join(f"{one.words} of {one.by}" for one in cell.values if one is not cell.value)
        + "."
        for (study, field), cell in cells
        if cell.value and len({one.said for one in cell.values}) > 1 and new_values & {v.event for v in cell.values}
    ]


def _device(writer: str) -> str:
    return writer.partition("@")[2]


def _name(writer: str) -> str:
    return writer.partition("@")[0]


def peeks(events: list[Event]) -> dict[str, int]:
    """Reviewer → how many first votes they cast after opening, in the same chain, another's vote on the same thing.

    What was opened stands in the chain before the vote, so that it cannot be denied later.
    """
    votes: dict[str, dict[str, int]] = defaultdict(dict)
    """Chain → what was voted on → the place of the first vote in the chain."""
    for event in sorted(events, key=lambda event: event.seq):
        if event.kind == "decision.made":
            votes[event.writer].setdefault(f"{event.subject} {event.payload['stage']}", event.seq)
    found: dict[str, set[str]] = defaultdict(set)
    for opening in events:
        if opening.kind != "bundle.opened":
            continue
        mine = votes.get(opening.writer, {})
        for other, upto in opening.payload["brought"].items():
            if other.partition("@")[0] != opening.actor:
                seen = {about for about, seq in votes.get(other, {}).items() if seq <= upto}
                found[opening.actor] |= {about for about in seen if mine.get(about, 0) > opening.seq}
    return {name: len(about) for name, about in sorted(found.items()) if about}
