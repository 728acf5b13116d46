"""Answer a checklist for each study: a matrix of studies by items, and the item under the cursor in full."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import ClassVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container

from review_tool.domain.appraisal import DESIGN, DESIGNS, Checklist, Option
from review_tool.domain.appraised import State
from review_tool.services import agreeing, appraising, checklists, extracting
from review_tool.services.appraised import appraised
from review_tool.services.appraising import Study
from review_tool.services.checklists import Plan, Shown
from review_tool.tui import jobs, keys
from review_tool.tui.asking import asking, export, until_taken
from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.dialogs.confirm import Confirm
from review_tool.tui.dialogs.tell import Tell
from review_tool.tui.dialogs.write import Blank
from review_tool.tui.screens.appraisal_sheet import Sheet, Wanted, heads
from review_tool.tui.screens.appraisal_words import whole, words
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
    CSS_PATH = "appraisal.tcss"
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
    _passages: dict[str, str]
    _plan: Plan

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
        self._read()

    def _read(self, study: int | None = None) -> None:
        """Read the answers, of one study or of all, and draw."""
        assert self.tool
        review, tool, who = self.app.review, self.tool, self.app.reviewer
        if study is None:
            self._plan = checklists.plan(review)
            self._studies = {one.id: one for one in self._every if self._plan.takes(one.id, tool.id)}
            self._shown = checklists.wording(review, tool)
            self._passages = {e.id: f"{e.text} ({e.locator})" for e in extracting.excerpts(review)}
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
        blind = " · two, blind" if self._plan.reviewers > 1 else ""
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
    def _at(self) -> tuple[Study, Sheet, str] | None:
        """The study, its answers and the item under the cursor; the item is "" where the design must come first."""
        current = self.matrix.current
        if current is None or current[0] not in self._studies:
            return None
        one = self._sheets[current[0]]
        return self._studies[current[0]], one, one.item_at(current[1])

    @on(ChecklistMatrix.Highlighted)
    def _show(self) -> None:
        if self.tool and (at := self._at):
            self.pane.show_text(words(*at, self._shown, self._passages, self.pane.size.width - 2))
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
        at = self._at
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
            return self._why_not_verify(one, item or DESIGN)
        return ""

    def _why_not_verify(self, one: Sheet, item: str) -> str:
        if self._plan.reviewers > 1:
            return "Two reviewers appraise blind here: differences are settled, with S."
        if not any(said.event and said.reviewer != self.app.reviewer for said in one.of(item)):
            return "Another's answer is checked, and there is none here."
        return ""

    # Deeds

    @property
    def _options(self) -> tuple[Option, ...]:
        """The answers, or the levels, that a letter gives here."""
        at = self._at
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
        if not (at := self._at) or not self.tool:
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
            self._read(study.id)
            self._go_on()
            self.did(f"{study.label}, {item}: {option.label}")

    @asking
    async def _judge(self, option: Option) -> None:
        """A level: at once where the rule proposes it or has none, else with the reason."""
        at, tool = self._at, self.tool
        if not at or not tool:
            return
        study, one, target = at
        proposal = one.seen.proposals[target].level if one.seen else ""
        by = self.app.reviewer

        def write(written: dict[str, str]) -> None:
            agreeing.judge_target(
                self.app.review, study.id, tool.id, target, option.id, by=by, reason=written["reason"]
            )
            self._read(study.id)
            self.did(f"{study.label}, {target}: {option.label}")

        if option.id == proposal or not tool.target(target).has_rule:
            with jobs.telling(self):
                write({"reason": ""})
            return
        said = tool.label(target, proposal).lower() if proposal else "nothing yet"
        blank = Blank("reason", "Why another level than the rule's", hint="it is kept beside both", long=True)
        title = f"{target} {tool.target(target).label}: {option.label}"
        draft = f"judge {tool.id} {study.id} {target}"
        await until_taken(self, title, [blank], write, detail=f"{study.label}. The rule proposes {said}.", draft=draft)

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
        self._next(Sheet.first_open)

    def _next(self, wanted: Wanted) -> bool:
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
        if not self._next(Sheet.first_open):
            self.refuse("Every item has an answer.")

    def action_difference(self) -> None:
        if not self._next(Sheet.first_difference):
            self.refuse("Nowhere do reviewers differ on this checklist.")

    def action_next_check(self) -> None:
        if not self._next(Sheet.first_to_verify):
            self.refuse("No answer of another waits for a check.")

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
        at, tool = self._at, self.tool
        mine = at[1].mine(at[2]) if at else None
        if not at or not tool or not mine or at[1].is_target(at[2]):
            return
        study, _, item = at
        value, rests = mine.answer, self._passages.get(mine.excerpt, "")

        def write(written: dict[str, str]) -> None:
            excerpt = mine.excerpt if written["passage"] == rests else written["passage"]
            appraising.answer(
                *(self.app.review, study.id, tool.id, item, value),
                by=self.app.reviewer,
                note=written["note"],
                excerpt=excerpt,
                locator=written["place"],
            )
            self._passages = {e.id: f"{e.text} ({e.locator})" for e in extracting.excerpts(self.app.review)}
            self._read(study.id)
            self.did(f"{study.label}, {item}: note written")

        blanks = [
            Blank("note", "What the answer rests on", mine.note, hint="in your own words", long=True),
            Blank("passage", "A passage, word by word", rests, hint="leave it empty where the note will do"),
            Blank("place", "Where the passage stands", hint="p. 4, Results; needed with a new passage"),
        ]
        draft = f"appraisal {tool.id} {study.id} {item}"
        await until_taken(self, f"{item} {tool.item(item).text}", blanks, write, detail=study.label, draft=draft)

    @asking
    async def action_verify(self) -> None:
        """Another's answer: right as it is, or another, with what the report says."""
        at, tool = self._at, self.tool
        if not at or not tool or self._why_not_verify(at[1], at[2] or DESIGN):
            return
        study, one, item = at[0], at[1], at[2] or DESIGN
        said = next(a for a in reversed(one.of(item)) if a.event and a.reviewer != self.app.reviewer)
        right = Choice("", f"Right: {tool.label(item, said.answer)}", key="v")
        others = [Choice(name, f"Correct to: {label}") for name, label in tool.choices(item) if name != said.answer]
        rests = said.note or self._passages.get(said.excerpt, "") or "nothing was noted"
        detail = f"{study.label}. {said.reviewer} answered {tool.label(item, said.answer)}: {rests}"
        chosen = await self.app.push_screen_wait(Choose(f"Check {item}", [right, *others], detail=detail))
        if chosen is None:
            return

        def write(written: dict[str, str]) -> None:
            note = written["note"]
            agreeing.verify(self.app.review, study.id, tool.id, item, by=self.app.reviewer, answer=chosen, note=note)
            self._read(study.id)
            self._next(Sheet.first_to_verify)
            self.did(f"{study.label}, {item}: {'corrected' if chosen else 'verified'}")

        if not chosen and (said.note or said.excerpt or item == DESIGN):
            with jobs.telling(self):
                write({"note": ""})
            return
        blank = Blank("note", "What the report says", hint="with its page", long=True)
        await until_taken(
            self, f"Check {item}", [blank], write, detail=detail, draft=f"check {tool.id} {study.id} {item}"
        )

    @asking
    async def action_settle(self) -> None:
        """What the team agrees on, chosen with both answers in sight, and why."""
        at, tool = self._at, self.tool
        if not at or not tool or self.why_disabled("settle"):
            return
        study, one, item = at[0], at[1], at[2] or DESIGN
        given = one.of(item)
        who = {a.answer: ", ".join(x.reviewer for x in given if x.answer == a.answer) for a in given}
        choices = [Choice(name, label, hint=who.get(name, "")) for name, label in tool.choices(item)]
        detail = "\n".join(f"{a.reviewer}: {tool.label(item, a.answer)}. {a.note}" for a in given)
        asked = Choose(f"Settle {item}, {study.label}", choices, detail=detail, current=one.standing(item).answer)
        chosen = await self.app.push_screen_wait(asked)
        if chosen is None:
            return

        def write(written: dict[str, str]) -> None:
            note = written["note"]
            agreeing.settle(self.app.review, study.id, tool.id, item, chosen, by=self.app.reviewer, note=note)
            self._read(study.id)
            self.did(f"{study.label}, {item}: settled as {tool.label(item, chosen)}")

        blank = Blank("note", "Why; it is kept with the consensus", long=True)
        title = f"{item}: {tool.label(item, chosen)}"
        await until_taken(self, title, [blank], write, detail=detail, draft=f"settle {tool.id} {study.id} {item}")

    @asking
    async def action_study(self) -> None:
        if at := self._at:
            await self.app.push_screen_wait(Tell(at[0].label, whole(at[0], at[1], self._shown, self._passages)))

    @asking
    async def action_plan(self) -> None:
        choices = [
            Choice("1", "One reviewer; a second person checks the answers"),
            Choice("2", "Two reviewers, blind; they settle what they differ on"),
        ]
        current = str(self._plan.reviewers)
        chosen = await self.app.push_screen_wait(Choose("Who appraises", choices, current=current))
        if not chosen or chosen == current:
            return
        told = checklists.revealing(self.app.review) if chosen == "1" else ""
        if told and not await self.app.push_screen_wait(
            Confirm("Show what is still blind?", told, yes="Show it", no="Stay with two")
        ):
            return
        with jobs.telling(self):
            checklists.set_reviewers(self.app.review, int(chosen), by=self.app.reviewer, reveal=True)
            self._read()
            self.did("two reviewers, blind" if chosen == "2" else "one reviewer and a check")

    @asking
    async def action_design(self) -> None:
        await self._ask_design()

    async def _ask_design(self) -> None:
        """The part of the checklist a study takes; where it has none, the design that chooses the checklist."""
        at, tool = self._at, self.tool
        if not at or not tool:
            return
        study, one, _ = at
        known = tool.designs or DESIGNS
        current = one.design if tool.groups else self._plan.designs.get(study.id, "")
        asked = Choose(
            f"The design of {study.label}",
            [Choice(name, label) for name, label in known],
            detail=study.title,
            current=current,
        )
        if not (chosen := await self.app.push_screen_wait(asked)):
            return
        if tool.groups:
            appraising.answer(self.app.review, study.id, tool.id, DESIGN, chosen, by=self.app.reviewer)
            self._read(study.id)
        else:
            checklists.note_design(self.app.review, study.id, chosen, by=self.app.reviewer)
            self._read()
        self.did(f"{study.label}: {dict(known)[chosen].lower()}")

    @asking
    async def action_checklist(self) -> None:
        assigned = {name for names in self._plan.assigned.values() for name in names}
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
                self._read()

    @asking
    async def action_export(self) -> None:
        await export(self, ["appraisal"])
