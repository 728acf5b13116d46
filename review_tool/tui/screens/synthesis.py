"""From codes to findings, recommendations and gaps, and the walk from each claim down to the events behind it."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import ContentSwitcher

from review_tool.domain.evidence import Excerpt
from review_tool.domain.evidence_map import EvidenceMap
from review_tool.domain.synthesis import Claim, ClaimKind, StrandItem
from review_tool.services.fulltexts import reading
from review_tool.services.synthesis import mapping, tracing
from review_tool.services.synthesis.tracing import Step
from review_tool.tui import jobs, keys
from review_tool.tui.asking import asking, export
from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.screens import synthesis_codes as codes
from review_tool.tui.screens import synthesis_deeds as deeds
from review_tool.tui.screens import synthesis_more as more
from review_tool.tui.screens import synthesis_strands as strands
from review_tool.tui.screens import synthesis_words as words
from review_tool.tui.screens.reader import ReaderScreen
from review_tool.tui.screens.stage import StageScreen
from review_tool.tui.screens.synthesis_evidence import CodeLine, Evidence, heads, map_rows
from review_tool.tui.widgets.checklist_matrix import ChecklistMatrix
from review_tool.tui.widgets.empty_state import EmptyState
from review_tool.tui.widgets.evidence_tree import EvidenceNode, EvidenceTree
from review_tool.tui.widgets.filter_bar import FilterBar
from review_tool.tui.widgets.prose import Prose
from review_tool.tui.widgets.record_list import Column, RecordList
from review_tool.tui.widgets.view_bar import ViewBar

VIEWS = ("claims", "findings", "excerpts", "themes", "strands", "map")
MANY = 1000
"""Excerpts from which on reading takes longer than a key should."""
EXPORTS = ("recommendations", "gaps", "findings", "codebook", "themes", "strands", "map", "summary")


class SynthesisScreen(StageScreen):
    """Six views of the evidence and what is made of it, with the thing under the cursor in full beside them."""

    MODE = "synthesis"
    UNDOES: ClassVar[str] = "SYNTHESIS"
    CSS_PATH = "synthesis.tcss"
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
    claims_tree = getters.query_one(EvidenceTree)
    excerpts = getters.query_one("#excerpts", RecordList)
    grid = getters.query_one(ChecklistMatrix)
    detail = getters.query_one("#detail", Prose)

    def __init__(self) -> None:
        super().__init__()
        self.view = "claims"
        self.evidence = Evidence.nothing()
        self.dimensions = ("", "")
        """What the map lays down and across; "" is the usual."""
        self.map: EvidenceMap | None = None
        self._steps: dict[str, Step] = {}
        self._words = ""
        self._only: frozenset[str] | None = None
        """The excerpts that alone are listed, and …"""
        self._from = ""
        """… the view that they were opened from."""
        self._to: str | None = None

    def compose_body(self) -> ComposeResult:
        yield ViewBar()
        right = partial(Column, right=True)
        with Container(id="synthesis"):
            with Vertical(id="views"):
                with ContentSwitcher(initial="claims"):
                    yield EvidenceTree(id="claims")
                    yield RecordList(
                        *(Column("", 4), Column("finding"), Column("M C A R", 7), Column("confidence", 10)),
                        right("stands", 8, from_width=70),
                        id="findings",
                        markable=False,
                        empty="No finding yet: f writes one, then c grades it.",
                    )
                    coded = Column("codes", 26, from_width=90)
                    who = Column("study", 20)
                    yield RecordList(
                        who, Column("excerpt"), coded, id="excerpts", empty="No excerpt here yet. m marks one."
                    )
                    yield RecordList(
                        *(Column("theme, and its codes"), right("passages", 8), right("studies", 8)),
                        id="themes",
                        empty="No code yet: # puts one on an excerpt, then a puts codes together.",
                    )
                    yield RecordList(
                        *(Column("strand, and its items"), right("size", 14), Column("codes", 24, from_width=70)),
                        id="strands",
                        markable=False,
                        empty="No evidence beside the studies yet: a adds a survey, stories, pilots …",
                    )
                    yield ChecklistMatrix(id="map", empty="Nothing is coded by these two things yet: o chooses others.")
                yield FilterBar("words · Enter keeps · Esc lifts")
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
        self.evidence = evidence
        if len(evidence.base.excerpts) > MANY:
            gc.freeze()  # it stays until the next deed; looking through it again and again would make keys wait
        self._steps, self.map = {}, None
        asked = self.take_asked()
        if asked and asked.report is not None:
            resting = tracing.resting_on(self.app.review, asked.report)
            self._to = resting[0].id if resting else None
        self._draw()

    def _draw(self) -> None:
        e = self.evidence
        of_kind = [sum(c.kind is kind for c in e.claims) for kind in ClaimKind]
        self.subtitle = f"recommendations {of_kind[0]} · gaps {of_kind[1]} · findings {of_kind[2]}"
        counts = (len(e.claims), of_kind[2], len(e.excerpts), len(e.base.themes), len(e.base.strands), None)
        named = [(v, v if n is None else f"{v} {n}") for v, n in zip(VIEWS, counts, strict=True)]
        self.query_one(ViewBar).show(named, self.view)
        self.set_class(self.view == "claims" and not e.claims, "-empty")
        switcher = self.query_one(ContentSwitcher)
        switcher.current = self.view
        match self.view:
            case "claims":
                roots = [self._node("", tracing.claim_step(claim)) for claim in e.claims if self._holds(claim)]
                self.claims_tree.show(roots, self._below)
                if self._to and self.claims_tree.go_to(f"/claim:{self._to}"):
                    self._to = None
            case "findings":
                self._list("findings").show(range(len(e.findings)), partial(words.finding_rows, e))
            case "excerpts":
                self.excerpts.show(e.ids(self._words, only=self._only), partial(words.excerpt_rows, e))
            case "themes":
                self._list("themes").show(range(len(e.code_lines)), partial(words.code_rows, e))
            case "strands":
                self._list("strands").show(range(len(e.strand_lines)), partial(words.strand_rows, e))
            case _:
                self._draw_map()
        if not self.query_one(FilterBar).has_focus:
            self.query_one(f"#{self.view}").focus()
        self._show()

    def _draw_map(self) -> None:
        if self.map is None:
            with jobs.telling(self):
                self.map = mapping.make(self.app.review, *self.dimensions, base=self.evidence.base)
        if self.map is not None:
            self.grid.show(heads(self.map), map_rows(self.map))

    def _list(self, name: str) -> RecordList:
        return self.query_one(f"#{name}", RecordList)

    def _holds(self, claim: Claim) -> bool:
        return all(word in f"{claim.label} {claim.body.text}".casefold() for word in self._words.casefold().split())

    def _node(self, path: str, step: Step) -> EvidenceNode:
        here = f"{path}/{step.kind}:{step.id}"
        self._steps[here] = step
        e = self.evidence
        claim = e.claim(step.id) if step.kind == "claim" else None
        if claim:
            return EvidenceNode(
                claim.kind.value, here, words.claim_line(claim, e.supports[claim.id], e.tests[claim.id])
            )
        against = "against: " if step.stance == "opposes" else ""
        kind = "decision" if step.kind == "consensus" else step.kind
        return EvidenceNode(kind, here, against + step.words, leaf=step.kind == "event")

    def _below(self, node: EvidenceNode) -> list[EvidenceNode]:
        steps: list[Step] = []
        with jobs.telling(self):
            steps = tracing.below(self.app.review, self._steps[node.id], reviewer=self.app.reviewer)
        return [self._node(node.id, step) for step in steps]

    # What is under the cursor

    @property
    def step(self) -> Step | None:
        """The step of the tree under the cursor, in the view of claims."""
        node = self.claims_tree.current if self.view == "claims" else None
        return self._steps.get(node.id) if node else None

    @property
    def claim(self) -> Claim | None:
        """The claim under the cursor, or the one above the step under it."""
        if self.view == "findings":
            n = self._list("findings").current
            return None if n is None else self.evidence.findings[n]
        step = self.step
        if step and step.kind == "finding":
            return self.evidence.claim(step.id)
        node = self.claims_tree.current if self.view == "claims" else None
        return self.evidence.claim(node.id.split("/")[1].partition(":")[2]) if node else None

    @property
    def excerpt(self) -> Excerpt | None:
        if self.view == "excerpts":
            return None if self.excerpts.current is None else self.evidence.excerpts[self.excerpts.current]
        step = self.step
        return self.evidence.base.excerpts.get(step.id) if step and step.kind == "excerpt" else None

    @property
    def item(self) -> StrandItem | None:
        """The item of a strand under the cursor."""
        n = self._list("strands").current if self.view == "strands" else None
        return None if n is None else self.evidence.strand_lines[n][1]

    @property
    def line(self) -> CodeLine | None:
        """The theme or code under the cursor."""
        n = self._list("themes").current if self.view == "themes" else None
        return None if n is None else self.evidence.code_lines[n]

    @property
    def marked_lines(self) -> list[CodeLine]:
        """The themes and codes that are marked in their list."""
        return [self.evidence.code_lines[n] for n in sorted(self._list("themes").marked)]

    @property
    def report(self) -> int | None:
        """The report of the excerpt, study or report under the cursor."""
        if found := self.excerpt:
            return found.report
        step = self.step
        if step and step.kind == "study":
            return self.evidence.studies[int(step.id)].reports[0]
        return int(step.id) if step and step.kind == "report" else None

    @on(EvidenceTree.Highlighted)
    @on(RecordList.Highlighted)
    @on(ChecklistMatrix.Highlighted)
    def _show(self) -> None:
        self.detail.show_text(self._said())
        shown = self._list(self.view) if self.view not in ("claims", "map") else None
        self.place(f"{shown.place}/{len(shown.ids)}" if shown else "")
        self.see_deeds()

    def _said(self) -> Content:
        e, width = self.evidence, self.detail.scrollable_content_region.width
        if self.view == "findings" and self.claim:
            return words.claim(e, self.claim, width)
        if self.view == "excerpts" and self.excerpt:
            return words.excerpt(e, self.excerpt)
        if self.view == "themes" and self.line:
            return words.code_line(e, self.line)
        if self.view == "strands" and (n := self._list("strands").current) is not None:
            return words.strand(e, *e.strand_lines[n])
        if self.view == "map" and self.map and self.grid.current:
            return words.cell(self.map, *self.grid.current)
        step = self.step
        if step is None:
            return Content("")
        claim = e.claim(step.id) if step.kind in ("claim", "finding") else None
        return words.claim(e, claim, width) if claim else words.step(step)

    def report_here(self) -> int | None:
        step = self.step
        if step and step.kind in ("report", "study") and step.id.isdigit():
            return int(step.id)
        return self.excerpt.report if self.excerpt else None

    def why_disabled(self, action: str) -> str:
        claim = self.claim
        if action in ("link", "people") and not claim:
            return "That is done on a claim: choose one in the view of claims."
        if action in ("reword", "withdraw") and not claim and not (self.line and self.line.kind != "heading"):
            return "That is done on a claim, a theme or a code."
        if action == "grade" and not (claim and claim.kind is ClaimKind.FINDING):
            return "Findings are graded: choose one in the view of findings."
        if action == "confirm" and not (claim and claim.draft):
            return "Only a draft gap is confirmed."
        if action == "merge" and not (self.line and self.line.kind != "heading"):
            return "Themes and codes are merged: choose one in the view of themes."
        if action == "memo" and not claim and not (self.line and self.line.kind != "heading"):
            return "A memo stands on a claim, a theme or a code: choose one."
        if action == "code" and not self.excerpt and not self.item:
            return "A code goes on an excerpt or an item: choose one in the view of excerpts."
        if action == "read" and not (self.excerpt and self.excerpt.span):
            return "Choose an excerpt that was marked in the reader (r under 6 Full text)."
        if action == "resting" and self.report is None:
            return "Choose an excerpt, a study or a report."
        if action == "mark" and not self.evidence.studies:
            return "There is no included study to quote."
        return ""

    # Moving

    def go_to(self, view: str, *, only: Sequence[str] | None = None) -> None:
        """Show a view; of the excerpts, `only` these."""
        self._from = self.view if only is not None else ""
        self.view, self._only = view, None if only is None else frozenset(only)
        bar = self.query_one(FilterBar)
        if bar.value:
            bar.value = ""
            bar.remove_class("-open")
        self._words = ""
        self._draw()

    @on(ViewBar.Picked)
    def _picked(self, event: ViewBar.Picked) -> None:
        self.go_to(event.name)

    def action_view(self, by: int) -> None:
        self.go_to(VIEWS[(VIEWS.index(self.view) + by) % len(VIEWS)])

    def action_map(self) -> None:
        self.go_to("claims" if self.view == "map" else "map")

    @on(FilterBar.Filtered)
    def _filtered(self, event: FilterBar.Filtered) -> None:
        if event.words != self._words:
            self._words = event.words
            if self.view not in ("claims", "excerpts"):
                self.view = "excerpts"
            self._draw()

    @on(EvidenceTree.Chosen)
    @on(RecordList.Chosen)
    @on(ChecklistMatrix.Chosen)
    def action_open(self) -> None:
        """One step on."""
        match self.view:
            case "claims":
                node = self.claims_tree.cursor_node
                if node and node.allow_expand:
                    shut = not node.is_expanded
                    self.claims_tree.action_open()
                    if shut:
                        self.call_after_refresh(self.claims_tree.action_open)
            case "findings":
                if self.claim:
                    self.go_to_claim(self.claim)
            case "excerpts":
                self.action_resting()
            case "themes":
                if self.line and (targets := self.evidence.under(self.line)):
                    self.go_to("excerpts", only=targets)
            case "strands":
                self._change_strand()
            case _:
                if self.map and self.grid.current:
                    self.go_to("excerpts", only=self._of_cell(*self.grid.current))

    def _of_cell(self, row: int, column: str) -> list[str]:
        """The excerpts of the studies in a cell; by a theme or code, those alone that carry it."""
        assert self.map is not None
        here = self.map.cell(self.map.rows[row], self.map.columns[int(column)])
        studies = {unit.id for unit in here.units if unit.study}
        base = self.evidence.base
        found = [id_ for id_ in base.excerpts if base.study_of_excerpt(id_) in studies]
        for name, dimension in ((here.row, self.map.down), (here.column, self.map.across)):
            if dimension in ("theme", "code"):
                line = CodeLine("theme" if dimension == "theme" else "code", name)
                found = [id_ for id_ in found if id_ in self.evidence.under(line)] if self._known(line) else found
        return found

    def _known(self, line: CodeLine) -> bool:
        return line.name in (self.evidence.base.themes if line.kind == "theme" else self.evidence.uses)

    def step_back(self) -> None:
        """One step back: to what lies above, or to the view a list was opened from."""
        if self.view == "excerpts" and self._from:
            self.go_to(self._from)
        elif self.view != "claims":
            self.go_to("claims")
        elif (node := self.claims_tree.cursor_node) and node.parent and node.parent is not self.claims_tree.root:
            self.claims_tree.move_cursor(node.parent)

    def go_to_claim(self, claim: Claim) -> None:
        """Show a claim in its tree."""
        self._to = claim.id
        self.go_to("claims")

    def action_read(self) -> None:
        if excerpt := self.excerpt:
            with jobs.telling(self):
                opened = reading.open_at(self.app.review, excerpt)
                self.app.push_screen(ReaderScreen(opened, excerpt), lambda _: self.load())

    @asking
    async def action_resting(self) -> None:
        if (report := self.report) is None:
            return
        found = tracing.resting_on(self.app.review, report)
        if self.excerpt:
            linked = [c for c in found if any(link.target == self.excerpt.id for link in c.links)]
            found = linked + [c for c in found if c not in linked]
        if not found:
            self.refuse(f"No claim rests on {self.evidence.who(report)} yet: r, g and f write one.")
            return
        choices = [Choice(c.id, f"{c.label} {c.body.text}") for c in found]
        title = f"Claims that rest on {self.evidence.who(report)}"
        if chosen := await self.app.push_screen_wait(Choose(title, choices)):
            self.go_to_claim(next(c for c in found if c.id == chosen))

    # Deeds: what they ask and write is in synthesis_deeds, _codes, _strands and _more

    def wrote(self, sentence: str, *, claim: str = "") -> None:
        """Something was written: show it, and go to the claim where one is named."""
        if claim and self.view != "findings":
            self._to, self.view, self._only, self._words = claim, "claims", None, ""
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
        if self.view == "map" and self.map and self.grid.current:
            deeds.draft_gap(self, *self.grid.current)
        else:
            await deeds.write_claim(self, ClaimKind.GAP)

    @asking
    async def action_link(self) -> None:
        if self.claim:
            await deeds.link(self, self.claim)

    @asking
    async def action_reword(self) -> None:
        if self.line:
            await codes.rename(self, self.line)
        elif self.claim:
            await deeds.reword(self, self.claim)

    @asking
    async def action_grade(self) -> None:
        if self.claim:
            await deeds.grade(self, self.claim)

    @asking
    async def action_people(self) -> None:
        if self.claim:
            await deeds.people(self, self.claim)

    @asking
    async def action_confirm(self) -> None:
        if self.claim:
            await deeds.confirm(self, self.claim)

    @asking
    async def action_withdraw(self) -> None:
        if self.line:
            await codes.drop(self, self.line)
        elif self.claim:
            await deeds.withdraw(self, self.claim)

    @asking
    async def action_memo(self) -> None:
        await codes.memo(self)

    @asking
    async def action_mark(self) -> None:
        await codes.mark(self)

    @asking
    async def action_code(self) -> None:
        if self.item:
            await codes.code_item(self, self.item)
        elif self.excerpt:
            await codes.code(self, self.excerpt)

    @asking
    async def action_merge(self) -> None:
        if self.line:
            await codes.merge(self, self.line)

    @asking
    async def action_add(self) -> None:
        await more.add(self)

    @asking
    async def action_more(self) -> None:
        await more.choose(self)

    @asking
    async def _change_strand(self) -> None:
        if (n := self._list("strands").current) is not None:
            await strands.describe_strand(self, self.evidence.strand_lines[n][0])

    @asking
    async def action_export(self) -> None:
        await export(self, EXPORTS)
