"""Recommendations and research gaps with the evidence each rests on, as tables and as Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from review_tool.domain.synthesis import Claim, ClaimKind, Gap, Recommendation, Stance
from review_tool.domain.table import Column, Table
from review_tool.domain.text import one_line
from review_tool.reporting.markdown_table import literal


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing a claim rests on, ready to be shown."""

    kind: str
    """`quote`, `paraphrase`, `study` or `item`."""
    label: str
    """Whose it is: `Kim et al. 2021`, or the name of a strand's item."""
    study: str = ""
    """The id of the study it comes from; "" for an item of a strand."""
    text: str = ""
    locator: str = ""
    """Where in the report, in words."""
    stance: Stance = Stance.SUPPORTS

    @property
    def words(self) -> str:
        """`“…” (Kim et al. 2021, p. 4)`; a quote stands in quotation marks, a paraphrase does not."""
        where = ", ".join(part for part in (one_line(self.label), one_line(self.locator)) if part)
        text = one_line(self.text)
        if not text:
            return where
        return (f"“{text}”" if self.kind == "quote" else text) + (f" ({where})" if where else "")


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim with its evidence looked up."""

    claim: Claim
    evidence: tuple[Evidence, ...] = ()

    @property
    def supporting(self) -> tuple[Evidence, ...]:
        return tuple(e for e in self.evidence if e.stance is Stance.SUPPORTS)

    @property
    def opposing(self) -> tuple[Evidence, ...]:
        return tuple(e for e in self.evidence if e.stance is Stance.OPPOSES)

    @property
    def basis(self) -> str:
        """`3 studies and 2 items of other strands`, counting each study once; "" where there is none."""
        return _basis(self.supporting)

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What the claim says of itself besides its text, as (heading, words); what it leaves open is left out."""
        body = self.claim.body
        if isinstance(body, Recommendation):
            confidence = " – ".join(part for part in (body.confidence, body.confidence_reason) if part)
            said: tuple[tuple[str, str], ...] = (
                ("For", body.audience),
                ("When", body.condition),
                ("Strength", body.strength),
                ("Confidence", confidence),
            )
        else:
            said = (("Why it is a gap", body.why), ("For whom", body.for_whom))
        return tuple((heading, words) for heading, words in said if words)


_EVIDENCE_COLUMNS = (
    Column("judgement", "Team's judgement", "yes where the team marked the claim as its own judgement."),
    Column("studies", "Studies", "How many different studies support it."),
    Column("supporting", "Supporting evidence", "Each excerpt, study or item that supports it, a line each.", "id"),
    Column("opposing", "Opposing evidence", "Each excerpt, study or item against it, a line each.", "id"),
)


def recommendations_table(views: Iterable[ClaimView]) -> Table:
    """One row a recommendation; gaps among the views are left out."""
    columns = (
        Column("id", "No.", "The recommendation's number, such as R1."),
        Column("recommendation", "Recommendation", "The practicality or condition, in the team's words."),
        Column("audience", "For", "Who should do it."),
        Column("condition", "When", "When, or given what."),
        Column("strength", "Strength", "How strongly it is put: strong or conditional."),
        Column("confidence", "Confidence", "How sure the team is of the evidence: high to very low."),
        Column("confidence_reason", "Why this confidence", "What raises or lowers it."),
        *_EVIDENCE_COLUMNS,
    )
    rows = []
    for view in _of(views, ClaimKind.RECOMMENDATION):
        body = view.claim.body
        if isinstance(body, Recommendation):
            graded = (body.strength, body.confidence, body.confidence_reason)
            said = (body.text, body.audience, body.condition, *graded)
            rows.append((view.claim.label, *said, *_evidence_cells(view)))
    return Table("recommendations", "Recommendations", columns, tuple(rows), evidence=True)


def gaps_table(views: Iterable[ClaimView]) -> Table:
    """One row a research gap; recommendations among the views are left out."""
    columns = (
        Column("id", "No.", "The gap's number, such as G1."),
        Column("gap", "Research gap", "What is missing."),
        Column("why", "Why", "Why it is a gap: none, too few, too small, contradictory …"),
        Column("for_whom", "For whom", "Who needs the answer, or whom it is about."),
        *_EVIDENCE_COLUMNS,
    )
    rows = []
    for view in _of(views, ClaimKind.GAP):
        body = view.claim.body
        if isinstance(body, Gap):
            rows.append((view.claim.label, body.text, body.why, body.for_whom, *_evidence_cells(view)))
    return Table("gaps", "Research gaps", columns, tuple(rows), evidence=True)


def claims_markdown(views: Iterable[ClaimView], title: str) -> bytes:
    """The claims as a readable Markdown document, each with its evidence beneath."""
    views = list(views)
    lines = [f"# {literal(title)}", ""]
    for kind, heading in ((ClaimKind.RECOMMENDATION, "Recommendations"), (ClaimKind.GAP, "Research gaps")):
        found = _of(views, kind)
        if found:
            lines += [f"## {heading}", "", *(line for view in found for line in _section(view))]
    return ("\n".join(lines).rstrip() + "\n").encode("utf-8")


def _section(view: ClaimView) -> list[str]:
    lines = [f"### {view.claim.label}. {literal(view.claim.body.text)}", ""]
    lines += [f"- **{heading}:** {literal(words)}" for heading, words in view.facts]
    if view.claim.judgement:
        lines.append("- **Rests on the team's judgement.**")
    for heading, evidence in (("Supported by", view.supporting), ("Opposed by", view.opposing)):
        if evidence:
            lines.append(f"- **{heading} {_basis(evidence)}:**")
            lines += [f"  - {literal(e.words)}" for e in evidence]
    return [*lines, ""]


def _of(views: Iterable[ClaimView], kind: ClaimKind) -> list[ClaimView]:
    return sorted((view for view in views if view.claim.kind is kind), key=lambda view: view.claim.number)


def _evidence_cells(view: ClaimView) -> tuple[str, str, str, str]:
    return (
        "yes" if view.claim.judgement else "no",
        str(len({e.study for e in view.supporting if e.study})),
        "\n".join(e.words for e in view.supporting),
        "\n".join(e.words for e in view.opposing),
    )


def _basis(evidence: Iterable[Evidence]) -> str:
    evidence = list(evidence)
    studies = len({e.study for e in evidence if e.study})
    items = sum(not e.study for e in evidence)
    said = [f"{studies} {'study' if studies == 1 else 'studies'}"] if studies else []
    if items:
        said.append(f"{items} {'item' if items == 1 else 'items'} of other strands")
    return " and ".join(said)
