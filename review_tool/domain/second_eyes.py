"""Who looks at an extracted value besides the person who extracted it, and where a field then stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from review_tool.domain.extraction import Check, Deed, Value


class Way(StrEnum):
    """How extraction is done. Rapid reviews extract once and verify (doi:10.1136/bmj-2023-076335)."""

    SINGLE = "single"
    """One person extracts; a second may verify."""
    VERIFIED = "verified"
    """One person extracts; a second verifies every value."""
    DUAL = "dual"
    """Two people extract, neither seeing the other's value; where they differ, the team settles."""

    @property
    def words(self) -> str:
        return {
            Way.SINGLE: "one person extracts, a second may verify",
            Way.VERIFIED: "one person extracts, a second verifies every value",
            Way.DUAL: "two extract blind, the team settles where they differ",
        }[self]


class State(StrEnum):
    """Where one field of one study stands."""

    TO_DO = "to do"
    EXTRACTED = "extracted"
    """By one; a second has not looked at it."""
    VERIFIED = "verified"
    CORRECTED = "corrected"
    AGREED = "agreed"
    """Two extracted the same."""
    DIFFER = "differ"
    """Two extracted blind, and differ."""
    SETTLED = "settled"

    @property
    def sign(self) -> str:
        """One character for a matrix, so that nothing is told by colour alone."""
        return {"to do": "·", "extracted": "○", "verified": "✓", "corrected": "±", "agreed": "=", "differ": "≠"}.get(
            self.value, "§"
        )


SEEN_TWICE = frozenset((State.VERIFIED, State.CORRECTED, State.AGREED, State.SETTLED))
"""States in which a second pair of eyes has been on a value."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of one study, as its values and checks make it."""

    state: State = State.TO_DO
    value: Value | None = None
    """The one that speaks; None before there is one, and while two differ."""
    values: tuple[Value, ...] = ()
    """The last value of each person, in the order they were given; a settled one last."""
    checks: tuple[Check, ...] = ()
    """Of the value that speaks."""


def cell(way: Way, values: Sequence[Value], checks: Sequence[Check] = ()) -> Cell:
    """Where a field stands, from its live values and checks in the order they were written."""
    if not values:
        return Cell()
    return _dual(values, checks) if way is Way.DUAL else _single(values, checks)


def _single(values: Sequence[Value], checks: Sequence[Check]) -> Cell:
    """The last value speaks, whoever wrote it."""
    last = values[-1]
    seen = tuple(check for check in checks if check.of == last.event)
    each = (last,) if len(values) == 1 else tuple(_last_of_each(values).values())
    if seen:
        state = State.VERIFIED
    elif last.deed is Deed.EXTRACTED:
        state = State.EXTRACTED
    else:
        state = State.CORRECTED if last.deed is Deed.CORRECTED else State.SETTLED
    return Cell(state, last, each, seen)


def _dual(values: Sequence[Value], checks: Sequence[Check]) -> Cell:
    """A settled value stands above the two; a check counts as extracting the same."""
    settled = [value for value in values if value.deed is Deed.SETTLED]
    each = _last_of_each(value for value in values if value.deed is not Deed.SETTLED)
    said = {person: value.said for person, value in each.items()}
    by_event = {value.event: value for value in values}
    for check in checks:
        if check.of in by_event and check.by not in said:
            said[check.by] = by_event[check.of].said
    last = tuple(each.values())
    if settled:
        return Cell(State.SETTLED, settled[-1], (*last, settled[-1]))
    first = last[0]
    if len(said) < 2:
        return Cell(State.EXTRACTED, first, last)
    if len(set(said.values())) > 1:
        return Cell(State.DIFFER, None, last)
    seen = tuple(check for check in checks if check.of == first.event)
    return Cell(State.AGREED, next((v for v in last if v.excerpt), first), last, seen)


def _last_of_each(values: Iterable[Value]) -> dict[str, Value]:
    """Person → their last value, in the order these were given."""
    each: dict[str, Value] = {}
    for value in values:
        each.pop(value.by, None)
        each[value.by] = value
    return each


def others(way: Way, found: Cell, reviewer: str) -> bool:
    """Whether the value that speaks is another person's, for this reviewer to check or correct."""
    return way is not Way.DUAL and found.value is not None and found.value.by != reviewer


def deed_on(way: Way, found: Cell, reviewer: str) -> Deed:
    """What writing a value there would be: settling what two differ on, correcting another's, or extracting."""
    if found.state in (State.DIFFER, State.SETTLED):
        return Deed.SETTLED
    return Deed.CORRECTED if others(way, found, reviewer) else Deed.EXTRACTED


def blinded(way: Way, found: Cell, reviewer: str) -> Cell:
    """What this reviewer may see of a field: while two are to extract blind, only one's own until both have."""
    if way is not Way.DUAL or found.state is not State.EXTRACTED:
        return found
    mine = tuple(value for value in found.values if value.by == reviewer)
    return Cell(State.EXTRACTED, mine[0], mine) if mine else Cell()
