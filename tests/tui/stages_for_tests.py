"""A ReviewApp whose screens show made-up hostile values, one screen for each kind of widget."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message

from review_tool.domain.errors import ReviewError
from review_tool.domain.record import Citation
from review_tool.tui import keys
from review_tool.tui.app import ReviewApp
from review_tool.tui.jobs import Progress, job, telling
from review_tool.tui.messages import About
from review_tool.tui.screens.stage import StageScreen
from review_tool.tui.widgets.checklist_matrix import ChecklistMatrix, MatrixRow
from review_tool.tui.widgets.empty_state import EmptyState
from review_tool.tui.widgets.evidence_tree import EvidenceNode, EvidenceTree
from review_tool.tui.widgets.filter_bar import FilterBar
from review_tool.tui.widgets.pair_view import PairField, PairView
from review_tool.tui.widgets.record_card import RecordCard
from review_tool.tui.widgets.record_list import Column, RecordList, Row
from tests.tui.frames import HOSTILE_RAW


def rows(ids: Sequence[int]) -> list[Row]:
    return [Row(i, (str(i), HOSTILE_RAW)) for i in ids]


class Front(StageScreen):
    """Where the app begins, without a review to count."""

    MODE = "home"
    BINDINGS: ClassVar[list[BindingType]] = [*keys.SCREENS["home"]]


class Lists(StageScreen):
    """A list and a card."""

    MODE = "screening"
    HELP = "# Screening\nOne record at a time."
    # Without the deed on Space, which here marks rows.
    BINDINGS: ClassVar[list[BindingType]] = [
        key for key in keys.SCREENS["screening"] if "space" not in key.key.split(",")
    ]
    count = 500
    loads = 0

    def compose_body(self) -> ComposeResult:
        with Vertical():
            yield RecordList(Column("id", 7, right=True), Column("title"))
            yield RecordCard()
            yield FilterBar()

    def load(self) -> None:
        self.loads += 1
        self.query_one(RecordList).show(range(1, self.count + 1), rows)

    def why_disabled(self, action: str) -> str:
        return "Tags come later." if action == "tag" else ""

    def on_record_list_highlighted(self, event: RecordList.Highlighted) -> None:
        citation = Citation(title=HOSTILE_RAW, authors=("Kim, J",), year=2021, abstract=HOSTILE_RAW)
        self.query_one(RecordCard).show(citation, id=event.id, facts=[("note", HOSTILE_RAW)])
        self.place(f"{self.query_one(RecordList).place}/{self.count}")

    def on_filter_bar_filtered(self, event: FilterBar.Filtered) -> None:
        ids = [i for i in range(1, self.count + 1) if event.words in str(i)]
        self.query_one(RecordList).show(ids, rows)

    def action_decide(self, verdict: str) -> None:
        if verdict == "maybe":
            with telling(self):
                raise ReviewError(HOSTILE_RAW, hint="Do otherwise.")
            return
        self.did(f"{self.query_one(RecordList).current} {verdict}d")

    def action_note(self) -> None:
        self.count_slowly("x")

    def action_highlight(self) -> None:
        self.fail()

    @job("Counting")
    def count_slowly(self, progress: Progress, what: str) -> None:
        while True:
            progress(1, 2, what)
            progress._worker.cancelled_event.wait(0.01)

    @job("Failing")
    def fail(self, progress: Progress) -> None:
        progress()
        raise ValueError(HOSTILE_RAW)


class Pairs(StageScreen):
    MODE = "duplicates"
    BINDINGS: ClassVar[list[BindingType]] = [*keys.SCREENS["duplicates"]]

    def compose_body(self) -> ComposeResult:
        yield PairView()

    def load(self) -> None:
        fields = [PairField("title", HOSTILE_RAW, "Dose"), PairField("year", "2021", "2021")]
        self.query_one(PairView).show(HOSTILE_RAW, "B", fields)


class Matrix(StageScreen):
    MODE = "appraisal"
    BINDINGS: ClassVar[list[BindingType]] = [*keys.SCREENS["appraisal"]]

    def compose_body(self) -> ComposeResult:
        yield ChecklistMatrix()

    def load(self) -> None:
        studies = [MatrixRow(n, HOSTILE_RAW, ("+", "?", ""), "1 open") for n in range(40)]
        self.query_one(ChecklistMatrix).show([("a", "1.1"), ("b", "[/]"), ("c", "1.3")], studies)


class Trees(StageScreen):
    MODE = "synthesis"
    BINDINGS: ClassVar[list[BindingType]] = [*keys.SCREENS["synthesis"]]

    def compose_body(self) -> ComposeResult:
        with Vertical():
            yield EvidenceTree()
            yield EmptyState(HOSTILE_RAW, "why", ("r", "starts it"))

    def load(self) -> None:
        self.asked: list[str] = []

        def children(step: EvidenceNode) -> list[EvidenceNode]:
            self.asked.append(step.id)
            return [EvidenceNode("excerpt", step.id + "e", HOSTILE_RAW, leaf=True)]

        self.query_one(EvidenceTree).show([EvidenceNode("gap", "G1", HOSTILE_RAW)], children)


def review() -> Any:
    return SimpleNamespace(title=HOSTILE_RAW)


class TestApp(ReviewApp):
    """Says what it heard in `heard`."""

    __test__ = False
    MODES = {  # noqa: RUF012
        **ReviewApp.MODES,
        "home": Front,
        "screening": Lists,
        "duplicates": Pairs,
        "appraisal": Matrix,
        "synthesis": Trees,
    }

    def __init__(self, opener: Callable[[], Any] = review) -> None:
        super().__init__("a-folder", "AK", opener=opener, clock=lambda: datetime(2026, 3, 12, 10, 41))
        self.heard: list[Message] = []

    def learn(self, review: Any) -> About:
        return About(title=getattr(review, "title", ""))

    def see_undo(self) -> None:
        """There is no log here: what was done last can be undone."""

    async def take_back(self, *, redo: bool) -> None:
        """Only heard."""
