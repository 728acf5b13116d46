"""Every widget and every screen of the program, shown hostile texts: nothing acts, nothing escapes, nothing is lost.

The whole run, every text through every widget and dialog, takes minutes: REVIEW_TOOL_HOSTILE=1. Without it each gets
a share of the texts.
"""

from __future__ import annotations

import importlib
import inspect
import os
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

import review_tool.tui
from review_tool.domain.event import Event
from review_tool.domain.extraction import Field, FieldType, Form
from review_tool.domain.protocol import Criterion, Protocol
from review_tool.domain.record import Citation
from review_tool.domain.text import clean, one_line
from review_tool.services import reviews
from review_tool.services.history.auditing import Told
from review_tool.services.reviews import Review
from review_tool.tui import text as texts
from review_tool.tui.app import ReviewApp
from review_tool.tui.asked import Asked
from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.dialogs.confirm import Confirm
from review_tool.tui.dialogs.event import EventView
from review_tool.tui.dialogs.grid import Grid
from review_tool.tui.dialogs.pick import Pick, Pickable
from review_tool.tui.dialogs.protocol import ProtocolView
from review_tool.tui.dialogs.tell import Tell
from review_tool.tui.dialogs.who import WhoAreYou
from review_tool.tui.dialogs.write import Blank, Write
from review_tool.tui.screens.extraction.form import FormDialog
from review_tool.tui.screens.home.screen import Voted, VotesLine
from review_tool.tui.screens.start import Line, StartScreen
from review_tool.tui.screens.trouble import TroubleScreen
from review_tool.tui.widgets.checklist_matrix import ChecklistMatrix, MatrixRow
from review_tool.tui.widgets.empty_state import EmptyState
from review_tool.tui.widgets.evidence_tree import EvidenceNode, EvidenceTree
from review_tool.tui.widgets.field_editor import Asked as AskedField
from review_tool.tui.widgets.field_editor import FieldEditor
from review_tool.tui.widgets.filter_bar import FilterBar
from review_tool.tui.widgets.flow_boxes import Box, FlowBox
from review_tool.tui.widgets.line_input import LineInput
from review_tool.tui.widgets.page_view import PageView
from review_tool.tui.widgets.pair_view import PairField, PairView, word_marks
from review_tool.tui.widgets.prose import Prose, Snippet
from review_tool.tui.widgets.record_card import RecordCard
from review_tool.tui.widgets.record_list import Column, RecordList, Row
from review_tool.tui.widgets.status_line import StatusLine
from review_tool.tui.widgets.view_bar import ViewBar
from tests.hostile import STRINGS, forbidden, legitimate
from tests.hostile_review import LEAD, shared
from tests.reviews import surroundings
from tests.tui.frames import SIZES, settle

WHOLE = bool(os.environ.get("REVIEW_TOOL_HOSTILE"))
SOME = STRINGS if WHOLE else STRINGS[::5]
FEW = STRINGS if WHOLE else STRINGS[3::37]
"""What is shown one by one, where showing one takes long."""
AT_ONCE = 60
TALL = (120, 400)


class Trap(App[None]):
    """A screen to show widgets on. Whatever a text might make it do is written down."""

    TITLE = "trap"
    CSS = "Vertical { height: auto; } Widget { max-width: 100%; }"
    drafts: dict[str, dict[str, str]] = {}  # noqa: RUF012
    reviewer, review, blinded = "AK", None, False
    about = SimpleNamespace(team=(), blinded=())

    def __init__(self) -> None:
        super().__init__()
        self.fired: list[str] = []

    def compose(self) -> ComposeResult:
        yield VerticalScroll(id="here", can_focus=False)

    async def run_action(self, action: Any, *_: Any, **__: Any) -> bool:
        self.fired.append(str(action))
        return False

    def open_url(self, url: str, **_: Any) -> None:
        self.fired.append(url)


# How each widget is shown. A function of the texts gives the widgets to mount; one of a text, a dialog to push.

Shown = Callable[[Sequence[str]], list[Widget]]


def _each(make: Callable[[str], Widget]) -> Shown:
    return lambda given: [make(text) for text in given]


def _later(widget: Any, deed: Callable[[Any], Any]) -> Widget:
    """The widget; the deed is done once it is mounted."""
    widget.when_mounted = deed
    return widget  # type: ignore[no-any-return]


