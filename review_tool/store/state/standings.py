"""The worked-out columns of `report`: its group, its study, its outcomes. One rule for live use and for `verify`.

A vote is judged by what it was cast under, which it carries; where the protocol has no plan, by the protocol's number.

The statements are built once, at import: a vote runs a handful of them, and building them would cost more than running.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    bindparam,
    false,
    func,
    literal,
    literal_column,
    select,
    union_all,
    update,
)

from review_tool.domain.decision import Consensus, Outcome, Stage, Standing, Verdict, Vote, latest, standing
from review_tool.domain.plan import Terms, enough
from review_tool.domain.protocol import Protocol
from review_tool.domain.record import SourceKind
from review_tool.domain.report import ReportMark
from review_tool.store import tables as t
from review_tool.store.database.ready import Ready
from review_tool.store.state import duties
from review_tool.store.state.duties import Ground, Judged, is_aside

CHUNK = 5000
"""How many ids go into one statement."""
_FEW = 100
"""From so many groups on, it is looked at which outcomes change."""

# Asked for once a vote: making an enumeration's member from its value, or going through one, takes longer.
_EVERY_STAGE = tuple(Stage)
_STAGES = {stage.value: stage for stage in Stage}
_NO_VOTES: dict[Stage, list[Vote]] = {stage: [] for stage in _EVERY_STAGE}
_VERDICTS = {verdict.value: verdict for verdict in Verdict}

_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_r = t.report.c

_PROTOCOL = Ready(select(t.protocol.c.body).order_by(t.protocol.c.n.desc()).limit(1))
_ROOTS = Ready(select(_r.root).where(_r.id.in_(_IDS)).distinct())
_MEMBERS = select(_r.id).where(_r.root.in_(_IDS))
_ROOT_OF = select(_r.id, _r.root).where(_r.id.in_(_IDS))
_NEWEST_MOVE = (
    select(t.move.c.report, func.max(t.move.c.n).label("n"))
    .where(t.move.c.report.in_(_IDS))
    .group_by(t.move.c.report)
    .subquery()
)
_MOVES = select(t.move.c.report, t.move.c.root).join(
    _NEWEST_MOVE, (t.move.c.report == _NEWEST_MOVE.c.report) & (t.move.c.n == _NEWEST_MOVE.c.n)
)
_SET_ROOT = update(t.report).where(_r.id == bindparam("of")).values(root=bindparam("to"))
_KINDS = select(t.source.c.name, t.source.c.kind).order_by(t.source.c.n)
_SOURCES = select(_r.root, t.record.c.source).join(t.record, t.record.c.id == _r.id).where(_r.root.in_(_IDS)).distinct()
_STUDIES = (
    select(_r.root, t.membership.c.study)
    .join(t.membership, t.membership.c.report == _r.id)
    .where(_r.root.in_(_IDS))
    .order_by(t.membership.c.n)
)
_SET_PLACE = (
    update(t.report)
    .where(_r.root == bindparam("of"))
    .values(study=bindparam("to_study"), searched=bindparam("to_searched"))
)
_NOTHING, _NO = literal(""), false()
# All that bears on where reports stand, in the order it was last said: four kinds of rows under one another, in one
# go. In the column `verdict` is the state of retrieval, or which mark; in `verify`, whether the mark is on. What a
# person voted several times alike is one row: a report voted on thousands of times costs half as much so.
_SAID = Ready(
    union_all(
        select(
            *(
                literal("vote").label("what"),
                _r.root,
                t.vote.c.stage,
                t.vote.c.reviewer,
                t.vote.c.verdict,
                t.vote.c.reason,
            ),
            *(func.max(t.vote.c.n).label("n"), func.min(t.vote.c.n).label("first")),
            *(t.vote.c.task, t.vote.c.needs, t.vote.c.verify),
        )
        .join(t.vote, t.vote.c.report == _r.id)
        .where(_r.root.in_(_IDS), ~is_aside(t.vote))
        .group_by(
            *(_r.root, t.vote.c.stage, t.vote.c.reviewer, t.vote.c.verdict, t.vote.c.reason),
            *(t.vote.c.task, t.vote.c.needs, t.vote.c.verify),
        ),
        select(
            *(
                literal("consensus"),
                _r.root,
                t.consensus.c.stage,
                _NOTHING,
                t.consensus.c.verdict,
                t.consensus.c.reason,
            ),
            *(t.consensus.c.n, t.consensus.c.n, _NOTHING, literal(0), _NO),
        )
        .join(t.consensus, t.consensus.c.report == _r.id)
        .where(_r.root.in_(_IDS), ~is_aside(t.consensus)),
        select(
            *(literal("retrieval"), _r.root, _NOTHING, _NOTHING, t.retrieval.c.state, _NOTHING),
            *(t.retrieval.c.n, t.retrieval.c.n, _NOTHING, literal(0), _NO),
        )
        .join(t.retrieval, t.retrieval.c.report == _r.id)
        .where(_r.root.in_(_IDS)),
        select(
            *(literal("mark"), _r.root, _NOTHING, _NOTHING, t.mark.c.mark, _NOTHING),
            *(t.mark.c.n, t.mark.c.n, _NOTHING, literal(0), t.mark.c.present),
        )
        .join(t.mark, t.mark.c.report == _r.id)
        .where(_r.root.in_(_IDS)),
    ).order_by(literal_column("n"))
)
_NOW = Ready(
    select(_r.root, _r.title_abstract, _r.full_text, _r.reason, _r.retrieval).where(_r.root.in_(_IDS)).distinct()
)
_SET_OUTCOME = Ready(
    update(t.report)
    .where(_r.root == bindparam("of"))
    .values(
        title_abstract=bindparam("to_title_abstract"),
        full_text=bindparam("to_full_text"),
        reason=bindparam("to_reason"),
        retrieval=bindparam("to_retrieval"),
    )
)


def chunks(ids: Iterable[int]) -> Iterator[Sequence[int]]:
    """The ids in order, at most `CHUNK` at a time."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


