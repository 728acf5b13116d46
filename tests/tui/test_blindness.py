"""Two reviews that differ in another's votes alone look the same, letter by letter and colour by colour."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.app import App

from review_tool.domain.decision import Stage
from review_tool.domain.report import Which
from review_tool.services.judging import screening
from review_tool.tui.screens.screening import ahead as screening_ahead
from tests.services.twins import MARK, opened, twins, without_hashes
from tests.tui.frames import settle
from tests.tui.reviewing import app_on, press

WALKS: tuple[tuple[str, ...], ...] = (
    ("1",),
    ("4",),
    ("4", "l"),
    ("4", "f"),
    ("4", "f", "2"),
    ("4", "f", "8"),
    ("4", "t"),
    ("4", "P"),
    ("4", "S"),
    ("4", "w"),
    ("4", "slash", *MARK[:5]),
    ("4", "right_square_bracket", "right_square_bracket", "l"),
    ("5",),
    ("5", "a"),
    ("6",),
    ("6", "o"),
    ("6", "P"),
    ("6", "t"),
    ("6", "f", "9"),
    ("7",),
    ("8",),
    ("9",),
    ("0",),
    ("0", "enter"),
    ("0", "home", "down", "down", "enter"),
    ("0", "b"),
    ("0", "slash", *"who:BR", "enter"),
    ("0", "slash", *"what:vote", "enter", "end"),
    ("4", "H"),
)
"""Every screen, and what opens over it that could tell of a vote."""


def drawn(app: App[Any]) -> str:
    """Every piece of the screen with its style."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(repr([(piece.text, str(piece.style)) for piece in strip]) for strip in strips)


@pytest.mark.parametrize("how", ["calibration", "full text"])
async def test_the_screens_of_twins_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setattr(screening_ahead, "PAUSE", 0.02)  # reports alike are looked for once no key comes
    pair = twins(tmp_path, how, monkeypatch)
    told: list[list[str]] = []
    for folder in (pair.one, pair.other):
        shown = []
        app = app_on(opened(folder))
        async with app.run_test(size=(120, 36)) as pilot:
            await settle(pilot)
            for walk in WALKS:
                await press(pilot, *walk)
                await pilot.pause(0.05)
                await settle(pilot)
                shown.append(without_hashes(drawn(app)))
                await press(pilot, "escape", "escape", "escape")
        told.append(shown)
    for walk, one, other in zip(WALKS, *told, strict=True):
        assert one == other, walk
        assert MARK not in one, walk
    review = opened(pair.one)
    stage = Stage.FULL_TEXT if how == "full text" else Stage.TITLE_ABSTRACT
    assert set(pair.judged) <= set(screening.ids(review, Which(stage, "to do", "AK"))), "no key of the walks voted"
    review.close()
