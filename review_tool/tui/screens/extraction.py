"""Fill the review's form for each study, each value with the passage it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from review_tool.domain.evidence import Excerpt, ExcerptKind
from review_tool.domain.extraction import Field, FieldType, Form, Value
from review_tool.services import appraising, extracting, reading
from review_tool.services.appraising import Study
from review_tool.tui import jobs, keys
from review_tool.tui.asking import asking, export, until_taken
from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.dialogs.pick import Pick, Pickable
from review_tool.tui.dialogs.tell import Tell
from review_tool.tui.screens import extraction_words as words
from review_tool.tui.screens.reader import ReaderScreen
from review_tool.tui.screens.stage import StageScreen
from review_tool.tui.widgets.empty_state import EmptyState
from review_tool.tui.widgets.prose import Prose
from review_tool.tui.widgets.record_list import Column, RecordList, Row


class ExtractionScreen(StageScreen):
    """Studies on the left, the form of the one under the cursor on the right; the keys stay in the form."""

    MODE = "extraction"
    UNDOES: ClassVar[str] = "EXTRACTION"
    CSS_PATH = "extraction.tcss"
    HELP = """
# Extraction

What each included study says, in the fields of the review's form. ⌁ marks a value that rests on a passage;
below stands the passage, and where it is in the report.

- Enter gives a value: the value, then the passage it rests on, its place, and whether it is a quote or a
  paraphrase. Where the form has choices, a number takes one.
