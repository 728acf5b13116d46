"""What can be wrong with an SQLite file beside what it says, and mending what follows from the facts.

Nothing here changes an event. A record or a kept file is put back only as another copy has it, and only where it is
then what its own hash says.
"""

from __future__ import annotations

import hashlib
import zlib
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, delete
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import StaticPool

from review_tool.domain.errors import ReviewError
from review_tool.store import schema
from review_tool.store import tables as t
from review_tool.store.database.driver import sqlite_module
from review_tool.store.database.loading import content_hash
from review_tool.store.history.log import every_event
from review_tool.store.history.replaying import replay

_OURS = "name NOT GLOB 'sqlite_*' AND name NOT GLOB 'record_search_*' AND sql > ''"
SEARCH = "record_search"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the schema has otherwise than it should."""

    kind: str
    """`table`, `index`, `trigger` or `view`."""
    name: str
    what: str
    """`missing`, `extra` or `changed`."""
    sql: str
    """What would make it as it should be; "" for what should not be there."""

    @property
    def mendable(self) -> bool:
        """Rows of the facts cannot be made again; everything else can."""
        facts = {table.name for table in t.FACTS}
        return self.kind != "table" or (self.what == "missing" and self.name not in facts)

    def __str__(self) -> str:
        return f"the {self.kind} {self.name} is {self.what}" + (" (not ours)" if self.what == "extra" else "")


def integrity(connection: Connection) -> list[str]:
    """What SQLite's own check says, a few lines of it; nothing where all is well."""
    said = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check(5)")]
    if said == ["ok"]:
        said = []
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(3)
    return [*said, *(f"row {row[1]} of {row[0]} names a row of {row[2]} that is not there" for row in broken)]


def only_indexes(said: list[str]) -> bool:
    """Whether what SQLite's check says is about indexes alone, which can be made again."""
    return bool(said) and all(("index" in one and "row" in one) or "entries in index" in one for one in said)


def remake_indexes(connection: Connection) -> None:
    connection.exec_driver_sql("REINDEX")


def differences(connection: Connection) -> list[Difference]:
    """How the schema differs from the one that the migrations make."""
    engine = create_engine("sqlite://", module=sqlite_module(), poolclass=StaticPool)
    with engine.connect() as right:
        schema.upgrade(right)
        wanted, there = _parts(right), _parts(connection)
    engine.dispose()
    found = []
    for (kind, name), (sql, shape) in wanted.items():
        have = there.get((kind, name))
        if have is None or have[1] != shape:
            found.append(Difference(kind, name, "missing" if have is None else "changed", sql))
    found += [Difference(kind, name, "extra", "") for kind, name in there if (kind, name) not in wanted]
    return sorted(found, key=lambda one: (one.kind != "table", one.kind, one.name))


def _parts(connection: Connection) -> dict[tuple[str, str], tuple[str, Any]]:
    """(kind, name) → its statement, and what of it must be so: of a table the columns, of the rest the statement."""
    rows = connection.exec_driver_sql(f"SELECT type, name, sql FROM sqlite_master WHERE {_OURS}").fetchall()
    return {
        (kind, name): (sql, _columns(connection, name) if kind == "table" and name != SEARCH else " ".join(sql.split()))
        for kind, name, sql in rows
    }


def _columns(connection: Connection, table: str) -> list[tuple[Any, ...]]:
    return [tuple(row[1:]) for row in connection.exec_driver_sql(f'PRAGMA table_info("{table}")')]


def mend_schema(connection: Connection, found: list[Difference]) -> None:
    """Make what is missing or changed as it should be, and drop what should not be there."""
    for one in found:
        if one.mendable and one.what != "missing":
            connection.exec_driver_sql(f'DROP {one.kind.upper()} IF EXISTS "{one.name}"')
    for one in found:
        if one.mendable and one.sql:
            connection.exec_driver_sql(one.sql)


def search_fault(connection: Connection) -> str:
    """Why the full-text index is not in step with the records; "" where it is. The caller keeps writers away."""
    try:
        connection.exec_driver_sql(f"INSERT INTO {SEARCH}({SEARCH}, rank) VALUES ('integrity-check', 1)")
    except DatabaseError as error:
        return f"the index for searching is not in step with the records ({error.orig})"
    finally:
        connection.rollback()
    records, indexed = (
        connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()
        for table in ("record", f"{SEARCH}_docsize")
    )
    connection.rollback()
    return "" if records == indexed else f"{indexed} records are in the index for searching, {records} in the review"


def remake_search(connection: Connection) -> None:
    connection.exec_driver_sql(f"INSERT INTO {SEARCH}({SEARCH}) VALUES ('rebuild')")


def remake_state(connection: Connection) -> None:
    """Make every row that follows from the log again."""
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    for table in reversed(t.STATE):
        connection.execute(delete(table))
    replay(connection, list(every_event(connection)))


def take_record(connection: Connection, number: int, copy: Path) -> None:
    """Put a record back as a copy has it.

    Raises:
        ReviewError: the copy has it no better.
    """
    row = _row(copy, "record", "id", number)
    if row is None or content_hash(row) != row["hash"]:
        raise ReviewError(f"Record {number} is not whole in {copy.name} either.", hint="Try an older backup.")
    _put(connection, "record", "id", row)


def take_file(connection: Connection, beginning: str, copy: Path) -> None:
    """Put a kept file back as a copy has it; it is named by the first letters of its SHA-256.

    Raises:
        ReviewError: the copy has it no better.
    """
    row = _row(copy, "file", "substr(sha, 1, 12)", beginning)
    try:
        whole = row is not None and hashlib.sha256(zlib.decompress(row["data"])).hexdigest() == row["sha"]
    except zlib.error:
        whole = False
    if row is None or not whole:
        raise ReviewError(f"The file {beginning} is not whole in {copy.name} either.", hint="Try an older backup.")
    _put(connection, "file", "sha", row)


def _row(copy: Path, table: str, key: str, value: Any) -> dict[str, Any] | None:
    with closing(sqlite_module().connect(f"{copy.resolve().as_uri()}?immutable=1", uri=True)) as plain:
        found = plain.execute(f'SELECT * FROM "{table}" WHERE {key} = ?', (value,))
        row = found.fetchone()
        return None if row is None else dict(zip([one[0] for one in found.description], row, strict=True))


def _put(connection: Connection, table: str, key: str, row: dict[str, Any]) -> None:
    """Write a fact over itself, its trigger away for this one statement; or put it back where it is missing."""
    names = ", ".join(f'"{name}"' for name in row)
    if connection.exec_driver_sql(f'SELECT 1 FROM "{table}" WHERE "{key}" = ?', (row[key],)).scalar() is None:
        marks = ", ".join("?" * len(row))
        connection.exec_driver_sql(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', tuple(row.values()))
        return
    trigger = f"{table}_no_update"
    query = f"SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = '{trigger}'"
    sql = connection.exec_driver_sql(query).scalar()
    connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {trigger}")
    values = {name: value for name, value in row.items() if name != key}
    setting = ", ".join(f'"{name}" = ?' for name in values)
    connection.exec_driver_sql(f'UPDATE "{table}" SET {setting} WHERE "{key}" = ?', (*values.values(), row[key]))
    if sql:
        connection.exec_driver_sql(str(sql))
