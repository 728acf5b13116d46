"""What the screening screen says when it has no record to show, and which records it shows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from review_tool.domain.decision import Stage
from review_tool.domain.plan import Task
from review_tool.domain.report import Which
from review_tool.services.judging import screening

if TYPE_CHECKING:
    from review_tool.services.judging.planning import StageState

Key = tuple[str, str]


def words_of(which: Which) -> str:
    """The list in words, for the header."""
    parts = [
        "title and abstract",
        which.task if which.state == "to do" else which.state,
        f"tag {which.tag}" if which.tag else "",
        which.source,
    ]
    parts.append(f"“{which.words.rstrip('*')}”" if which.words else "")
    return " · ".join(part for part in parts if part)


def words(review: Any, reviewer: str, which: Which) -> tuple[str, str, *tuple[Key, ...]]:
    """Title, purpose and keys: why this list is empty, and what is next."""
    everything = screening.ids(review, Which(Stage.TITLE_ABSTRACT))
    if not everything:
        return (
            "Nothing to screen yet",
            "Here you read titles and abstracts and decide, one key each. Records come from citation files.",
            ("2", "import records"),
        )
    if which.words or which.tag:
        return (
            "No record fits",
            "Every word must stand in the title, abstract, authors, journal or keywords. A * stands for any ending.",
            ("/", "other words"),
            ("f", "other records"),
            ("Esc", "back to what waits for you"),
        )
    if which.state != "to do":
        return f"No record is in “{which.state}”", "", ("f", "other records"), ("Esc", "back to what waits for you")
    from review_tool.services.judging import (
        planning,  # slow to import, as the others below: the first record has no use for them
    )

    if state := planning.state(review, Stage.TITLE_ABSTRACT):
        return _by_plan(review, reviewer, state)
    return _finished(review, reviewer, len(everything), which)


def _by_plan(review: Any, reviewer: str, state: StageState) -> tuple[str, str, *tuple[Key, ...]]:
    """Why nothing is one's own to do under the plan."""
    from review_tool.services.judging import conflicts

    now = [Task.CALIBRATION] if state.phase == "calibration" else list(Task)
    counts = {who: sum(left.get(task.value, 0) for task in now) for who, left in sorted(state.left.items())}
    others = ", ".join(f"{who} {n}" for who, n in counts.items() if n and who != reviewer)
    said = state.words
    if state.phase == "calibration" and others:
        said = f"You have judged the calibration set. Still to judge it: {others}."
    elif state.phase != "to draw":
        said = f"Nothing is yours to judge now{f'; others have left: {others}' if others else ''}. {state.words}"
    if state.waiting and state.gated and not state.gate_open and state.phase != "to draw":
        said += f" {state.waiting} reports wait for the gate."
    keys: list[Key] = [("P", "the screening plan")]
    differing = len(conflicts.open_ids(review, Stage.TITLE_ABSTRACT))
    if differing:
        keys.append(("5", f"{differing} conflict{_s(differing)} to talk about"))
    if full_text := len(screening.ids(review, Which(Stage.FULL_TEXT, "to do", reviewer))):
        keys.append(("6", f"{full_text} full text{_s(full_text)} to judge"))
    keys.append(("f", "look again at what you voted"))
    return "Wait for the others" if state.phase == "calibration" else "Nothing for you now", said, *keys


def _finished(review: Any, reviewer: str, count: int, which: Which) -> tuple[str, str, *tuple[Key, ...]]:
    from review_tool.services.gathering import deduping
    from review_tool.services.judging import conflicts

    differing = len(conflicts.open_ids(review, Stage.TITLE_ABSTRACT))
    waiting = len(screening.ids(review, replace(which, state="open"))) - differing
    full_text = len(screening.ids(review, Which(Stage.FULL_TEXT, "to do", reviewer)))
    doubtful = len(deduping.pairs(review))
    said = f"You have no title or abstract left to judge, of {count}."
    if waiting:
        said += f" {waiting} wait for another reviewer's vote."
    next_keys: list[Key] = []
    if doubtful:
        next_keys.append(("3", f"{doubtful} pair{_s(doubtful)} may be duplicates"))
    if differing:
        next_keys.append(("5", f"{differing} conflict{_s(differing)} to settle"))
    if full_text:
        next_keys.append(("6", f"{full_text} full text{_s(full_text)} to judge"))
    next_keys.append(("f", "look again at what you voted"))
    return "All done here", said, *next_keys


def _s(count: int) -> str:
    return "" if count == 1 else "s"
