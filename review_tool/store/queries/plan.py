"""Reading the plan and what has come in: the team, the protocol, the sources, the doubtful pairs."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, or_, select, union

from review_tool.domain.protocol import Protocol
from review_tool.domain.record import Source, SourceKind
from review_tool.store import tables as t
from review_tool.store.database.ready import Ready

WITHDRAWN = "withdrawn"
"""The role of a person who left: what they did stays theirs."""


@dataclass(frozen=True, slots=True)
class Reviewer:
    name: str
    role: str

    @property
    def is_here(self) -> bool:
        return self.role != WITHDRAWN


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one report, as the finder queued or linked them."""

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


_LISTS = Ready(
    select(t.duty.c.stage, t.duty.c.reviewer, func.count(t.duty.c.report.distinct()).label("reports")).group_by(
        t.duty.c.stage, t.duty.c.reviewer
    )
)


def lists(connection: Connection) -> dict[tuple[str, str], int]:
    """Stage and reviewer → how many reports the plan gives them there that they have not judged yet."""
    return {(row.stage, row.reviewer): row.reports for row in _LISTS.on(connection)}


def team(connection: Connection) -> list[Reviewer]:
    """Everyone who joined, in the order they did."""
    return [Reviewer(name, role) for name, role in {r.name: r.role for r in history(connection)}.items()]


_HISTORY = Ready(select(t.reviewer.c.name, t.reviewer.c.role).order_by(t.reviewer.c.n))


def history(connection: Connection) -> list[Reviewer]:
    """Every role that anyone was given, oldest first."""
    return [Reviewer(row.name, row.role) for row in _HISTORY.on(connection)]


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


def highest_version(connection: Connection) -> int:
    """The highest number that a version of the protocol ever had, also one that was taken back."""
    said = connection.scalars(select(t.event.c.payload).where(t.event.c.kind == "protocol.amended"))
    return max((json.loads(payload)["version"] for payload in said), default=0)


def sources(connection: Connection) -> list[Source]:
    """Each source as it was last described, in the order they came."""
    found: dict[str, Source] = {}
    for row in connection.execute(select(t.source).order_by(t.source.c.n)):
        found[row.name] = Source(row.name, SourceKind(row.kind), row.platform, row.searched, row.query, row.hits)
    return list(found.values())


def instrument(connection: Connection, kind: str, name: str = "") -> str:
    """The text of the newest form or checklist the team adopted; "" where it uses the ones that come along.

    With `name`, the newest of that name: the columns chosen for one table.
    """
    query = select(t.instrument.c.body).where(t.instrument.c.kind == kind)
    if name:
        query = query.where(t.instrument.c.name == name)
    return connection.scalar(query.order_by(t.instrument.c.n.desc()).limit(1)) or ""


def forms(connection: Connection) -> list[tuple[int, str, str, str, str]]:
    """Every form the team put in force, oldest first: (its event's number, its text, by whom, when, why)."""
    query = (
        select(t.instrument.c.n, t.instrument.c.body, t.event.c.actor, t.event.c.at, t.event.c.payload)
        .join(t.event, t.event.c.n == t.instrument.c.n)
        .where(t.instrument.c.kind == "form")
        .order_by(t.instrument.c.n)
    )
    found = connection.execute(query)
    return [(row.n, row.body, row.actor, row.at, json.loads(row.payload).get("why", "")) for row in found]


def pilots(connection: Connection) -> set[int]:
    """The studies on which the form is tried."""
    rows = connection.execute(select(t.pilot).order_by(t.pilot.c.n))
    said = {row.study: row.present for row in rows}
    return {study for study, present in said.items() if present}


def pairs(connection: Connection) -> list[Pair]:
    """Every pair the finder queued or linked, most likely first, with the verdict it has now.

    A verdict holds between reports, whichever of their records it was given on: a pair whose reports have become one
    counts as judged same, and of several pairs between the same two reports only the likeliest is left to judge.
    """
    root = _asked_about(connection)
    said = _apart(connection, root)
    found: dict[tuple[int, int], Pair] = {}
    for row in connection.execute(select(t.pair).order_by(t.pair.c.n)):
        one = root[row.a] == root[row.b]
        verdict = "same" if one else said.get(_two(root[row.a], root[row.b]), "")
        found[row.a, row.b] = Pair(row.a, row.b, row.score, tuple(json.loads(row.why)), row.related, verdict)
    asked: set[tuple[int, int]] = set()
    kept = []
    for pair in sorted(found.values(), key=lambda pair: (-pair.score, pair.a, pair.b)):
        reports = _two(root[pair.a], root[pair.b])
        if pair.verdict or reports not in asked:
            kept.append(pair)
        asked.add(reports)
    return kept


def related(connection: Connection, every: list[Pair] | None = None) -> list[Pair]:
    """Reports that belong together but are distinct: as the finder linked them, or a person said.

    `every` are the pairs, where they were just read.
    """
    every = pairs(connection) if every is None else every
    linked = [pair for pair in every if pair.verdict == "related" or (pair.related and not pair.verdict)]
    root = _asked_about(connection)
    known = {_two(root[pair.a], root[pair.b]) for pair in linked}
    for (a, b), verdict in _verdicts(connection).items():
        if verdict == "related" and root[a] != root[b] and _two(root[a], root[b]) not in known:
            known.add(_two(root[a], root[b]))
            linked.append(Pair(a, b, 1.0, (), True, "related"))
    return linked


