"""Long results, read a part at a time and closed even where nobody reads them to their end; how work is stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Executable, Row
from sqlalchemy.exc import OperationalError

from review_tool.domain.errors import Cancelled
from review_tool.store.database import postgresql
from review_tool.store.database.driver import sqlite_module

Ask = Callable[[], None]
"""Is called again and again while work goes on, and may raise to stop it."""
_STEPS = 100_000
"""After how many steps of its machine SQLite asks: some hundredths of a second."""


def go_on() -> None:
    """Nobody stops it."""


def streamed(connection: Connection, query: Executable, at_a_time: int) -> Iterator[Row[*tuple[Any, ...]]]:
    with connection.execute(query, execution_options={"yield_per": at_a_time}) as result:
        yield from result


def bare(
    connection: Connection,
    table: str,
    names: Sequence[str],
    order: str,
    *,
    where: str = "",
    ask: Ask = go_on,
    at_a_time: int = 1000,
) -> Iterator[tuple[Any, ...]]:
    """The rows of a table as bare as the driver gives them: there may be a million. `where` is SQL of ours."""
    driver: Any = connection.connection.driver_connection
    columns = ", ".join(f'"{name}"' for name in names)
    statement = f'SELECT {columns} FROM "{table}"{f" WHERE {where}" * bool(where)} ORDER BY {order}'
    there = postgresql.is_ours(connection)
    cursor = driver.cursor(name=f"bare_{table}") if there else driver.cursor()
    try:
        cursor.execute(statement)
        while rows := cursor.fetchmany(at_a_time):
            ask()
            yield from rows
    finally:
        cursor.close()


@contextmanager
def stopped_by(connection: Connection, ask: Ask) -> Iterator[None]:
    """Within the block SQLite asks while it works, and what `ask` raises ends the statement and the block."""
    driver: Any = connection.connection.driver_connection
    raised: list[BaseException] = []

    def handler() -> int:
        try:
            if not raised:
                ask()
        except BaseException as stop:  # it cannot go through SQLite, which is told to give up
            raised.append(stop)
        return len(raised)

    driver.set_progress_handler(handler, _STEPS)
    try:
        yield
    except (OperationalError, sqlite_module().OperationalError) as error:
        if "interrupted" not in str(error):
            raise
        raise (raised[0] if raised else Cancelled("Stopped; nothing was written.")) from None
    finally:
        driver.set_progress_handler(None, 0)
