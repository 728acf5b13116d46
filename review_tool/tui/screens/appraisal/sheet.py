"""One study's answers to one checklist, as the matrix shows them to a reviewer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from review_tool.domain.appraisal import Answer, Checklist, Item
from review_tool.domain.appraised import Standing, State
from review_tool.services.studies import appraising
from review_tool.services.studies.appraised import Appraised
from review_tool.services.studies.appraising import DESIGN, Study

DIFFER, OPEN, NO_DESIGN = "≠", "·", " "
Wanted = Callable[["Sheet"], str]


def heads(tool: Checklist | None, designs: Iterable[str] = ()) -> list[tuple[str, str]]:
    """(column, head) pairs: the items asked of all, the places of a study's own design, what a level is judged for.

    There are as many places as the longest of these designs needs; as the shortest of all, where none is known.
    """
    if tool is None:
        return []
    shared = [(item.id, item.id) for item in tool.items if not item.group]
    most = max((_own(tool, design) for design in designs), default=0)
    most = most or min((_own(tool, design) for design, _ in tool.designs), default=0)
    levels = [(target.id, "all" if target.id == "overall" else target.id) for target in tool.targets]
    return shared + [(f"@{n}", f".{n}") for n in range(1, most + 1)] + levels


def _own(tool: Checklist, design: str) -> int:
    return sum(bool(item.group) for item in tool.items_for(design))


@dataclass(frozen=True)
class Sheet:
    """A row of the matrix. Not slotted: what is worked out, once it comes in sight, is kept."""

    tool: Checklist
    study: Study
    every: Mapping[int, Appraised]
    reviewer: str
    shown: tuple[str, ...]
    """The columns of the matrix."""

    @property
    def id(self) -> int:
        return self.study.id

    @property
    def label(self) -> str:
        return self.study.label

    @cached_property
    def seen(self) -> Appraised | None:
        """None where nobody began whose answers one may see."""
        return self.every.get(self.study.id)

    @cached_property
    def _standings(self) -> dict[str, Standing]:
        return self.seen.standings | self.seen.levels if self.seen else {}

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Those in which something is asked of this study."""
        return tuple(name for name, _ in heads(self.tool, [self.design]))

    def standing(self, item: str) -> Standing:
        return self._standings.get(item) or Standing(item, State.OPEN)

    def of(self, item: str) -> list[Answer]:
        """The answers to an item that one may see, one's own first."""
        return sorted(self.standing(item).said, key=lambda answer: answer.reviewer != self.reviewer)

    def mine(self, item: str) -> Answer | None:
        return next((answer for answer in self.of(item) if answer.reviewer == self.reviewer), None)

    @cached_property
    def is_blind(self) -> bool:
        return self.seen is not None and not self.seen.released

    @cached_property
    def design(self) -> str:
        """As the team holds it, or as one says oneself or else another; "" where nobody has."""
        found = self.of(DESIGN)
        return self.standing(DESIGN).answer or (found[0].answer if found else "")

    @cached_property
    def given(self) -> dict[str, str]:
        """One answer an item: what counts, else one's own, else another's."""
        named = {item.id: self.standing(item.id) for item in self.tool.items_for(self.design)}
        return {name: one.answer or self.of(name)[0].answer for name, one in named.items() if one.answer or one.said}

    @cached_property
    def open_items(self) -> tuple[str, ...]:
        """Without an answer (where two appraise blind: without one's own), the design among them where it is open."""
        two = self.seen is not None and self.seen.reviewers > 1
        began = {a.reviewer for one in self.seen.standings.values() for a in one.said} if self.seen else set()
        given = self.given
        if two and (self.reviewer in began or self.is_blind):
            given = {name: mine.answer for name in self.given if (mine := self.mine(name))}
        missing = appraising.missing(self.tool, self.design, given)
        return missing if self.tool.is_whole(self.design) else (*missing, DESIGN)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Those of the study's design that are asked, given the answers so far."""
        asked = {*self.given, *self.open_items}
        return tuple(item for item in self.tool.items_for(self.design) if item.id in asked)

    def item_at(self, column: str) -> str:
        """The item (or target) in a column; "" where the study's design must be known first."""
        if not column.startswith("@"):
            return column
        place = int(column[1:]) - 1
        return self._own[place] if place < len(self._own) else ""

    @cached_property
    def _own(self) -> list[str]:
        return [item.id for item in self.tool.items_for(self.design) if item.group]

    def is_target(self, item: str) -> bool:
        return any(target.id == item for target in self.tool.targets)

    def is_open(self, column: str) -> bool:
        item = self.item_at(column)
        if not item:
            return DESIGN in self.open_items
        return item in self.open_items

    def first_open(self) -> str:
        """A column; "" where nothing is open."""
        if not self.open_items:
            return ""
        return next((name for name in self.columns if self.is_open(name)), "")

    def first_difference(self) -> str:
        """A column where reviewers differ; where the design itself is at odds, the first of its items."""
        differs = {one.item for one in self.seen.differences} if self.seen else set()
        if DESIGN in differs:
            return "@1"
        return next((name for name in self.columns if self.item_at(name) in differs), "")

    def first_to_verify(self) -> str:
        """A column with another's answer that nobody has checked."""
        waiting = {s.item for s in self.seen.to_verify} if self.seen else set()
        for name in self.columns:
            item = self.item_at(name)
            if item in waiting and any(a.reviewer != self.reviewer for a in self.of(item)):
                return name
        return ""

    def _symbol(self, column: str, signs: dict[str, str]) -> str:
        item = self.item_at(column)
        if not item:
            return NO_DESIGN
        stands = self.standing(item)
        if stands.state is State.DIFFERS:
            return DIFFER
        if stands.answer:
            return signs.get(stands.answer, OPEN)
        if self.is_target(item) or item in self.open_items:
            return OPEN
        return NO_DESIGN

    @cached_property
    def note(self) -> str:
        """`5/7 qualitative`, and what a second person has to do."""
        done = len(self.items) - len([item for item in self.open_items if item != DESIGN])
        said = f"{done}/{len(self.items)}"
        if self.seen and (differ := len(self.seen.differences)):
            return f"{said} {differ} differ"
        if self.seen and self.seen.waiting:
            return f"{said} blind"
        if not self.tool.is_whole(self.design):
            return f"{said} design? g"
        return f"{said} {self.design}".rstrip()

    @cached_property
    def symbols(self) -> tuple[str, ...]:
        signs = {option.id: option.symbol for option in (*self.tool.options, *self.tool.levels)}
        return tuple(self._symbol(name, signs) for name in self.shown)
