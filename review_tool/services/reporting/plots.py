"""The appraisal as pictures: which studies, which columns, which weights."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from review_tool.domain.appraisal import Checklist, Option
from review_tool.domain.errors import ReviewError
from review_tool.domain.extraction import FieldType
from review_tool.domain.field_values import quantity
from review_tool.reporting.judgement_plot import Block, Heading, Judged, Level, Plot, summary_svg, traffic_svg
from review_tool.services.reporting.wanted import Loss, Made, Wanted
from review_tool.services.studies import appraising, extracting, extraction_sheet
from review_tool.services.studies.appraised import Appraised, appraised
from review_tool.store.review import Review

PLOTS = ("traffic", "summary")
_UNKNOWN = frozenset(("cant-tell", "unclear", "na", "no-meta-analysis", "ni", "no-information", "seek"))
"""Answers with no place between best and worst."""


def make(review: Review, reviewer: str, wanted: Wanted) -> Made:
    """The traffic-light plot, or the summary plot, of one checklist as the team holds it.

    Raises:
        ReviewError: no such plot, checklist or field, or weights for lights.
    """
    sort = wanted.plot or PLOTS[0]
    if sort not in PLOTS:
        raise ReviewError(f"There is no plot “{sort}”.", hint="There are " + " and ".join(PLOTS) + ".")
    if wanted.weight and sort != "summary":
        raise ReviewError("Only the summary plot weighs studies.", hint="Say --plot summary.")
    tool, found = _held(review, reviewer, wanted.checklist)
    weights, unweighed = _weights(review, reviewer, wanted.weight, set(found))
    labels = {study.id: study.label for study in appraising.studies(review)}
    found = {number: one for number, one in found.items() if number in weights and number in labels}
    plot = Plot(
        tool.title,
        _levels(tool),
        _blocks(tool, found, labels, weights),
        _note(tool, wanted.weight, unweighed, begun=bool(found)),
    )
    drawn = (traffic_svg if sort == "traffic" else summary_svg)(plot)
    losses = (Loss(f"studies without a number in {wanted.weight}", unweighed),) if unweighed else ()
    return Made((drawn.encode(),), len(found), losses)


def _held(review: Review, reviewer: str, checklist: str) -> tuple[Checklist, dict[int, Appraised]]:
    """The checklist asked for, or the one with the most answers, with the studies appraised by it."""
    tools = [appraising.checklist(review, checklist)] if checklist else list(appraising.checklists(review))
    found = {tool.id: appraised(review, tool.id, reviewer=reviewer) for tool in tools}
    tool = max(tools, key=lambda one: sum(study.done for study in found[one.id].values()))
    return tool, {number: one for number, one in found[tool.id].items() if one.done}


def _weights(review: Review, reviewer: str, field: str, studies: set[int]) -> tuple[dict[int, float], int]:
    """Study → its weight, and how many have none."""
    if not field:
        return dict.fromkeys(studies, 1.0), 0
    asked = extracting.form(review).field(field)
    if asked.type is not FieldType.NUMBER:
        raise ReviewError(f"{asked.label} is no number.", hint="Studies weigh by a number field of the form.")
    cells = extraction_sheet.sheet(review, reviewer).cells
    said = {study: cell.value for (study, name), cell in cells.items() if name == field and study in studies}
    found = {study: quantity(value.value).number for study, value in said.items() if value and value.value}
    found = {study: weight for study, weight in found.items() if weight > 0}
    return found, len(studies) - len(found)


def _levels(tool: Checklist) -> tuple[Level, ...]:
    """Those of the targets where domains are judged, else the answers; the overall's own come after them."""
    options = tool.levels if len(tool.targets) > 1 else (*tool.options, *tool.levels)
    return tuple(_level(option) for option in {option.id: option for option in options}.values())


def _level(option: Option) -> Level:
    return Level(option.id, option.label, option.symbol, option.id in _UNKNOWN)


@dataclass(frozen=True, slots=True)
class _Column:
    heading: Heading
    item: str
    is_target: bool


def _columns(tool: Checklist, design: str) -> tuple[_Column, ...]:
    """The domains where several are judged; else the items asked, and what is judged overall."""
    own = tool.wording == "own"
    targets = [_Column(Heading(_short(t.id), t.label), t.id, True) for t in tool.targets]
    if len(targets) > 1:
        return tuple(targets)
    items = [_Column(Heading(i.id, i.text if own else ""), i.id, False) for i in tool.items_for(design)]
    return (*items, *targets)


def _short(target: str) -> str:
    return "All" if target == "overall" else target


def _blocks(
    tool: Checklist, found: dict[int, Appraised], labels: dict[int, str], weights: dict[int, float]
) -> tuple[Block, ...]:
    by_design: dict[str, list[int]] = defaultdict(list)
    for number, one in found.items():
        by_design[one.design if tool.groups else ""].append(number)
    order = ["", *(name for name, _ in tool.designs), *(name for name, _ in tool.groups)]
    blocks = []
    for design in sorted(by_design, key=lambda name: order.index(name) if name in order else len(order)):
        columns = _columns(tool, design)
        rows = tuple(
            Judged(labels[n], tuple(_cell(found[n], column) for column in columns), weights[n])
            for n in by_design[design]
        )
        title = tool.label(appraising.DESIGN, design) if design else "Design not noted yet" if tool.groups else ""
        blocks.append(Block(title, tuple(column.heading for column in columns), rows))
    return tuple(blocks)


def _cell(one: Appraised, column: _Column) -> str:
    standing = (one.levels if column.is_target else one.standings).get(column.item)
    return standing.answer if standing else ""


def _note(tool: Checklist, weight: str, unweighed: int, *, begun: bool) -> str:
    said = [f"Source: {tool.citation}", "An empty cell: not appraised, or reviewers differ."]
    said = said if begun else ["No study was appraised yet."]
    if weight:
        left = f"; {unweighed} without a number are left out" if unweighed else ""
        said.append(f"Studies weigh by {weight}{left}.")
    return " ".join(said)
