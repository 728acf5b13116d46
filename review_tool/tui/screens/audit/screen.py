"""The log: who did what, and when; nothing in it is ever changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from review_tool.domain.decision import Outcome, Stage
from review_tool.domain.errors import ReviewError
from review_tool.domain.event import Event
from review_tool.domain.report import Report
from review_tool.domain.text import one_line
from review_tool.services.history import auditing, before_after, undoing, witnessing
from review_tool.services.history.auditing import Told
from review_tool.services.judging import screening
from review_tool.services.reporting import exporting
from review_tool.tui import jobs, keys, places
from review_tool.tui.asked import Asked
from review_tool.tui.dialogs.confirm import Confirm
from review_tool.tui.dialogs.event import GO, TAKE_BACK, EventView, event_told
from review_tool.tui.dialogs.export import choose_export
from review_tool.tui.dialogs.tell import Tell
from review_tool.tui.dialogs.write import Blank, Write
from review_tool.tui.screens.audit import filter_line
from review_tool.tui.screens.audit.together import choose_bundle, choose_checkpoint
from review_tool.tui.screens.stage import StageScreen
from review_tool.tui.taking_back import tell_taken
from review_tool.tui.taking_back import told as what_changes
from review_tool.tui.text import assemble, lines, safe_line
from review_tool.tui.widgets.about_report import marked
from review_tool.tui.widgets.filter_bar import FilterBar
from review_tool.tui.widgets.prose import Prose
from review_tool.tui.widgets.record_list import Column, RecordList, Row

_SYNTHESIS = ("theme.", "code.", "memo.", "frame.", "finding.", "recommendation.", "gap.", "claim.", "strand.", "item.")
SHOWN_AT = (
    ("duplicates.", "duplicates"),
    ("conflict.", "conflicts"),
    ("appraisal.", "appraisal"),
    ("value.", "extraction"),
    ("excerpt.", "extraction"),
    ("retrieval.", "fulltext"),
    ("document.", "fulltext"),
    ("reports.", "fulltext"),
    ("records.", "importing"),
    ("source.", "importing"),
    *((kind, "synthesis") for kind in _SYNTHESIS),
)
"""Which screen shows what an event is about, by the beginning of its kind."""


class AuditScreen(StageScreen):
    """The log as sentences, newest first."""

    MODE = "audit"
    CSS_PATH = "screen.tcss"
    UNDOES = "ALL"
    HELP = """
# Audit

Every deed stands here as a sentence, newest first. Nothing is ever changed or removed: what was taken back stays,
marked ✗, and the taking back is an event of its own.

`/` narrows the log while you type: `who:AK`, `what:vote`, `report:88`, `since:2026-03-01`, `until:…`, or just the
name, the number or the date; `f` asks for the same in a form. **Enter** shows an event whole, with its place in the
chain, and goes on to its record, value or claim; Esc there comes back here. `b` takes any event back, however old,
after showing what would change; on an event that is taken back it brings it back. `u` takes back your own last deed.

`v` checks every hash of every chain, and works the present state out again from the log to compare. `c` writes a
checkpoint for a colleague to hold, holds one of theirs on this computer, and tells whether history was rewritten since.
`B` hands the review to somebody who works offline and merges their work back.

On any other screen `H` comes here with the record under the cursor: who decided what, when and why, what the others
thought (as far as you may know yet), and what came after. Esc goes back there.

