"""What is done to a value besides typing it, what is asked for that, and what is written through the services."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from review_tool.domain.second_eyes import State, Way, deed_on, others
from review_tool.services.fulltexts import marking
from review_tool.services.studies import extracting
from review_tool.services.studies.extracting import Entry
from review_tool.services.studies.revealing import Reveals
from review_tool.tui import jobs
from review_tool.tui.asking import until_taken
from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.dialogs.confirm import Confirm
from review_tool.tui.dialogs.pick import Pick, Pickable
from review_tool.tui.dialogs.tell import Tell
from review_tool.tui.screens.extraction import words
from review_tool.tui.widgets.field_editor import FieldEditor

if TYPE_CHECKING:
    from review_tool.tui.screens.extraction.screen import ExtractionScreen


def give(screen: ExtractionScreen, event: FieldEditor.Given) -> None:
    """Write what was typed: a value of one's own, a correction of another's, or what holds where two differ."""
    study, written = screen.study, event.asked
    assert study
    passages = screen.extracted.passages(study)
    known = next((e.id for e in passages if (e.text, e.locator) == (written.passage, written.place)), "")
    entry = Entry(written.value, event.not_reported, known or written.passage, written.place, written.kind, written.why)
    by = screen.app.reviewer
    deed = deed_on(screen.sheet.way, screen.cell, by)
    extracting.write(deed, screen.app.review, study.id, written.field.id, entry, by=by)


def say_not_reported(screen: ExtractionScreen) -> None:
    study, field, cell = screen.study, screen.field, screen.cell
    if not study or not field:
        return
    if others(screen.sheet.way, cell, screen.app.reviewer) or cell.state is State.DIFFER:
        screen.open_field()
        return
    with jobs.telling(screen):
        by = screen.app.reviewer
        extracting.extract(screen.app.review, study.id, field.id, Entry(not_reported=True), by=by)
        screen.written(f"{study.label}, {field.label}: not reported")
        screen.fields.action_move(1)


def verify(screen: ExtractionScreen) -> None:
    study, field = screen.study, screen.field
    if study and field:
        with jobs.telling(screen):
            extracting.verify(screen.app.review, study.id, field.id, by=screen.app.reviewer)
            before = screen.fields.current
            screen.written(f"{study.label}, {field.label}: verified")
            if screen.fields.current == before:
                screen.fields.action_move(1)


async def link(screen: ExtractionScreen) -> None:
    study, field, value = screen.study, screen.field, screen.cell.value
    if not study or not field or not value:
        return
    things = [Pickable(e.id, words.line(e)) for e in screen.extracted.passages(study)]
    title = f"{field.label} rests on"
    picked = await screen.app.push_screen_wait(Pick(title, things, single=True, detail=value.value))
    if picked:
        excerpt, by = next(iter(picked)), screen.app.reviewer
        entry = Entry(value.value, excerpt=excerpt)
        if others(screen.sheet.way, screen.cell, by):
            entry = replace(entry, why="linked to its passage")
            extracting.correct(screen.app.review, study.id, field.id, entry, by=by)
        else:
            extracting.extract(screen.app.review, study.id, field.id, entry, by=by)
        screen.written(f"{study.label}, {field.label}: linked to its passage")


async def mark(screen: ExtractionScreen) -> None:
    study = screen.study
    if not study:
        return

    def write(written: dict[str, str]) -> None:
        marking.mark(
            screen.app.review,
            study.reports[0],
            written["excerpt"],
            locator=written["locator"],
            by=screen.app.reviewer,
            kind=words.kind(written["kind"]),
            codes=words.codes(written["codes"]),
        )
        screen.written(f"excerpt of {study.label} marked")

    known = sorted({code for excerpt in screen.extracted.excerpts.values() for code in excerpt.codes})
    blanks = words.excerpt_blanks(known)
    await until_taken(screen, f"Excerpt: {study.label}", blanks, write, draft=f"excerpt {study.id}")


def show_history(screen: ExtractionScreen) -> None:
    study, field = screen.study, screen.field
    if study and field:
        by = screen.app.reviewer
        found = extracting.history(screen.app.review, study.id, field.id, reviewer=by)
        title = f"{field.label}: {study.label}"
        told = [words.past(value, screen.extracted.excerpts) for value in found]
        told += [words.check(check) for check in screen.cell.checks]
        screen.app.push_screen(Tell(title, told))


async def choose_way(screen: ExtractionScreen) -> None:
    choices = [Choice(way.value, f"{way.value}: {way.words}") for way in Way]
    title = "Who looks at a value besides the one who extracts it"
    chosen = await screen.app.push_screen_wait(Choose(title, choices, current=screen.sheet.way.value))
    if not chosen or chosen == screen.sheet.way:
        return

    def change(*, reveal: bool = False) -> None:
        extracting.choose_way(screen.app.review, chosen, by=screen.app.reviewer, reveal=reveal)
        screen.written(f"extraction is {chosen} now", part=False)

    try:
        change()
    except Reveals as told:
        if await screen.app.push_screen_wait(Confirm("Show what is still blind?", str(told), yes="Show it")):
            change(reveal=True)


def pilot(screen: ExtractionScreen) -> None:
    study = screen.study
    if study:
        with jobs.telling(screen):
            tries = study.id not in screen.sheet.pilots
            extracting.pilot(screen.app.review, study.id, by=screen.app.reviewer, present=tries)
            screen.written(f"{study.label} is {'a' if tries else 'no'} pilot study")
