"""Settle where reviewers differ: open conflicts first, then how earlier ones were settled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content

from review_tool.domain.decision import Stage, Verdict, latest
from review_tool.domain.errors import ReviewError
from review_tool.domain.protocol import Protocol
from review_tool.domain.report import Report, ReportRow
from review_tool.services import protocols
from review_tool.services.judging import agreement, conflicts, screening
from review_tool.tui import jobs, keys
from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.dialogs.write import Blank, Write
from review_tool.tui.screens.stage import StageScreen
from review_tool.tui.text import assemble, highlighted, lines, safe, safe_line
from review_tool.tui.widgets.about_report import criteria, marked, notes, under, votes
from review_tool.tui.widgets.agreement_lines import agreement_lines
from review_tool.tui.widgets.empty_state import EmptyState
from review_tool.tui.widgets.prose import Prose
from review_tool.tui.widgets.record_list import Column, RecordList, Row

STAGES = tuple(Stage)
SHORT = {Stage.TITLE_ABSTRACT: "title", Stage.FULL_TEXT: "full text"}


def key_of(stage: Stage, number: int) -> int:
    """One number for a report at a stage: a report may be in conflict at both."""
    return number * len(STAGES) + STAGES.index(stage)


def named_by(key: int) -> tuple[Stage, int]:
    return STAGES[key % len(STAGES)], key // len(STAGES)


class ConflictsScreen(StageScreen):
    """A list of conflicts at both stages, and what each reviewer said of the one under the cursor."""

    MODE = "conflicts"
    UNDOES = "CONFLICTS"
    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = "RecordList"
    HELP = """\
# Conflicts
Where two reviewers differ on a report, it waits here: what each said, their reasons and notes, the abstract and the
criteria. Talk, then one key: `i` include or `e` exclude (at full text, `e` asks the reason). The votes stay as they
were cast; the consensus stands above them. `n` writes a note of the talk, signed and dated, which everybody reads
beside the votes; `w` writes why, to go with the consensus you are about to set. `u` takes it back.

