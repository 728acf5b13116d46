"""Checklists: their items, answers, and the rules by which a level is proposed. Scores are not summed by default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from review_tool.domain.errors import ReviewError

DESIGN = "design"
"""The item that says which of a checklist's groups a study takes."""

When = tuple[tuple[tuple[str, tuple[str, ...]], ...], ...]
"""Alternatives, of which one must hold; in each, (item, answers) pairs that must all hold. Empty: always."""


def holds(when: When, given: Mapping[str, str]) -> bool:
    """Whether answers (item → option) meet a condition."""
    return not when or any(all(given.get(item) in answers for item, answers in one) for one in when)


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that may be given, or one level that may be judged."""

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
    when: When = ()
    """It is asked only where earlier answers meet this."""
    domain: str = ""
    """The target it speaks to: `D1`."""
    critical: bool = False
    """A weakness here weighs more, where the rule counts weaknesses."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of a decision table: this level, where the answers meet the condition."""

    level: str
    when: When = ()


@dataclass(frozen=True, slots=True)
class Flaws:
    """This level, where there are at most so many weaknesses; None: any number."""

    level: str
    critical: int | None = None
    other: int | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """Something a level is judged for: a domain of bias, or the study overall. At most one way to propose it."""

    id: str
    label: str
    decisions: tuple[Decision, ...] = ()
    """The first line that holds is proposed, once every item of its domain that is asked has an answer."""
    worst: tuple[str, ...] = ()
    """Levels from best to worst: the worst of the other targets is proposed."""
    flaws: tuple[Flaws, ...] = ()
    """From best to worst: the first whose limits are kept is proposed."""
    remark: str = ""
    """What the person who judges has to weigh beyond the rule."""

    @property
    def has_rule(self) -> bool:
        return bool(self.decisions or self.worst or self.flaws)


@dataclass(frozen=True, slots=True)
class Combined:
    """A design made of several: its own group, those it always takes too, and one of some more."""

    group: str
    also: tuple[str, ...]
    one_of: tuple[str, ...]


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
    """Options that are levels: the last item is then the overall one, and the lowest of the others is proposed."""
    sum_score: str = "forbidden"
    groups: tuple[tuple[str, str], ...] = ()
    """(id, label) of the parts a study may take."""
    combined: tuple[Combined, ...] = ()
    levels: tuple[Option, ...] = ()
    """What may be judged for a target."""
    targets: tuple[Target, ...] = ()
    sum_reason: str = ""
    """Why the source does not add answers up."""
    for_designs: tuple[str, ...] = ()
    """The study designs it was made for, of `DESIGNS`; empty: any."""
    template: bool = False
    """To be copied, not answered."""

    def item(self, item_id: str) -> Item:
        """Raises ReviewError where the checklist has no such item."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise ReviewError(
            f"{self.title} has no item {item_id}.",
            hint="Its items are " + ", ".join(i.id for i in self.items) + ".",
        )

    def target(self, target_id: str) -> Target:
        """Raises ReviewError where nothing of that name is judged."""
        for target in self.targets:
            if target.id == target_id:
                return target
        raise ReviewError(
            f"{self.title} judges no {target_id}.",
            hint="It judges " + ", ".join(t.id for t in self.targets) + "." if self.targets else "It judges nothing.",
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

    @property
    def designs(self) -> tuple[tuple[str, str], ...]:
        """(id, label) of everything a study's design may be said to be: a combined one with the part it takes."""
        labels, found = dict(self.groups), []
        combined = {one.group: one for one in self.combined}
        for group, label in self.groups:
            parts = combined[group].one_of if group in combined else ()
            found += [(f"{group}+{part}", f"{label}, with: {labels[part].lower()}") for part in parts]
            found += [] if parts else [(group, label)]
        return tuple(found)

    def is_whole(self, design: str) -> bool:
        """Whether a design says everything the checklist has to know to choose its items."""
        return not self.groups or design in {name for name, _ in self.designs}

    def items_for(self, design: str) -> tuple[Item, ...]:
        """The items asked of a study of that design; of a study without one, those asked of all."""
        if not self.groups:
            return self.items
        group, _, part = design.partition("+")
        also = {name for one in self.combined if one.group == group for name in one.also}
        taken = {"", group, *also} | ({part} if part else set())
        return tuple(i for i in self.items if i.group in taken)

    def choices(self, name: str) -> tuple[tuple[str, str], ...]:
        """(id, label) of what may be said of an item, of the design or of a target.

        Raises:
            ReviewError: the checklist has no such item.
        """
        if name == DESIGN and self.groups:
            return self.designs
        if name in {target.id for target in self.targets}:
            return tuple((level.id, level.label) for level in self.levels)
        return tuple((option.id, option.label) for option in self.options_of(self.item(name)))

    def label(self, name: str, answer: str) -> str:
        """An answer in words; itself where the checklist no longer knows it."""
        known = {option.id: option.label for option in (*self.options, *self.levels)}
        if name == DESIGN:
            known |= dict(self.groups) | dict(self.designs)
        return known.get(answer, answer)

    def symbol(self, answer: str) -> str:
        """The sign of an answer or a level; `·` where it is none."""
        return next((option.symbol for option in (*self.options, *self.levels) if option.id == answer), "·")


DESIGNS: tuple[tuple[str, str], ...] = (
    ("qualitative", "Qualitative"),
    ("randomised", "Randomised trial"),
    ("quasi-experimental", "Quasi-experimental"),
    ("cohort", "Cohort"),
    ("non-randomised", "Non-randomised, other"),
    ("cross-sectional", "Cross-sectional"),
    ("descriptive", "Quantitative, descriptive"),
    ("mixed", "Mixed methods"),
    ("review", "Review of studies"),
    ("other", "Other"),
)
"""What a team may call the design of a study, when the design is to choose the checklist."""


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
    excerpt: str = ""
    """The id of the passage it rests on, or ""."""
    version: str = ""
    """The checklist's version it was given under; "" in logs from before versions were kept."""

    def to_payload(self) -> dict[str, Any]:
        return {"checklist": self.checklist, "item": self.item, "answer": self.answer, "note": self.note}
