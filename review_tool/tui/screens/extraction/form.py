"""Changing the form on the screens: a draft of it, and at the end what the change means for what was extracted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from review_tool.domain.errors import ReviewError
from review_tool.domain.extraction import Field, FieldType, Form
from review_tool.services.studies import forms
from review_tool.tui import places
from review_tool.tui.app import ReviewApp
from review_tool.tui.asking import asking, until_taken
from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.dialogs.write import Blank
from review_tool.tui.text import lines, safe_line
from review_tool.tui.widgets.record_list import Column, RecordList, Row

if TYPE_CHECKING:
    from review_tool.tui.screens.extraction.screen import ExtractionScreen

_LISTS = {
    FieldType.CHOICE: ("options", "Options"),
    FieldType.CHOICES: ("options", "Options"),
    FieldType.NUMBER: ("units", "Units (the first is meant where none is written)"),
    FieldType.TABLE: ("columns", "Columns"),
}
_TYPES = (
    Choice("text", hint="words"),
    Choice("number", hint="with a unit, where it has units"),
    Choice("choice", hint="one of several options"),
    Choice("choices", hint="several of the options"),
    Choice("table", hint="rows of columns you name"),
    Choice("date", hint="a day, a month or a year"),
)


class FormDialog(ModalScreen[Form | None]):
    """Returns the changed form, or None after Esc. Nothing is written before it is put in force."""

    CSS_PATH = "../../dialogs/dialog.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", "Add"),
        Binding("enter", "change", "Change"),
        Binding("left_square_bracket,shift+up", "move(-1)", "Up"),
        Binding("right_square_bracket,shift+down", "move(1)", "Down"),
        Binding("r", "retire", "Retire"),
        Binding("u", "back", "Undo"),
        Binding("o", "other", "Other form"),
        Binding("w", "write", "Write out"),
        Binding("ctrl+s", "done", "Put in force", priority=True),
        Binding("escape", "leave", "Leave"),
    ]
    DEFAULT_CSS = """
    FormDialog RecordList { height: 40vh; }
    FormDialog #form-field { height: 4; color: $text-muted; margin-top: 1; }
    """
    app = getters.app(ReviewApp)
    records = getters.query_one(RecordList)

    def __init__(self, form: Form) -> None:
        super().__init__()
        self._form = form
        self._before: list[Form] = []

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide-dialog"):
            yield Static("", id="form-title", classes="dialog-title", markup=False)
            yield RecordList(Column("", 1), Column("field"), Column("type", 24), head=False, markable=False)
            yield Static("", id="form-field", markup=False)
            yield Static("a add · Enter change · [ ] move · r retire or ask again · u undo", classes="dialog-hint")
            yield Static("o other form · w write to a file · Ctrl+S puts it in force · Esc leaves it", markup=False)

    def on_mount(self) -> None:
        self._show()
        self.records.focus()

    def _show(self, at: int | None = None) -> None:
        changed = " · changed" if self._before else ""
        title = f"{self._form.title}, version {self._form.version}{changed}"
        self.query_one("#form-title", Static).update(safe_line(title))
        self.records.show(range(len(self._form.every)), self._rows, cursor=at)

    def _rows(self, ids: Sequence[int]) -> list[Row]:
        rows = []
        for n in ids:
            field = self._form.every[n]
            mark = "–" if field.retired else "*" if field.required else ""
            label = f"{n + 1} {field.label}" + (" (asked no more)" if field.retired else "")
            rows.append(Row(n, (mark, label, field.kind), dim=field.retired))
        return rows

    @property
    def _field(self) -> Field | None:
        return None if self.records.current is None else self._form.every[self.records.current]

    @on(RecordList.Highlighted)
    def _highlighted(self, event: RecordList.Highlighted) -> None:
        event.stop()
        if field := self._field:
            more = [field.hint, f"for example {field.example}" * bool(field.example), "; ".join(field.options)]
            shown = lines(safe_line(part) for part in more if part)
            self.query_one("#form-field", Static).update(shown)

    def _now(self, form: Form, at: int | None = None) -> None:
        self._before.append(self._form)
        self._form = form
        self._show(at)

    @asking
    async def action_add(self) -> None:
        kind = await self.app.push_screen_wait(Choose("A new field of which type?", _TYPES))
        if kind:
            await self._ask(Field("", "", FieldType(kind)), None)

    @on(RecordList.Chosen)
    @asking
    async def action_change(self) -> None:
        if field := self._field:
            kind = await self.app.push_screen_wait(Choose(field.label, _TYPES, current=field.type.value))
            if kind:
                await self._ask(replace(field, type=FieldType(kind)), self.records.current)

    async def _ask(self, field: Field, place: int | None) -> None:
        lists = _LISTS.get(field.type)
        blanks = [
            Blank("label", "Label", field.label, required=True),
            Blank("hint", "Hint", field.hint, hint="what to look for, in a sentence"),
            Blank("example", "Example", field.example, hint="a good answer"),
            Blank("required", "Required", "yes" if field.required else "no", suggestions=("yes", "no")),
        ]
        if lists:
            given = "; ".join(getattr(field, lists[0]))
            blanks.insert(1, Blank("list", lists[1], given, hint="parted by ;", required=lists[0] != "units"))

        def write(written: dict[str, str]) -> None:
            new = _written(field, written, [other.id for other in self._form.every])
            form = forms.with_field(self._form, new, place=place)
            self._now(form, len(form.every) - 1 if place is None else place)

        title = f"Field: {field.label}" if field.label else f"New field ({field.type})"
        await until_taken(self, title, blanks, write, draft=f"field {field.id or 'new'}")

    def action_move(self, by: int) -> None:
        at = self.records.current
        if at is not None and 0 <= at + by < len(self._form.every):
            self._now(forms.moved(self._form, self._form.every[at].id, at + by), at + by)

    def action_retire(self) -> None:
        at, field = self.records.current, self._field
        if at is not None and field:
            try:
                self._now(forms.with_field(self._form, replace(field, retired=not field.retired), place=at), at)
            except ReviewError as refusal:
                self.notify(str(refusal), markup=False, severity="warning")

    def action_back(self) -> None:
        """The last change of the draft."""
        if self._before:
            self._form = self._before.pop()
            self._show()

    @asking
    async def action_other(self) -> None:
        """Another form: one that comes along, or a file's."""
        choices = [Choice(form.id, form.title, form.about) for form in forms.shipped()]
        asked = Choose("Take another form", choices, other="or the path of a TOML file")
        chosen = await self.app.push_screen_wait(asked)
        if chosen:
            known = {form.id for form in forms.shipped()}
            path = Path(chosen.strip("'\"")).expanduser()
            self._now(forms.read(chosen if chosen in known else places.to_read(self.app, path)), 0)

    @asking
    async def action_write(self) -> None:
        blanks = [Blank("path", "File", places.usual(self.app, f"{self._form.id}.toml"), required=True)]

        def write(written: dict[str, str]) -> None:
            path = places.to_write(self.app, Path(written["path"].strip()).expanduser())
            forms.write(self._form, path)
            places.hand_over(self.app, path)

        if await until_taken(self, "Write the form as TOML", blanks, write, draft="form file"):
            self.notify("Written.", markup=False)

    def action_done(self) -> None:
        self.dismiss(self._form)

    def action_leave(self) -> None:
        self.dismiss(None)


