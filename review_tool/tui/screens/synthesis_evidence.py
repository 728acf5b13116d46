"""What the synthesis screen has read: claims, excerpts, themes, strands, and how they hang together."""

from __future__ import annotations

from dataclasses import dataclass, field
from string import ascii_uppercase

from review_tool.domain.evidence import Excerpt, Theme
from review_tool.domain.synthesis import Claim, Strand, StrandItem
from review_tool.domain.table import Table
from review_tool.domain.text import fold
from review_tool.services import appraising, extracting, synthesising
from review_tool.services.appraising import Study
from review_tool.services.reviews import Review
from review_tool.services.synthesising import Support
from review_tool.tui.widgets.checklist_matrix import MatrixRow

EMPTY = "·"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Read anew after each deed; at 59 studies and 250 excerpts that takes about a tenth of a second."""

    claims: list[Claim] = field(default_factory=list)
    supports: dict[str, Support] = field(default_factory=dict)
    excerpts: list[Excerpt] = field(default_factory=list)
    themes: list[Theme] = field(default_factory=list)
    strands: list[tuple[Strand, list[StrandItem]]] = field(default_factory=list)
    studies: dict[int, Study] = field(default_factory=dict)
    study_of: dict[int, int] = field(default_factory=dict)
    """The included study of each report."""
    coverage: Table = field(default_factory=lambda: Table("", "", (), ()))

    @classmethod
    def read(cls, review: Review) -> Evidence:
        claims = synthesising.claims(review)
        studies = appraising.studies(review)
        return cls(
            claims=claims,
            supports=synthesising.supports(review, claims),
            excerpts=extracting.excerpts(review),
            themes=synthesising.themes(review),
            strands=synthesising.strands(review),
            studies={study.id: study for study in studies},
            study_of={report: study.id for study in studies for report in study.reports},
            coverage=synthesising.coverage(review),
        )

    def claim(self, claim_id: str) -> Claim | None:
        return next((claim for claim in self.claims if claim.id == claim_id), None)

    def excerpt(self, excerpt_id: str) -> Excerpt | None:
        return next((excerpt for excerpt in self.excerpts if excerpt.id == excerpt_id), None)

    def who(self, report: int) -> str:
        """`Kim et al. 2021`; of a report that is no longer in an included study, its number."""
        study = self.study_of.get(report)
        return self.studies[study].label if study is not None else f"report {report}, not included"

    def resting(self, target: str) -> list[Claim]:
        """The claims linked to an excerpt, item or study."""
        return [claim for claim in self.claims if any(link.target == target for link in claim.links)]

    def of_theme(self, theme: Theme) -> list[Excerpt]:
        return [excerpt for excerpt in self.excerpts if set(theme.codes) & set(excerpt.codes)]

    @property
    def codes(self) -> list[str]:
        return sorted({code for excerpt in self.excerpts for code in excerpt.codes})

    @property
    def strand_lines(self) -> list[tuple[Strand, StrandItem | None]]:
        """Each strand, then its items."""
        return [(strand, item) for strand, items in self.strands for item in (None, *items)]

    def ids(self, words: str, *, cell: tuple[int, int] | None = None) -> list[int]:
        """The places of the excerpts that hold all the words; with `cell`, of that study and column of the matrix."""
        wanted = fold(words).split()
        found = []
        for n, excerpt in enumerate(self.excerpts):
            if cell and not (
                self.study_of.get(excerpt.report) == cell[0] and self._codes(cell[1]) & set(excerpt.codes)
            ):
                continue
            text = fold(f"{self.who(excerpt.report)} {excerpt.text} {excerpt.locator} {' '.join(excerpt.codes)}")
            if all(word in text for word in wanted):
                found.append(n)
        return found

    # The matrix

    def _codes(self, column: int) -> set[str]:
        """The codes that a column of the matrix counts: a theme's, or one that is in no theme."""
        name = self.coverage.columns[column].key
        theme = next((theme for theme in self.themes if theme.name == name), None)
        return set(theme.codes) if theme else {name.removeprefix("#")}

    @property
    def heads(self) -> list[tuple[str, str]]:
        """(column's number, letter) pairs: names of themes are too long for a column."""
        letters = [*ascii_uppercase, *(a + b for a in ascii_uppercase for b in ascii_uppercase)]
        return [(str(n), letters[n - 1]) for n in range(1, min(len(self.coverage.columns), len(letters)))]

    def matrix_rows(self) -> list[MatrixRow]:
        """Counts of excerpts, at most 9; an empty cell is a dot."""
        rows = []
        for study, row in zip(self.studies.values(), self.coverage.rows, strict=False):
            counts = [int(cell) for cell in row[1:]]
            signs = tuple(EMPTY if n == 0 else str(n) if n < 10 else "9" for n in counts)
            none = counts.count(0)
            rows.append(MatrixRow(study.id, row[0], signs, f"{none} empty" if none else "all themes"))
        return rows if len(self.coverage.columns) > 1 else []

    def cell(self, study: int, column: str) -> tuple[int, int]:
        return study, int(column)

    def count(self, study: int, column: int) -> int:
        return int(self.coverage.rows[list(self.studies).index(study)][column])
