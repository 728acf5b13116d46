"""The files that may be brought in: where they are, and whether they changed."""

from __future__ import annotations

import shlex
from pathlib import Path
from urllib.parse import unquote, urlsplit

NOT_CITATIONS = frozenset((".md", ".toml", ".db"))
"""Suffixes of files that lie in `imports/` to be read by people."""


def stamp_of(path: Path) -> tuple[int, int]:
    """Another value once the file was changed."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_size, found.st_mtime_ns


def path_from(text: str) -> Path:
    """The path in what a terminal pastes when a file is dropped on it: quoted, escaped, or a file URL."""
    line = text.strip().splitlines()[0].strip() if text.strip() else ""
    if line.startswith("file://"):
        return Path(unquote(urlsplit(line).path))
    if line[:1] in "'\"" or "\\ " in line:
        try:
            line = (shlex.split(line) or [line])[0]
        except ValueError:
            line = line.strip("'\"")
    return Path(line).expanduser()


def is_citations(path: Path, folder: Path) -> bool:
    """Whether a file in the folder may hold citations: hidden ones and those to be read by people do not."""
    inside = path.relative_to(folder).parts
    return path.is_file() and path.suffix.lower() not in NOT_CITATIONS and not any(p.startswith(".") for p in inside)
