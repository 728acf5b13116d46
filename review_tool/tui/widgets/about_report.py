"""What is known of a report beside its citation, as lines: the criteria it is judged by, votes, notes, tags."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content

from review_tool.domain.decision import Outcome, Stage, Verdict, Vote
from review_tool.domain.plan import Task
from review_tool.domain.protocol import Criterion, Protocol
from review_tool.domain.report import Report
from review_tool.services.judging.screening import Like
from review_tool.tui.text import assemble, lines, safe_line

GLYPHS = {
    Verdict.INCLUDE.value: "✓",
    Verdict.EXCLUDE.value: "✗",
    Verdict.MAYBE.value: "?",
    Outcome.INCLUDED.value: "✓",
    Outcome.EXCLUDED.value: "✗",
    Outcome.CONFLICT.value: "≠",
    Outcome.TO_DO.value: "·",
    Outcome.AWAITING.value: "◷",
    Outcome.ONGOING.value: "◔",
}
STYLES = {
    "✓": "$text-success",
    "✗": "$text-warning",
    "?": "$primary",
    "≠": "$text-warning",
    "·": "$text-muted",
} | dict.fromkeys("◷◔", "$primary")
NARROWEST = 14
"""Cells below which the beginning of a criterion says nothing."""


def marked(word: str) -> Content:
    """A verdict or outcome with its glyph: `✗ exclude`."""
    glyph = GLYPHS.get(word, "·")
    return assemble((f"{glyph} ", f"bold {STYLES[glyph]}"), word)


def criteria(protocol: Protocol, *, examples: bool = True) -> Content:
    """The criteria, one paragraph each; examples in grey under them."""
    parts = []
    for criterion in protocol.criteria:
        glyph = _glyph(criterion)
        parts.append(assemble((f"{glyph} ", f"bold {STYLES[glyph]}"), (f"{criterion.id} ", "bold"), criterion.text))
        if examples and criterion.example:
            parts.append(assemble((f"  {criterion.example}", "$text-muted")))
    if not parts:
        parts = [assemble(("The protocol has no criteria yet: 1 Home, p writes them.", "$text-muted"))]
    return lines(parts)


def criteria_line(protocol: Protocol, width: int) -> Content:
    """As much of every criterion as one line has room for; where that is too little, their names alone."""
    if not protocol.criteria:
        return assemble(("No criteria yet", "$text-muted"))
    room = width // len(protocol.criteria) - 4
    if room >= NARROWEST:
        shown = [
            assemble((_glyph(c), STYLES[_glyph(c)]), " ", safe_line(f"{c.id} {c.text}", room))
            for c in protocol.criteria
        ]
        return Content("  ").join(shown)
    names: dict[str, list[str]] = {"✓": [], "✗": []}
    for criterion in protocol.criteria:
        names[_glyph(criterion)].append(criterion.id)
    short = [assemble((glyph, STYLES[glyph]), f" {' '.join(ids)}   ") for glyph, ids in names.items() if ids]
    return assemble(("c", "bold $primary"), (" criteria  ", "$text-muted"), *short)


def _glyph(criterion: Criterion) -> str:
    return "✓" if criterion.include else "✗"


def facts(report: Report, stage: Stage, reviewer: str) -> list[Content]:
    """Where it stands, votes one may see, tags, notes, records: a line each, where there is something to say."""
    rows = [standing(report, stage), *votes(report, stage, reviewer)]
    if stage in report.tasks:
        rows.insert(0, assemble(("yours  ", "bold $primary"), Task(report.tasks[stage]).words))
    if report.hidden_votes:
        count = f"{report.hidden_votes} vote{'s' if report.hidden_votes > 1 else ''}"
        rows.append(assemble(("◌ ", "bold"), f"{count} hidden until all are done"))
    if report.tags:
        rows.append(assemble(("tags  ", "$text-muted"), " · ".join(report.tags)))
    rows += notes(report)
    if report.related:
        count = "reports" if len(report.related) > 1 else "report"
        rows.append(assemble(("≈ ", "bold"), f"related to {count} {', '.join(map(str, report.related))}"))
    sources = list(dict.fromkeys(f"{r.source} #{r.position}" for r in report.records))
    several = f"{len(report.records)} records, one report: " if len(report.records) > 1 else ""
    rows.append(assemble((f"from  {several}{' · '.join(sources)}", "$text-muted")))
    return rows


def standing(report: Report, stage: Stage) -> Content:
    """`Report 413 · ✗ excluded at title and abstract`."""
    at = report.standings[stage]
    where = marked(at.outcome.value) if at.outcome is not Outcome.TO_DO else assemble(("to do", "$text-muted"))
    because = f": {at.reason}" if at.reason else ""
    return assemble((f"Report {report.id}", "bold"), " · ", where, f"{because} at {stage.words}")


def votes(report: Report, stage: Stage, reviewer: str) -> list[Content]:
    """Each reviewer's votes at this stage in the order cast, the last bold; then how a conflict was settled."""
    cast = [vote for vote in report.votes if vote.stage is stage]
    newest = {vote.reviewer: vote.event for vote in cast}
    rows = [_vote(vote, reviewer, live=newest[vote.reviewer] == vote.event) for vote in cast]
    for settled in report.consensus:
        if settled.stage is stage:
            said = _said(settled.reason, settled.note)
            rows.append(assemble(("consensus  ", "$text-muted"), marked(settled.verdict), said, f"  by {settled.by}"))
    return rows


def stays(outcome: Outcome, verdict: Verdict) -> str:
    """After a vote on a report that the team has settled: that it stands as settled; else ""."""
    against = outcome is (Outcome.INCLUDED if verdict is Verdict.EXCLUDE else Outcome.EXCLUDED)
    return f" · it stays {outcome}: settled" if against else ""


def notes(report: Report) -> list[Content]:
    """The notes one may see, signed and dated."""
    return [
        assemble(("note  ", "$text-muted"), (note.by, "bold"), (f" {note.at[:10]}  ", "$text-muted"), note.text)
        for note in report.notes
    ]


def _vote(vote: Vote, reviewer: str, *, live: bool) -> Content:
    who = "you" if vote.reviewer == reviewer else vote.reviewer
    said = _said(vote.reason, vote.note) + ("" if vote.learn else "  (not to learn from)")
    row = assemble((f"{who}  ", "bold"), marked(vote.verdict), said)
    if vote.aside:
        return assemble(row, "  (set aside: judge it again)").stylize("$text-muted")
    return row if live else assemble(row, "  (before)").stylize("$text-muted")


def _said(reason: str, note: str) -> str:
    said = " · ".join(part for part in (reason, f"“{note.strip()}”" if note.strip() else "") if part)
    return f"  {said}" if said else ""


def alike(found: Sequence[Like]) -> list[Content]:
    """Reports like this one that have an outcome, a line each."""
    rows = [assemble(("like it, decided already", "$text-muted"))]
    return rows + [assemble(marked(like.outcome), f"  {like.report}  ", safe_line(like.title)) for like in found]


def alike_line(found: Sequence[Like]) -> Content:
    """The same in a few words: `like it: 2 in, 1 out`."""
    ins = sum(like.outcome is Outcome.INCLUDED for like in found)
    return assemble(("like it  ", "$text-muted"), f"{ins} in, {len(found) - ins} out")


def under(heading: str, rows: Iterable[Content]) -> Content:
    """Rows under a small heading."""
    return lines([assemble((heading, "bold $primary")), *rows])
