"""What the appraisal screen says of an item: its question, everybody's answers side by side, levels, the rule."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content

from review_tool.domain.appraisal import Answer, Checklist, Option
from review_tool.domain.appraised import Standing, State
from review_tool.domain.text import one_line, shorten
from review_tool.services.studies import appraising
from review_tool.services.studies.appraising import DESIGN, Study
from review_tool.services.studies.checklists import Shown
from review_tool.tui.screens.appraisal.sheet import DIFFER, OPEN, Sheet
from review_tool.tui.text import assemble, lines, safe_line, side_by_side

_SIDE = 34
"""Cells for each of two answers beside one another; the pane is at least twice as wide."""


def words(study: Study, sheet: Sheet, item_id: str, shown: Shown, passages: Mapping[str, str], width: int) -> Content:
    """The pane: the item, the answers and their letters, what they come to, and why nothing is added up."""
    tool = sheet.tool
    parts = [assemble((f"{study.label}  ", "bold"), (shorten(one_line(study.title), 52), "$text-muted"))]
    if sheet.is_target(item_id):
        parts += _target(sheet, item_id)
    elif item_id:
        item = tool.item(item_id)
        parts += [Content(""), assemble((f"{item.id} ", "bold $primary"), (item.text, "bold"))]
        if official := shown.items.get(item_id):
            parts.append(assemble((f"“{official}” ", ""), (f"({shown.whose})", "$text-muted")))
        parts += [assemble((item.help, "$text-muted"))] if item.help else []
        parts.append(_letters(tool.options_of(item), sheet.mine(item_id)))
    else:
        parts += [Content(""), assemble(("The design comes first: ", "bold"), ("g", "bold $primary"), " says it.")]
        parts.append(assemble(("It chooses which items are asked of this study.", "$text-muted")))
    parts += _said(tool, sheet.standing(item_id or DESIGN), sheet, passages, width)
    if sheet.seen and sheet.seen.waiting:
        waiting = ", ".join(sheet.seen.waiting)
        parts.append(assemble((f"{waiting} began too; hidden until both have finished this study.", "$text-muted")))
    parts += [Content(""), assemble(("So far  ", "$text-muted"), _judgement(sheet))]
    legend = "  ".join(f"{o.symbol} {o.label.lower()}" for o in (*tool.options, *tool.levels))
    parts.append(assemble(("Signs  ", "$text-muted"), f"{legend}  {DIFFER} reviewers differ  {OPEN} to do"))
    parts += [
        Content(""),
        assemble(("No sum is made. ", "bold"), (tool.sum_reason or tool.rule.strip(), "$text-muted")),
    ]
    parts += [assemble((f"Rule: {tool.rule.strip()}", "$text-muted"))]
    parts += [Content(""), assemble((f"{tool.title}. {tool.citation} {tool.source}. {tool.licence}", "$text-muted"))]
    return lines(parts)


def _target(sheet: Sheet, target_id: str) -> list[Content]:
    target = sheet.tool.target(target_id)
    parts = [Content(""), assemble((f"{target.id} ", "bold $primary"), (target.label, "bold"))]
    if sheet.seen:
        proposal = sheet.seen.proposals[target_id]
        level = sheet.tool.label(target_id, proposal.level) if proposal.level else "nothing yet"
        parts.append(assemble(("The rule proposes ", "$text-muted"), (level, "bold"), f": {proposal.why}"))
    parts.append(_letters(sheet.tool.levels, sheet.mine(target_id)))
    return parts


def _letters(options: tuple[Option, ...], mine: Answer | None) -> Content:
    pieces: list[str | tuple[str, str] | Content] = []
    for option in options:
        chosen = mine is not None and mine.answer == option.id
        pieces += [(f"{option.key} ", "bold $primary"), ("✓ " if chosen else "") + f"{option.label}   "]
    return assemble(*pieces)


def _said(tool: Checklist, stands: Standing, sheet: Sheet, passages: Mapping[str, str], width: int) -> list[Content]:
    """Two answers side by side where there is room, then the check and the consensus."""
    said = sheet.of(stands.item)
    parts = [_one(tool, stands.item, answer, passages) for answer in said]
    if len(parts) == 2 and width >= 2 * _SIDE + 2:
        parts = [side_by_side(parts, [(width - 2) // 2] * 2)]
    if check := stands.check:
        found = f"corrected to {tool.label(stands.item, check.answer)}" if check.answer else "verified"
        parts.append(_line(f"✓ {check.by} ", found, check.note))
    if settled := stands.settlement:
        parts.append(_line(f"§ settled by {settled.by} ", tool.label(stands.item, settled.answer), settled.note))
    if stands.state is State.DIFFERS:
        parts.append(assemble((f"{DIFFER} reviewers differ: ", "bold"), ("S", "bold $primary"), " settles it."))
    return parts


def _one(tool: Checklist, item: str, answer: Answer, passages: Mapping[str, str]) -> Content:
    note = f": {answer.note}" if answer.note else ""
    passage = f" “{passages[answer.excerpt]}”" if answer.excerpt in passages else ""
    old = f" (version {answer.version})" if answer.version and answer.version != tool.version else ""
    label = tool.label(item, answer.answer)
    return assemble((f"{answer.reviewer}  ", "$text-muted"), (label, "bold"), f"{note}{passage}{old}")


def _line(who: str, what: str, why: str) -> Content:
    return assemble((who, "$text-muted"), (what, "bold"), f": {why}" if why else "")


def _judgement(sheet: Sheet) -> Content:
    if not sheet.given:
        return safe_line("nothing answered yet.")
    return safe_line(appraising.judgement(sheet.tool, sheet.given))


def whole(study: Study, sheet: Sheet, shown: Shown, passages: Mapping[str, str]) -> list[Content]:
    """Everything about one study, item by item."""
    tool = sheet.tool
    parts = [assemble((study.title, "bold")), assemble(("So far  ", "$text-muted"), _judgement(sheet)), Content("")]
    if tool.groups:
        label = tool.label(DESIGN, sheet.design) if sheet.design else "not said yet"
        parts.append(assemble(("Design  ", "$text-muted"), (label, "bold")))
    for name in (*(item.id for item in sheet.items), *(target.id for target in tool.targets)):
        stands = sheet.standing(name)
        question = tool.target(name).label if sheet.is_target(name) else shown.items.get(name) or tool.item(name).text
        held = tool.label(name, stands.answer) if stands.answer else "–"
        parts.append(assemble((f"{name} ", "bold $primary"), question))
        parts.append(assemble("    ", (held, "bold"), (f"  {stands.state}", "$text-muted")))
        parts += [assemble("    ", _one(tool, name, answer, passages)) for answer in sheet.of(name)]
    return parts
