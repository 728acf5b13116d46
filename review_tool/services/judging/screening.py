"""Judging reports: one's queue, one report, one's vote; notes and tags."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from review_tool.domain.decision import Outcome, Stage, Standing, Verdict, Vote
from review_tool.domain.errors import ReviewError
from review_tool.domain.event import Event
from review_tool.domain.plan import not_theirs
from review_tool.domain.protocol import Protocol
from review_tool.domain.record import Record
from review_tool.domain.report import Report, ReportRow, Which
from review_tool.domain.text import clean, one_line
from review_tool.screening.highlight import Span, spans
from review_tool.services.citations import combined
from review_tool.store.database import postgresql
from review_tool.store.queries import dossier, lists, one_report, plan, reports, whose
from review_tool.store.queries.blind import in_sight
from review_tool.store.queries.blind_votes import SEEN, others_in_sight
from review_tool.store.review import Reading, Review
from review_tool.store.state import duties
from review_tool.store.unit import Unit


def ids(review: Review, which: Which) -> list[int]:
    """The reports of a list, in the order they came. `Which(stage, "to do", reviewer)` is that reviewer's queue."""
    with review.reading() as connection:
        return lists.report_ids(connection, which)


def rows(review: Review, numbers: list[int], stage: Stage, reviewer: str) -> list[ReportRow]:
    """The lines of a list for these reports, in their order. Ask for a page (about 100) at a time."""
    with review.reading() as connection:
        found = lists.rows(connection, numbers, stage, reviewer)
        several = [row.id for row in found if row.records > 1]
        if not several:
            return found
        records, chosen = reports.records_of(connection, several), plan.choices(connection, several)
    return [_as_shown(row, records[row.id], chosen.get(row.id)) if row.records > 1 else row for row in found]


def _as_shown(row: ReportRow, records: list[Record], chosen: Mapping[str, int] | None) -> ReportRow:
    """The line of a report of several records, with the citation its card has."""
    citation, _ = combined(records, chosen)
    return replace(row, title=citation.title or row.title, who=citation.short(), journal=citation.journal)


def report(review: Review, number: int, *, reviewer: str) -> Report:
    """Everything this reviewer may see of a report. Others' votes stay hidden until the stage has an outcome.

    Raises:
        ReviewError: there is no such report.
    """
    with review.reading() as connection:
        group = one_report.group_of(connection, number)
        root, members, standings = group.root, group.members, group.standings
        there, protocol = one_report.there_is(connection, root)
        chosen = plan.choices(connection, [root]).get(root) if "choice" in there else None
        citation, provenance = combined(list(group.records), chosen)
        votes = dossier.votes(connection, [root])[root] if "vote" in there else []
        seen = tuple(vote for vote in votes if vote.reviewer == reviewer or in_sight(standings[vote.stage]))
        said = dossier.consensus(connection, [root])[root] if "consensus" in there else []
        tasks = one_report.tasks(connection, root, reviewer)
        return Report(
            id=root,
            study=group.study,
            citation=citation,
            provenance=provenance,
            records=group.records,
            standings=standings,
            votes=seen,
            hidden_votes=sum(not vote.aside for vote in votes) - sum(not vote.aside for vote in seen),
            consensus=tuple(one for one in said if in_sight(standings[one.stage])),
            notes=dossier.notes(connection, members, reviewer, standings) if "remark" in there else (),
            tags=dossier.tags(connection, root, members, reviewer) if "tag" in there else (),
            retrieval=group.retrieval,
            attempts=dossier.attempts(connection, members) if "retrieval" in there else (),
            documents=tuple(one.name for one in dossier.documents(connection, members)) if "document" in there else (),
            tasks=tasks,
            not_theirs=_not_theirs(connection, protocol, reviewer, standings, tasks, votes),
            related=plan.related_to(connection, members) if "related" in there else (),
            marks=dossier.marks(connection, dict.fromkeys(members, root)).get(root, ()) if "mark" in there else (),
        )


def _not_theirs(
    connection: Reading,
    protocol: Protocol,
    reviewer: str,
    at: Mapping[Stage, Standing],
    tasks: Mapping[Stage, str],
    votes: list[Vote],
) -> dict[Stage, str]:
    """As `whose.why_not_theirs`, from what was read already."""
    if not protocol.is_planned:
        return {}
    judged = {vote.stage for vote in votes if vote.reviewer == reviewer and not vote.aside}
    found = {}
    for stage in Stage:
        task = tasks.get(stage, "")
        held = bool(task) and whose.is_held(connection, protocol, stage, task)
        if stage not in judged and (why_not := not_theirs(task, outcome=at[stage].outcome, held=held)):
            found[stage] = why_not
    return found


