"""Many records written at once: the same hashes as ever, and a database as if each had come alone."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from review_tool.domain.errors import Cancelled
from review_tool.domain.event import canonical
from review_tool.domain.record import Citation, Entry, Source
from review_tool.services.gathering import importing
from review_tool.services.history import auditing
from review_tool.store.database import loading
from review_tool.store.queries import lists
from tests.reviews import RIS, make_review

SCHEMA = text("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name")
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
citations = st.builds(
    Citation,
    title=texts, authors=st.lists(texts, max_size=3).map(tuple), year=st.none() | st.integers(1400, 2100),
    journal=texts, abstract=texts, keywords=st.lists(texts, max_size=3).map(tuple), url=texts,
)  # fmt: skip


def by_definition(row: dict[str, Any]) -> str:
    content = {name: value for name, value in row.items() if name not in ("hash", "raw")}
    content["raw"] = hashlib.sha256(row["raw"]).hexdigest()
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def row_of(citation: Citation, raw: bytes = b"TY  - JOUR") -> dict[str, Any]:
    return loading.record_row(
        7, Entry(citation, raw, 3, 40), "key", imported="id", file="sha", name="a “b”\\.ris", source='The "source"'
    )


@given(citations, st.binary(max_size=40))
def test_a_records_hash_is_that_of_the_canonical_text_of_all_it_says(citation: Citation, raw: bytes) -> None:
    row = row_of(citation, raw)
    assert row["hash"] == by_definition(row)


@pytest.mark.parametrize("odd", [{"year": True}, {"line": 1.0}, {"title": None}, {"more": "a"}, {"doi": ["a"]}])
def test_so_is_that_of_a_row_of_another_kind(odd: dict[str, Any]) -> None:
    row = {**row_of(Citation(title="One")), **odd}
    assert loading.content_hash(row) == by_definition(row) != row["hash"]


def test_a_row_that_lacks_something_has_another_hash() -> None:
    row = row_of(Citation(title="One"))
    del row["doi"]
    assert loading.content_hash(row) == by_definition(row) != row["hash"]


def test_authors_and_keywords_are_kept_as_json() -> None:
    row = row_of(Citation(authors=('Ruiz, "Bea"', "Osei\\Å"), keywords=()))
    assert (row["authors"], row["keywords"]) == ('["Ruiz, \\"Bea\\"", "Osei\\\\Å"]', "[]")


def test_after_an_import_the_database_is_as_it_was_made_and_finds_every_record(tmp_path: Path) -> None:
    review = make_review(tmp_path)
    with review.reading() as connection:
        before = connection.execute(SCHEMA).all()
        assert {"record_searchable", "record_no_replace", "ix_record_imported"} <= {row.name for row in before}
    more = "".join(f"TY  - JOUR\nTI  - Gardens {n}\nAB  - Some of wood{n}.\nER  - \n" for n in range(4500))
    (tmp_path / "more.ris").write_text(RIS + more, encoding="utf-8")
    importing.import_file(review, tmp_path / "more.ris", Source("CINAHL"), by="AK")
    with review.reading() as connection:
        assert connection.execute(SCHEMA).all() == before
        assert len(lists.search(connection, "gardens")) == 4500
        assert len(lists.search(connection, "wood4499")) == len(lists.search(connection, "wood0")) == 1
        connection.exec_driver_sql("INSERT INTO record_search (record_search, rank) VALUES ('integrity-check', 1)")
    assert auditing.check(review).ok
    review.close()


def test_an_import_that_was_stopped_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    review = make_review(tmp_path)
    with review.reading() as connection:
        before = connection.execute(SCHEMA).all()
    (tmp_path / "more.ris").write_text("TY  - JOUR\nTI  - Gardens\nER  - \n" * 3000, encoding="utf-8")

    def stop(_done: int, _total: int, doing: str) -> None:
        if "2," in doing:
            raise Cancelled

    with pytest.raises(Cancelled):
        importing.import_file(review, tmp_path / "more.ris", Source("CINAHL"), by="AK", progress=stop)
    with review.reading() as connection:
        assert connection.execute(SCHEMA).all() == before
        assert lists.search(connection, "gardens") == []
    review.close()


def test_so_many_records_are_held_and_so_many_bytes() -> None:
    def entry(size: int) -> tuple[Entry, str]:
        return Entry(Citation(), b"x" * size, 1, 1), ""

    assert [len(some) for some in loading.held(entry(10) for _ in range(1200))] == [500, 500, 200]
    assert [len(some) for some in loading.held(entry(3 << 20) for _ in range(7))] == [3, 3, 1]
