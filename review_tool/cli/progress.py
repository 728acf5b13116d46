"""Long work on a terminal: one line on stderr that says where it is, and Ctrl+C that stops it cleanly."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from review_tool.domain.text import one_line, shorten
from review_tool.services.progress import Cancellable

_CLEAR = "\r" + " " * 79 + "\r"
"""Blanks, which every terminal and log can take, in place of the sequence that would clear the line."""
_MANY = 100_000
"""From here on a share says more than a count."""
_EVERY = 0.1
"""Seconds between two repaints."""


class _Line:
    """One line that is written over; nothing where stderr is no terminal."""

    def __init__(self) -> None:
        self.on = sys.stderr.isatty()
        self._last = 0.0

    def show(self, done: int, total: int, words: str) -> None:
        now = time.monotonic()
        if not self.on or now - self._last < _EVERY:
            return
        self._last = now
        far = f"{100 * done // total} %" if total >= _MANY else f"{done} of {total}" if total else str(done or "")
        sys.stderr.write(_CLEAR + shorten(f"{one_line(words)} … {far} (Ctrl+C stops)", 78))
        sys.stderr.flush()

    def clear(self) -> None:
        if self.on:
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()


@contextmanager
def shown() -> Iterator[Cancellable]:
    """Progress for a service. Ctrl+C asks the service to stop, which it does before it commits; a second one insists.

    Where the work was all but done it ends as done, and says so: never "stopped" over something written.
    """
    line = _Line()
    progress = Cancellable(line.show)

    def stop(_number: int, _frame: FrameType | None) -> None:
        progress.cancel()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, stop) if main else None
    try:
        yield progress
    finally:
        if main:
            signal.signal(signal.SIGINT, before)
        line.clear()
