"""Decide on titles and abstracts: one record at a time, the criteria beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.protocol import Protocol
from review_tool.domain.report import ReportRow, Which
from review_tool.services import protocols
from review_tool.services.history import undoing
from review_tool.services.judging import screening
from review_tool.tui import jobs, keys
from review_tool.tui.pile import Pile
from review_tool.tui.screens.screening import deciding
from review_tool.tui.screens.screening import done as screening_done
from review_tool.tui.screens.screening import learning as screening_learning
from review_tool.tui.screens.screening.ahead import Ahead
from review_tool.tui.screens.screening.cards import Card
from review_tool.tui.screens.screening.learning import Order
from review_tool.tui.screens.screening.shown import Shown
from review_tool.tui.screens.stage import StageScreen
from review_tool.tui.widgets.about_report import GLYPHS, criteria, criteria_line, under
from review_tool.tui.widgets.empty_state import EmptyState
from review_tool.tui.widgets.filter_bar import FilterBar, growing
from review_tool.tui.widgets.prose import Prose, Snippet
from review_tool.tui.widgets.record_card import RecordCard
from review_tool.tui.widgets.record_list import Column, RecordList, Row
from review_tool.tui.widgets.rooms import Room, Stack

STAGE = Stage.TITLE_ABSTRACT


class ScreeningScreen(StageScreen):
    """A vote is on the disk before the next record shows; that one was made ready while the last was being read."""

    MODE = "screening"
    UNDOES = "JUDGING"
    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = "RecordCard"
    HELP = """\
# Screening
Read title and abstract, then one key: `i` include, `e` exclude, `m` maybe. Maybe is no fault: the record goes
forward to its full text. Each vote is saved at once, the next record comes up, and `u` takes the last one back.

Unsure what counts? The criteria stand beside the record (`c` shows them in a narrow terminal). Words of the
protocol are marked: `⁺` speaks for, `⁻` against; `h` hides the marks.

`space` puts a record off: it goes to the end, and is no vote. `[` `]`, `j` `k` or `←` `→` go through the records
without deciding; `↑` `↓` scroll. `n` writes a note, `t` tags, `r` excludes with a reason or criterion, `E` excludes
what ranking is not to learn from, `o` folds the abstract. `l` shows a list, `f` chooses which records, `/` searches.

`R` turns ranking on: the likeliest relevant comes first. It excludes nothing, is off until asked for, holds for the
whole team, and is told in PRISMA as automation. It learns beside you: what you read never changes under your eyes.
`w` says why a record comes here. `S` shows what is likely still unread, and what each rule for stopping says.

`P` shows the screening plan: whose each record is, and what is next. `K` chooses keys as in Rayyan or ASReview. Mind
that Rayyan's `i` is include, and ASReview's `i` is irrelevant: exclude.

