"""From answers to a proposed judgement, in words and as levels. A person judges; nothing here adds up a score.

The rules themselves stand in the checklists: decision tables, the order of levels, the number of weaknesses allowed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from review_tool.domain.appraisal import DESIGN, Checklist, Item, Target, holds
from review_tool.domain.errors import ReviewError


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the rule makes of the answers for one target."""

    target: str
    level: str
    """"" where there is no rule, or something is still to do."""
    why: str
    """The answers or levels it follows from, in words."""
    missing: tuple[str, ...] = ()
    """Items, or targets, it waits for."""


def asked(checklist: Checklist, design: str, given: Mapping[str, str]) -> tuple[Item, ...]:
    """The items a study is asked, given the answers so far: some questions only follow from others."""
    live: dict[str, str] = {}
    found = []
    for item in checklist.items_for(design):
        if not item.when or holds(item.when, live):
            found.append(item)
            if answer := given.get(item.id):
                live[item.id] = answer
    return tuple(found)


def complete(checklist: Checklist, design: str, answers: Mapping[str, str]) -> tuple[str, ...]:
    """The ids of the items a study of that design still has to be asked, in the checklist's order.

    Raises:
        ReviewError: the checklist has no such design.
    """
    designs = dict(checklist.designs)
    if design and design not in designs and design not in dict(checklist.groups):
        raise ReviewError(
            f"{checklist.title} has no part “{design}”.",
            hint="Its parts are " + ", ".join(designs) + "." if designs else "It has no parts.",
        )
    return tuple(item.id for item in asked(checklist, design, answers) if not answers.get(item.id))


def proposals(
    checklist: Checklist, design: str, given: Mapping[str, str], made: Mapping[str, str] | None = None
) -> tuple[Proposal, ...]:
    """What the rules propose for each target.

    `made` are levels that people gave, which the overall rule then follows; "" is one they do not agree on yet.
    """
    live = asked(checklist, design, given)
    levels: dict[str, str] = {}
    found = []
    for target in checklist.targets:
        proposal = _proposal(checklist, target, live, given, levels)
        levels[target.id] = (made or {}).get(target.id, proposal.level)
        found.append(proposal)
    return tuple(found)


def _proposal(
    checklist: Checklist, target: Target, live: Sequence[Item], given: Mapping[str, str], levels: Mapping[str, str]
) -> Proposal:
    if target.decisions:
        return _from_table(checklist, target, live, given)
    if target.worst:
        return _from_worst(checklist, target, levels)
    if target.flaws:
        return _from_flaws(target, live, given)
    return Proposal(target.id, "", "The tool gives no rule: a person judges.")


def _from_table(checklist: Checklist, target: Target, live: Sequence[Item], given: Mapping[str, str]) -> Proposal:
    own = [item for item in live if item.domain == target.id]
    if missing := tuple(item.id for item in own if not given.get(item.id)):
        return Proposal(target.id, "", f"{listed(missing)} still to do.", missing)
    answers = {item.id: given[item.id] for item in own}
    level = next((one.level for one in target.decisions if holds(one.when, answers)), "")
    why = ", ".join(f"{item} {checklist.label(item, answer).lower()}" for item, answer in answers.items())
    return Proposal(target.id, level, why)


def _from_worst(checklist: Checklist, target: Target, levels: Mapping[str, str]) -> Proposal:
    if missing := tuple(name for name, level in levels.items() if not level):
        return Proposal(target.id, "", f"{listed(missing)} still to be judged.", missing)
    worst = max(levels.values(), key=target.worst.index)
    hit = [name for name, level in levels.items() if level == worst]
    label = checklist.label(target.id, worst).lower()
    return Proposal(target.id, worst, f"the worst is {label}, in {listed(hit)}. {target.remark}".strip())


def _from_flaws(target: Target, live: Sequence[Item], given: Mapping[str, str]) -> Proposal:
    if missing := tuple(item.id for item in live if not given.get(item.id)):
        return Proposal(target.id, "", f"{listed(missing)} still to do.", missing)
    weak = [item for item in live if given[item.id] == "no"]
    critical = [item.id for item in weak if item.critical]
    other = [item.id for item in weak if not item.critical]
    for one in target.flaws:
        within = (one.critical is None or len(critical) <= one.critical) and (
            one.other is None or len(other) <= one.other
        )
        if within:
            found = f"critical weaknesses: {listed(critical) or 'none'}; others: {listed(other) or 'none'}."
            return Proposal(target.id, one.level, f"{found} {target.remark}".strip())
    return Proposal(target.id, "", "The checklist's limits cover no such case.")


