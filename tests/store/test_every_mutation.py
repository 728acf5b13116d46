"""Every event of a log, changed in every way a person with the file could change one: each is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.services.gathering import deduping
from review_tool.services.history import auditing, undoing
from review_tool.services.judging import screening
from review_tool.services.reviews import Review
from review_tool.store import tables as t
from review_tool.store.database.driver import sqlite_module
from review_tool.store.history import verify
from tests.reviews import make_review

_COLUMNS = "id, review, writer, at, actor, kind, subject, payload, app_version, prev, hash, tick"

_ANEW = _COLUMNS.replace("id,", "id || 1,", 1).replace("prev, hash", "prev || 1, hash || 1")

Mutation = Callable[[int], str]
"""The number of an event → the SQL that changes it."""


def _set(column: str, value: str) -> Mutation:
    return lambda n: f"UPDATE event SET {column} = {value} WHERE n = {n}"


MUTATIONS: dict[str, Mutation] = {
    **{
        f"edit {column}": _set(column, f"{column} || 'x'")
        for column in ("id", "writer", "at", "actor", "kind", "subject", "app_version", "prev", "hash")
    },
    "edit payload": _set("payload", """json_set(payload, '$.added to it', 1)"""),
    "edit seq": _set("seq", "seq + 100"),
    "edit tick": _set("tick", "tick + 100"),
    "delete": lambda n: f"DELETE FROM event WHERE n = {n}",
    "insert a copy": lambda n: f"INSERT INTO event (seq, {_COLUMNS}) SELECT 900, {_ANEW} FROM event WHERE n = {n}",
    "replace": lambda n: (
        f"REPLACE INTO event (n, seq, {_COLUMNS}) SELECT n, seq, "
        f"{_COLUMNS.replace('payload', 'json_set(payload, char(36) || char(46) || char(120), 1)')} "
        f"FROM event WHERE n = {n}"
    ),
}


class _NotKept(Exception):
    pass


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    """A log of two writers with an import, a merge, votes and an undo, without the triggers that would refuse."""
    made = make_review(tmp_path)
    deduping.merge(made, [1, 4], by="AK")
    screening.decide(made, 1, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK")
    screening.decide(made, 2, Stage.TITLE_ABSTRACT, Verdict.EXCLUDE, by="BR")
    undoing.undo_last(made, by="BR")
    screening.note(made, 3, "Look again.", by="BR")
    file = sqlite_module().connect(str(made.folder / "review.db"))
    for (trigger,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'"):
        file.execute(f"DROP TRIGGER {trigger}")
    file.commit()
    file.close()
    yield made
    made.close()


def first_problem(review: Review, *statements: str) -> str:
    """What a check says first once these were done; nothing of it is kept."""
    found = ""
    try:
        with review.writing() as unit:
            unit.connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            changed = sum(unit.connection.exec_driver_sql(statement).rowcount for statement in statements)
            assert changed, statements
            found = next(verify.problems(unit.connection), "")
            raise _NotKept
    except _NotKept:
        return found


@pytest.mark.parametrize("what", MUTATIONS)
def test_each_event_changed(review: Review, what: str) -> None:
    numbers = auditing.numbers(review)
    assert len(numbers) >= 12
    assert [n for n in numbers if not first_problem(review, MUTATIONS[what](n))] == []
    assert auditing.check(review).ok


def test_each_two_events_of_a_chain_in_the_other_order(review: Review) -> None:
    told = auditing.tell(review, auditing.numbers(review))
    pairs = [(a, b) for a in told for b in told if a.event.writer == b.event.writer and b.event.seq == a.event.seq + 1]
    assert len(pairs) >= 10
    unseen = []
    for a, b in pairs:
        swap = (
            f"UPDATE event SET seq = -1 WHERE n = {a.number}",
            f"UPDATE event SET seq = {a.event.seq} WHERE n = {b.number}",
            f"UPDATE event SET seq = {b.event.seq} WHERE n = {a.number}",
        )
        if not first_problem(review, *swap):
            unseen.append((a.number, b.number))
    assert unseen == []


def test_the_end_of_a_chain_cut_off(review: Review) -> None:
    """A log that ends earlier is whole in itself, but for what rests on the rest: its head held elsewhere tells."""
    held = auditing.checkpoint(review)
    last = auditing.numbers(review)[-1]
    assert first_problem(review, MUTATIONS["delete"](last))
    file = sqlite_module().connect(str(review.folder / "review.db"))
    file.execute("PRAGMA foreign_keys=OFF")
    for table in (*t.STATE, t.event):
        if "n" in table.c:
            file.execute(f'DELETE FROM "{table.name}" WHERE n = {last}')
    file.commit()
    file.close()
    assert auditing.check(review).ok
    assert len(auditing.check_against(review, held)) == 1
