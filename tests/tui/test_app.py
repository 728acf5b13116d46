from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from textual.css.query import NoMatches
from textual.message import Message

from review_tool.domain.errors import ReviewError
from review_tool.tui import keys
from review_tool.tui.messages import CreateReview, UndoAsked
from review_tool.tui.screens.stage import StageScreen
from review_tool.tui.stages import STAGES, StageName
from review_tool.tui.widgets.record_list import RecordList
from tests.reviews import make_review
from tests.tui.frames import HOSTILE, HOSTILE_RAW, SIZES, frame, settle
from tests.tui.stages_for_tests import Lists, TestApp, review


@pytest.mark.parametrize("size", SIZES)
async def test_the_frame_says_where_one_is(size: tuple[int, int]) -> None:
    async with TestApp().run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("4", "i")
        await settle(pilot)
        lines = frame(pilot.app).splitlines()
        assert lines[0].startswith(" [Article in German]")
        assert lines[0].endswith("Screening · AK")
        assert "▸4 Screen" in lines[1]
        assert "✓ 1 included · u undoes" in lines[-2]
        assert "1/500 · saved 10:41" in lines[-2]
        assert "i Include" in lines[-1]


async def test_the_whole_hostile_title_is_shown_as_it_is() -> None:
    async with TestApp().run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        for key in "4379":
            await pilot.press(key)
            await settle(pilot)
            shown = frame(pilot.app)
            assert HOSTILE in " ".join(shown.split()) or key in "37", shown
            assert "[Article" in shown
            assert "\x1b" not in shown
            assert "\u202e" not in shown


@pytest.mark.parametrize("size", SIZES)
async def test_every_stage_opens_by_its_digit(size: tuple[int, int], tmp_path: Path) -> None:
    async with TestApp(lambda: make_review(tmp_path)).run_test(size=size) as pilot:
        await settle(pilot)
        for stage in STAGES:
            await pilot.press(stage.key)
            await settle(pilot)
            assert pilot.app.current_mode == stage.mode
            assert f"▸{stage.key}" in frame(pilot.app)


async def test_first_paint_does_not_wait_for_the_review_and_keys_do() -> None:
    gate = threading.Event()

    def slow() -> Any:
        gate.wait(5)
        return review()

    async with TestApp(slow).run_test(size=(80, 24)) as pilot:
        await pilot.press("4")
        assert "▸1 Home" in frame(pilot.app)
        assert pilot.app.current_mode == "home"
        gate.set()
        await settle(pilot)
        await settle(pilot)
        assert pilot.app.current_mode == "screening"


async def test_a_screen_loads_when_it_is_shown_again() -> None:
    async with TestApp().run_test() as pilot:
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, Lists)
        assert screen.loads == 1
        await pilot.press("1", "4")
        await settle(pilot)
        assert screen.loads == 2
        assert screen.query_one(RecordList).current == 1


async def test_a_dim_key_says_why() -> None:
    async with TestApp().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        await pilot.press("t")
        await settle(pilot)
        assert "○ Tags come later." in frame(pilot.app)
        await pilot.press("u")
        await settle(pilot)
        assert "There is nothing to undo." in frame(pilot.app)


async def test_undo_and_redo_are_asked_of_the_app() -> None:
    heard: list[Message] = []
    async with TestApp().run_test(message_hook=heard.append) as pilot:
        await settle(pilot)
        await pilot.press("4", "i", "u")
        await settle(pilot)
        pilot.app.can_redo = True  # type: ignore[attr-defined]
        await pilot.press("U")
        await settle(pilot)
    assert [m.redo for m in {id(m): m for m in heard if isinstance(m, UndoAsked)}.values()] == [False, True]


async def test_refusals_and_faults_are_toasts_that_read_no_markup() -> None:
    async with TestApp().run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("4", "m")
        await settle(pilot)
        assert [n.message for n in pilot.app._notifications] == [f"{HOSTILE}\nDo otherwise."]
        await pilot.press("h")
        await settle(pilot)
        assert "a fault of this program" in list(pilot.app._notifications)[-1].message
        assert "[Article in German]" in frame(pilot.app)


async def test_esc_stops_a_job() -> None:
    async with TestApp().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("4", "n")
        await pilot.pause(0.05)
        assert "Counting █████░░░░░ 50 %  Esc cancels  x" in frame(pilot.app)
        await pilot.press("escape")
        await pilot.pause(0.1)
        await pilot.pause()
        assert "Counting: cancelled" in frame(pilot.app)


async def test_a_filter_narrows_and_lifts() -> None:
    async with TestApp().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("4", "slash", "7", "7")
        await settle(pilot)
        records = pilot.app.screen.query_one(RecordList)
        assert records.ids[:2] == [77, 177]
        assert pilot.app.current_mode == "screening"
        await pilot.press("escape")
        await settle(pilot)
        assert len(records.ids) == 500


def _refuse() -> Any:
    raise ReviewError(HOSTILE_RAW, hint="Give another folder.")


def _fail() -> Any:
    raise ValueError("boom")


