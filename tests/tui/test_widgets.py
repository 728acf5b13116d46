from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from textual.message import Message

from review_tool.tui.widgets.bars import bar
from review_tool.tui.widgets.checklist_matrix import ChecklistMatrix
from review_tool.tui.widgets.evidence_tree import EvidenceTree
from review_tool.tui.widgets.pair_view import PairView, likeness, word_marks
from review_tool.tui.widgets.record_list import PAGE, PAGES_KEPT, RecordList, Row
from tests.tui.frames import HOSTILE, frame, settle
from tests.tui.stages_for_tests import TestApp, Trees, rows


async def test_the_list_fetches_only_what_is_seen() -> None:
    asked: list[int] = []

    def page(ids: Sequence[int]) -> list[Row]:
        asked.append(len(ids))
        return rows(ids)

    async with TestApp().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        records = pilot.app.screen.query_one(RecordList)
        records.show(range(1, 100_001), page)
        await settle(pilot)
        assert asked == [PAGE]
        await pilot.press("end")
        await settle(pilot)
        assert records.current == 100_000
        assert "▸  100000 [Article in German]" in frame(pilot.app)
        assert len(asked) <= 3
        await pilot.press("pageup", "k", "up")
        assert records.current is not None
        assert records.current < 99_999
        await pilot.press("home", "j")
        assert records.current == 2
        for n in range(PAGES_KEPT * 2):
            records.row(n * PAGE)
        assert len(records._pages) == PAGES_KEPT


async def test_the_cursor_keeps_its_id_or_its_place() -> None:
    async with TestApp().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        records = pilot.app.screen.query_one(RecordList)
        assert records.go_to(40)
        records.show([10, 40, 50], rows)
        assert (records.current, records.place) == (40, 2)
        records.show([10, 50], rows)
        assert records.current == 50
        records.show([], rows)
        assert records.place == 0
        assert records.current is None
        await settle(pilot)
        assert "Nothing here." in frame(pilot.app)
        await pilot.press("enter", "j", "end", "pageup", "space")


async def test_mouse_and_marks() -> None:
    heard: list[Message] = []
    async with TestApp().run_test(size=(80, 24), message_hook=heard.append) as pilot:
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        records = pilot.app.screen.query_one(RecordList)
        await pilot.click(RecordList, offset=(10, 4))
        assert records.current == 4
        await pilot.press("space", "space")
        await settle(pilot)
        assert records.marked == {4, 5}
        assert frame(pilot.app).count("●") == 2
        await pilot.click(RecordList, offset=(10, 4), times=2)
        await settle(pilot)
    assert {m.id for m in heard if isinstance(m, RecordList.Chosen)} == {4}


async def test_pairs_are_compared_and_chosen_from() -> None:
    assert [likeness("a", "a"), likeness("A-b", "a b"), likeness("a", ""), likeness("a", "b")] == ["=", "~", "~", "≠"]
    left, right = word_marks("Sleep in old nurses", "sleep in nurses")
    assert [left.plain[s.start : s.end] for s in left.spans] == ["‹old›"]
    assert right.spans == []
    async with TestApp().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("3")
        await settle(pilot)
        assert "[@click=app.quit]x" in frame(pilot.app)
        pair = pilot.app.screen.query_one(PairView)
        await pilot.press("right", "down")
        assert pair.kept == {"title": "right", "year": "left"}
        assert "▸ year" in frame(pilot.app)


async def test_the_matrix_moves_by_cells() -> None:
    async with TestApp().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("7")
        await settle(pilot)
        matrix = pilot.app.screen.query_one(ChecklistMatrix)
        await pilot.press("down", "right", "right", "right", "j")
        assert matrix.current == (2, "c")
        await pilot.press("end")
        await settle(pilot)
        assert matrix.current == (39, "c")
        assert "▸ [Article" in frame(pilot.app).splitlines()[-3]
        assert "[/]" in frame(pilot.app)


async def test_the_tree_opens_a_step_when_asked() -> None:
    async with TestApp().run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("9")
        await settle(pilot)
        screen = cast(Trees, pilot.app.screen)
        assert screen.asked == []
        await pilot.press("right")
        await settle(pilot)
        assert screen.asked == ["G1"]
        assert f"❝ {HOSTILE}" in frame(pilot.app)
        await pilot.press("right")
        await settle(pilot)
        current = screen.query_one(EvidenceTree).current
        assert current
        assert current.id == "G1e"
        await pilot.press("left", "left")
        await settle(pilot)
        assert "❝" not in frame(pilot.app)


def test_a_bar_is_true_to_an_eighth_and_never_hides_a_little() -> None:
    assert bar(0.5, 10) == "█" * 5
    assert bar(0.55, 10) == "█" * 5 + "▌"
    assert (bar(0.0001, 10), bar(0, 10)) == ("▏", "")


async def test_the_cursor_is_in_sight_of_a_list_that_is_filled_before_it_is_drawn() -> None:
    async with TestApp().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("4")
        records = pilot.app.screen.query_one(RecordList)
        records.show([], rows)
        await settle(pilot)
        records.show(range(1, 60), rows)
        records.go_to(58)
        await settle(pilot)
        assert any("▸" in row and " 58 " in row for row in frame(pilot.app).splitlines())
