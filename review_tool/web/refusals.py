"""Who was turned away, counted, and told to the log now and then: a flood must not fill it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime

Note = Callable[[Mapping[str, int], datetime], None]
"""Writes the counts since a moment into the log."""


class Refusals:
    """Counts by reason; `keep` writes them at intervals, at most so often in all, and what is left at the end."""

    def __init__(self, note: Note, clock: Callable[[], datetime], *, every: float, at_most: int) -> None:
        self._note, self._clock, self._every, self._left = note, clock, every, at_most
        self._counts: Counter[str] = Counter()
        self._since: datetime | None = None
        self._writing = asyncio.Lock()

    def count(self, reason: str) -> None:
        self._since = self._since or self._clock()
        self._counts[reason] += 1

    async def keep(self) -> None:
        """Write at intervals, until cancelled. The first comes soon: somebody may be at the door."""
        await asyncio.sleep(min(self._every, 30))
        while True:
            await self.write()
            await asyncio.sleep(self._every)

    async def write(self) -> None:
        """Write what was counted since the last time."""
        async with self._writing:
            counts, since = Counter(self._counts), self._since
            if not counts or since is None or self._left <= 0:
                return
            self._left -= 1
            self._counts.clear()
            self._since = None
            await asyncio.to_thread(self._note, counts, since)
