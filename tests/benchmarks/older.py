"""A review as an older version of this program would have it: the schema of then, the facts of now."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config

from review_tool.domain.event import GENESIS, Event, digest
from review_tool.store import schema
from review_tool.store.database import driver
from review_tool.store.database.driver import sqlite_module


def empty(version: str, path: Path) -> None:
    """An empty database of that version of the schema."""
    config = Config()
    config.set_main_option("script_location", str(schema.folder()).replace("%", "%%"))
    engine = driver.sqlite_engine(path)
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        connection.commit()
    engine.dispose()


def as_of(version: str, database: Path) -> None:
    """Make a database one of that version, with the rows it had places for."""
    old = database.with_name("older.db")
    empty(version, old)
    with closing(sqlite_module().connect(str(old))) as plain:
        plain.execute("ATTACH ? AS now", (str(database),))
        names = "SELECT name FROM {}sqlite_master WHERE type = 'table' AND name NOT LIKE 'record_search%' "
        names += "AND name NOT LIKE 'sqlite_%' AND name <> 'alembic_version'"
        both = {row[0] for row in plain.execute(names.format(""))}
        both &= {row[0] for row in plain.execute(names.format("now."))}
        for table in sorted(both):
            columns = [
                {row[1] for row in plain.execute(f'PRAGMA {schema_}.table_info("{table}")')}
                for schema_ in ("main", "now")
            ]
            names_ = sorted(columns[0] & columns[1])
            shared = ", ".join(f'"{name}"' for name in names_)
            rows = plain.execute(f'SELECT {shared} FROM now."{table}" ORDER BY 1').fetchall()
            if table == "event" and "tick" not in names_:
                rows = _chained_anew(names_, rows)
            marks = ", ".join("?" * len(names_))
            plain.executemany(f'INSERT INTO main."{table}" ({shared}) VALUES ({marks})', rows)
        plain.commit()
    for rest in ("-wal", "-shm"):
        Path(f"{database}{rest}").unlink(missing_ok=True)
    old.replace(database)


def _chained_anew(names: list[str], rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The events hashed as before there were ticks."""
    heads: dict[str, str] = {}
    made = []
    for said in sorted((dict(zip(names, row, strict=True)) for row in rows), key=lambda said: int(said["n"])):
        content = {name: value for name, value in said.items() if name not in ("n", "hash")}
        event = Event(**content | {"payload": json.loads(said["payload"]), "prev": heads.get(said["writer"], GENESIS)})
        heads[event.writer] = digest(event)
        made.append(said | {"prev": event.prev, "hash": heads[event.writer]})
    return [tuple(said[name] for name in names) for said in made]
