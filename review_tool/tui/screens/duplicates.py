"""Judge pairs of records that may be one report, and part merged ones again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from review_tool.domain.record import Record
from review_tool.domain.report import Which
from review_tool.domain.text import fold
from review_tool.services import deduping, screening
from review_tool.tui import jobs, keys
from review_tool.tui.dialogs.confirm import Confirm
from review_tool.tui.screens.stage import StageScreen
from review_tool.tui.text import assemble
from review_tool.tui.widgets.empty_state import EmptyState
from review_tool.tui.widgets.filter_bar import FilterBar
from review_tool.tui.widgets.pair_view import PairField, PairView
from review_tool.tui.widgets.record_list import Column, RecordList, Row

SIGNS = {"same": "=", "similar": "~", "missing": "~", "different": "≠"}
DONE = {"same": "are one report now", "different": "stay apart", "related": "stay apart, as related works"}
RELATED = "These look like two works that belong together, as a preprint and its article: r keeps both."


class DuplicatesScreen(StageScreen):
    """Doubtful pairs one at a time; `v` turns to the reports made of several records."""

    MODE = "duplicates"
    UNDOES = "DUPLICATES"
    CSS_PATH = "duplicates.tcss"
    AUTO_FOCUS = "PairView"
    HELP = """\
# Duplicates
Several databases deliver the same report. `g` looks through everything imported: what is surely the same is merged
at once, and what is doubtful comes here as pairs, the likeliest first.

Two records stand side by side: `=` the same, `~` alike or given by one only, `≠` different, with the differing words
underlined. `✓` marks the value the merged record would show. Then one key: `s` same (merge), `d` different,
`r` related (a preprint and its article: both stay), `space` later. `[` `]` or `←` `→` move, `↑` `↓` go
through the fields.

