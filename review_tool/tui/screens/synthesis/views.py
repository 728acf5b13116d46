"""The six views of the evidence, one of them shown at a time, and what is under the cursor in it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import ContentSwitcher

from review_tool.domain.evidence import Excerpt
from review_tool.domain.evidence_map import EvidenceMap
from review_tool.domain.synthesis import Claim, Strand, StrandItem
from review_tool.services.synthesis import mapping, tracing
from review_tool.services.synthesis.tracing import Step
from review_tool.tui import jobs
from review_tool.tui.app import ReviewApp
from review_tool.tui.screens.synthesis import words
from review_tool.tui.screens.synthesis.evidence import CodeLine, Evidence, heads, map_rows
from review_tool.tui.widgets.checklist_matrix import ChecklistMatrix
from review_tool.tui.widgets.evidence_tree import EvidenceNode, EvidenceTree
from review_tool.tui.widgets.filter_bar import FilterBar
from review_tool.tui.widgets.record_list import Column, RecordList

VIEWS = ("claims", "findings", "excerpts", "themes", "strands", "map")


class SynthesisViews(Vertical):
    """Claims as a tree; findings, excerpts, themes and strands as lists; the map as a grid."""

    app = getters.app(ReviewApp)
    claims_tree = getters.query_one(EvidenceTree)
    excerpts = getters.query_one("#excerpts", RecordList)
    grid = getters.query_one(ChecklistMatrix)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
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
        """The claim that the cursor goes to when the tree is next drawn."""

    def compose(self) -> ComposeResult:
        right = partial(Column, right=True)
        with ContentSwitcher(initial="claims"):
            yield EvidenceTree(id="claims")
            yield RecordList(
                *(Column("", 4), Column("finding"), Column("M C A R", 7), Column("confidence", 10)),
                right("stands", 8, from_width=70),
                id="findings",
                markable=False,
                empty="No finding yet: f writes one, then c grades it.",
            )
            yield RecordList(
                *(Column("study", 20), Column("excerpt"), Column("codes", 26, from_width=90)),
                id="excerpts",
                empty="No excerpt here yet. m marks one.",
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

    # Showing

    def show(self, evidence: Evidence) -> None:
        """Draw what was read; the map is made anew when it is looked at."""
        self.evidence = evidence
        self._steps, self.map = {}, None
        self.draw()

    def go_to(self, view: str, *, only: Sequence[str] | None = None) -> None:
        """Show a view; of the excerpts, `only` these."""
        self._from = self.view if only is not None else ""
        self.view, self._only = view, None if only is None else frozenset(only)
        bar = self.query_one(FilterBar)
        if bar.value:
            bar.value = ""
            bar.remove_class("-open")
        self._words = ""

    def go_to_claim(self, claim: str) -> None:
        """Show a claim in its tree, when that is next drawn."""
        self._to, self.view, self._only, self._words = claim, "claims", None, ""

    def filter(self, typed: str) -> bool:
        """List what holds these words: claims or excerpts. True where that is another list than before."""
        if typed == self._words:
            return False
        self._words = typed
        if self.view not in ("claims", "excerpts"):
            self.view = "excerpts"
        return True

    def step_back(self) -> bool:
        """One step back: to what lies above, or to the view a list was opened from. True where the view changed."""
        if self.view == "excerpts" and self._from:
            self.go_to(self._from)
            return True
        if self.view != "claims":
            self.go_to("claims")
            return True
        node = self.claims_tree.cursor_node
        if node and node.parent and node.parent is not self.claims_tree.root:
            self.claims_tree.move_cursor(node.parent)
        return False

    def draw(self) -> None:
        e = self.evidence
        self.query_one(ContentSwitcher).current = self.view
        match self.view:
            case "claims":
                roots = [self._node("", tracing.claim_step(claim)) for claim in e.claims if self._holds(claim)]
                self.claims_tree.show(roots, self._below)
                if self._to and self.claims_tree.go_to(f"/claim:{self._to}"):
                    self._to = None
            case "findings":
                self.listed("findings").show(range(len(e.findings)), partial(words.finding_rows, e))
            case "excerpts":
                self.excerpts.show(e.ids(self._words, only=self._only), partial(words.excerpt_rows, e))
            case "themes":
                self.listed("themes").show(range(len(e.code_lines)), partial(words.code_rows, e))
            case "strands":
                self.listed("strands").show(range(len(e.strand_lines)), partial(words.strand_rows, e))
            case _:
                self._draw_map()
        if not self.query_one(FilterBar).has_focus:
            self.query_one(f"#{self.view}").focus()

    def _draw_map(self) -> None:
        if self.map is None:
            with jobs.telling(self):
                self.map = mapping.make(self.app.review, *self.dimensions, base=self.evidence.base)
        if self.map is not None:
            self.grid.show(heads(self.map), map_rows(self.map))

    def listed(self, name: str) -> RecordList:
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
            n = self.listed("findings").current
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
        n = self.listed("strands").current if self.view == "strands" else None
        return None if n is None else self.evidence.strand_lines[n][1]

    @property
    def strand(self) -> Strand | None:
        """The strand under the cursor, or that of the item under it."""
        n = self.listed("strands").current if self.view == "strands" else None
        return None if n is None else self.evidence.strand_lines[n][0]

    @property
    def line(self) -> CodeLine | None:
        """The theme or code under the cursor."""
        n = self.listed("themes").current if self.view == "themes" else None
        return None if n is None else self.evidence.code_lines[n]

    @property
    def marked_lines(self) -> list[CodeLine]:
        """The themes and codes that are marked in their list."""
        return [self.evidence.code_lines[n] for n in sorted(self.listed("themes").marked)]

    @property
    def report(self) -> int | None:
        """The report of the excerpt, study or report under the cursor."""
        if found := self.excerpt:
            return found.report
        step = self.step
        if step and step.kind == "study":
            return self.evidence.studies[int(step.id)].reports[0]
        return int(step.id) if step and step.kind == "report" else None

    @property
    def cell(self) -> tuple[int, str] | None:
        """The row and the column of the map's cell under the cursor."""
        return self.grid.current if self.view == "map" and self.map else None

    @property
    def report_here(self) -> int | None:
        """The report that other screens go to from here."""
        step = self.step
        if step and step.kind in ("report", "study") and step.id.isdigit():
            return int(step.id)
        return self.excerpt.report if self.excerpt else None

    @property
    def place(self) -> str:
        """`3/59` in a list."""
        shown = self.listed(self.view) if self.view not in ("claims", "map") else None
        return f"{shown.place}/{len(shown.ids)}" if shown else ""

    def said(self, width: int) -> Content:
        """What is under the cursor, in full."""
        e = self.evidence
        if self.view == "findings" and self.claim:
            return words.claim(e, self.claim, width)
        if self.view == "excerpts" and self.excerpt:
            return words.excerpt(e, self.excerpt)
        if self.view == "themes" and self.line:
            return words.code_line(e, self.line)
        if self.view == "strands" and (n := self.listed("strands").current) is not None:
            return words.strand(e, *e.strand_lines[n])
        if self.map and self.cell:
            return words.cell(self.map, *self.cell)
        step = self.step
        if step is None:
            return Content("")
        claim = e.claim(step.id) if step.kind in ("claim", "finding") else None
        return words.claim(e, claim, width) if claim else words.step(step)