`enter` or `o` gives the text the whole room, and the list back. Settled ones follow the open ones.
`a` shows how far reviewers agree, in several measures, because each misleads somewhere.
"""
    BINDINGS: ClassVar[list[BindingType]] = [*keys.SCREENS["conflicts"]]

    records = getters.query_one(RecordList)
    detail = getters.query_one("#detail", Prose)

    def __init__(self) -> None:
        super().__init__()
        self.protocol = Protocol()
        self._open: list[int] = []
        self._not_mine = ""
        """Why this person does not settle conflicts, where they do not."""
        self._whys: dict[int, str] = {}
        """Notes written to go with a consensus, by list key."""

    def compose_body(self) -> ComposeResult:
        yield EmptyState("Conflicts", id="nothing")
        with Container(classes="sides"):
            yield RecordList(
                Column("", 10), Column("stage", 9), Column("who", 22), Column("title"), markable=False, id="queue"
            )
            with Container(id="reading"):
                yield Prose(id="detail")
        yield Prose(id="agreement")

    def load(self) -> None:
        review = self.app.review
        self.protocol = protocols.current(review)
        self.app.learnt(self.protocol)
        self._not_mine = conflicts.why_not_settle(review, self.app.reviewer)
        asked, had = self.take_asked(), set(self._open)
        self._open = [key_of(stage, n) for stage in Stage for n in conflicts.open_ids(review, stage)]
        settled = [key_of(stage, n) for stage in Stage for n in conflicts.settled_ids(review, stage)]
        keys_ = [*self._open, *(key for key in settled if key not in set(self._open))]
        self.subtitle = f"{len(self._open)} open · {len(keys_) - len(self._open)} settled"
        self.set_class(not keys_, "-empty")
        if not keys_:
            self.query_one(EmptyState).say(*self._nothing())
        cursor = None
        if self.records.current not in self._open and not had.issuperset(self._open):
            cursor = self._open[0]  # a conflict has come up since
        if asked and asked.report:
            cursor = next((key for key in keys_ if named_by(key)[1] == asked.report), None)
        self.records.show(keys_, self._rows, cursor=cursor)
        self._show()

    def _nothing(self) -> tuple[str, str, *tuple[tuple[str, str], ...]]:
        two = any(self.protocol.is_blind(stage) for stage in Stage)
        why = (
            "Where two reviewers differ on a report, it waits here until you settle it together."
            if two
            else "One reviewer judges each report here, so nobody can differ. With two, differences wait here."
        )
        return (
            "No conflicts",
            why,
            ("4", "screening"),
            ("6", "full text"),
            ("1 p", "how many reviewers judge each report"),
        )

    def undone(self, report: int | None) -> None:
        for key in self.records.ids:
            if named_by(key)[1] == report:
                self.records.go_to(key)
                break
        self._show()

    # Showing

    def _rows(self, keys_: Sequence[int]) -> list[Row]:
        found: dict[int, Row] = {}
        for stage in Stage:
            numbers = [named_by(key)[1] for key in keys_ if named_by(key)[0] is stage]
            for row in screening.rows(self.app.review, numbers, stage, self.app.reviewer):
                key = key_of(stage, row.id)
                found[key] = Row(key, _cells(row, stage), dim=key not in self._open)
        return [found[key] for key in keys_ if key in found]

    @on(RecordList.Highlighted)
    def _highlighted(self) -> None:
        self._show()

    def _show(self) -> None:
        key = self.records.current
        if key is None:
            self.place("")
            self.refresh_bindings()
            return
        stage, number = named_by(key)
        with jobs.telling(self):
            report = screening.report(self.app.review, number, reviewer=self.app.reviewer)
            self.detail.show_text(self._about(report, stage))
        self.place(f"{self.records.place}/{len(self.records.ids)} · {len(self._open)} open")
        self.refresh_bindings()

    def _about(self, report: Report, stage: Stage) -> Content:
        citation = report.citation
        key = key_of(stage, report.id)
        said = [assemble((f"At {stage.words}", "bold $primary")), *votes(report, stage, self.app.reviewer)]
        if why := self._whys.get(key):
            said.append(assemble(("goes with the consensus  ", "$text-muted"), f"“{why}”"))
        said += notes(report)
        about = [" · ".join(part for part in (citation.short(), citation.journal) if part)]
        parts = [
            self._lit(citation.title or "[no title]").stylize_before("bold"),
            *(safe(row).stylize("$text-muted") for row in about),
            Content(""),
            *said,
            Content(""),
            self._lit(citation.abstract)
            if citation.abstract
            else assemble(("No abstract came with it.", "$text-muted")),
            Content(""),
            under("Criteria", [criteria(self.protocol, examples=False)]),
        ]
        return lines(parts)

    def _lit(self, text: str) -> Content:
        return highlighted(text, ((s.start, s.end, s.include) for s in screening.highlights(self.protocol, text)))

    # Settling

    def action_resolve(self, verdict: str) -> None:
        key = self.records.current
        if key is None or key not in self._open:
            return
        stage, number = named_by(key)
        if verdict == "include" or stage is Stage.TITLE_ABSTRACT:
            self._settle(key, Verdict(verdict), "")
            return
        report = screening.report(self.app.review, number, reviewer=self.app.reviewer)
        given = latest(vote for vote in report.votes if vote.stage is stage)
        choices = [
            Choice(reason, hint=", ".join(who for who, vote in given.items() if vote.reason == reason))
            for reason in protocols.current(self.app.review).reasons
        ]

        def chosen(reason: str | None) -> None:
            if reason is not None:
                self._settle(key, Verdict.EXCLUDE, reason)

        self.app.push_screen(Choose("Exclude, because", choices), chosen)

    def _settle(self, key: int, verdict: Verdict, reason: str) -> None:
        stage, number = named_by(key)
        after = self._open[self._open.index(key) + 1 :] + self._open[: self._open.index(key)]
        why = self._whys.get(key, "")
        try:
            conflicts.resolve(self.app.review, number, stage, verdict, by=self.app.reviewer, reason=reason, note=why)
        except ReviewError as refusal:
            jobs.tell(self, refusal)
            self.load_when_ready()  # another has settled it, or a vote was changed: show how it stands
            return
        self._whys.pop(key, None)
        self.load_when_ready()
        if after:
            self.records.go_to(after[0])
        because = f" ({reason})" if reason else ""
        self.did(f"{number} settled: {verdict.value}{because}")

    def action_note(self) -> None:
        """A note of the talk: written at once, beside the votes, for all who judged it."""
        key = self.records.current
        if key is None:
            return
        stage, number = named_by(key)

        def written(answer: dict[str, str] | None) -> None:
            if answer is None:
                return
            with jobs.telling(self):
                screening.note(self.app.review, number, answer["text"], by=self.app.reviewer, stage=stage)
                self.did(f"note on {number} written")
            self._show()

        blank = Blank("text", "Note", long=True, required=True, hint="the others read it beside the votes")
        title = f"Note on {number}, at {stage.words}"
        self.app.push_screen(Write(title, [blank], draft=f"note {stage} report:{number}"), written)

    def action_why(self) -> None:
        """Why, for the consensus: kept until it is set."""
        key = self.records.current
        if key is None:
            return
        stage, number = named_by(key)

        def written(answer: dict[str, str] | None) -> None:
            if answer is not None:
                self._whys[key] = answer["why"].strip()
                self._show()

        blank = Blank("why", "Why", self._whys.get(key, ""), long=True, hint="what you agreed on, in a sentence")
        detail = "It is written down together with i or e."
        title = f"Why, for the consensus on {number}"
        self.app.push_screen(Write(title, [blank], detail=detail, draft=f"why {stage} report:{number}"), written)

    # Moving and agreement

    def action_step(self, by: str) -> None:
        self.records.action_move(int(by))

    def action_open(self) -> None:
        self.toggle_class("-reading")
        self.set_focus(self.detail if self.has_class("-reading") else self.records)

    def action_agreement(self) -> None:
        self.toggle_class("-agreement")
        self.refresh_bindings()
        if self.has_class("-agreement"):
            self.query_one("#agreement", Prose).focus()
            self.agree()
        else:
            self.set_focus(self.records)

    @jobs.job("Counting agreement")
    def agree(self, progress: jobs.Progress) -> None:
        progress()
        found, stages = conflicts.agreements(self.app.review), agreement.by_stage(self.app.review)
        self.app.call_from_thread(self._show_agreement, found, stages)

    def _show_agreement(
        self, found: Sequence[conflicts.PairAgreement], stages: Sequence[agreement.StageAgreement]
    ) -> None:
        parts: list[Content] = []
        for pair in found:
            parts += [_agreement(pair), Content("")]
        if not found:
            parts.append(safe("No report was judged blind by two and decided yet, so there is nothing to compare."))
        for stage in stages if found else ():
            parts += _parts_of(stage)
        if stages:
            parts.append(assemble((f"{agreement.counted(stages)} {ABOUT_MEASURES}", "$text-muted")))
        self.query_one("#agreement", Prose).show_text(lines(parts))

    def step_back(self) -> None:
        if self.has_class("-agreement"):
            self.action_agreement()
        elif self.has_class("-reading"):
            self.action_open()

    def report_here(self) -> int | None:
        return None if self.records.current is None else named_by(self.records.current)[1]

    def why_disabled(self, action: str) -> str:
        if action not in ("resolve", "note", "why", "open") or self.app.review is None:
            return ""
        key = self.records.current
        if key is None:
            return "No conflict is here."
        if self.has_class("-agreement"):
            return "Esc leaves the agreement first."
        if action in ("resolve", "why") and key not in self._open:
            return "It is settled already; u takes your own consensus back."
        if action in ("resolve", "why") and self._not_mine:
            return f"{self._not_mine} n writes a note for them."
        return ""


ABOUT_MEASURES = (
    "Only reports that have an outcome. At title and abstract, maybe counts as include; reasons are "
    "not compared. Kappa is low when one verdict is rare although reviewers hardly differ: look at the disagreements."
)


def _agreement(pair: conflicts.PairAgreement) -> Content:
    at = pair.agreement
    return agreement_lines(
        f"{pair.a} and {pair.b} · {pair.stage.words}",
        f"{at.same} of {at.n} reports judged alike",
        (
            ("alike", at.raw, "share judged alike", at.intervals.get("raw")),
            ("includes", at.positive, "of includes, given by both", at.intervals.get("positive")),
            ("excludes", at.negative, "of excludes, given by both", at.intervals.get("negative")),
            ("kappa", at.kappa, "Cohen: beyond chance", at.intervals.get("kappa")),
            ("PABAK", at.pabak, "as if equally common", at.intervals.get("pabak")),
            ("AC1", at.ac1, "Gwet: where one is rare too", at.intervals.get("ac1")),
        ),
    )


def _parts_of(stage: agreement.StageAgreement) -> list[Content]:
    """By sample, over time and by reason, a line each."""
    wanted = f" · wanted before the gate opens: {stage.wanted:.0%} alike" if stage.wanted else ""
    rows = [assemble((f"All pairs · {stage.stage.words}", "bold"), wanted)]
    for part in (*stage.samples, *stage.over_time):
        at = part.agreement
        kappa = "–" if at.kappa is None else f"{at.kappa:.2f}"
        rows.append(safe_line(f"  {part.name}: {at.same} of {at.n} alike, kappa {kappa}"))
    for one in stage.reasons:
        rows.append(safe_line(f"  {one.reason}: given by both {one.both}, by one alone {one.one}"))
    return [*rows, Content("")]


def _cells(row: ReportRow, stage: Stage) -> tuple[Content, str, str, str]:
    outcome = {"conflict": "≠ open", "included": "✓ included", "excluded": "✗ excluded"}.get(row.outcome.value)
    return (safe(outcome) if outcome else marked(row.outcome.value)), SHORT[stage], row.who, row.title
