"""Recommendations and research gaps with the evidence each rests on, as tables and as Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from review_tool.domain.claims import COMPONENTS
from review_tool.domain.gaps import epicot, reason_words
from review_tool.domain.synthesis import Claim, ClaimKind, Finding, Gap, Recommendation, Stance
from review_tool.domain.table import Column, Table
from review_tool.domain.text import one_line
from review_tool.domain.weight import Contribution, Robustness
from review_tool.reporting.markdown_table import literal


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing a claim rests on, ready to be shown."""

    kind: str
    """`quote`, `paraphrase`, `study`, `item`, `theme` or `finding`."""
    label: str
    """Whose it is: `Kim et al. 2021`, or the name of a strand's item."""
    study: str = ""
    """The id of the study it comes from; "" for an item of a strand."""
    text: str = ""
    locator: str = ""
    """Where in the report, in words."""
    stance: Stance = Stance.SUPPORTS
    id: str = ""
    """An excerpt's or item's id, a study's number, a theme's name, a finding's label: for links within a page."""
    strand: str = ""
    """The strand of an item."""
    under: tuple[Evidence, ...] = ()
    """What a theme or finding rests on itself."""

    @property
    def leaves(self) -> tuple[Evidence, ...]:
        """The passages, studies and items at the end: itself, or what is under it that speaks the same way."""
        if self.kind not in ("theme", "finding"):
            return (self,)
        return tuple(leaf for piece in self.under if piece.stance is self.stance for leaf in piece.leaves)

    @property
    def words(self) -> str:
        """`“…” (Kim et al. 2021, p. 4)`; a quote stands in quotation marks, a paraphrase does not."""
        where = ", ".join(part for part in (one_line(self.label), one_line(self.locator)) if part)
        text = one_line(self.text)
        if not text:
            return where
        return (f"“{text}”" if self.kind == "quote" else text) + (f" ({where})" if where else "")


_PICOS = ("population", "intervention", "comparison", "outcome", "setting")


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim with its evidence looked up."""

    claim: Claim
    evidence: tuple[Evidence, ...] = ()
    robustness: Robustness = Robustness(0)  # noqa: RUF009  # frozen
    studies: tuple[Contribution, ...] = ()
    """The studies for and against it, with what the appraisal says of each."""

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
                ("Fairness", body.equity),
            )
        elif isinstance(body, Finding):
            said = (("Confidence", " – ".join(part for part in (body.confidence, body.confidence_reason) if part)),)
            for name, label, _ in COMPONENTS:
                said += ((label, " – ".join(part for part in _concerns(*body.component(name)) if part)),)
        else:
            said = (
                ("Why it is a gap", body.why),
                ("Reasons", reason_words(body.codes)),
                ("For whom", body.for_whom),
                ("Question", epicot_of(body)),
                ("Seen in the map", body.cell),
                ("Status", "draft, not confirmed yet" if body.draft else ""),
            )
        return tuple((heading, words) for heading, words in said if words) + self.standing

    @property
    def standing(self) -> tuple[tuple[str, str], ...]:
        """What people say of it, and how it bears a loss: (heading, words) pairs."""
        claim = self.claim
        said = [("Agreement", one.words) for one in claim.agreement]
        said += [("Dissent", f"{one.text} ({one.who})" if one.who else one.text) for one in claim.dissent]
        if claim.ranks:
            said.append(("Priority", "; ".join(f"{one.group}: {one.rank}" for one in claim.ranks)))
        if strands := self.strands:
            said.append(("Strands behind it", strands))
        if self.robustness.scenarios:
            said.append(("Robustness", self.robustness.words))
        return tuple(said)

    @property
    def strands(self) -> str:
        """`Studies: 4; Stories: 2`, where more than one evidence base stands behind it."""
        leaves = [leaf for piece in self.supporting for leaf in piece.leaves]
        found = {"Studies": len({leaf.study for leaf in leaves if leaf.study})}
        for name in dict.fromkeys(leaf.strand for leaf in leaves if leaf.strand):
            found[name] = len({leaf.id for leaf in leaves if leaf.strand == name})
        here = {name: n for name, n in found.items() if n}
        return "; ".join(f"{name}: {n}" for name, n in here.items()) if here.keys() - {"Studies"} else ""


def epicot_of(gap: Gap) -> str:
    """The gap as a research question in EPICOT's order; "" where too little of its PICOS is said."""
    return epicot(
        known=gap.known,
        population=gap.population,
        setting=gap.setting,
        intervention=gap.intervention,
        comparison=gap.comparison,
        outcome=gap.outcome,
        stamp=gap.stamp,
    )


EVIDENCE_COLUMNS = (
    Column("supported", "Supported", "no where its evidence was undone."),
    Column("judgement", "Team's judgement", "yes where the team marked the claim as its own judgement."),
    Column("studies", "Studies", "How many different studies support it, through findings and themes too."),
    Column("strands", "Strands behind it", "Evidence bases with the number of studies or items, where more than one."),
    Column("robustness", "Robustness", "What support remains when one thing is taken away."),
    Column("agreement", "Agreement", "How many of each group are for, against and unsure, a line each."),
    Column("dissent", "Dissent", "Disagreement in people's own words, a line each."),
    Column("supporting", "Supporting evidence", "Each finding, theme, excerpt, study or item, a line each.", "id"),
    Column(
        "opposing", "Opposing evidence", "Each finding, theme, excerpt, study or item against it, a line each.", "id"
    ),
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
        Column("equity", "Fairness", "Who gains and who could lose by it, and what would make it fair."),
        *EVIDENCE_COLUMNS,
    )
    rows = []
    for view in _of(views, ClaimKind.RECOMMENDATION):
        body = view.claim.body
        if isinstance(body, Recommendation):
            graded = (body.strength, body.confidence, body.confidence_reason, body.equity)
            said = (body.text, body.audience, body.condition, *graded)
            rows.append((view.claim.label, *said, *evidence_cells(view)))
    return Table("recommendations", "Recommendations", columns, tuple(rows), evidence=True)


