"""Decide on titles and abstracts: one record at a time, the criteria beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static
from textual.worker import get_current_worker

from review_tool.domain.decision import Outcome, Stage, Verdict
from review_tool.domain.errors import ReviewError
from review_tool.domain.protocol import Protocol
from review_tool.domain.report import ReportRow, Which
from review_tool.services import reviews
from review_tool.services.history import undoing
from review_tool.services.judging import screening
from review_tool.services.judging.screening import Like
from review_tool.tui import jobs, keys
from review_tool.tui.pile import Pile
from review_tool.tui.screens import screening_done, screening_learning
from review_tool.tui.screens.screening_cards import Card, Cards, Ready
from review_tool.tui.screens.screening_learning import Order
from review_tool.tui.screens.stage import StageScreen
from review_tool.tui.widgets.about_report import GLYPHS, alike, alike_line, criteria, criteria_line, facts, stays, under
from review_tool.tui.widgets.empty_state import EmptyState
from review_tool.tui.widgets.filter_bar import FilterBar, growing
from review_tool.tui.widgets.prose import Prose, Snippet
from review_tool.tui.widgets.record_card import RecordCard, text_of
from review_tool.tui.widgets.record_list import Column, RecordList, Row
from review_tool.tui.widgets.rooms import Room, Stack
from review_tool.tui.widgets.wrapping import Wrapped

STAGE = Stage.TITLE_ABSTRACT
PAUSE = 0.3
"""Seconds without a key after which there is time for what nobody asked for."""
PAST = {Verdict.INCLUDE: "included", Verdict.EXCLUDE: "excluded", Verdict.MAYBE: "maybe"}


class ScreeningScreen(StageScreen):
    """A vote is on the disk before the next record shows; that one was made ready while the last was being read."""

    MODE = "screening"
    UNDOES = "JUDGING"
    CSS_PATH = "screening.tcss"
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
        self._cards = Cards(None, "", self.protocol)
        self._pages: Ready
        self._facts: Ready
        self._marks = self._whole = True
        self.order = Order()
        self._pause: Timer | None = None
        self._rehearsed = False

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
        self.protocol = reviews.protocol(self.app.review)
        self.app.learnt(self.protocol)
        asked = self.take_asked()
        at = asked.report if asked else None
        if asked:
            self.which = replace(asked.which, reviewer=self.app.reviewer)
        elif self._who != self.app.reviewer:
            self.which = Which(STAGE, "to do", self.app.reviewer)
        if self._who != self.app.reviewer:
            self._who, self.pile = self.app.reviewer, Pile()
            self._fill(at)
            if at is None:
                self._resume()
        else:
            self._fill(at)
        self._show_all()
        self.app.use_keys()
        self.call_after_refresh(self._prepare)
        self.call_after_refresh(screening_learning.see, self)

    def _fill(self, at: int | None = None) -> None:
        """Read which records there are; what was decided meanwhile stays in one's own queue, to step back to."""
        self._cards = Cards(self.app.review, self.app.reviewer, self.order.marking(self.protocol))
        self._make_room()
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
        self._facts = Ready(self._pane_beside)  # they tell which records are drawn at random
        if self.pile.current is not None:
            self._show_beside(self._cards.get(self.pile.current))
        self._prepare()

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
            self._show_beside(None)
        else:
            card = self._cards.get(number)
            self.card.show_text(self._page(card))
            self.card.record_id = number
            self._show_beside(card)
            if self.which.state != "to do":
                self.see_deeds()  # in other lists than one's queue some are others' to judge
        if was_empty != (number is None):
            self.refresh_bindings()
            self._focus()

    def _page(self, card: Card) -> Content | Wrapped:
        """What is read of a record."""

        def text() -> Content:
            marks = (card.title, card.abstract) if self._marks else ((), ())
            return text_of(card.report.citation, title_marks=marks[0], abstract_marks=marks[1], abstract=self._whole)

        return self._pages.get((card.report.id, self._marks, self._whole), card.report, text)

    def _say_place(self) -> None:
        left = f"{self.pile.left} left" if self.which.state == "to do" else ""
        at = f"{self.pile.place + 1}/{len(self.pile.ids)}" if self.pile.current is not None else ""
        self.place(" · ".join(part for part in (at, left) if part))

    def _show_beside(self, card: Card | None) -> None:
        """The facts of this record: in the side pane where there is one, else under it."""
        self._pane_beside.show_text(self._beside(card) if card else "")

    @property
    def _pane_beside(self) -> Snippet:
        return self.query_one("#this-record" if self._is_wide else "#facts", Snippet)

    def _beside(self, card: Card) -> Content | Wrapped:
        """What is known of a record besides its text."""

        def text() -> Content:
            known = facts(card.report, STAGE, self.app.reviewer)
            if self.order.made and self.order.ranked and self.order.made.is_random(card.report.id):
                known.append(Content("◇ drawn at random, to estimate what is unread"))
            if card.alike:
                known += alike(card.alike) if self._is_wide else [alike_line(card.alike)]
            return under("This record", known) if self._is_wide else Content("   ").join(known)

        return self._facts.get((card.report.id,), card, text)

    def _make_room(self) -> None:
        """Begin anew with what is made ready: it was wrapped for another room, or told of another order."""
        self._pages, self._facts = Ready(self.card), Ready(self._pane_beside)

    def _show_criteria(self) -> None:
        shown = criteria(self.protocol, examples=self._is_wide)
        self.query_one("#criteria", Prose).show_text(under("Criteria", [shown]))
        self.query_one("#criteria-line", Static).update(criteria_line(self.protocol, self.size.width - 4))

    @property
    def _is_wide(self) -> bool:
        return self.has_class("-wide")

    def _prepare(self) -> None:
        """Make ready what one most likely sees next; the rest has time until no key comes."""
        self._make_ready(self.pile.after()[:1])
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE, self._paused)

    def _make_ready(self, numbers: Sequence[int]) -> None:
        with jobs.telling(self):
            for number in numbers:
                card = self._cards.get(number)
                self._page(card)
                self._beside(card)

    def _paused(self) -> None:
        """No key for a while: make the neighbours ready, and look for reports like the one that is read."""
        if self.app.review is None:
            return
        near = self.pile.after()
        self._make_ready(near)
        if not self._rehearsed and self.pile.current is not None:
            self._rehearsed = True
            self._rehearse(self.app.review, self.pile.current, self.app.reviewer)
        read = [] if self.pile.current is None else [self.pile.current]
        if unknown := [number for number in (*read, *near) if not self._cards.knows_alike(number)]:
            self._look_alike(self.app.review, unknown)

    @work(thread=True, group="rehearsal", exit_on_error=False)
    def _rehearse(self, review: Any, number: int, reviewer: str) -> None:
        """Beside the keys: go through a vote that is not kept, as the first one takes longer than the others."""
        screening.rehearse(review, number, STAGE, by=reviewer)

    @work(thread=True, exclusive=True, group="alike", exit_on_error=False)
    def _look_alike(self, review: Any, numbers: list[int]) -> None:
        """Beside the keys: reports like these that have an outcome, of the one being read first."""
        for number in numbers:
            found = screening.similar(review, number, STAGE)
            if get_current_worker().is_cancelled:
                return
            self.app.call_from_thread(self._found_alike, number, found)

    def _found_alike(self, number: int, found: list[Like]) -> None:
        self._cards.put_alike(number, found)
        if found and number == self.pile.current and self.is_current_mode:
            self._show_beside(self._cards.get(number))

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
            self._make_room()
            self.call_after_refresh(self._show_all)

    # Deciding. What a deed needs besides is imported when it is done: the first record has no use for it.

    def action_decide(self, verdict: str) -> None:
        self.decide(Verdict(verdict))

    def action_unlearnt(self) -> None:
        self.decide(Verdict.EXCLUDE, learn=False)

    def decide(self, verdict: Verdict, reason: str = "", *, learn: bool = True) -> None:
        """Write a vote on the record one stands on, then show the next."""
        number = self.pile.current
        if number is None:
            return
        review, me = self.app.review, self.app.reviewer
        try:
            made = screening.decide(review, number, STAGE, verdict, by=me, reason=reason, learn=learn)
        except ReviewError as refusal:
            jobs.tell(self, refusal)
            return
        card = self._cards.forget(number)
        if self.which.state == "to do":
            self.pile.decided(number)
            if self.pile.current is None:
                self._fill()  # the last vote of a calibration set brings up what was held back for it
        else:
            self.pile.step(1)
        self._show()
        self._point()
        who = card.report.citation.short() if card else ""
        because = f" ({reason})" if reason else "" if learn else " (not learnt from)"
        differ = " · you differ: 5 Conflicts" if made.outcome is Outcome.CONFLICT else stays(made.outcome, verdict)
        self.did(f"{made.report} {who}: {PAST[verdict]}{because}{differ}")
        if self.order.made is not None:
            self.order.made.vote(number, verdict is not Verdict.EXCLUDE if learn else None)
        self._after_paint(self._voted)

    def _after_paint(self, deed: Callable[..., None], *args: object) -> None:
        """Once what is to be read is on the screen. Only what the pane itself sends comes after its own painting."""
        pane = self.records if self.has_class("-list") else self.card
        pane.call_after_refresh(deed, *args)

    def _point(self) -> None:
        """Bring the list's cursor to where one stands, where the list is seen."""
        if self.pile.current is not None and self.has_class("-list"):
            self.records.go_to(self.pile.current)

    def _voted(self) -> None:
        if not self.query(RecordList):  # the app is closing: nothing is left to show it in
            return
        self.records.refresh_rows()
        self._prepare()
        if self.order.ranked and self.which.state == "to do":
            screening_learning.learn(self)

    def action_reason(self) -> None:
        from review_tool.tui.screens import screening_deeds

        screening_deeds.exclude_because(self)

    # Moving

    def action_step(self, by: str) -> None:
        self.pile.step(int(by))
        self._moved()

    def action_later(self) -> None:
        """Put it off. In another list than the queue one only goes on."""
        number = self.pile.current
        if number is None:
            return
        if self.which.state != "to do" or self.pile.is_done(number):
            self.pile.go_on()
            self._moved()
            return
        with jobs.telling(self):
            screening.postpone(self.app.review, number, STAGE, by=self.app.reviewer)
            self.pile.put_off(number)
            self._cards.forget(number)
            self.did(f"{number} put off: it comes up again at the end")
            self._moved()

    def _moved(self) -> None:
        self._show()
        self._point()
        self._after_paint(self._prepare)

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
        from review_tool.tui.screens import screening_deeds

        screening_deeds.note(self)

    def action_tag(self) -> None:
        from review_tool.tui.screens import screening_deeds

        screening_deeds.tag(self)

    def action_plan(self) -> None:
        from review_tool.tui.screens import screening_plan

        screening_plan.plan(self)

    def action_ranking(self) -> None:
        from review_tool.tui.screens import screening_order

        screening_order.choose(self)

    def action_why(self) -> None:
        from review_tool.tui.screens import screening_order

        screening_order.why(self)

    @jobs.job("Working out what is unread", group="stopping")
    def action_stopping(self, progress: jobs.Progress) -> None:  # noqa: ARG002
        from review_tool.services.judging import stopping
        from review_tool.tui.dialogs.tell import Tell
        from review_tool.tui.screens import screening_stopping

        now = stopping.stopping(self.app.review, STAGE)
        self.app.call_from_thread(self.app.push_screen, Tell("May we stop?", screening_stopping.lines(now)))

    def action_keys(self) -> None:
        from review_tool.tui.screens import screening_deeds

        screening_deeds.choose_keys(self)

    def card_now(self) -> Card | None:
        """The record one stands on."""
        return None if self.pile.current is None else self._cards.get(self.pile.current)

    def changed(self, number: int, sentence: str) -> None:
        """Something else than a vote was written on this record."""
        self._cards.forget(number)
        self._show()
        self.did(sentence)

    def action_highlight(self) -> None:
        self._marks = not self._marks
        self._show()

    def action_open(self) -> None:
        self._whole = not self._whole
        self._show()

    def action_criteria(self) -> None:
        self.toggle_class("-no-criteria" if self._is_wide else "-criteria")

    # Which records

    def action_list(self) -> None:
        self.toggle_class("-list")
        if self.has_class("-list"):
            self.records.show(self.pile.ids, self._rows, cursor=self.pile.current)
        self._point()
        self._focus()

    def action_state(self) -> None:
        from review_tool.tui.screens import screening_lists

        screening_lists.choose(self)

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
        self.which = which
        with jobs.telling(self):
            self._fill()
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
        from review_tool.tui.screens import screening_lists

        return screening_lists.find(self, words)

    def report_here(self) -> int | None:
        return self.pile.current

    def why_disabled(self, action: str) -> str:
        needs_one = ("decide", "unlearnt", "note", "tag", "reason", "open", "later", "highlight", "why")
        if action in needs_one and self.app.review is not None and self.pile.current is None:
            return "There is no record here to do that with."
        if action in ("decide", "unlearnt", "reason") and self.app.review is not None:
            return self._cards.get(self.pile.current).report.not_theirs.get(STAGE, "") if self.pile.current else ""
        return ""


def _cells(row: ReportRow) -> tuple[str, str, str, str]:
    return GLYPHS.get(row.mine, "·"), row.who, row.title, row.outcome.value
