"""Statements that go to the driver itself give what SQLAlchemy gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import bindparam, select

from review_tool.store import tables as t
from review_tool.store.database.ready import Ready
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
