"""Full-text search over what records say, in the language of either database.

A term is one word, or several that follow each other in one field; a final * stands for any ending.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Connection, TextClause, text

from review_tool.store.database import postgresql

_HOLDING = text("SELECT rowid FROM record_search WHERE record_search MATCH :query")
_HOW_MANY = text("SELECT count(*) FROM (SELECT 1 FROM record_search WHERE record_search MATCH :word LIMIT :most)")
_HOW_MANY_THERE = text(
    "SELECT count(*) FROM (SELECT 1 FROM record_search WHERE words @@ search_term(:word) LIMIT :most) AS found"
)
_LIKEST = text("SELECT rowid FROM record_search WHERE record_search MATCH :query ORDER BY rank, rowid LIMIT :most")


def holding_all(connection: Connection, terms: Sequence[str]) -> Sequence[int]:
    """The records that hold every term."""
    if postgresql.is_ours(connection):
        return connection.scalars(_asked(len(terms), "&&", ""), _numbered(terms)).all()
    query = " ".join(f'"{term.rstrip("*")}"' + ("*" if term.endswith("*") else "") for term in terms)
    return connection.scalars(_HOLDING, {"query": query}).all()


def likest(connection: Connection, words: Sequence[str], *, limit: int) -> Sequence[int]:
    """The records that hold any of the words, the likest first."""
    if postgresql.is_ours(connection):
        query = _asked(len(words), "||", "ORDER BY ts_rank(words, query, 1) DESC, id LIMIT :most")
        return connection.scalars(query, {**_numbered(words), "most": limit}).all()
    return connection.scalars(_LIKEST, {"query": " OR ".join(f'"{word}"' for word in words), "most": limit}).all()


def rarer(connection: Connection, words: Sequence[str], *, than: int) -> list[str]:
    """Those of the words that fewer records hold; no more than so many are looked at for each."""
    ours = postgresql.is_ours(connection)
    query = _HOW_MANY_THERE if ours else _HOW_MANY
    return [
        word for word in words if connection.scalar(query, {"word": word if ours else f'"{word}"', "most": than}) < than
    ]


@cache
def _asked(terms: int, between: str, order: str) -> TextClause:
    """`search_term` is a function of the schema: it reads a term as the index reads a record."""
    query = f" {between} ".join(f"search_term(:term{place})" for place in range(terms))
    return text(f"SELECT id FROM record_search, CAST(({query}) AS tsquery) AS query WHERE words @@ query {order}")


def _numbered(terms: Sequence[str]) -> dict[str, str]:
    return {f"term{place}": term for place, term in enumerate(terms)}
