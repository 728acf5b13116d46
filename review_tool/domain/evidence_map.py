"""The evidence and gap map: what stands where two coded dimensions meet.

An empty or thin cell is where to look for a gap; a person says whether it is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NOT_CODED = "not coded"
"""The row or column of what has no value there."""
FEW = 2
"""At most so many studies are few (Robinson's A2). A convention of ours: the team confirms every reason."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One study or strand item, and where it stands in each dimension."""

    id: str
    label: str
    values: Mapping[str, tuple[str, ...]]
    quality: str = ""
    """`good`, `some concerns`, `low`; "" where nobody has judged it."""
    study: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands where a row meets a column."""

    row: str
    column: str
    units: tuple[Unit, ...] = ()

    @property
    def studies(self) -> int:
        return sum(unit.study for unit in self.units)

    @property
    def items(self) -> int:
        return len(self.units) - self.studies

    def of_quality(self, quality: str) -> int:
        """How many studies were judged so; items are not judged."""
        return sum(unit.study and unit.quality == quality for unit in self.units)

    @property
    def quality(self) -> str:
        """`good`, `some concerns`, `low` as most of the judged studies are (of a tie the worse); "" unjudged."""
        counts = [(self.of_quality(name), -place) for place, name in enumerate(_WORST_FIRST)]
        most, place = max(counts)
        return _WORST_FIRST[-place] if most else ""

    @property
    def reasons(self) -> tuple[str, ...]:
        """Robinson's codes that the counts suggest: nothing more than a place to begin."""
        if not self.studies:
            return ("A1",)
        found = ["A2"] if self.studies <= FEW else []
        if self.of_quality("low") == self.studies:
            found.append("B2")
        return tuple(found)

    @property
    def words(self) -> str:
        """`3 studies (1 good, 2 not judged) and 2 items of other strands`."""
        if not self.units:
            return "nothing"
        judged = [(name, self.of_quality(name)) for name in ("good", "some concerns", "low", "")]
        said = ", ".join(f"{n} {name or 'not judged'}" for name, n in judged if n)
        parts = [f"{self.studies} {'study' if self.studies == 1 else 'studies'} ({said})"] if self.studies else []
        if self.items:
            parts.append(f"{self.items} {'item' if self.items == 1 else 'items'} of other strands")
        return " and ".join(parts)


_WORST_FIRST = ("low", "some concerns", "good")


@dataclass(frozen=True, slots=True)
class EvidenceMap:
    down: str
    """The label of the dimension of the rows."""
    across: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], Cell]

    def cell(self, row: str, column: str) -> Cell:
        return self.cells.get((row, column), Cell(row, column))

    @property
    def empty(self) -> list[Cell]:
        """The cells without any study, row by row; those of what is not coded are no candidates."""
        return [
            cell
            for row in self.rows
            for column in self.columns
            if NOT_CODED not in (row, column) and not (cell := self.cell(row, column)).studies
        ]

    @property
    def most(self) -> int:
        """The greatest number of studies and items in a cell."""
        return max((len(cell.units) for cell in self.cells.values()), default=0)
