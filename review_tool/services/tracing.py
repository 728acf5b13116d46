"""The walk from a claim to the events behind it, one level at a time, and the way back from a report."""

from __future__ import annotations

from dataclasses import dataclass

from review_tool.domain.event import Event
from review_tool.domain.evidence import Excerpt
from review_tool.domain.synthesis import Claim, TargetKind
from review_tool.services import appraising
from review_tool.services.appraising import Study
from review_tool.services.screening import report as report_seen_by
from review_tool.services.synthesising import claim
from review_tool.store import evidence, log, reports
from review_tool.store.review import Review


@dataclass(frozen=True, slots=True)
class Step:
    """One thing on the way from a claim to the events behind it."""

    kind: str
    """`claim`, `excerpt`, `study`, `item`, `report`, `vote`, `consensus` or `event`."""
    id: str
    words: str
    stance: str = ""


def below(review: Review, step: Step, *, reviewer: str) -> list[Step]:
    """What a step rests on, one level down: claim → excerpt or study → report → decisions → events."""
    match step.kind:
        case "claim":
            return _evidence_steps(review, claim(review, step.id))
        case "excerpt":
            return [_report_step(review, _excerpt(review, step.id).report), *_event_steps(review, step.id)]
        case "study":
            study = next(s for s in appraising.studies(review) if str(s.id) == step.id)
            return [_report_step(review, number) for number in study.reports]
        case "item":
            return _event_steps(review, step.id)
        case "report":
            return _decision_steps(review, int(step.id), reviewer)
        case "vote" | "consensus":
            return _event_steps(review, step.id)
        case _:
            return []


def claim_step(known: Claim) -> Step:
    """Where the walk begins."""
    mark = "" if known.supported else " (unsupported: its evidence was undone)"
    judged = " (the team's judgement)" if known.judgement else ""
    return Step("claim", known.id, f"{known.label} {known.body.text}{judged}{mark}")


def resting_on(review: Review, report: int) -> list[Claim]:
    """The way back: the claims that rest on a report through an excerpt or its study."""
    with review.reading() as connection:
        root = reports.root_of(connection, report)
        marked = {excerpt.id for excerpt in evidence.excerpts(connection, root)}
        study = str(reports.standings_of(connection, root)[2])
        return [
            known
            for known in evidence.claims(connection)
            if any(
                link.target in marked or (link.kind is TargetKind.STUDY and link.target == study)
                for link in known.links
            )
        ]


def _excerpt(review: Review, excerpt_id: str) -> Excerpt:
    with review.reading() as connection:
        return next(e for e in evidence.excerpts(connection) if e.id == excerpt_id)


def _evidence_steps(review: Review, known: Claim) -> list[Step]:
    with review.reading() as connection:
        marked = {excerpt.id: excerpt for excerpt in evidence.excerpts(connection)}
        items = {item.id: item for item in evidence.items(connection)}
        wanted = {marked[link.target].report for link in known.links if link.kind is TargetKind.EXCERPT}
        who = {root: found[0].citation.short() for root, found in reports.records_of(connection, wanted).items()}
    studies: dict[str, Study] = {str(study.id): study for study in appraising.studies(review)}
    steps = []
    for link in known.links:
        if link.kind is TargetKind.EXCERPT:
            excerpt = marked[link.target]
            said = f"“{excerpt.text}”" if excerpt.kind.value == "quote" else excerpt.text
            words = f"{said} — {who[excerpt.report]}, {excerpt.locator}"
        elif link.kind is TargetKind.STUDY:
            words = f"{studies[link.target].label}: {studies[link.target].title}"
        else:
            words = f"{items[link.target].strand}: {items[link.target].label}. {items[link.target].text}"
        steps.append(Step(link.kind.value, link.target, words, link.stance.value))
    return steps


def _report_step(review: Review, number: int) -> Step:
    with review.reading() as connection:
        citation = reports.records_of(connection, [number])[number][0].citation
    return Step("report", str(number), f"report {number}: {citation.short()}. {citation.title}")


def _decision_steps(review: Review, number: int, reviewer: str) -> list[Step]:
    seen = report_seen_by(review, number, reviewer=reviewer)
    steps = [
        Step(
            "vote",
            v.event,
            f"{v.reviewer}: {v.verdict.value} at {v.stage.words}" + (f" ({v.reason})" if v.reason else ""),
        )
        for v in seen.votes
    ]
    steps += [
        Step(
            "consensus",
            c.event,
            f"settled at {c.stage.words} by {c.by}: {c.verdict.value}" + (f" — {c.note}" if c.note else ""),
        )
        for c in seen.consensus
    ]
    return steps or [Step("event", "", "no decision that you may see yet")]


def _event_steps(review: Review, event_id: str) -> list[Step]:
    with review.reading() as connection:
        found = log.event(connection, event_id)
    return [Step("event", event_id, event_words(found))] if found else []


def event_words(event: Event) -> str:
    """An event's place in the log: who wrote it, when, and its hash's beginning."""
    when = event.at[:19].replace("T", " ")
    return f"event {event.seq} of {event.writer}, {when} UTC, {event.kind}, hash {event.hash[:12]}…"