@dataclass(frozen=True, slots=True)
class Decided:
    """A vote that is safely written."""

    event: str
    report: int
    outcome: Outcome
    at: str
    """UTC time at which it was written."""


def decide(
    review: Review,
    number: int,
    stage: Stage,
    verdict: Verdict,
    *,
    by: str,
    reason: str = "",
    note: str = "",
    learn: bool = True,
    id: str | None = None,
) -> Decided:
    """Write one reviewer's vote; it is on the disk when this returns. A later vote supersedes it, both are kept.

    Args:
        learn: False where the verdict rests on something the text does not say: ranking then leaves it out.
        id: a UUID of the caller's, so that a retry writes nothing twice.

    Raises:
        ReviewError: no such report, a full-text exclusion without a reason of the team's list, a full-text vote on a
            report that is not at full text, the plan gives it to others, or the person has left the team.
    """
    with review.writing(about=number) as unit:
        event = vote(unit, number, stage, verdict, by=by, reason=reason, note=note, learn=learn, id=id)
        unit.finish()
        root = int(event.subject.partition(":")[2])
        standings, _, _ = reports.standings_of(unit.connection, root)
    return Decided(event.id, root, standings[stage].outcome, event.at)


class _NotKept(Exception):
    """Ends a rehearsal; the store then keeps nothing of it."""


def rehearse(review: Review, number: int, stage: Stage, *, by: str) -> None:
    """Go through a vote and keep nothing of it, so that the first vote does not wait for what is made ready once.

    Only where that leaves no trace and nobody waits: in a folder, and not in a database that numbers what is tried.
    """
    if postgresql.is_address(review.address):
        return
    with suppress(_NotKept, ReviewError), review.writing(about=number) as unit:
        event = vote(unit, number, stage, Verdict.INCLUDE, by=by)
        unit.finish()
        reports.standings_of(unit.connection, int(event.subject.partition(":")[2]))
        raise _NotKept


def vote(
    unit: Unit,
    number: int,
    stage: Stage,
    verdict: Verdict,
    *,
    by: str,
    reason: str = "",
    note: str = "",
    learn: bool = True,
    elsewhere: bool = False,
    id: str | None = None,
) -> Event:
    """As `decide`, inside a unit of work of the caller's; outcomes are worked out when the unit ends.

    Args:
        elsewhere: it was cast in another program, so that what is in sight here says nothing of whether it was blind.
    """
    root = reports.root_of(unit.connection, number)
    protocol = unit.protocol()
    check_here(unit, by)
    if verdict is Verdict.EXCLUDE and (reason or stage is Stage.FULL_TEXT):
        check_reason(protocol, stage, verdict, reason)
    if stage is Stage.FULL_TEXT:
        unit.settle(root)
        standings, retrieval, _ = reports.standings_of(unit.connection, root)
        if standings[Stage.TITLE_ABSTRACT].outcome is not Outcome.INCLUDED:
            raise ReviewError(
                f"Report {root} has not come through title and abstract.",
                hint="Judge it there first, or settle its conflict.",
            )
        if retrieval == "not retrieved":
            raise ReviewError(
                f"Report {root} is marked not retrieved.", hint="Mark it retrieved before judging its text."
            )
    unit.settle(root)
    if not elsewhere and (why_not := whose.why_not_theirs(unit.connection, protocol, root, stage, by)):
        raise ReviewError(
            f"Report {root} is not yours to judge at {stage.words} now: {why_not[0].lower()}{why_not[1:]}",
            hint="`review-tool plan` (P on the screen) shows the plan; work is handed over there.",
        )
    payload: dict[str, Any] = {
        "stage": stage.value,
        "verdict": verdict.value,
        "reason": reason if verdict is Verdict.EXCLUDE else "",
        "note": clean(note),
        "version": protocol.version,
        "under": duties.under_now(unit.connection, protocol, root, stage),
        # Until release the log shows a vote's hash and all but what was said, which could else be found by trying.
        "salt": secrets.token_hex(8),
    }
    if not learn:
        payload["learn"] = False
    if not elsewhere and others_in_sight(unit.connection, root, stage, by):
        payload[SEEN] = True
    return unit.record("decision.made", f"report:{root}", payload, by=by, id=id)


