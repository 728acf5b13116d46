"""Copies of a review: what each is called, and which numbers its records have.

Copies made of one bundle know nothing of each other, so that both are drawn by lot, from so many that no two meet: of
fifty copies two would have one name once in 10¹⁶ times. Records bear shorter numbers, of 15 digits at most, since a
spreadsheet rounds longer ones: of fifty copies that all import, two would number alike once in 700,000 times, and then
the second's bundle is refused by name.
"""

from __future__ import annotations

import secrets

_LONG = 16
_EARLIER_NUMBERS = 10_000_000
"""How many records a copy with a name of four digits can number, as versions to 0.1 gave them."""
_NUMBERS = 1_000_000
_FIRST = 1_000_000_000_000
"""Above all numbers of copies with names of four digits."""
_RANGES = 900_000_000


def name() -> str:
    """A name for a new copy: sixteen digits, base 16."""
    return secrets.token_hex(_LONG // 2)


def numbers(replica: str) -> range:
    """The numbers that records imported in a copy may have. The first is one more than the first here."""
    if not replica:
        return range(_EARLIER_NUMBERS)
    drawn = int(replica, 16)
    if len(replica) < _LONG:
        return range((1 + drawn) * _EARLIER_NUMBERS, (2 + drawn) * _EARLIER_NUMBERS)
    first = _FIRST + drawn % _RANGES * _NUMBERS
    return range(first, first + _NUMBERS)