def current_protocol(connection: Connection) -> Protocol:
    """The newest version of the protocol; an empty version 0 before there is one."""
    body = _PROTOCOL.scalar(connection)
    return protocol_in(body) if body else Protocol()


@lru_cache(32)
def protocol_in(body: str) -> Protocol:
    """The protocol that a row of the table of that name holds."""
    return Protocol.from_payload(json.loads(body))


def regroup(connection: Connection, moved: Iterable[int]) -> set[int]:
    """Work out again which report stands for each of these; return every group that lost or won one.

    Deeds may be taken back in any order, so that a report may be moved to one that was itself moved elsewhere: it
    follows it there. Whole groups are worked out again for that reason.
    """
    touched = set(moved)
    roots: set[int] = set()
    for ids in chunks(touched):
        roots.update(_ROOTS.on(connection, {"ids": ids}).scalars().all())
    for ids in chunks(roots):
        touched.update(connection.scalars(_MEMBERS, {"ids": ids}).all())
    to: dict[int, int] = {}
    for ids in chunks(touched):
        to.update((row.report, row.root) for row in connection.execute(_MOVES, {"ids": ids}).all())
    elsewhere: dict[int, int] = {}
    for ids in chunks(set(to.values()) - touched):
        elsewhere.update((row.id, row.root) for row in connection.execute(_ROOT_OF, {"ids": ids}).all())
    now = {report: _end(report, to, elsewhere) for report in touched}
    for ids in chunks(touched):
        was = connection.execute(_ROOT_OF, {"ids": ids}).all()
        if moves := [{"of": report, "to": now[report]} for report, root in was if now[report] != root]:
            connection.execute(_SET_ROOT, moves)
    roots.update(now.values())
    _place(connection, roots)
    return roots


def _end(report: int, to: dict[int, int], elsewhere: dict[int, int]) -> int:
    """Where the moves lead from a report; of reports moved to one another, the lowest stands for all."""
    way: list[int] = []
    while report not in way:
        if report in elsewhere:
            return elsewhere[report]
        way.append(report)
        report = to.get(report, report)
    return min(way[way.index(report) :])


def judge(connection: Connection, reports: Iterable[int], protocol: Protocol | None = None) -> None:
    """Work out again the outcomes of the groups that these reports belong to, and whose they are to judge.

    Args:
        protocol: the one in force, where it was read already.
    """
    at = duties.ground(connection, protocol or current_protocol(connection))
    for ids in chunks(reports):
        for roots in chunks(_ROOTS.on(connection, {"ids": ids}).scalars().all()):
            _judge_groups(connection, roots, at)


def judge_all(connection: Connection) -> None:
    """Work out every outcome again, and whose each report is: after a change of the plan or the team."""
    judge(connection, connection.scalars(select(_r.id).where(_r.id == _r.root)).all())


def everything(connection: Connection) -> None:
    """Work out every report again: for `verify`, and where copies are put together."""
    every = connection.scalars(select(_r.id)).all()
    judge(connection, regroup(connection, every))


def _place(connection: Connection, roots: set[int]) -> None:
    """Write the study and the arm of the flow on every report of these groups."""
    kinds = {row.name: SourceKind(row.kind) for row in connection.execute(_KINDS)}
    for part in chunks(roots):
        searched: dict[int, bool] = {}
        for row in connection.execute(_SOURCES, {"ids": part}).all():
            found = kinds.get(row.source, SourceKind.DATABASE).is_search
            searched[row.root] = searched.get(row.root, False) or found
        study = {row.root: row.study for row in connection.execute(_STUDIES, {"ids": part}).all()}
        places = [
            {"of": root, "to_study": study.get(root, root), "to_searched": arm}
            for root, arm in sorted(searched.items())
        ]
        if places:
            connection.execute(_SET_PLACE, places)


