"""What is extracted so far, as one reviewer may see it, and the lines of it that the lists show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from review_tool.domain.evidence import Excerpt
from review_tool.domain.extraction import Field
from review_tool.services.fulltexts import marking
from review_tool.services.reviews import Review
from review_tool.services.studies import extraction_sheet
from review_tool.services.studies.appraising import Study
from review_tool.services.studies.extraction_sheet import Progress, Sheet
from review_tool.tui.screens.extraction import words
from review_tool.tui.widgets.record_list import Row


@dataclass(slots=True)
class Extracted:
    """Read anew after each deed, of the one study that was written on where that will do."""

    studies: dict[int, Study]
    reviewer: str
    sheet: Sheet
    excerpts: dict[str, Excerpt] = field(default_factory=dict)
    """The marked passages that may be seen, by their ids."""
    far: dict[int, Progress] = field(default_factory=dict)
    """How far each study is."""
    _of: dict[int, list[Excerpt]] = field(default_factory=dict)
    """Report → its passages."""
    _far_of: dict[str, Progress] = field(default_factory=dict)
    """How far each field is that was asked for."""

    @classmethod
    def read(cls, review: Review, reviewer: str, studies: dict[int, Study]) -> Extracted:
        made = cls(studies, reviewer, extraction_sheet.sheet(review, reviewer))
        made._take(marking.excerpts(review))
        made.far = {number: made.sheet.progress(number) for number in studies}
        return made

    def read_again(self, review: Review, study: Study) -> None:
        """One study alone: a large review takes long to read."""
        self.sheet = self.sheet.renewed(study.id, extraction_sheet.sheet(review, self.reviewer, study.id))
        for report in study.reports:
            self._of[report] = []
            self._take(marking.excerpts(review, report))
        self.far[study.id] = self.sheet.progress(study.id)
        self._far_of = {}

    def _take(self, found: Iterable[Excerpt]) -> None:
        for excerpt in found:
            if excerpt.id not in self.sheet.hidden:
                self.excerpts[excerpt.id] = excerpt
                self._of.setdefault(excerpt.report, []).append(excerpt)

    def passages(self, study: Study) -> list[Excerpt]:
        """What is marked in its reports."""
        return [excerpt for report in study.reports for excerpt in self._of.get(report, ())]

    @property
    def fields(self) -> tuple[Field, ...]:
        """The form's fields, then those asked no more."""
        return (*self.sheet.form.fields, *self.sheet.former)

    def places(self, which: str, study: int) -> list[int]:
        """The places among the fields of those that are `which` in a study."""
        return [n for n, one in enumerate(self.fields) if self.sheet.wanted(which, study, one, self.reviewer)]

    def far_of(self, field: str) -> Progress:
        """How far a field is, over all studies."""
        if field not in self._far_of:
            self._far_of[field] = self.sheet.progress_of(field, list(self.studies))
        return self._far_of[field]

    def study_rows(self, ids: Sequence[int]) -> list[Row]:
        rows = []
        for study in ids:
            far = self.far[study]
            label = self.studies[study].label + (" (pilot)" if study in self.sheet.pilots else "")
            looks = "!" if far.look_again else ""
            rows.append(Row(study, (label, f"{looks}{far.extracted}/{far.fields}"), dim=far.done))
        return rows

    def field_rows(self, study: int, ids: Sequence[int]) -> list[Row]:
        rows = []
        for n in ids:
            asked = self.fields[n]
            cell = self.sheet.cell(study, asked.id)
            look = "!" if (study, asked.id) in self.sheet.looks else ""
            rests = "⌁" if cell.value and cell.value.excerpt in self.excerpts else ""
            label = asked.label + ("*" if asked.required else "")
            rows.append(Row(n, (words.sign(cell) + look, label, rests, words.short(cell)), dim=asked.retired))
        return rows
