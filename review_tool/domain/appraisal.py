"""Appraisal: checklists, answers and judgements. Scores are not summed unless a checklist's own rule says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from review_tool.domain.errors import ReviewError


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that may be given."""

    id: str
    """What is stored: `yes`."""
    label: str
    key: str
    """The key that gives it."""
    symbol: str
    """One character for the matrix, so that nothing is told by colour alone."""


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a checklist."""

    id: str
    text: str
    help: str = ""
    group: str = ""
    """The part it belongs to, such as a study design; an empty one is asked of every study."""
    options: tuple[str, ...] = ()
    """Ids of the options that fit; empty: all of the checklist's."""


@dataclass(frozen=True, slots=True)
class Checklist:
    """One appraisal tool, as one TOML file describes it."""

    id: str
    title: str
    version: str
    licence: str
    citation: str
    source: str
    wording: str
    """`own` words of this project, or `official`."""
    unit: str
    options: tuple[Option, ...]
    items: tuple[Item, ...]
    rule: str
    """How answers become a judgement, in words."""
    judgements: tuple[str, ...] = ()
    sum_score: str = "forbidden"
    groups: tuple[tuple[str, str], ...] = ()
    """(id, label) of the parts a study may take."""

    def item(self, item_id: str) -> Item:
        """Raises ReviewError where the checklist has no such item."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise ReviewError(
            f"{self.title} has no item {item_id}.",
            hint="Its items are " + ", ".join(i.id for i in self.items) + ".",
        )

    def options_of(self, item: Item) -> tuple[Option, ...]:
        return tuple(o for o in self.options if not item.options or o.id in item.options)

    def check(self, item_id: str, answer: str) -> None:
        """Raises ReviewError where the item is unknown or may not be answered so."""
        options = self.options_of(self.item(item_id))
        if answer not in {o.id for o in options}:
            raise ReviewError(
                f"{item_id} cannot be answered “{answer}”.",
                hint="Answer one of " + ", ".join(o.id for o in options) + ".",
            )

    def items_for(self, group: str) -> tuple[Item, ...]:
        """The items asked of a study of that design; of a study without one, those asked of all."""
        return tuple(i for i in self.items if i.group in ("", group))


@dataclass(frozen=True, slots=True)
class Answer:
    """One reviewer's answer to one item of one study, with what supports it."""

    study: int
    checklist: str
    item: str
    reviewer: str
    answer: str
    note: str = ""
    event: str = ""
    at: str = ""

    def to_payload(self) -> dict[str, Any]:
        return {"checklist": self.checklist, "item": self.item, "answer": self.answer, "note": self.note}