@pytest.mark.parametrize(
    ("opener", "words"), [(_refuse, "Give another folder."), (_fail, "ValueError: boom")], ids=["refused", "fault"]
)
async def test_a_review_that_does_not_open_says_so(opener: Callable[[], Any], words: str) -> None:
    app = TestApp(opener)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "The review was not opened" in frame(app)
        assert words in frame(app)
        app._opener = review
        await pilot.press("r")
        await settle(pilot)
        assert "▸1 Home" in frame(app)


@pytest.mark.parametrize("size", SIZES)
async def test_the_start_screen_asks_for_what_it_needs(
    size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    heard: list[Message] = []
    async with TestApp(lambda: None).run_test(size=size, message_hook=heard.append) as pilot:
        await settle(pilot)
        assert "See the demonstration" in frame(pilot.app)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "A new review needs a title." in frame(pilot.app)
        await pilot.press("O", "k", "ctrl+s")
        await settle(pilot)
    asked = {(m.path, m.title, m.name) for m in heard if isinstance(m, CreateReview)}
    assert asked == {("a-folder", "Ok", "AK")}


async def test_a_terminal_that_is_too_small_is_told() -> None:
    async with TestApp().run_test(size=(59, 20)) as pilot:
        await settle(pilot)
        assert "The terminal is too small." in frame(pilot.app)
        assert "Home" not in frame(pilot.app)
        await pilot.press("4")
        await settle(pilot)
        assert "The terminal is too small." in frame(pilot.app)
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert "▸4 Screen" in frame(pilot.app)


async def test_a_click_goes_to_a_stage() -> None:
    async with TestApp().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        at = frame(pilot.app).splitlines()[1].index("4 Screen")
        await pilot.click("StageBar", offset=(at, 0))
        await settle(pilot)
        assert pilot.app.current_mode == "screening"


async def test_a_click_on_a_key_at_the_foot_is_the_key(tmp_path: Path) -> None:
    async with TestApp(lambda: make_review(tmp_path)).run_test(size=SIZES[0]) as pilot:
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        foot = frame(pilot.app).splitlines()[-1]
        assert foot.rstrip().endswith("? Help"), "whatever does not fit, this leads to it"
        await pilot.click("KeyFooter", offset=(foot.index("i Include") + 4, 0))
        await settle(pilot)
        assert "included" in frame(pilot.app).splitlines()[-2]
        await pilot.click("KeyFooter", offset=(foot.index("? Help") + 3, 0))
        await settle(pilot)
        assert pilot.app.screen.query("HelpPanel")


async def test_help_palette_and_jump(tmp_path: Path) -> None:
    async with TestApp(lambda: make_review(tmp_path)).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        await pilot.press("question_mark")
        await settle(pilot)
        assert "One record at a time." in frame(pilot.app)
        await pilot.press("question_mark")
        await settle(pilot)
        assert "One record at a time." not in frame(pilot.app)
        await pilot.press("ctrl+o")
        await settle(pilot)
        assert "press a letter" in frame(pilot.app)
        await pilot.press("s")
        await settle(pilot)
        assert type(pilot.app.focused).__name__ == "RecordCard"
        await pilot.press("ctrl+p", *"audit")
        await pilot.pause(0.4)
        assert "Go to Audit" in frame(pilot.app)
        await pilot.press("enter")
        await settle(pilot)
        assert pilot.app.current_mode == "audit"


def test_no_key_means_two_things_on_a_screen() -> None:
    shared = [k for b in (*keys.GLOBAL, *keys.STAGE) for k in b.key.split(",")]
    for mode, bindings in keys.SCREENS.items():
        used = [key for binding in bindings for key in binding.key.split(",")]
        assert len(set(used)) == len(used), mode
        assert not set(used) & set(shared), mode
    ids = [binding.id for _, binding in keys.every()]
    assert len(set(ids)) == len(ids)
    assert all(binding.tooltip and binding.description for _, binding in keys.every())
    assert set(keys.SCREENS) == {stage.mode for stage in STAGES}


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.mode)
def test_every_key_of_a_screen_has_its_action_and_every_action_a_key(stage: StageName) -> None:
    screen = getattr(import_module(f"review_tool.tui.screens.{stage.mode}.screen"), stage.screen)
    bound = {f"action_{binding.action.partition('(')[0]}" for binding in keys.SCREENS[stage.mode]}
    assert not [action for action in bound if not hasattr(screen, action)]
    assert not {name for name in dir(screen) if name.startswith("action_")} - bound - set(dir(StageScreen))


def test_the_first_paint_needs_neither_services_nor_the_store() -> None:
    code = (
        "import sys, review_tool.tui.app, review_tool.tui.screens.home.screen\n"
        "bad = [m for m in sys.modules if m.startswith(('review_tool.s', 'review_tool.f', 'sqlalchemy', 'sklearn'))]\n"
        "sys.exit(repr(bad) if [m for m in bad if not m.startswith('review_tool.tui')] else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


async def test_a_deed_is_dim_while_its_widgets_are_not_there_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """The footer may be drawn before the body: asking the body then is no fault."""

    def unmounted(_: object, __: str) -> str:
        raise NoMatches("no body yet")

    async with TestApp().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        monkeypatch.setattr(Lists, "why_disabled", unmounted)
        assert pilot.app.screen.check_action("note", ()) is None
        assert pilot.app.screen.check_action("filter", ()) is True
