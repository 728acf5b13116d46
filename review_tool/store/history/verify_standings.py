"""The reports' groups, standings and duties against those worked out anew from the rows that stand beside them.

They are worked out by the very code that a vote runs, which writes into `report` and `duty`: here into temporary tables
of these names, which hide those of the review from it for as long as they are there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import zip_longest
from typing import Any

from sqlalchemy import Connection, Table, create_engine
from sqlalchemy.pool import StaticPool
from sqlalchemy.schema import CreateIndex, CreateTable

from review_tool.store import tables as t
from review_tool.store.database import postgresql, roles
from review_tool.store.database.driver import sqlite_module
from review_tool.store.database.streaming import Ask, bare, go_on, stopped_by
from review_tool.store.history.verify_log import WORKED_OUT, Alive, begun, changed_in_words, in_words
from review_tool.store.history.verify_records import imports
from review_tool.store.state import standings
from review_tool.store.unit import publish

_ORDER = {t.report.name: "id", t.duty.name: "report, stage, reviewer, task, n"}


def standing_problems(connection: Connection, ask: Ask = go_on) -> list[str]:
    if roles.waiting(connection):  # somebody voted this very moment: the next check sees what came of it
        return []
    alive = Alive(connection)
    came = {made: n for made, (n, _) in imports(connection).items() if alive(made)}
    with _in_sqlite(connection, ask) as here, _hidden(here), stopped_by(here, ask):
        for imported, n in came.items():
            publish(here, imported, n)
        standings.everything(here)
        return [said for table in WORKED_OUT if (said := _difference(here, table))]


@contextmanager
def _hidden(connection: Connection) -> Iterator[None]:
    """Empty tables in the place of those that are worked out."""
    driver: Any = connection.connection.driver_connection
    try:
        for table in WORKED_OUT:
            made = CreateTable(table, include_foreign_key_constraints=[]).compile(dialect=connection.dialect)
            driver.execute(str(made).replace("CREATE TABLE", "CREATE TEMPORARY TABLE", 1))
            driver.execute(f"CREATE INDEX temp.again_{table.name} ON {table.name} ({_ASKED_BY[table.name]})")
        yield
    finally:
        for table in WORKED_OUT:
            driver.execute(f"DROP TABLE IF EXISTS temp.{table.name}")


_ASKED_BY = {t.report.name: "root", t.duty.name: "report"}


def _difference(connection: Connection, table: Table) -> str:
    """The first row that is not as it was worked out anew; "" where all are."""
    names = [column.name for column in table.columns]
    columns, order = ", ".join(f'"{name}"' for name in names), _ORDER[table.name]
    driver: Any = connection.connection.driver_connection
    there, right = (
        driver.execute(f"SELECT {columns} FROM {schema}.{table.name} ORDER BY {order}") for schema in ("main", "temp")
    )
    with closing(there), closing(right):
        for row, again in zip_longest(there, right):
            if row != again:
                there, right = (dict(zip(names, one, strict=True)) if one else {} for one in (row, again))
                return f"{begun(table.name)} {_unlike(table.name, there, right)}."
    return ""


def _unlike(table: str, there: dict[str, Any], right: dict[str, Any]) -> str:
    if table == t.report.name and there and right and there["id"] == right["id"]:
        return f"of report {right['id']}, {changed_in_words(there, right, 'worked out again')}"
    return f"a row is missing or otherwise: {in_words(right)}" if right else f"a row is too much: {in_words(there)}"


@contextmanager
def _in_sqlite(connection: Connection, ask: Ask) -> Iterator[Connection]:
    """The connection itself; of another database, what bears on the standings copied into one in memory."""
    if not postgresql.is_ours(connection):
        yield connection
        return
    engine = create_engine("sqlite://", module=sqlite_module(), poolclass=StaticPool)
    with engine.begin() as copy:
        copy.exec_driver_sql("PRAGMA foreign_keys=OFF")
        for table in t.metadata.sorted_tables:
            copy.execute(CreateTable(table))
        for table in t.metadata.sorted_tables:
            if table not in _LOOKED_AT_BY_NOTHING:
                _borrow(copy, connection, table, ask)
        for table in t.metadata.sorted_tables:  # quicker made from rows that are there
            for index in table.indexes:
                copy.execute(CreateIndex(index))
        yield copy
    engine.dispose()


_LOOKED_AT_BY_NOTHING = (t.file, t.replica, t.undone, t.excerpt, t.coding, t.link, t.wording)
"""The standings look at none of these, and they may be many."""
_LEFT_OUT: dict[str, dict[str, Any]] = {
    t.record.name: {"raw": b"", "title": "", "abstract": "", "authors": "", "keywords": ""},
    t.event.name: {"payload": ""},
}
"""What is long, by table, and what stands for it."""


def _borrow(target: Connection, source: Connection, table: Table, ask: Ask) -> None:
    left_out = _LEFT_OUT.get(table.name, {})
    names = [column.name for column in table.columns if column.name not in left_out]
    driver: Any = target.connection.driver_connection
    columns = ", ".join(f'"{name}"' for name in (*names, *left_out))
    marks = ", ".join("?" * (len(names) + len(left_out)))
    blank = tuple(left_out.values())
    order = next(iter(table.primary_key)).name if table.primary_key else names[0]
    rows = bare(source, table.name, names, order, ask=ask)
    driver.executemany(f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})', ((*row, *blank) for row in rows))
