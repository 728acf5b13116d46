"""Gathering the rows of what the synthesis hands on: the code book, themes, strands; and all of it as plain data."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from review_tool.domain.synthesis import ClaimKind, Gap
from review_tool.domain.table import Column, Table
from review_tool.domain.text import one_line
from review_tool.reporting.claims import ClaimView, epicot_of
from review_tool.services.synthesis import coding, evidence_base, synthesising
from review_tool.services.synthesis.evidence_base import EvidenceBase
from review_tool.store.review import Review
from review_tool.synthesis.chain import codes_under, leaves


def codebook_table(review: Review) -> Table:
    """One row a code: its themes, how often and by whom it was used, its memos, and a passage that shows it."""
    base = evidence_base.read(review)
    memos = coding.memos(review, coding.CODES)
    columns = (
        Column("code", "Code"),
        Column("themes", "Themes", "The themes it is in, parted by semicolons."),
        Column("frame", "In the frame", "yes where one of its themes is of the a-priori frame."),
        Column("excerpts", "Passages", "How many passages of studies carry it."),
        Column("studies", "Studies", "Of how many different included studies."),
        Column("items", "Items", "How many items of other strands carry it."),
        Column("coded_by", "Coded by", "Who put it on anything, parted by semicolons."),
        Column("memos", "Memos", "What it means and what was thought of it, with who wrote it, a line each."),
        Column("example", "Example", "The first passage or item that carries it."),
    )
    rows = []
    for use in coding.codes(review):
        studies = {base.study_of.get(base.excerpts[e].report) for e in use.excerpts if e in base.excerpts} - {None}
        shown = [f"{base.excerpts[e].text} ({base.excerpts[e].locator})" for e in use.excerpts[:1]]
        shown += [f"{base.items[i].strand}: {base.items[i].text or base.items[i].label}" for i in use.items[:1]]
        rows.append(
            (
                use.code,
                "; ".join(use.themes),
                "yes" if any(base.themes[name].frame for name in use.themes) else "no",
                str(len(use.excerpts)),
                str(len(studies)),
                str(len(use.items)),
                "; ".join(use.people),
                "\n".join(f"{memo.text} ({memo.by})" for memo in memos if memo.target == use.code),
                shown[0] if shown else "",
            )
        )
    return Table("codebook", "Code book", columns, tuple(rows))


def themes_table(review: Review) -> Table:
    """One row a theme: what it holds together, what is coded under it, and what speaks against it."""
    base = evidence_base.read(review)
    memos = coding.memos(review, coding.THEMES)
    columns = (
        Column("theme", "Theme"),
        Column("level", "Level", "descriptive, or analytical: beyond what the studies themselves say."),
        Column("above", "Under", "The analytical theme it belongs to."),
        Column("frame", "In the frame", "yes where it was there before the coding."),
        Column("description", "What holds it together"),
        Column("codes", "Codes", "Its own, parted by semicolons."),
        Column("excerpts", "Passages", "Under it, or under a theme below it."),
        Column("studies", "Studies", "How many different studies these are of."),
        Column("items", "Items", "Items of other strands under it."),
        Column("disconfirming", "Disconfirming evidence", "What was looked for that speaks against it, and found."),
        Column("final", "Final", "yes once the team called it so; never without the note before."),
        Column("memos", "Memos", "What was thought of it, with who wrote it, a line each."),
    )
    rows = []
    for theme in base.themes.values():
        under = base.ways.under[theme.name]
        excerpts = [target for _, target in under if target in base.excerpts]
        rows.append(
            (
                theme.name,
                theme.level.value,
                theme.above,
                "yes" if theme.frame else "no",
                theme.description,
                "; ".join(theme.codes),
                str(len(excerpts)),
                str(len({base.study_of_excerpt(e) for e in excerpts})),
                str(sum(target in base.items for _, target in under)),
                theme.disconfirming,
                "yes" if theme.final else "no",
                "\n".join(f"{memo.text} ({memo.by})" for memo in memos if memo.target == theme.name),
            )
        )
    return Table("themes", "Themes", columns, tuple(rows))


def strands_table(review: Review) -> Table:
    """One row an item of a strand, with its codes, themes, and the claims that rest on it."""
    base = evidence_base.read(review)
    kinds = {strand.name: strand for strand in base.strands}
    columns = (
        Column("strand", "Strand"),
        Column("kind", "Kind", "What the strand holds."),
        Column("label", "Item"),
        Column("text", "What it says"),
        Column("codes", "Codes", "Parted by semicolons."),
        Column("themes", "Themes", "Parted by semicolons."),
        Column("claims", "Claims", "The claims that rest on it, through themes and findings too."),
    )
    behind = resting(base)
    rows = []
    for item in base.items.values():
        within = [theme.name for theme in base.themes.values() if set(theme.codes) & set(item.codes)]
        strand = kinds.get(item.strand)
        cells = ("; ".join(item.codes), "; ".join(within), "; ".join(behind.get(item.id, ())))
        rows.append((item.strand, strand.kind if strand else "", item.label, item.text, *cells))
    return Table("strands", "Items of other strands", columns, tuple(rows))


def resting(base: EvidenceBase) -> dict[str, list[str]]:
    """Excerpt, item or study number → the labels of the claims that rest on it, in either direction."""
    found: dict[str, dict[str, None]] = {}
    for claim in base.claims:
        for leaf in leaves(claim, base.ways):
            found.setdefault(leaf.target, {})[claim.label] = None
    return {target: list(labels) for target, labels in found.items()}


# As plain data, for scripts


def as_data(review: Review) -> dict[str, Any]:
    """Everything the synthesis says: claims of each kind, codes, themes, strands."""
    views = synthesising.views(review)
    base = evidence_base.read(review)
    said = {f"{kind.value}s": [claim_data(v) for v in views if v.claim.kind is kind] for kind in ClaimKind}
    outside = coding.outside_the_frame(review)
    return said | {
        "codes": [asdict(use) for use in coding.codes(review)],
        "themes": [
            asdict(theme) | {"all_codes": codes_under(theme, base.themes.values())} for theme in base.themes.values()
        ],
        "does_not_fit": {"excerpts": outside[0], "items": outside[1]},
        "strands": [
            asdict(strand) | {"items": [asdict(item) for item in base.items.values() if item.strand == strand.name]}
            for strand in base.strands
        ],
        "memos": [asdict(memo) for memo in coding.memos(review)],
    }


def claim_data(view: ClaimView) -> dict[str, Any]:
    """One claim: its words, its standing, its evidence, what it can lose."""
    claim, test = view.claim, view.robustness
    body = asdict(claim.body)
    return {
        "label": claim.label,
        "id": claim.id,
        "kind": claim.kind.value,
        **body,
        **({"epicot": epicot_of(claim.body)} if isinstance(claim.body, Gap) else {}),
        "judgement": claim.judgement,
        "supported": claim.supported,
        "draft": claim.draft,
        "by": claim.by,
        "at": claim.at,
        "agreement": [asdict(one) for one in claim.agreement],
        "dissent": [asdict(one) for one in claim.dissent],
        "ranks": [asdict(one) for one in claim.ranks],
        "strands": view.strands,
        "studies": [asdict(one) for one in view.studies],
        "robustness": {
            "stands": test.stands,
            "of": len(test.scenarios),
            "fragile": test.fragile,
            "words": test.words,
            "scenarios": [
                {
                    "without": one.words.removeprefix("without "),
                    "kind": one.kind,
                    "left": one.left,
                    "stands": one.stands,
                }
                for one in test.scenarios
            ],
        },
        "evidence": [
            {
                "kind": one.kind,
                "id": one.id,
                "stance": one.stance.value,
                "label": one.label,
                "text": one_line(one.text),
                "locator": one.locator,
                "study": one.study,
                "strand": one.strand,
                "rests_on": [leaf.id for leaf in one.leaves] if one.under else [],
            }
            for one in view.evidence
        ],
    }
