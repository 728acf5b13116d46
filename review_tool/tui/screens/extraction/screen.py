"""Fill the review's form for each study, each value with the passage it rests on; look at others' values."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from review_tool.domain.errors import ReviewError
from review_tool.domain.extraction import Deed, Field
from review_tool.domain.second_eyes import Cell, deed_on
from review_tool.services.fulltexts import reading
from review_tool.services.studies import appraising, forms
from review_tool.services.studies.appraising import Study
from review_tool.services.studies.extraction_sheet import ALL, SOME, Sheet
from review_tool.tui import keys
from review_tool.tui.asking import asking, export
from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.dialogs.grid import Grid
from review_tool.tui.screens.extraction import deeds, words
from review_tool.tui.screens.extraction.read import Extracted
from review_tool.tui.screens.reader.screen import ReaderScreen
from review_tool.tui.screens.stage import StageScreen
from review_tool.tui.widgets.checklist_matrix import ChecklistMatrix, MatrixRow
from review_tool.tui.widgets.empty_state import EmptyState
from review_tool.tui.widgets.field_editor import Asked, FieldEditor
from review_tool.tui.widgets.prose import Prose
from review_tool.tui.widgets.record_list import Column, RecordList

WHICH = (ALL, *SOME)
_NEEDS_STUDY = frozenset(
    ("edit", "not_reported", "mark", "history", "link", "open", "verify", "correct", "grid", "pilot", "read", "which")
)


class ExtractionScreen(StageScreen):
    """Studies on the left, the form of the one under the cursor beside it; the keys stay in the form."""

    MODE = "extraction"
    UNDOES: ClassVar[str] = "EXTRACTION"
    CSS_PATH = "screen.tcss"
    HELP = """
# Extraction

What each included study says, in the fields of the review's form.

- Enter opens a field in its place: type the value, Enter, the passage, Enter, its page, Enter, and the next field
  opens. Enter on an empty passage saves without one; a number takes a passage marked already. Of numbered options
  the number is enough. `-` as a value says that the report does not say: a finding, where an empty field is work.
- In a table field Enter opens its rows. Ctrl+T says that a passage is in your own words. Esc leaves the field.
- `v` says that you compared another person's value with the report and it is right; `c` corrects it, with why: both
  are kept. Where two who extracted blind differ, Enter settles it.
- `f` shows only fields to do, to verify, that differ, or to look at again since the form changed.
- `g` shows all studies by all fields; Enter there goes to the field.
- `l` rests a value on a marked passage, `m` marks one with codes, `h` shows every value the field ever had,
  `o` reads the abstract and passages.
- `F` changes the form, `W` says who looks at values, `P` marks a pilot study. `x` writes the table to a file.

