"""Long results, read a part at a time and closed even where nobody reads them to their end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Executable, Row

from review_tool.store.database import postgresql


def streamed(connection: Connection, query: Executable, at_a_time: int) -> Iterator[Row[*tuple[Any, ...]]]:
    with connection.execute(query, execution_options={"yield_per": at_a_time}) as result:
        yield from result


def bare(
    connection: Connection, table: str, names: Sequence[str], order: str, *, where: str = ""
) -> Iterator[tuple[Any, ...]]:
    """The rows of a table as bare as the driver gives them: there may be a million. `where` is SQL of ours."""
    driver: Any = connection.connection.driver_connection
    columns = ", ".join(f'"{name}"' for name in names)
    statement = f'SELECT {columns} FROM "{table}"{f" WHERE {where}" * bool(where)} ORDER BY {order}'
    if not postgresql.is_ours(connection):
        yield from driver.execute(statement)
        return
    with driver.cursor(name=f"bare_{table}") as cursor:
        cursor.itersize = 2000
        cursor.execute(statement)
        yield from cursor
