"""The screens with somebody else's browser at the other end: what the process may not do, whatever a screen asks.

`confine` is called before the app is made and cannot be taken back. The screens' own manners, which path may be given
and where a file goes, are in `places.py`; this holds where one of them was forgotten.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from textual.drivers.web_driver import WebDriver
from textual.messages import ExitApp

MEMORY = 2 * 1024**3
"""Bytes of address space; what is really used is a twentieth of it."""
FILES = 256
_PROGRAMS = frozenset(
    (
        *("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty"),
        *("os.startfile", "os.startfile/2", "pty.spawn", "webbrowser.open"),
    )
)
_NONE, _FIRST, _BOTH = slice(0), slice(1), slice(2)
_CHANGES = dict.fromkeys(("os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.chmod", "os.chown"), _FIRST)
_CHANGES |= {"os.rename": _BOTH, "os.link": _BOTH, "os.symlink": slice(1, 2)}
"""Events of Python's own, and which of their arguments are paths that are changed."""
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class ServedDriver(WebDriver):
    """Textual's driver for the web, without opening addresses, and leaving when nobody is at the other end."""

    def open_url(self, url: str, new_tab: bool = True) -> None:
        """No address is opened: a link in a record is read, and typed by who wants to go there."""
        del url, new_tab

    def run_input_thread(self) -> None:
        super().run_input_thread()
        self._app.post_message(ExitApp())


def confine(address: str) -> None:
    """Limit this process for good: memory, no other program, and files only where a review's are written."""
    _limit()
    import platformdirs

    review = Path.cwd() if "://" in address else Path(address)
    kept = (review, platformdirs.user_state_path("review-tool"), Path(tempfile.gettempdir()))
    roots = tuple(os.path.join(os.path.realpath(path), "") for path in kept)

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        """Python calls this before each such deed (PEP 578); raising stops it."""
        if event in _PROGRAMS:
            raise PermissionError(1, "no other program is started from a browser")
        if event == "open":
            path, mode, flags = arguments
            is_written = bool(set(mode) & set("wax+")) if isinstance(mode, str) else bool(flags & _WRITING)
            paths = (path,) if is_written else ()
        else:
            paths = arguments[_CHANGES.get(event, _NONE)]
        for path in paths:
            if isinstance(path, str | bytes | os.PathLike) and not _is_inside(path, roots):
                raise PermissionError(13, "outside of the review")

    sys.addaudithook(refuse)


def _is_inside(path: Any, roots: tuple[str, ...]) -> bool:
    real = os.path.realpath(os.fsdecode(path))
    return real == os.devnull or os.path.join(real, "").startswith(roots)


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    for what, most in (("RLIMIT_AS", MEMORY), ("RLIMIT_NOFILE", FILES), ("RLIMIT_CORE", 0)):
        kind = getattr(resource, what, None)
        if kind is not None:
            hard = resource.getrlimit(kind)[1]
            bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
            try:
                resource.setrlimit(kind, (bound, bound))
            except (ValueError, OSError):  # macOS refuses some; the size of the screen is bounded anyway
                continue
