"""Records against their own hash and against what their import wrote down; kept files against their name."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, select

from review_tool.store import tables as t
from review_tool.store.database.loading import content_hash
from review_tool.store.database.streaming import Ask, bare, go_on
from review_tool.store.history.verify_log import IMPORT

_NAMES = tuple(column.name for column in t.record.columns)


def imports(connection: Connection) -> dict[str, tuple[int, dict[str, Any]]]:
    """The id of every import's event → its number and what it says. What cannot be read, the log's own check tells."""
    e = t.event.c
    found: dict[str, tuple[int, dict[str, Any]]] = {}
    for made, n, payload in connection.execute(select(e.id, e.n, e.payload).where(e.kind == IMPORT).order_by(e.n)):
        with suppress(TypeError, ValueError):
            said = json.loads(payload)
            if isinstance(said, dict) and said.keys() >= {"file", "added", "digest"}:
                found[made] = n, said
    return found


def record_problems(connection: Connection, ask: Ask = go_on) -> Iterator[str]:
    digests: dict[str, Any] = defaultdict(hashlib.sha256)
    counts: dict[str, int] = defaultdict(int)
    for values in bare(connection, t.record.name, _NAMES, "id", ask=ask):
        row = dict(zip(_NAMES, values, strict=True))
        made = row["imported"]
        if content_hash(row) != row["hash"]:
            yield f"Record {row['id']} was changed after it was imported."
        digests[made].update(str(row["hash"]).encode())
        counts[made] += 1
    for made, (_, payload) in imports(connection).items():
        if counts[made] != payload["added"]:
            yield f"The import of {payload['file']} brought {payload['added']} records; {counts[made]} are here."
        elif payload["added"] and digests[made].hexdigest() != payload["digest"]:
            yield f"The records of the import of {payload['file']} are not those that came."


def file_problems(connection: Connection, ask: Ask = go_on) -> Iterator[str]:
    for name, data in bare(connection, t.file.name, ("sha", "data"), "sha", ask=ask, at_a_time=5):
        try:
            sha = hashlib.sha256(zlib.decompress(data)).hexdigest()
        except zlib.error:
            sha = ""
        if sha != name:
            yield f"The kept file {name[:12]} was changed."
    kept = select(t.file.c.sha)
    for named in (t.record.c.file, t.document.c.sha):
        missing = select(named).where(named.not_in(kept)).distinct().order_by(named)
        for name in connection.scalars(missing):
            yield f"The kept file {name[:12]} is missing."
