"""Giving one person's open reports to another, from the plan: as `plan give` does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from review_tool.domain.errors import ReviewError
from review_tool.services import people
from review_tool.services.judging import planning
from review_tool.services.judging.planning import StageState
from review_tool.tui.asking import until_taken
from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.dialogs.write import Blank

if TYPE_CHECKING:
    from review_tool.tui.screens.stage import StageScreen


async def give(screen: StageScreen, state: StageState) -> None:
    """Ask whose, to whom and how many; what they judged stays theirs."""
    app, words = screen.app, state.stage.words
    left = {name: sum(tasks.values()) for name, tasks in state.left.items()}
    team = planning.screeners(app.review)
    may_give = team if app.reviewer in people.leads(app.review) else (app.reviewer,)

    async def one_of(question: str, names: list[str], detail: str) -> str | None:
        choices = [Choice(name, hint=f"{left.get(name, 0):,} left to judge") for name in names]
        answer: str | None = await app.push_screen_wait(Choose(question, choices, detail=detail))
        return answer

    givers = [name for name in may_give if left.get(name)]
    if not givers or len(team) < 2:
        raise ReviewError(f"Nobody has work at {words} that another could take.")
    giver: str | None = app.reviewer
    if givers != [giver]:
        giver = await one_of(f"Whose work at {words}?", givers, "What they have judged stays theirs.")
    if giver is None:
        return
    detail = f"A report that the other has judged, or is to judge anyway, stays with {giver}."
    taker = await one_of(f"{giver}'s work goes to?", [name for name in team if name != giver], detail)
    if taker is None:
        return
    given = 0

    def write(said: dict[str, str]) -> None:
        nonlocal given
        most = _many(said["most"])
        given = planning.hand_over(app.review, state.stage, giver, taker, by=app.reviewer, most=most)

    blank = Blank("most", "How many reports", "all", required=True, hint="a number, or all")
    if await until_taken(screen, f"From {giver} to {taker}", [blank], write, detail=detail, draft="give"):
        screen.did(f"{given} report{'' if given == 1 else 's'} went from {giver} to {taker}")


def _many(written: str) -> int:
    """0 for all. Raises ReviewError for what is no number."""
    text = written.strip().lower()
    if text == "all":
        return 0
    if not text.isascii() or not text.isdecimal() or not int(text):
        raise ReviewError(f"“{text}” is no number of reports.", hint="Write a number from 1 on, or all.")
    return int(text)