def _records(given: Sequence[str]) -> list[Widget]:
    def page(ids: Sequence[int]) -> list[Row]:
        return [Row(n, (given[n], texts.safe_line(given[n]), str(n)), dim=n % 2 == 0) for n in ids]

    made = RecordList(Column(given[0], 60), Column("title"), Column("n", 5, right=True), empty=given[-1])
    made.styles.height = len(given) + 2
    return [_later(made, lambda w: w.show(range(len(given)), page))]


def _matrix(given: Sequence[str]) -> list[Widget]:
    rows = [MatrixRow(n, text, (text[:3], "+"), text) for n, text in enumerate(given)]
    made = ChecklistMatrix(empty=given[0])
    made.styles.height = len(given) + 3
    return [_later(made, lambda w: w.show([(given[0], given[0][:12]), ("b", "[/]")], rows))]


def _tree(given: Sequence[str]) -> list[Widget]:
    nodes = [EvidenceNode("excerpt", f"{n}", text) for n, text in enumerate(given)]
    made = EvidenceTree()
    made.styles.height = 2 * len(given) + 2
    made.styles.width = 118
    leaf = [EvidenceNode("gap", "leaf", given[0], leaf=True)]

    def show(tree: EvidenceTree) -> None:
        tree.show(nodes, lambda _: leaf)
        tree.root.expand_all()

    return [_later(made, show)]


def _pairs(given: Sequence[str]) -> list[Widget]:
    fields = [PairField(text, text, text[::-1], origin=text) for text in given]
    made = PairView()
    made.styles.height = 3 * len(given)
    return [_later(made, lambda w: w.show(given[0], given[-1], fields))]


def _card(text: str) -> Widget:
    told = Citation(
        *(text, (text, text), 2021, text, text, text, text, text, text, text, (text,)),
        url=text,
        type=text,
        language=text,
    )
    made = RecordCard()
    made.styles.height = 6
    return _later(made, lambda w: w.show(told, id=1, facts=[(text, text)]))


def _prose(text: str) -> Widget:
    made = Prose(text)
    made.styles.height = 3
    return made


def _snippet(text: str) -> Widget:
    return _later(Snippet(), lambda w: w.show_text(text))


def _page(text: str) -> Widget:
    """What reads a file hands on clean text; the page view is given that."""
    made = PageView()
    made.styles.height = 3
    return _later(made, lambda w: w.show_page(clean(text), ()))


def _editor(text: str) -> Widget:
    field = Field(text, text, FieldType.TEXT, hint=text, options=(text,), example=text)
    asked = AskedField(field, clean(text), clean(text), clean(text), why=clean(text), choices=(text, text), title=text)

    def open_it(editor: FieldEditor) -> None:
        editor.open(asked)
        editor.refuse(text)

    return _later(FieldEditor(), open_it)


def _status(text: str) -> Widget:
    made = StatusLine()
    made.deed, made.place, made.saved, made.can_undo = text, text, "10:41", True
    return made


def _refusing(text: str) -> Widget:
    made = StatusLine()
    made.reason = text
    return made


def _views(text: str) -> Widget:
    return _later(ViewBar(), lambda w: w.show([("a", text), ("b", text)], "a"))


def _box(text: str) -> Widget:
    return FlowBox(Box(text, text, Asked("screening"), lead=text))


def _votes(text: str) -> Widget:
    from review_tool.domain.decision import Stage

    return VotesLine(Voted(text, Stage.TITLE_ABSTRACT, 1, 2), 3)


WIDGETS: dict[type[Widget], Shown] = {
    RecordList: _records,
    ChecklistMatrix: _matrix,
    EvidenceTree: _tree,
    PairView: _pairs,
    EmptyState: _each(lambda text: EmptyState(text, text, ("x", text))),
    RecordCard: _each(_card),
    Prose: _each(_prose),
    Snippet: _each(_snippet),
    PageView: _each(_page),
    FieldEditor: lambda given: [_editor(text) for text in given[:: 1 if WHOLE else 8]],
    StatusLine: lambda given: [*_each(_status)(given), *_each(_refusing)(given)],
    ViewBar: _each(_views),
    FlowBox: _each(_box),
    VotesLine: _each(_votes),
    FilterBar: _each(lambda text: _later(FilterBar(one_line(text)), lambda w: w.set_class(True, "-open"))),
    LineInput: _each(lambda text: LineInput(clean(text), placeholder=one_line(text))),
    Line: _each(lambda text: Line(one_line(text), placeholder=one_line(text))),
    Static: _each(lambda text: Static(texts.safe(text))),
}
"""Every widget that shows a text from outside. What a person typed comes back out of the store clean."""


