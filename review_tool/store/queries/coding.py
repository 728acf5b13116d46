"""Reading codes, themes and memos as they stand; the rules are in `domain.coding`."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, Table, select

from review_tool.domain import coding
from review_tool.domain.coding import Coded, Codings, Described, Recoded
from review_tool.domain.evidence import Theme, ThemeLevel
from review_tool.store import tables as t

_RECODED = select(t.recode)
_THEMES = select(t.theme).order_by(t.theme.c.n, t.theme.c.place)


_CODED = {
    table.name: select(table.c.n, table.c[column].label("target"), table.c.code, table.c.present, t.event.c.actor)
    .join(t.event, t.event.c.n == table.c.n)
    .order_by(table.c.n)
    for table, column in ((t.coding, "excerpt"), (t.item_coding, "item"))
}


def codings(connection: Connection) -> Codings:
    """The codes on the excerpts, and who put each there."""
    return _codings(connection, t.coding)


def item_codings(connection: Connection) -> Codings:
    """The codes on the items of strands, and who put each there."""
    return _codings(connection, t.item_coding)


def _codings(connection: Connection, table: Table) -> Codings:
    rows = connection.execute(_CODED[table.name])
    return coding.codings(map(Coded._make, rows), recoded(connection))


def recoded(connection: Connection) -> list[Recoded]:
    return [Recoded(row.n, row.code, row.becomes, row.split) for row in connection.execute(_RECODED)]


def themes(connection: Connection) -> list[Theme]:
    """Each theme as it stands, in the order they came."""
    found = []
    for row in connection.execute(_THEMES):
        theme = Theme(
            row.name,
            row.description,
            tuple(json.loads(row.codes)),
            ThemeLevel(row.level),
            row.above,
            row.frame,
            row.disconfirming,
            row.final,
        )
        found.append(Described(row.n, theme, row.becomes, row.gone))
    return coding.themes(found, recoded(connection))


def theme_changes(connection: Connection) -> list[tuple[int, str, str]]:
    """(number of the event, old name, new name) of every theme that was renamed or merged."""
    query = select(t.theme.c.n, t.theme.c.name, t.theme.c.becomes).where(t.theme.c.becomes != "").order_by(t.theme.c.n)
    return [(row.n, row.name, row.becomes) for row in connection.execute(query)]


@dataclass(frozen=True, slots=True)
class Memo:
    """A thought about a code, a theme or a claim, kept beside it."""

    kind: str
    """`code`, `theme` or `claim`."""
    target: str
    """What the code or theme is called now; a claim's id."""
    text: str
    by: str
    at: str
    event: str


def memos(connection: Connection) -> list[Memo]:
    """Every memo, oldest first; those on a code or theme go with it when it is renamed or merged."""
    changes = {
        "code": [(one.n, one.code, one.into) for one in recoded(connection) if not one.split],
        "theme": theme_changes(connection),
    }
    query = select(t.memo, t.event.c.actor, t.event.c.at, t.event.c.id.label("event")).join(
        t.event, t.event.c.n == t.memo.c.n
    )
    return [
        Memo(
            row.kind,
            coding.called_now(row.target, row.n, changes.get(row.kind, ())),
            row.text,
            row.actor,
            row.at,
            row.event,
        )
        for row in connection.execute(query.order_by(t.memo.c.n))
    ]
