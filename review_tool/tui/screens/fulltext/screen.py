"""Decide on full texts: fetch them, include or exclude them with a reason, group reports of one study."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from review_tool.domain.decision import Outcome, Stage, Verdict
from review_tool.domain.plan import Task
from review_tool.domain.report import Report, ReportRow, Retrieval, Which
from review_tool.services import protocols
from review_tool.services.fulltexts import matching_files, reading, retrieving
from review_tool.services.judging import screening
from review_tool.services.synthesis import tracing
from review_tool.tui import jobs, keys
from review_tool.tui.asking import asking
from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.dialogs.tell import Tell
from review_tool.tui.screens.fulltext import files, given, words
from review_tool.tui.screens.reader.screen import ReaderScreen
from review_tool.tui.screens.screening import plan as screening_plan
from review_tool.tui.screens.stage import StageScreen
from review_tool.tui.widgets.about_report import stays
from review_tool.tui.widgets.empty_state import EmptyState
from review_tool.tui.widgets.filter_bar import FilterBar
from review_tool.tui.widgets.prose import Prose
from review_tool.tui.widgets.record_card import RecordCard
from review_tool.tui.widgets.record_list import Column, RecordList, Row

FULL = Stage.FULL_TEXT
STATES = (
    Choice("all", "all that came through title and abstract"),
    Choice("to do", "to do, for you"),
    Choice("included"),
    Choice("excluded"),
    Choice("conflict"),
    Choice("not retrieved"),
    Choice("awaiting classification"),
    Choice("ongoing", "ongoing studies"),
    Choice("retracted"),
    Choice("voted", "voted on by you"),
    Choice("postponed", "put off by you"),
    Choice("maybe", "where somebody is unsure"),
    Choice("reopened", "to be judged again"),
)


_NEEDS_ONE = frozenset(
    (
        *("decide", "exclude", "unlearnt", "later", "attach", "not_retrieved", "sought"),
        *("note", "tag", "open", "read"),
    )
)


class FulltextScreen(StageScreen):
    """The reports that came through title and abstract, each with where it stands."""

    MODE = "fulltext"
    UNDOES: ClassVar[str] = "FULL_JUDGING"
    CSS_PATH = "screen.tcss"
    HELP = """
# Full text

The reports that came through title and abstract. Fetch each full text, read it, and decide.

- `i` include, `e` exclude: then a number says why. `m` unsure: the team talks about it under 5 Conflicts.
- `p` puts a report off: it comes last in your queue, and is no vote. `E` excludes what ranking is not to learn from.
- `r` reads the full text or abstract, with passages suggested.
- `a` keeps a file with the report: type its path, or drop the file on the terminal. Of a folder, each file is matched
  to a report by DOI or title; you see which and why, and pick, before anything is written.
- `d` lists the full texts kept with it, to open or save; `v` opens the newest.
- `-` says it could not be had, and asks what was tried; `+` takes that back.
- `M` marks it retracted, awaiting classification, or ongoing; the last two are neither included nor excluded.
- `n` writes a note, `t` a tag. `o` or Enter shows everything known of the report, and the criteria.
- `space` marks reports; `g` says that the marked ones tell of one study; `G` takes them out of it.
- `P` shows the screening plan at full text: whose each report is, its numbers, and what is next.
- `f` shows only one state, `/` only what holds your words. `u` undoes, `U` redoes.

