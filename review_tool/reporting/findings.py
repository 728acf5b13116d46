"""GRADE-CERQual's two tables: the evidence profile and the summary of qualitative findings.

Both are laid out as its authors ask (Lewin 2018, doi:10.1186/s13012-017-0688-3), in our own words. Nothing is worked
out here: levels and explanations are people's; what the appraisal says stands beside them.
"""

from __future__ import annotations

from collections.abc import Iterable

from review_tool.domain.claims import COMPONENTS
from review_tool.domain.synthesis import ClaimKind, Finding, Stance
from review_tool.domain.table import Column, Table
from review_tool.domain.weight import Contribution
from review_tool.reporting.claims import EVIDENCE_COLUMNS, ClaimView, evidence_cells
from review_tool.reporting.markdown_table import literal, table_lines

_NOT_YET = "not judged yet"


def evidence_profile(views: Iterable[ClaimView]) -> Table:
    """One row a finding: each component with its explanation, the confidence, the studies, the appraisal's words."""
    columns = [
        Column("id", "No.", "The finding's number, such as F1."),
        Column("finding", "Finding", "The finding, in the team's words."),
    ]
    for name, label, question in COMPONENTS:
        columns.append(Column(name, label, f"Level of concern. {question}"))
        columns.append(Column(f"{name}_reason", f"{label}: why", "The team's explanation."))
    columns += [
        Column("confidence", "Confidence", "GRADE-CERQual's overall confidence, chosen by people: high to very low."),
        Column("confidence_reason", "Why this confidence", "The team's explanation."),
        Column("contributing", "Studies behind it", "The studies that support it."),
        Column("against", "Studies against it", "The studies that oppose it."),
        Column(
            "appraisal", "What the appraisal says", "Of each study, a line each: what the first component rests on."
        ),
        *EVIDENCE_COLUMNS,
    ]
    rows = []
    for view in _findings(views):
        body = view.claim.body
        assert isinstance(body, Finding)
        graded = [part for name, _, _ in COMPONENTS for part in body.component(name)]
        rows.append(
            (
                view.claim.label,
                body.text,
                *graded,
                body.confidence,
                body.confidence_reason,
                _studies(view.studies, Stance.SUPPORTS),
                _studies(view.studies, Stance.OPPOSES),
                "\n".join(f"{one.label}: {one.words}" for one in view.studies),
                *evidence_cells(view),
            )
        )
    return Table("findings", "Findings: GRADE-CERQual evidence profile", tuple(columns), tuple(rows), evidence=True)


def summary_of_findings(views: Iterable[ClaimView]) -> Table:
    """One row a finding: its confidence, why, and the studies it rests on."""
    columns = (
        Column("id", "No."),
        Column("finding", "Finding"),
        Column("contributing", "Studies behind it"),
        Column("confidence", "Confidence"),
        Column("confidence_reason", "Why"),
    )
    rows = []
    for view in _findings(views):
        body = view.claim.body
        assert isinstance(body, Finding)
        studies = _studies(view.studies, Stance.SUPPORTS)
        rows.append((view.claim.label, body.text, studies, body.confidence or _NOT_YET, body.confidence_reason))
    return Table("summary-of-findings", "Summary of qualitative findings", columns, tuple(rows))


def findings_markdown(views: Iterable[ClaimView], title: str) -> bytes:
    """Both tables, then each finding with what supports and what opposes it."""
    views = _findings(views)
    lines = [f"# {literal(title)}", "", "## Summary of qualitative findings", ""]
    lines += [*table_lines(summary_of_findings(views)), "", "## Evidence profile", ""]
    for view in views:
        lines += _profile(view)
    return ("\n".join(lines).rstrip() + "\n").encode("utf-8")


def _profile(view: ClaimView) -> list[str]:
    body = view.claim.body
    assert isinstance(body, Finding)
    lines = [f"### {view.claim.label}. {literal(body.text)}", ""]
    for name, label, _ in COMPONENTS:
        level, reason = body.component(name)
        lines.append(f"- **{label}:** {literal(level or _NOT_YET)}" + (f". {literal(reason)}" if reason else ""))
    said = literal(body.confidence or _NOT_YET)
    lines.append(f"- **Confidence: {said}.** {literal(body.confidence_reason)}".rstrip())
    lines += [f"- **{heading}:** {literal(words)}" for heading, words in view.standing]
    for heading, stance in (("Supported by", Stance.SUPPORTS), ("Opposed by", Stance.OPPOSES)):
        pieces = [piece for piece in view.evidence if piece.stance is stance]
        lines.append(f"- **{heading}:**" + ("" if pieces else " nothing"))
        lines += [f"  - {literal(piece.words)}" for piece in pieces]
    if view.studies:
        lines.append("- **What the appraisal says:**")
        lines += [f"  - {literal(f'{one.label}: {one.words}')}" for one in view.studies]
    return [*lines, ""]


def _findings(views: Iterable[ClaimView]) -> list[ClaimView]:
    return sorted((v for v in views if v.claim.kind is ClaimKind.FINDING), key=lambda view: view.claim.number)


def _studies(studies: Iterable[Contribution], stance: Stance) -> str:
    return "; ".join(one.label for one in studies if one.stance is stance)
