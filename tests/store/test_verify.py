"""The parts of a check: each finds what is its own, whatever the order, and whoever does it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import Cancelled
from review_tool.services.gathering import deduping
from review_tool.services.history import auditing, undoing
from review_tool.services.judging import screening
from review_tool.services.reviews import Review
from review_tool.store.history import verify, verify_beside
from tests.reviews import behind_its_back, make_review

pytestmark = pytest.mark.sqlite


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    made = make_review(tmp_path)
    deduping.merge(made, [1, 4], by="AK")
    for number, who in ((1, "AK"), (2, "BR"), (3, "AK"), (5, "BR"), (6, "AK")):
        screening.decide(made, number, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by=who)
        screening.note(made, number, "Look again.", by=who)
    undoing.undo_last(made, by="BR")
    yield made
    made.close()


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log of twenty events is looked at in eight parts."""
    monkeypatch.setattr(verify, "_EVENTS", 3)


def tampered(review: Review, *statements: str) -> None:
    review.close()
    with behind_its_back(review) as execute:
        assert all(execute(statement) for statement in statements)


def found(review: Review, problems: Any = verify.problems) -> list[str]:
    with review.reading() as connection:
        return list(problems(connection))


DAMAGE = (
    "UPDATE event SET at = at || 'x' WHERE n = {n}",
    "UPDATE event SET prev = 'x' || prev WHERE n = {n}",
    "UPDATE event SET payload = ' ' || payload WHERE n = {n}",
    "UPDATE event SET payload = 'no JSON' WHERE n = {n}",
    "UPDATE event SET payload = CAST(payload AS BLOB) WHERE n = {n}",
    "UPDATE event SET subject = CAST(subject AS BLOB) WHERE n = {n}",
)


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("statement", DAMAGE)
@pytest.mark.parametrize("n", range(7, 13))
def test_what_lies_at_the_edge_of_a_part_is_found(review: Review, statement: str, n: int) -> None:
    assert found(review) == []
    tampered(review, statement.format(n=n))
    assert found(review)[0].startswith("The log was changed: event ")


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("n", range(7, 13))
def test_what_is_gone_from_the_edge_of_a_part_is_missed(review: Review, n: int) -> None:
    tampered(review, f"DELETE FROM event WHERE n = {n}")
    assert found(review)


@pytest.mark.usefixtures("small_parts")
def test_of_each_table_one_thing_is_said_however_many_parts_find_it(review: Review) -> None:
    tampered(review, "UPDATE vote SET verdict = 'exclude'", "DELETE FROM remark")
    assert sorted(sentence.split()[2] for sentence in found(review)) == ["remark", "report", "vote"]


@pytest.mark.parametrize("n", [-5, 9_000])
@pytest.mark.usefixtures("small_parts")
def test_rows_under_numbers_that_no_event_has_are_too_much(review: Review, n: int) -> None:
    columns = "report, stage, reviewer, verdict, reason, note, learn, task, needs, verify, version"
    tampered(review, f"INSERT INTO vote (n, {columns}) SELECT {n}, {columns} FROM vote LIMIT 1")
    assert any("vote" in sentence and "too much" in sentence for sentence in found(review))


def test_what_differs_is_named_by_its_event_and_its_part(review: Review) -> None:
    vote = "(SELECT max(n) FROM vote)"
    with review.reading() as connection:
        n = connection.exec_driver_sql("SELECT max(n) FROM vote").scalar()
    tampered(review, f"UPDATE vote SET verdict = 'exclude' WHERE n = {vote}")
    assert f"at event {n} verdict is “exclude”, by the log “include”" in found(review)[0]
    tampered(review, f"DELETE FROM event WHERE n = {vote}")
    assert f"a row is too much: n {n}, report" in " ".join(found(review))


def test_a_log_of_another_review_is_found(review: Review) -> None:
    tampered(review, "UPDATE review SET id = '11111111-1111-4111-8111-111111111111'")
    assert "of another review" in found(review)[0]


