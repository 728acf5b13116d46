"""The boxes of the PRISMA flow, one to a line: each can be stood on, clicked, and opened as the list it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from review_tool.domain.decision import Stage
from review_tool.domain.flow import Flow, ReasonCount
from review_tool.domain.report import Which
from review_tool.tui.asked import Asked
from review_tool.tui.text import assemble, ends

CURSOR = "▸"


@dataclass(frozen=True, slots=True)
class Box:
    """One number, what it counts, and the list it opens."""

    label: str
    number: str
    asked: Asked
    lead: str = ""
    """What stands before the label: a key, or an arrow of the flow."""
    strong: bool = False


class FlowBox(Widget, can_focus=True):
    """One line. Arrows and j/k go to the next; the screen's Enter, or a click, opens it."""

    DEFAULT_CSS = """
    FlowBox { height: 1; width: 1fr; text-wrap: nowrap; }
    FlowBox:focus { background: $panel; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("left,right", "across", "Across", show=False),
    ]

    class Opened(Message):
        """It was clicked."""

        def __init__(self, asked: Asked) -> None:
            super().__init__()
            self.asked = asked

    def __init__(self, box: Box) -> None:
        super().__init__()
        self.box = box

    def render(self) -> Content:
        box = self.box
        label = (box.label, "bold" if box.strong else "")
        cursor = CURSOR if self.has_focus else " "
        left = assemble((cursor, "bold $primary"), (box.lead, "$primary"), label)
        return ends(left, assemble((box.number, "bold" if box.strong else "")), self.content_size.width)

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def on_click(self) -> None:
        self.post_message(self.Opened(self.box.asked))

    def _siblings(self) -> list[FlowBox]:
        return [box for box in self.screen.query(FlowBox) if box.parent is self.parent]

    def action_move(self, by: int) -> None:
        boxes = self._siblings()
        boxes[max(0, min(boxes.index(self) + by, len(boxes) - 1))].focus()

    def action_across(self) -> None:
        """To the box in the other column that is nearest in height."""
        others = [box for box in self.screen.query(FlowBox) if box.parent is not self.parent]
        if others:
            min(others, key=lambda box: abs(box.region.y - self.region.y)).focus()


def flow_boxes(flow: Flow, sources: Sequence[tuple[str, int, bool]]) -> list[Box]:
    """The whole diagram; a source is its name, how many records it brought, and whether it is of the other methods."""
    other = flow.other_identified > 0
    boxes = [Box("Identified", _n(flow.identified + flow.other_identified), _ta("all"), strong=True)]
    boxes += [
        Box(f"{name} (other method)" if is_other else name, _n(n), _ta("all", source=name), "  ")
        for name, n, is_other in sources
    ]
    boxes.append(Box("duplicates removed", _n(flow.duplicates + flow.other_duplicates), Asked("duplicates"), "└► "))
    removed = flow.excluded_automatic + flow.excluded_other
    if removed:
        boxes.append(Box("removed for other reasons", _n(removed), _ta("all"), "└► "))
    boxes += [
        Box("Screened", _n(flow.records_screened), _ta("all", arm="search"), strong=True),
        Box("excluded", _n(flow.records_excluded), _ta("excluded", arm="search"), "└► "),
        Box("still to do", _n(flow.records_to_do), _ta("open", arm="search"), "   "),
        *_full_text(
            "search",
            flow.dbr_sought_reports,
            flow.dbr_notretrieved_reports,
            flow.dbr_assessed,
            flow.dbr_excluded,
            flow.dbr_to_do,
            (flow.dbr_awaiting, flow.dbr_ongoing),
        ),
    ]
    if other:
        screened = flow.other_records_excluded + flow.other_records_to_do + flow.other_sought_reports
        boxes += [
            Box("Other methods", _n(screened), _ta("all", arm="other"), strong=True),
            Box("excluded", _n(flow.other_records_excluded), _ta("excluded", arm="other"), "└► "),
            Box("still to do", _n(flow.other_records_to_do), _ta("open", arm="other"), "   "),
            *_full_text(
                "other",
                flow.other_sought_reports,
                flow.other_notretrieved_reports,
                flow.other_assessed,
                flow.other_excluded,
                flow.other_to_do,
                (flow.other_awaiting, flow.other_ongoing),
            ),
        ]
    # Not “59 of 59 studies”, which reads as a share.
    studies = f"{_n(flow.new_studies)} {'study' if flow.new_studies == 1 else 'studies'}"
    included = f"{studies} in {_n(flow.new_reports)} report{'' if flow.new_reports == 1 else 's'}"
    return [*boxes, Box("Included", included, _ft("included"), strong=True)]


def _full_text(
    arm: str,
    sought: int,
    missing: int,
    assessed: int,
    excluded: Sequence[ReasonCount],
    to_do: int,
    apart: tuple[int, int],
) -> list[Box]:
    beside = zip(("awaiting classification", "ongoing"), apart, strict=True)
    return [
        Box("Sought", _n(sought), _ft("all", arm=arm), strong=True),
        Box("not retrieved", _n(missing), _ft("not retrieved", arm=arm), "└► "),
        Box("Assessed", _n(assessed), _ft("assessed", arm=arm), strong=True),
        Box("excluded", _n(sum(r.n for r in excluded)), _ft("excluded", arm=arm), "└► "),
        *(Box(r.reason, _n(r.n), _ft("excluded", arm=arm, reason=_reason(r.reason)), "     ") for r in excluded),
        *(Box(state, _n(n), _ft(state, arm=arm), "└► ") for state, n in beside if n),
        Box("still to do", _n(to_do), _ft("open", arm=arm), "   "),
    ]


def _reason(shown: str) -> str:
    """The flow counts exclusions without a reason under these words."""
    return "" if shown == "no reason given" else shown


def _ta(state: str, *, source: str = "", arm: str = "") -> Asked:
    return Asked("screening", Which(Stage.TITLE_ABSTRACT, state, source=source, arm=arm))


def _ft(state: str, *, arm: str = "", reason: str = "") -> Asked:
    return Asked("fulltext", Which(Stage.FULL_TEXT, state, arm=arm, reason=reason))


def _n(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")
