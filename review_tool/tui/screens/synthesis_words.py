"""What the synthesis screen says of claims, excerpts, themes, strands and cells."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from review_tool.domain.evidence import Excerpt, ExcerptKind, Theme
from review_tool.domain.synthesis import Claim, Finding, Recommendation, Strand, StrandItem
from review_tool.services.synthesising import Support
from review_tool.services.tracing import Step
from review_tool.tui.screens.synthesis_evidence import Evidence
from review_tool.tui.text import assemble, lines, safe
from review_tool.tui.widgets.record_list import Row

UNSUPPORTED = "unsupported: its evidence was undone"


def said(known: Excerpt) -> str:
    return f"“{known.text}”" if known.kind is ExcerptKind.QUOTE else known.text


def claim_line(known: Claim, support: Support) -> str:
    """`R1 · 6 studies, 1 against · Share decisions …`: what it rests on first, as the words may be cut."""
    return f"{known.label} · {_brief(known, support)} · {known.body.text}"


def _brief(known: Claim, support: Support) -> str:
    if not known.supported:
        return f"✗ {UNSUPPORTED}"
    side, against = support.supporting, support.opposing
    found = [_n(side.studies, "study", "studies"), _n(side.items, "item", "items")]
    found.append("team's judgement" if known.judgement else "")
    found.append(_n(against.studies + against.items, "against", "against"))
    return ", ".join(part for part in found if part)


def _n(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}" if n else ""


def claim(known: Claim, support: Support) -> Content:
    """A claim in full."""
    parts = [assemble((f"{known.label} ", "bold $primary"), (known.body.text, "bold")), Content("")]
    parts.append(safe(support.words))
    if not known.supported:
        parts.append(assemble(("✗ unsupported ", "bold $text-error"), "Its evidence was undone: l links, d withdraws."))
    body = known.body
    if isinstance(body, Recommendation):
        confidence = body.confidence + (f": {body.confidence_reason}" if body.confidence_reason else "")
        facts = [("for", body.audience), ("when", body.condition), ("strength", body.strength)]
        facts.append(("confidence", confidence))
    elif isinstance(body, Finding):
        facts = [("confidence", body.confidence)]
    else:
        facts = [("why", body.why), ("for whom", body.for_whom)]
    parts += [assemble((f"{name}  ", "$text-muted"), text) for name, text in facts if text]
    return lines([*parts, assemble((f"{known.kind.value} by {known.by}, {known.at[:10]}", "$text-muted"))])


def step(known: Step) -> Content:
    """A step of the walk in full."""
    stance = {"supports": "speaks for the claim", "opposes": "✗ speaks against the claim"}.get(known.stance, "")
    head = [known.kind, *([stance] if stance else [])]
    return lines([assemble((" · ".join(head), "$text-muted")), Content(""), safe(known.words)])


def _claims(found: list[Claim]) -> Content:
    if not found:
        return assemble(("No claim rests on it yet.", "$text-muted"))
    return lines(
        [assemble(("Claims  ", "$text-muted")), *(assemble((f"{c.label} ", "bold"), c.body.text) for c in found)]
    )


def excerpt(e: Evidence, known: Excerpt) -> Content:
    """An excerpt in full, with its themes and the claims on it."""
    where = f"{e.who(known.report)}, {known.locator} · {known.kind.value} by {known.by}"
    within = [theme.name for theme in e.themes if set(theme.codes) & set(known.codes)]
    parts = [safe(said(known)), assemble((where, "$text-muted"))]
    codes = " ".join(f"#{code}" for code in known.codes)
    parts.append(assemble((codes or "no code yet: # gives one", "$primary")))
    if within:
        parts.append(assemble(("themes  ", "$text-muted"), "; ".join(within)))
    return lines([*parts, Content(""), _claims(e.resting(known.id))])


def theme(e: Evidence, known: Theme) -> Content:
    parts = [assemble((known.name, "bold")), safe(known.description), Content("")]
    parts.append(assemble(("codes  ", "$text-muted"), " ".join(f"#{code}" for code in known.codes) or "none yet"))
    parts += [assemble(("❝ ", "bold $primary"), f"{said(x)} — {e.who(x.report)}") for x in e.of_theme(known)]
    return lines(parts)


def excerpt_rows(e: Evidence, ids: Sequence[int]) -> list[Row]:
    """Who, the passage, its codes."""
    found = [(n, e.excerpts[n]) for n in ids]
    return [Row(n, (e.who(x.report), said(x), " ".join(f"#{code}" for code in x.codes))) for n, x in found]


def theme_rows(e: Evidence, ids: Sequence[int]) -> list[Row]:
    """The name, and how many excerpts of how many studies have one of its codes."""
    rows = []
    for n in ids:
        within = e.of_theme(e.themes[n])
        studies = {e.study_of.get(x.report, -x.report) for x in within}
        rows.append(Row(n, (e.themes[n].name, str(len(within)), str(len(studies)))))
    return rows


def strand_rows(e: Evidence, ids: Sequence[int]) -> list[Row]:
    """A strand with its size, then its items."""
    rows = []
    for n in ids:
        strand, item = e.strand_lines[n]
        cells = (assemble((strand.name, "bold")), f"{strand.size} {strand.kind}")
        rows.append(Row(n, cells if item is None else (f"  ▫ {item.label}", "")))
    return rows


def strand(e: Evidence, known: Strand, item: StrandItem | None) -> Content:
    if item is not None:
        parts = [assemble((item.label, "bold"), (f"  of {known.name}", "$text-muted")), safe(item.text)]
        return lines([*parts, Content(""), _claims(e.resting(item.id))])
    parts = [assemble((known.name, "bold"), (f"  {known.size} {known.kind}", "$text-muted")), safe(known.description)]
    return lines([*parts, Content(""), assemble(("a ", "bold $primary"), ("adds an item to it", "$text-muted"))])


def cell(e: Evidence, study: int, column: str) -> Content:
    """A cell of the matrix, and what the letters mean."""
    at, n = int(column), e.count(study, int(column))
    name, who = e.coverage.columns[at].label, e.studies[study].label
    if n:
        told = assemble((f"{n} excerpt{'s' * (n > 1)} ", "bold"), f"of {who} on “{name}”. Enter lists them.")
    else:
        told = assemble(("Empty: ", "bold"), f"nothing of {who} on “{name}” yet. A gap may be here: g writes it.")
    total = len(e.studies)
    parts = [told, Content("")]
    for key, letter in e.heads:
        found = e.coverage.rows[-1][int(key)]
        mark = "▸" if key == column else " "
        words = e.coverage.columns[int(key)].label
        parts.append(
            assemble((f"{mark}{letter} ", "bold $primary"), words, (f"  {found} of {total} studies", "$text-muted"))
        )
    return lines(parts)
