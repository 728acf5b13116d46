"""What the synthesis screen says of claims, excerpts, themes, codes, strands and cells."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from review_tool.domain.claims import COMPONENTS, CONCERNS
from review_tool.domain.evidence import Excerpt, ExcerptKind, ThemeLevel
from review_tool.domain.evidence_map import EvidenceMap
from review_tool.domain.gaps import reason_words
from review_tool.domain.synthesis import Claim, Finding, Gap, Recommendation, Stance, Strand, StrandItem
from review_tool.domain.text import shorten
from review_tool.domain.weight import Robustness
from review_tool.services.synthesis.coding import Memo
from review_tool.services.synthesis.synthesising import Support, epicot_of, strands_behind
from review_tool.services.synthesis.tracing import Step
from review_tool.services.synthesis.weighing import suggested_reasons
from review_tool.tui.screens.synthesis.evidence import CodeLine, Evidence, heads
from review_tool.tui.text import assemble, lines, safe, side_by_side
from review_tool.tui.widgets.record_list import Row

FEW, SHOWN = 6, 180
"""Passages that stand in the side pane, and how many letters of each: more would be slow to draw, and to read."""
UNSUPPORTED = "unsupported: its evidence was undone"
CONCERN_SIGNS = dict(zip(("", *CONCERNS), "·○◔◑●", strict=True))
"""Not judged; no or very minor, minor, moderate, serious concerns."""


def said(known: Excerpt) -> str:
    return f"“{known.text}”" if known.kind is ExcerptKind.QUOTE else known.text


# Claims


def claim_line(known: Claim, support: Support, test: Robustness) -> str:
    """`R1 · 6 studies, 1 against · Share decisions …`: what it rests on first, as the words may be cut."""
    return f"{known.label} · {_brief(known, support, test)} · {known.body.text}"


def _brief(known: Claim, support: Support, test: Robustness) -> str:
    if known.draft:
        return "□ draft: y confirms"
    if not known.supported:
        return f"✗ {UNSUPPORTED}"
    side, against = support.supporting, support.opposing
    found = [_n(side.studies, "study", "studies"), _n(side.items, "item", "items")]
    found.append("team's judgement" if known.judgement else "")
    found.append(_n(against.studies + against.items, "against", "against"))
    found.append("△ fragile" if test.fragile else "")
    return ", ".join(part for part in found if part)


def _n(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}" if n else ""


def claim(e: Evidence, known: Claim, width: int) -> Content:
    """A claim in full: its words, what it rests on, what it can lose, what people say of it."""
    support, test = e.supports[known.id], e.tests[known.id]
    parts = [assemble((f"{known.label} ", "bold $primary"), (known.body.text, "bold")), Content("")]
    if known.draft:
        parts.append(assemble(("□ draft ", "bold $text-warning"), "The map suggested it: w words it, y confirms."))
    elif not known.supported:
        parts.append(assemble(("✗ unsupported ", "bold $text-error"), "Its evidence was undone: l links, d withdraws."))
    parts.append(safe(support.words))
    if test.scenarios:
        sign = "△ fragile " if test.fragile else "■ robust "
        parts.append(assemble((sign, "bold $text-warning" if test.fragile else "bold $text-success"), test.words))
    parts += [assemble((f"{name}  ", "$text-muted"), text) for name, text in _facts(e, known) if text]
    if isinstance(known.body, Finding):
        parts += [Content(""), *_components(known.body), *_both_sides(e, known, width)]
    parts += _people(known)
    parts += _memos(e.memos_on("claim", known.id))
    return lines([*parts, assemble((f"{known.kind.value} by {known.by}, {known.at[:10]}", "$text-muted"))])


def _facts(e: Evidence, known: Claim) -> list[tuple[str, str]]:
    body = known.body
    if isinstance(body, Recommendation):
        confidence = body.confidence + (f": {body.confidence_reason}" if body.confidence_reason else "")
        facts = [("for", body.audience), ("when", body.condition), ("strength", body.strength)]
        facts += [("confidence", confidence), ("fairness", body.equity)]
    elif isinstance(body, Gap):
        facts = [("why", body.why), ("for whom", body.for_whom), ("reasons", reason_words(body.codes))]
        suggested = suggested_reasons(e.base, known, e.qualities) if not body.codes and not known.judgement else ()
        facts.append(("suggested reasons", reason_words(suggested)))
        facts += [("question", epicot_of(body)), ("seen in", body.cell)]
    else:
        facts = []
    strands = _strands(e, known)
    return [*facts, ("strands", strands)]


def _strands(e: Evidence, known: Claim) -> str:
    """`Studies 4 · Stories 2`, where other strands stand behind it too."""
    found = strands_behind(e.base, known)
    return " · ".join(f"{name} {n}" for name, n in found.items()) if found.keys() - {"Studies"} else ""


def _components(body: Finding) -> list[Content]:
    parts = []
    for name, label, _ in COMPONENTS:
        level, reason = body.component(name)
        words = f"{level or 'not judged yet'}" + (f": {reason}" if reason else "")
        parts.append(assemble((f"{CONCERN_SIGNS[level]} ", "bold $primary"), (f"{label}  ", "bold"), words))
    confidence = body.confidence or "not judged yet: c grades it"
    reason = f": {body.confidence_reason}" if body.confidence_reason else ""
    return [*parts, assemble(("Confidence  ", "bold"), (confidence, "bold $primary"), reason)]


def _both_sides(e: Evidence, known: Claim, width: int) -> list[Content]:
    """What supports and what opposes, beside one another where there is room."""
    sides = []
    for stance, heading in ((Stance.SUPPORTS, "✓ for"), (Stance.OPPOSES, "✗ against")):
        links = [link for link in known.links if link.stance is stance]
        told = [shorten(_target(e, link.kind.value, link.target), SHOWN) for link in links[:FEW]] or ["nothing"]
        more = [f"and {len(links) - FEW} more: Enter walks on"] if len(links) > FEW else []
        sides.append(lines([assemble((heading, "bold")), *(safe(f"· {words}") for words in (*told, *more))]))
    half = (width - 3) // 2
    return [Content(""), side_by_side(sides, (half, half), gap=3)] if half >= 20 else [Content(""), *sides]


def _target(e: Evidence, kind: str, target: str) -> str:
    base = e.base
    if kind == "excerpt":
        return f"{said(base.excerpts[target])} {e.who(base.excerpts[target].report)}"
    if kind == "study":
        return base.studies[int(target)].label
    if kind == "item":
        return f"{base.items[target].strand}: {base.items[target].label}"
    claim = e.claim(target)
    return f"theme {target}" if claim is None else f"{claim.label} {claim.body.text}"


def _people(known: Claim) -> list[Content]:
    parts = [Content("")] if known.agreement or known.dissent or known.ranks else []
    parts += [assemble(("agreement  ", "$text-muted"), one.words) for one in known.agreement]
    parts += [
        assemble(("dissent  ", "$text-muted"), one.text, (f"  {one.who}", "$text-muted")) for one in known.dissent
    ]
    if known.ranks:
        ranks = " · ".join(f"{one.group} {one.rank}" for one in known.ranks)
        parts.append(assemble(("priority  ", "$text-muted"), ranks))
    return parts


def _memos(found: Sequence[Memo]) -> list[Content]:
    head = [Content("")] if found else []
    return [
        *head,
        *(assemble(("memo  ", "$text-muted"), m.text, (f"  {m.by}, {m.at[:10]}", "$text-muted")) for m in found),
    ]


def step(known: Step) -> Content:
    """A step of the walk in full."""
    stance = {"supports": "speaks for the claim", "opposes": "✗ speaks against the claim"}.get(known.stance, "")
    head = [known.kind, *([stance] if stance else [])]
    return lines([assemble((" · ".join(head), "$text-muted")), Content(""), safe(known.words)])


def finding_rows(e: Evidence, ids: Sequence[int]) -> list[Row]:
    """Number, text, the four components as signs, the confidence, what it can lose."""
    rows = []
    for n in ids:
        known = e.findings[n]
        assert isinstance(known.body, Finding)
        signs = " ".join(CONCERN_SIGNS[known.body.component(name)[0]] for name, _, _ in COMPONENTS)
        confidence = known.body.confidence or "not yet"
        text = known.body.text if known.supported else f"✗ {UNSUPPORTED}: {known.body.text}"
        rows.append(Row(n, (known.label, text, signs, confidence, e.tests[known.id].brief.removeprefix("stands in "))))
    return rows


# Excerpts, codes and themes


def _claims(found: list[Claim]) -> Content:
    if not found:
        return assemble(("No claim rests on it yet.", "$text-muted"))
    return lines(
        [assemble(("Claims  ", "$text-muted")), *(assemble((f"{c.label} ", "bold"), c.body.text) for c in found)]
    )


def excerpt(e: Evidence, known: Excerpt) -> Content:
    """An excerpt in full, with who coded it, its themes and the claims on it."""
    where = f"{e.who(known.report)}, {known.locator} · {known.kind.value} by {known.by}"
    within = [theme.name for theme in e.base.themes.values() if set(theme.codes) & set(known.codes)]
    parts = [safe(said(known)), assemble((where, "$text-muted"))]
    people = e.base.coded.of.get(known.id, {})
    codes = " · ".join(f"#{code} ({', '.join(people.get(code, ()))})" for code in known.codes)
    parts.append(assemble((codes or "no code yet: # gives one", "$primary")))
    if within:
        parts.append(assemble(("themes  ", "$text-muted"), "; ".join(within)))
    return lines([*parts, Content(""), _claims(e.resting(known.id))])


def excerpt_rows(e: Evidence, ids: Sequence[int]) -> list[Row]:
    """Who, the passage, its codes."""
    found = [(n, e.excerpts[n]) for n in ids]
    return [Row(n, (e.who(x.report), said(x), " ".join(f"#{code}" for code in x.codes))) for n, x in found]


def code_rows(e: Evidence, ids: Sequence[int]) -> list[Row]:
    """A theme or code with how many passages and studies it has."""
    rows = []
    for n in ids:
        line = e.code_lines[n]
        passages, studies = e.count(line)
        name = _line_name(e, line)
        counts = (str(passages), str(studies)) if line.kind != "heading" or line.outside else ("", "")
        rows.append(Row(n, (name, *counts), dim=line.kind == "heading"))
    return rows


def _line_name(e: Evidence, line: CodeLine) -> Content:
    indent = "  " * line.depth
    if line.kind == "code":
        return assemble(f"{indent}# {line.name}")
    if line.kind == "heading":
        return assemble((line.name, "italic"))
    theme = e.base.themes[line.name]
    glyph = "❖" if theme.level is ThemeLevel.ANALYTICAL else "◈"
    marks = (" ✓ final" if theme.final else "") + (" ▣ frame" if theme.frame else "")
    return assemble(f"{indent}{glyph} ", (line.name, "bold"), (marks, "$text-muted"))


def code_line(e: Evidence, line: CodeLine) -> Content:
    """A theme or code in full, with passages that show it."""
    parts: list[Content] = []
    if line.kind == "theme":
        theme = e.base.themes[line.name]
        under = f", under {theme.above}" if theme.above else ""
        parts = [assemble((theme.name, "bold"), (f"  {theme.level.value}{under}", "$text-muted"))]
        parts.append(safe(theme.description))
        note = theme.disconfirming or "no note yet: a theme is final only with one (o)"
        parts.append(assemble(("against it  ", "$text-muted"), note))
        parts += _memos(e.memos_on("theme", theme.name))
    elif line.kind == "code":
        use = e.uses[line.name]
        parts = [assemble((f"# {line.name}", "bold"), (f"  by {', '.join(use.people) or 'nobody'}", "$text-muted"))]
        if use.themes:
            parts.append(assemble(("themes  ", "$text-muted"), "; ".join(use.themes)))
        parts += _memos(e.memos_on("code", line.name)) or [
            assemble(("no memo yet: n says what it means", "$text-muted"))
        ]
    elif line.outside:
        parts = [assemble(("What is coded, but by no theme of the frame.", "$text-muted"))]
    parts.append(Content(""))
    targets = e.under(line)
    parts += [assemble(("❝ ", "bold $primary"), shorten(passage(e, one), SHOWN)) for one in targets[:FEW]]
    if len(targets) > FEW:
        parts.append(assemble((f"and {len(targets) - FEW} more: Enter lists them", "$text-muted")))
    return lines(parts)


def passage(e: Evidence, target: str) -> str:
    """An excerpt or item in a line."""
    if x := e.base.excerpts.get(target):
        return f"{said(x)} — {e.who(x.report)}"
    item = e.base.items[target]
    return f"{item.text or item.label} — {item.strand}: {item.label}"


# Strands


def strand_rows(e: Evidence, ids: Sequence[int]) -> list[Row]:
    """A strand with its size, then its items with their codes."""
    rows = []
    for n in ids:
        strand, item = e.strand_lines[n]
        if item is None:
            rows.append(Row(n, (assemble((strand.name, "bold")), f"{strand.size} {strand.kind}", "")))
        else:
            rows.append(Row(n, (f"  ▫ {item.label}", "", " ".join(f"#{code}" for code in item.codes))))
    return rows


def strand(e: Evidence, known: Strand, item: StrandItem | None) -> Content:
    if item is not None:
        codes = " ".join(f"#{code}" for code in item.codes) or "no code yet: # gives one"
        parts = [assemble((item.label, "bold"), (f"  of {known.name}", "$text-muted")), safe(item.text)]
        parts.append(assemble((codes, "$primary")))
        return lines([*parts, Content(""), _claims(e.resting(item.id))])
    parts = [assemble((known.name, "bold"), (f"  {known.size} {known.kind}", "$text-muted")), safe(known.description)]
    adds = assemble(("a ", "bold $primary"), ("adds an item to it, or reads a CSV file", "$text-muted"))
    return lines([*parts, Content(""), adds])


# The map


def cell(made: EvidenceMap, row: int, column: str) -> Content:
    """A cell of the map, and what the letters mean."""
    here = made.cell(made.rows[row], made.columns[int(column)])
    name = f"“{here.row}” and “{here.column}”"
    if here.studies:
        told = assemble((f"{here.words} ", "bold"), f"on {name}. Enter lists the passages; g drafts a gap.")
    elif here.units:
        told = assemble(("No study: ", "bold"), f"{here.words} on {name}. g makes a draft gap of it.")
    else:
        told = assemble(("Empty: ", "bold"), f"nothing on {name} yet. g makes a draft gap of it.")
    reasons = reason_words(here.reasons)
    parts = [told, *([assemble(("suggested reasons  ", "$text-muted"), reasons)] if reasons else []), Content("")]
    for key, letter in heads(made):
        mark = "▸" if key == column else " "
        parts.append(assemble((f"{mark}{letter} ", "bold $primary"), made.columns[int(key)]))
    signs = "number: studies and items · ● mostly good ◐ some concerns ○ low · no sign: not judged"
    units = "; ".join(unit.label for unit in here.units)
    return lines([*parts, assemble((signs, "$text-muted")), *([Content(""), safe(units)] if units else [])])
