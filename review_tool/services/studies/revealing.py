"""What a deed would show that is blind still: found by doing it, and refused until it is agreed to.

For deeds that change who may see whose values; `undoing` asks the same before one of them is taken back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from review_tool.domain.errors import ReviewError
from review_tool.domain.event import Event
from review_tool.services.studies.in_sight import EXTRACTING, hidden_values
from review_tool.store.history import log
from review_tool.store.review import Reading
from review_tool.store.unit import Unit


class Reveals(ReviewError):
    """It would show what is blind still. Nothing was written."""

    def __init__(self, message: str) -> None:
        super().__init__(message, hint="Let both finish first; --yes shows it nevertheless.")


@contextmanager
def agreed(unit: Unit, *, reveal: bool) -> Iterator[None]:
    """Around a deed.

    Args:
        reveal: it may show what is blind still.

    Raises:
        Reveals: it would, and may not.
    """
    before = {} if reveal else _blind(unit.connection)
    yield
    if before:
        unit.finish()
        after = _blind(unit.connection)
        shown = [event for known, event in before.items() if known not in after]
        if shown:
            who = " and ".join(sorted({event.actor for event in shown}))
            entries = "1 entry" if len(shown) == 1 else f"{len(shown)} entries"
            raise Reveals(
                f"What {who} did blind ({entries}) would be shown to everybody at once, and cannot be made blind again."
            )


def _blind(connection: Reading) -> dict[str, Event]:
    """Every live value and passage that others than its author may not read yet."""
    gone = log.undone_ids(connection)
    events = [event for event in log.of_kinds(connection, EXTRACTING) if event.id not in gone]
    kept = hidden_values(connection, events, "")
    return {event.id: event for event in events if event.id in kept}
