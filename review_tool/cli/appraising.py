"""Appraisal line by line: one's own answers, a second look at another's, what two differ on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from review_tool.cli.asking import HELP, QUIT, REDO, SKIP, UNDO, Letter, Talk
from review_tool.cli.saying import labelled, plural, say
from review_tool.cli.studies import chosen, show_study
from review_tool.domain.appraisal import Checklist, Item, Option
from review_tool.domain.appraised import Standing
from review_tool.services.fulltexts import marking
from review_tool.services.history import undoing
from review_tool.services.studies import agreeing, appraising, checklists
from review_tool.services.studies.appraised import Appraised, appraised
from review_tool.services.studies.appraising import DESIGN, Study

WHICH = ("answer", "verify", "settle")

_NEXT = Letter("f", "following study", "Leave this study for later.")
_OWN = (_NEXT, SKIP, UNDO, REDO, HELP, QUIT)


def go_through(talk: Talk, wanted: str, number: int | None, which: str) -> None:
    """Each included study that takes the checklist, one after the other."""
    if wanted:
        tool = appraising.checklist(talk.review, wanted)
    else:
        tools = appraising.checklists(talk.review)
        tool = tools[talk.pick("Checklist", [one.title for one in tools]) or 0]
    say(f"{tool.title}, version {tool.version}. {tool.licence}")
    plan = checklists.plan(talk.review)
    studies = [s for s in chosen(appraising.studies(talk.review), number) if plan.takes(s.id, tool.id)]
    if which == "answer":
        _answer(talk, tool, studies, alone=plan.reviewers == 1)
    else:
        _look(talk, tool, studies, which)


def _answer(talk: Talk, tool: Checklist, studies: list[Study], *, alone: bool) -> None:
    done = 0
    for place, study in enumerate(studies, 1):
        if alone and (others := _others(talk, tool, study)):
            say(f"Study {study.id}, {study.label}, is appraised by {', '.join(others)}; --which verify checks it.")
            continue
        if _left(talk, tool, study):
            _one_study(talk, tool, study, f"{place} of {len(studies)}")
        done += not _left(talk, tool, study)
    say(f"{done} of {plural(len(studies), 'study', 'studies')} fully appraised by {talk.by}.")


def _others(talk: Talk, tool: Checklist, study: Study) -> list[str]:
    """Who finished the study, where one has not begun it oneself."""
    given = appraising.answers(talk.review, tool.id, study=study.id, reviewer=talk.by)
    people = {answer.reviewer for answer in given}
    if talk.by in people:
        return []
    said = {who: {a.item: a.answer for a in given if a.reviewer == who} for who in people}
    return [who for who in sorted(people) if not appraising.missing(tool, said[who].get(DESIGN, ""), said[who])]


def _mine(talk: Talk, tool: Checklist, study: Study) -> dict[str, str]:
    given = appraising.answers(talk.review, tool.id, study=study.id, reviewer=talk.by)
    return {answer.item: answer.answer for answer in given if answer.reviewer == talk.by}


def _left(talk: Talk, tool: Checklist, study: Study) -> list[str]:
    """The items still to answer; first of all the design, where the checklist has parts."""
    mine = _mine(talk, tool, study)
    if not tool.is_whole(mine.get(DESIGN, "")):
        return [DESIGN]
    return list(appraising.missing(tool, mine.get(DESIGN, ""), mine))


def _one_study(talk: Talk, tool: Checklist, study: Study, place: str) -> None:
    show_study(study, place)
    skipped: set[str] = set()
    while left := [item for item in _left(talk, tool, study) if item not in skipped]:
        if left[0] == DESIGN:
            picked = talk.pick("Design", [label for _, label in tool.designs], none="leave this study for later")
            if picked is None:
                return
            name, label = tool.designs[picked]
            with talk.writing(label):
                appraising.answer(talk.review, study.id, tool.id, DESIGN, name, by=talk.by)
            continue
        key = _ask(talk, tool, study, tool.item(left[0]))
        if key == _NEXT.key:
            return
        if key == SKIP.key:
            skipped.add(left[0])
        elif key in (UNDO.key, REDO.key):
            talk.take_back(undoing.APPRAISAL, redo=key == REDO.key)
            skipped.clear()
    given = {name: answer for name, answer in _mine(talk, tool, study).items() if name != DESIGN}
    say(labelled("Judgement", appraising.judgement(tool, given)))
    if tool.targets:
        _judge(talk, tool, study)


def _show_item(talk: Talk, tool: Checklist, name: str) -> None:
    say()
    if name == DESIGN:
        say("The design of the study")
        return
    if name in {target.id for target in tool.targets}:
        say(labelled(f"Judged: {name}", tool.target(name).label))
        return
    item = tool.item(name)
    say(labelled(f"Item {item.id}", item.text))
    shown = checklists.wording(talk.review, tool)
    if official := shown.items.get(item.id):
        say(labelled(f"Its words ({shown.whose})", official))
    if item.help:
        say(labelled("Help", item.help))


def _letters(options: Sequence[Option], help: str, own: Sequence[Letter]) -> tuple[list[Letter], dict[str, Letter]]:
    """Those of the answers, and ours: in capitals where an answer takes the same letter."""
    taken = {option.key for option in options}
    ours = {(letter.key.upper() if letter.key in taken else letter.key): letter for letter in own}
    letters = [Letter(option.key, option.label, help, takes=True) for option in options]
    letters += [letter if letter in (HELP, QUIT) else replace(letter, key=key) for key, letter in ours.items()]
    return letters, ours


def _ask(talk: Talk, tool: Checklist, study: Study, item: Item) -> str:
    """Ask one item and write its answer; returns "" or the key of another wish."""
    _show_item(talk, tool, item.id)
    options = tool.options_of(item)
    letters, own = _letters(options, "What it rests on may follow.", _OWN)
    key, rest = talk.letter(letters)
    if key in own:
        return own[key].key
    option = next(o for o in options if o.key == key)
    note = rest or talk.line("What it rests on (Enter for nothing):")
    with talk.writing(f"{item.id} {option.label}"):
        appraising.answer(talk.review, study.id, tool.id, item.id, option.id, by=talk.by, note=note)
    return ""


def _judge(talk: Talk, tool: Checklist, study: Study) -> None:
    """Levels as proposed, or others with the reason."""
    names = [target.id for target in tool.targets]
    while True:
        one = appraised(talk.review, tool.id, reviewer=talk.by, study=study.id)[study.id]
        for name, stands in one.levels.items():
            mine = next((a.answer for a in stands.said if a.reviewer == talk.by), stands.answer)
            shown = tool.label(name, mine) if mine else "nothing proposed"
            say(labelled(f"{name}, {tool.target(name).label}", f"{shown}. {one.proposals[name].why}"))
        picked = talk.pick("Judge one of them", names, none="keep them as they are")
        if picked is None:
            return
        level = talk.pick("Level", [option.label for option in tool.levels], none="leave it")
        if level is not None:
            option = tool.levels[level]
            reason = talk.line("Why (needed where the rule proposes another):")
            with talk.writing(f"{names[picked]} {option.label}"):
                agreeing.judge_target(
                    talk.review, study.id, tool.id, names[picked], option.id, by=talk.by, reason=reason
                )


def _look(talk: Talk, tool: Checklist, studies: list[Study], which: str) -> None:
    """Check each answer of another, or settle each difference."""
    left = 0
    deed: Callable[[Talk, Checklist, Study, Standing], str] = _verify if which == "verify" else _settle
    for place, study in enumerate(studies, 1):
        seen = appraised(talk.review, tool.id, reviewer=talk.by, study=study.id).get(study.id)
        if seen is None or not _queue(seen, which, talk.by):
            continue
        show_study(study, f"{place} of {len(studies)}")
        skipped: set[str] = set()
        while queue := [s for s in _open(talk, tool, study, which) if s.item not in skipped]:
            key = deed(talk, tool, study, queue[0])
            if key == _NEXT.key:
                break
            if key == SKIP.key:
                skipped.add(queue[0].item)
            elif key in (UNDO.key, REDO.key):
                talk.take_back(undoing.APPRAISAL, redo=key == REDO.key)
                skipped.clear()
        left += len(_open(talk, tool, study, which))
    say(f"{plural(left, 'item')} still to {which}.")


def _open(talk: Talk, tool: Checklist, study: Study, which: str) -> list[Standing]:
    return _queue(appraised(talk.review, tool.id, reviewer=talk.by, study=study.id)[study.id], which, talk.by)


def _queue(one: Appraised, which: str, by: str) -> list[Standing]:
    if which == "settle":
        return list(one.differences)
    return [stands for stands in one.to_verify if any(a.reviewer != by for a in stands.said)]


def _show_said(talk: Talk, tool: Checklist, stands: Standing) -> None:
    marked = {excerpt.id: excerpt for excerpt in marking.excerpts(talk.review)}
    for said in stands.said:
        note = f" ({said.note})" if said.note else ""
        say(labelled(said.reviewer, f"{tool.label(stands.item, said.answer)}{note}"))
        if passage := marked.get(said.excerpt):
            say(labelled("Passage", f"{passage.text} ({passage.locator})"))


def _verify(talk: Talk, tool: Checklist, study: Study, stands: Standing) -> str:
    _show_item(talk, tool, stands.item)
    _show_said(talk, tool, stands)
    right = Letter("v", "verified", "The report says so; what you found may follow.", takes=True)
    other = Letter("c", "correct", "The report says otherwise; you are asked for the answer and why.")
    key, rest = talk.letter((right, other, *_OWN))
    if key == right.key:
        with talk.writing(f"{stands.item} verified"):
            agreeing.verify(talk.review, study.id, tool.id, stands.item, by=talk.by, note=rest)
        return ""
    if key != other.key:
        return key
    choices = tool.choices(stands.item)
    picked = talk.pick("The right answer", [label for _, label in choices], none="leave it")
    if picked is not None:
        why = talk.line("What the report says instead:")
        with talk.writing(f"{stands.item} {choices[picked][1]}"):
            value = choices[picked][0]
            agreeing.verify(talk.review, study.id, tool.id, stands.item, by=talk.by, answer=value, note=why)
    return ""


def _settle(talk: Talk, tool: Checklist, study: Study, stands: Standing) -> str:
    _show_item(talk, tool, stands.item)
    _show_said(talk, tool, stands)
    agree = Letter("a", "agreed", "You are asked for what the team agreed on, and why.")
    key, _ = talk.letter((agree, *_OWN))
    if key != agree.key:
        return key
    choices = tool.choices(stands.item)
    picked = talk.pick("The team's answer", [label for _, label in choices], none="leave it")
    if picked is not None:
        why = talk.line("Why (Enter for nothing):")
        with talk.writing(f"{stands.item} {choices[picked][1]}"):
            agreeing.settle(talk.review, study.id, tool.id, stands.item, choices[picked][0], by=talk.by, note=why)
    return ""
