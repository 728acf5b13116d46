"""What `u` and `U` do: take back this person's last deed of the kinds the screen names, or bring it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from review_tool.domain.errors import ReviewError
from review_tool.domain.text import shorten

if TYPE_CHECKING:
    from review_tool.tui.screens.stage import StageScreen


def can(review: Any, reviewer: str, kinds: str) -> tuple[bool, bool]:
    """Whether there is something to undo, and something to redo."""
    from review_tool.services import undoing

    wanted = getattr(undoing, kinds)
    return (
        undoing.can_undo(review, by=reviewer, kinds=wanted) is not None,
        undoing.can_redo(review, by=reviewer, kinds=wanted) is not None,
    )


async def take_back(screen: StageScreen, *, redo: bool = False) -> None:
    """Undo or redo on this screen, after a question where the screen has one."""
    from review_tool.services import undoing

    app = screen.app
    kinds = getattr(undoing, screen.UNDOES)
    found = None if redo else undoing.can_undo(app.review, by=app.reviewer, kinds=kinds)
    question = screen.ask_before_undo(found.words) if found else ""
    if not question:
        _do(screen, redo=redo)
        return
    from review_tool.tui.dialogs.confirm import Confirm

    assert found is not None
    detail = f"{found.words}\nIt stays in the log, and U brings it back."

    def answered(yes: bool | None) -> None:
        if yes:
            _do(screen, redo=False)

    await app.push_screen(Confirm(question, detail, yes="Take back", no="Leave it"), answered)


def _do(screen: StageScreen, *, redo: bool) -> None:
    from review_tool.services import undoing

    app = screen.app
    kinds = getattr(undoing, screen.UNDOES)
    try:
        deed = undoing.redo_last if redo else undoing.undo_last
        done = deed(app.review, by=app.reviewer, kinds=kinds)
    except ReviewError as refusal:
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