def check_here(unit: Unit, by: str) -> None:
    """Raises ReviewError where the person has left the team."""
    if any(member.name == by and member.role == plan.WITHDRAWN for member in plan.team(unit.connection)):
        raise ReviewError(f"{by} has left the team.", hint="The lead takes them back: review-tool team return NAME.")


def check_reason(protocol: Protocol, stage: Stage, verdict: Verdict, reason: str) -> None:
    """Raises ReviewError where a full-text exclusion has no reason of the team's list."""
    if verdict is not Verdict.EXCLUDE or (stage is Stage.TITLE_ABSTRACT and not reason):
        return
    known = protocol.reasons_at(stage)
    if reason not in known:
        raise ReviewError(
            f"“{reason}” is not one of the team's reasons." if reason else "Excluding at full text needs a reason.",
            hint="Choose one of: " + "; ".join(known) + ".",
        )


@dataclass(frozen=True, slots=True)
class Like:
    """A report like another, with the outcome it has."""

    report: int
    title: str
    outcome: Outcome


def similar(review: Review, number: int, stage: Stage, *, most: int = 4) -> list[Like]:
    """The reports likest to this one by the words of their titles that are included or excluded, the likest first."""
    with review.reading() as connection:
        root = reports.root_of(connection, number)
        found = lists.alike(connection, root, limit=_LOOKED_AT) if reports.any_decided(connection, stage) else []
        at = reports.outcomes_of(connection, found)
        decided = [n for n in found if at[n][stage].outcome in (Outcome.INCLUDED, Outcome.EXCLUDED)][:most]
        titles = lists.titles(connection, decided)
    return [Like(n, titles[n], at[n][stage].outcome) for n in decided]


_LOOKED_AT = 60
"""Of the likest reports, so many are looked at for an outcome."""


def postpone(review: Review, number: int, stage: Stage, *, by: str) -> None:
    """Put a report off: it goes to the end of this reviewer's queue. It is no vote.

    Raises:
        ReviewError: there is no such report.
    """
    with review.writing() as unit:
        root = reports.root_of(unit.connection, number)
        check_here(unit, by)
        unit.record("report.postponed", f"report:{root}", {"stage": stage.value}, by=by)


def note(review: Review, number: int, text: str, *, by: str, stage: Stage | None = None) -> None:
    """Write a note on a report.

    Args:
        stage: where it was written: others may read it once the report has an outcome there. Where it is not said,
            the stage the report is at.

    Raises:
        ReviewError: the note is empty, or there is no such report.
    """
    if not clean(text).strip():
        raise ReviewError("The note is empty.", hint="Write a word, or leave with Esc.")
    with review.writing() as unit:
        root = reports.root_of(unit.connection, number)
        payload = {"text": clean(text).strip(), "stage": (stage or stage_of(unit, root)).value}
        unit.record("note.written", f"report:{root}", payload, by=by)


def tag(review: Review, number: int, name: str, *, present: bool = True, by: str, stage: Stage | None = None) -> None:
    """Put a tag on a report, or take it off.

    Args:
        stage: as for `note`; where one person alone judges, others see the tag at once.

    Raises:
        ReviewError: the tag is empty, or there is no such report.
    """
    name = one_line(name)
    if not name:
        raise ReviewError("The tag is empty.", hint="Write a word.")
    with review.writing() as unit:
        root = reports.root_of(unit.connection, number)
        payload = {"tag": name, "present": present, "stage": (stage or stage_of(unit, root)).value}
        unit.record("tag.set", f"report:{root}", payload, by=by)


def stage_of(unit: Unit, root: int) -> Stage:
    """The stage a report is at: full text once it was included by title and abstract."""
    unit.settle(root)
    standings, _, _ = reports.standings_of(unit.connection, root)
    forward = standings[Stage.TITLE_ABSTRACT].outcome is Outcome.INCLUDED
    return Stage.FULL_TEXT if forward else Stage.TITLE_ABSTRACT


def known_tags(review: Review, *, reviewer: str) -> list[str]:
    """Every tag ever given in this review that the reviewer may know of."""
    with review.reading() as connection:
        return dossier.all_tags(connection, reviewer)


def highlights(protocol: Protocol, text: str) -> tuple[Span, ...]:
    """Where the protocol's include- and exclude-words stand in a text."""
    return spans(text, protocol.include_words, protocol.exclude_words)
