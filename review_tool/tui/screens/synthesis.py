"""Write recommendations and research gaps, and walk from each claim down to the events behind it."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import ContentSwitcher

from review_tool.domain.evidence import Excerpt
from review_tool.domain.synthesis import Claim, ClaimKind
from review_tool.services import synthesising, tracing
from review_tool.services.tracing import Step
from review_tool.tui import jobs, keys
from review_tool.tui.asking import asking, export
from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.dialogs.confirm import Confirm
from review_tool.tui.screens import synthesis_deeds as deeds
from review_tool.tui.screens import synthesis_words as words
from review_tool.tui.screens.stage import StageScreen
from review_tool.tui.screens.synthesis_evidence import Evidence
from review_tool.tui.widgets.checklist_matrix import ChecklistMatrix
from review_tool.tui.widgets.empty_state import EmptyState
from review_tool.tui.widgets.evidence_tree import EvidenceNode, EvidenceTree
from review_tool.tui.widgets.filter_bar import FilterBar
from review_tool.tui.widgets.prose import Prose
from review_tool.tui.widgets.record_list import Column, RecordList
from review_tool.tui.widgets.view_bar import ViewBar

VIEWS = ("claims", "excerpts", "themes", "strands", "matrix")


class SynthesisScreen(StageScreen):
    """Five views of the evidence and what is made of it, with the thing under the cursor in full beside them."""

    MODE = "synthesis"
    UNDOES: ClassVar[str] = "SYNTHESIS"
    CSS_PATH = "synthesis.tcss"
    HELP = """
# Synthesis

Recommendations (R) and research gaps (G), each resting on evidence or marked as the team's judgement.

- `[` and `]` change the view: claims, excerpts, themes, strands, matrix. `v` goes to the matrix and back.
- Enter walks on: claim, excerpt, report, decisions, events. `Esc` walks back. `b` lists the claims that rest
  on an excerpt, study or report.
- `r` writes a recommendation, `g` a gap; then you choose what it rests on. Excerpts marked with `space` are chosen
  already. `l` changes what a claim rests on, `w` its words, `d` withdraws it.
