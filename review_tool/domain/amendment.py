"""What an amendment of the protocol changed, in words: so that nobody has to compare two versions by eye."""

from __future__ import annotations

from dataclasses import fields

from review_tool.domain.decision import Stage
from review_tool.domain.plan import StagePlan
from review_tool.domain.protocol import Criterion, Protocol

_NUMBERS = {
    "calibration": "reports in the calibration set",
    "dual_share": "% judged by two",
    "verify_share": "% of exclusions verified",
    "agreement": "judged alike before the gate opens",
}
_WORDS = {
    "reasons": "reasons",
    "include_words": "words for",
    "exclude_words": "words against",
}


def changes(before: Protocol, after: Protocol) -> tuple[str, ...]:
    """Each thing that is another in `after`, as a short sentence without its full stop; nothing where all is alike."""
    said = []
    if before.question != after.question:
        said.append(f"question: {after.question or 'none'}")
    said += _criteria(before.criteria, after.criteria)
    if before.plan.preset != after.plan.preset:
        said.append(f"plan: {before.plan.preset or 'none'} → {after.plan.preset or 'none'}")
    for stage in Stage:
        was, becomes = before.reviewers(stage), after.reviewers(stage)
        if was != becomes:
            said.append(f"{stage.words}: {was} → {becomes} judge the rest")
        said += [f"{stage.words}: {one}" for one in _numbers(before.plan.at(stage), after.plan.at(stage))]
    for name, words in _WORDS.items():
        old, new = getattr(before, name), getattr(after, name)
        gone, come = [one for one in old if one not in new], [one for one in new if one not in old]
        if come:
            said.append(f"{words}: with {', '.join(come)}")
        if gone:
            said.append(f"{words}: without {', '.join(gone)}")
        if old != new and not gone and not come:
            said.append(f"{words}: in another order")
    return tuple(said)


def _numbers(before: StagePlan, after: StagePlan) -> list[str]:
    pairs = [(one.name, getattr(before, one.name), getattr(after, one.name)) for one in fields(StagePlan)]
    return [f"{was:g} → {becomes:g} {_NUMBERS[name]}" for name, was, becomes in pairs if was != becomes]


def _criteria(before: tuple[Criterion, ...], after: tuple[Criterion, ...]) -> list[str]:
    old, new = {one.id: one for one in before}, {one.id: one for one in after}
    said = [f"criterion {name} added: {one.text}" for name, one in new.items() if name not in old]
    said += [f"criterion {name} dropped: {one.text}" for name, one in old.items() if name not in new]
    for name in old.keys() & new.keys():
        if old[name].include is not new[name].include:
            said.append(f"criterion {name} now {'must hold' if new[name].include else 'rules out'}: {new[name].text}")
        elif old[name].text != new[name].text:
            said.append(f"criterion {name}: {old[name].text} → {new[name].text}")
        elif old[name].example != new[name].example:
            said.append(f"criterion {name}, example: {new[name].example or 'none'}")
    return sorted(said)
