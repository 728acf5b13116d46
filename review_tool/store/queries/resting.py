"""What later deeds rest on an event: whose rows speak of the rows that it made."""

from __future__ import annotations

from sqlalchemy import Connection, select

from review_tool.store import tables as t

_FOLLOWS_BY_ITSELF = (t.report, t.duty, t.undone)
"""Rows that are worked out, or are no deed of their own."""
_KEYS = [
    (parent, key.column, child, key.parent)
    for child in t.STATE
    if child not in _FOLLOWS_BY_ITSELF
    for key in child.foreign_keys
    if (parent := key.column.table) in t.STATE
]
_PARENTS = {parent for parent, *_ in _KEYS}


def on(connection: Connection, n: int) -> list[int]:
    """The numbers of the live events that rest on the event of number `n`, the newest first."""
    found: set[int] = set()
    fresh = {n}
    while fresh:
        deeper: set[int] = set()
        for parent, key, child, speaks_of in _KEYS:
            made = select(key).where(parent.c.n.in_(fresh))
            here = set(connection.scalars(select(child.c.n).where(speaks_of.in_(made)).distinct())) - found - {n}
            found |= here
            # Of what rests here, only these make rows that others speak of: all votes of a large import do not.
            deeper |= here if child in _PARENTS else set()
        fresh = deeper
    return sorted(found, reverse=True)