Leave whenever you like: you come back to the record after your last vote. Where several people vote, nobody sees
another's vote until all are done.
"""
    BINDINGS: ClassVar[list[BindingType]] = [*keys.SCREENS["screening"]]

    card = getters.query_one(RecordCard)
    records = getters.query_one(RecordList)

    def __init__(self) -> None:
        super().__init__()
        self.pile = Pile()
        self.protocol = Protocol()
        self.which = Which(STAGE, "to do")
        self._who = ""
        self._visited = False
        """Whether another screen asked for the list that is shown; the digit then leads back to one's own."""
        self.order = Order()
        self.shown = Shown(self)
        self.ahead = Ahead(self)

    def compose_body(self) -> ComposeResult:
        with Room(classes="sides"):
            with Stack(id="record"):
                yield EmptyState("Screening", id="nothing")
                yield RecordCard()
                yield RecordList(
                    Column("", 1),
                    Column("who", 22),
                    Column("title"),
                    Column("stands", 12, from_width=76),
                    markable=False,
                )
                yield Snippet(id="facts")
            with Vertical(classes="side"):
                yield Snippet(id="this-record")
                yield Prose(id="criteria")
        yield Static("", id="criteria-line", markup=False)
        yield FilterBar()

    # Loading

    def load(self) -> None:
        self.protocol = protocols.current(self.app.review)
        self.app.learnt(self.protocol)
        asked = self.take_asked()
        at = asked.report if asked else None
        if asked:
            self.which = replace(asked.which, reviewer=self.app.reviewer)
            self._visited = True
        elif (self._visited and self.app.by_number) or self._who != self.app.reviewer:
            self.which, self._visited = Which(STAGE, "to do", self.app.reviewer), False
        if self._who != self.app.reviewer:
            self._who, self.pile = self.app.reviewer, Pile()
            self.fill(at)
            if at is None:
                self._resume()
        else:
            self.fill(at)
        self._show_all()
        self.app.use_keys()
        self.call_after_refresh(self.ahead.prepare)
        self.call_after_refresh(screening_learning.see, self)

    def fill(self, at: int | None = None) -> None:
        """Read which records there are; what was decided meanwhile stays in one's own queue, to step back to."""
        self.shown.begin()
        found = screening.ids(self.app.review, self.which)
        done: set[int] = set()
        if self.which.state == "to do" and self.pile.done:
            done = set(screening.ids(self.app.review, replace(self.which, state="voted"))) & set(self.pile.done)
        self.pile.fill(found, done=done, at=at)

    def _resume(self) -> None:
        """Stand on the first record after the one this person judged last."""
        last = undoing.can_undo(self.app.review, by=self.app.reviewer, kinds=("decision.made",))
        if last and last.report and last.event.payload["stage"] == STAGE.value:
            late = set(screening.ids(self.app.review, replace(self.which, state="postponed")))
            after = next((n for n in self.pile.ids if n > (last.report or 0) and n not in late), None)
            if after is not None:
                self.pile.go_to(after)

    def undone(self, report: int | None) -> None:
        if report is not None:
            self.pile.go_to(report, put=True)
            self._show_all()

    def say_order(self) -> None:
        ranked = self.order.ranked and self.which.state == "to do"
        self.subtitle = screening_done.words_of(self.which) + (" · likeliest first" if ranked else "")

    def put_in_order(self, order: Sequence[int]) -> None:
        """What comes next is taken from another order; what is being read stays."""
        self.pile.arrange(order)
        self.say_order()
        self._say_place()
        if self.has_class("-list"):
            self.records.show(self.pile.ids, self._rows, cursor=self.pile.current)
        self.shown.tell_anew()
        self.shown.show_beside(self.card_now())
        self.ahead.prepare()

    # Showing

    def _show_all(self) -> None:
        """Show list and record anew."""
        self.say_order()
        self.records.show(self.pile.ids, self._rows, cursor=self.pile.current)
        self._show_criteria()
        self._show()

    def _show(self) -> None:
        """Show where one stands: the record, or why there is none."""
        number = self.pile.current
        was_empty = self.has_class("-empty")
        self.set_class(number is None, "-empty")
        self._say_place()
        if number is None:
            self.query_one(EmptyState).say(*screening_done.words(self.app.review, self.app.reviewer, self.which))
            self.shown.show_beside(None)
        else:
            self.shown.show(number)
            if self.which.state != "to do":
                self.see_deeds()  # in other lists than one's queue some are others' to judge
        if was_empty != (number is None):
            self.refresh_bindings()
            self._focus()

    def _say_place(self) -> None:
        left = f"{self.pile.left} left" if self.which.state == "to do" else ""
        at = f"{self.pile.place + 1}/{len(self.pile.ids)}" if self.pile.current is not None else ""
        self.place(" · ".join(part for part in (at, left) if part))

    def _show_criteria(self) -> None:
        shown = criteria(self.protocol, examples=self.is_wide)
        self.query_one("#criteria", Prose).show_text(under("Criteria", [shown]))
        self.query_one("#criteria-line", Static).update(criteria_line(self.protocol, self.size.width - 4))

    @property
    def is_wide(self) -> bool:
        """There is room for a pane beside the record."""
        return self.has_class("-wide")

    def _rows(self, ids: Sequence[int]) -> list[Row]:
        found = screening.rows(self.app.review, list(ids), STAGE, self.app.reviewer)
        return [Row(row.id, _cells(row), dim=self.pile.is_done(row.id)) for row in found]

    def _focus(self) -> None:
        target = self.records if self.has_class("-list") else self.card
        self.set_focus(None if self.has_class("-empty") else target)

    def on_resize(self) -> None:
        if self.app.review is not None and self.is_current_mode:
            for snippet in self.query(Snippet):
                snippet.tighten()
            self.shown.make_room()
            self.call_after_refresh(self._show_all)

    # Deciding and moving. What other deeds need is imported when they are done: the first record has no use for it.

    def action_decide(self, verdict: str) -> None:
        deciding.decide(self, Verdict(verdict))

    def action_unlearnt(self) -> None:
        deciding.decide(self, Verdict.EXCLUDE, learn=False)

    def action_later(self) -> None:
        deciding.put_off(self)

    def action_reason(self) -> None:
        from review_tool.tui.screens.screening import deeds

        deeds.exclude_because(self)

    def action_step(self, by: str) -> None:
        self.pile.step(int(by))
        self.moved()

    def moved(self, then: Callable[[], None] | None = None) -> None:
        """Show where one stands now. What is to follow, else making ready what comes next, waits for its painting."""
        self._show()
        self._point()
        pane = self.records if self.has_class("-list") else self.card
        pane.call_after_refresh(then or self.ahead.prepare)  # only what the pane itself sends comes after its painting

    def _point(self) -> None:
        """Bring the list's cursor to where one stands, where the list is seen."""
        if self.pile.current is not None and self.has_class("-list"):
            self.records.go_to(self.pile.current)

    @on(RecordList.Highlighted)
    def _highlighted(self, event: RecordList.Highlighted) -> None:
        if event.id is not None and event.id != self.pile.current and self.has_class("-list"):
            self.pile.go_to(event.id)
            self._show()

    @on(RecordList.Chosen)
    def _chosen(self) -> None:
        self.action_list()

    # Notes, tags, looks

    def action_note(self) -> None:
        from review_tool.tui.screens.screening import deeds

        deeds.note(self)

    def action_tag(self) -> None:
        from review_tool.tui.screens.screening import deeds

        deeds.tag(self)

    def action_plan(self) -> None:
        from review_tool.tui.screens.screening import plan

        plan.plan(self)

    def action_ranking(self) -> None:
        from review_tool.tui.screens.screening import order as screening_order

        screening_order.choose(self)

    def action_why(self) -> None:
        from review_tool.tui.screens.screening import order as screening_order

        screening_order.why(self)

    @jobs.job("Working out what is unread", group="stopping")
    def action_stopping(self, progress: jobs.Progress) -> None:  # noqa: ARG002
        from review_tool.services.judging import stopping
        from review_tool.tui.dialogs.tell import Tell
        from review_tool.tui.screens.screening import stopping as screening_stopping

        now = stopping.stopping(self.app.review, STAGE)
        self.app.call_from_thread(self.app.push_screen, Tell("May we stop?", screening_stopping.lines(now)))

    def action_keys(self) -> None:
        from review_tool.tui.screens.screening import deeds

        deeds.choose_keys(self)

    def card_now(self) -> Card | None:
        """The record one stands on."""
        return None if self.pile.current is None else self.shown.cards.get(self.pile.current)

    def changed(self, number: int, sentence: str) -> None:
        """Something else than a vote was written on this record."""
        self.shown.cards.forget(number)
        self._show()
        self.did(sentence)

    def action_highlight(self) -> None:
        self.shown.is_marked = not self.shown.is_marked
        self._show()

    def action_open(self) -> None:
        self.shown.is_whole = not self.shown.is_whole
        self._show()

    def action_criteria(self) -> None:
        self.toggle_class("-no-criteria" if self.is_wide else "-criteria")

    # Which records

    def action_list(self) -> None:
        self.toggle_class("-list")
        if self.has_class("-list"):
            self.records.show(self.pile.ids, self._rows, cursor=self.pile.current)
        self._point()
        self._focus()

    def action_state(self) -> None:
        from review_tool.tui.screens.screening import lists

        lists.choose(self)

    @on(FilterBar.Filtered)
    def _filtered(self, event: FilterBar.Filtered) -> None:
        self._search(growing(event.words))

    @on(FilterBar.Kept)
    def _kept(self, event: FilterBar.Kept) -> None:
        words = growing(event.words)
        self._search(words if words.endswith("*") else event.words)

    def _search(self, words: str) -> None:
        if words != self.which.words:
            self.look(replace(self.which, words=words))

    def look(self, which: Which) -> None:
        self.which, self._visited = which, False
        with jobs.telling(self):
            self.fill()
            self._show_all()
        self.order.parts = None
        if self.order.ranked and which.state == "to do":
            screening_learning.learn(self, anew=True)
        self.refresh_bindings()

    def step_back(self) -> None:
        if self.has_class("-list"):
            self.action_list()
        elif self.which.state != "to do" or self.which.words:
            self.query_one(FilterBar).value = ""
            self.look(Which(STAGE, "to do", self.app.reviewer))

    def find_records(self, words: str) -> Sequence[tuple[str, Callable[[], Any]]]:
        from review_tool.tui.screens.screening import lists

        return lists.find(self, words)

    def report_here(self) -> int | None:
        return self.pile.current

    def why_disabled(self, action: str) -> str:
        needs_one = ("decide", "unlearnt", "note", "tag", "reason", "open", "later", "highlight", "why")
        if action in needs_one and self.app.review is not None and self.pile.current is None:
            return "There is no record here to do that with."
        if action in ("decide", "unlearnt", "reason") and self.app.review is not None:
            card = self.shown.cards.held(self.pile.current)
            return card.report.not_theirs.get(STAGE, "") if card else ""
        return ""


def _cells(row: ReportRow) -> tuple[str, str, str, str]:
    return GLYPHS.get(row.mine, "·"), row.who, row.title, row.outcome.value
