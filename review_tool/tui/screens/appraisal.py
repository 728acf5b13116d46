"""Answer a checklist for each study: a matrix of studies by items, and the item under the cursor in full."""

from __future__ import annotations

from typing import ClassVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container

from review_tool.domain.appraisal import Answer, Checklist, Option
from review_tool.services import appraising
from review_tool.services.appraising import DESIGN, Study
from review_tool.tui import jobs, keys
from review_tool.tui.asking import asking, export, until_taken
from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.dialogs.write import Blank
from review_tool.tui.screens import appraisal_sheet as sheet
from review_tool.tui.screens.stage import StageScreen
from review_tool.tui.widgets.checklist_matrix import ChecklistMatrix
from review_tool.tui.widgets.empty_state import EmptyState
from review_tool.tui.widgets.prose import Prose


class AppraisalScreen(StageScreen):
    """One checklist at a time; a letter answers and goes on to the next item."""

    MODE = "appraisal"
    UNDOES: ClassVar[str] = "APPRAISAL"
    CSS_PATH = "appraisal.tcss"
    HELP = """
# Appraisal

Each row is an included study, each column an item of the checklist. Arrows move; the pane shows the question.

- A letter answers, as the pane says (`y` yes, `n` no, `c` can't tell; or `h` `m` `l`), and the cursor goes on.
- `N` writes what the answer rests on. Where no answer takes the letter, the small `n` does so too.
- `g` says the study's design, where the checklist asks other items of each design.
- `C` another checklist, `d` the next item on which reviewers differ, `Tab` the next one without an answer.
- `x` writes the table to a file. `u` undoes, `U` redoes.

Answers are never added up: a sum would hide which weakness a study has.
"""
    BINDINGS: ClassVar[list[BindingType]] = [*keys.SCREENS["appraisal"]]
    matrix = getters.query_one(ChecklistMatrix)
    pane = getters.query_one("#item", Prose)

    tool: Checklist | None = None
    _tools: tuple[Checklist, ...] = ()
    _studies: dict[int, Study]
    _sheets: dict[int, sheet.Sheet]

    def compose_body(self) -> ComposeResult:
        with Container(id="appraisal"):
            yield ChecklistMatrix()
            yield Prose(id="item")
        yield EmptyState(
            "No study is included yet",
            "Here each included study is appraised with a checklist, item by item.",
            ("6", "decide on full texts first"),
        )

    def load(self) -> None:
        review = self.app.review
        self._tools = self._tools or appraising.checklists(review)
        self.tool = self.tool or self._tools[0]
        self._studies = {study.id: study for study in appraising.studies(review)}
        self.set_class(not self._studies, "-empty")
        self._read()

    def _read(self, study: int | None = None) -> None:
        """Read the answers, of one study or of all, and draw."""
        assert self.tool
        given: dict[int, list[Answer]] = {}
        for answer in appraising.answers(self.app.review, self.tool.id, study=study):
            given.setdefault(answer.study, []).append(answer)
        numbers = list(self._studies) if study is None else [study]
        made = {n: sheet.Sheet(self.tool, tuple(given.get(n, ())), self.app.reviewer) for n in numbers}
        self._sheets = made if study is None else self._sheets | made
        rows = [self._sheets[n].row(known) for n, known in self._studies.items()]
        done = sum(not one.open_items for one in self._sheets.values())
        self.subtitle = f"{self.tool.title.split(' (')[0]} · {done} of {len(rows)} studies"
        self.matrix.show(sheet.heads(self.tool), rows)
        self._show()

    @property
    def _at(self) -> tuple[Study, sheet.Sheet, str] | None:
        """The study, its answers and the item under the cursor; the item is "" where the design must come first."""
        current = self.matrix.current
        if current is None or current[0] not in self._studies:
            return None
        one = self._sheets[current[0]]
        return self._studies[current[0]], one, one.item_at(current[1])

    @on(ChecklistMatrix.Highlighted)
    def _show(self) -> None:
        if self.tool and (at := self._at):
            self.pane.show_text(sheet.words(self.tool, *at))
            place = list(self._studies).index(at[0].id) + 1
            self.place(f"study {place}/{len(self._studies)}")
        self.see_deeds()

    def undone(self, report: int | None) -> None:
        current = self.matrix.current
        if report is not None and current:
            self.matrix.go_to(report, current[1])

    def why_disabled(self, action: str) -> str:
        if action in ("answer", "note", "design", "difference", "next_open") and not self._at:
            return "There is no study to appraise."
        if action == "design" and self.tool and not self.tool.groups:
            return "This checklist asks the same items of every design."
        if action == "note" and self._at and not self._at[1].mine(self._at[2]):
            return "Answer first; the note says what the answer rests on."
        return ""

    # Deeds

    @property
    def _options(self) -> tuple[Option, ...]:
        at = self._at
        return self.tool.options_of(self.tool.item(at[2])) if self.tool and at and at[2] else ()

    def on_key(self, event: events.Key) -> None:
        """A letter of the checklist's answers goes before any other meaning it has."""
        for option in self._options:
            if event.character == option.key:
                event.stop()
                event.prevent_default()
                self._answer(option)
                return
        if self.tool and not self._options and event.character in {option.key for option in self.tool.options}:
            event.stop()
            event.prevent_default()
            self.refuse("The study's design comes first: g says it.")

    def _answer(self, option: Option) -> None:
        if not (at := self._at) or not self.tool:
            return
        study, one, item = at
        note = one.mine(item).note if one.mine(item) else ""  # type: ignore[union-attr]
        with jobs.telling(self):
            appraising.answer(self.app.review, study.id, self.tool.id, item, option.id, by=self.app.reviewer, note=note)
            self._read(study.id)
            self._go_on()
            self.did(f"{study.label}, {item}: {option.label}")

    def _go_on(self) -> None:
        """To the next item of this study that has no answer, else to the next study that lacks one."""
        if not self.matrix.current:
            return
        number, column = self.matrix.current
        columns = [name for name, _ in sheet.heads(self.tool)] if self.tool else []
        after = columns.index(column) + 1
        for name in (*columns[after:], *columns[:after]):
            if self._sheets[number].is_open(name):
                self.matrix.go_to(number, name)
                return
        self._next(sheet.Sheet.first_open)

    def _next(self, wanted: sheet.Wanted) -> bool:
        """The first wanted cell of the studies after this one, round and back to it."""
        assert self.matrix.current
        numbers = list(self._studies)
        after = numbers.index(self.matrix.current[0]) + 1
        for number in (*numbers[after:], *numbers[:after]):
            if column := wanted(self._sheets[number]):
                self.matrix.go_to(number, column)
                return True
        return False

    def action_next_open(self) -> None:
        if not self._next(sheet.Sheet.first_open):
            self.refuse("Every item has an answer.")

    def action_difference(self) -> None:
        if not self._next(sheet.Sheet.first_difference):
            self.refuse("Nowhere do reviewers differ on this checklist.")

    @on(ChecklistMatrix.Chosen)
    @asking
    async def action_answer(self) -> None:
        if not (at := self._at) or not self.tool:
            return
        if not at[2]:
            await self._ask_design()
            return
        options, mine = self._options, at[1].mine(at[2])
        choices = [Choice(o.id, o.label, hint=o.symbol, key=o.key) for o in options]
        title = f"{at[2]} {self.tool.item(at[2]).text}"
        current = mine.answer if mine else ""
        chosen = await self.app.push_screen_wait(Choose(title, choices, detail=at[0].label, current=current))
        for option in options:
            if option.id == chosen:
                self._answer(option)

    @asking
    async def action_note(self) -> None:
        at, tool = self._at, self.tool
        mine = at[1].mine(at[2]) if at else None
        if not at or not tool or not mine:
            return
        study, _, item = at
        value = mine.answer

        def write(written: dict[str, str]) -> None:
            note, by = written["note"], self.app.reviewer
            appraising.answer(self.app.review, study.id, tool.id, item, value, by=by, note=note)
            self._read(study.id)
            self.did(f"{study.label}, {item}: note written")

        blank = Blank("note", "What the answer rests on", mine.note, hint="a quote and its page will do", long=True)
        draft = f"appraisal {tool.id} {study.id} {item}"
        await until_taken(self, f"{item} {tool.item(item).text}", [blank], write, detail=study.label, draft=draft)

    @asking
    async def action_design(self) -> None:
        await self._ask_design()

    async def _ask_design(self) -> None:
        at, tool = self._at, self.tool
        if not at or not tool:
            return
        study, one, _ = at
        choices = [Choice(name, label) for name, label in tool.groups]
        asked = Choose(f"The design of {study.label}", choices, detail=study.title, current=one.design)
        if chosen := await self.app.push_screen_wait(asked):
            appraising.answer(self.app.review, study.id, tool.id, DESIGN, chosen, by=self.app.reviewer)
            self._read(study.id)
            self.did(f"{study.label}: {dict(tool.groups)[chosen].lower()}")

    @asking
    async def action_checklist(self) -> None:
        choices = [Choice(tool.id, tool.title) for tool in self._tools]
        current = self.tool.id if self.tool else ""
        chosen = await self.app.push_screen_wait(Choose("Checklist", choices, current=current))
        for tool in self._tools:
            if tool.id == chosen:
                self.tool = tool
                self._read()

    @asking
    async def action_export(self) -> None:
        await export(self, ["appraisal"])
