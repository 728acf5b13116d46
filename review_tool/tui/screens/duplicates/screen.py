"""Judge pairs of records that may be one report; look at merged reports, choose their fields, part them again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from review_tool.domain.record import Record
from review_tool.domain.report import Which
from review_tool.domain.text import fold
from review_tool.services.gathering import deduping, splitting
from review_tool.services.gathering.deduping import Pair
from review_tool.services.judging import screening
from review_tool.tui import jobs, keys
from review_tool.tui.asking import asking
from review_tool.tui.dialogs.choose import Choose
from review_tool.tui.dialogs.confirm import Confirm
from review_tool.tui.screens.duplicates import words
from review_tool.tui.screens.stage import StageScreen
from review_tool.tui.widgets.empty_state import EmptyState
from review_tool.tui.widgets.filter_bar import FilterBar
from review_tool.tui.widgets.pair_view import PairView
from review_tool.tui.widgets.record_list import Column, RecordList, Row
from review_tool.tui.widgets.view_bar import ViewBar

DONE = {"same": "are one report now", "different": "stay apart", "related": "stay apart, as related works"}
PAIRS, MERGED, RELATED = "pairs", "merged", "related"
VIEWS = (PAIRS, MERGED, RELATED)


class DuplicatesScreen(StageScreen):
    """Doubtful pairs one at a time; `v` turns to the merged reports and to the related ones."""

    MODE = "duplicates"
    UNDOES = "DUPLICATES"
    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = "PairView"
    HELP = words.HELP
    BINDINGS: ClassVar[list[BindingType]] = [*keys.SCREENS["duplicates"]]

    pair = getters.query_one(PairView)

    def __init__(self) -> None:
        super().__init__()
        self.view = PAIRS
        self._pairs: list[Pair] = []
        self._links: list[Pair] = []
        self._judged = self._merged_count = 0
        self._place = 0
        self._known_groups: dict[int, list[Record]] | None = None
        self._member = 1
        self._words = ""
        self._chosen: dict[str, int] = {}
        """Field → record, as chosen for the pair one sees, before it is merged."""

    def compose_body(self) -> ComposeResult:
        yield ViewBar()
        yield EmptyState("Duplicates", id="nothing")
        with Vertical(id="both"):
            yield RecordList(
                Column("report", 6, right=True), Column("records", 7, right=True), Column("who", 22), Column("title"),
                markable=False, empty="No merged report holds these words.", id="groups",
            )  # fmt: skip
            yield RecordList(
                Column("record", 6, right=True), Column("and", 6, right=True), Column("because", 30), Column("title"),
                markable=False, empty="No related pair holds these words.", id="links",
            )  # fmt: skip
            yield Static("", id="why", markup=False)
            yield PairView()
        yield FilterBar("words in a record · Enter keeps · Esc lifts")

    @property
    def listing(self) -> RecordList:
        return self.query_one("#links" if self.view == RELATED else "#groups", RecordList)

    @property
    def _groups(self) -> dict[int, list[Record]]:
        """The merged reports, read when they are first looked at."""
        if self._known_groups is None:
            self._known_groups = {group[0].report: group for group in deduping.merged_groups(self.app.review)}
        return self._known_groups

    @property
    def asked(self) -> Pair | None:
        """The pair one sees, where it is not a merged report."""
        if self.view == RELATED:
            at = self.listing.current
            return self._links[at] if at is not None and at < len(self._links) else None
        return self._pairs[self._place] if self.view == PAIRS and self._pairs else None

    @property
    def group(self) -> list[Record]:
        """The records of the merged report one sees."""
        return self._groups.get(self.listing.current or 0, []) if self.view == MERGED else []

    def load(self) -> None:
        before = {(pair.a, pair.b) for pair in self._pairs}
        stood = self._pairs[self._place] if self._place < len(self._pairs) else None
        self._read()
        come = [n for n, pair in enumerate(self._pairs) if (pair.a, pair.b) not in before]
        if before and len(come) == 1:  # taken back: there one goes on
            self._place = come[0]
        elif stood in self._pairs:
            self._place = self._pairs.index(stood)
        self._show()
        if (asked := self.take_asked()) and asked.report in self._groups:
            self._going(asked.report)()

    def _read(self) -> None:
        found = deduping.queue(self.app.review)
        self._pairs, self._judged = found.waiting, found.judged
        self._links, self._merged_count = found.related, found.merged
        self._known_groups = None
        self._place = max(min(self._place, len(self._pairs) - 1), 0)

    def undone(self, report: int | None) -> None:
        if self.view == MERGED and report is not None:
            self.listing.go_to(report)
        self._show()

    # Showing

    def _show(self) -> None:
        self.set_class(self.view == MERGED, "-merged")
        self.set_class(self.view == RELATED, "-related")
        if self.view != PAIRS:
            self.listing.show(self._listed(), self._rows)
        empty = not {PAIRS: self._pairs, MERGED: self._merged_count, RELATED: self._links}[self.view]
        self.set_class(empty, "-empty")
        count = self._judged + len(self._pairs)
        self.subtitle = f"{self._judged} of {words.count(count, 'pair')} judged" if count else ""
        named = (
            (PAIRS, f"{words.count(len(self._pairs), 'pair')} to judge"),
            (MERGED, f"{words.count(self._merged_count, 'merged report')}"),
            (RELATED, f"{words.count(len(self._links), 'related pair')}"),
        )
        self.query_one(ViewBar).show(named, self.view)
        if empty:
            self.place("")
            self.query_one(EmptyState).say(*self._nothing())
            self.set_focus(None)
        else:
            self._show_two()
        self.see_deeds()

    def _listed(self) -> Sequence[int]:
        wanted = fold(self._words).split()
        if self.view == MERGED:
            return [n for n, group in self._groups.items() if all(w in words.findable(group) for w in wanted)]
        if not wanted:
            return range(len(self._links))
        records = deduping.cited(self.app.review, {n for pair in self._links for n in (pair.a, pair.b)})
        both = [words.findable([records[pair.a], records[pair.b]]) for pair in self._links]
        return [n for n, text in enumerate(both) if all(w in text for w in wanted)]

    def _rows(self, ids: Sequence[int]) -> list[Row]:
        if self.view == MERGED:
            groups = [(number, self._groups[number]) for number in ids]
            return [Row(n, (str(n), str(len(g)), g[0].citation.short(), g[0].citation.title)) for n, g in groups]
        linked = [(n, self._links[n]) for n in ids if n < len(self._links)]
        records = deduping.cited(self.app.review, [pair.a for _, pair in linked])
        return [
            Row(n, (str(pair.a), str(pair.b), words.reason(pair), records[pair.a].citation.title)) for n, pair in linked
        ]

    def _show_two(self) -> None:
        why = self.query_one("#why", Static)
        if group := self.group:
            right = group[min(self._member, len(group) - 1)]
            merged, origin = deduping.combined(group, deduping.choices(self.app.review, right.report))
            fields = words.fields_of_group(merged, origin, right)
            self.pair.show(f"report {right.report}", words.head(right), fields)
            why.update(words.about_group(group, group.index(right)))
        elif pair := self.asked:
            mine, theirs = (deduping.records(self.app.review, n) for n in (pair.a, pair.b))
            a, b = (next(r for r in found if r.id == n) for found, n in ((mine, pair.a), (theirs, pair.b)))
            _, origin = deduping.combined([*mine, *theirs], self._chosen)
            heads = f"A {words.head(a, mine)}", f"B {words.head(b, theirs)}"
            self.pair.show(*heads, words.fields_of_pair(a, b, mine, theirs, origin))
            why.update(words.about_pair(pair))
        if self.view == PAIRS:
            self.place(f"{self._place + 1}/{len(self._pairs)} to judge")
        else:
            self.place(f"{self.listing.place}/{len(self.listing.ids)}")

    def _nothing(self) -> tuple[str, str, *tuple[tuple[str, str], ...]]:
        """Why nothing is here, and what starts something."""
        if not screening.ids(self.app.review, Which()):
            return words.NO_RECORDS
        if self.view != PAIRS:
            return words.NO_GROUPS if self.view == MERGED else words.NO_LINKS
        if not (self._merged_count or self._judged or self._links):
            return words.NOT_LOOKED
        return words.all_done(self._judged, self._groups, len(self._links))

    # Deeds

    def action_judge(self, verdict: str) -> None:
        pair = self.asked
        if pair is None:
            return
        with jobs.telling(self):
            chosen = self._chosen if verdict == "same" else None
            deduping.judge(self.app.review, pair.a, pair.b, verdict, by=self.app.reviewer, chosen=chosen)
            self._chosen = {}
            self._read()
            self._show()
            self.did(f"records {pair.a} and {pair.b} {DONE[verdict]}")

    def action_keep(self, side: str) -> None:
        self.pair.action_keep("left" if side == "left" else "right")

    @on(PairView.FieldKept)
    def _field_kept(self, event: PairView.FieldKept) -> None:
        if group := self.group:
            self._choose(group, event.name, rule=event.side == "left")
        elif pair := self.asked:
            self._chosen[event.name] = pair.a if event.side == "left" else pair.b

    def _choose(self, group: list[Record], field: str, *, rule: bool) -> None:
        """Show the right record's value in the merged report, or again the one that the rule takes."""
        report = group[0].report
        number = deduping.combined(group)[1].get(field, 0) if rule else group[self._member].id
        now = deduping.combined(group, deduping.choices(self.app.review, report))[1].get(field)
        with jobs.telling(self):
            if number != now:
                deduping.choose_field(self.app.review, report, field, number, by=self.app.reviewer)
                self.did(f"report {report} shows the {field} of record {number}")
        self._show_two()

    def action_later(self) -> None:
        if self.view == PAIRS and self._pairs:
            self._turn_to((self._place + 1) % len(self._pairs))

    def action_step(self, by: str) -> None:
        if self.view == MERGED:
            self._member = (self._member - 1 + int(by)) % max(len(self.group) - 1, 1) + 1
            self._show_two()
        elif self.view == RELATED:
            self.listing.action_move(int(by))
        elif self._pairs:
            self._turn_to(max(min(self._place + int(by), len(self._pairs) - 1), 0))

    def _turn_to(self, place: int) -> None:
        self._place, self._chosen = place, {}
        self._show_two()

    def action_all(self) -> None:
        """Ask from which score up, say how many that is, then merge them as one deed."""
        choices = words.scores([pair.score for pair in self._pairs])

        def chosen(answer: str | None) -> None:
            score = words.score_of(answer)
            if score is None:
                if answer:
                    self.refuse("A score is a number from 0 to 1.")
                return
            with jobs.telling(self):
                will = deduping.merge_all(self.app.review, score, by=self.app.reviewer, preview=True)
                question, detail = words.merging_all(will, score)
                if will.pairs:
                    self.app.push_screen(Confirm(question, detail, yes="Merge", no="Leave"), self._merging_all(score))
                else:
                    self.refuse(detail)

        detail = "The pairs wait because something speaks against them: look at some before you trust a score."
        self.app.push_screen(Choose("Merge every pair that scores", choices, detail=detail, other="0.85"), chosen)

    def _merging_all(self, score: float) -> Callable[[bool | None], None]:
        def answered(yes: bool | None) -> None:
            if yes:
                with jobs.telling(self):
                    done = deduping.merge_all(self.app.review, score, by=self.app.reviewer)
                    self.load()
                    self.did(f"{words.count(done.pairs, 'pair')} merged")

        return answered

    def action_merged(self) -> None:
        self._look(VIEWS[(VIEWS.index(self.view) + 1) % len(VIEWS)])

    @on(ViewBar.Picked)
    def _picked(self, event: ViewBar.Picked) -> None:
        self._look(event.name)

    def _look(self, view: str) -> None:
        self.view, self._member, self._chosen = view, 1, {}
        with jobs.telling(self):
            self._show()
        if not self.has_class("-empty"):
            self.set_focus(self.pair if view == PAIRS else self.listing)

    def action_filter(self) -> None:
        if self.view == PAIRS:
            self._look(MERGED)
        super().action_filter()

    @on(FilterBar.Filtered)
    def _filtered(self, event: FilterBar.Filtered) -> None:
        self._words = event.words
        if self.view != PAIRS:
            self._show()

    @on(RecordList.Highlighted)
    def _highlighted(self) -> None:
        self._member, self._chosen = 1, {}
        if self.view != PAIRS:
            self._show_two()

    @on(RecordList.Chosen)
    def _opened(self) -> None:
        """Enter: on to the fields of this one."""
        self.set_focus(self.pair)

    def action_part(self) -> None:
        group = self.group
        if not group:
            return
        number = group[self._member].id
        with jobs.telling(self):
            preview = splitting.split(self.app.review, [number], by=self.app.reviewer, preview=True)
            question = f"Part record {number} from this report?"
            self.app.push_screen(Confirm(question, preview.words, yes="Part", no="Leave"), self._parting(number))

    def _parting(self, number: int) -> Callable[[bool | None], None]:
        def answered(yes: bool | None) -> None:
            if yes:
                with jobs.telling(self):
                    splitting.split(self.app.review, [number], by=self.app.reviewer)
                    self._member = 1
                    self.load()
                    self.did(f"record {number} is parted from its report")

        return answered

    @asking
    async def action_by_hand(self) -> None:
        from review_tool.tui.screens.duplicates.by_hand import merge

        await merge(self)

    def action_find(self) -> None:
        self.find()

    @jobs.job("Finding duplicates")
    def find(self, progress: jobs.Progress) -> None:
        done = deduping.run(self.app.review, by=self.app.reviewer, progress=progress)
        self.app.call_from_thread(self._found, done)

    def _found(self, done: deduping.Deduped) -> None:
        self.load()
        self.did(words.found(done), undoable=bool(done.merged))

    def step_back(self) -> None:
        if self.view != PAIRS and self.pair.has_focus:
            self.set_focus(self.listing)
        elif self.view != PAIRS:
            self._look(PAIRS)

    def find_records(self, typed: str) -> Sequence[tuple[str, Callable[[], Any]]]:
        wanted = fold(typed).split()
        fits = [(n, g) for n, g in self._groups.items() if all(w in words.findable(g) for w in wanted)][:6]
        return [(f"merged: {g[0].citation.short()} · {g[0].citation.title}", self._going(n)) for n, g in fits]

    def _going(self, number: int) -> Callable[[], None]:
        def go() -> None:
            self._look(MERGED)
            self.listing.go_to(number)

        return go

    def report_here(self) -> int | None:
        return self.group[0].id if self.group else self.asked.a if self.asked else None

    def why_disabled(self, action: str) -> str:
        if action in ("judge", "later", "all") and self.app.review is not None:
            if self.view == MERGED:
                return "Pairs are judged in their own view: v."
            if action != "judge" and self.view == RELATED:
                return "Related pairs wait for nobody; v leads back to those that do."
            return "" if self.asked else "No pair waits here."
        if action == "part" and not (self.app.review is not None and self.group):
            return "Only a merged report can be parted: v shows them."
        if action == "find" and jobs.running(self):
            return "It is running already."
        return ""
