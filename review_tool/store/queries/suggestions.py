"""Reading what became of suggested passages."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from review_tool.domain.fulltext import Span
from review_tool.store import tables as t


@dataclass(frozen=True, slots=True)
class Judged:
    """A suggested passage that a person confirmed or set aside."""

    report: int
    label: str
    confirmed: bool
    text: str
    heading: str
    span: Span
    by: str


def judged(connection: Connection, root: int | None = None) -> list[Judged]:
    """Those of a report, or of all, oldest first."""
    s = t.suggestion.c
    query = (
        select(t.suggestion, t.report.c.root, t.event.c.actor)
        .join(t.event, t.event.c.n == s.n)
        .join(t.report, t.report.c.id == s.report)
        .order_by(s.n)
    )
    if root is not None:
        query = query.where(t.report.c.root == root)
    return [
        Judged(
            row.root,
            row.label,
            row.confirmed,
            row.text,
            row.heading,
            Span(row.sha, row.page, row.start, row.end),
            row.actor,
        )
        for row in connection.execute(query)
    ]
