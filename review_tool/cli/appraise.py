"""`appraise`: a checklist for each included study."""

from __future__ import annotations

from dataclasses import replace

import click

from review_tool.cli.asking import HELP, QUIT, REDO, SKIP, UNDO, Letter, Talk, converse
from review_tool.cli.saying import labelled, plural, say, terminal
from review_tool.cli.screens import open_screens
from review_tool.cli.settings import Verb, settings
from review_tool.domain.appraisal import Checklist, Item
from review_tool.domain.errors import ReviewError
from review_tool.services import appraising, undoing
from review_tool.services.appraising import DESIGN, Study

_NEXT = Letter("f", "following study", "Leave this study for later.")
_OWN = (_NEXT, SKIP, UNDO, REDO, HELP, QUIT)


@click.command(cls=Verb)
@click.option("--checklist", "tool", default="", metavar="ID", help="Which checklist; else you are asked.")
@click.option("--study", type=int, metavar="N", help="Only this study.")
def command(tool: str, study: int | None) -> None:
    """Answer a checklist for each included study, item by item, with what each answer rests on."""
    asked = settings()
    if terminal() and not asked.plain and not asked.json:
        open_screens(asked, mode="appraisal")
        return
    converse(asked, lambda talk: _appraise(talk, tool, study))


def chosen(studies: list[Study], number: int | None) -> list[Study]:
    """The study asked for, or all.

    Raises:
        ReviewError: it is not an included study, or none is included yet.
    """
    if not studies:
        raise ReviewError("No study is included yet.", hint="Include reports at full text first: review-tool screen.")
    found = [study for study in studies if number in (None, study.id)]
    if not found:
        raise ReviewError(
            f"{number} is not an included study.", hint="They are " + ", ".join(str(s.id) for s in studies) + "."
        )
    return found


def show_study(study: Study, place: str) -> None:
    say()
    say(f"Study {study.id}, {place}: {study.label}")
    say(labelled("Title", study.title))
    say(labelled("Abstract", study.abstract or "none"))


def _appraise(talk: Talk, wanted: str, number: int | None) -> None:
    if wanted:
        tool = appraising.checklist(talk.review, wanted)
    else:
        tools = appraising.checklists(talk.review)
        tool = tools[talk.pick("Checklist", [one.title for one in tools]) or 0]
    say(f"{tool.title}, version {tool.version}. {tool.licence}")
    studies = chosen(appraising.studies(talk.review), number)
    done = 0
    for place, study in enumerate(studies, 1):
        if _left(talk, tool, study):
            _one_study(talk, tool, study, f"{place} of {len(studies)}")
        done += not _left(talk, tool, study)
    say(f"{done} of {plural(len(studies), 'study', 'studies')} fully appraised by {talk.by}.")


def _mine(talk: Talk, tool: Checklist, study: Study) -> dict[str, str]:
    given = appraising.answers(talk.review, tool.id, study=study.id)
    return {answer.item: answer.answer for answer in given if answer.reviewer == talk.by}


def _left(talk: Talk, tool: Checklist, study: Study) -> list[str]:
    """The items still to answer; first of all the design, where the checklist has parts."""
    mine = _mine(talk, tool, study)
    if tool.groups and not mine.get(DESIGN):
        return [DESIGN]
    return list(appraising.missing(tool, mine.get(DESIGN, ""), mine))


def _one_study(talk: Talk, tool: Checklist, study: Study, place: str) -> None:
    show_study(study, place)
    skipped: set[str] = set()
    while left := [item for item in _left(talk, tool, study) if item not in skipped]:
        if left[0] == DESIGN:
            designs = [label for _, label in tool.groups]
            picked = talk.pick("Design", designs, none="leave this study for later")
            if picked is None:
                return
            with talk.writing(designs[picked]):
                appraising.answer(talk.review, study.id, tool.id, DESIGN, tool.groups[picked][0], by=talk.by)
            continue
        item = tool.item(left[0])
        key = _ask(talk, tool, study, item)
        if key == _NEXT.key:
            return
        if key == SKIP.key:
            skipped.add(item.id)
        elif key in (UNDO.key, REDO.key):
            talk.take_back(undoing.APPRAISAL, redo=key == REDO.key)
            skipped.clear()
    given = {name: answer for name, answer in _mine(talk, tool, study).items() if name != DESIGN}
    say(labelled("Judgement", appraising.judgement(tool, given)))


def _ask(talk: Talk, tool: Checklist, study: Study, item: Item) -> str:
    """Ask one item and write its answer; returns "" or the key of another wish."""
    say()
    say(labelled(f"Item {item.id}", item.text))
    if item.help:
        say(labelled("Help", item.help))
    options = tool.options_of(item)
    taken = {option.key for option in options}
    own = {(letter.key.upper() if letter.key in taken else letter.key): letter for letter in _OWN}
    letters = [Letter(o.key, o.label, "What it rests on may follow.", takes=True) for o in options]
    letters += [letter if letter in (HELP, QUIT) else replace(letter, key=key) for key, letter in own.items()]
    key, rest = talk.letter(letters)
    if key in own:
        return own[key].key
    option = next(o for o in options if o.key == key)
    note = rest or talk.line("What it rests on (Enter for nothing):")
    with talk.writing(f"{item.id} {option.label}"):
        appraising.answer(talk.review, study.id, tool.id, item.id, option.id, by=talk.by, note=note)
    return ""
