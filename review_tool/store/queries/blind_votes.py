"""Which votes were cast blind: before the person who cast them was shown another's on the report at that stage."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, bindparam, select

from review_tool.domain.decision import Stage, Verdict, Vote, latest
from review_tool.store import tables as t
from review_tool.store.database.ready import Ready
from review_tool.store.queries import reports
from review_tool.store.state.duties import is_aside
from review_tool.store.state.standings import chunks

_OTHERS = Ready(
    select(t.vote.c.n)
    .join(t.report, t.report.c.id == t.vote.c.report)
    .where(
        t.report.c.root == bindparam("root"),
        t.vote.c.stage == bindparam("stage"),
        t.vote.c.reviewer != bindparam("reviewer"),
        ~is_aside(t.vote),
    )
    .limit(1)
)
SEEN = "seen"
"""In a vote's payload: true where another's vote was in sight when it was cast. Absent, it was cast blind."""


def others_in_sight(connection: Connection, root: int, stage: Stage, reviewer: str) -> bool:
    """Whether this reviewer is shown another's vote on the report now."""
    standings, _, _ = reports.standings_of(connection, root)
    if not standings[stage].outcome.shows_votes:
        return False
    return _OTHERS.scalar(connection, {"root": root, "stage": stage.value, "reviewer": reviewer}) is not None


Cast = Mapping[tuple[int, Stage], list[Vote]]
"""Votes that count, per report and stage, in the order cast."""


def last_blind(connection: Connection, cast: Mapping[int, list[Vote]]) -> dict[tuple[int, Stage], dict[str, Vote]]:
    """What each person last said blind of each report, of those whose vote there counts.

    Who changes a vote after others' were in sight is known by the one before, also where they took that back first. Who
    voted only with others' votes in sight is left out.

    Args:
        cast: votes per report in the order cast, as `dossier.votes` gives them.
    """
    counting = {
        (root, stage): [vote for vote in votes if vote.stage is stage and not vote.aside]
        for root, votes in cast.items()
        for stage in Stage
    }
    sighted = _cast_in_sight(connection)
    found = {key: latest(vote for vote in votes if vote.event not in sighted) for key, votes in counting.items()}
    for key, vote in _taken_back_in_sight(connection, counting):
        if vote.event not in sighted and any(vote.reviewer == one.reviewer for one in counting[key]):
            found[key][vote.reviewer] = vote
    return found


def second_looks(connection: Connection, stage: Stage) -> set[int]:
    """Reports that one person judged where exclusions are verified: who looks again knows that it was excluded."""
    query = (
        select(t.report.c.root, t.vote.c.needs, t.vote.c.verify)
        .join(t.report, t.report.c.id == t.vote.c.report)
        .where(t.vote.c.stage == stage.value, ~is_aside(t.vote))
        .distinct()
    )
    terms: dict[int, list[tuple[int, bool]]] = {}
    for root, needs, verify in connection.execute(query):
        terms.setdefault(root, []).append((needs, verify))
    return {
        root
        for root, some in terms.items()
        if max(needs for needs, _ in some) == 1 and any(verify for _, verify in some)
    }


def _cast_in_sight(connection: Connection) -> set[str]:
    """The ids of the votes that were cast with another's in sight."""
    marked = f'%"{SEEN}":true%'  # as canonical JSON writes it: within a text, a quote would be escaped
    e = t.event.c
    query = select(e.id, e.payload).where(e.kind == "decision.made", e.payload.like(marked))
    return {row.id for row in connection.execute(query) if json.loads(row.payload).get(SEEN)}


def _taken_back_in_sight(connection: Connection, counting: Cast) -> Iterator[tuple[tuple[int, Stage], Vote]]:
    """Votes that their reviewers took back when as many others had voted as it takes to show them; the last first.

    The first of a person's that was taken back so is what they said blind: what follows, they said knowing.
    """
    undo, e = t.event.alias(), t.event.c
    query = (
        select(e.id, e.actor, e.subject, e.payload, e.at, undo.c.at.label("back"))
        .join(t.undone, t.undone.c.target == e.n)
        .join(undo, undo.c.n == t.undone.c.n)
        .where(e.kind == "decision.made")
        .order_by(e.n.desc())
    )
    rows = [(row, int(row.subject.partition(":")[2])) for row in connection.execute(query)]
    root: dict[int, int] = {}
    for ids in chunks({number for _, number in rows}):
        root.update(connection.execute(select(t.report.c.id, t.report.c.root).where(t.report.c.id.in_(ids))).all())
    for row, number in rows:
        said = json.loads(row.payload)
        key = root.get(number, 0), Stage(said["stage"])  # 0: its import was taken back
        _, needs, _ = said.get("under", ("", 0, False))
        others = {one.reviewer for one in counting.get(key, ()) if one.at < row.back} - {row.actor}
        if others and len(others) + 1 >= needs:
            verdict = Verdict(said["verdict"])
            yield key, Vote(row.id, number, key[1], row.actor, verdict, said["reason"], said["note"], row.at)