def gaps_table(views: Iterable[ClaimView]) -> Table:
    """One row a research gap; recommendations among the views are left out."""
    columns = (
        Column("id", "No.", "The gap's number, such as G1."),
        Column("gap", "Research gap", "What is missing."),
        Column("why", "Why", "Why it is a gap, in words."),
        Column("for_whom", "For whom", "Who needs the answer, or whom it is about."),
        Column("reasons", "Reason codes", "Robinson's codes, as people confirmed them: A insufficient, B biased …"),
        *(Column(name, name.capitalize(), f"PICOS: {name}.") for name in _PICOS),
        Column("epicot", "Research question", "Evidence, population, intervention, comparison, outcome, time stamp."),
        Column("priority", "Priority by group", "The place each group gives it, side by side: 1 is the most urgent."),
        Column("cell", "Seen in the map", "The cell of the evidence map it was seen in."),
        Column("status", "Status", "draft until a person confirms what the map suggested."),
        *EVIDENCE_COLUMNS,
    )
    rows = []
    for view in _of(views, ClaimKind.GAP):
        body = view.claim.body
        if isinstance(body, Gap):
            picos = (getattr(body, name) for name in _PICOS)
            ranks = "; ".join(f"{one.group}: {one.rank}" for one in view.claim.ranks)
            said = (body.text, body.why, body.for_whom, "; ".join(body.codes), *picos, epicot_of(body))
            rows.append((view.claim.label, *said, ranks, body.cell, body.status, *evidence_cells(view)))
    return Table("gaps", "Research gaps", columns, tuple(rows), evidence=True)


def claims_markdown(views: Iterable[ClaimView], title: str) -> bytes:
    """The claims as a readable Markdown document, each with its evidence beneath."""
    views = list(views)
    lines = [f"# {literal(title)}", ""]
    headings = (
        (ClaimKind.FINDING, "Findings"),
        (ClaimKind.RECOMMENDATION, "Recommendations"),
        (ClaimKind.GAP, "Research gaps"),
    )
    for kind, heading in headings:
        found = _of(views, kind)
        if found:
            lines += [f"## {heading}", "", *(line for view in found for line in _section(view))]
    return ("\n".join(lines).rstrip() + "\n").encode("utf-8")


def _section(view: ClaimView) -> list[str]:
    lines = [f"### {view.claim.label}. {literal(view.claim.body.text)}", ""]
    lines += [f"- **{heading}:** {literal(words)}" for heading, words in view.facts]
    if view.claim.judgement:
        lines.append("- **Rests on the team's judgement.**")
    if not view.claim.supported and not view.claim.draft:
        lines.append("- **Unsupported: its evidence was undone.**")
    for heading, evidence in (("Supported by", view.supporting), ("Opposed by", view.opposing)):
        if evidence:
            lines.append(f"- **{heading} {_basis(evidence)}:**")
            lines += [line for piece in evidence for line in _piece(piece, "  ")]
    return [*lines, ""]


def _piece(piece: Evidence, indent: str) -> list[str]:
    """A line for the evidence, and those under a theme or finding a step further in."""
    against = "against: " if piece.stance is Stance.OPPOSES and indent != "  " else ""
    below = [line for one in piece.under for line in _piece(one, indent + "  ")]
    return [f"{indent}- {against}{literal(piece.words)}", *below]


def _of(views: Iterable[ClaimView], kind: ClaimKind) -> list[ClaimView]:
    return sorted((view for view in views if view.claim.kind is kind), key=lambda view: view.claim.number)


def evidence_cells(view: ClaimView) -> tuple[str, ...]:
    """The cells of EVIDENCE_COLUMNS."""
    leaves = [leaf for piece in view.supporting for leaf in piece.leaves]
    return (
        "yes" if view.claim.supported else "no",
        "yes" if view.claim.judgement else "no",
        str(len({leaf.study for leaf in leaves if leaf.study})),
        view.strands,
        view.robustness.words if view.robustness.scenarios or view.claim.judgement else "",
        "\n".join(one.words for one in view.claim.agreement),
        "\n".join(f"{one.who}: {one.text}" if one.who else one.text for one in view.claim.dissent),
        "\n".join(e.words for e in view.supporting),
        "\n".join(e.words for e in view.opposing),
    )


def _concerns(level: str, reason: str) -> tuple[str, str]:
    """`moderate concerns`: a level by itself could be read as praise."""
    return (f"{level} concerns" if level else "", reason)


def _basis(evidence: Iterable[Evidence]) -> str:
    leaves = [leaf for piece in evidence for leaf in piece.leaves]
    studies = len({leaf.study for leaf in leaves if leaf.study})
    items = len({leaf.id or leaf.label for leaf in leaves if not leaf.study})
    said = [f"{studies} {'study' if studies == 1 else 'studies'}"] if studies else []
    if items:
        said.append(f"{items} {'item' if items == 1 else 'items'} of other strands")
    return " and ".join(said)