What is blind here is kept from your eyes, not from the file: whoever can read the review's file can read every vote in
it with other tools. Where that matters, use PostgreSQL, or bundles that are merged once all have voted.
"""
    BINDINGS: ClassVar[list[BindingType]] = [*keys.SCREENS["audit"]]

    log_list = getters.query_one("#log", RecordList)
    event_pane = getters.query_one("#event", Prose)

    def __init__(self) -> None:
        super().__init__()
        self._asked: dict[str, str] = {}
        self._numbers: list[int] = []

    def compose_body(self) -> ComposeResult:
        with Vertical(classes="audit-left"):
            yield Static("", id="about", markup=False)
            columns = Column("when (UTC)", 11), Column("", 1), Column("what happened")
            yield RecordList(*columns, markable=False, empty="Nothing in the log matches. Esc shows all.", id="log")
            yield FilterBar("who:AK what:decision report:88 since:2026-03-01 · Enter keeps · Esc lifts")
        yield Prose(id="event")

    def load(self) -> None:
        if (asked := self.take_asked()) is not None and asked.report is not None:
            self._asked = {"report": str(asked.report)}
            self._find(newest=True)
        else:
            self._find()

    def _find(self, *, follow: int | None = None, newest: bool = False) -> None:
        find, report = filter_line.meant(self._asked, self.app.review)
        self._numbers = auditing.numbers(self.app.review, find, report=report, reviewer=self.app.reviewer)[::-1]
        if newest and self._numbers:
            follow = self._numbers[0]
        self.log_list.show(self._numbers, self._rows, cursor=follow)
        self.subtitle = filter_line.text_of(self._asked)
        about = self.query_one("#about", Static)
        about.update(self._standing(report) if report is not None else "")
        about.display = report is not None

    def _standing(self, number: int) -> Content:
        """The record whose history is shown, and where it stands at each stage."""
        try:
            report = screening.report(self.app.review, number, reviewer=self.app.reviewer)
        except ReviewError as refusal:
            return safe_line(str(refusal))
        now = " (now)" if "until" in self._asked else ""
        at = [
            assemble(f"{stage.words}{now}: ", marked(report.standings[stage].outcome.value), _because(report, stage))
            for stage in Stage
            if stage is Stage.TITLE_ABSTRACT or report.standings[Stage.TITLE_ABSTRACT].outcome is Outcome.INCLUDED
        ]
        n = report.hidden_votes
        hidden = f" · {n} vote{'s' * (n != 1)} hidden until then" if n else ""
        who = assemble(
            (f"Report {report.id}  ", "bold"), report.citation.short(), "  ", one_line(report.citation.title)
        )
        return lines([who, Content.assemble(Content("   ").join(at), hidden)])

    def _told(self, numbers: Sequence[int]) -> list[Told]:
        whole = "report" not in self._asked  # else all are about one
        return auditing.tell(self.app.review, list(numbers), reviewer=self.app.reviewer, authors=whole)

    def _rows(self, numbers: Sequence[int]) -> list[Row]:
        year = f"{self.app.review.clock().year}"
        return [
            Row(told.number, (_when(told.event.at, year), "✗" if told.undone else "", told.words), dim=told.undone)
            for told in self._told(numbers)
        ]

    @property
    def _current(self) -> Told | None:
        at = self.log_list.current
        return self._told([at])[0] if at is not None else None

    def why_disabled(self, action: str) -> str:
        if action in ("open", "take_back") and not self._numbers:
            return "There is no event here."
        return ""

    def on_record_list_highlighted(self) -> None:
        self.place(f"{self.log_list.place:,}/{len(self._numbers):,} events")
        if self.has_class("-wide"):
            told = self._current
            self.event_pane.show_text(event_told(told, self._changes(told)) if told else "")

    def on_resize(self) -> None:
        self.call_after_refresh(self.on_record_list_highlighted_again)

    def on_record_list_highlighted_again(self) -> None:
        """The side pane came into sight: fill it."""
        if self.app.review is not None and self._numbers:
            self.on_record_list_highlighted()

    # Narrowing

    def on_filter_bar_filtered(self, event: FilterBar.Filtered) -> None:
        asked, puzzling = filter_line.parse(event.words)
        if puzzling:
            self.refuse(f"“{puzzling}” says nothing here: who:, what:, report:, since: or until:.")
            return
        try:
            filter_line.meant(asked, self.app.review)
        except ReviewError as refusal:
            self.refuse(f"{refusal} {refusal.hint}")
            return
        self.status.reason = ""
        self._asked = asked
        with jobs.telling(self):
            self._find(newest=True)

    def action_narrow(self) -> None:
        hints = {
            "who": "one of " + ", ".join(self.app.about.team),
            "what": "decision, duplicates.merged, gap …",
            "report": "its number, or a record's",
            "since": "2026-03-01",
            "until": "2026-03-31: the log as of that day",
        }
        blanks = [Blank(key, key.capitalize(), self._asked.get(key, ""), hint) for key, hint in hints.items()]
        self.app.push_screen(Write("Narrow the log", blanks), self._narrowed)

    def _narrowed(self, written: dict[str, str] | None) -> None:
        if written is not None:
            bar = self.query_one(FilterBar)
            text = filter_line.text_of({key: value.strip() for key, value in written.items()})
            bar.value = text
            bar.set_class(bool(text), "-open")

    def step_back(self) -> None:
        if self._asked:
            self.query_one(FilterBar).action_lift()
            self._asked = {}
            self._find(follow=self.log_list.current)

    # One event

    def action_open(self) -> None:
        told = self._current
        if told is not None:
            where = place_of(told.event)
            self.app.push_screen(
                EventView(told, self._changes(told), goes_to=told.event.subject.replace(":", " ") if where else ""),
                self._leave,
            )

    def _changes(self, told: Told) -> Sequence[tuple[str, Any, Any]]:
        """What the event changed, part by part; nothing where it began something, or may not be read yet."""
        if told.hidden:
            return ()
        before = before_after.earlier(self.app.review, told.event, reviewer=self.app.reviewer)
        return before_after.differences(before.payload, told.event.payload) if before else ()

    async def _leave(self, answer: str | None) -> None:
        told = self._current
        if told is not None and answer == GO and (where := place_of(told.event)) is not None:
            await self.app.go(where)
        elif answer == TAKE_BACK:
            self.action_take_back()

    def action_take_back(self) -> None:
        told = self._current
        if told is not None:
            self._preview(told)

    @jobs.job("Looking what would change")
    def _preview(self, progress: jobs.Progress, told: Told) -> None:
        """What is taken back already is brought back by taking back the event that took it."""
        progress()
        target = self._undoing_of(told) if told.undone else told.event.id
        effect = undoing.preview(self.app.review, target, by=self.app.reviewer)
        self.app.call_from_thread(self._ask, told, target, effect)

    def _undoing_of(self, told: Told) -> str:
        takers = auditing.numbers(
            self.app.review, auditing.Looking(kind="event.undone", subjects=(f"event:{told.event.id}",))
        )
        live = [taker for taker in auditing.tell(self.app.review, takers) if not taker.undone]
        if not live:
            raise ReviewError("What took this back is not in the log.", hint="v checks the log.")
        return live[-1].event.id

    def _ask(self, told: Told, target: str, effect: undoing.Effect) -> None:
        detail = "\n".join([told.words, *what_changes(effect), "", "The event stays in the log."])
        question, yes = ("Bring this back?", "Bring back") if told.undone else ("Take this back?", "Take back")

        def answered(agreed: bool | None) -> None:
            if agreed:
                self._take_back(target, told, reveal=bool(effect.shown))

        self.app.push_screen(Confirm(question, detail, yes=yes, no="Leave it"), answered)

    def _take_back(self, target: str, told: Told, *, reveal: bool) -> None:
        with jobs.telling(self):
            done = undoing.undo(self.app.review, target, by=self.app.reviewer, reveal=reveal)
            tell_taken(self, done, redo=told.undone, words=told.words)

    # The whole log

    @jobs.job("Checking the log")
    def action_verify(self, progress: jobs.Progress) -> None:
        around = self.app.around() if self.app.around else None
        found = witnessing.verify(self.app.review, around.memory if around else None, progress=progress)
        self.app.call_from_thread(self._verified, found)

    def _verified(self, found: auditing.Verified) -> None:
        heads = [f"  {writer}  {head}" for writer, head in found.heads.items()]
        if found.ok:
            words = (
                f"✓ All is well: {found.events:,} events in {found.writers} chains, each hash right, nothing missing."
            )
            said = [words, "The present state, worked out again from the log, is the same.", "", "Heads", *heads]
        else:
            said = [
                f"✗ {len(found.problems)} problems in {found.events:,} events:",
                *found.problems[:50],
                "",
                "Heads",
                *heads,
            ]
        self.status.reason = "" if found.ok else f"The log has problems: {found.first_problem}"
        self.app.push_screen(Tell("The log is intact" if found.ok else "The log is not intact", said))

    def action_checkpoints(self) -> None:
        choose_checkpoint(self)

    def action_bundles(self) -> None:
        choose_bundle(self)

    def action_export(self) -> None:
        choose_export(self, self._write, what="audit")

    @jobs.job("Writing")
    def _write(self, progress: jobs.Progress, names: tuple[str, ...]) -> None:
        progress()
        path = Path(self.app.review.folder) / "exports" / names[0]
        done = exporting.export(self.app.review, "audit", path, by=self.app.reviewer)
        words = f"Wrote {places.told(self.app, path)} ({done.rows} events)"
        self.app.call_from_thread(self.did, words, undoable=False)
        self.app.call_from_thread(places.hand_over, self.app, path)
        self.app.call_from_thread(self.load_when_ready)


def place_of(event: Event) -> Asked | None:
    """Where what an event is about is shown; None where no screen shows it."""
    subject = event.payload.get("subject", event.subject) if event.kind == "event.undone" else event.subject
    kind, _, number = subject.partition(":")
    report = int(number) if kind in ("report", "study") and number.isdigit() else None
    if event.kind.startswith("decision."):
        mode = "fulltext" if event.payload.get("stage") == "full-text" else "screening"
        return Asked(mode, report=report, back="audit")
    mode = next((mode for start, mode in SHOWN_AT if event.kind.startswith(start)), "")
    if not mode and report is not None:
        mode = "screening"
    claim = number if kind in ("claim", "finding", "recommendation", "gap") else ""
    return Asked(mode, report=report, claim=claim, back="audit") if mode else None


def _because(report: Report, stage: Stage) -> str:
    reason = report.standings[stage].reason
    return f" ({reason})" if reason else ""


def _when(at: str, year: str) -> str:
    """`03-12 10:41`, of an ISO time; of another year than this `2025-03-12`."""
    return f"{at[5:10]} {at[11:16]}" if at.startswith(year) else at[:10]
