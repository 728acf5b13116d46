"""What the synthesis screen has read: claims, excerpts, codes, themes, strands, and how they hang together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from string import ascii_uppercase
from typing import Literal

from review_tool.domain.coding import Codings
from review_tool.domain.evidence import Excerpt, Theme, ThemeLevel
from review_tool.domain.evidence_map import EvidenceMap
from review_tool.domain.synthesis import Claim, ClaimKind, Strand, StrandItem
from review_tool.domain.text import fold
from review_tool.domain.weight import Robustness
from review_tool.services.reviews import Review
from review_tool.services.studies.appraising import Study
from review_tool.services.synthesis import coding, evidence_base, synthesising, weighing
from review_tool.services.synthesis.coding import CodeUse, Memo
from review_tool.services.synthesis.evidence_base import EvidenceBase
from review_tool.services.synthesis.synthesising import Support
from review_tool.services.synthesis.weighing import Quality
from review_tool.tui.widgets.checklist_matrix import MatrixRow

EMPTY = "·"
QUALITY = {"good": "●", "some concerns": "◐", "low": "○", "": ""}
"""Most of the judged studies in a cell are so; nothing after the number: nobody has judged them."""


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One line of the list of themes and codes."""

    kind: Literal["theme", "code", "heading"]
    name: str
    depth: int = 0
    theme: str = ""
    """The theme a code stands under."""
    outside: tuple[str, ...] = ()
    """Of the bin beside a frame: the excerpts and items in it."""


