"""The health of this computer and of a review: checks, each with a word on what it found."""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
from dataclasses import dataclass

from review_tool.services import auditing
from review_tool.store import driver, postgresql, schema
from review_tool.store.review import DATABASE, Review

_PARTS = ("textual", "sqlalchemy", "alembic", "rapidfuzz", "bibtexparser")
_ROOM = 200_000_000
"""Bytes of free disk below which a review may run full."""


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    ok: bool
    words: str
    hint: str = ""


def of_computer() -> list[Check]:
    """What this computer brings."""
    sqlite = driver.sqlite_module()
    safe = driver.wal_is_safe(sqlite.sqlite_version_info)
    parts = ", ".join(f"{part} {importlib.metadata.version(part)}" for part in _PARTS)
    return [
        Check("Python", True, f"{platform.python_version()} on {platform.system()} {platform.machine()}"),
        Check("parts", True, parts),
        Check(
            "SQLite",
            True,
            f"{sqlite.sqlite_version} ({sqlite.__name__})"
            + ("" if safe else ", without the fix of its write-ahead log: one writer at a time, and slower"),
            "" if safe else "Where a wheel of pysqlite3 exists, `pip install pysqlite3` brings a mended one.",
        ),
    ]


def of_review(review: Review) -> list[Check]:
    """What a review's folder and database show; every part of the log is verified."""
    found = auditing.check(review)
    log = Check(
        "log",
        found.ok,
        f"{found.events} events of {found.writers} writers"
        + (f"; {found.first_problem}" if found.problems else ", whole"),
        "See `review-tool audit verify`.",
    )
    with review.reading() as connection:
        version = schema.version(connection)
        if postgresql.is_ours(connection):
            return [Check("database", True, f"version {version}, {postgresql.described(connection)}"), log]
        integrity = str(connection.exec_driver_sql("PRAGMA quick_check").scalar())
    free = shutil.disk_usage(review.folder).free
    mode = (review.folder / DATABASE).stat().st_mode & 0o077
    return [
        Check("database", integrity == "ok", f"version {version}; SQLite's check: {integrity}", "Go back to a backup."),
        log,
        Check(
            "privacy",
            not mode or platform.system() == "Windows",
            "others on this computer can read the review" if mode else "only you can read the review",
            f"chmod 600 {review.folder / DATABASE}",
        ),
        Check("disk", free > _ROOM, f"{free // 1_000_000} MB free", "Make room before you import."),
    ]