- `m` marks a new excerpt, `#` codes the one under the cursor.
- `a` adds a theme, a strand, or an item of a strand; Enter on a theme or strand changes it.
- The matrix counts excerpts by study and theme: an empty cell is where a gap may be. Enter lists a cell's excerpts.
- `x` writes recommendations, gaps or the summary to a file. `u` undoes, `U` redoes.
"""
    BINDINGS: ClassVar[list[BindingType]] = [*keys.SCREENS["synthesis"]]
    claims_tree = getters.query_one(EvidenceTree)
    excerpts = getters.query_one("#excerpts", RecordList)
    matrix = getters.query_one(ChecklistMatrix)
    detail = getters.query_one("#detail", Prose)

    def __init__(self) -> None:
        super().__init__()
        self.view = "claims"
        self.evidence = Evidence()
        self._steps: dict[str, Step] = {}
        self._words = ""
        self._cell: tuple[int, int] | None = None
        """The study and column whose excerpts alone are listed."""
        self._to: str | None = None

    def compose_body(self) -> ComposeResult:
        yield ViewBar()
        with Container(id="synthesis"):
            with Vertical(id="views"):
                with ContentSwitcher(initial="claims"):
                    yield EvidenceTree(id="claims")
                    coded = Column("codes", 26, from_width=90)
                    who = Column("study", 20)
                    yield RecordList(
                        who, Column("excerpt"), coded, id="excerpts", empty="No excerpt here yet. m marks one."
                    )
                    counts = (Column("excerpts", 8, right=True), Column("studies", 8, right=True))
                    yield RecordList(
                        Column("theme"),
                        *counts,
                        id="themes",
                        markable=False,
                        empty="No theme yet: code excerpts with #, then a puts codes together.",
                    )
                    yield RecordList(
                        Column("strand, and its items"),
                        Column("size", 12, right=True),
                        id="strands",
                        markable=False,
                        empty="No evidence beside the studies yet: a adds a survey, stories, pilots …",
                    )
                    yield ChecklistMatrix(id="matrix", empty="No themes or studies to lay beside one another yet.")
                yield FilterBar("words · Enter keeps · Esc lifts")
            yield Prose(id="detail")
        yield EmptyState(
            "No recommendation or gap yet",
            "Here the evidence becomes recommendations and research gaps, each resting on excerpts, studies or items.",
            ("r", "write a recommendation"),
            ("g", "write a research gap"),
            ("m", "mark an excerpt of a study"),
            ("a", "enter another strand of evidence: a survey, stories, pilots"),
            ("]", "excerpts, themes, strands, matrix"),
        )

    # Loading

    def load(self) -> None:
        self.evidence = Evidence.read(self.app.review)
        self._steps = {}
        asked = self.take_asked()
        if asked and asked.report is not None:
            resting = tracing.resting_on(self.app.review, asked.report)
            self._to = resting[0].id if resting else None
        self._draw()

    def _draw(self) -> None:
        e = self.evidence
        of_kind = [sum(c.kind is kind for c in e.claims) for kind in ClaimKind]
        self.subtitle = f"recommendations {of_kind[0]} · gaps {of_kind[1]}"
        counts = (len(e.claims), len(e.excerpts), len(e.themes), len(e.strands), None)
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
            case "excerpts":
                found = e.ids(self._words, cell=self._cell)
                self.excerpts.show(found, partial(words.excerpt_rows, e))
            case "themes":
                self._list("themes").show(range(len(e.themes)), partial(words.theme_rows, e))
            case "strands":
                self._list("strands").show(range(len(e.strand_lines)), partial(words.strand_rows, e))
            case _:
                self.matrix.show(e.heads, e.matrix_rows())
        if not self.query_one(FilterBar).has_focus:
            self.query_one(f"#{self.view}").focus()
        self._show()

    def _list(self, name: str) -> RecordList:
        return self.query_one(f"#{name}", RecordList)

    def _holds(self, claim: Claim) -> bool:
        return all(word in f"{claim.label} {claim.body.text}".casefold() for word in self._words.casefold().split())

    def _node(self, path: str, step: Step) -> EvidenceNode:
        here = f"{path}/{step.kind}:{step.id}"
        self._steps[here] = step
        claim = self.evidence.claim(step.id) if step.kind == "claim" else None
        if claim:
            return EvidenceNode(claim.kind.value, here, words.claim_line(claim, self.evidence.supports[claim.id]))
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
        node = self.claims_tree.current if self.view == "claims" else None
        return self.evidence.claim(node.id.split("/")[1].partition(":")[2]) if node else None

    @property
    def excerpt(self) -> Excerpt | None:
        if self.view == "excerpts":
            return None if self.excerpts.current is None else self.evidence.excerpts[self.excerpts.current]
        step = self.step
        return self.evidence.excerpt(step.id) if step and step.kind == "excerpt" else None

    @property
    def report(self) -> int | None:
        """The report of the excerpt, study or report under the cursor."""
        if found := self.excerpt:
            return found.report
        if self.view == "matrix" and self.matrix.current:
            return self.evidence.studies[self.matrix.current[0]].reports[0]
        step = self.step
        if step and step.kind == "study":
            return self.evidence.studies[int(step.id)].reports[0]
        return int(step.id) if step and step.kind == "report" else None

    @on(EvidenceTree.Highlighted)
    @on(RecordList.Highlighted)
    @on(ChecklistMatrix.Highlighted)
    def _show(self) -> None:
        self.detail.show_text(self._said())
        listed = {"excerpts": self.excerpts, "themes": self._list("themes"), "strands": self._list("strands")}
        shown = listed.get(self.view)
        self.place(f"{shown.place}/{len(shown.ids)}" if shown else "")
        self.see_deeds()

    def _said(self) -> Content:
        e = self.evidence
        if self.view == "excerpts":
            return words.excerpt(e, self.excerpt) if self.excerpt else Content("")
        if self.view in ("themes", "strands"):
            n = self._list(self.view).current
            if n is None:
                return Content("")
            return words.theme(e, e.themes[n]) if self.view == "themes" else words.strand(e, *e.strand_lines[n])
        if self.view == "matrix":
            return words.cell(e, *self.matrix.current) if self.matrix.current else Content("")
        if (step := self.step) is None:
            return Content("")
        claim = e.claim(step.id) if step.kind == "claim" else None
        return words.claim(claim, e.supports[claim.id]) if claim else words.step(step)

    def why_disabled(self, action: str) -> str:
        if action in ("link", "reword", "withdraw") and not self.claim:
            return "That is done on a claim: choose one in the view of claims."
        if action == "code" and not self.excerpt:
            return "A code goes on an excerpt: choose one in the view of excerpts."
        if action == "resting" and self.report is None:
            return "Choose an excerpt, a study or a report."
        if action == "mark" and not self.evidence.studies:
            return "There is no included study to quote."
        return ""

    # Moving

    def _go(self, view: str, *, cell: tuple[int, int] | None = None) -> None:
        self.view, self._cell = view, cell
        bar = self.query_one(FilterBar)
        if bar.value:
            bar.value = ""
            bar.remove_class("-open")
        self._words = ""
        self._draw()

    @on(ViewBar.Picked)
    def _picked(self, event: ViewBar.Picked) -> None:
        self._go(event.name)

    def action_view(self, by: int) -> None:
        self._go(VIEWS[(VIEWS.index(self.view) + by) % len(VIEWS)])

    def action_matrix(self) -> None:
        self._go("claims" if self.view == "matrix" else "matrix")

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
        if self.view == "claims":
            node = self.claims_tree.cursor_node
            if node and node.allow_expand:
                shut = not node.is_expanded
                self.claims_tree.action_open()
                if shut:
                    self.call_after_refresh(self.claims_tree.action_open)
        elif self.view == "excerpts":
            self.action_resting()
        elif self.view == "matrix":
            if self.matrix.current:
                self._go("excerpts", cell=self.evidence.cell(*self.matrix.current))
        else:
            self._change()

    def step_back(self) -> None:
        """One step back: to what lies above, or from a cell's excerpts to the matrix."""
        if self.view == "excerpts" and self._cell:
            self._go("matrix")
        elif self.view != "claims":
            self._go("claims")
        elif (node := self.claims_tree.cursor_node) and node.parent and node.parent is not self.claims_tree.root:
            self.claims_tree.move_cursor(node.parent)

    def go_to_claim(self, claim: Claim) -> None:
        """Show a claim in its tree."""
        self._to = claim.id
        self._go("claims")

    @asking
    async def action_resting(self) -> None:
        if (report := self.report) is None:
            return
        found = tracing.resting_on(self.app.review, report)
        if self.excerpt:
            linked = [c for c in found if any(link.target == self.excerpt.id for link in c.links)]
            found = linked + [c for c in found if c not in linked]
        if not found:
            self.refuse(f"No claim rests on {self.evidence.who(report)} yet: r and g write one.")
            return
        choices = [Choice(c.id, f"{c.label} {c.body.text}") for c in found]
        title = f"Claims that rest on {self.evidence.who(report)}"
        if chosen := await self.app.push_screen_wait(Choose(title, choices)):
            self.go_to_claim(next(c for c in found if c.id == chosen))

    # Deeds: what they ask and write is in synthesis_deeds

    def wrote(self, sentence: str, *, claim: str = "") -> None:
        """Something was written: show it, and go to the claim where one is named."""
        if claim:
            self._to, self.view, self._cell, self._words = claim, "claims", None, ""
        self.load()
        self.did(sentence)

    @asking
    async def action_recommendation(self) -> None:
        await deeds.write_claim(self, ClaimKind.RECOMMENDATION)

    @asking
    async def action_gap(self) -> None:
        await deeds.write_claim(self, ClaimKind.GAP)

    @asking
    async def action_link(self) -> None:
        if self.claim:
            await deeds.link(self, self.claim)

    @asking
    async def action_reword(self) -> None:
        if self.claim:
            await deeds.reword(self, self.claim)

    @asking
    async def action_withdraw(self) -> None:
        if not (claim := self.claim):
            return
        question = f"Withdraw {claim.label}?"
        detail = f"{claim.body.text}\n\nIt leaves the synthesis; the log keeps it, and u brings it back."
        if await self.app.push_screen_wait(Confirm(question, detail, yes="Withdraw", no="Keep")):
            synthesising.withdraw(self.app.review, claim.id, by=self.app.reviewer)
            places = [known.id for known in self.evidence.claims]
            after = places.index(claim.id) + 1
            beside = places[after] if after < len(places) else places[after - 2] if after > 1 else ""
            self.wrote(f"{claim.label} withdrawn", claim=beside)

    @asking
    async def action_mark(self) -> None:
        await deeds.mark(self)

    @asking
    async def action_code(self) -> None:
        if self.excerpt:
            await deeds.code(self, self.excerpt)

    @asking
    async def action_add(self) -> None:
        await deeds.add(self)

    @asking
    async def _change(self) -> None:
        n = self._list(self.view).current
        if n is not None and self.view == "themes":
            await deeds.describe_theme(self, self.evidence.themes[n])
        elif n is not None:
            await deeds.describe_strand(self, self.evidence.strand_lines[n][0])

    @asking
    async def action_export(self) -> None:
        await export(self, ["recommendations", "gaps", "summary"])
