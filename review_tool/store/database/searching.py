"""Full-text search over what records say, in the language of either database.

A term is one word, or several that follow each other in one field; a final * stands for any ending.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, text

from review_tool.store.database import postgresql
from review_tool.store.database.numbers import numbers_in

_HOLDING = text(  # the records are gone through as they were found: the other way round takes twice as long
    "SELECT group_concat(report.root) FROM record_search CROSS JOIN report ON report.id = record_search.rowid "
    "WHERE record_search MATCH :query"
)
_HOW_MANY = text("SELECT count(*) FROM (SELECT 1 FROM record_search WHERE record_search MATCH :word LIMIT :most)")
_HOW_MANY_THERE = text(
    "SELECT count(*) FROM (SELECT 1 FROM record_search WHERE words @@ search_term(:word) LIMIT :most) AS found"
)
_LIKEST = text("SELECT rowid FROM record_search WHERE record_search MATCH :query ORDER BY rank, rowid LIMIT :most")


def reports_holding(connection: Connection, terms: Sequence[str]) -> list[int]:
    """The reports with a record that holds every term, the lowest number first."""
    if postgresql.is_ours(connection):
        query = (
            "SELECT string_agg(CAST(report.root AS TEXT), ',') FROM record_search "
            f"JOIN report ON report.id = record_search.id WHERE words @@ {_asked(len(terms), '&&')}"
        )
        found = connection.scalar(text(query), _numbered(terms))
    else:
        asked = " ".join(f'"{term.rstrip("*")}"' + ("*" if term.endswith("*") else "") for term in terms)
        found = connection.scalar(_HOLDING, {"query": asked})
    return sorted(set(numbers_in(found)))


def likest(connection: Connection, words: Sequence[str], *, limit: int) -> Sequence[int]:
    """The records that hold any of the words, the likest first."""
    if postgresql.is_ours(connection):
        query = (
            f"SELECT id FROM record_search, {_asked(len(words), '||')} AS query WHERE words @@ query "
            "ORDER BY ts_rank(words, query, 1) DESC, id LIMIT :most"
        )
        return connection.scalars(text(query), {**_numbered(words), "most": limit}).all()
    return connection.scalars(_LIKEST, {"query": " OR ".join(f'"{word}"' for word in words), "most": limit}).all()


def rarer(connection: Connection, words: Sequence[str], *, than: int) -> list[str]:
    """Those of the words that fewer records hold; no more than so many are looked at for each."""
    ours = postgresql.is_ours(connection)
    query = _HOW_MANY_THERE if ours else _HOW_MANY
    return [
        word for word in words if connection.scalar(query, {"word": word if ours else f'"{word}"', "most": than}) < than
    ]


def _asked(terms: int, between: str) -> str:
    """`search_term` is a function of the schema: it reads a term as the index reads a record."""
    return f"CAST(({f' {between} '.join(f'search_term(:term{place})' for place in range(terms))}) AS tsquery)"


def _numbered(terms: Sequence[str]) -> dict[str, str]:
    return {f"term{place}": term for place, term in enumerate(terms)}
