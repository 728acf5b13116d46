"""How much one browser may ask, and for how long."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

COLUMNS, ROWS = (20, 400), (10, 200)
"""The smallest and the largest screen, whatever a browser says of its own."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Times in seconds unless told otherwise, sizes in bytes."""

    sessions: int = 20
    """Screens open at once."""
    per_person: int = 4
    """Of them, one person's."""
    idle: float = 3600
    """Without a key or a click, then the screen is closed."""
    hours: float = 12
    """A sign-in lasts so long, in hours."""
    link_hours: float = 48
    """A link that nobody used lasts so long, in hours."""
    message: int = 64 * 1024
    """The largest message; a larger one closes the socket."""
    messages_a_second: float = 200
    """A moving mouse sends a hundred. Who sends more is read no faster."""
    bytes_a_second: float = 256 * 1024
    hanging: float = 20
    """A browser that takes nothing for so long is gone."""
    resizes: float = 0.1
    """Between two changes of the screen's size; the last one counts."""
    look: float = 5
    """Between two looks whether a screen may stay."""
    note_every: float = 600
    """Between two entries of the log about who was turned away."""
    notes: int = 50
    """Such entries in all, of one run of the server: a flood must not fill the log."""


def clamped(columns: object, rows: object) -> tuple[int, int]:
    """A screen's size within what is sensible; 80 × 24 for what is no number."""
    return _within(columns, COLUMNS, 80), _within(rows, ROWS, 24)


def _within(given: object, bounds: tuple[int, int], otherwise: int) -> int:
    try:
        number = int(str(given))
    except ValueError:
        number = otherwise
    return max(bounds[0], min(number, bounds[1]))


class Pace:
    """Lets so much through in a second, and as much again at once after a pause; who is too fast is made to wait."""

    def __init__(self, messages: float, size: float) -> None:
        self._rates = (messages, size)
        self._room = [2 * messages, 2 * size]
        self._last = asyncio.get_running_loop().time()

    async def keep(self, size: int) -> None:
        """Wait until one message of this size is due."""
        now = asyncio.get_running_loop().time()
        waits = []
        for n, (rate, cost) in enumerate(zip(self._rates, (1, size), strict=True)):
            self._room[n] = min(self._room[n] + rate * (now - self._last), 2 * rate) - cost
            waits.append(-self._room[n] / rate)
        self._last = now
        if (wait := max(waits)) > 0:
            await asyncio.sleep(wait)