def _written(field: Field, written: dict[str, str], taken: list[str]) -> Field:
    """The field with what was written of it."""
    label = written["label"].strip()
    lists: dict[str, Any] = {"options": (), "units": (), "columns": ()}
    if field.type in _LISTS:
        parts = (part.strip() for part in written["list"].split(";"))
        lists[_LISTS[field.type][0]] = tuple(part for part in parts if part)
    return replace(
        field,
        id=field.id or forms.id_for(label, taken),
        label=label,
        hint=written["hint"].strip(),
        example=written["example"].strip(),
        required=written["required"].strip().lower().startswith("y"),
        **lists,
    )


async def change_form(screen: ExtractionScreen) -> None:
    """Have the form changed, say what that means, ask why, and put it in force."""
    review, before = screen.app.review, screen.sheet.form
    new = await screen.app.push_screen_wait(FormDialog(before))
    if new is None:
        return
    said = forms.differences(before, new)
    if not said and new.id == before.id and forms.chosen(review):
        screen.refuse("Nothing of the form was changed.")
        return
    looks = forms.looks(review, new)
    fields, studies = len(looks), len({look.study for look in looks})
    counted = f"{fields} field{'s' * (fields != 1)} of {studies} {'study' if studies == 1 else 'studies'}"
    meaning = f"{counted} will need another look." if looks else "Nothing extracted needs another look."
    more = f"; and {len(said) - 4} changes more" if len(said) > 4 else ""
    detail = f"{meaning}\n{'; '.join(said[:4])}{more}"

    def put(written: dict[str, str]) -> None:
        form = forms.adopt(review, new, by=screen.app.reviewer, why=written["why"])
        screen.written(
            f"{form.title}, version {form.version}, is in force; {meaning[0].lower()}{meaning[1:]}", part=False
        )

    blank = Blank("why", "Why it changes", hint="after the pilot", required=True)
    await until_taken(screen, "Put the form in force", [blank], put, detail=detail, draft="form why")
