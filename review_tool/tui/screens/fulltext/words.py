"""What the full-text screen says of a report."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from review_tool.domain.decision import Outcome, Stage, Vote
from review_tool.domain.plan import Task
from review_tool.domain.protocol import Protocol
from review_tool.domain.report import Report, ReportMark, ReportRow, Retrieval
from review_tool.domain.synthesis import Claim
from review_tool.tui.text import assemble, lines, safe

GLYPHS = {
    Outcome.TO_DO: "·",
    Outcome.INCLUDED: "✓",
    Outcome.EXCLUDED: "✗",
    Outcome.CONFLICT: "≠",
    Outcome.AWAITING: "◷",
    Outcome.ONGOING: "◔",
}
MARKS = {
    ReportMark.RETRACTED: "withdrawn by its journal; it stays where it stands",
    ReportMark.AWAITING: "too little is known to decide; neither in nor out",
    ReportMark.ONGOING: "the study is not finished; neither in nor out",
}
_MINE = {"include": "✓", "exclude": "✗", "maybe": "?"}


def state(row: ReportRow) -> str:
    """`✓ included`; one's own vote where the outcome still waits for another's."""
    if row.retrieval == Retrieval.NOT_RETRIEVED:
        return "– not retrieved"
    if row.outcome is Outcome.TO_DO and row.mine:
        return f"{_MINE[row.mine]} you: {row.mine}"
    return f"{GLYPHS[row.outcome]} {_SHORT.get(row.outcome, row.outcome.value)}"


_SHORT = {Outcome.AWAITING: "awaiting class."}


def title(row: ReportRow) -> str:
    """The title, after what a reader must not miss."""
    return f"⊘ retracted: {row.title}" if ReportMark.RETRACTED in row.marks else row.title


def facts(seen: Report) -> list[tuple[str, str]]:
    """(name, text) lines for the card."""
    at = seen.standings[Stage.FULL_TEXT]
    said = [("stands", f"{GLYPHS[at.outcome]} {at.outcome.value}" + (f": {at.reason}" if at.reason else ""))]
    if Stage.FULL_TEXT in seen.tasks:
        said.append(("yours", Task(seen.tasks[Stage.FULL_TEXT]).words))
    cast = [vote for vote in seen.votes if vote.stage is Stage.FULL_TEXT]
    newest = {vote.reviewer: vote.event for vote in cast}
    said += [(v.reviewer, _cast(v, live=newest[v.reviewer] == v.event)) for v in cast]
    if seen.hidden_votes:
        count = f"{seen.hidden_votes} vote{'s' if seen.hidden_votes > 1 else ''}"
        said.append(("others", f"{count}, hidden until there is an outcome"))
    said += [
        ("settled", f"{c.by}, at {c.stage.words}: " + _vote(c.verdict.value, c.reason, c.note)) for c in seen.consensus
    ]
    if seen.study != seen.id:
        said.append(("study", f"one of the reports of study {seen.study}"))
    text = "; ".join(seen.documents) or seen.retrieval
    tried = "; ".join(a.words for a in seen.attempts if a.words and a.state != Retrieval.RETRIEVED)
    said.append(("full text", text + (f" ({tried})" if tried else "")))
    for one in seen.marks:
        said.append(("mark", f"{one.mark}, {one.by} {one.at[:10]}" + (f": {one.why}" if one.why else "")))
    if seen.tags:
        said.append(("tags", " · ".join(seen.tags)))
    said += [("note", f"{note.text} ({note.by}, {note.at[:10]})") for note in seen.notes]
    return said


def _cast(vote: Vote, *, live: bool) -> str:
    said = _vote(vote.verdict.value, vote.reason, vote.note) + ("" if vote.learn else "  (not to learn from)")
    return said + ("  (set aside: judge it again)" if vote.aside else "" if live else "  (before)")


def _vote(verdict: str, reason: str, note: str) -> str:
    why = "; ".join(part for part in (reason, note) if part)
    return verdict + (f" ({why})" if why else "")


def criteria(protocol: Protocol) -> Content:
    """The criteria to keep beside a report, and the reasons."""
    parts: list[Content] = []
    for heading, include in (("Must hold", True), ("Rules out", False)):
        found = [c for c in protocol.criteria if c.include is include]
        if found:
            parts += [assemble((heading, "bold")), *(assemble((f"{c.id} ", "bold $primary"), c.text) for c in found)]
            parts.append(Content(""))
    if not parts:
        parts += [assemble(("No criteria are written yet: 1 Home, then p.", "$text-muted")), Content("")]
    parts.append(assemble(("Reasons to exclude", "bold")))
    parts += [assemble((f"{n} ", "bold $primary"), reason) for n, reason in enumerate(protocol.reasons, 1)]
    return lines(parts)


def whole(seen: Report, protocol: Protocol, claims: Sequence[Claim]) -> Content:
    """Everything known of a report, for reading."""
    c = seen.citation
    where = " · ".join(part for part in (c.journal, str(c.year or ""), f"doi {c.doi}" if c.doi else "") if part)
    parts = [assemble((c.title or "[no title]", "bold")), assemble(("; ".join(c.authors), "$text-muted"))]
    parts += [assemble((where, "$text-muted")), Content(""), safe(c.abstract or "No abstract came with this record.")]
    parts += [Content(""), *(assemble((f"{name}  ", "$text-muted"), text) for name, text in facts(seen))]
    early = [v for v in seen.votes if v.stage is Stage.TITLE_ABSTRACT]
    parts += [assemble(("title/abstract  ", "$text-muted"), f"{v.reviewer}: {v.verdict.value}") for v in early]
    records = "; ".join(f"{r.source} ({r.file}, {r.position})" for r in seen.records)
    parts.append(assemble(("records  ", "$text-muted"), records))
    resting = " ".join(f"\n{claim.label} {claim.body.text}" for claim in claims)
    parts += [Content(""), assemble(("Claims that rest on it", "bold"), resting or "\nnone yet")]
    return lines([*parts, Content(""), criteria(protocol)])
