"""From codes to findings, recommendations and gaps, and the walk from each claim down to the events behind it."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container

from review_tool.domain.synthesis import Claim, ClaimKind
from review_tool.services.fulltexts import reading
from review_tool.services.synthesis import tracing
from review_tool.tui import jobs, keys
from review_tool.tui.asking import asking, export
from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.screens.reader.screen import ReaderScreen
from review_tool.tui.screens.stage import StageScreen
from review_tool.tui.screens.synthesis import codes, deeds, more, strands
from review_tool.tui.screens.synthesis.evidence import Evidence
from review_tool.tui.screens.synthesis.views import VIEWS, SynthesisViews
from review_tool.tui.widgets.checklist_matrix import ChecklistMatrix
from review_tool.tui.widgets.empty_state import EmptyState
from review_tool.tui.widgets.evidence_tree import EvidenceTree
from review_tool.tui.widgets.filter_bar import FilterBar
from review_tool.tui.widgets.prose import Prose
from review_tool.tui.widgets.record_list import RecordList
from review_tool.tui.widgets.view_bar import ViewBar

MANY = 1000
"""Excerpts from which on reading takes longer than a key should."""
EXPORTS = ("recommendations", "gaps", "findings", "codebook", "themes", "strands", "map", "summary")


class SynthesisScreen(StageScreen):
    """Six views of the evidence and what is made of it, with the thing under the cursor in full beside them."""

    MODE = "synthesis"
    UNDOES: ClassVar[str] = "SYNTHESIS"
    CSS_PATH = "screen.tcss"
    HELP = """
# Synthesis

Recommendations (R), research gaps (G) and findings (F), each resting on evidence or marked as the team's judgement.

- `[` and `]` change the view: claims, findings, excerpts, themes, strands, map. `v` goes to the map and back.
- Enter walks on: claim, finding or theme, excerpt, report, decisions, events. `Esc` walks back. `b` lists the claims
  that rest on an excerpt, study or report.
- `r` writes a recommendation, `g` a gap, `f` a finding; then you choose what it rests on. Excerpts marked with `space`
  are chosen already. `l` changes what a claim rests on, `w` its words, `d` withdraws it.
- `c` grades a finding by GRADE-CERQual: four components, then the confidence, each with your explanation.
- `p` writes down what people say: agreement by group, dissent in their own words, the place a gap has for each group.
- `R` reads the text at the excerpt's place.
- `m` marks a new excerpt, `#` codes an excerpt or an item. `n` writes a memo on a code, a theme or a claim.
- Themes: `a` adds one, Enter lists its passages, `w` renames, `M` merges, `d` drops; `o` has all deeds: split,
  describe, final (only with a note on what speaks against it).
- Strands: `a` adds a strand or an item, or reads a CSV file.
- The map counts studies and items by two things they are coded by; `o` chooses which. `g` makes a draft gap of a cell;
  `y` confirms a draft once its words are yours.
- ■ robust: whatever one thing is taken away, support remains. △ fragile: it falls without one study, one reviewer or
  the low-quality studies.
