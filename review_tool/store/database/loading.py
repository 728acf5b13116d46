"""Records by the ten thousand: what is written of each, and the quickest way for the database to take them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from json.encoder import encode_basestring as _quoted
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, insert, text

from review_tool.domain.event import canonical
from review_tool.domain.record import Entry
from review_tool.store import tables as t

Keyed = tuple[Entry, str]
"""A record as it was read, and its key: see `RawKeys`."""
_AT_A_TIME = 500
_BYTES_AT_A_TIME = 8 << 20
"""How many records, or bytes of them, are held before they are written."""
_NAMES = tuple(column.name for column in t.record.columns)
_SEARCHED = ("id", "title", "abstract", "authors", "journal", "keywords")
_INSERT = f"INSERT INTO record ({', '.join(_NAMES)}) VALUES ({', '.join('?' * len(_NAMES))})"
_INDEX = f"INSERT INTO record_search (rowid, {', '.join(_SEARCHED[1:])}) VALUES ({', '.join('?' * len(_SEARCHED))})"
_WORDS_HELD = 8 << 20
"""Bytes of words that the full-text index holds before it writes them out; each writing costs, and so does size."""
_SETTING = "INSERT INTO record_search (record_search, rank) VALUES (?, ?)"
_AUTOMERGE = 4
"""SQLite's own measure of how many parts of the index are merged into one when a single row comes in."""
_NO_CONTROL = bytes(range(0x20, 0x100))


class RawKeys:
    """What makes two deliveries of a source the same record: the same bytes, and the same how-manieth copy of them."""

    def __init__(self) -> None:
        self._copies: dict[int, int] = {}

    def next(self, raw: bytes) -> str:
        """The key of the next record of a delivery."""
        digest = hashlib.sha256(raw.strip())
        bytes_ = int.from_bytes(digest.digest()[:8], "big")  # all of it would hold three times the memory
        self._copies[bytes_] = copy = self._copies.get(bytes_, 0) + 1
        digest.update(b"\x00%d" % copy)
        return digest.hexdigest()


def content_hash(row: Mapping[str, Any]) -> str:
    """The SHA-256 of everything a record row says but its hash, so that a changed letter is found."""
    try:
        content = _content(row)
    except (KeyError, TypeError, AttributeError):  # a row from elsewhere may hold anything
        said = {name: value for name, value in row.items() if name not in ("hash", "raw")}
        content = canonical({**said, "raw": hashlib.sha256(row["raw"]).hexdigest()})
    return hashlib.sha256(content.encode()).hexdigest()


def _content(row: Mapping[str, Any]) -> str:
    """The canonical text of a row that is as the table would have it, written out: a review has 100,000 of them.

    Raises:
        KeyError, TypeError, AttributeError: it is not as the table would have it.
    """
    year = row["year"]
    numbers = {type(row["id"]), type(row["line"]), type(row["position"]), int if year is None else type(year)}
    if numbers != {int} or len(row) - ("hash" in row) != len(_NAMES) - 1:
        raise TypeError("not a row of the table")
    return (
        f'{{"abstract":{_quoted_long(row["abstract"])},"authors":{_quoted(row["authors"])},"doi":{_quoted(row["doi"])},'
        f'"file":{_quoted(row["file"])},"file_name":{_quoted(row["file_name"])},"id":{row["id"]},'
        f'"imported":{_quoted(row["imported"])},"issue":{_quoted(row["issue"])},"journal":{_quoted(row["journal"])},'
        f'"keywords":{_quoted(row["keywords"])},"language":{_quoted(row["language"])},"line":{row["line"]},'
        f'"pages":{_quoted(row["pages"])},"pmid":{_quoted(row["pmid"])},"position":{row["position"]},'
        f'"raw":"{hashlib.sha256(row["raw"]).hexdigest()}","raw_key":{_quoted(row["raw_key"])},'
        f'"source":{_quoted(row["source"])},"source_id":{_quoted(row["source_id"])},"title":{_quoted(row["title"])},'
        f'"type":{_quoted(row["type"])},"url":{_quoted(row["url"])},"volume":{_quoted(row["volume"])},'
        f'"year":{"null" if year is None else year}}}'
    )


def _quoted_long(text: str) -> str:
    """The JSON text of a text, in a quarter of the time where it is long and holds no control character."""
    if text.encode().translate(None, _NO_CONTROL):
        return _quoted(text)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def record_row(
    number: int, entry: Entry, key: str, *, imported: str, file: str, name: str, source: str
) -> dict[str, Any]:
    """The row of a record as it came."""
    citation = entry.citation
    row: dict[str, Any] = {
        "id": number,
        "imported": imported,
        "file": file,
        "file_name": name,
        "source": source,
        "position": entry.position,
        "line": entry.line,
        "raw": entry.raw,
        "raw_key": key,
        "title": citation.title,
        "authors": _listed(citation.authors),
        "year": citation.year,
        "journal": citation.journal,
        "volume": citation.volume,
        "issue": citation.issue,
        "pages": citation.pages,
        "doi": citation.doi,
        "pmid": citation.pmid,
        "abstract": citation.abstract,
        "keywords": _listed(citation.keywords),
        "url": citation.url,
        "type": citation.type,
        "language": citation.language,
        "source_id": citation.source_id,
    }
    row["hash"] = content_hash(row)
    return row


def _listed(values: Sequence[str]) -> str:
    """The JSON text of a list of texts."""
    return f"[{', '.join(map(_quoted, values))}]"


def held(entries: Iterable[Keyed]) -> Iterator[list[Keyed]]:
    """The records, as many at a time as are written together."""
    some: list[Keyed] = []
    size = 0
    for pair in entries:
        some.append(pair)
        size += len(pair[0].raw)
        if len(some) == _AT_A_TIME or size > _BYTES_AT_A_TIME:
            yield some
            some, size = [], 0
    if some:
        yield some


def write_records(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the rows of some records; within `loading`."""
    if connection.dialect.name != "sqlite":
        connection.execute(insert(t.record), [dict(row) for row in rows])
        return
    # Past SQLAlchemy's looking at every value, which takes longer than writing it.
    connection.exec_driver_sql(_INSERT, [*map(itemgetter(*_NAMES), rows)])
    connection.exec_driver_sql(_INDEX, [*map(itemgetter(*_SEARCHED), rows)])


@contextmanager
def loading(connection: Connection) -> Iterator[None]:
    """While many records are written by `write_records`; the transaction must end if an error leaves this.

    SQLite's full-text index is written out after every statement that fires a trigger, which would take longer than
    all the rest: its trigger is set aside, and rows go into the index thousands at a time. So is the trigger that
    refuses to write over a record: inserting does not, as an id that is there already refuses it. The other indexes of
    a table that is empty are quicker made at the end, from sorted rows.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    query = "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = 'record' AND sql > ''"
    made = connection.execute(text(query)).all()
    is_empty = connection.scalar(text("SELECT NOT EXISTS (SELECT 1 FROM record)"))
    triggers = ("record_searchable", "record_no_replace")
    aside = [row for row in made if row.name in triggers or (is_empty and row.type == "index")]
    for row in aside:
        connection.exec_driver_sql(f"DROP {row.type} {row.name}")
    connection.exec_driver_sql(_SETTING, ("hashsize", _WORDS_HELD))
    # Merging what was written out while more is to come would do most of it twice.
    connection.exec_driver_sql(_SETTING, ("automerge", 0))
    yield
    connection.exec_driver_sql(_SETTING, ("automerge", _AUTOMERGE))
    for row in aside:
        connection.exec_driver_sql(row.sql)
