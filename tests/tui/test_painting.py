from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from rich.cells import get_character_cell_size

from review_tool.tui.app import ReviewApp
from review_tool.tui.painting import Change, Compositor
from tests.reviews import make_review
from tests.tui.frames import SIZES, settle
from tests.tui.reviewing import app_on, press

SEQUENCE = re.compile(r"\x1b\[(\d+);(\d+)H|\x1b\[([\d;]*)m|\x1b\[[^A-Za-z]*[A-Za-z]|(.)", re.DOTALL)
"""Where to go on, a colour, any other order, or a letter."""


class Paper:
    """What a terminal shows after what was written to it: each cell's letter and colours."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], tuple[str, str]] = {}

    def write(self, written: str) -> None:
        x = y = 0
        colours = ""
        for found in SEQUENCE.finditer(written):
            row, column, colour, letter = found.groups()
            if row:
                x, y = int(column) - 1, int(row) - 1
            elif colour is not None:
                colours = colour
            elif letter == "\n":
                x, y = 0, y + 1
            elif letter:
                for part in range(get_character_cell_size(letter)):
                    self.cells[x + part, y] = (letter if part == 0 else "", colours)
                x += get_character_cell_size(letter)


@pytest.mark.parametrize("size", SIZES)
async def test_after_each_key_the_terminal_shows_what_drawing_all_of_it_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    paper, changes = Paper(), 0

    def written(app: ReviewApp, screen: object, update: Any) -> None:
        nonlocal changes
        if update is not None and screen is app.screen:
            paper.write(update.render_segments(app.console))
            changes += isinstance(update, Change)

    monkeypatch.setattr(ReviewApp, "_display", written)
    app = app_on(make_review(tmp_path))
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for keys in ("4", "i", "e", "]", "l", "j", "i", "l", "n", "escape", "h", "c", "o", "u", "?", "?", "1", "5"):
            await press(pilot, *([keys] if len(keys) > 1 else [{"]": "right_square_bracket"}.get(keys, keys)]))
            whole = Paper()
            whole.write(app.screen._compositor.render_full_update().render_segments(app.console))
            assert paper.cells == whole.cells, keys
    assert changes > 10


async def test_only_what_shows_in_a_change_is_drawn(tmp_path: Path) -> None:
    app = app_on(make_review(tmp_path))
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        screen: Any = app.screen
        screen.status.refresh()
        screen.card.refresh()
        screen._compositor.update_widgets({screen.status, screen.card})
        change = screen._compositor.render_update()
        assert isinstance(change, Change)
        beside = screen.query_one("#criteria").region
        assert all(not (x >= beside.x and y in beside.line_range) for x, y, _ in change.pieces)
        assert {y for _, y, _ in change.pieces} == {*screen.card.region.line_range, screen.status.region.y}
        assert screen._compositor.render_update() is None


async def test_nothing_is_drawn_that_would_be_thrown_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []
    render = Compositor.render_update

    def counted(self: Compositor, *args: Any, **named: Any) -> Any:
        drawn.append(app._batch_count)
        return render(self, *args, **named)

    monkeypatch.setattr(Compositor, "render_update", counted)
    app = app_on(make_review(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "5", "4", "1")
    assert set(drawn) == {0}
