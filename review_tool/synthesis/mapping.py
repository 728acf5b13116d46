"""The evidence and gap map: two coded dimensions laid across one another, and how much stands in each cell.

An empty or thin cell is where to look for a gap; a person says whether it is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from review_tool.domain.evidence_map import NOT_CODED, Cell, EvidenceMap, Unit
from review_tool.domain.table import Column, Table


def evidence_map(
    units: Iterable[Unit],
    down: tuple[str, str],
    across: tuple[str, str],
    *,
    rows: Sequence[str] = (),
    columns: Sequence[str] = (),
) -> EvidenceMap:
    """Lay two dimensions across one another; each is (id, label).

    `rows` and `columns` are values to show even where nothing has them; others follow as met. A unit with several
    values stands in several cells.
    """
    cells: dict[tuple[str, str], list[Unit]] = {}
    for unit in units:
        for row in unit.values.get(down[0]) or (NOT_CODED,):
            for column in unit.values.get(across[0]) or (NOT_CODED,):
                if (row, column) != (NOT_CODED, NOT_CODED):
                    cells.setdefault((row, column), []).append(unit)
    return EvidenceMap(
        down[1],
        across[1],
        _order((row for row, _ in cells), rows),
        _order((column for _, column in cells), columns),
        {key: Cell(*key, tuple(found)) for key, found in cells.items()},
    )


def _order(met: Iterable[str], shown: Sequence[str]) -> tuple[str, ...]:
    values = set(met)
    others = sorted(values - set(shown) - {NOT_CODED}, key=str.casefold)
    return (*dict.fromkeys(shown), *others, *([NOT_CODED] if NOT_CODED in values else []))


def map_table(made: EvidenceMap) -> Table:
    """A row a cell, so that nothing needs to be read off a figure; empty cells say so."""
    columns = (
        Column("row", made.down, "The value of the rows' dimension."),
        Column("column", made.across, "The value of the columns' dimension."),
        Column("studies", "Studies", "How many different studies."),
        Column("good", "Good", "Of these, judged good by the team's appraisal."),
        Column("some_concerns", "Some concerns", "Of these, judged to have some concerns."),
        Column("low", "Low", "Of these, judged to be of low quality."),
        Column("not_judged", "Not judged", "Of these, not judged yet."),
        Column("items", "Items of other strands", "Survey answers, stories, pilots …"),
        Column("suggested_reasons", "Suggested reasons", "Robinson's codes that the counts suggest; people confirm."),
        Column("which", "Which", "The studies and items, parted by semicolons."),
    )
    rows = []
    for row in made.rows:
        for column in made.columns:
            cell = made.cell(row, column)
            judged = [str(cell.of_quality(name)) for name in ("good", "some concerns", "low", "")]
            reasons = "" if NOT_CODED in (row, column) else "; ".join(cell.reasons)
            which = "; ".join(unit.label for unit in cell.units)
            rows.append((row, column, str(cell.studies), *judged, str(cell.items), reasons, which))
    return Table("map", f"Evidence by {made.down} and {made.across}", columns, tuple(rows))