def _judge_groups(connection: Connection, roots: Sequence[int], at: Ground) -> None:
    cast: dict[tuple[int, Stage], list[Vote]] = defaultdict(list)
    rows: dict[tuple[int, Stage], list[Any]] = defaultdict(list)
    settled: dict[tuple[int, Stage], Consensus] = {}
    retrieval: dict[int, str] = {}
    apart: dict[int, dict[str, Outcome]] = defaultdict(dict)
    is_planned = at.protocol.is_planned
    for row in _SAID.on(connection, {"ids": roots}).all():
        what, root, at_stage_called, reviewer, verdict, reason, *_, verify = row
        if what == "vote":
            stage = _STAGES[at_stage_called]
            cast[root, stage].append(_cast(stage, reviewer, verdict, reason))
            if is_planned:
                rows[root, stage].append(row)
        elif what == "consensus":
            stage = _STAGES[at_stage_called]
            settled[root, stage] = Consensus("", root, stage, _VERDICTS[verdict], "", reason)
        elif what == "retrieval":
            retrieval[root] = verdict
        elif (outcome := ReportMark(verdict).outcome) and verify:
            apart[root][verdict] = outcome
        else:
            apart[root].pop(verdict, None)
    outcomes, judged = {}, []
    silent = {stage: _standing(at, stage, [], None, None, []) for stage in _EVERY_STAGE}
    nothing = {stage: one.outcome for stage, one in silent.items()}
    unsaid = {state: _outcome(silent, state) for state in {"sought", *retrieval.values()}}
    said = {root for root, _ in (*cast, *settled)} | apart.keys()
    for root in roots:
        if root not in said:
            state = retrieval.get(root, "sought")
            judged.append(Judged(root, nothing, _NO_VOTES, state))
            outcomes[root] = unsaid[state]
            continue
        agreed = {stage: _agreed(rows[root, stage]) if is_planned else None for stage in _EVERY_STAGE}
        at_stage = {
            stage: _standing(at, stage, cast[root, stage], agreed[stage], settled.get((root, stage)), rows[root, stage])
            for stage in _EVERY_STAGE
        }
        for special in apart[root].values():
            at_stage[Stage.FULL_TEXT] = Standing(special)
        found = {stage: one.outcome for stage, one in at_stage.items()}
        votes = {stage: cast[root, stage] for stage in _EVERY_STAGE}
        judged.append(Judged(root, found, votes, retrieval.get(root, "sought"), agreed))
        outcomes[root] = _outcome(at_stage, retrieval.get(root, "sought"))
    if len(outcomes) > _FEW:
        outcomes = _changed(connection, outcomes)
    if outcomes:
        _SET_OUTCOME.change_all(connection, [{"of": root, **written} for root, written in outcomes.items()])
    duties.deal(connection, at, judged)


def _agreed(rows: list[Any]) -> Terms | None:
    """What the votes were cast under; puts them in the order in which each was first said."""
    rows.sort(key=lambda row: int(row.first))
    return duties.under(rows)


@lru_cache(4096)
def _cast(stage: Stage, reviewer: str, verdict: str, reason: str) -> Vote:
    """What of a vote bears on where its report stands: the same for many reports."""
    return Vote("", 0, stage, reviewer, _VERDICTS[verdict], reason)


def _outcome(at_stage: Mapping[Stage, Standing], retrieval: str) -> dict[str, str]:
    """What is written of a group, for `_SET_OUTCOME`."""
    return {
        "to_title_abstract": at_stage[Stage.TITLE_ABSTRACT].outcome.value,
        "to_full_text": at_stage[Stage.FULL_TEXT].outcome.value,
        "to_reason": at_stage[Stage.FULL_TEXT].reason,
        "to_retrieval": retrieval,
    }


def _changed(connection: Connection, outcomes: Mapping[int, dict[str, str]]) -> dict[int, dict[str, str]]:
    """Those that are not what every report of their group says already; most are, and reading is quicker."""
    wanted = {root: tuple(written.values()) for root, written in outcomes.items()}
    now = _NOW.on(connection, {"ids": list(outcomes)}).all()
    other = {root for root, *said in now if tuple(said) != wanted[root]}
    return {root: outcomes[root] for root in outcomes if root in other}


def _standing(
    at: Ground,
    stage: Stage,
    votes: list[Vote],
    agreed: Terms | None,
    consensus: Consensus | None,
    rows: list[Any],
) -> Standing:
    """Under a plan votes count by what they were cast under; without one, by the protocol's number of reviewers."""
    needed = at.protocol.reviewers(stage)
    if not at.protocol.is_planned or agreed is None:
        return standing(stage, votes, needed, consensus)
    # Nobody waits for one who has gone; and one who came since is not waited for, or old outcomes would fall.
    able = len({*(who for who, since in at.since.items() if since < rows[0].first), *latest(votes)})
    return standing(stage, votes, enough(agreed.needs, agreed.task, able), consensus, verify=agreed.verify)
