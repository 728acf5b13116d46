"""The database driver: which SQLite, how it is set, and where it may not lie."""

from __future__ import annotations

import importlib
import os
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine import Connection

from review_tool.domain.errors import ReviewError

DATABASE = "review.db"
"""The file of a review in a folder."""

FOLDERS = ("imports", "exports")
"""What lies beside it."""

NAME = "sqlite"
"""What SQLAlchemy calls this kind of database."""
WRITING = "review_tool_writing"
"""Execution option of a connection that means to write: it begins IMMEDIATE."""

UNWAITED = "review_tool_unwaited"
"""Execution option of a statement whose answer nobody needs: PostgreSQL is sent it together with the next one."""

PAGE = 8192
"""Bytes of a page of a new review. Records rarely fit into the usual 4 KiB, and each further page is one more write."""

LOG_PAGES = 16_384_000 // PAGE
"""When the log holds so many, the next write brings them into the database file itself (see `settle`)."""

# A write-ahead log shared by several connections could be reset at the wrong instant before 3.51.3; fixed also in the
# 3.50.7 and 3.44.6 branches (sqlite.org/wal.html, "The WAL Reset Bug").
_FIXED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))

_NETWORK = frozenset(
    [
        "9p",
        "afs",
        "afpfs",
        "ceph",
        "cifs",
        "davfs",
        "fuse.gvfsd-fuse",
        "fuse.rclone",
        "fuse.sshfs",
        "glusterfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "smb2",
        "smb3",
        "smbfs",
        "vboxsf",
    ]
)
_SYNCED = (
    "Dropbox",
    "OneDrive",
    "Google Drive",
    "GoogleDrive",
    "iCloud Drive",
    "Mobile Documents",
    "Nextcloud",
    "ownCloud",
)


def sqlite_module() -> ModuleType:
    """The SQLite module with the WAL-reset fix where its wheel exists, else Python's own."""
    try:
        return importlib.import_module("pysqlite3")
    except ImportError:
        return importlib.import_module("sqlite3")


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite may serve several connections in WAL mode."""
    newest = _FIXED[0]
    return version >= newest or any(version[:2] == fixed[:2] and version >= fixed for fixed in _FIXED[1:])


def sqlite_engine(path: Path) -> Engine:
    """An engine on one SQLite file, set up as the design asks; opens nothing yet."""
    module = sqlite_module()
    safe = wal_is_safe(module.sqlite_version_info)
    engine = create_engine(
        URL.create("sqlite", database=str(path.absolute())),  # a name may hold what a written URL would not
        module=module,
        pool_use_lifo=True,  # a connection that wrote last knows its pages still; another has to read them again
        connect_args={"isolation_level": None, "check_same_thread": False, "timeout": 5},
    )

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=5000")
        # Without the fix one connection at a time in rollback mode is the safe way; the file lock sees to the rest.
        mode = "wal" if safe else "delete"
        cursor.execute(f"PRAGMA page_size={PAGE}")  # says nothing to a database that is there already
        cursor.execute(f"PRAGMA journal_mode={mode}")
        if (got := cursor.fetchone()[0]) != mode:
            raise ReviewError(
                f"The database would not take journal mode {mode} (it says {got}).",
                hint="Move the review to a folder on this computer's own disk.",
            )
        for pragma in (
            "synchronous=FULL",
            "foreign_keys=ON",
            "recursive_triggers=ON",
            "trusted_schema=OFF",
            "mmap_size=0",
            "cache_size=-32768",
            f"wal_autocheckpoint={LOG_PAGES}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get(WRITING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def settle(connection: Connection) -> None:
    """Bring the write-ahead log into the database file, as far as that goes without waiting for anybody."""
    direct: Any = connection.connection.driver_connection
    direct.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def refuse_shared_folder(folder: Path) -> None:
    """Raises ReviewError where the folder is on a network or cloud-synced: SQLite's log is unsafe there."""
    way_out = (
        "Keep the review on this computer's disk and hand over a copy; a team on several machines needs PostgreSQL."
    )
    place = folder.resolve()
    for part in place.parts:
        if part in _SYNCED or any(part.startswith(name + " ") or part.startswith(name + "-") for name in _SYNCED):
            raise ReviewError(f"{folder} is synchronised by {part}, which can tear a database apart.", hint=way_out)
    kind = _filesystem(place)
    if kind in _NETWORK:
        raise ReviewError(f"{folder} is on a network file system ({kind}), where SQLite is not safe.", hint=way_out)


def _filesystem(place: Path) -> str:
    """The type of the file system that holds the place, where the system tells (Linux); else ""."""
    mounts = Path("/proc/self/mounts")
    if not mounts.exists():
        return ""
    best, kind = "", ""
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        fields = line.split(" ")
        if len(fields) > 2:
            point = fields[1].replace("\\040", " ")
            inside = str(place) == point or str(place).startswith(point.rstrip("/") + "/")
            if inside and len(point) >= len(best):
                best, kind = point, fields[2]
    return kind


def make_private(path: Path) -> None:
    """Only its owner may read or write the file."""
    os.chmod(path, 0o600)
