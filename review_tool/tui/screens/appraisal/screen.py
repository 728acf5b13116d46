"""Answer a checklist for each study: a matrix of studies by items, and the item under the cursor in full."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import ClassVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container

from review_tool.domain.appraisal import DESIGN, Checklist, Option
from review_tool.domain.appraised import State
from review_tool.services.fulltexts import marking
from review_tool.services.studies import appraising, checklists
from review_tool.services.studies.appraised import appraised
from review_tool.services.studies.appraising import Study
from review_tool.services.studies.checklists import Plan, Shown
from review_tool.tui import jobs, keys
from review_tool.tui.asking import asking, export
from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.dialogs.tell import Tell
from review_tool.tui.screens.appraisal import deeds
from review_tool.tui.screens.appraisal.sheet import Sheet, Wanted, heads
from review_tool.tui.screens.appraisal.words import whole, words
from review_tool.tui.screens.stage import StageScreen
from review_tool.tui.widgets.checklist_matrix import ChecklistMatrix
from review_tool.tui.widgets.empty_state import EmptyState
from review_tool.tui.widgets.prose import Prose

_AT_ONCE = 60
"""Studies worked out before the first paint; of more, those in sight."""
_PAUSE = 0.02
"""Seconds between two spells of working the others out; a spell takes a fifth, so that a key is never held up."""


class AppraisalScreen(StageScreen):
    """One checklist at a time; a letter answers and goes on to the next item."""

    MODE = "appraisal"
    UNDOES: ClassVar[str] = "APPRAISAL"
    CSS_PATH = "screen.tcss"
    HELP = """
# Appraisal

Each row is an included study, each column an item of the checklist. Arrows move; the pane shows the question.

