"""Reading records as their files held them: their bytes, and the format these are in."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import Connection, select

from review_tool.store import tables as t
from review_tool.store.queries.blind import hidden_tag
from review_tool.store.state.standings import chunks


def raws(connection: Connection, records: Iterable[int]) -> dict[int, tuple[str, bytes]]:
    """Record → (format, bytes). Ask for a page at a time: abstracts weigh kilobytes each."""
    formats: dict[str, str] = {}
    found: dict[int, tuple[str, bytes]] = {}
    for ids in chunks(records):
        for row in connection.execute(
            select(t.record.c.id, t.record.c.raw, t.record.c.imported).where(t.record.c.id.in_(ids))
        ):
            if row.imported not in formats:
                payload = connection.scalar(select(t.event.c.payload).where(t.event.c.id == row.imported))
                formats[row.imported] = str(json.loads(payload)["format"]) if payload else ""
            found[row.id] = formats[row.imported], bytes(row.raw)
    return found


def report_tags(connection: Connection, reviewer: str) -> dict[int, tuple[str, ...]]:
    """Report → its tags, of every report that has one this reviewer may know of."""
    on: dict[int, dict[str, bool]] = {}
    query = select(t.tag.c.tag, t.tag.c.present, t.report.c.root).join(t.report, t.report.c.id == t.tag.c.report)
    query = query.where(~hidden_tag(connection, reviewer)).order_by(t.tag.c.n)
    for row in connection.execute(query):
        on.setdefault(row.root, {})[row.tag] = row.present
    return {root: tuple(sorted(tag for tag, present in tags.items() if present)) for root, tags in on.items()}
