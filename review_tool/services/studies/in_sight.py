"""What of others' work on the studies a reviewer may not see yet: their appraisals and values before one's own.

What somebody may not read of the whole log, votes and notes too, is for `history.blinding` to say.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from review_tool.appraisal import judge
from review_tool.domain.appraisal import DESIGN, Answer, Checklist
from review_tool.domain.event import Event
from review_tool.domain.second_eyes import Way, blinded
from review_tool.services.studies.checklist_texts import all_checklists
from review_tool.store.queries import appraisals, evidence
from review_tool.store.review import Reading

APPRAISING = ("appraisal.answered", "judgement.made")
"""What can tell how somebody appraised."""
EXTRACTING = ("value.extracted", "value.corrected", "excerpt.marked")
"""What can tell how somebody extracted."""


def released(connection: Reading, checklist: str | None = None) -> set[tuple[int, str]] | None:
    """The (study, checklist) pairs whose answers anyone may see: two people have finished each by themselves.

    None where the team appraises singly, so that nothing is kept from view.
    """
    if appraisals.reviewers(connection) == 1:
        return None
    return finished_by_two(all_checklists(connection), evidence.answer_rows(connection, checklist))


def free_of(connection: Reading, studies: set[int]) -> tuple[set[int], set[tuple[str, int, str]]]:
    """What of others' work on these studies (with 0: on all) anyone may see, for a database that keeps the rest back.

    Returns:
        The numbers by which these studies are spoken of, 0 where it is all of them; and what is free of each, as
        (`appraisal`, number, checklist) and (`extraction`, number, field), or (…, 0, "") where nothing is kept back.
    """
    numbers = evidence.numbers_of(connection, studies)
    looked_at = {0} if 0 in studies else studies.union(*numbers.values())
    some: list[int | None] = [None] if 0 in studies else [*numbers]
    free: set[tuple[str, int, str]] = set()
    if appraisals.reviewers(connection) == 1:
        free.add(("appraisal", 0, ""))
    else:
        tools = all_checklists(connection)
        for one in some:
            pairs = finished_by_two(tools, evidence.answer_rows(connection, study=one))
            free |= {("appraisal", number, name) for study, name in pairs for number in numbers[study]}
    if evidence.extraction_way(connection) is not Way.DUAL:
        free.add(("extraction", 0, ""))
    else:
        for one in some:
            for (study, field), cell in evidence.cells(connection, one).items():
                if blinded(Way.DUAL, cell, "").values:
                    free |= {("extraction", number, field) for number in numbers[study]}
    return looked_at, free


def visible(connection: Reading, reviewer: str, checklist: str | None = None, study: int | None = None) -> list[Answer]:
    """The last answers that a reviewer may see; with `reviewer` "", those that anyone may."""
    rows = evidence.answer_rows(connection, checklist, study)
    found = [Answer(*row) for row in rows]
    if appraisals.reviewers(connection) == 1:
        return found
    free = finished_by_two(all_checklists(connection), rows)
    return [one for one in found if one.reviewer == reviewer or (one.study, one.checklist) in free]


def finished_by_two(tools: Iterable[Checklist], answers: Iterable[evidence.AnswerRow]) -> set[tuple[int, str]]:
    given: dict[tuple[int, str, str], dict[str, str]] = defaultdict(dict)
    for study, checklist, item, reviewer, answer, *_ in answers:
        given[study, checklist, reviewer][item] = answer
    known = {tool.id: tool for tool in tools}
    ready: Counter[tuple[int, str]] = Counter()
    for (study, name, _), said in given.items():
        if name in known and is_complete(known[name], said):
            ready[study, name] += 1
    return {pair for pair, people in ready.items() if people > 1}


def is_complete(tool: Checklist, said: dict[str, str]) -> bool:
    """Whether one person has answered everything the checklist asks of a study."""
    design = said.get(DESIGN, "")
    return tool.is_whole(design) and not any(not said.get(item.id) for item in judge.asked(tool, design, said))


def hidden_appraisals(connection: Reading, events: list[Event]) -> set[str]:
    """The ids of those events that answer or judge of a study what two people have not both finished."""
    said = [event for event in events if event.kind in APPRAISING]
    if not said or (free := released(connection)) is None:
        return set()
    now = evidence.study_now(connection, {_number(event) for event in said})
    return {e.id for e in said if (now.get(_number(e), _number(e)), e.payload["checklist"]) not in free}


def hidden_values(connection: Reading, events: list[Event], reviewer: str) -> set[str]:
    """The ids of those events that tell what this reviewer is to extract blind, replaced and undone values too, and the
    passages behind them; with `reviewer` "", what anybody is.
    """
    said = [event for event in events if event.kind in EXTRACTING]
    if not said or evidence.extraction_way(connection) is not Way.DUAL:
        return set()
    cells = evidence.cells(connection).items()
    free = {key for key, cell in cells if blinded(Way.DUAL, cell, reviewer).values}
    given = evidence.values(connection, history=True)
    passages = {value.excerpt for value in given if value.by != reviewer and (value.study, value.field) not in free}
    now = evidence.study_now(connection, {_number(event) for event in said if event.kind != "excerpt.marked"})

    def is_kept(event: Event) -> bool:
        if event.kind == "excerpt.marked":
            return event.id in passages
        return (now.get(_number(event), _number(event)), event.payload["field"]) not in free

    return {event.id for event in said if is_kept(event)}


def _number(event: Event) -> int:
    return int(event.subject.partition(":")[2])
