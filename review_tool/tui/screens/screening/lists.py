"""Which records are gone through: the choices behind `f`, and what the palette finds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from review_tool.domain.decision import Stage
from review_tool.domain.plan import Task
from review_tool.domain.report import Which
from review_tool.services.judging import screening
from review_tool.tui.dialogs.choose import Choice, Choose

if TYPE_CHECKING:
    from review_tool.tui.screens.screening.screen import ScreeningScreen

STAGE = Stage.TITLE_ABSTRACT
STATES = (
    Choice("to do", hint="what waits for you"),
    Choice("voted", hint="what you have judged"),
    Choice("included"),
    Choice("excluded"),
    Choice("conflict", hint="where reviewers differ"),
    Choice("all"),
    Choice("postponed", hint="what you put off"),
    Choice("maybe", hint="where somebody is unsure"),
    Choice("reopened", hint="to be judged again"),
)


def choose(screen: ScreeningScreen) -> None:
    """Ask for a state, a task of the plan or a tag, and look at the records that have it."""
    known = screening.known_tags(screen.app.review, reviewer=screen.app.reviewer)
    tags = [Choice(f"tag:{tag}", f"tag {tag}") for tag in known]
    planned = list(Task) if screen.protocol.is_planned else []
    tasks = [Choice(f"task:{task}", f"to do: {task}", task.words) for task in planned]

    def chosen(name: str | None) -> None:
        if name is None:
            return
        every = Which(STAGE, "all", screen.app.reviewer, words=screen.which.words)
        kind, _, value = name.partition(":")
        if kind == "tag":
            screen.look(replace(every, tag=value))
        elif kind == "task":
            screen.look(replace(every, state="to do", task=value))
        else:
            screen.look(replace(every, state=name))

    screen.app.push_screen(Choose("Which records", [*STATES, *tasks, *tags], current=screen.which.state), chosen)


def find(screen: ScreeningScreen, words: str) -> Sequence[tuple[str, Callable[[], Any]]]:
    """The first records that hold the words, each with what going to it does."""
    found = screening.ids(screen.app.review, Which(STAGE, words=words))[:8]
    rows = screening.rows(screen.app.review, found, STAGE, screen.app.reviewer)

    def going(number: int) -> Callable[[], None]:
        return lambda: screen.undone(number)

    return [(f"{row.who} · {row.title}", going(row.id)) for row in rows]