def _told(text: str) -> Told:
    said = Event("r", text, 1, text, "2026-03-12T10:41:00", text, text, f"report:{text}", {"text": text}, "1", "0", "1")
    return Told(1, said, text, undone=False)


def _protocol(text: str) -> Protocol:
    return Protocol(text, (Criterion(text, text, True, text),), 1, 1, (text,), (text,), (text,))


def _form(text: str) -> Form:
    return Form(
        text, text, (Field("a", text, hint=text, example=text, options=(text,)), Field("b", text, retired=True))
    )


DIALOGS: dict[type[Screen[Any]], Callable[[str], Screen[Any]]] = {
    Choose: lambda text: Choose(
        text, [text, Choice(text, text, text)], detail=text, other=one_line(text), current=text
    ),
    Confirm: lambda text: Confirm(text, text, yes=text, no=text),
    EventView: lambda text: EventView(_told(text), goes_to=text),
    Grid: lambda text: Grid(text, (text, text), clean(text)),
    Pick: lambda text: Pick(text, [Pickable("a", text), Pickable("b", text)], picked={"a": "yes"}, detail=text),
    ProtocolView: lambda text: ProtocolView([(_protocol(text), text, "2026-03-12T10:41", text)]),
    Tell: lambda text: Tell(text, [text, texts.safe(text)]),
    WhoAreYou: lambda text: WhoAreYou(None, (text, text), text),
    Write: lambda text: Write(text, [Blank("a", text, clean(text), one_line(text), suggestions=(text,))], detail=text),
    FormDialog: lambda text: FormDialog(_form(text)),
    TroubleScreen: lambda text: TroubleScreen(text, text, text),
    StartScreen: lambda text: StartScreen(one_line(text), one_line(text)),
}
"""Every dialog, and the two screens that come before there is a review."""

WALKED = {"ReaderScreen", "JumpOverlay", "StageHeader", "StageBar", "KeyFooter", "Room", "Stack"} | {
    *("SynthesisViews", "StageScreen", "FirstScreen", "Frame")
}
"""Shown by the walk over all stages below; the last three hold no text from outside."""


def _classes() -> Iterator[type[Widget]]:
    for module in pkgutil.walk_packages(review_tool.tui.__path__, "review_tool.tui."):
        for _, one in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if issubclass(one, Widget) and one.__module__ == module.name:
                yield one


def test_no_widget_is_left_out() -> None:
    from review_tool.tui.stages import STAGES

    covered = {one.__name__ for one in (*WIDGETS, *DIALOGS)} | WALKED | {stage.screen for stage in STAGES}
    assert {one.__name__ for one in _classes()} - covered == set()


def _segments(app: App[Any]) -> Iterator[Segment]:
    for strip in app.screen._compositor.render_strips():
        yield from strip


_SCROLLS = {"grab", "release", "scroll_up", "scroll_down"}
"""What Textual's own scroll bars do."""


def _faults(app: App[Any]) -> list[str]:
    """What of the screen as it is drawn could act on somebody, or on the terminal."""
    found = []
    for text, style, control in _segments(app):
        if control:
            found.append(f"control {control!r}")
        if bad := forbidden(text, allowed=""):
            found.append(f"{bad} in {text!r}")
        acts = [said for key, said in (style.meta if style else {}).items() if key.startswith("@")]
        if style is not None and (style.link or set(map(str, acts)) - _SCROLLS):
            found.append(f"{style.link or style.meta} under {text!r}")
    return found


def _drawn(app: App[Any]) -> str:
    """All letters of the screen, without blanks and frames."""
    return "".join("".join(segment.text.split()) for segment in _segments(app))


async def _mount(pilot: Pilot[Any], widgets: Sequence[Widget]) -> None:
    here = pilot.app.query_one("#here")
    await here.remove_children()
    await here.mount(Vertical(*widgets))
    for widget in widgets:
        if deed := getattr(widget, "when_mounted", None):
            deed(widget)
    await pilot.pause()
    await pilot.pause()


