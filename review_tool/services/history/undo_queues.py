"""What taking an event back does to the work that lies before people: who has less to do, and what leaves full text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from review_tool.domain.decision import Outcome, Stage, Standing

Lists = Mapping[tuple[str, str], int]
"""Stage and reviewer → how many reports lie before them."""


@dataclass(frozen=True, slots=True)
class Queues:
    """What comes and goes between the stages and in people's lists."""

    left: tuple[int, ...] = ()
    """Reports that would not be at full text any more."""
    came: tuple[int, ...] = ()
    """Reports that would be at full text again."""
    closed: tuple[tuple[str, str], ...] = ()
    """Stage and reviewer of lists in which nothing would be left to do."""

    @property
    def counts(self) -> Iterator[str]:
        """`3 reports leave full text`, `2 lists close`; nothing where nothing of that kind would change."""
        for n, one, many in (
            (len(self.left), "report leaves full text", "reports leave full text"),
            (len(self.came), "report comes to full text", "reports come to full text"),
            (len(self.closed), "list closes", "lists close"),
        ):
            if n:
                yield f"{n:,} {one if n == 1 else many}"


NOTHING_MOVED = Queues()


def moved(before: Mapping[int, Standing], after: Mapping[int, Standing], had: Lists, have: Lists) -> Queues:
    """What is different, given where reports stand at title and abstract and people's lists, before and after."""
    was, now = (
        {number for number, at in standings.items() if at.outcome is Outcome.INCLUDED} for standings in (before, after)
    )
    closed = tuple(whose for whose in sorted(had) if not have.get(whose))
    return Queues(tuple(sorted(was - now)), tuple(sorted(now - was)), closed)


def sentences(had: Lists, have: Lists) -> Iterator[str]:
    """Whose list would be shorter, close, or open; one that only becomes longer is told by what reopens."""
    for stage, reviewer in sorted(had.keys() | have.keys()):
        was, becomes = had.get((stage, reviewer), 0), have.get((stage, reviewer), 0)
        whose = f"{reviewer}'s list at {Stage(stage).words}"
        if not becomes:
            yield f"{whose} would close; {was:,} report{'' if was == 1 else 's'} would leave it."
        elif not was:
            yield f"{whose} would open with {becomes:,} report{'' if becomes == 1 else 's'}."
        elif becomes < was:
            yield f"{whose} would hold {becomes:,} report{'' if becomes == 1 else 's'}, not {was:,}."
