"""Pick several of many: evidence for a claim, codes of a theme; or one of a list too long to number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from review_tool.domain.text import fold
from review_tool.tui.text import safe, safe_line
from review_tool.tui.widgets.filter_bar import FilterBar
from review_tool.tui.widgets.record_list import Column, RecordList, Row


@dataclass(frozen=True, slots=True)
class Pickable:
    """One thing to pick."""

    value: str
    label: str


FOR, AGAINST = "supports", "opposes"
_SHOWN = {FOR: "✓ for", AGAINST: "✗ against", "yes": "✓"}


class Pick(ModalScreen[dict[str, str] | None]):
    """Returns what was picked, each with its stance (`yes` where none is asked for), or None after Esc.

    Space picks and takes back, `-` picks as speaking against (with `stances`), `/` narrows, Enter is done. With
    `single`, Enter picks the one under the cursor.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave"),
        Binding("space", "pick", "Pick"),
        Binding("minus", "oppose", "Against"),
        Binding("enter,ctrl+s", "done", "Done"),
        Binding("slash", "narrow", "Narrow"),
    ]
    DEFAULT_CSS = """
    Pick RecordList { height: 34vh; }
    Pick #pick-whole { height: 3; color: $text-muted; margin-top: 1; }
    """
    records = getters.query_one(RecordList)

    def __init__(
        self,
        title: str,
        things: Sequence[Pickable],
        *,
        picked: Mapping[str, str] | None = None,
        stances: bool = False,
        single: bool = False,
        detail: str = "",
    ) -> None:
        super().__init__()
        self._title, self._things, self._detail = title, tuple(things), detail
        self._stances, self._single = stances, single
        self._folded = [fold(thing.label) for thing in self._things]
        self.picked: dict[str, str] = dict(picked or {})

    def compose(self) -> ComposeResult:
        keys = ["Enter takes it"] if self._single else ["Space picks", "Enter is done"]
        if self._stances:
            keys.insert(1, "- picks against")
        with Vertical(classes="dialog -wide-dialog"):
            yield Static(safe(self._title), classes="dialog-title")
            if self._detail:
                yield Static(safe(self._detail), classes="dialog-detail")
            yield FilterBar("words · Enter keeps · Esc lifts")
            mark = 0 if self._single else 9 if self._stances else 1
            columns = (Column("", mark), Column("")) if mark else (Column(""),)
            yield RecordList(*columns, head=False, markable=False, empty="Nothing to pick from.")
            yield Static("", id="pick-whole", markup=False)
            with Horizontal(classes="dialog-buttons"):
                yield Button("Take it" if self._single else "Done", id="done", variant="primary", compact=True)
                yield Button("Leave", id="leave", compact=True)
            yield Static(safe_line(" · ".join((*keys, "/ narrows", "Esc leaves"))), classes="dialog-hint")

    def on_mount(self) -> None:
        # What is picked already stands first, so that it is seen.
        order = sorted(range(len(self._things)), key=lambda n: self._things[n].value not in self.picked)
        self._order = order
        self.records.show(order, self._rows)
        self.records.focus()

    def _rows(self, ids: Sequence[int]) -> list[Row]:
        rows = []
        for n in ids:
            thing = self._things[n]
            mark = () if self._single else (_SHOWN.get(self.picked.get(thing.value, ""), ""),)
            rows.append(Row(n, (*mark, thing.label)))
        return rows

    @on(RecordList.Highlighted)
    def _highlighted(self, event: RecordList.Highlighted) -> None:
        event.stop()
        whole = "" if event.id is None else self._things[event.id].label
        self.query_one("#pick-whole", Static).update(safe_line(whole))

    @on(FilterBar.Filtered)
    def _filtered(self, event: FilterBar.Filtered) -> None:
        words = fold(event.words).split()
        self.records.show([n for n in self._order if all(w in self._folded[n] for w in words)], self._rows)

    def _set(self, stance: str) -> None:
        at = self.records.current
        if at is None or self._single:
            return
        value = self._things[at].value
        if self.picked.get(value) == stance:
            del self.picked[value]
        else:
            self.picked[value] = stance
        self.records.refresh_rows()

    def action_pick(self) -> None:
        self._set(FOR if self._stances else "yes")
        self.records.action_move(1)

    def action_oppose(self) -> None:
        if self._stances:
            self._set(AGAINST)
            self.records.action_move(1)

    def action_narrow(self) -> None:
        self.query_one(FilterBar).open()

    def action_done(self) -> None:
        if not self._single:
            self.dismiss(self.picked)
        elif self.records.current is not None:
            self.dismiss({self._things[self.records.current].value: "yes"})

    def action_leave(self) -> None:
        self.dismiss(None)

    @on(RecordList.Chosen)
    def _chosen(self) -> None:
        """A double click."""
        if self._single:
            self.action_done()
        else:
            self._set(FOR if self._stances else "yes")

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_done() if event.button.id == "done" else self.action_leave()