def related_to(connection: Connection, members: Sequence[int]) -> tuple[int, ...]:
    """The reports related to the one that these records are."""
    here = or_(t.pair.c.a.in_(members), t.pair.c.b.in_(members))
    linked = [
        (row.a, row.b) for row in connection.execute(select(t.pair.c.a, t.pair.c.b).where(here, t.pair.c.related))
    ]
    verdicts = _verdicts(connection, members)
    if not linked and not verdicts:
        return ()
    mine = set(members)
    others = {a if b in mine else b for a, b in (*linked, *verdicts)}
    root = dict(connection.execute(select(t.report.c.id, t.report.c.root).where(t.report.c.id.in_(others))).all())
    found: dict[int, bool] = {root[a if b in mine else b]: True for a, b in linked}
    for (a, b), verdict in verdicts.items():
        found[root[a if b in mine else b]] = verdict == "related"
    return tuple(sorted(report for report, on in found.items() if on and report not in mine))


def apart(connection: Connection) -> set[tuple[int, int]]:
    """Pairs a person called different or related and nobody has merged since: never merged or asked about again."""
    root = _asked_about(connection)
    said = _verdicts(connection)
    return {(a, b) for (a, b), verdict in said.items() if verdict in _KEEP_APART and root[a] != root[b]}


_KEEP_APART = ("different", "related")


def _verdicts(connection: Connection, members: Sequence[int] | None = None) -> dict[tuple[int, int], str]:
    """The last verdict on each pair of records, the newest last; of all, or of those that one of these is in."""
    query = select(t.pair_verdict).order_by(t.pair_verdict.c.n)
    if members is not None:
        query = query.where(or_(t.pair_verdict.c.a.in_(members), t.pair_verdict.c.b.in_(members)))
    verdicts: dict[tuple[int, int], str] = {}
    for row in connection.execute(query):
        verdicts.pop((row.a, row.b), None)
        verdicts[row.a, row.b] = row.verdict
    return verdicts


def _apart(connection: Connection, root: dict[int, int]) -> dict[tuple[int, int], str]:
    """What was last said between two reports that are to stay apart."""
    said = _verdicts(connection).items()
    return {_two(root[a], root[b]): verdict for (a, b), verdict in said if verdict in _KEEP_APART}


def _asked_about(connection: Connection) -> dict[int, int]:
    """Record → the report it stands for now, of the records that are in some pair."""
    ends = [select(column) for column in (t.pair.c.a, t.pair.c.b, t.pair_verdict.c.a, t.pair_verdict.c.b)]
    query = select(t.report.c.id, t.report.c.root).where(t.report.c.id.in_(union(*ends)))
    return dict(connection.execute(query).all())


def _two(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a <= b else (b, a)


def decided(connection: Connection) -> set[int]:
    """The reports that carry a person's judgement or work."""
    found: set[int] = set()
    on_reports = (t.vote, t.consensus, t.retrieval, t.document, t.mark, t.membership, t.excerpt)
    for table in (*on_reports, t.answer, t.value):
        of = table.c.study if table in (t.answer, t.value) else table.c.report
        found.update(connection.scalars(select(t.report.c.root).join(table, of == t.report.c.id).distinct()))
    return found


def compared(connection: Connection) -> int:
    """The highest record that a run or a person has compared with others: up to there, reports have their numbers."""
    columns = (t.move.c.report, t.move.c.root, t.pair.c.b)
    return max(connection.scalar(select(func.max(column))) or 0 for column in columns)


def former_root(connection: Connection, part: Collection[int]) -> int:
    """Which of these reports last stood for others of them; the lowest where none did."""
    query = (
        select(t.move.c.root)
        .where(t.move.c.report.in_(part), t.move.c.root.in_(part), t.move.c.report != t.move.c.root)
        .order_by(t.move.c.n.desc())
        .limit(1)
    )
    return connection.scalar(query) or min(part)


def choices(connection: Connection, among: Sequence[int] | None = None) -> dict[int, dict[str, int]]:
    """Report → field → the record whose value a person chose for it; of all reports, or of these.

    A choice holds while the record is part of the report it was made for.
    """
    of, chosen = t.report.alias(), t.report.alias()
    query = (
        select(of.c.root, t.choice.c.field, t.choice.c.record)
        .join(of, of.c.id == t.choice.c.report)
        .join(chosen, chosen.c.id == t.choice.c.record)
        .where(of.c.root == chosen.c.root)
        .order_by(t.choice.c.n)
    )
    found: dict[int, dict[str, int]] = {}
    for row in connection.execute(query if among is None else query.where(of.c.root.in_(among))):
        found.setdefault(row.root, {})[row.field] = row.record
    return found


def roots(connection: Connection) -> dict[int, int]:
    """Record → the report it stands for now."""
    return dict(connection.execute(select(t.report.c.id, t.report.c.root)).all())


def how_many_merged(connection: Connection) -> int:
    """How many reports are made of several records."""
    query = select(func.count(t.report.c.root.distinct())).where(t.report.c.id != t.report.c.root)
    return connection.scalar(query) or 0


def groups(connection: Connection) -> list[list[int]]:
    """The reports made of several records, as the numbers of those records, the kept one first."""
    found: dict[int, list[int]] = {}
    query = select(t.report.c.id, t.report.c.root).where(t.report.c.id != t.report.c.root).order_by(t.report.c.id)
    for report, root in connection.execute(query):
        found.setdefault(root, [root]).append(report)
    return list(found.values())
