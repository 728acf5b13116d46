"""Statements that run at every key: made ready once, and in SQLite handed to the driver itself.

SQLAlchemy's own steps around a statement take several times as long as the statement; a vote runs a dozen of them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, Connection, Executable, IteratorResult, Result
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.exc import OperationalError

from review_tool.store.database import driver

_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class _Made:
    """A statement in the words of SQLite."""

    sql: str
    names: tuple[str, ...]
    """Of its values, in their order."""
    own: dict[str, Any]
    """The values it brings along."""
    columns: SimpleResultMetaData
    booleans: tuple[int, ...]
    """Which columns are true or false: the driver gives numbers."""


class Ready:
    """A statement with its values left open; its rows are those that SQLAlchemy would give.

    A value may be a list for an expanding parameter. SQLite is given a longer one as a single value, JSON, which it
    takes apart itself: SQLAlchemy would write a parameter for each, and that takes longer than the statement.
    """

    __slots__ = ("_made", "statement")

    def __init__(self, statement: Executable) -> None:
        self.statement: Any = statement
        self._made: dict[tuple[str, ...], _Made] = {}
        """By which values are given: an insert leaves out the columns that are not."""

    def on(self, connection: Connection, values: Mapping[str, Any] = _NOTHING) -> Result[*tuple[Any, ...]]:
        """Run it; gives its rows."""
        if (ran := self._run(connection, values)) is None:
            found: Result[*tuple[Any, ...]] = connection.execute(self.statement, dict(values))
            return found
        made, cursor = ran
        rows = cursor.fetchall()
        if made.booleans:
            rows = [tuple(bool(one) if n in made.booleans else one for n, one in enumerate(row)) for row in rows]
        return IteratorResult(made.columns, iter(rows))

    def scalar(self, connection: Connection, values: Mapping[str, Any] = _NOTHING) -> Any:
        """The first column of the first row; None where there is none."""
        row = self.on(connection, values).first()
        return None if row is None else row[0]

    def insert(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Add a row; gives its number, where the database numbers them."""
        if (ran := self._run(connection, values)) is not None:
            return int(ran[1].lastrowid or 0)
        key = connection.execute(self.statement, dict(values)).inserted_primary_key
        return key[0] if key and isinstance(key[0], int) else 0

    def change(self, connection: Connection, values: Mapping[str, Any]) -> None:
        """Run it where it gives nothing back."""
        if self._run(connection, values) is None:
            connection.execute(self.statement, dict(values))

    def change_all(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run it once for each of these."""
        if len(rows) == 1:
            self.change(connection, rows[0])
        else:
            connection.execute(self.statement, rows)

    def _run(self, connection: Connection, values: Mapping[str, Any]) -> tuple[_Made, Any] | None:
        """The driver's cursor; None where SQLAlchemy is to run it."""
        if connection.dialect.name != driver.NAME:
            return None
        given: dict[str, Any] = {}
        many: list[str] = []
        for name, value in values.items():
            if not isinstance(value, (list, tuple)):
                given[name] = value
            elif len(value) == 1:
                given[f"{name}_1"] = value[0]
            else:
                many.append(name)
                given[f"{name}_1"] = json.dumps(value)
        made = self._made.get((*given, *many)) or self._make(connection, given, values, many)
        if not connection.in_transaction():
            connection.begin()
        direct: Any = connection.connection.driver_connection
        said = made.own | given
        try:
            return made, direct.execute(made.sql, [said[name] for name in made.names])
        except driver.sqlite_module().Error as error:
            if not direct.in_transaction:
                # The disk failed, and SQLite took all of it back: tried again, the statement would stand alone.
                raise OperationalError(made.sql, None, error) from error
            # A statement leaves nothing half done: SQLAlchemy meets the same trouble, and says it in its own words.
            return None

    def _make(
        self, connection: Connection, given: Mapping[str, Any], values: Mapping[str, Any], many: Sequence[str]
    ) -> _Made:
        compiled = self.statement.compile(
            dialect=connection.dialect, column_keys=list(values) if self.statement.is_insert else None
        )
        written = compiled.construct_expanded_state(dict(values) | {name: [0] for name in many})
        names = tuple(written.positiontup or ())
        columns = self.statement.selected_columns if self.statement.is_select else ()
        made = _Made(
            sql=_taken_apart(written.statement, names, {f"{name}_1" for name in many}) if many else written.statement,
            names=names,
            own=dict(written.parameters),
            columns=SimpleResultMetaData([column.key for column in columns]),
            booleans=tuple(n for n, column in enumerate(columns) if isinstance(column.type, Boolean)),
        )
        self._made[*given, *many] = made
        return made


def _taken_apart(sql: str, names: Sequence[str], lists: Collection[str]) -> str:
    """The statement with each of these values read as a list."""
    parts = sql.split("?")
    if len(parts) != len(names) + 1:
        raise ValueError(f"A question mark that stands for no value: {sql}")
    values = ["SELECT value FROM json_each(?)" if name in lists else "?" for name in names]
    return parts[0] + "".join(value + part for value, part in zip(values, parts[1:], strict=True))