async def test_the_traps_work() -> None:
    """A widget that believes a title is found out, by what is drawn and by a click."""
    app = Trap()
    async with app.run_test(size=(80, 24)) as pilot:
        await _mount(pilot, [Static("[@click=app.trap]press here[/]"), Static(Content("a\x1b[2Jb"))])
        assert any("@click" in fault for fault in _faults(app))
        assert any("U+001B" in fault for fault in _faults(app))
        await pilot.click(Static, offset=(2, 0))
        await pilot.pause()
        assert app.fired


@pytest.mark.parametrize("kind", WIDGETS, ids=lambda kind: kind.__name__)
async def test_every_text_in_every_widget(kind: type[Widget]) -> None:
    app = Trap()
    async with app.run_test(size=TALL) as pilot:
        for start in range(0, len(SOME), AT_ONCE):
            await _mount(pilot, WIDGETS[kind](SOME[start : start + AT_ONCE]))
            assert _faults(app) == []
    assert app.fired == []


@pytest.mark.parametrize("kind", DIALOGS, ids=lambda kind: kind.__name__)
async def test_hostile_texts_in_every_dialog(kind: type[Screen[Any]]) -> None:
    app = ReviewApp("x", LEAD, opener=lambda: None)
    async with app.run_test(size=(120, 60)) as pilot:
        await settle(pilot)
        for text in FEW:
            await app.push_screen(DIALOGS[kind](text))
            await pilot.pause()
            assert (text, _faults(app)) == (text, [])
            await app.pop_screen()


@pytest.mark.parametrize("kind", [RecordList, EvidenceTree, Prose, Static], ids=lambda kind: kind.__name__)
async def test_legitimate_titles_are_shown_to_the_letter(kind: type[Widget]) -> None:
    titles = legitimate()
    titles = titles if WHOLE else titles[::100]
    app = Trap()
    async with app.run_test(size=(240, 240)) as pilot:
        for start in range(0, len(titles), AT_ONCE):
            some = titles[start : start + AT_ONCE]
            await _mount(pilot, WIDGETS[kind](some))
            assert _faults(app) == []
            drawn = _drawn(app)
            assert [title for title in some if "".join(title.split()) not in drawn] == []


def test_the_marks_of_differing_words_take_no_letter_away() -> None:
    titles = legitimate(2_000)
    for left, right in zip(titles, reversed(titles), strict=True):
        marked = word_marks(left, right)
        assert [side.plain.replace("‹", "").replace("›", "").split() for side in marked] == [
            left.split(),
            right.split(),
        ]


@pytest.mark.parametrize("kind", [Static, Prose, RecordList, EmptyState], ids=lambda kind: kind.__name__)
async def test_clicks_on_hostile_texts_do_nothing(kind: type[Widget]) -> None:
    payloads = [text for text in STRINGS if "@click" in text or "link=" in text or "]8;" in text]
    assert len(payloads) > 20
    app = Trap()
    async with app.run_test(size=(100, 60)) as pilot:
        await _mount(pilot, WIDGETS[kind](payloads))
        for y in range(1, 50, 1 if WHOLE else 6):
            for x in (3, 12):
                await pilot.click(offset=(x, y))
        assert app.fired == []
        assert not app._exit


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Review]:
    folder = shared(tmp_path_factory, tmp_path_factory.mktemp("hostile"))
    opened = reviews.open_review(folder, around=surroundings())
    yield opened
    opened.close()


SHORT_WALK = ("down", "enter", "escape", "question_mark", "question_mark", "o", "escape", "slash", "a", "escape")
WALK = (
    *(*SHORT_WALK, "ctrl+o", "escape", "l", "l", "right_square_bracket", "right_square_bracket", "c", "escape"),
    *("n", "escape", "t", "escape", "f", "escape", "r", "escape", "x", "escape", "p", "escape", "h", "escape"),
)
WALKS = [(digit, size) for n, digit in enumerate("1234567890") for size in (SIZES if WHOLE else SIZES[n % 2 :][:1])]


@pytest.mark.parametrize(("digit", "size"), WALKS)
async def test_every_screen_on_a_review_of_hostile_texts(review: Review, digit: str, size: tuple[int, int]) -> None:
    app = ReviewApp("a-folder", LEAD, opener=lambda: review, clock=lambda: datetime(2026, 3, 12, 10, 41))
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press(digit)
        await settle(pilot)
        seen = _faults(app)
        for key in WALK if WHOLE else SHORT_WALK:
            await pilot.press(key)
            await settle(pilot)
            seen += _faults(app)
        assert seen == []
        assert app.fault is None
