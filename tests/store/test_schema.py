"""The history of the database, the tables of the store and the printed schema say the same."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from review_tool.store import schema
from review_tool.store.database.driver import sqlite_engine
from review_tool.store.tables import metadata

PRINTED = Path(__file__).resolve().parents[2] / "schema" / "schema.sql"
HEADING = "-- Made from the migrations by tests/store/test_schema.py; see README.md. Not to be edited.\n\n"


def upgraded(path: Path, by: Callable[[Connection], None] = schema.migrate) -> Connection:
    connection = sqlite_engine(path).connect()
    by(connection)
    return connection


def printed(connection: Connection) -> str:
    """Everything the database is made of, but for the inner tables of SQLite and its search; tables first."""
    found = connection.execute(
        text(
            "SELECT sql FROM sqlite_master WHERE sql > '' AND name NOT GLOB 'record_search_*' "
            "AND name NOT GLOB 'sqlite_*' ORDER BY type = 'table' DESC, type, name"
        )
    )
    return HEADING + "\n\n".join(f"{row[0].strip()};" for row in found) + "\n"


def test_the_migrations_make_the_tables_of_the_store(tmp_path: Path) -> None:
    with upgraded(tmp_path / "a.db") as connection:
        found = compare_metadata(MigrationContext.configure(connection), metadata)
    inner = [d for d in found if not (d[0] == "remove_table" and d[1].name.startswith("record_search"))]
    assert inner == []


def test_the_printed_schema_is_the_one_the_migrations_make(tmp_path: Path) -> None:
    with upgraded(tmp_path / "a.db") as connection:
        made = printed(connection)
    if os.environ.get("REVIEW_TOOL_PRINT_SCHEMA"):
        PRINTED.write_text(made, encoding="utf-8")
    assert PRINTED.read_text(encoding="utf-8") == made


def test_a_new_database_is_all_that_the_migrations_make(tmp_path: Path) -> None:
    """Made at once from what is printed, to the letter, with the same rows: the version alone."""
    with upgraded(tmp_path / "a.db") as one, upgraded(tmp_path / "b.db", schema.upgrade) as other:
        assert whole(one) == whole(other)


def whole(connection: Connection) -> dict[str, list[object]]:
    made = connection.execute(text("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"))
    held: dict[str, list[object]] = {"": [(*row[:3], row[3] and row[3].strip()) for row in made]}
    for name in inspect(connection).get_table_names():
        held[name] = [tuple(row) for row in connection.execute(text(f'SELECT * FROM "{name}"'))]
    return held


def test_the_head_is_the_newest_file(tmp_path: Path) -> None:
    with upgraded(tmp_path / "a.db") as connection:
        assert schema.version(connection) == schema.head()
