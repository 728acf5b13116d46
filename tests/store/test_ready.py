"""Statements that go to the driver itself give what SQLAlchemy gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import OperationalError

from review_tool.store import tables as t
from review_tool.store.database import driver
from review_tool.store.database.ready import Ready
from review_tool.store.review import begun
from tests.reviews import make_review

_r = t.report.c
SOME = (
    select(_r.id, _r.root)
    .where(_r.id.in_(bindparam("ids", expanding=True)), _r.id < bindparam("below"), _r.title_abstract != "?")
    .order_by(_r.id)
)


@pytest.mark.parametrize("ids", [[], [2], [4, 1, 3], [1, 1, 99, 5]])
def test_a_list_of_any_length_is_one_value(tmp_path: Path, ids: list[int]) -> None:
    review = make_review(tmp_path / "r")
    ready = Ready(SOME)
    with review.reading() as connection:
        for _ in range(2):
            values = {"ids": ids, "below": 5}
            assert ready.on(connection, values).all() == connection.execute(SOME, values).all()
        assert [row.id for row in ready.on(connection, {"ids": ids, "below": 5})] == sorted({*ids} & {1, 2, 3, 4})


def test_what_sqlite_took_back_is_not_tried_again(tmp_path: Path) -> None:
    """Tried again after SQLite gave the whole transaction up, a statement would be written by itself."""
    review = make_review(tmp_path / "r")
    tried: list[str] = []
    with review.alone() as plain:
        connection = plain.execution_options(**{driver.WRITING: True})
        begun(connection)
        sqlite: Any = connection.connection.driver_connection
        sqlite.execute("PRAGMA max_page_count = 1")  # no more than there are now: the disk is full
        sqlite.set_trace_callback(tried.append)
        with pytest.raises(OperationalError, match="full"):
            Ready(insert(t.memo)).insert(connection, {"n": 1, "kind": "code", "target": "", "text": "x" * 9_000_000})
        assert not sqlite.in_transaction
        assert len([sql for sql in tried if "INSERT" in sql]) == 1
        sqlite.set_trace_callback(None)
        connection.rollback()
