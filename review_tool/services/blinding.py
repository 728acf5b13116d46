"""What a reviewer may not see yet: others' votes before an outcome, others' appraisals and values before one's own."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace

from review_tool.appraisal import judge
from review_tool.domain.appraisal import DESIGN, Answer, Checklist
from review_tool.domain.decision import Outcome, Stage, Standing
from review_tool.domain.event import Event
from review_tool.domain.second_eyes import Way, blinded
from review_tool.services.history.telling import sentence
from review_tool.services.studies.checklist_texts import all_checklists
from review_tool.store.history import log
from review_tool.store.queries import appraisals, evidence, reports
from review_tool.store.queries.blind import blind_until, in_sight, noted_in_sight
from review_tool.store.review import Reading
from review_tool.store.state.standings import chunks

_APPRAISING = ("appraisal.answered", "judgement.made")
_OPINIONS = {
    "decision.made": "voted on",
    "conflict.resolved": "settled a conflict on",
    "note.written": "wrote a note on",
    "tag.set": "changed a tag of",
    "report.postponed": "put off",
    "event.undone": "took back or brought back what concerns",
}
"""What can tell somebody's opinion of a report, and what of it may be told meanwhile. Not who did it: who is to verify
an exclusion would else know whose it is. Of what was undone, only where that is one of these."""


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


def hidden(connection: Reading, events: list[Event], reviewer: str) -> set[str]:
    """The ids of those events that a reviewer may not read yet; with `reviewer` "", nobody's are shown."""
    others = [event for event in events if event.actor != reviewer]
    opinions = _opinions(connection, others)
    return (
        opinions | _undone(connection, others) | _appraisals(connection, others) | _values(connection, others, reviewer)
    )


def is_nameless(event: Event) -> bool:
    """Whether a hidden event is told without who did it."""
    return event.kind in _OPINIONS


def withheld(connection: Reading, events: list[Event], reviewer: str) -> list[Event]:
    """The events with what a reviewer may not read yet left out: place, author, time and hash stay.

    The hash of such an event is that of the whole one: it can be checked once the event is given out.
    """
    kept = hidden(connection, events, reviewer)
    return [
        replace(event, payload={"withheld": blind_sentence(event)}) if event.id in kept else event for event in events
    ]


def _opinions(connection: Reading, events: list[Event]) -> set[str]:
    """Votes, consensus, notes and tags that would sway somebody who has yet to vote."""
    said = [event for event in events if event.kind in _OPINIONS and event.kind != "event.undone"]
    if not said:
        return set()
    at = reports.outcomes_of(connection, {_number(event) for event in said})
    unknown = {stage: Standing(Outcome.TO_DO) for stage in Stage}
    shown = _shown_tags(connection, said)
    return {event.id for event in said if event.id not in shown and _sways(event, at.get(_number(event), unknown))}


def _undone(connection: Reading, events: list[Event]) -> set[str]:
    """What took back, or brought back, an opinion that is hidden."""
    taken = {event.id: event.subject.partition(":")[2] for event in events if event.kind == "event.undone"}
    if not taken:
        return set()
    numbers = log.numbers_of(connection, taken.values())
    targets = {event.id: event for part in chunks(numbers.values()) for event in log.events(connection, part)}
    about = [one for one in targets.values() if one.kind in _OPINIONS]
    kept = _opinions(connection, about) | _undone(connection, about)
    return {one for one, target in taken.items() if target in kept}


def _shown_tags(connection: Reading, events: list[Event]) -> set[str]:
    """Of those events that set a tag, the ones nobody is blind to."""
    tags = {event.id: event.payload.get("stage", "") for event in events if event.kind == "tag.set"}
    if not tags:
        return set()
    until, n = blind_until(connection), log.numbers_of(connection, tags)
    return {one for one, stage in tags.items() if not stage or n.get(one, 0) >= until[Stage(stage)]}


def _sways(event: Event, at: dict[Stage, Standing]) -> bool:
    stage = event.payload.get("stage", "")
    if event.kind == "note.written":
        return not noted_in_sight(stage, at)
    return not in_sight(at[Stage(stage)])


def _appraisals(connection: Reading, events: list[Event]) -> set[str]:
    """Answers and judgements of a study that two people have not both finished."""
    said = [event for event in events if event.kind in _APPRAISING]
    if not said or (free := released(connection)) is None:
        return set()
    now = evidence.study_now(connection, {_number(event) for event in said})
    return {e.id for e in said if (now.get(_number(e), _number(e)), e.payload["checklist"]) not in free}


def _values(connection: Reading, events: list[Event], reviewer: str) -> set[str]:
    """Values that this reviewer is to extract blind, replaced and undone ones too, and the passages behind them."""
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


def blind_sentence(event: Event) -> str:
    """What of a hidden event may be told."""
    number = event.subject.partition(":")[2]
    if event.kind == "event.undone":
        number = event.payload["subject"].partition(":")[2]
        what = f"report {number}" if number.isdigit() else "a report"
        return f"Somebody {_OPINIONS[event.kind]} {what} (hidden until the stage has an outcome)."
    if event.kind in _OPINIONS:
        return f"Somebody {_OPINIONS[event.kind]} report {number} (hidden until the stage has an outcome)."
    if event.kind in _APPRAISING:
        what = event.payload["checklist"]
        return f"{event.actor} appraised study {number} with {what} (hidden until both reviewers have finished it)."
    if event.kind in ("value.extracted", "value.corrected"):
        return f"{event.actor} extracted {event.payload['field']} of study {number} (hidden until you have too)."
    if event.kind == "excerpt.marked":
        return f"{event.actor} marked a passage of report {number} (hidden until you have extracted it too)."
    return sentence(event)


def _number(event: Event) -> int:
    return int(event.subject.partition(":")[2])
