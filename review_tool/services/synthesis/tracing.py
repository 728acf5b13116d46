"""The walk from a claim to the events behind it, one level at a time, and the way back from a report."""

from __future__ import annotations

from dataclasses import dataclass

from review_tool.domain.event import Event
from review_tool.domain.evidence import Excerpt
from review_tool.domain.synthesis import Claim, Stance, TargetKind
from review_tool.services.judging.screening import report as report_seen_by
from review_tool.services.studies import appraising
from review_tool.services.synthesis import evidence_base
from review_tool.services.synthesis.synthesising import claim
from review_tool.store.history import log
from review_tool.store.queries import evidence, reports
from review_tool.store.review import Review
from review_tool.synthesis.chain import leaves


@dataclass(frozen=True, slots=True)
class Step:
    """One thing on the way from a claim to the events behind it."""

    kind: str
    """`claim`, `finding`, `theme`, `excerpt`, `study`, `item`, `report`, `vote`, `consensus` or `event`."""
    id: str
    words: str
    stance: str = ""


def below(review: Review, step: Step, *, reviewer: str) -> list[Step]:
    """What a step rests on, one level down: claim → finding or theme → excerpt or study → report → votes → events."""
    match step.kind:
        case "claim" | "finding":
            return _evidence_steps(review, claim(review, step.id))
        case "theme":
            return _theme_steps(review, step.id)
        case "excerpt":
            return [_report_step(review, _excerpt(review, step.id).report), *_event_steps(review, step.id)]
        case "study":
            study = next(s for s in appraising.studies(review) if str(s.id) == step.id)
            return [_report_step(review, number) for number in study.reports]
        case "item":
            return _event_steps(review, evidence_base.read(review).items[step.id].event)
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
    """The way back: the claims that rest on a report through an excerpt or its study, or a theme or finding above."""
    base = evidence_base.read(review)
    with review.reading() as connection:
        root = reports.root_of(connection, report)
        study = str(reports.standings_of(connection, root)[2])
    marked = {excerpt.id for excerpt in base.excerpts.values() if excerpt.report == root}
    return [
        known
        for known in base.claims
        if any(
            leaf.target in marked or (leaf.kind is TargetKind.STUDY and leaf.target == study)
            for leaf in leaves(known, base.ways)
        )
    ]


def _excerpt(review: Review, excerpt_id: str) -> Excerpt:
    with review.reading() as connection:
        return next(e for e in evidence.excerpts(connection) if e.id == excerpt_id)


def _evidence_steps(review: Review, known: Claim) -> list[Step]:
    return _looked_up(review, [(link.kind, link.target, link.stance) for link in known.links])


def _theme_steps(review: Review, name: str) -> list[Step]:
    """All that is coded under a theme, or under a theme below it."""
    under = evidence_base.read(review).ways.under.get(name, ())
    return _looked_up(review, [(kind, target, Stance.SUPPORTS) for kind, target in under])


def _looked_up(review: Review, wanted: list[tuple[TargetKind, str, Stance]]) -> list[Step]:
    """The evidence as steps. What speaks for something on the way from a theme or finding says no stance again."""
    base = evidence_base.read(review)
    who = {report: base.studies[study].label for report, study in base.study_of.items()}
    loose = {base.excerpts[target].report for kind, target, _ in wanted if kind is TargetKind.EXCERPT} - who.keys()
    with review.reading() as connection:
        who |= {root: found[0].citation.short() for root, found in reports.records_of(connection, loose).items()}
    claims = {one.id: one for one in base.claims}
    steps = []
    for kind, target, stance in wanted:
        match kind:
            case TargetKind.EXCERPT:
                excerpt = base.excerpts[target]
                said = f"“{excerpt.text}”" if excerpt.kind.value == "quote" else excerpt.text
                words = f"{said} — {who[excerpt.report]}, {excerpt.locator}"
            case TargetKind.STUDY:
                words = f"{base.studies[int(target)].label}: {base.studies[int(target)].title}"
            case TargetKind.ITEM:
                words = f"{base.items[target].strand}: {base.items[target].label}. {base.items[target].text}"
            case TargetKind.THEME:
                count = len(base.ways.under.get(target, ()))
                words = f"{target} ({count} passages and items). {base.themes[target].description}"
            case TargetKind.FINDING:
                words = claim_step(claims[target]).words
        steps.append(Step(kind.value, target, words, stance.value))
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