- A letter answers, as the pane says (`y` yes, `n` no, `c` can't tell; or `h` `m` `l`), and the cursor goes on.
- `N` writes what the answer rests on: a note, a passage and its place.
- `g` says the study's design. A mixed-methods study says its quantitative part too, and answers both.
- `C` another checklist, `Tab` the next item without an answer, `O` one study whole.
- Last columns of some checklists are **levels** (`D1`, `all`): the rule proposes one, a letter judges. Another level
  than the rule's asks why; both are kept.

A second pair of eyes, as the team planned (`R`):

- **One and a check**: `W` goes to the next answer of another to check, `V` says that it is right, or corrects it.
- **Two, blind**: nobody sees another's answers before both have finished a study. Then `d` goes to the next difference
  and `S` settles it. All three stay: both answers and the consensus.

Where an answer takes a letter, the capital does the deed. `x` writes the table to a file. `u` undoes, `U` redoes.
Answers are never added up: a sum would hide which weakness a study has.
"""
    BINDINGS: ClassVar[list[BindingType]] = [*keys.SCREENS["appraisal"]]
    matrix = getters.query_one(ChecklistMatrix)
    pane = getters.query_one("#item", Prose)

    tool: Checklist | None = None
    _tools: tuple[Checklist, ...] = ()
    _every: list[Study]
    _studies: dict[int, Study]
    _sheets: dict[int, Sheet]
    _heads: list[tuple[str, str]]
    _uncounted: list[int]
    """Studies still to be worked out."""
    _shown: Shown
    passages: dict[str, str]
    plan: Plan

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
        self._tools = appraising.checklists(review)
        held = self.tool.id if self.tool else ""
        self.tool = next((tool for tool in self._tools if tool.id == held), self._tools[0])
        self._every = appraising.studies(review)
        self.set_class(not self._every, "-empty")
        self.read()
        self.follow_asked()

    def read(self, study: int | None = None) -> None:
        """Read the answers, of one study or of all, and draw."""
        assert self.tool
        review, tool, who = self.app.review, self.tool, self.app.reviewer
        if study is None:
            self.plan = checklists.plan(review)
            self._studies = {one.id: one for one in self._every if self.plan.takes(one.id, tool.id)}
            self._shown = checklists.wording(review, tool)
            self.passages = {e.id: f"{e.text} ({e.locator})" for e in marking.excerpts(review)}
        seen = appraised(review, tool.id, reviewer=who, study=study)
        if study is None:
            self._heads = heads(tool, seen.designs)
            self._sheets = {n: Sheet(tool, one, seen, who, self._columns) for n, one in self._studies.items()}
            self._uncounted = list(self._sheets) if len(self._sheets) > _AT_ONCE else []
            self._draw()
        else:
            self._sheets[study] = Sheet(tool, self._studies[study], seen, who, self._columns)
            wider = heads(tool, seen.designs)
            if len(wider) > len(self._heads):
                self._heads = wider
                self._sheets = {n: replace(one, shown=self._columns) for n, one in self._sheets.items()}
                self._draw()
            else:
                self.matrix.put(self._sheets[study])
                self._tell()

    @property
    def _columns(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self._heads)

    def _draw(self) -> None:
        """The matrix, its widths by the rows in sight until all are worked out."""
        rows = list(self._sheets.values())
        top = round(self.matrix.scroll_y)
        self.matrix.show(self._heads, rows, measured=rows[top : top + _AT_ONCE] if self._uncounted else None)
        self._tell()
        if not rows:
            self.see_deeds()
        if self._uncounted:
            self.set_timer(_PAUSE, self._count)

    def _tell(self) -> None:
        """In the line above: which checklist, and how many studies are done, once that is known."""
        assert self.tool
        blind = " · two, blind" if self.plan.reviewers > 1 else ""
        done = "" if self._uncounted else f"{sum(not one.open_items for one in self._sheets.values())} of "
        self.subtitle = f"{self.tool.title.split(' (')[0]} · {done}{len(self._sheets)} studies{blind}"

    def _count(self) -> None:
        """Work out a few more of many studies between two keys, for how many are done."""
        until = monotonic() + _PAUSE / 5
        while self._uncounted and monotonic() < until:
            one = self._sheets[self._uncounted.pop()]
            _ = one.symbols, one.note
        if self._uncounted:
            self.set_timer(_PAUSE, self._count)
        else:
            self._draw()

    @property
    def at(self) -> tuple[Study, Sheet, str] | None:
        """The study, its answers and the item under the cursor; the item is "" where the design must come first."""
        current = self.matrix.current
        if current is None or current[0] not in self._studies:
            return None
        one = self._sheets[current[0]]
        return self._studies[current[0]], one, one.item_at(current[1])

    @on(ChecklistMatrix.Highlighted)
    def _show(self) -> None:
        if self.tool and (at := self.at):
            self.pane.show_text(words(*at, self._shown, self.passages, self.pane.size.width - 2))
            place = list(self._studies).index(at[0].id) + 1
            self.place(f"study {place}/{len(self._studies)}")
        self.see_deeds()

    def undone(self, report: int | None) -> None:
        current = self.matrix.current
        if report is not None and current:
            self.matrix.go_to(report, current[1])

    def report_here(self) -> int | None:
        return self.matrix.current[0] if self.matrix.current else None

    def why_disabled(self, action: str) -> str:
        at = self.at
        if action in ("checklist", "plan", "export"):
            return ""
        if not at:
            return "There is no study to appraise."
        study, one, item = at
        if action == "note" and not one.mine(item):
            return "Answer first; the note says what the answer rests on."
        if action == "settle" and one.standing(item or DESIGN).state not in (State.DIFFERS, State.SETTLED):
            return f"On this item of {study.label} nobody differs."
        if action == "verify":
            return self.why_not_verify(one, item or DESIGN)
        return ""

    def why_not_verify(self, one: Sheet, item: str) -> str:
        if self.plan.reviewers > 1:
            return "Two reviewers appraise blind here: differences are settled, with S."
        if not any(said.event and said.reviewer != self.app.reviewer for said in one.of(item)):
            return "Another's answer is checked, and there is none here."
        return ""

    # Deeds

    @property
    def _options(self) -> tuple[Option, ...]:
        """The answers, or the levels, that a letter gives here."""
        at = self.at
        if not self.tool or not at or not at[2]:
            return ()
        return self.tool.levels if at[1].is_target(at[2]) else self.tool.options_of(self.tool.item(at[2]))

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
        if not (at := self.at) or not self.tool:
            return
        study, one, item = at
        if one.is_target(item):
            self._judge(option)
            return
        mine = one.mine(item)
        note, excerpt = (mine.note, mine.excerpt) if mine else ("", "")
        with jobs.telling(self):
            by = self.app.reviewer
            appraising.answer(
                self.app.review, study.id, self.tool.id, item, option.id, by=by, note=note, excerpt=excerpt
            )
            self.read(study.id)
            self._go_on()
            self.did(f"{study.label}, {item}: {option.label}")

    @asking
    async def _judge(self, option: Option) -> None:
        await deeds.judge(self, option)

    def _go_on(self) -> None:
        """To the next item of this study that has no answer, else to the next study that lacks one."""
        if not self.matrix.current:
            return
        number, column = self.matrix.current
        columns = self._columns
        after = columns.index(column) + 1
        for name in (*columns[after:], *columns[:after]):
            if self._sheets[number].is_open(name):
                self.matrix.go_to(number, name)
                return
        self.go_to_next(Sheet.first_open)

    def go_to_next(self, wanted: Wanted) -> bool:
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
        if not self.go_to_next(Sheet.first_open):
            self.refuse("Every item has an answer.")

    def action_difference(self) -> None:
        if not self.go_to_next(Sheet.first_difference):
            self.refuse("Nowhere do reviewers differ on this checklist.")

    def action_next_check(self) -> None:
        if not self.go_to_next(Sheet.first_to_verify):
            self.refuse("No answer of another waits for a check.")

    @on(ChecklistMatrix.Chosen)
    @asking
    async def action_answer(self) -> None:
        if not (at := self.at) or not self.tool:
            return
        if not at[2]:
            await deeds.design(self)
            return
        options, mine = self._options, at[1].mine(at[2])
        choices = [Choice(o.id, o.label, hint=o.symbol, key=o.key) for o in options]
        name = self.tool.target(at[2]).label if at[1].is_target(at[2]) else self.tool.item(at[2]).text
        current = mine.answer if mine else ""
        chosen = await self.app.push_screen_wait(
            Choose(f"{at[2]} {name}", choices, detail=at[0].label, current=current)
        )
        for option in options:
            if option.id == chosen:
                self.call_later(self._answer, option)

    @asking
    async def action_note(self) -> None:
        await deeds.note(self)

    @asking
    async def action_verify(self) -> None:
        await deeds.verify(self)

    @asking
    async def action_settle(self) -> None:
        await deeds.settle(self)

    @asking
    async def action_study(self) -> None:
        if at := self.at:
            await self.app.push_screen_wait(Tell(at[0].label, whole(at[0], at[1], self._shown, self.passages)))

    @asking
    async def action_plan(self) -> None:
        await deeds.choose_reviewers(self)

    @asking
    async def action_design(self) -> None:
        await deeds.design(self)

    @asking
    async def action_checklist(self) -> None:
        assigned = {name for names in self.plan.assigned.values() for name in names}
        order = sorted(self._tools, key=lambda tool: bool(assigned) and tool.id not in assigned)
        choices = [
            Choice(
                tool.id, tool.title.split(" (")[0], hint=f"{tool.id}{' ✓ in the plan' if tool.id in assigned else ''}"
            )
            for tool in order
        ]
        current = self.tool.id if self.tool else ""
        chosen = await self.app.push_screen_wait(Choose("Checklist", choices, current=current))
        for tool in self._tools:
            if tool.id == chosen:
                self.tool = tool
                self.read()

    @asking
    async def action_export(self) -> None:
        await export(self, ["appraisal"])