· to do   ○ extracted   ✓ verified   ± corrected   = agreed   ≠ differ   § settled   – not reported   ! look again
"""
    BINDINGS: ClassVar[list[BindingType]] = [*keys.SCREENS["extraction"]]
    studies = getters.query_one("#studies", RecordList)
    fields = getters.query_one("#fields", RecordList)
    detail = getters.query_one("#value", Prose)
    source = getters.query_one("#source", Prose)
    editor = getters.query_one(FieldEditor)
    grid = getters.query_one(ChecklistMatrix)

    extracted: Extracted

    def __init__(self) -> None:
        super().__init__()
        self._studies: dict[int, Study] = {}
        self.study: Study | None = None
        self._which = WHICH[0]
        self.near = ""
        """Where the last passage stood: the next one is most often near it."""
        self._drafts: dict[tuple[int, str], Asked] = {}

    @property
    def sheet(self) -> Sheet:
        return self.extracted.sheet

    def compose_body(self) -> ComposeResult:
        with Horizontal(id="extraction"):
            studies = (Column("study"), Column("done", 6, right=True))
            yield RecordList(*studies, id="studies", markable=False)
            with Vertical(id="form"):
                fields = (Column("", 2), Column("field", 20), Column("", 1), Column("value"))
                yield RecordList(*fields, id="fields", markable=False, empty="No field here stands so. f shows others.")
                yield Prose(id="value")
                yield FieldEditor()
            yield Prose(id="source")
        with Vertical(id="grid"):
            yield ChecklistMatrix(id="matrix")
            yield Prose(id="cell")
        yield EmptyState(
            "No study is included yet",
            "Here values and passages are taken from each included study, field by field.",
            ("6", "decide on full texts first"),
        )

    # Loading

    def load(self) -> None:
        self._studies = {study.id: study for study in appraising.studies(self.app.review)}
        self.set_class(not self._studies, "-empty")
        self._read()
        self.follow_asked()
        if self.editor.is_open or isinstance(self.focused, Prose):
            return
        (self.grid if self.has_class("-grid") else self.fields).focus()

    def _read(self) -> None:
        """Where every field stands, and draw."""
        unchosen = forms.not_chosen(self.app.review)
        self._hint = f"{unchosen} F chooses." if unchosen else ""
        self.extracted = Extracted.read(self.app.review, self.app.reviewer, self._studies)
        self._draw()

    def _draw(self) -> None:
        done = sum(far.done for far in self.extracted.far.values())
        self.subtitle = f"{done} of {len(self._studies)} studies complete"
        if self._which != WHICH[0]:
            self.subtitle += f" · {self._which}"
        self.studies.show(list(self._studies), self.extracted.study_rows)
        if self.has_class("-grid"):
            self._show_grid()
        self._show_study()

    @on(RecordList.Highlighted, "#studies")
    def _show_study(self) -> None:
        current = self.studies.current
        self.study = None if current is None else self._studies.get(current)
        if self.study is None:
            return
        number = self.study.id
        self.fields.show(self.extracted.places(self._which, number), partial(self.extracted.field_rows, number))
        self.source.show_text(words.source(self.study, self.extracted.passages(self.study)))
        self.place(f"study {self.studies.place}/{len(self._studies)}")

    @on(RecordList.Highlighted, "#fields")
    def _show_field(self) -> None:
        if self.study and (field := self.field):
            cell, look = self.cell, self.sheet.looks.get((self.study.id, field.id))
            self.detail.show_text(words.value(field, cell, self.extracted.excerpts, look, self._hint))
        elif self.study:
            self.detail.show_text("")
        self.see_deeds()

    @property
    def field(self) -> Field | None:
        at = self.fields.current
        return None if at is None or at >= len(self.extracted.fields) else self.extracted.fields[at]

    @property
    def cell(self) -> Cell:
        return self.sheet.cell(self.study.id, self.field.id) if self.study and self.field else Cell()

    def undone(self, report: int | None) -> None:
        for study in self._studies.values():
            if report is not None and report in (study.id, *study.reports):
                self.studies.go_to(study.id)

    def report_here(self) -> int | None:
        return self.study.id if self.study else None

    def why_disabled(self, action: str) -> str:
        if action in _NEEDS_STUDY and not self.study:
            return "There is no study to extract from."
        if action in ("edit", "not_reported", "link", "verify", "correct") and self.study:
            return words.why_not(action, self.sheet.way, self.field, self.cell, self.app.reviewer)
        if action == "history" and not self.cell.values:
            return "This field never had a value."
        return ""

    # Moving

    def action_field(self, by: int) -> None:
        if self.study and self.fields.current is not None:
            self.fields.focus()
            self.fields.action_move_to((self.fields.place - 1 + by) % len(self.fields.ids))

    def action_study(self, by: int) -> None:
        if self.study and not self.editor.is_open:
            self.studies.action_move(by)
            self.fields.action_move_to(0)

    @asking
    async def action_read(self) -> None:
        if not (study := self.study):
            return
        report: str | None = str(study.reports[0])
        if len(study.reports) > 1:
            report = await self.app.push_screen_wait(Choose("Read report", [Choice(str(n)) for n in study.reports]))
        if report:
            text = reading.open_text(self.app.review, int(report))
            await self.app.push_screen(ReaderScreen(text), lambda _: self.load())

    def action_open(self) -> None:
        """The abstract and excerpts take the keys, and in a narrow terminal the form's place."""
        self.set_class(not self.has_class("-reading"), "-reading")
        (self.source if self.has_class("-reading") else self.fields).focus()

    def step_back(self) -> None:
        self.remove_class("-reading")
        if self.has_class("-grid"):
            self.action_grid()
        elif self._which != WHICH[0]:
            self._which = WHICH[0]
            self._read()
        self.fields.focus()

    @on(RecordList.Chosen, "#studies")
    def _study_chosen(self) -> None:
        self.fields.focus()

    @asking
    async def action_which(self) -> None:
        found = {one: sum(len(self.extracted.places(one, study)) for study in self._studies) for one in WHICH}
        choices = [Choice(one, hint=f"{n}") for one, n in found.items()]
        chosen = await self.app.push_screen_wait(Choose("Show fields that are", choices, current=self._which))
        if chosen:
            self._which = chosen
            first = next((study for study in self._studies if self.extracted.places(chosen, study)), None)
            self._read()
            if first is not None and self.study and not self.extracted.places(chosen, self.study.id):
                self.studies.go_to(first)

    # The grid of all studies by all fields

    def action_grid(self) -> None:
        self.set_class(not self.has_class("-grid"), "-grid")
        if self.has_class("-grid"):
            self._show_grid()
            if self.study and self.field:
                self.grid.go_to(self.study.id, self.field.id)
            self.grid.focus()
        else:
            self.fields.focus()

    def _show_grid(self) -> None:
        fields = self.sheet.form.fields
        rows = []
        for study in self._studies.values():
            symbols = tuple(words.sign(self.sheet.cell(study.id, field.id)) for field in fields)
            rows.append(
                MatrixRow(study.id, study.label, symbols, f"{self.extracted.far[study.id].extracted}/{len(fields)}")
            )
        self.grid.show([(field.id, str(n)) for n, field in enumerate(fields, 1)], rows)

    @on(ChecklistMatrix.Highlighted)
    def _show_grid_cell(self, event: ChecklistMatrix.Highlighted) -> None:
        field = self.sheet.form.known(event.item)
        if field and self.has_class("-grid"):
            cell, look = self.sheet.cell(event.row, event.item), self.sheet.looks.get((event.row, event.item))
            excerpts = self.extracted.excerpts
            self.query_one("#cell", Prose).show_text(words.value(field, cell, excerpts, look, ""))
            self.place(f"{field.label}: {self.extracted.far_of(event.item).words}")

    def _from_grid(self) -> None:
        current = self.grid.current
        if current:
            self._which = WHICH[0]
            self.action_grid()
            self.studies.go_to(current[0])
            self._show_study()
            self.fields.action_move_to([field.id for field in self.extracted.fields].index(current[1]))

    # Values

    @on(RecordList.Chosen, "#fields")
    def action_edit(self) -> None:
        """Open the field under the cursor; from the grid, go to it first."""
        if self.has_class("-grid"):
            self._from_grid()
        else:
            self.open_field()

    def action_correct(self) -> None:
        self.open_field()

    def open_field(self) -> None:
        study, field = self.study, self.field
        if not study or not field or field.retired:
            return
        cell = self.cell
        draft = self._drafts.get((study.id, field.id))
        asked = draft or words.asked(field, cell, self.extracted.excerpts, self.near)
        deed = deed_on(self.sheet.way, cell, self.app.reviewer)
        choices = field.options if deed is not Deed.SETTLED else tuple(dict.fromkeys(v.value for v in cell.values))
        self.add_class("-editing")
        self.editor.open(
            Asked(
                field,
                asked.value,
                asked.passage,
                asked.place,
                asked.kind,
                asked.why,
                ask_why=deed is not Deed.EXTRACTED,
                choices=choices,
                excerpts=tuple(self.extracted.passages(study)),
                title=words.heading(field, cell, deed),
            )
        )

    @on(FieldEditor.Given)
    def _given(self, event: FieldEditor.Given) -> None:
        study, written = self.study, event.asked
        if not study:
            return
        field = written.field
        try:
            deeds.give(self, event)
        except ReviewError as refusal:
            self.editor.refuse(f"{refusal} {refusal.hint}".strip())
            return
        self.near = written.place or self.near
        self._drafts.pop((study.id, field.id), None)
        self.written(f"{study.label}, {field.label}: {'not reported' if event.not_reported else written.value}")
        self._next_field()

    def _next_field(self) -> None:
        """Open the next field; after the last, leave the form."""
        if self.fields.place < len(self.fields.ids):
            self.fields.action_move(1)
            if self.field and not self.field.retired:
                self.open_field()
                return
        self._close_editor()

    @on(FieldEditor.Passed)
    def _passed(self) -> None:
        self._next_field()

    @on(FieldEditor.Left)
    def _left(self, event: FieldEditor.Left) -> None:
        if self.study and (event.asked.value or event.asked.passage):
            self._drafts[self.study.id, event.asked.field.id] = event.asked
        self._close_editor()

    def _close_editor(self) -> None:
        self.editor.close()
        self.remove_class("-editing")
        self.fields.focus()

    @on(FieldEditor.RowsWanted)
    @asking
    async def _rows(self, event: FieldEditor.RowsWanted) -> None:
        field = event.asked.field
        given = event.asked.value.replace(" // ", "\n")
        rows = await self.app.push_screen_wait(Grid(field.label, field.columns, given))
        if rows:
            self.editor.set_value(rows)

    def written(self, sentence: str, *, part: bool = True) -> None:
        """Read what was written, this study or (with `part` False) everything, and say so."""
        at, study = self.fields.current, self.study
        if study is not None and part:
            self.extracted.read_again(self.app.review, study)
            self._draw()
        else:
            self._read()
        if study is not None and at is not None:
            self.fields.go_to(at)
        self.did(sentence)

    def action_not_reported(self) -> None:
        deeds.say_not_reported(self)

    def action_verify(self) -> None:
        deeds.verify(self)

    @asking
    async def action_link(self) -> None:
        await deeds.link(self)

    @asking
    async def action_mark(self) -> None:
        await deeds.mark(self)

    def action_history(self) -> None:
        deeds.show_history(self)

    # The form and the way

    @asking
    async def action_form(self) -> None:
        from review_tool.tui.screens.extraction.form import change_form

        await change_form(self)

    @asking
    async def action_way(self) -> None:
        await deeds.choose_way(self)

    def action_pilot(self) -> None:
        deeds.pilot(self)

    @asking
    async def action_export(self) -> None:
        await export(self, ["extraction"])
