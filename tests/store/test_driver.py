"""Which SQLite may serve, how it is set, and where a review may not lie."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from review_tool.domain.errors import ReviewError
from review_tool.services.judging import screening
from review_tool.services.reviews import Review
from review_tool.store.database import driver
from review_tool.store.database.file_copy import put_back
from tests.reviews import make_review


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
    ],
)
def test_only_a_fixed_sqlite_serves_several_connections(version: tuple[int, int, int], safe: bool) -> None:
    assert driver.wal_is_safe(version) is safe


def test_the_bundled_library_is_a_fixed_one() -> None:
    module = driver.sqlite_module()
    if module.__name__ == "sqlite3":
        pytest.skip("no wheel with a fixed SQLite exists for this machine")
    assert driver.wal_is_safe(module.sqlite_version_info)


def test_the_settings_are_those_of_the_design(tmp_path: Path) -> None:
    wanted = {
        "journal_mode": "wal" if driver.wal_is_safe(driver.sqlite_module().sqlite_version_info) else "delete",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "trusted_schema": 0,
        "busy_timeout": 5000,
    }
    with driver.sqlite_engine(tmp_path / "a.db").connect() as connection:
        assert {name: connection.scalar(text(f"PRAGMA {name}")) for name in wanted} == wanted


@pytest.mark.parametrize("name", ["what works?", "a#b", "file:x?mode=ro", "100%41", ":memory:", "é;'\""])
def test_a_folder_may_have_any_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    folder = Path(name)
    folder.mkdir()
    driver.sqlite_engine(folder / "a.db").connect().close()
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (folder / "a.db").exists()


def test_without_the_fix_one_connection_at_a_time_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "_FIXED", ((99, 0, 0),))
    with driver.sqlite_engine(tmp_path / "a.db").connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "delete"


@pytest.mark.parametrize("name", ["Dropbox", "OneDrive - University", "iCloud Drive"])
def test_a_synchronised_folder_is_refused_with_the_way_out(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name / "review"
    folder.mkdir(parents=True)
    with pytest.raises(ReviewError, match="synchronised") as refusal:
        driver.refuse_shared_folder(folder)
    assert "this computer" in refusal.value.hint


def test_a_network_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "_filesystem", lambda _place: "nfs4")
    with pytest.raises(ReviewError, match="network file system"):
        driver.refuse_shared_folder(tmp_path)


def test_what_was_written_is_settled_without_waiting_for_a_reader(tmp_path: Path) -> None:
    if not driver.wal_is_safe(driver.sqlite_module().sqlite_version_info):
        pytest.skip("no wheel with a fixed SQLite exists for this machine: there is no log")
    review = make_review(tmp_path)
    with review.reading() as connection:
        (before,) = connection.execute(text("SELECT count(*) FROM event")).one()
        for number in range(20):  # of which the reader sees nothing
            screening.note(review, 1, f"note {number}", by="AK")
        review.settle()
        assert connection.execute(text("SELECT count(*) FROM event")).one() == (before,)
    for number in range(20):
        screening.note(review, 1, f"another {number}", by="AK")
    review.settle()
    assert _events_without_the_log(review, tmp_path) == before + 40
    screening.note(review, 1, "one is not worth it", by="AK")
    review.settle()
    assert _events_without_the_log(review, tmp_path) == before + 40


def _events_without_the_log(review: Review, folder: Path) -> int:
    """What the database file alone holds, without SQLite's log beside it."""
    alone = folder / "alone.db"
    alone.write_bytes((review.folder / "review.db").read_bytes())
    opened = driver.sqlite_module().connect(f"file:{alone}?immutable=1", uri=True)
    (found,) = opened.execute("SELECT count(*) FROM event").fetchone()
    opened.close()
    return int(found)


def test_a_review_with_pages_of_another_size_takes_what_is_put_back(tmp_path: Path) -> None:
    older, copy = tmp_path / "older.db", tmp_path / "copy.db"
    with closing(driver.sqlite_module().connect(str(older))) as made:
        made.execute("PRAGMA page_size=4096")
        made.execute("PRAGMA journal_mode=wal")
        made.execute("CREATE TABLE said (word TEXT)")
    engine = driver.sqlite_engine(copy)
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE said (word TEXT)")
        connection.exec_driver_sql("INSERT INTO said VALUES ('whole')")
        connection.commit()
        assert connection.scalar(text("PRAGMA page_size")) == driver.PAGE != 4096
    engine.dispose()
    with driver.sqlite_engine(older).connect() as connection:
        put_back(copy, connection)
        assert connection.scalar(text("SELECT word FROM said")) == "whole"
        assert connection.scalar(text("PRAGMA page_size")) == 4096
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
