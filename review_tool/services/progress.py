"""How long work tells where it is, and learns that it should stop."""

from __future__ import annotations

from typing import Protocol

from review_tool.domain.errors import Cancelled


class Progress(Protocol):
    """Called now and then by long work; raises `Cancelled` to stop it, with nothing written."""

    def __call__(self, done: int, total: int, words: str, /) -> None: ...


def silent(done: int, total: int, words: str) -> None:
    """Progress nobody watches."""


class Cancellable:
    """Progress that a person can stop: call `cancel` from any thread."""

    def __init__(self, show: Progress = silent) -> None:
        self._show = show
        self._stop = False

    def cancel(self) -> None:
        self._stop = True

    def __call__(self, done: int, total: int, words: str, /) -> None:
        if self._stop:
            raise Cancelled("Stopped; nothing was written.")
        self._show(done, total, words)
