"""A PostgreSQL server of the tests' own, and new databases in it.

It listens on a socket in a temporary folder and nowhere else, and goes when the tests end. The server refuses to be run
by root; where the tests are, it is run as the user `postgres` that its package made.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

_TEMPLATE = "review_template"
_PLACES = ("/usr/lib/postgresql", "/usr/local/lib/postgresql", "/opt/homebrew/opt", "/usr/pgsql")


def programs() -> Path | None:
    """The folder of the server's programs; None where there is no server."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    places = [found for place in _PLACES for found in sorted(Path(place).glob("*/bin"), reverse=True)]
    return next((place for place in places if (place / "initdb").exists()), None)


def missing() -> str:
    """Why the tests cannot run on PostgreSQL here; "" where they can."""
    if programs() is None:
        return "no PostgreSQL server is installed (apt-get install postgresql)"
    if importlib.util.find_spec("psycopg") is None:
        return "psycopg is not installed (pip install 'review-tool[postgresql]')"
    if _is_root() and not _has_user("postgres"):
        return "a PostgreSQL server cannot be run by root, and there is no user postgres"
    return ""


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _has_user(name: str) -> bool:
    import pwd

    return any(entry.pw_name == name for entry in pwd.getpwall())


@dataclass
class Server:
    """A running server."""

    folder: Path
    _names: Iterator[int] = field(default_factory=lambda: count(1))
    _prepared: bool = False

    def url(self, database: str, user: str = "postgres") -> str:
        return f"postgresql+psycopg://{user}@/{database}?host={self.folder}"

    def connect(self, database: str = "postgres", user: str = "postgres") -> Any:
        """A connection without the program, each statement by itself."""
        import psycopg

        return psycopg.connect(host=str(self.folder), dbname=database, user=user, autocommit=True)

    def new(self) -> str:
        """The name of a new, empty database."""
        name = f"review_{next(self._names)}"
        with self.connect() as admin:
            admin.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        return name

    def prepared(self) -> str:
        """The name of a new database that has the tables of a review, and no review: made many times faster."""
        if not self._prepared:
            self._prepare()
        name = f"review_{next(self._names)}"
        with self.connect() as admin:
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE} STRATEGY FILE_COPY")
        return name

    def _prepare(self) -> None:
        from review_tool.store import schema
        from review_tool.store.database import postgresql

        with self.connect() as admin:
            admin.execute(f"CREATE DATABASE {_TEMPLATE} TEMPLATE template0 ENCODING 'UTF8'")
        engine = postgresql.engine(self.url(_TEMPLATE))
        with engine.begin() as connection:
            schema.upgrade(connection)
        engine.dispose()
        self._prepared = True

    def drop(self, database: str) -> None:
        with self.connect() as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


@contextmanager
def running() -> Iterator[Server]:
    """A server for as long as the block runs; its data reach the disk as a real one's do."""
    # The socket's path may be no longer than about 100 letters, which pytest's own folders are.
    with tempfile.TemporaryDirectory(prefix="review-tool-pg-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        if _is_root():
            shutil.chown(folder, "postgres")
        data = folder / "data"
        _run(["initdb", "-D", data, "-U", "postgres", "--auth", "trust", "-E", "UTF8", "--locale", "C"])
        options = f"-k {folder} -c listen_addresses='' -c max_connections=150"
        _run(["pg_ctl", "-D", data, "-w", "-o", options, "-l", folder / "log", "start"])
        try:
            yield Server(folder)
        finally:
            stop(folder, "immediate")


def stop(folder: Path, mode: str) -> None:
    _run(["pg_ctl", "-D", folder / "data", "-w", "-m", mode, "stop"])


def restart(folder: Path) -> None:
    """Start a stopped server again, with the options it had."""
    _run(["pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "start", "-o", f"-k {folder}"])


def _run(command: list[Any]) -> None:
    """Run one of the server's programs, not as root."""
    place = programs()
    assert place is not None
    who: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": []} if _is_root() else {}
    # pg_ctl leaves the server with the pipes it was given: to a file they go, so that nobody waits for their end.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            [place / command[0], *map(str, command[1:])],
            stdout=said,
            stderr=said,
            stdin=subprocess.DEVNULL,
            cwd="/",
            **who,
        )
        if done.returncode:
            said.seek(0)
            raise RuntimeError(said.read().decode(errors="replace"))