def test_a_kept_file_that_is_gone_is_missed(review: Review) -> None:
    tampered(review, "DELETE FROM file")
    assert found(review)
    assert all("is missing" in one for one in found(review))


@pytest.mark.parametrize("column", ["seq", "writer"])
def test_a_place_in_a_chain_that_is_none_is_told(review: Review, column: str) -> None:
    tampered(review, f"UPDATE event SET {column} = x'ff61' WHERE n = 9")
    assert not auditing.check(review).ok


def test_a_content_that_says_the_same_in_other_letters_is_found(review: Review) -> None:
    """Of a name given twice some readers take the first and some the last."""
    twice = """'{"verdict":"exclude",' || substr(payload, 2)"""
    tampered(review, f"UPDATE event SET payload = {twice} WHERE n = (SELECT max(n) FROM vote)")
    assert "though it says the same" in found(review)[0]


def test_an_undo_that_is_not_in_its_table_is_found(review: Review) -> None:
    tampered(review, "UPDATE undone SET target = target - 1")
    assert any("undone" in sentence for sentence in found(review))


def test_the_standings_worked_out_anew_leave_nothing_behind(review: Review) -> None:
    with review.writing() as unit:
        assert list(verify.problems(unit.connection)) == []
        assert unit.connection.exec_driver_sql("SELECT name FROM temp.sqlite_master").all() == []
    screening.decide(review, 2, Stage.TITLE_ABSTRACT, Verdict.EXCLUDE, by="AK")
    assert auditing.check(review).ok


@pytest.fixture
def several(monkeypatch: pytest.MonkeyPatch, small_parts: None) -> list[subprocess.Popen[str]]:
    """Two processes, even for this little; and which were started."""
    del small_parts
    started: list[subprocess.Popen[str]] = []
    begin = verify_beside._started

    def noted(database: Path) -> subprocess.Popen[str]:
        started.append(begin(database))
        return started[-1]

    monkeypatch.setattr(verify_beside, "_started", noted)
    monkeypatch.setattr(verify_beside, "_processors", lambda: 2)
    return started


def test_several_processes_find_what_one_does(
    review: Review, several: list[subprocess.Popen[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    tampered(review, DAMAGE[0].format(n=9), "UPDATE vote SET verdict = 'exclude'", "UPDATE record SET title = 'Other'")
    alone = found(review)
    assert len(alone) >= 8
    monkeypatch.setattr(verify, "run", None)  # this process does none of it
    told: list[tuple[int, int]] = []
    with review.reading() as connection:
        assert list(verify_beside.problems(connection, lambda done, total, _words: told.append((done, total)))) == alone
    assert len(several) == 2
    assert all(child.returncode is not None for child in several)
    assert told[-1][0] > told[0][0] == 0


def test_where_no_process_may_be_started_this_one_does_all(
    review: Review, several: list[subprocess.Popen[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_database: Path) -> subprocess.Popen[str]:
        raise PermissionError(1, "no other program")

    monkeypatch.setattr(verify_beside, "_started", refused)
    tampered(review, DAMAGE[0].format(n=9))
    assert found(review, verify_beside.problems) == found(review)
    assert several == []


def test_what_a_process_does_not_answer_is_done_here(
    review: Review, several: list[subprocess.Popen[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = verify_beside._started
    monkeypatch.setattr(verify_beside, "_started", lambda _database: begin(review.folder / "nowhere" / "review.db"))
    tampered(review, DAMAGE[0].format(n=9))
    assert found(review, verify_beside.problems) == found(review)
    assert len(several) == 2


def test_a_check_that_is_stopped_leaves_no_process(review: Review, several: list[subprocess.Popen[str]]) -> None:
    def stop(_done: int, _total: int, _words: str) -> None:
        raise Cancelled("Stopped; nothing was written.")

    with review.reading() as connection, pytest.raises(Cancelled):
        list(verify_beside.problems(connection, stop))
    assert [child.returncode is not None for child in several] == [True, True]