`v` shows the merged reports; `[` `]` choose which of their records stands on the right, and `p` parts it from the
report again, also after screening: every vote goes back to the record it was cast on. `u` takes the last deed back.
"""
    BINDINGS: ClassVar[list[BindingType]] = [*keys.SCREENS["duplicates"]]

    pair = getters.query_one(PairView)
    groups = getters.query_one(RecordList)

    def __init__(self) -> None:
        super().__init__()
        self._pairs: list[deduping.Pair] = []
        self._judged = 0
        self._place = 0
        self._groups: dict[int, list[Record]] = {}
        self._member = 1
        self._words = ""

    def compose_body(self) -> ComposeResult:
        yield EmptyState("Duplicates", id="nothing")
        with Vertical(id="both"):
            yield RecordList(
                Column("report", 6, right=True), Column("records", 7, right=True), Column("who", 22), Column("title"),
                markable=False, empty="No merged report holds these words.",
            )  # fmt: skip
            yield Static("", id="why", markup=False)
            yield PairView(choosing=False)
        yield FilterBar("words in a merged record · Enter keeps · Esc lifts")

    @property
    def current(self) -> tuple[int, int] | None:
        """The two records one sees."""
        if self._merged:
            group = self._groups.get(self.groups.current or 0)
            return (group[0].id, group[self._member].id) if group else None
        if not self._pairs:
            return None
        return self._pairs[self._place].a, self._pairs[self._place].b

    @property
    def _merged(self) -> bool:
        return self.has_class("-merged")

    def load(self) -> None:
        review = self.app.review
        before = {(pair.a, pair.b) for pair in self._pairs}
        stood = self._pairs[self._place] if self._place < len(self._pairs) else None
        every = deduping.pairs(review, judged=True)
        self._pairs = [pair for pair in every if not pair.verdict]
        self._judged = len(every) - len(self._pairs)
        come = [n for n, pair in enumerate(self._pairs) if (pair.a, pair.b) not in before]
        if before and len(come) == 1:  # taken back: there one goes on
            self._place = come[0]
        elif stood in self._pairs:
            self._place = self._pairs.index(stood)
        self._place = max(min(self._place, len(self._pairs) - 1), 0)
        found = deduping.merged_groups(review)
        self._groups = {group[0].report: group for group in found}
        self._show()

    def undone(self, report: int | None) -> None:
        if self._merged and report is not None:
            self.groups.go_to(report)
        self._show()

    # Showing

    def _show(self) -> None:
        if self._merged:
            wanted = fold(self._words).split()
            ids = [n for n, group in self._groups.items() if all(w in _words(group) for w in wanted)]
            self.groups.show(ids, self._rows)
        empty = not (self._groups if self._merged else self._pairs)
        self.set_class(empty, "-empty")
        count = self._judged + len(self._pairs)
        judged = f"{self._judged} of {count} pairs judged" if count else ""
        self.subtitle = f"{len(self._groups)} merged reports" if self._merged else judged
        if empty:
            self.place("")
            self.query_one(EmptyState).say(*self._nothing())
            self.set_focus(None)
        else:
            self._show_two()
        self.refresh_bindings()

    def _show_two(self) -> None:
        two = self.current
        if two is None:
            return
        review = self.app.review
        a, b = (deduping.record(review, number) for number in two)
        _, provenance = deduping.combined(self._groups[a.report] if self._merged and a.report == b.report else [a, b])
        fields = [
            PairField(d.field, d.a, d.b, "right" if provenance.get(d.field) == b.id else "left", SIGNS[d.state])
            for d in deduping.compare(review, a.id, b.id)
            if d.a or d.b
        ]
        self.pair.show(f"A {_head(a)}", f"B {_head(b)}", fields)
        self.query_one("#why", Static).update(self._why())
        if self._merged:
            self.place(f"{self.groups.place}/{len(self.groups.ids)}")
        else:
            self.place(f"{self._place + 1}/{len(self._pairs)} to judge")

    def _why(self) -> Content:
        if self._merged:
            count = len(self._groups[self.groups.current or 0])
            which = f"record {self._member + 1} of {count} on the right, [ ] show another" if count > 2 else ""
            return assemble(("One report", "bold"), f"  {which}", ("  p parts the right one from it", "$text-muted"))
        pair = self._pairs[self._place]
        score = (f"likeness {pair.score:.2f}", "bold")
        hint = (f"\n{RELATED}", "$text-muted") if pair.related else ""
        return assemble(score, "  ", " · ".join(pair.why) or "no single reason", hint)

    def _nothing(self) -> tuple[str, str, *tuple[tuple[str, str], ...]]:
        """Why nothing is here, and what starts something."""
        if self._merged:
            return (
                "No report is made of several records",
                "Merged duplicates are listed here.",
                ("v", "back to the pairs"),
            )
        if not screening.ids(self.app.review, Which()):
            return (
                "Nothing to compare yet",
                "Here duplicates are found, and you judge the doubtful pairs side by side.",
                ("2", "import records"),
            )
        look = ("v", f"{len(self._groups)} merged reports: look, or part them")
        if not self._groups and not self._judged:
            return (
                "Duplicates are not looked for yet",
                "The finder merges what is surely the same and brings the doubtful pairs here for you.",
                ("g", "look for duplicates"),
            )
        said = f"{self._judged} judged by hand. " if self._judged else ""
        return (
            "No pair waits for you",
            f"{said}{sum(map(len, self._groups.values()))} records became {len(self._groups)} reports.",
            ("4", "go on to screening"),
            *((look,) if self._groups else ()),
            ("g", "look again, as after another import"),
        )

    def _rows(self, ids: Sequence[int]) -> list[Row]:
        groups = [(number, self._groups[number]) for number in ids]
        return [Row(n, (str(n), str(len(g)), g[0].citation.short(), g[0].citation.title)) for n, g in groups]

    # Deeds

    def action_judge(self, verdict: str) -> None:
        two = self.current
        if two is None or self._merged:
            return
        with jobs.telling(self):
            deduping.judge(self.app.review, *two, verdict, by=self.app.reviewer)
            self._pairs.pop(self._place)
            self.load()
            self.did(f"records {two[0]} and {two[1]} {DONE[verdict]}")

    def action_later(self) -> None:
        if self._pairs and not self._merged:
            self._place = (self._place + 1) % len(self._pairs)
            self._show_two()

    def action_step(self, by: str) -> None:
        if self._merged:
            count = len(self._groups.get(self.groups.current or 0, ()))
            self._member = (self._member - 1 + int(by)) % max(count - 1, 1) + 1
        else:
            self._place = max(min(self._place + int(by), len(self._pairs) - 1), 0)
        self._show_two()

    def action_merged(self) -> None:
        self.toggle_class("-merged")
        self._member = 1
        self._show()
        if not self.has_class("-empty"):
            self.set_focus(self.groups if self._merged else self.pair)

    def action_filter(self) -> None:
        if not self._merged:
            self.action_merged()
        super().action_filter()

    @on(FilterBar.Filtered)
    def _filtered(self, event: FilterBar.Filtered) -> None:
        self._words = event.words
        if self._merged:
            self._show()

    @on(RecordList.Highlighted)
    def _highlighted(self) -> None:
        self._member = 1
        if self._merged:
            self._show_two()

    def action_part(self) -> None:
        two = self.current
        if two is None or not self._merged:
            return
        with jobs.telling(self):
            preview = deduping.split(self.app.review, [two[1]], by=self.app.reviewer, preview=True)
            question = f"Part record {two[1]} from this report?"
            self.app.push_screen(Confirm(question, preview.words, yes="Part", no="Leave"), self._parting(two[1]))

    def _parting(self, number: int) -> Callable[[bool | None], None]:
        def answered(yes: bool | None) -> None:
            if yes:
                with jobs.telling(self):
                    done = deduping.split(self.app.review, [number], by=self.app.reviewer)
                    self.load()
                    self.did(f"parted: {done.words}")

        return answered

    def action_find(self) -> None:
        self.find()

    @jobs.job("Finding duplicates")
    def find(self, progress: jobs.Progress) -> None:
        done = deduping.run(self.app.review, by=self.app.reviewer, progress=progress)
        self.app.call_from_thread(self._found, done)

    def _found(self, done: deduping.Deduped) -> None:
        self.load()
        merged = f"{done.merged} records merged, {done.to_review} pairs to judge"
        self.did(f"{merged}, {done.reports} reports of {done.records} records", undoable=bool(done.merged))

    def step_back(self) -> None:
        if self._merged:
            self.action_merged()

    def find_records(self, words: str) -> Sequence[tuple[str, Callable[[], Any]]]:
        wanted = fold(words).split()
        fits = [(n, g) for n, g in self._groups.items() if all(w in _words(g) for w in wanted)][:6]
        return [(f"merged: {g[0].citation.short()} · {g[0].citation.title}", self._going(n)) for n, g in fits]

    def _going(self, number: int) -> Callable[[], None]:
        def go() -> None:
            if not self._merged:
                self.action_merged()
            self.groups.go_to(number)

        return go

    def why_disabled(self, action: str) -> str:
        if action in ("judge", "later") and (self._merged or not self._pairs):
            return "Pairs are judged in their own view: v." if self._merged else "No pair waits here."
        if action == "part" and (not self._merged or self.current is None):
            return "Only a merged report can be parted: v shows them."
        if action == "find" and jobs.running(self):
            return "It is running already."
        return ""


def _head(record: Record) -> str:
    return f"{record.id} · {record.source} #{record.position}"


def _words(group: Sequence[Record]) -> str:
    """All that a merged report can be found by."""
    said = (f"{r.id} {r.citation.short()} {r.citation.title} {r.citation.doi} {r.source}" for r in group)
    return fold(" ".join(said))
