from __future__ import annotations

from pathlib import Path

import pytest
from rich.segment import Segment
from textual.geometry import Region
from textual.widget import Widget

from review_tool.tui.screens import stage
from review_tool.tui.widgets import rooms
from tests.reviews import make_review
from tests.tui.frames import settle
from tests.tui.reviewing import app_on, press

WHOLE = Region(0, 2, 10, 6)


@pytest.mark.parametrize(
    ("parts", "line"),
    [
        ([WHOLE], 2),
        ([Region(0, 3, 10, 5)], 3),
        ([Region(0, 4, 10, 4), Region(0, 2, 10, 2)], 2),
        ([Region(4, 2, 6, 6), Region(0, 2, 4, 6)], 2),
        ([Region(0, 3, 4, 5), Region(4, 3, 6, 5), Region(0, 0, 0, 0)], 3),
        ([], None),
        ([Region(0, 2, 10, 5)], None),  # short of the bottom
        ([Region(0, 2, 10, 2), Region(0, 5, 10, 3)], None),  # a line between them
        ([Region(0, 2, 10, 4), Region(0, 5, 10, 3)], None),  # one over the other
        ([Region(0, 2, 4, 6), Region(5, 2, 5, 6)], None),
        ([Region(0, 2, 4, 6), Region(4, 2, 5, 6)], None),
        ([Region(0, 2, 4, 6), Region(4, 2, 6, 5)], None),
        ([Region(0, 1, 10, 7)], None),
        ([Region(0, 8, 10, 2)], None),
    ],
)
def test_what_covers_a_container_from_edge_to_edge(parts: list[Region], line: int | None) -> None:
    assert rooms.covered_from(parts, WHOLE) == line


@pytest.mark.parametrize("size", [(70, 20), (80, 24), (120, 36)])
async def test_the_screen_is_the_same_where_all_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    app = app_on(make_review(tmp_path))
    seen, spared = rooms.seen, 0

    def counted(widget: Widget, crop: Region) -> Region:
        nonlocal spared
        drawn = seen(widget, crop)
        spared += crop.height - drawn.height
        return drawn

    def shown(way: object) -> list[list[Segment]]:
        for module in (rooms, stage):
            monkeypatch.setattr(module, "seen", way)
        return [list(strip.simplify()) for strip in app.screen._compositor.render_strips()]

    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for keys in (["4"], ["l"], ["l", "c"], ["slash"], ["escape", "question_mark"], ["question_mark", "3"], ["1"]):
            await press(pilot, *keys)
            assert shown(counted) == shown(lambda _, crop: crop), keys
    assert spared > 3 * size[1]
