"""Reading findings, recommendations and gaps with their live evidence, and what groups of people say of them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from review_tool.domain.coding import Codings, called_now
from review_tool.domain.synthesis import (
    Agreement,
    Claim,
    ClaimKind,
    Dissent,
    Link,
    Rank,
    Stance,
    TargetKind,
    body_from,
)
from review_tool.store import tables as t
from review_tool.store.queries.coding import codings, item_codings, theme_changes, themes
from review_tool.store.queries.evidence import study_now
from review_tool.store.queries.reports import included_studies

_ORDER = {kind.value: place for place, kind in enumerate(ClaimKind)}
_LINKS = select(t.link, t.event.c.id.label("event")).join(t.event, t.event.c.n == t.link.c.n).order_by(t.link.c.n)
_CLAIMS = select(t.claim, t.event.c.at, t.event.c.actor).join(t.event, t.event.c.n == t.claim.c.n)
_WORDINGS = select(t.wording).order_by(t.wording.c.n)


def claims(connection: Connection, kind: ClaimKind | None = None, used: Iterable[Codings] | None = None) -> list[Claim]:
    """The claims that were not withdrawn, each with its live links: recommendations, gaps, findings.

    `used` are the codings of excerpts and items, where they were read already.
    """
    wording = {row.claim: row for row in connection.execute(_WORDINGS)}
    rows = [row for row in connection.execute(_CLAIMS) if not wording[row.id].withdrawn]
    links = _links(connection, {row.id for row in rows if row.kind == ClaimKind.FINDING}, used)
    agreed, dissent, ranks = _agreements(connection), _dissent(connection), _ranks(connection)
    found = [
        Claim(
            id=row.id,
            kind=ClaimKind(row.kind),
            number=row.number,
            body=body_from(ClaimKind(row.kind), json.loads(wording[row.id].body)),
            judgement=wording[row.id].judgement,
            links=tuple(links[row.id].values()),
            by=row.actor,
            at=row.at,
            agreement=tuple(agreed[row.id].values()),
            dissent=tuple(dissent[row.id]),
            ranks=tuple(ranks[row.id].values()),
        )
        for row in sorted(rows, key=lambda row: (_ORDER[row.kind], row.number))
    ]
    standing = {one.id for one in found if one.kind is ClaimKind.FINDING and one.supported}
    whole = [_with_findings(one, standing) for one in found]
    return whole if kind is None else [one for one in whole if one.kind is kind]


def is_linked(connection: Connection, target: str) -> bool:
    """Whether any claim was ever linked to this passage, item or finding."""
    return connection.scalar(select(t.link.c.n).where(t.link.c.target == target).limit(1)) is not None


def _with_findings(claim: Claim, standing: set[str]) -> Claim:
    """A finding that has lost its evidence supports nothing."""
    if not any(link.kind is TargetKind.FINDING and link.target not in standing for link in claim.links):
        return claim
    links = (
        replace(link, alive=False) if link.kind is TargetKind.FINDING and link.target not in standing else link
        for link in claim.links
    )
    return replace(claim, links=tuple(links))


def _links(
    connection: Connection, findings: set[str], used: Iterable[Codings] | None
) -> dict[str, dict[tuple[str, str], Link]]:
    """The links of each claim to what still stands: undoing an excerpt takes its support away everywhere."""
    linked = connection.scalars(select(t.link.c.target).where(t.link.c.kind == TargetKind.STUDY.value).distinct())
    studies = [int(target) for target in linked if target.isdigit()]
    now = {str(former): str(study) for former, study in study_now(connection, studies).items()}
    changes = theme_changes(connection)
    there = _targets(connection) | {(TargetKind.FINDING, finding) for finding in findings}
    filled = _filled_themes(connection, used)
    found: dict[str, dict[tuple[str, str], Link]] = defaultdict(dict)
    for row in connection.execute(_LINKS):
        target = row.target
        if row.kind == TargetKind.STUDY:
            target = now.get(target, target)
        elif row.kind == TargetKind.THEME:
            target = called_now(target, row.n, changes)
        kind = TargetKind(row.kind)
        if row.present and (kind, target) in there:
            alive = kind is not TargetKind.THEME or target in filled
            found[row.claim][row.kind, target] = Link(kind, target, Stance(row.stance), row.event, alive)
        else:
            found[row.claim].pop((row.kind, target), None)
    return found


def _targets(connection: Connection) -> set[tuple[TargetKind, str]]:
    """Everything but findings that a link may point at and that still stands."""
    return {
        *((TargetKind.EXCERPT, id_) for id_ in connection.scalars(select(t.excerpt.c.id))),
        *((TargetKind.ITEM, id_) for id_ in connection.scalars(select(t.item.c.id))),
        *((TargetKind.STUDY, str(study)) for study in included_studies(connection)),
        *((TargetKind.THEME, theme.name) for theme in themes(connection)),
    }


def _filled_themes(connection: Connection, codings_: Iterable[Codings] | None) -> set[str]:
    """The themes under which something is coded, be it through a theme below."""
    if not connection.scalar(select(t.link.c.n).where(t.link.c.kind == TargetKind.THEME.value).limit(1)):
        return set()
    read = codings_ or (codings(connection), item_codings(connection))
    used = {code for codes in read for on in codes.of.values() for code in on}
    every = themes(connection)
    filled = {theme.name for theme in every if used & set(theme.codes)}
    return filled | {theme.above for theme in every if theme.name in filled and theme.above}


def _agreements(connection: Connection) -> dict[str, dict[str, Agreement]]:
    """What each group last said of each claim."""
    found: dict[str, dict[str, Agreement]] = defaultdict(dict)
    for row in _rows(connection, t.agreement):
        found[row.claim][row.people] = Agreement(row.people, row.agree, row.against, row.unsure)
    return found


def _ranks(connection: Connection) -> dict[str, dict[str, Rank]]:
    found: dict[str, dict[str, Rank]] = defaultdict(dict)
    for row in _rows(connection, t.ranking):
        found[row.claim][row.people] = Rank(row.people, row.place)
    return found


def _dissent(connection: Connection) -> dict[str, list[Dissent]]:
    found: dict[str, list[Dissent]] = defaultdict(list)
    for row in _rows(connection, t.dissent):
        found[row.claim].append(Dissent(row.text, row.who, row.actor, row.at, row.event))
    return found


def _rows(connection: Connection, table: Any) -> Iterable[Any]:
    query = select(table, t.event.c.actor, t.event.c.at, t.event.c.id.label("event"))
    return connection.execute(query.join(t.event, t.event.c.n == table.c.n).order_by(table.c.n))


def next_number(connection: Connection, kind: ClaimKind) -> int:
    """The number of the next claim of its kind; numbers of withdrawn claims are not given again."""
    numbers = connection.scalars(select(t.claim.c.number).where(t.claim.c.kind == kind.value)).all()
    return max(numbers, default=0) + 1
