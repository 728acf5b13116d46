"""A small review with hostile titles taken as far as a screen needs, and a ReviewApp on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from review_tool.domain.decision import Stage, Verdict
from review_tool.domain.report import Which
from review_tool.services.history import auditing
from review_tool.services.judging import screening
from review_tool.services.reviews import Review
from review_tool.tui.app import ReviewApp
from tests.reviews import make_review
from tests.tui.frames import settle


def at_full_text(folder: Path, *, reviewers: int = 1) -> Review:
    """Every report has come through title and abstract."""
    review = make_review(folder, reviewers=reviewers)
    for number in screening.ids(review, Which()):
        for name in ("AK", "BR")[:reviewers]:
            screening.decide(review, number, Stage.TITLE_ABSTRACT, Verdict.INCLUDE, by=name)
    return review


def all_included(folder: Path) -> Review:
    """Every report is included: as many studies."""
    review = at_full_text(folder)
    for number in screening.ids(review, Which(Stage.FULL_TEXT)):
        screening.decide(review, number, Stage.FULL_TEXT, Verdict.INCLUDE, by="AK")
    return review


def app_on(review: Review, reviewer: str = "AK") -> ReviewApp:
    return ReviewApp("a-folder", reviewer, opener=lambda: review, clock=lambda: datetime(2026, 3, 12, 10, 41))


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """One key after another, each dealt with before the next."""
    for key in keys:
        await pilot.press(key)
        await pilot.pause()
    await settle(pilot)


async def fill(pilot: Pilot[Any], texts: Sequence[str]) -> None:
    """Write into the blanks of the dialog that is open, in their order, and save it."""
    boxes = list(pilot.app.screen.query("Input, TextArea"))
    for box, text in zip(boxes, texts, strict=False):
        if isinstance(box, Input):
            box.value = text
        elif isinstance(box, TextArea):
            box.text = text
    await press(pilot, "ctrl+s")


def kinds(review: Review, last: int) -> list[str]:
    """The kinds of the last events in the log, oldest first."""
    told = auditing.tell(review, auditing.numbers(review), reviewer="AK")
    return [one.event.kind for one in sorted(told, key=lambda one: one.number)][-last:]
