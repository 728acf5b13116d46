"""What a review in PostgreSQL does besides what the tests of both databases show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.report import Which
from review_tool.services import reviews
from review_tool.services.history import auditing
from review_tool.services.judging import screening
from review_tool.services.reviews import Surroundings
from review_tool.services.safety import backing_up
from review_tool.store.database import postgresql
from tests.engines import Server
from tests.reviews import behind_its_back, make_review, surroundings

pytestmark = pytest.mark.postgresql
FACTS = {"review": "id", "event": "id", "file": "sha", "record": "id"}


def database_of(address: str) -> str:
    return str(postgresql.url(address).database)


@pytest.mark.parametrize("table", FACTS)
def test_a_fact_cannot_be_updated_deleted_replaced_or_truncated(tmp_path: Path, server: Server, table: str) -> None:
    review = make_review(tmp_path)
    review.close()
    key = FACTS[table]
    attempts = (
        f"UPDATE {table} SET {key} = {key}",
        f"DELETE FROM {table}",
        f"TRUNCATE {table} CASCADE",
        f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ({key}) DO UPDATE SET {key} = {table}.{key}",
    )
    with server.connect(database_of(review.address)) as plain:
        before = plain.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
        assert before
        for role in ("origin", "replica"):  # ordinary triggers sleep where a superuser says it is a replica
            plain.execute(f"SET session_replication_role = {role}")
            for attempt in attempts:
                with pytest.raises(Exception, match="append-only"):
                    plain.execute(attempt)
        assert plain.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() == before


def test_words_are_found_as_in_a_folder(tmp_path: Path) -> None:
    """The second review is in a folder: whatever is asked, both find the same."""
    there = make_review(tmp_path)
    here = reviews.create(tmp_path / "here", "Here", by="AK", around=surroundings())
    _bring_in(here, tmp_path)
    asked = r"""together|TOGETHER|partner*|IL-6|clinic staff|osei|made-up|ruiz bea|zzz|"|*|german]|O'Neil|Ji-ho*|2020
        & ! <-> :*|staff end of field|staff /end/of/field|a* \\|care Kim|Süd|PARTNERS in"""
    for words in asked.split("|"):
        which = Which(Stage.TITLE_ABSTRACT, words=words)
        assert sorted(screening.ids(there, which)) == sorted(screening.ids(here, which)), words
    there.close()
    here.close()


def _bring_in(review: Any, folder: Path) -> None:
    from review_tool.domain.record import Source
    from review_tool.services.gathering import importing

    for name, source in (("made-up.ris", "Embase"), ("library.bib", "Zotero")):
        importing.import_file(review, folder / name, Source(source), by="AK")


def test_an_event_that_follows_from_another_has_a_higher_number(tmp_path: Path) -> None:
    review = make_review(tmp_path)
    for verdict in (Verdict.INCLUDE, Verdict.EXCLUDE):
        screening.decide(review, 1, Stage.TITLE_ABSTRACT, verdict, by="AK")
    with pytest.raises(ReviewError):
        screening.decide(review, 1, Stage.FULL_TEXT, Verdict.EXCLUDE, by="AK")  # draws no number, leaves no event
    screening.decide(review, 1, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="BR")
    ticks = [told.event.tick for told in auditing.tell(review, auditing.numbers(review))]
    assert ticks == sorted(set(ticks))
    assert auditing.check(review).ok
    review.close()


def test_a_database_that_holds_a_review_takes_no_other(tmp_path: Path) -> None:
    review = make_review(tmp_path)
    with pytest.raises(ReviewError, match="holds a review already"):
        reviews.create(review.address, "Another", by="AK", around=surroundings())
    review.close()


def test_what_is_no_review_or_not_there_is_said_plainly(server: Server) -> None:
    around = Surroundings("desk")
    with pytest.raises(ReviewError, match="holds no review"):
        reviews.open_review(server.url("postgres"), around=around)
    with pytest.raises(ReviewError, match=r"cannot be reached: .*no_such"):
        reviews.open_review(server.url("no_such"), around=around)
    with pytest.raises(ReviewError, match="by way of mysql"):
        reviews.open_review("mysql://somewhere/review", around=around)


def test_a_password_is_never_shown() -> None:
    said = "postgresql+psycopg://ann:s3cret%40@db.example.org:5432/review?sslmode=require&password=s3cret@"
    assert "s3cret" not in reviews.shown(said)
    assert "ann@db.example.org:5432/review" in reviews.shown(said)
    with pytest.raises(ReviewError) as refused:
        reviews.open_review("postgresql://ann:s3cret@127.0.0.1:1/review?connect_timeout=2", around=Surroundings("desk"))
    assert "s3cret" not in str(refused.value)


def _cut(server: Server, review: reviews.Review) -> None:
    """Have the server end every connection to a review."""
    with server.connect() as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
            [database_of(review.address)],
        )


def test_a_connection_that_was_cut_is_replaced(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """One used a moment ago is not tried before a vote: that vote is refused, whole, and the next one is written."""
    review = make_review(tmp_path)
    vote = partial(screening.decide, review, 1, Stage.TITLE_ABSTRACT, by="AK")
    vote(Verdict.INCLUDE)
    _cut(server, review)
    with pytest.raises(ReviewError, match=r"server stopped|cannot be reached"):
        vote(Verdict.EXCLUDE)
    vote(Verdict.MAYBE)
    monkeypatch.setattr(postgresql, "_IDLE", -1.0)
    _cut(server, review)
    vote(Verdict.EXCLUDE)
    said = [vote.verdict for vote in screening.report(review, 1, reviewer="AK").votes]
    assert said == [Verdict.INCLUDE, Verdict.MAYBE, Verdict.EXCLUDE]
    assert auditing.check(review).ok
    assert all(record.name.startswith("psycopg") for record in caplog.records)
    review.close()


def test_a_server_that_goes_as_a_pipeline_ends_is_told_of() -> None:
    """Which psycopg says past SQLAlchemy, when it was busy with something else; that moment is hard to meet."""
    import psycopg

    @contextmanager
    def pipeline() -> Iterator[None]:
        yield
        raise psycopg.OperationalError("the connection is lost")

    driver = SimpleNamespace(driver_connection=SimpleNamespace(pipeline=pipeline))
    connection: Any = SimpleNamespace(connection=driver, execution_options=dict)
    with pytest.raises(OperationalError, match="connection is lost") as lost, postgresql.pipelined(connection):
        pass
    assert "cannot be reached" in (postgresql.in_words(lost.value) or [""])[0]


def test_what_was_prepared_is_kept_from_one_transaction_to_the_next(tmp_path: Path) -> None:
    review = make_review(tmp_path)
    for n in range(8):
        screening.decide(review, 1 + n % 3, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by="AK")
        screening.ids(review, Which(Stage.TITLE_ABSTRACT, "to do", "AK"))
    with review.reading() as connection:
        prepared = set(connection.scalars(text("SELECT statement FROM pg_prepared_statements")))
    assert any("INSERT INTO vote" in one for one in prepared)
    review.close()


def test_a_backup_that_is_not_sound_is_not_kept(tmp_path: Path) -> None:
    review = make_review(tmp_path)
    with behind_its_back(review) as change:
        assert change("UPDATE record SET title = 'Something else' WHERE id = 2") == 1
    with pytest.raises(ReviewError, match="not sound"):
        backing_up.back_up(review, tmp_path / "kept.zip", by="AK")
    assert list(tmp_path.glob("kept*")) == []
    assert backing_up.newest_known(review) is None
    review.close()
