"""The evidence and gap map of a review: any two coded dimensions across one another."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from review_tool.domain.appraisal import DESIGN, DESIGNS
from review_tool.domain.errors import ReviewError
from review_tool.domain.evidence_map import NOT_CODED, EvidenceMap, Unit
from review_tool.domain.extraction import FieldType
from review_tool.domain.synthesis import Claim, Gap
from review_tool.domain.text import fold
from review_tool.reporting.map_figure import map_words as map_words
from review_tool.services.studies import checklists, extracting
from review_tool.services.synthesis import evidence_base, synthesising, weighing
from review_tool.services.synthesis.evidence_base import EvidenceBase
from review_tool.store.review import Review
from review_tool.synthesis.mapping import evidence_map
from review_tool.synthesis.mapping import map_table as map_table

STUDIES = "Studies"
"""The strand that the included studies are."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """One thing that studies or items are coded by."""

    id: str
    label: str
    shown: tuple[str, ...] = ()
    """Values to show even where nothing has them."""


def dimensions(review: Review) -> list[Dimension]:
    """Everything that can be laid across: themes, codes, design, strand, quality, and the form's choice fields."""
    return _dimensions(review, evidence_base.read(review))


def _dimensions(review: Review, base: EvidenceBase) -> list[Dimension]:
    above = {theme.above for theme in base.themes.values() if theme.above}
    used = {code for codings in (base.coded, base.items_coded) for on in codings.of.values() for code in on}
    found = [
        Dimension("theme", "theme", tuple(name for name in base.themes if name not in above)),
        *(
            [Dimension("analytical-theme", "analytical theme", tuple(n for n in base.themes if n in above))]
            if above
            else []
        ),
        Dimension("code", "code", tuple(sorted(used, key=str.casefold))),
        Dimension("appraised-design", "design (as appraised)"),
        Dimension("strand", "strand", (STUDIES, *(strand.name for strand in base.strands))),
        Dimension("quality", "quality", (weighing.GOOD, weighing.SOME, weighing.LOW)),
    ]
    taken = {one.id for one in found}
    for field in extracting.form(review).fields:
        if field.type in (FieldType.CHOICE, FieldType.CHOICES):
            name = field.id if field.id not in taken else f"field-{field.id}"
            found.append(Dimension(name, field.label.lower(), field.options))
    return found


def _named(known: list[Dimension], name: str) -> Dimension:
    for one in known:
        if fold(name) in (fold(one.id), fold(one.label)):
            return one
    raise ReviewError(f"Nothing is coded by “{name}”.", hint="There are " + ", ".join(one.id for one in known) + ".")


def _usual(known: list[Dimension]) -> tuple[str, str]:
    """The dimensions a map begins with: themes down; a design or another choice field of the form across."""
    ids = [one.id for one in known]
    of_the_form = ids[ids.index("quality") + 1 :]
    across = next((name for name in (*of_the_form, "appraised-design", "strand") if name in ids), "strand")
    return "theme", across


def make(review: Review, rows: str = "", columns: str = "", *, base: EvidenceBase | None = None) -> EvidenceMap:
    """The map of two dimensions; without names, of the usual two. `base` is what was read already.

    Raises:
        ReviewError: nothing is coded by one of the names, or both are the same.
    """
    base = base or evidence_base.read(review)
    known = _dimensions(review, base)
    one, other = _usual(known)
    down, across = _named(known, rows or one), _named(known, columns or other)
    if down == across:
        raise ReviewError("A map needs two different dimensions.", hint="Choose others with --rows and --columns.")
    return evidence_map(
        _units(review, base, known),
        (down.id, down.label),
        (across.id, across.label),
        rows=down.shown,
        columns=across.shown,
    )


def _units(review: Review, base: EvidenceBase, known: list[Dimension]) -> list[Unit]:
    quality = weighing.qualities(review)
    values = _of_studies(review, base, known)
    units = []
    for study in base.studies.values():
        level = quality[study.id].level if study.id in quality else ""
        found = values[study.id] | {"strand": (STUDIES,), "quality": (level,) if level else ()}
        units.append(Unit(str(study.id), study.label, found, level))
    for item in base.items.values():
        found = _coded(base, item.codes) | {"strand": (item.strand,)}
        units.append(Unit(item.id, f"{item.strand}: {item.label}", found, study=False))
    return units


def _coded(base: EvidenceBase, codes: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    within = [theme for theme in base.themes.values() if set(theme.codes) & set(codes)]
    above = tuple(dict.fromkeys(theme.above for theme in within if theme.above))
    return {"code": codes, "theme": tuple(theme.name for theme in within), "analytical-theme": above}


def _of_studies(review: Review, base: EvidenceBase, known: list[Dimension]) -> dict[int, dict[str, tuple[str, ...]]]:
    codes: dict[int, dict[str, None]] = defaultdict(dict)
    for excerpt in base.excerpts.values():
        if (study := base.study_of.get(excerpt.report)) is not None:
            codes[study].update(dict.fromkeys(excerpt.codes))
    found = {study: _coded(base, tuple(codes[study])) for study in base.studies}
    form = extracting.form(review)
    by_field = {field.id: field for field in form.fields}
    ids = {one.id.removeprefix("field-"): one.id for one in known}
    for value in extracting.values(review):
        field = by_field.get(value.field)
        if field and value.study in found and not value.not_reported and field.id in ids:
            several = field.type is FieldType.CHOICES
            found[value.study][ids[field.id]] = tuple(value.value.split("; ")) if several else (value.value,)
    for study, design in _designs(review).items():
        if study in found:
            found[study]["appraised-design"] = (design,)
    return found


def _designs(review: Review) -> dict[int, str]:
    """Study → its design in words: as the team noted it, else as a checklist's appraisal says."""
    found = {}
    for one in weighing.held(review):
        if one.design:
            found[one.study] = one.tool.label(DESIGN, one.design)
    labels = dict(DESIGNS)
    noted = checklists.plan(review).designs
    return found | {study: labels.get(design, design) for study, design in noted.items()}


def draft_gap(review: Review, made: EvidenceMap, row: str, column: str, *, by: str) -> Claim:
    """Write a draft gap for a cell: its words and suggested reasons, for a person to mend and confirm.

    Raises:
        ReviewError: the cell is of what is not coded, which says nothing about the evidence.
    """
    if NOT_CODED in (row, column):
        raise ReviewError("That row or column holds what is not coded yet.", hint="Code it, then look again.")
    cell = made.cell(row, column)
    said = "No study" if not cell.studies else "Little"
    body = Gap(
        f"{said} on “{row}” where {made.across} is “{column}”",
        known=f"The map shows {cell.words}.",
        reasons="; ".join(cell.reasons),
        stamp=review.clock().date().isoformat(),
        cell=f"{made.down}: {row} × {made.across}: {column}: {cell.words}",
        status="draft",
    )
    return synthesising.write(review, body, by=by)
