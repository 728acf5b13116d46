"""One study's answers to one checklist, as the matrix and the pane show them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from textual.content import Content

from review_tool.domain.appraisal import Answer, Checklist, Item
from review_tool.domain.text import one_line, shorten
from review_tool.services import appraising
from review_tool.services.appraising import DESIGN, Study
from review_tool.tui.text import assemble, lines, safe_line
from review_tool.tui.widgets.checklist_matrix import MatrixRow

DIFFER, OPEN, NO_DESIGN = "≠", "·", " "
Wanted = Callable[["Sheet"], str]


def heads(tool: Checklist | None) -> list[tuple[str, str]]:
    """(column, head) pairs: the items asked of all, then the places of the items of a study's own design."""
    if tool is None:
        return []
    shared = [(item.id, item.id) for item in tool.items if not item.group]
    most = max((sum(item.group == group for item in tool.items) for group, _ in tool.groups), default=0)
    return shared + [(f"@{n}", f".{n}") for n in range(1, most + 1)]


@dataclass(frozen=True)
class Sheet:
    """Not slotted: what is worked out is kept."""

    tool: Checklist
    answers: tuple[Answer, ...]
    reviewer: str

    def of(self, item: str) -> list[Answer]:
        """All reviewers' answers to an item, one's own first."""
        found = [answer for answer in self.answers if answer.item == item]
        return sorted(found, key=lambda answer: answer.reviewer != self.reviewer)

    def mine(self, item: str) -> Answer | None:
        return next((answer for answer in self.of(item) if answer.reviewer == self.reviewer), None)

    @cached_property
    def design(self) -> str:
        """The group the study takes, as one says oneself or else another; "" where nobody has."""
        found = self.of(DESIGN)
        return found[0].answer if found else ""

    @cached_property
    def items(self) -> tuple[Item, ...]:
        return self.tool.items_for(self.design)

    @cached_property
    def given(self) -> dict[str, str]:
        """One answer an item: one's own, else another's."""
        return {item.id: found[0].answer for item in self.items if (found := self.of(item.id))}

    @cached_property
    def open_items(self) -> tuple[str, ...]:
        """Without an answer, `design` among them where the checklist needs one."""
        missing = appraising.missing(self.tool, self.design, self.given)
        return (*missing, DESIGN) if self.tool.groups and not self.design else missing

    def item_at(self, column: str) -> str:
        """The item in a column; "" where the study's design must be known first."""
        if not column.startswith("@"):
            return column
        own = [item.id for item in self.items if item.group]
        place = int(column[1:]) - 1
        return own[place] if place < len(own) else ""

    def is_open(self, column: str) -> bool:
        item = self.item_at(column)
        return (item or DESIGN) in self.open_items

    def first_open(self) -> str:
        """A column; "" where nothing is open."""
        return next((name for name, _ in heads(self.tool) if self.is_open(name)), "")

    def first_difference(self) -> str:
        return next((name for name, _ in heads(self.tool) if self._symbol(name) == DIFFER), "")

    def _symbol(self, column: str) -> str:
        item = self.item_at(column)
        if not item:
            return NO_DESIGN
        found = self.of(item)
        if not found:
            return OPEN
        if len({answer.answer for answer in found}) > 1:
            return DIFFER
        return next(option.symbol for option in self.tool.options if option.id == found[0].answer)

    def row(self, study: Study) -> MatrixRow:
        done = len(self.items) - len([item for item in self.open_items if item != DESIGN])
        label = self.design or ("design? g" if self.tool.groups else "")
        note = f"{done}/{len(self.items)}" + (f" {label}" if label else "")
        return MatrixRow(study.id, study.label, tuple(self._symbol(name) for name, _ in heads(self.tool)), note)


def words(tool: Checklist, study: Study, sheet: Sheet, item_id: str) -> Content:
    """The pane: the item, the answers and their letters, what they come to, and why nothing is added up."""
    parts = [assemble((f"{study.label}  ", "bold"), (shorten(one_line(study.title), 52), "$text-muted"))]
    if item_id:
        item = tool.item(item_id)
        parts += [Content(""), assemble((f"{item.id} ", "bold $primary"), (item.text, "bold"))]
        parts += [assemble((item.help, "$text-muted"))] if item.help else []
        parts.append(_letters(tool, sheet, item))
        for answer in sheet.of(item_id):
            label = next(o.label for o in tool.options if o.id == answer.answer)
            note = f": {answer.note}" if answer.note else ""
            parts.append(assemble((f"{answer.reviewer}  ", "$text-muted"), (label, "bold"), note))
    else:
        parts += [Content(""), assemble(("The design comes first: ", "bold"), ("g", "bold $primary"), " says it.")]
        parts.append(assemble(("It chooses which items are asked of this study.", "$text-muted")))
    parts += [Content(""), assemble(("So far  ", "$text-muted"), _judgement(tool, sheet))]
    legend = "  ".join(f"{o.symbol} {o.label.lower()}" for o in tool.options)
    parts.append(assemble(("Signs  ", "$text-muted"), f"{legend}  {DIFFER} reviewers differ  {OPEN} to do"))
    parts += [Content(""), assemble(("No sum is made. ", "bold"), (tool.rule.strip(), "$text-muted"))]
    parts += [Content(""), assemble((f"{tool.title}. {tool.citation} {tool.source}. {tool.licence}", "$text-muted"))]
    return lines(parts)


def _letters(tool: Checklist, sheet: Sheet, item: Item) -> Content:
    mine = sheet.mine(item.id)
    pieces: list[str | tuple[str, str] | Content] = []
    for option in tool.options_of(item):
        chosen = mine is not None and mine.answer == option.id
        pieces += [(f"{option.key} ", "bold $primary"), ("✓ " if chosen else "") + f"{option.label}   "]
    return assemble(*pieces)


def _judgement(tool: Checklist, sheet: Sheet) -> Content:
    if not sheet.given:
        return safe_line("nothing answered yet.")
    return safe_line(appraising.judgement(tool, sheet.given))