@dataclass(frozen=True)
class Evidence:
    """Read anew after each deed; what is not looked at is not worked out."""

    base: EvidenceBase
    uses: dict[str, CodeUse]
    memos: list[Memo]
    qualities: dict[int, Quality]
    bin: tuple[list[str], list[str]]

    @classmethod
    def read(cls, review: Review) -> Evidence:
        base = evidence_base.read(review)
        codings = (base.coded, base.items_coded)
        return cls(
            base,
            {use.code: use for use in coding.uses(*codings, base.themes.values())},
            coding.memos(review),
            weighing.qualities(review),
            coding.outside(*codings, base.themes.values()),
        )

    @classmethod
    def nothing(cls) -> Evidence:
        """Before the review is read."""
        return cls(EvidenceBase((), {}, {}, (), {}, {}, {}, Codings(), Codings()), {}, [], {}, ([], []))

    @property
    def claims(self) -> tuple[Claim, ...]:
        return self.base.claims

    @cached_property
    def findings(self) -> list[Claim]:
        return [claim for claim in self.claims if claim.kind is ClaimKind.FINDING]

    @cached_property
    def supports(self) -> dict[str, Support]:
        return synthesising.counted(self.base, self.claims)

    @cached_property
    def tests(self) -> dict[str, Robustness]:
        return weighing.tested(self.base, self.claims, self.qualities)

    @cached_property
    def excerpts(self) -> list[Excerpt]:
        return list(self.base.excerpts.values())

    @property
    def studies(self) -> dict[int, Study]:
        return self.base.studies

    @cached_property
    def strand_lines(self) -> list[tuple[Strand, StrandItem | None]]:
        """Each strand, then its items."""
        items: dict[str, list[StrandItem]] = {}
        for item in self.base.items.values():
            items.setdefault(item.strand, []).append(item)
        return [(strand, item) for strand in self.base.strands for item in (None, *items.get(strand.name, ()))]

    @property
    def codes(self) -> list[str]:
        return list(self.uses)

    def claim(self, claim_id: str) -> Claim | None:
        return self._by_id.get(claim_id)

    @cached_property
    def _by_id(self) -> dict[str, Claim]:
        return {claim.id: claim for claim in self.claims}

    def who(self, report: int) -> str:
        """`Kim et al. 2021`; of a report that is no longer in an included study, its number."""
        study = self.base.study_of.get(report)
        return self.studies[study].label if study is not None else f"report {report}, not included"

    def resting(self, target: str) -> list[Claim]:
        """The claims linked to an excerpt, item, study, theme or finding."""
        return [claim for claim in self.claims if any(link.target == target for link in claim.links)]

    def memos_on(self, kind: str, target: str) -> list[Memo]:
        return [memo for memo in self.memos if (memo.kind, memo.target) == (kind, target)]

    # Excerpts

    def ids(self, words: str, *, only: frozenset[str] | None = None) -> list[int]:
        """The places of the excerpts that hold all the words; with `only`, of these alone."""
        wanted = fold(words).split()
        if not wanted and only is None:
            return list(range(len(self.excerpts)))
        return [
            n
            for n, excerpt in enumerate(self.excerpts)
            if (only is None or excerpt.id in only) and all(word in self._folded[n] for word in wanted)
        ]

    @cached_property
    def _folded(self) -> list[str]:
        return [fold(f"{self.who(e.report)} {e.text} {e.locator} {' '.join(e.codes)}") for e in self.excerpts]

    # Themes and codes

    @cached_property
    def code_lines(self) -> list[CodeLine]:
        """Analytical themes with what lies under them, other themes, codes in no theme, what does not fit a frame."""
        themes = list(self.base.themes.values())
        lines: list[CodeLine] = []
        for theme in themes:
            if theme.level is ThemeLevel.ANALYTICAL:
                lines += self._theme(theme, 0)
                lines += [line for below in themes if below.above == theme.name for line in self._theme(below, 1)]
        for theme in themes:
            if theme.level is ThemeLevel.DESCRIPTIVE and not theme.above:
                lines += self._theme(theme, 0)
        placed = {code for theme in themes for code in theme.codes}
        if loose := [code for code in self.uses if code not in placed]:
            lines.append(CodeLine("heading", "in no theme"))
            lines += [CodeLine("code", code, 1) for code in loose]
        if outside := (*self.bin[0], *self.bin[1]):
            lines.append(CodeLine("heading", f"does not fit the frame: {len(outside)}", outside=tuple(outside)))
        return lines

    def _theme(self, theme: Theme, depth: int) -> list[CodeLine]:
        codes = [CodeLine("code", code, depth + 1, theme.name) for code in theme.codes]
        return [CodeLine("theme", theme.name, depth), *codes]

    def under(self, line: CodeLine) -> tuple[str, ...]:
        """The excerpts and items that a line stands for."""
        if line.kind == "theme":
            return tuple(target for _, target in self.base.ways.under.get(line.name, ()))
        if line.kind == "code":
            use = self.uses[line.name]
            return (*use.excerpts, *use.items)
        return line.outside

    def count(self, line: CodeLine) -> tuple[int, int]:
        """How many passages and items, and of how many studies."""
        targets = self.under(line)
        return len(targets), len({self._study_of[one] for one in targets if one in self._study_of})

    def in_cell(self, made: EvidenceMap, row: int, column: str) -> list[str]:
        """The excerpts of the studies in a cell of a map; by a theme or code, those alone that carry it."""
        here = made.cell(made.rows[row], made.columns[int(column)])
        studies = {unit.id for unit in here.units if unit.study}
        found = [id_ for id_ in self.base.excerpts if self.base.study_of_excerpt(id_) in studies]
        for name, dimension in ((here.row, made.down), (here.column, made.across)):
            if dimension == "theme" and name in self.base.themes:
                found = [id_ for id_ in found if id_ in self.under(CodeLine("theme", name))]
            if dimension == "code" and name in self.uses:
                found = [id_ for id_ in found if id_ in self.under(CodeLine("code", name))]
        return found

    @cached_property
    def _study_of(self) -> dict[str, int]:
        """Excerpt → its study, or its report where that is in no included study, with a sign before it."""
        base = self.base
        return {id_: base.study_of.get(one.report, -one.report) for id_, one in base.excerpts.items()}


def heads(made: EvidenceMap) -> list[tuple[str, str]]:
    """(column's number, letter) pairs: values are too long for a column."""
    letters = [*ascii_uppercase, *(a + b for a in ascii_uppercase for b in ascii_uppercase)]
    return [(str(n), letters[n]) for n in range(min(len(made.columns), len(letters)))]


def map_rows(made: EvidenceMap) -> list[MatrixRow]:
    """The number of studies and items in each cell, with the sign of its quality; an empty cell is a dot."""
    rows = []
    for n, row in enumerate(made.rows):
        cells = [made.cell(row, column) for column in made.columns]
        signs = tuple(f"{len(cell.units)}{QUALITY[cell.quality]}" if cell.units else EMPTY for cell in cells)
        empty = sum(not cell.studies for cell in cells)
        rows.append(MatrixRow(n, row, signs, f"{empty} empty" if empty else "all filled"))
    return rows if made.columns else []
