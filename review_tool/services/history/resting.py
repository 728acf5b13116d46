"""Saying what stands in the way of an undo: who did what, and when, that rests on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from review_tool.domain.errors import ReviewError
from review_tool.store.history import log
from review_tool.store.review import Review
from review_tool.store.unit import RestedOn

_NAMED = 8


@contextmanager
def named(review: Review, *, by: str) -> Iterator[None]:
    """Around an undo: where something later rests on it, the refusal names that, as far as `by` may know of it.

    Raises:
        ReviewError: something rests on it, with a line for each of the newest such deeds.
    """
    try:
        yield
    except RestedOn as refused:
        # They know every stage's rules and every table's keys: slow to import, and seldom asked.
        from review_tool.services.history import auditing
        from review_tool.store.queries import resting

        with review.reading() as connection:
            together = set(log.numbers_of(connection, refused.together).values())
            numbers = [number for number in resting.on(connection, refused.n) if number not in together]
        if not numbers:
            raise
        told = auditing.tell(review, numbers[:_NAMED], reviewer=by, authors=True)
        lines = [f"{one.event.at[:16].replace('T', ' ')}  {one.words}  (event {one.number})" for one in told]
        if len(numbers) > _NAMED:
            lines.append(f"… and {len(numbers) - _NAMED:,} more.")
        many = f"{len(numbers):,} later deeds rest" if len(numbers) > 1 else "A later deed rests"
        raise ReviewError(
            f"{many} on this, so it cannot be taken back by itself.",
            hint=f"Take {'them back first, the newest first' if len(numbers) > 1 else 'it back first'}:"
            f" `review-tool undo {numbers[0]}`, or on the audit screen.",
            details=tuple(lines),
        ) from refused
