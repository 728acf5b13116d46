"""Fill the review's form for each study, each value with the passage it rests on; look at others' values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from review_tool.domain.errors import ReviewError
from review_tool.domain.evidence import Excerpt
from review_tool.domain.extraction import Field
from review_tool.domain.second_eyes import Cell, State, Way
from review_tool.services import appraising, extracting, forms, reading
from review_tool.services.appraising import Study
from review_tool.services.extracting import Progress, Sheet
from review_tool.services.revealing import Reveals
from review_tool.tui import jobs, keys
from review_tool.tui.asking import asking, export, until_taken
from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.dialogs.confirm import Confirm
from review_tool.tui.dialogs.grid import Grid
from review_tool.tui.dialogs.pick import Pick, Pickable
from review_tool.tui.dialogs.tell import Tell
from review_tool.tui.screens import extraction_words as words
from review_tool.tui.screens.reader import ReaderScreen
from review_tool.tui.screens.stage import StageScreen
from review_tool.tui.widgets.checklist_matrix import ChecklistMatrix, MatrixRow
from review_tool.tui.widgets.empty_state import EmptyState
from review_tool.tui.widgets.field_editor import Asked, FieldEditor
from review_tool.tui.widgets.prose import Prose
from review_tool.tui.widgets.record_list import Column, RecordList, Row

WHICH = ("all", "to do", "to verify", "differ", "look again")


class ExtractionScreen(StageScreen):
    """Studies on the left, the form of the one under the cursor beside it; the keys stay in the form."""

    MODE = "extraction"
    UNDOES: ClassVar[str] = "EXTRACTION"
    CSS_PATH = "extraction.tcss"
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

    sheet: Sheet

    def __init__(self) -> None:
        super().__init__()
        self._studies: dict[int, Study] = {}
        self._excerpts: dict[str, Excerpt] = {}
        self._of: dict[int, list[Excerpt]] = {}
        """Report → its marked passages."""
        self._study: Study | None = None
        self._far: dict[int, Progress] = {}
        self._far_of: dict[str, Progress] = {}
        """How far each study and each field is."""
        self._which = WHICH[0]
        self._page = ""
        """Where the last passage stood: the next one is most often near it."""
        self._drafts: dict[tuple[int, str], Asked] = {}

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
        self._hint = forms.not_chosen(self.app.review)
        self._read()
        if self.editor.is_open or isinstance(self.focused, Prose):
            return
        (self.grid if self.has_class("-grid") else self.fields).focus()

    def _read(self) -> None:
        """Where every field stands, and draw."""
        self.sheet = extracting.sheet(self.app.review, self.app.reviewer)
        self._excerpts, self._of = {}, {}
        self._take(extracting.excerpts(self.app.review))
        self._far = {number: self.sheet.progress(number) for number in self._studies}
        self._draw()

    def _read_again(self, study: Study) -> None:
        """As `_read`, of the one study that was written on: a large review takes long to read."""
        review = self.app.review
        self.sheet = self.sheet.renewed(study.id, extracting.sheet(review, self.app.reviewer, study.id))
        for report in study.reports:
            self._of[report] = []
            self._take(extracting.excerpts(review, report))
        self._far[study.id] = self.sheet.progress(study.id)
        self._draw()

    def _take(self, found: Sequence[Excerpt]) -> None:
        for excerpt in found:
            if excerpt.id not in self.sheet.hidden:
                self._excerpts[excerpt.id] = excerpt
                self._of.setdefault(excerpt.report, []).append(excerpt)

    def _draw(self) -> None:
        self._far_of = {}
        done = sum(far.done for far in self._far.values())
        self.subtitle = f"{done} of {len(self._studies)} studies complete"
        if self._which != WHICH[0]:
            self.subtitle += f" · {self._which}"
        self.studies.show(list(self._studies), self._study_rows)
        if self.has_class("-grid"):
            self._show_grid()
        self._show_study()

    @property
    def _asked(self) -> tuple[Field, ...]:
        """The form's fields, then those asked no more."""
        return (*self.sheet.form.fields, *self.sheet.former)

    def _shown(self, study: int) -> list[int]:
        """The places of the fields that are shown of a study."""
        every = range(len(self._asked))
        return [n for n in every if words.wanted(self._which, self.sheet, study, self._asked[n], self.app.reviewer)]

    def _study_rows(self, ids: Sequence[int]) -> list[Row]:
        rows = []
        for study in ids:
            far = self._far[study]
            label = self._studies[study].label + (" (pilot)" if study in self.sheet.pilots else "")
            looks = "!" if far.look_again else ""
            rows.append(Row(study, (label, f"{looks}{far.extracted}/{far.fields}"), dim=far.done))
        return rows

    def _field_rows(self, ids: Sequence[int]) -> list[Row]:
        study = self._study
        assert study
        rows = []
        for n in ids:
            field = self._asked[n]
            cell = self.sheet.cell(study.id, field.id)
            look = "!" if (study.id, field.id) in self.sheet.looks else ""
            rests = "⌁" if cell.value and cell.value.excerpt in self._excerpts else ""
            label = field.label + ("*" if field.required else "")
            row = (words.sign(cell) + look, label, rests, words.short(cell))
            rows.append(Row(n, row, dim=field.retired))
        return rows

    @on(RecordList.Highlighted, "#studies")
    def _show_study(self) -> None:
        current = self.studies.current
        self._study = None if current is None else self._studies.get(current)
        if self._study is None:
            return
        self.fields.show(self._shown(self._study.id), self._field_rows)
        self.source.show_text(words.source(self._study, self._known(self._study)))
        self.place(f"study {self.studies.place}/{len(self._studies)}")

    def _known(self, study: Study) -> list[Excerpt]:
        return [excerpt for report in study.reports for excerpt in self._of.get(report, ())]

    @on(RecordList.Highlighted, "#fields")
    def _show_field(self) -> None:
        if self._study and (field := self._field):
            cell, look = self._cell, self.sheet.looks.get((self._study.id, field.id))
            self.detail.show_text(words.value(field, cell, self._excerpts, look, self._hint))
        elif self._study:
            self.detail.show_text("")
        self.see_deeds()

    @property
    def _field(self) -> Field | None:
        at = self.fields.current
        return None if at is None or at >= len(self._asked) else self._asked[at]

    @property
    def _cell(self) -> Cell:
        return self.sheet.cell(self._study.id, self._field.id) if self._study and self._field else Cell()

    def undone(self, report: int | None) -> None:
        for study in self._studies.values():
            if report is not None and report in (study.id, *study.reports):
                self.studies.go_to(study.id)

    def report_here(self) -> int | None:
        return self._study.id if self._study else None

    def why_disabled(self, action: str) -> str:
        needs_study = (
            "edit",
            "not_reported",
            "mark",
            "history",
            "link",
            "open",
            "verify",
            "correct",
            "grid",
            "pilot",
            "read",
        )
        if action in (*needs_study, "which") and not self._study:
            return "There is no study to extract from."
        if action in ("edit", "not_reported", "link", "verify", "correct") and self._study:
            return words.why_not(action, self.sheet.way, self._field, self._cell, self.app.reviewer)
        if action == "history" and not self._cell.values:
            return "This field never had a value."
        return ""

    # Moving

    def action_field(self, by: int) -> None:
        if self._study and self.fields.current is not None:
            self.fields.focus()
            self.fields.action_move_to((self.fields.place - 1 + by) % len(self.fields.ids))

    def action_study(self, by: int) -> None:
        if self._study and not self.editor.is_open:
            self.studies.action_move(by)
            self.fields.action_move_to(0)

    @asking
    async def action_read(self) -> None:
        if not (study := self._study):
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
        found = {one: sum(len(self._of_kind(one, study)) for study in self._studies) for one in WHICH}
        choices = [Choice(one, hint=f"{n}") for one, n in found.items()]
        chosen = await self.app.push_screen_wait(Choose("Show fields that are", choices, current=self._which))
        if chosen:
            self._which = chosen
            first = next((study for study in self._studies if self._of_kind(chosen, study)), None)
            self._read()
            if first is not None and self._study and not self._of_kind(chosen, self._study.id):
                self.studies.go_to(first)

    def _of_kind(self, which: str, study: int) -> list[Field]:
        return [f for f in self._asked if words.wanted(which, self.sheet, study, f, self.app.reviewer)]

    # The grid of all studies by all fields

    def action_grid(self) -> None:
        self.set_class(not self.has_class("-grid"), "-grid")
        if self.has_class("-grid"):
            self._show_grid()
            if self._study and self._field:
                self.grid.go_to(self._study.id, self._field.id)
            self.grid.focus()
        else:
            self.fields.focus()

    def _show_grid(self) -> None:
        fields = self.sheet.form.fields
        rows = []
        for study in self._studies.values():
            symbols = tuple(words.sign(self.sheet.cell(study.id, field.id)) for field in fields)
            rows.append(MatrixRow(study.id, study.label, symbols, f"{self._far[study.id].extracted}/{len(fields)}"))
        self.grid.show([(field.id, str(n)) for n, field in enumerate(fields, 1)], rows)

    @on(ChecklistMatrix.Highlighted)
    def _show_grid_cell(self, event: ChecklistMatrix.Highlighted) -> None:
        field = self.sheet.form.known(event.item)
        if field and self.has_class("-grid"):
            cell, look = self.sheet.cell(event.row, event.item), self.sheet.looks.get((event.row, event.item))
            excerpts = self._excerpts
            self.query_one("#cell", Prose).show_text(words.value(field, cell, excerpts, look, ""))
            far = self._far_of.get(event.item) or self.sheet.progress_of(event.item, list(self._studies))
            self._far_of[event.item] = far
            self.place(f"{field.label}: {far.words}")

    def _from_grid(self) -> None:
        current = self.grid.current
        if current:
            self._which = WHICH[0]
            self.action_grid()
            self.studies.go_to(current[0])
            self._show_study()
            self.fields.action_move_to([field.id for field in self._asked].index(current[1]))

    # Values

    @on(RecordList.Chosen, "#fields")
    def action_edit(self) -> None:
        """Open the field under the cursor; from the grid, go to it first."""
        if self.has_class("-grid"):
            self._from_grid()
        else:
            self._open_field()

    def action_correct(self) -> None:
        self._open_field()

    def _open_field(self) -> None:
        study, field = self._study, self._field
        if not study or not field or field.retired:
            return
        cell = self._cell
        draft = self._drafts.get((study.id, field.id))
        asked = draft or words.asked(field, cell, self._excerpts, self._page)
        others = words.others_value(self.sheet.way, cell, self.app.reviewer)
        settling = cell.state in (State.DIFFER, State.SETTLED)
        choices = tuple(dict.fromkeys(v.value for v in cell.values)) if settling else field.options
        self.add_class("-editing")
        self.editor.open(
            Asked(
                field,
                asked.value,
                asked.passage,
                asked.place,
                asked.kind,
                asked.why,
                ask_why=others or settling,
                choices=choices,
                excerpts=tuple(self._known(study)),
                title=words.deed(field, cell, settling=settling, others=others),
            )
        )

    @on(FieldEditor.Given)
    def _given(self, event: FieldEditor.Given) -> None:
        study, written = self._study, event.asked
        if not study:
            return
        field, cell = written.field, self._cell
        known = next((e.id for e in self._known(study) if (e.text, e.locator) == (written.passage, written.place)), "")
        deed: Callable[..., None] = extracting.extract
        if cell.state in (State.DIFFER, State.SETTLED):
            deed = extracting.settle
        elif words.others_value(self.sheet.way, cell, self.app.reviewer):
            deed = extracting.correct
        try:
            deed(
                self.app.review,
                study.id,
                field.id,
                written.value,
                by=self.app.reviewer,
                not_reported=event.not_reported,
                excerpt=known or written.passage,
                locator=written.place,
                kind=written.kind,
                why=written.why,
            )
        except ReviewError as refusal:
            self.editor.refuse(f"{refusal} {refusal.hint}".strip())
            return
        self._page = written.place or self._page
        self._drafts.pop((study.id, field.id), None)
        self._written(f"{study.label}, {field.label}: {'not reported' if event.not_reported else written.value}")
        self._next_field()

    def _next_field(self) -> None:
        """Open the next field; after the last, leave the form."""
        if self.fields.place < len(self.fields.ids):
            self.fields.action_move(1)
            if self._field and not self._field.retired:
                self._open_field()
                return
        self._close_editor()

    @on(FieldEditor.Passed)
    def _passed(self) -> None:
        self._next_field()

    @on(FieldEditor.Left)
    def _left(self, event: FieldEditor.Left) -> None:
        if self._study and (event.asked.value or event.asked.passage):
            self._drafts[self._study.id, event.asked.field.id] = event.asked
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

    def _written(self, sentence: str, *, part: bool = True) -> None:
        """Read what was written, this study or (with `part` False) everything, and say so."""
        at, study = self.fields.current, self._study
        if study is not None and part:
            self._read_again(study)
        else:
            self._read()
        if study is not None and at is not None:
            self.fields.go_to(at)
        self.did(sentence)

    def action_not_reported(self) -> None:
        study, field, cell = self._study, self._field, self._cell
        if not study or not field:
            return
        if words.others_value(self.sheet.way, cell, self.app.reviewer) or cell.state is State.DIFFER:
            self._open_field()
            return
        with jobs.telling(self):
            by = self.app.reviewer
            extracting.extract(self.app.review, study.id, field.id, "", by=by, not_reported=True)
            self._written(f"{study.label}, {field.label}: not reported")
            self.fields.action_move(1)

    def action_verify(self) -> None:
        study, field = self._study, self._field
        if study and field:
            with jobs.telling(self):
                extracting.verify(self.app.review, study.id, field.id, by=self.app.reviewer)
                before = self.fields.current
                self._written(f"{study.label}, {field.label}: verified")
                if self.fields.current == before:
                    self.fields.action_move(1)

    @asking
    async def action_link(self) -> None:
        study, field, value = self._study, self._field, self._cell.value
        if not study or not field or not value:
            return
        things = [Pickable(e.id, words.line(e)) for e in self._known(study)]
        title = f"{field.label} rests on"
        picked = await self.app.push_screen_wait(Pick(title, things, single=True, detail=value.value))
        if picked:
            excerpt, by = next(iter(picked)), self.app.reviewer
            if words.others_value(self.sheet.way, self._cell, by):
                why = "linked to its passage"
                extracting.correct(self.app.review, study.id, field.id, value.value, by=by, excerpt=excerpt, why=why)
            else:
                extracting.extract(self.app.review, study.id, field.id, value.value, by=by, excerpt=excerpt)
            self._written(f"{study.label}, {field.label}: linked to its passage")

    @asking
    async def action_mark(self) -> None:
        study = self._study
        if not study:
            return

        def write(written: dict[str, str]) -> None:
            extracting.mark(
                self.app.review,
                study.reports[0],
                written["excerpt"],
                locator=written["locator"],
                by=self.app.reviewer,
                kind=words.kind(written["kind"]),
                codes=words.codes(written["codes"]),
            )
            self._written(f"excerpt of {study.label} marked")

        known = sorted({code for excerpt in self._excerpts.values() for code in excerpt.codes})
        blanks = words.excerpt_blanks(known)
        await until_taken(self, f"Excerpt: {study.label}", blanks, write, draft=f"excerpt {study.id}")

    def action_history(self) -> None:
        study, field = self._study, self._field
        if study and field:
            by = self.app.reviewer
            found = extracting.history(self.app.review, study.id, field.id, reviewer=by)
            title = f"{field.label}: {study.label}"
            told = [words.past(value, self._excerpts) for value in found]
            told += [words.check(check) for check in self._cell.checks]
            self.app.push_screen(Tell(title, told))

    # The form and the way

    @asking
    async def action_form(self) -> None:
        from review_tool.tui.screens.extraction_form import change_form

        await change_form(self)

    @asking
    async def action_way(self) -> None:
        choices = [Choice(way.value, f"{way.value}: {way.words}") for way in Way]
        title = "Who looks at a value besides the one who extracts it"
        chosen = await self.app.push_screen_wait(Choose(title, choices, current=self.sheet.way.value))
        if not chosen or chosen == self.sheet.way:
            return

        def change(*, reveal: bool = False) -> None:
            extracting.choose_way(self.app.review, chosen, by=self.app.reviewer, reveal=reveal)
            self._written(f"extraction is {chosen} now", part=False)

        try:
            change()
        except Reveals as told:
            if await self.app.push_screen_wait(Confirm("Show what is still blind?", str(told), yes="Show it")):
                change(reveal=True)

    def action_pilot(self) -> None:
        study = self._study
        if study:
            with jobs.telling(self):
                tries = study.id not in self.sheet.pilots
                extracting.pilot(self.app.review, study.id, by=self.app.reviewer, present=tries)
                self._written(f"{study.label} is {'a' if tries else 'no'} pilot study")

    @asking
    async def action_export(self) -> None:
        await export(self, ["extraction"])
