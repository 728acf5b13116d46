"""What `u` and `U` do: take back this person's last deed of the kinds the screen names, or bring it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from review_tool.domain.errors import ReviewError
from review_tool.domain.text import shorten
from review_tool.tui.jobs import tell, telling

if TYPE_CHECKING:
    from review_tool.tui.screens.stage import StageScreen


def can(review: Any, reviewer: str, kinds: str) -> tuple[bool, bool]:
    """Whether there is something to undo, and something to redo."""
    from review_tool.services.history import undoing

    wanted = getattr(undoing, kinds)
    return (
        undoing.can_undo(review, by=reviewer, kinds=wanted) is not None,
        undoing.can_redo(review, by=reviewer, kinds=wanted) is not None,
    )


async def take_back(screen: StageScreen, *, redo: bool = False) -> None:
    """Undo or redo on this screen, after a question where the screen has one."""
    from review_tool.services.history import undoing

    app = screen.app
    kinds = getattr(undoing, screen.UNDOES)
    found = None if redo else undoing.can_undo(app.review, by=app.reviewer, kinds=kinds)
    question = screen.ask_before_undo(found.words) if found else ""
    with telling(screen):
        effect = None if redo else undoing.far(app.review, by=app.reviewer, kinds=kinds)
        if not question and effect is None:
            _do(screen, redo=redo)
            return
        await _ask(screen, found, question, effect)


async def _ask(screen: StageScreen, found: Any, question: str, effect: Any) -> None:
    """Ask before a deed goes that much rests on, showing what would reopen."""
    from review_tool.tui.dialogs.confirm import Confirm

    assert found is not None
    detail = [found.words, *(told(effect) if effect else ()), "", "It stays in the log, and U brings it back."]

    def answered(yes: bool | None) -> None:
        if yes:
            _do(screen, redo=False, reveal=bool(effect and effect.shown))

    dialog = Confirm(question or "Take this back?", "\n".join(detail), yes="Take back", no="Leave it")
    await screen.app.push_screen(dialog, answered)


def told(effect: Any, most: int = 8) -> list[str]:
    """What an undo would change, as lines: the sum first."""
    lines = list(effect.changed[:most]) or ["No report's outcome would change."]
    if len(effect.changed) > most:
        lines.append(f"… and {len(effect.changed) - most} more.")
    return ["", effect.summary, *lines] if effect.summary else ["", *lines]


def _do(screen: StageScreen, *, redo: bool, reveal: bool = False) -> None:
    from review_tool.services.history import undoing

    app = screen.app
    kinds = getattr(undoing, screen.UNDOES)
    try:
        if redo:
            done = undoing.redo_last(app.review, by=app.reviewer, kinds=kinds)
        else:
            done = undoing.undo_last(app.review, by=app.reviewer, kinds=kinds, reveal=reveal)
    except ReviewError as refusal:
        if refusal.details:
            tell(screen, refusal)
        else:
            screen.refuse(f"{refusal} {refusal.hint}".strip())
        app.see_undo()
        screen.refresh_bindings()
        return
    tell_taken(screen, done, redo=redo)


def tell_taken(screen: StageScreen, done: Any, *, redo: bool, words: str = "") -> None:
    """Say what was taken back or brought back, load the screen again, and show the report it is about."""
    words = shorten((words or done.words).rstrip("."), 90)
    screen.load_when_ready()
    screen.undone(done.report)
    screen.did(f"Brought back: {words}" if redo else f"Taken back: {words}  (U brings it back)", undoable=False)
    screen.app.see_undo()
    screen.refresh_bindings()
