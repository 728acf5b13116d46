"""Judging reports: one's queue, one report, one's vote; notes and tags."""

from __future__ import annotations

from dataclasses import dataclass

from review_tool.domain.decision import Outcome, Stage, Standing, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.event import Event
from review_tool.domain.protocol import Protocol
from review_tool.domain.report import Report, ReportRow, Which
from review_tool.domain.text import clean, one_line
from review_tool.screening.highlight import Span as Span
from review_tool.screening.highlight import spans
from review_tool.services.deduping import combined
from review_tool.store import plan, reports
from review_tool.store.review import Review
from review_tool.store.standings import current_protocol
from review_tool.store.unit import Unit


def ids(review: Review, which: Which) -> list[int]:
    """The reports of a list, in the order they came. `Which(stage, "to do", reviewer)` is that reviewer's queue."""
    with review.reading() as connection:
        return reports.report_ids(connection, which)


def rows(review: Review, numbers: list[int], stage: Stage, reviewer: str) -> list[ReportRow]:
    """The lines of a list for these reports, in their order. Ask for a page (about 100) at a time."""
    with review.reading() as connection:
        return reports.rows(connection, numbers, stage, reviewer)


def report(review: Review, number: int, *, reviewer: str) -> Report:
    """Everything this reviewer may see of a report. Others' votes stay hidden until the stage has an outcome.

    Raises:
        ReviewError: there is no such report.
    """
    with review.reading() as connection:
        root = reports.root_of(connection, number)
        members = reports.members_of(connection, root)
        records = reports.records_of(connection, [root])[root]
        citation, provenance = combined(records, plan.choices(connection, [root]).get(root))
        standings, retrieval, study = reports.standings_of(connection, root)
        votes = reports.votes(connection, [root]).get(root, [])
        seen = tuple(vote for vote in votes if vote.reviewer == reviewer or _open(standings[vote.stage]))
        return Report(
            id=root,
            study=study,
            citation=citation,
            provenance=provenance,
            records=tuple(records),
            standings=standings,
            votes=seen,
            hidden_votes=len(votes) - len(seen),
            consensus=tuple(reports.consensus(connection, [root]).get(root, [])),
            notes=tuple(n for n in reports.notes(connection, members) if n.by == reviewer or _all_open(standings)),
            tags=reports.tags(connection, root, members),
            retrieval=retrieval,
            attempts=reports.attempts(connection, members),
            documents=tuple(document.name for document in reports.documents(connection, members)),
            related=plan.related_to(connection, members),
            marks=reports.marks(connection, dict.fromkeys(members, root)).get(root, ()),
        )


def _open(at: Standing) -> bool:
    """Votes of others are shown once they can no longer sway one's own."""
    return at.outcome.shows_votes


def _all_open(standings: dict[Stage, Standing]) -> bool:
    title_abstract = standings[Stage.TITLE_ABSTRACT].outcome
    return title_abstract is Outcome.EXCLUDED or (
        _open(standings[Stage.TITLE_ABSTRACT]) and _open(standings[Stage.FULL_TEXT])
    )


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
    id: str | None = None,
) -> Decided:
    """Write one reviewer's vote; it is on the disk when this returns. A later vote supersedes it, both are kept.

    Args:
        id: a UUID of the caller's, so that a retry writes nothing twice.

    Raises:
        ReviewError: no such report, a full-text exclusion without a reason of the team's list, or a full-text vote
            on a report that is not at full text.
    """
    with review.writing() as unit:
        event = vote(unit, number, stage, verdict, by=by, reason=reason, note=note, id=id)
        unit.finish()
        root = int(event.subject.partition(":")[2])
        standings, _, _ = reports.standings_of(unit.connection, root)
    return Decided(event.id, root, standings[stage].outcome, event.at)


def vote(
    unit: Unit,
    number: int,
    stage: Stage,
    verdict: Verdict,
    *,
    by: str,
    reason: str = "",
    note: str = "",
    id: str | None = None,
) -> Event:
    """As `decide`, inside a unit of work of the caller's; outcomes are worked out when the unit ends."""
    root = reports.root_of(unit.connection, number)
    if verdict is Verdict.EXCLUDE and (reason or stage is Stage.FULL_TEXT):
        check_reason(current_protocol(unit.connection), stage, verdict, reason)
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
    payload = {
        "stage": stage.value,
        "verdict": verdict.value,
        "reason": reason if verdict is Verdict.EXCLUDE else "",
        "note": clean(note),
    }
    return unit.record("decision.made", f"report:{root}", payload, by=by, id=id)


def check_reason(protocol: Protocol, stage: Stage, verdict: Verdict, reason: str) -> None:
    """Raises ReviewError where a full-text exclusion has no reason of the team's list."""
    if verdict is not Verdict.EXCLUDE or (stage is Stage.TITLE_ABSTRACT and not reason):
        return
    if reason not in protocol.reasons:
        raise ReviewError(
            f"“{reason}” is not one of the team's reasons." if reason else "Excluding at full text needs a reason.",
            hint="Choose one of: " + "; ".join(protocol.reasons) + ".",
        )


def note(review: Review, number: int, text: str, *, by: str) -> None:
    """Write a note on a report.

    Raises:
        ReviewError: the note is empty, or there is no such report.
    """
    if not clean(text).strip():
        raise ReviewError("The note is empty.", hint="Write a word, or leave with Esc.")
    with review.writing() as unit:
        root = reports.root_of(unit.connection, number)
        unit.record("note.written", f"report:{root}", {"text": clean(text).strip()}, by=by)


def tag(review: Review, number: int, name: str, *, present: bool = True, by: str) -> None:
    """Put a tag on a report, or take it off.

    Raises:
        ReviewError: the tag is empty, or there is no such report.
    """
    name = one_line(name)
    if not name:
        raise ReviewError("The tag is empty.", hint="Write a word.")
    with review.writing() as unit:
        root = reports.root_of(unit.connection, number)
        unit.record("tag.set", f"report:{root}", {"tag": name, "present": present}, by=by)


def known_tags(review: Review) -> list[str]:
    """Every tag ever given in this review."""
    with review.reading() as connection:
        return reports.all_tags(connection)


def highlights(protocol: Protocol, text: str) -> tuple[Span, ...]:
    """Where the protocol's include- and exclude-words stand in a text."""
    return spans(text, protocol.include_words, protocol.exclude_words)
