"""From answers to a proposed judgement, in words. A person judges; nothing here adds up a score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from review_tool.domain.appraisal import Checklist, Item
from review_tool.domain.errors import ReviewError


def complete(checklist: Checklist, group: str, answers: Mapping[str, str]) -> tuple[str, ...]:
    """The ids of the items a study of that group still has to be asked, in the checklist's order.

    Raises:
        ReviewError: the checklist has no such group.
    """
    groups = [key for key, _ in checklist.groups]
    if group and group not in groups:
        raise ReviewError(
            f"{checklist.title} has no part “{group}”.",
            hint="Its parts are " + ", ".join(groups) + "." if groups else "It has no parts.",
        )
    return tuple(item.id for item in checklist.items_for(group) if not answers.get(item.id))


def proposed(checklist: Checklist, answers: Mapping[str, str]) -> str:
    """What the checklist's rule makes of one study's answers (item id → option id), as a sentence.

    A checklist with judgements proposes the lowest level of its items for its last one, the overall judgement;
    any other names the criteria that are not met.

    Raises:
        ReviewError: an answer the checklist does not know.
    """
    given = {item: answer for item, answer in answers.items() if answer}
    for item, answer in given.items():
        checklist.check(item, answer)
    return _lowest(checklist, given) if checklist.judgements else _unmet(checklist, given)


def _lowest(checklist: Checklist, given: Mapping[str, str]) -> str:
    *parts, overall = checklist.items
    labels = {option.id: option.label.lower() for option in checklist.options}
    missing = [item.id for item in parts if item.id not in given]
    if missing:
        return f"Nothing to propose yet: {_listed(missing)} still to do."
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
        sentences.append(f"Still to do: {_listed(missing)}.")
    if checklist.groups and not criteria:
        sentences.append("No criteria of a design are answered yet.")
    return " ".join(sentences)


def _not_best(checklist: Checklist, items: Sequence[Item], given: Mapping[str, str]) -> list[Item]:
    return [i for i in items if i.id in given and given[i.id] != checklist.options_of(i)[0].id]


def _with_answers(checklist: Checklist, items: Sequence[Item], given: Mapping[str, str]) -> str:
    labels = {option.id: option.label.lower() for option in checklist.options}
    return ", ".join(f"{item.id} ({labels[given[item.id]]})" for item in items)


def _listed(ids: Sequence[str]) -> str:
    return ids[0] if len(ids) == 1 else ", ".join(ids[:-1]) + " and " + ids[-1]