■ the text is here, □ it is still sought.
"""
    BINDINGS: ClassVar[list[BindingType]] = [*keys.SCREENS["fulltext"]]
    records = getters.query_one("#reports", RecordList)
    card = getters.query_one(RecordCard)

    def __init__(self) -> None:
        super().__init__()
        self._which = Which(FULL, "all")
        self._report: Report | None = None
        self._study: list[int] = []
        """The reports of the study under the cursor."""
        self._todo: list[int] = []

    def compose_body(self) -> ComposeResult:
        with Horizontal(id="fulltext"):
            with Vertical(id="fulltext-main"):
                state = Column("where it stands", 17)
                columns = (Column("", 1), Column("report", 22), Column("title"), state)
                yield RecordList(*columns, id="reports", empty="No report here is in this state. f chooses another.")
                yield FilterBar()
                yield RecordCard()
            yield Prose(id="criteria", classes="side")
        yield EmptyState(
            "No full texts to read yet",
            "Here the reports that came through title and abstract are read in full and decided on.",
            ("4", "screen titles and abstracts first"),
        )

    # Loading

    def load(self) -> None:
        review, me = self.app.review, self.app.reviewer
        self.protocol = protocols.current(review)
        self.app.learnt(self.protocol)
        everything = screening.ids(review, Which(FULL))
        had, self._todo = self._todo, screening.ids(review, Which(FULL, "to do", me))
        missing = screening.ids(review, Which(FULL, "not retrieved"))
        self.set_class(not everything, "-empty")
        done = f"{len(everything) - len(self._todo) - len(missing)} of {len(everything)}"
        if self.protocol.is_planned:
            mine = f"{len(self._todo)} for you" if self._todo else "none for you (P tells why)"
            done = f"{mine} · {len(everything)} reports"
        self.subtitle = done + (f" · {len(missing)} not retrieved" if missing else "")
        self.query_one("#criteria", Prose).show_text(words.criteria(self.protocol))
        asked = self.take_asked()
        if asked:
            self._which = replace(asked.which, stage=FULL)
        wanted = asked.report if asked else None
        if not had and wanted is None and self._todo:
            wanted = self._todo[0]  # it has just become this person's turn
        self._list(cursor=wanted)

    def _list(self, *, cursor: int | None = None) -> None:
        which = replace(self._which, reviewer=self.app.reviewer)
        self.records.show(screening.ids(self.app.review, which), self._page, cursor=cursor)

    def _page(self, ids: Sequence[int]) -> list[Row]:
        rows = screening.rows(self.app.review, list(ids), FULL, self.app.reviewer)
        return [
            Row(r.id, (_sign(r), r.who, words.title(r), self._state(r)), dim=r.outcome is not Outcome.TO_DO)
            for r in rows
        ]

    def _state(self, row: ReportRow) -> str:
        """Where a report stands; under a plan, whether an open one is this person's."""
        open_ = row.outcome is Outcome.TO_DO and not row.mine and row.retrieval != Retrieval.NOT_RETRIEVED
        if self.protocol.is_planned and open_:
            return "· yours to judge" if row.id in self._todo else "· not yours now"
        return words.state(row)

    @on(RecordList.Highlighted, "#reports")
    def _highlighted(self, event: RecordList.Highlighted) -> None:
        self._report, self._study = None, []
        if event.id is None:
            self.card.clear()
        else:
            with jobs.telling(self):
                self._report = screening.report(self.app.review, event.id, reviewer=self.app.reviewer)
                self._study = retrieving.study_reports(self.app.review, event.id)
                self.card.show(self._report.citation, id=event.id, facts=words.facts(self._report))
        only = " ".join(
            part for part in (self._which.task or self._which.state.replace("all", ""), self._which.reason) if part
        )
        only += " " if only else ""
        self.place(f"{only}{self.records.place}/{len(self.records.ids)}")
        self.see_deeds()

    @on(FilterBar.Filtered)
    def _filtered(self, event: FilterBar.Filtered) -> None:
        self._which = replace(self._which, words=event.words)
        self._list()

    @on(RecordList.MarksChanged)
    def _marks_changed(self) -> None:
        self.see_deeds()

    def undone(self, report: int | None) -> None:
        """Go to the report the undone deed was about."""
        if report is not None and not self.records.go_to(report):
            self._which = Which(FULL, "all")
            self._list(cursor=report)

    def find_records(self, words: str) -> Sequence[tuple[str, Callable[[], Any]]]:
        found = screening.ids(self.app.review, Which(FULL, words=words))[:8]
        rows = screening.rows(self.app.review, found, FULL, self.app.reviewer)
        return [(f"{r.who}: {r.title}", partial(self.undone, r.id)) for r in rows]

    def report_here(self) -> int | None:
        return self.records.current

    def why_disabled(self, action: str) -> str:
        if action in _NEEDS_ONE:
            if self._report is None:
                return "There is no report under the cursor."
            gone = self._report.retrieval == Retrieval.NOT_RETRIEVED
            if action in ("decide", "exclude", "unlearnt", "later") and gone:
                return "Marked not retrieved; + says it is here."
            if action == "later" and self._report.id not in self._todo:
                return "It does not wait for you."
            if action in ("decide", "exclude", "unlearnt") and (why_not := self._report.not_theirs.get(FULL)):
                return why_not
            if action == "not_retrieved" and gone:
                return "It is marked not retrieved already."
            if action == "sought" and self._report.retrieval == Retrieval.RETRIEVED:
                return "It is retrieved."
        if action in ("mark", "documents", "view") and self._report is None:
            return "There is no report under the cursor."
        if action in ("documents", "view") and self._report and not self._report.documents:
            return "No full text is kept with it: a attaches one."
        if action == "ungroup" and not self.records.marked and len(self._study) < 2:
            return "It is alone in its study."
        if action == "group" and len(self.records.marked) < 2:
            return "Mark two reports or more with space, then group them."
        return ""

    # Deeds

    def action_decide(self, verdict: str) -> None:
        self.decide(Verdict(verdict))

    def decide(self, verdict: Verdict, reason: str = "", *, learn: bool = True) -> None:
        """Write a vote on the report under the cursor, and go to the next that waits."""
        if not (seen := self._report):
            return
        with jobs.telling(self):
            review, by = self.app.review, self.app.reviewer
            done = screening.decide(review, seen.id, FULL, verdict, by=by, reason=reason, learn=learn)
            said = {"include": "included", "exclude": "excluded", "maybe": "unsure"}[verdict]
            more = (f" ({reason})" if reason else "") + ("" if learn else " (not learnt from)")
            if done.outcome is Outcome.CONFLICT:
                more += " · now a conflict → 5"
            elif done.outcome is Outcome.TO_DO:
                more += " · waits for another vote"
            more += stays(done.outcome, verdict)
            self.go_on(seen.id, f"{seen.citation.short()}: {said}{more}")

    def go_on(self, number: int, sentence: str) -> None:
        """After a deed on this report: to the next that waits for this person."""
        ids, after = self.records.ids, self.records.place
        waiting = set(self._todo) - {number}
        if self.protocol.is_planned and number in self._todo:  # a plan has an order of its own
            shown = {*ids, number}
            ids = [n for n in self._todo if n in shown]
            after = ids.index(number) + 1
        following = next((n for n in (*ids[after:], *ids[:after]) if n in waiting), None)
        self.load()
        if following is None and self._todo:
            following = self._todo[0]  # the last vote of a calibration set brings up what was held back for it
        if following is not None:
            self.records.go_to(following)
        self.did(sentence)

    def action_later(self) -> None:
        if seen := self._report:
            with jobs.telling(self):
                screening.postpone(self.app.review, seen.id, FULL, by=self.app.reviewer)
                self.go_on(seen.id, f"{seen.citation.short()}: put off, it comes last in your queue")

    def action_exclude(self) -> None:
        self._exclude(learn=True)

    def action_unlearnt(self) -> None:
        self._exclude(learn=False)

    @asking
    async def _exclude(self, *, learn: bool) -> None:
        if not (seen := self._report):
            return
        self.protocol = protocols.current(self.app.review)  # somebody may have changed the reasons since
        title = "Exclude, because:" if learn else "Exclude, not to be learnt from, because:"
        chosen = await self.app.push_screen_wait(Choose(title, self.protocol.reasons, detail=seen.citation.title))
        if chosen:
            self.decide(Verdict.EXCLUDE, chosen, learn=learn)

    def action_plan(self) -> None:
        screening_plan.plan(self, FULL)

    @asking
    async def action_attach(self) -> None:
        if seen := self._report:
            paths = await files.ask_for_files(self, seen)
            await files.attach(self, seen, paths)

    @asking
    async def on_paste(self, event: events.Paste) -> None:
        """Files dropped on the terminal arrive as their paths."""
        paths = [] if self.app.served else retrieving.dropped(event.text)
        if paths and all(path.exists() for path in paths):
            event.stop()
            await files.attach(self, self._report, paths)

    @jobs.job("Matching files")
    def match_folder(self, progress: jobs.Progress, folder: Path) -> None:
        """Find out which file of a folder belongs to which report; then the person says which are attached."""
        found = matching_files.propose(self.app.review, folder, progress=progress)
        self.app.call_from_thread(self._approve, folder, found)

    @asking
    async def _approve(self, folder: Path, found: list[matching_files.Proposal]) -> None:
        await files.approve(self, folder, found)

    @asking
    async def action_documents(self) -> None:
        if seen := self._report:
            await files.documents(self, seen)

    @asking
    async def action_view(self) -> None:
        if seen := self._report:
            await files.view(self, retrieving.documents(self.app.review, seen.id)[-1])

    @asking
    async def action_mark(self) -> None:
        if seen := self._report:
            await given.put_mark(self, seen)

    @asking
    async def action_not_retrieved(self) -> None:
        if seen := self._report:
            await given.not_retrieved(self, seen)

    @asking
    async def action_sought(self) -> None:
        if seen := self._report:
            await given.sought(self, seen)

    @asking
    async def action_note(self) -> None:
        if seen := self._report:
            await given.note(self, seen)

    @asking
    async def action_tag(self) -> None:
        if seen := self._report:
            await given.tag(self, seen)

    def action_group(self) -> None:
        with jobs.telling(self):
            marked = sorted(self.records.marked)
            study = retrieving.group(self.app.review, marked, by=self.app.reviewer)
            self.records.clear_marks()
            self.written(f"{len(marked)} reports are study {study}")

    def action_ungroup(self) -> None:
        """The marked reports, or the one under the cursor, leave their study."""
        seen = self._report
        with jobs.telling(self):
            out = sorted(self.records.marked) or ([seen.id] if seen else [])
            studies = retrieving.ungroup(self.app.review, out, by=self.app.reviewer)
            self.records.clear_marks()
            told = "; ".join(f"study {study}: {', '.join(map(str, found))}" for study, found in sorted(studies.items()))
            self.written(f"parted: {told}")

    @asking
    async def action_states(self) -> None:
        planned = list(Task) if self.protocol.is_planned else []
        tasks = [Choice(f"task:{task}", f"to do: {task}", task.words) for task in planned]
        chosen = await self.app.push_screen_wait(
            Choose("Show reports that are", [*STATES, *tasks], current=self._which.state)
        )
        if chosen:
            state, _, task = chosen.partition(":")
            self._which = Which(FULL, "to do" if task else state, words=self._which.words, task=task)
            self._list()

    def action_read(self) -> None:
        if seen := self._report:
            with jobs.telling(self):
                self.app.push_screen(ReaderScreen(reading.open_text(self.app.review, seen.id)))

    @on(RecordList.Chosen, "#reports")
    def action_open(self) -> None:
        if seen := self._report:
            claims = tracing.resting_on(self.app.review, seen.id)
            self.app.push_screen(Tell(seen.citation.short(), words.whole(seen, self.protocol, claims)))

    def step_back(self) -> None:
        """Show all again."""
        if self._which != Which(FULL, "all", words=self._which.words):
            self._which = Which(FULL, "all", words=self._which.words)
            self._list()

    def written(self, sentence: str) -> None:
        self.load()
        self.did(sentence)


def _sign(row: ReportRow) -> str:
    return {Retrieval.RETRIEVED: "■", Retrieval.NOT_RETRIEVED: "–"}.get(row.retrieval, "□")
