"""Checking a review: the chains, the records, and every worked-out row made again from the facts and compared.

The check is made of parts that look at different things and know nothing of one another, so that each can be done by
itself, in any order, also at once by several processes: see `verify_beside`. Each reads one moment of the review.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Protocol

from sqlalchemy import Connection, func, select

from review_tool.store import tables as t
from review_tool.store.database.streaming import Ask, go_on
from review_tool.store.history.verify_log import log_problems, undo_problems
from review_tool.store.history.verify_records import file_problems, record_problems
from review_tool.store.history.verify_standings import standing_problems

Part = tuple[str, int, int]
"""What is looked at, and of the log from which event's number (counted) to which (not counted)."""

_EVENTS = 25_000
"""About how many events one part looks at: small enough to be stopped in, large enough to be worth a beginning."""
_PARTS = 16
_END = 2**62


class Each(Protocol):
    """Called before each part and while it lasts, with how many are done and how many there are; may raise to stop."""

    def __call__(self, done: int, total: int, words: str, /) -> None: ...


def silent(done: int, total: int, words: str) -> None:
    """Nobody watches."""


WORDS = {
    "log": "events and what follows from them",
    "undone": "what was taken back",
    "records": "records",
    "files": "kept files",
    "standings": "where reports stand",
}
_DO: dict[str, Callable[[Connection, Ask], Iterable[str]]] = {
    "undone": undo_problems,
    "records": record_problems,
    "files": file_problems,
    "standings": standing_problems,
}


def parts(connection: Connection) -> list[Part]:
    """What a check is made of, in the order in which it is told."""
    last = connection.scalar(select(func.max(t.event.c.n))) or 0
    step = max(_EVENTS, -(-last // _PARTS))
    # The first and the last take in also what bears a number that no event has.
    bounds = [-_END, *range(step, last, step), _END]
    log = [("log", start, stop) for start, stop in pairwise(bounds)]
    return [*log, *((name, 0, 0) for name in _DO)]


def run(connection: Connection, part: Part, ask: Ask = go_on) -> Iterable[str]:
    """What one part finds; `ask` is called while it looks, and may raise to stop."""
    name, start, stop = part
    return log_problems(connection, start, stop, ask) if name == "log" else _DO[name](connection, ask)


def problems(connection: Connection, each: Each = silent) -> Iterator[str]:
    """Everything wrong with the review, each as a sentence; nothing where all is well."""
    todo = parts(connection)

    def found() -> Iterator[str]:
        for done, part in enumerate(todo):
            yield from watched(connection, part, done, len(todo), each)

    yield from told_once(found())


def watched(connection: Connection, part: Part, done: int, total: int, each: Each) -> Iterable[str]:
    """What one part finds, while `each` hears of it and may stop in the middle of it."""
    each(done, total, WORDS[part[0]])
    return run(connection, part, lambda: each(done, total, WORDS[part[0]]))


def told_once(found: Iterable[str]) -> Iterator[str]:
    """Of each table only the first sentence: what follows is wrong because of it."""
    tables: set[str] = set()
    for sentence in found:
        table = sentence.split(" ", 3)[2] if sentence.startswith("The table ") else ""
        if not table or table not in tables:
            tables.add(table)
            yield sentence
