"""Long lists of numbers, read as one text: as rows they would take several times as long."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, String, cast, func, select


def numbers(connection: Connection, query: Select[Any]) -> list[int]:
    """What a query of one column of whole numbers finds, the lowest first."""
    found = query.order_by(None).subquery()
    (column,) = found.c
    text = connection.scalar(select(func.aggregate_strings(cast(column, String), ",")))
    return sorted(map(int, text.split(","))) if text else []
