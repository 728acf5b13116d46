from __future__ import annotations

from typing import Any

import pytest
from textual import events
from textual.screen import ModalScreen

from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.dialogs.confirm import Confirm
from review_tool.tui.dialogs.pick import Pick, Pickable
from review_tool.tui.dialogs.tell import Tell
from review_tool.tui.dialogs.write import Blank, Write
from tests.tui.frames import HOSTILE, HOSTILE_RAW, SIZES, frame, settle
from tests.tui.stages_for_tests import TestApp

REASONS: list[Choice | str] = ["wrong topic", Choice(HOSTILE_RAW, hint=HOSTILE_RAW), Choice("unclear", key="c")]


def confirm() -> Confirm:
    return Confirm(f"Merge {HOSTILE_RAW}?", HOSTILE_RAW)


def choose() -> Choose:
    return Choose(HOSTILE_RAW, REASONS, other="another reason")


def write() -> Write:
    blanks = [Blank("text", "Text", long=True, required=True), Blank("who", HOSTILE_RAW, value=HOSTILE)]
    return Write(HOSTILE_RAW, blanks, draft="note 1")


def tell() -> Tell:
    return Tell(HOSTILE_RAW, [f"line {n}: {HOSTILE_RAW}" for n in range(100)])


async def _ask(dialog: ModalScreen[Any], *pressed: str, size: tuple[int, int] = (80, 24)) -> tuple[Any, str]:
    """What the dialog answers to these keys, and what it showed before them."""
    answers: list[Any] = []
    async with TestApp().run_test(size=size) as pilot:
        await settle(pilot)
        pilot.app.push_screen(dialog, answers.append)
        await settle(pilot)
        shown = frame(pilot.app)
        await pilot.press(*pressed)
        await settle(pilot)
    return (answers[0] if answers else "nothing"), shown


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("make", [confirm, choose, write, tell])
async def test_dialogs_fit_show_hostile_text_and_leave_by_escape(make: Any, size: tuple[int, int]) -> None:
    answer, shown = await _ask(make(), "escape", size=size)
    assert answer in (None, False)
    assert "[Article in German]" in shown
    assert "[@click=app.quit]x" in shown
    assert "╰" in shown
    assert "Esc" in shown or make is confirm


@pytest.mark.parametrize(("key", "answer"), [("y", True), ("enter", True), ("n", False)])
async def test_confirm(key: str, answer: bool) -> None:
    assert (await _ask(confirm(), key))[0] is answer


@pytest.mark.parametrize(
    ("pressed", "answer"),
    [
        (("1",), "wrong topic"),
        (("c",), "unclear"),
        (("down", "enter"), HOSTILE_RAW),
        (("j", "j", "enter"), "jj"),
        ((*"journal", "enter"), "journal"),
        ((*"/a.toml", "enter"), "/a.toml"),
        (("tab", "1", "2", "enter"), "12"),
        (("9",), "nothing"),
    ],
)
async def test_choose(pressed: tuple[str, ...], answer: str) -> None:
    assert (await _ask(choose(), *pressed))[0] == answer


async def test_write_saves_asks_for_what_is_needed_and_remembers() -> None:
    answers: list[Any] = []
    async with TestApp().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        pilot.app.push_screen(write(), answers.append)
        await settle(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "○ Text is needed." in frame(pilot.app)
        await pilot.press("i", "enter", "4", "escape")
        await settle(pilot)
        assert answers == [None]
        pilot.app.push_screen(write(), answers.append)
        await settle(pilot)
        await pilot.press("tab", "end", "!", "enter")
        await settle(pilot)
        assert answers == [None, {"text": "i\n4", "who": HOSTILE + "!"}]
        assert pilot.app.drafts == {}  # type: ignore[attr-defined]


async def test_a_button_answers_to_the_mouse() -> None:
    answers: list[Any] = []
    async with TestApp().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        pilot.app.push_screen(confirm(), answers.append)
        await settle(pilot)
        await pilot.click("#no")
        await settle(pilot)
    assert answers == [False]


@pytest.mark.parametrize("key", ["enter", "ctrl+s"])
async def test_what_is_picked_is_saved_by_the_key_of_every_other_dialog_too(key: str) -> None:
    answer, _ = await _ask(Pick("Evidence", [Pickable("a", "one"), Pickable("b", "two")]), "space", key)
    assert answer == {"a": "yes"}


async def test_the_hint_says_key_where_letters_choose() -> None:
    _, shown = await _ask(Choose("Answer", [Choice("yes", key="y"), Choice("no", key="n")]), "y")
    assert "key or Enter chooses" in shown


@pytest.mark.parametrize("long", [False, True])
async def test_letters_typed_right_before_ctrl_s_are_saved(long: bool) -> None:
    answers: list[Any] = []
    async with TestApp().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        dialog = Write("Where is it from?", [Blank("name", "Source", required=True, long=long)])
        pilot.app.push_screen(dialog, answers.append)
        await settle(pilot)
        for key in (*"ERIC", "ctrl+s"):
            pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await settle(pilot)
        await settle(pilot)
    assert answers == [{"name": "ERIC"}]