- `x` writes tables, the map or the summary to a file. `u` undoes, `U` redoes.
"""
    BINDINGS: ClassVar[list[BindingType]] = [*keys.SCREENS["synthesis"]]
    views = getters.query_one(SynthesisViews)
    detail = getters.query_one("#detail", Prose)

    def compose_body(self) -> ComposeResult:
        yield ViewBar()
        with Container(id="synthesis"):
            yield SynthesisViews(id="views")
            yield Prose(id="detail")
        yield EmptyState(
            "No finding, recommendation or gap yet",
            "Here the evidence becomes findings, recommendations and gaps, each resting on excerpts, studies or items.",
            ("m", "mark an excerpt of a study, # codes it"),
            ("f", "write a finding"),
            ("r", "write a recommendation"),
            ("g", "write a research gap"),
            ("]", "findings, excerpts, themes, strands, map"),
        )

    # Loading

    @property
    def evidence(self) -> Evidence:
        """What was read last."""
        return self.views.evidence

    def load(self) -> None:
        """At once; where there is much, beside the screen, which stays as it was for that moment."""
        if len(self.evidence.base.excerpts) > MANY:
            self.read_beside()
        else:
            self.show_evidence(Evidence.read(self.app.review))

    @jobs.job("Reading the evidence")
    def read_beside(self, progress: jobs.Progress) -> None:
        evidence = Evidence.read(self.app.review)
        progress()
        self.app.call_from_thread(self.show_evidence, evidence)

    def show_evidence(self, evidence: Evidence) -> None:
        if len(evidence.base.excerpts) > MANY:
            gc.freeze()  # it stays until the next deed; looking through it again and again would make keys wait
        asked = self.take_asked()
        resting = tracing.resting_on(self.app.review, asked.report) if asked and asked.report is not None else ()
        if asked and (claim := asked.claim or (resting[0].id if resting else "")):
            self.views.go_to_claim(claim)
        self.views.show(evidence)
        self._tell()

    def draw(self) -> None:
        """Show the view anew, as it now is."""
        self.views.draw()
        self._tell()

    def _tell(self) -> None:
        """The counts above the views, and what is under the cursor."""
        e, view = self.evidence, self.views.view
        of_kind = [sum(c.kind is kind for c in e.claims) for kind in ClaimKind]
        self.subtitle = f"recommendations {of_kind[0]} · gaps {of_kind[1]} · findings {of_kind[2]}"
        counts = (len(e.claims), of_kind[2], len(e.excerpts), len(e.base.themes), len(e.base.strands), None)
        named = [(v, v if n is None else f"{v} {n}") for v, n in zip(VIEWS, counts, strict=True)]
        self.query_one(ViewBar).show(named, view)
        self.set_class(view == "claims" and not e.claims, "-empty")
        self._show()

    @on(EvidenceTree.Highlighted)
    @on(RecordList.Highlighted)
    @on(ChecklistMatrix.Highlighted)
    def _show(self) -> None:
        self.detail.show_text(self.views.said(self.detail.scrollable_content_region.width))
        self.place(self.views.place)
        self.see_deeds()

    def report_here(self) -> int | None:
        return self.views.report_here

    def why_disabled(self, action: str) -> str:
        at = self.views
        claim, on_line = at.claim, bool(at.line and at.line.kind != "heading")
        if action in ("link", "people") and not claim:
            return "That is done on a claim: choose one in the view of claims."
        if action in ("reword", "withdraw") and not claim and not on_line:
            return "That is done on a claim, a theme or a code."
        if action == "grade" and not (claim and claim.kind is ClaimKind.FINDING):
            return "Findings are graded: choose one in the view of findings."
        if action == "confirm" and not (claim and claim.draft):
            return "Only a draft gap is confirmed."
        if action == "merge" and not on_line:
            return "Themes and codes are merged: choose one in the view of themes."
        if action == "memo" and not claim and not on_line:
            return "A memo stands on a claim, a theme or a code: choose one."
        if action == "code" and not at.excerpt and not at.item:
            return "A code goes on an excerpt or an item: choose one in the view of excerpts."
        if action == "read" and not (at.excerpt and at.excerpt.span):
            return "Choose an excerpt that was marked in the reader (r under 6 Full text)."
        if action == "resting" and at.report is None:
            return "Choose an excerpt, a study or a report."
        if action == "mark" and not self.evidence.studies:
            return "There is no included study to quote."
        return ""

    # Moving

    def go_to(self, view: str, *, only: Sequence[str] | None = None) -> None:
        """Show a view; of the excerpts, `only` these."""
        self.views.go_to(view, only=only)
        self.draw()

    def go_to_claim(self, claim: Claim) -> None:
        """Show a claim in its tree."""
        self.views.go_to_claim(claim.id)
        self.go_to("claims")

    @on(ViewBar.Picked)
    def _picked(self, event: ViewBar.Picked) -> None:
        self.go_to(event.name)

    def action_view(self, by: int) -> None:
        self.go_to(VIEWS[(VIEWS.index(self.views.view) + by) % len(VIEWS)])

    def action_map(self) -> None:
        self.go_to("claims" if self.views.view == "map" else "map")

    @on(FilterBar.Filtered)
    def _filtered(self, event: FilterBar.Filtered) -> None:
        if self.views.filter(event.words):
            self.draw()

    @on(EvidenceTree.Chosen)
    @on(RecordList.Chosen)
    @on(ChecklistMatrix.Chosen)
    def action_open(self) -> None:
        """One step on."""
        at = self.views
        match at.view:
            case "claims":
                at.claims_tree.action_walk()
            case "findings":
                if at.claim:
                    self.go_to_claim(at.claim)
            case "excerpts":
                self.action_resting()
            case "themes":
                if at.line and (targets := self.evidence.under(at.line)):
                    self.go_to("excerpts", only=targets)
            case "strands":
                self._change_strand()
            case _:
                if at.map and at.cell:
                    self.go_to("excerpts", only=self.evidence.in_cell(at.map, *at.cell))

    def step_back(self) -> None:
        if self.views.step_back():
            self.draw()

    def action_read(self) -> None:
        if excerpt := self.views.excerpt:
            with jobs.telling(self):
                opened = reading.open_at(self.app.review, excerpt)
                self.app.push_screen(ReaderScreen(opened, excerpt), lambda _: self.load())

    @asking
    async def action_resting(self) -> None:
        if (report := self.views.report) is None:
            return
        found = tracing.resting_on(self.app.review, report)
        if self.views.excerpt:
            linked = [c for c in found if any(link.target == self.views.excerpt.id for link in c.links)]
            found = linked + [c for c in found if c not in linked]
        if not found:
            self.refuse(f"No claim rests on {self.evidence.who(report)} yet: r, g and f write one.")
            return
        choices = [Choice(c.id, f"{c.label} {c.body.text}") for c in found]
        title = f"Claims that rest on {self.evidence.who(report)}"
        if chosen := await self.app.push_screen_wait(Choose(title, choices)):
            self.go_to_claim(next(c for c in found if c.id == chosen))

    # Deeds: what they ask and write is in deeds, codes, strands and more

    def wrote(self, sentence: str, *, claim: str = "") -> None:
        """Something was written: show it, and go to the claim where one is named."""
        if claim and self.views.view != "findings":
            self.views.go_to_claim(claim)
        self.load()
        self.did(sentence)

    @asking
    async def action_recommendation(self) -> None:
        await deeds.write_claim(self, ClaimKind.RECOMMENDATION)

    @asking
    async def action_finding(self) -> None:
        await deeds.write_claim(self, ClaimKind.FINDING)

    @asking
    async def action_gap(self) -> None:
        if self.views.cell:
            deeds.draft_gap(self, *self.views.cell)
        else:
            await deeds.write_claim(self, ClaimKind.GAP)

    @asking
    async def action_link(self) -> None:
        if self.views.claim:
            await deeds.link(self, self.views.claim)

    @asking
    async def action_reword(self) -> None:
        if self.views.line:
            await codes.rename(self, self.views.line)
        elif self.views.claim:
            await deeds.reword(self, self.views.claim)

    @asking
    async def action_grade(self) -> None:
        if self.views.claim:
            await deeds.grade(self, self.views.claim)

    @asking
    async def action_people(self) -> None:
        if self.views.claim:
            await deeds.people(self, self.views.claim)

    @asking
    async def action_confirm(self) -> None:
        if self.views.claim:
            await deeds.confirm(self, self.views.claim)

    @asking
    async def action_withdraw(self) -> None:
        if self.views.line:
            await codes.drop(self, self.views.line)
        elif self.views.claim:
            await deeds.withdraw(self, self.views.claim)

    @asking
    async def action_memo(self) -> None:
        await codes.memo(self)

    @asking
    async def action_mark(self) -> None:
        await codes.mark(self)

    @asking
    async def action_code(self) -> None:
        if self.views.item:
            await codes.code_item(self, self.views.item)
        elif self.views.excerpt:
            await codes.code(self, self.views.excerpt)

    @asking
    async def action_merge(self) -> None:
        if self.views.line:
            await codes.merge(self, self.views.line)

    @asking
    async def action_add(self) -> None:
        await more.add(self)

    @asking
    async def action_more(self) -> None:
        await more.choose(self)

    @asking
    async def _change_strand(self) -> None:
        if strand := self.views.strand:
            await strands.describe_strand(self, strand)

    @asking
    async def action_export(self) -> None:
        await export(self, EXPORTS)