- `-` says that the report does not say. That is a finding; an empty field is work still to do.
- `Tab` `j` `k` go through the fields, `[` and `]` through the studies.
- `l` rests the value on an excerpt marked already, `m` marks a passage without a value, with its codes.
- `h` shows every value the field ever had. `o` reads the abstract, `Esc` comes back.
- `x` writes the table to a file. `u` undoes, `U` redoes.
"""
    BINDINGS: ClassVar[list[BindingType]] = [*keys.SCREENS["extraction"]]
    studies = getters.query_one("#studies", RecordList)
    fields = getters.query_one("#fields", RecordList)
    detail = getters.query_one("#value", Prose)
    source = getters.query_one("#source", Prose)

    form: Form

    def __init__(self) -> None:
        super().__init__()
        self._studies: dict[int, Study] = {}
        self._values: dict[tuple[int, str], Value] = {}
        self._excerpts: dict[str, Excerpt] = {}
        self._study: Study | None = None

    def compose_body(self) -> ComposeResult:
        with Horizontal(id="extraction"):
            studies = (Column("study"), Column("done", 5, right=True))
            yield RecordList(*studies, id="studies", markable=False)
            with Vertical(id="form"):
                fields = (Column("", 1), Column("field", 20), Column("", 1), Column("value"))
                yield RecordList(*fields, id="fields", markable=False)
                yield Prose(id="value")
            yield Prose(id="source")
        yield EmptyState(
            "No study is included yet",
            "Here values and passages are taken from each included study, field by field.",
            ("6", "decide on full texts first"),
        )

    # Loading

    def load(self) -> None:
        review = self.app.review
        self.form = extracting.form(review)
        self._studies = {study.id: study for study in appraising.studies(review)}
        self.set_class(not self._studies, "-empty")
        self._read()
        if not isinstance(self.focused, Prose):
            self.fields.focus()

    def _read(self) -> None:
        """Values and excerpts, and draw."""
        review = self.app.review
        self._values = {(value.study, value.field): value for value in extracting.values(review)}
        self._excerpts = {excerpt.id: excerpt for excerpt in extracting.excerpts(review)}
        done = sum(self._done(number) == len(self.form.fields) for number in self._studies)
        self.subtitle = f"{done} of {len(self._studies)} studies complete"
        self.studies.show(list(self._studies), self._study_rows)
        self._show_study()

    def _done(self, study: int) -> int:
        return sum((study, field.id) in self._values for field in self.form.fields)

    def _study_rows(self, ids: Sequence[int]) -> list[Row]:
        n = len(self.form.fields)
        return [Row(i, (self._studies[i].label, f"{self._done(i)}/{n}"), dim=self._done(i) == n) for i in ids]

    def _field_rows(self, ids: Sequence[int]) -> list[Row]:
        study = self._study
        assert study
        rows = []
        for n in ids:
            field = self.form.fields[n]
            value = self._values.get((study.id, field.id))
            rests = "⌁" if value and value.excerpt in self._excerpts else ""
            rows.append(Row(n, (words.sign(value), field.label, rests, words.short(value))))
        return rows

    @on(RecordList.Highlighted, "#studies")
    def _show_study(self) -> None:
        current = self.studies.current
        self._study = None if current is None else self._studies.get(current)
        if self._study is None:
            return
        self.fields.show(range(len(self.form.fields)), self._field_rows)
        known = [excerpt for excerpt in self._excerpts.values() if excerpt.report in self._study.reports]
        self.source.show_text(words.source(self._study, known))
        self.place(f"study {self.studies.place}/{len(self._studies)}")

    @on(RecordList.Highlighted, "#fields")
    def _show_field(self) -> None:
        if self._study and (field := self._field):
            value = self._value
            self.detail.show_text(words.value(field, value, self._excerpts.get(value.excerpt) if value else None))
        self.see_deeds()

    @property
    def _field(self) -> Field | None:
        return None if self.fields.current is None else self.form.fields[self.fields.current]

    @property
    def _value(self) -> Value | None:
        return self._values.get((self._study.id, self._field.id)) if self._study and self._field else None

    def undone(self, report: int | None) -> None:
        for study in self._studies.values():
            if report is not None and report in (study.id, *study.reports):
                self.studies.go_to(study.id)

    def why_disabled(self, action: str) -> str:
        if action in ("edit", "not_reported", "mark", "history", "link", "open", "read") and not self._study:
            return "There is no study to extract from."
        if action == "link" and not (self._value and not self._value.not_reported):
            return "Give the value first, then link it."
        if action == "history" and not self._value:
            return "This field never had a value."
        return ""

    # Moving

    def action_field(self, by: int) -> None:
        if self._study and self.fields.current is not None:
            self.fields.focus()
            self.fields.go_to((self.fields.current + by) % len(self.form.fields))

    def action_study(self, by: int) -> None:
        if self._study:
            self.studies.action_move(by)
            self.fields.go_to(0)

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
        self.fields.focus()

    @on(RecordList.Chosen, "#studies")
    def _study_chosen(self) -> None:
        self.fields.focus()

    # Deeds

    def _written(self, sentence: str, *, on: bool = True) -> None:
        at = self.fields.current
        self._read()
        if on and at is not None and at + 1 < len(self.form.fields):
            self.fields.go_to(at + 1)
        self.did(sentence)

    def _extract(self, study: Study, field: Field, value: str, written: dict[str, str]) -> None:
        """Write the value, with the passage where one was given; a passage known already is not marked again."""
        text, locator = written["excerpt"].strip(), written["locator"].strip()
        marked = (e for e in self._excerpts.values() if e.report in study.reports)
        known = (e.id for e in marked if (e.text, e.locator) == (text, locator))
        extracting.extract(
            self.app.review,
            study.id,
            field.id,
            value,
            by=self.app.reviewer,
            excerpt=next(known, text),
            locator=locator,
            kind=words.kind(written["kind"]) if text else ExcerptKind.QUOTE,
        )
        self._written(f"{study.label}, {field.label}: {value}")

    @on(RecordList.Chosen, "#fields")
    @asking
    async def action_edit(self) -> None:
        study, field, before = self._study, self._field, self._value
        if not study or not field:
            return
        detail, value = field.hint, before.value if before else ""
        chosen: str | None = None
        if field.type is FieldType.CHOICE:
            asked = Choose(field.label, field.options, detail=f"{study.label} · {field.hint}", current=value)
            if not (chosen := await self.app.push_screen_wait(asked)):
                return
        elif field.type is FieldType.CHOICES:
            options = [Pickable(option, option) for option in field.options]
            picked = dict.fromkeys(value.split("; "), "yes") if value else {}
            found = await self.app.push_screen_wait(Pick(field.label, options, picked=picked, detail=study.label))
            if not found:
                return
            chosen = "; ".join(option for option in field.options if option in found)
        if chosen is not None:
            detail = f"{chosen}. Ctrl+S saves it without a passage."
        passage = self._excerpts.get(before.excerpt) if before else None
        blanks = words.blanks(None if chosen is not None else value, passage, hint=field.hint)
        await until_taken(
            self,
            f"{field.label}: {study.label}",
            blanks,
            lambda written: self._extract(study, field, chosen or written.get("value", ""), written),
            detail=detail,
            draft=f"value {study.id} {field.id}",
        )

    def action_not_reported(self) -> None:
        study, field = self._study, self._field
        if study and field:
            with jobs.telling(self):
                by = self.app.reviewer
                extracting.extract(self.app.review, study.id, field.id, "", by=by, not_reported=True)
                self._written(f"{study.label}, {field.label}: not reported")

    @asking
    async def action_link(self) -> None:
        study, field, value = self._study, self._field, self._value
        if not study or not field or not value:
            return
        marked = [e for e in self._excerpts.values() if e.report in study.reports]
        things = [Pickable(e.id, words.line(e)) for e in marked]
        title = f"{field.label} rests on"
        picked = await self.app.push_screen_wait(Pick(title, things, single=True, detail=value.value))
        if picked:
            excerpt, by = next(iter(picked)), self.app.reviewer
            extracting.extract(self.app.review, study.id, field.id, value.value, by=by, excerpt=excerpt)
            self._written(f"{study.label}, {field.label}: linked to its passage", on=False)

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
            self._written(f"excerpt of {study.label} marked", on=False)

        known = sorted({code for excerpt in self._excerpts.values() for code in excerpt.codes})
        blanks = words.excerpt_blanks(known)
        await until_taken(self, f"Excerpt: {study.label}", blanks, write, draft=f"excerpt {study.id}")

    def action_history(self) -> None:
        study, field = self._study, self._field
        if study and field:
            found = extracting.history(self.app.review, study.id, field.id)
            title = f"{field.label}: {study.label}"
            self.app.push_screen(Tell(title, [words.past(value, self._excerpts) for value in found]))

    @asking
    async def action_export(self) -> None:
        await export(self, ["extraction"])
