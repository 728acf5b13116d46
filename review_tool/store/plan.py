"""Reading the plan and what has come in: the team, the protocol, the sources, the doubtful pairs."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, select

from review_tool.domain.protocol import Protocol
from review_tool.domain.record import Source, SourceKind
from review_tool.store import tables as t


@dataclass(frozen=True, slots=True)
class Reviewer:
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reports that may be one, as the finder queued them."""

    a: int
    b: int
    score: float
    why: tuple[str, ...]
    related: bool
    """Related but distinct works, as a preprint and its article: never merged by itself."""
    verdict: str = ""
    """`same`, `different`, `related` once a person judged; "" before."""


def title(connection: Connection) -> str:
    body = connection.scalar(select(t.event.c.payload).where(t.event.c.kind == "review.created").limit(1))
    return str(json.loads(body)["title"]) if body else ""


def team(connection: Connection) -> list[Reviewer]:
    """Everyone who joined, in the order they did."""
    query = select(t.reviewer.c.name, t.reviewer.c.role).order_by(t.reviewer.c.n)
    return [Reviewer(name, role) for name, role in {r.name: r.role for r in connection.execute(query)}.items()]


def protocols(connection: Connection) -> list[tuple[Protocol, str, str, str]]:
    """Every version of the protocol, oldest first, with who amended it, when and why."""
    query = (
        select(t.protocol.c.body, t.event.c.actor, t.event.c.at, t.event.c.payload)
        .join(t.event, t.event.c.n == t.protocol.c.n)
        .order_by(t.protocol.c.n)
    )
    return [
        (Protocol.from_payload(json.loads(row.body)), row.actor, row.at, json.loads(row.payload).get("why", ""))
        for row in connection.execute(query)
    ]


def sources(connection: Connection) -> list[Source]:
    """Each source as it was last described, in the order they came."""
    found: dict[str, Source] = {}
    for row in connection.execute(select(t.source).order_by(t.source.c.n)):
        found[row.name] = Source(row.name, SourceKind(row.kind), row.platform, row.searched, row.query, row.hits)
    return list(found.values())


def instrument(connection: Connection, kind: str) -> str:
    """The text of the newest form or checklist the team adopted; "" where it uses the ones that come along."""
    query = select(t.instrument.c.body).where(t.instrument.c.kind == kind).order_by(t.instrument.c.n.desc()).limit(1)
    return connection.scalar(query) or ""


def pairs(connection: Connection) -> list[Pair]:
    """Every doubtful pair the finder queued, most likely first, with the verdict it has now.

    A pair whose reports have meanwhile become one counts as judged same.
    """
    root = roots(connection)
    verdicts: dict[tuple[int, int], str] = {}
    for row in connection.execute(select(t.pair_verdict).order_by(t.pair_verdict.c.n)):
        verdicts[row.a, row.b] = row.verdict
    found: dict[tuple[int, int], Pair] = {}
    for row in connection.execute(select(t.pair).order_by(t.pair.c.n, t.pair.c.score.desc(), t.pair.c.a)):
        verdict = verdicts.get((row.a, row.b), "")
        if root[row.a] == root[row.b]:
            verdict = "same"
        elif verdict == "same":
            verdict = ""
        found[row.a, row.b] = Pair(row.a, row.b, row.score, tuple(json.loads(row.why)), row.related, verdict)
    return sorted(found.values(), key=lambda pair: (-pair.score, pair.a, pair.b))


def apart(connection: Connection) -> set[tuple[int, int]]:
    """Pairs a person called different or related: never merged or asked about again."""
    verdicts: dict[tuple[int, int], str] = {}
    for row in connection.execute(select(t.pair_verdict).order_by(t.pair_verdict.c.n)):
        verdicts[row.a, row.b] = row.verdict
    return {pair for pair, verdict in verdicts.items() if verdict in ("different", "related")}


def roots(connection: Connection) -> dict[int, int]:
    """Record → the report it stands for now."""
    return dict(connection.execute(select(t.report.c.id, t.report.c.root)).all())


def groups(connection: Connection) -> list[list[int]]:
    """The reports made of several records, as the numbers of those records, the kept one first."""
    found: dict[int, list[int]] = {}
    query = select(t.report.c.id, t.report.c.root).where(t.report.c.id != t.report.c.root).order_by(t.report.c.id)
    for report, root in connection.execute(query):
        found.setdefault(root, [root]).append(report)
    return list(found.values())