def proposed(checklist: Checklist, answers: Mapping[str, str]) -> str:
    """What the checklist's rule makes of one study's answers (item id → option id), as a sentence.

    A checklist with targets proposes a level for each; one with judgements the lowest level of its items for its last
    one, the overall judgement; any other names the criteria that are not met.

    Raises:
        ReviewError: an answer the checklist does not know.
    """
    given = {item: answer for item, answer in answers.items() if answer and item != DESIGN}
    for item, answer in given.items():
        checklist.check(item, answer)
    if any(target.has_rule for target in checklist.targets):
        return _levels(checklist, proposals(checklist, "", given))
    return _lowest(checklist, given) if checklist.judgements else _unmet(checklist, given)


def _levels(checklist: Checklist, found: Sequence[Proposal]) -> str:
    *domains, overall = found
    shown = [f"{p.target} {checklist.label(p.target, p.level).lower()}" for p in domains if p.level]
    parts = [f"Proposed: {', '.join(shown)}."] if shown else []
    if overall.level:
        parts.append(f"Proposed overall: {checklist.label(overall.target, overall.level).lower()}; {overall.why}")
    elif not shown:
        parts.append(f"Nothing to propose yet: {overall.why}")
    else:
        parts.append(f"Overall: {overall.why}")
    return " ".join(parts)


def _lowest(checklist: Checklist, given: Mapping[str, str]) -> str:
    *parts, overall = checklist.items
    labels = {option.id: option.label.lower() for option in checklist.options}
    missing = [item.id for item in parts if item.id not in given]
    if missing:
        return f"Nothing to propose yet: {listed(missing)} still to do."
    rank = {option.id: place for place, option in enumerate(checklist.options)}
    worst = max((given[item.id] for item in parts), key=rank.__getitem__)
    shown = ", ".join(f"{item.id} {labels[given[item.id]]}" for item in parts)
    words = f"Proposed for {overall.id}: {labels[worst]}, the lowest of {shown}. A proposal: the team's rule decides."
    decided = given.get(overall.id)
    return f"{words} The team answered {labels[decided]}." if decided and decided != worst else words


def _unmet(checklist: Checklist, given: Mapping[str, str]) -> str:
    """Items outside every group are screening questions where the checklist has groups, criteria where not."""
    screening = [item for item in checklist.items if checklist.groups and not item.group]
    used = {checklist.item(item).group for item in given}
    criteria = [item for item in checklist.items if item.group in used and item not in screening]
    sentences = []
    if doubtful := _not_best(checklist, screening, given):
        sentences.append(
            f"Screening not passed: {_with_answers(checklist, doubtful, given)}; "
            "further appraisal may not be worthwhile."
        )
    missing = [item.id for item in (*screening, *criteria) if item.id not in given]
    unmet = _not_best(checklist, criteria, given)
    if unmet:
        sentences.append(f"Not met: {_with_answers(checklist, unmet, given)}.")
    elif criteria and not missing:
        sentences.append(f"All {len(criteria)} criteria are met.")
    if missing:
        sentences.append(f"Still to do: {listed(missing)}.")
    if checklist.groups and not criteria:
        sentences.append("No criteria of a design are answered yet.")
    return " ".join(sentences)


def _not_best(checklist: Checklist, items: Sequence[Item], given: Mapping[str, str]) -> list[Item]:
    """Not the best answer, and not that the question does not apply."""
    return [i for i in items if i.id in given and given[i.id] not in (checklist.options_of(i)[0].id, "na")]


def _with_answers(checklist: Checklist, items: Sequence[Item], given: Mapping[str, str]) -> str:
    labels = {option.id: option.label.lower() for option in checklist.options}
    return ", ".join(f"{item.id} ({labels[given[item.id]]})" for item in items)


def listed(ids: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    return ", ".join(ids) if len(ids) < 2 else ", ".join(ids[:-1]) + " and " + ids[-1]
