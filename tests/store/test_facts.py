"""Facts are never changed: not by UPDATE, not by DELETE, not by INSERT OR REPLACE."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from review_tool.store.database.driver import sqlite_module
from tests.reviews import make_review

FACTS = {"review": "id", "event": "id", "file": "sha", "record": "id"}


@pytest.fixture
def database(tmp_path: Path) -> Path:
    made = make_review(tmp_path)
    made.close()
    return made.folder / "review.db"


@pytest.mark.parametrize("table", FACTS)
def test_a_fact_cannot_be_updated_deleted_or_replaced(database: Path, table: str) -> None:
    key = FACTS[table]
    attempts = (
        f"UPDATE {table} SET {key} = {key}",
        f"DELETE FROM {table}",
        f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    )
    with sqlite_module().connect(str(database)) as plain:
        before = plain.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
        assert before
        for attempt in attempts:
            with pytest.raises(Exception, match="append-only"):
                plain.execute(attempt)
        assert plain.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() == before
    plain.close()


def test_the_file_is_private(database: Path) -> None:
    assert database.stat().st_mode & 0o077 == 0


def test_the_standard_module_can_read_the_file(database: Path) -> None:
    """One file to hand over: any SQLite reads it."""
    plain = sqlite3.connect(database)
    assert plain.execute("SELECT count(*) FROM record").fetchone() == (6,)
    plain.close()
