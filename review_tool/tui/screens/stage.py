"""The frame all ten stage screens share: header, stage bar, body, status line, keys.

class AuditScreen(StageScreen):
    MODE = "audit"
    CSS_PATH = "audit.tcss"
    HELP = "The log: who did what, and when."
    BINDINGS = [*keys.SCREENS["audit"]]

    def compose_body(self) -> ComposeResult: ...     # widgets; a side pane has the class `side`
    def load(self) -> None: ...                      # read from the services, show in the widgets
    def why_disabled(self, action) -> str: ...       # "" where the deed can be done
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual import events, getters, on
from textual.actions import parse
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.css.query import NoMatches
from textual.geometry import Region
from textual.reactive import var
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from review_tool.tui import backups, jobs, keys
from review_tool.tui.app import ReviewApp
from review_tool.tui.asked import Asked
from review_tool.tui.messages import RecordsChanged, UndoAsked
from review_tool.tui.painting import Compositor
from review_tool.tui.stages import stage
from review_tool.tui.text import assemble, ends
from review_tool.tui.widgets.bars import bar
from review_tool.tui.widgets.key_footer import KeyFooter
from review_tool.tui.widgets.rooms import Room, seen
from review_tool.tui.widgets.stage_bar import StageBar
from review_tool.tui.widgets.status_line import StatusLine

_GAUGE = 10
"""Cells of the bar that shows how far a job is."""


class StageHeader(Widget):
    """Where am I: review · stage · reviewer · blinded."""

    DEFAULT_CSS = """
    StageHeader { height: 1; padding: 0 1; text-wrap: nowrap; }
    """

    def render(self) -> Content:
        screen = self.screen
        assert isinstance(screen, StageScreen)
        app = screen.app
        where = f"{stage(screen.MODE).label}" + (f" · {screen.subtitle}" if screen.subtitle else "")
        who = app.reviewer or "no name yet"
        blinded = (" · ", "$text-muted"), ("◌ blinded", "bold")
        right = assemble((where, "bold $primary"), (" · ", "$text-muted"), who, *(blinded if app.blinded else ()))
        return ends(assemble((app.title, "bold")), right, self.content_size.width)


class StageScreen(Screen[None]):
    """A stage. It loads when the review is there, each time it is shown again, and when records change."""

    MODE: ClassVar[str] = "home"
    """Its name in `stages.STAGES`."""
    UNDOES: ClassVar[str] = "ALL"
    """Which deeds `u` takes back here: the name of a tuple of kinds in `services.history.undoing`."""
    BINDINGS: ClassVar[list[BindingType]] = [*keys.STAGE]
    AUTO_FOCUS = ".body *"

    app = getters.app(ReviewApp)
    status = getters.query_one(StatusLine)

    subtitle: var[str] = var("")
    """What the stage is busy with, in the header: `title/abstract`."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor = Compositor()
        self._back = ""
        """The mode that asked for what is shown, where Esc goes back to it; "" once one has gone elsewhere."""

    def compose(self) -> ComposeResult:
        yield StageHeader()
        yield StageBar(self.MODE)
        with Room(classes="body"):
            yield from self.compose_body()
        yield StatusLine()
        yield KeyFooter()
        small = "The terminal is too small.\nMake it at least 60 × 18, or work\nline by line: screen --plain."
        if self.app.served:
            small = "The window is too small.\nMake it larger, or load the page anew:\nits letters then fit."
        yield Static(small, classes="too-small", markup=False)

    def render_lines(self, crop: Region) -> list[Strip]:
        return super().render_lines(seen(self, crop))

    def _compositor_refresh(self) -> None:
        # While screens are switched Textual draws the whole screen and throws it away; what is dirty is drawn after.
        if not self.app._batch_count:
            super()._compositor_refresh()

    # What a stage overrides

    def compose_body(self) -> ComposeResult:
        """The stage's own widgets."""
        yield from ()

    def load(self) -> None:
        """Read what is to be shown. `self.app.review` is there. Slow reading belongs in a job."""

    def why_disabled(self, action: str) -> str:  # noqa: ARG002
        """Why this deed cannot be done now, as a short sentence; "" where it can. Its key is then dim, and says so."""
        return ""

    def step_back(self) -> None:
        """What Esc does here when no job is running."""

    def undone(self, report: int | None) -> None:
        """Show this report: a deed about it was taken back or brought back, or another screen asks. All is loaded."""

    def ask_before_undo(self, words: str) -> str:  # noqa: ARG002
        """What to ask before this deed (as a sentence) is taken back; "" asks nothing."""
        return ""

    def report_here(self) -> int | None:
        """The report under the cursor, whose history `H` shows; None where there is none."""
        return None

    def find_records(self, words: str) -> Sequence[tuple[str, Callable[[], Any]]]:  # noqa: ARG002
        """For the palette: records that match, each with what going to it does."""
        return ()

    # What a stage calls

    def did(self, sentence: str, *, undoable: bool = True) -> None:
        """Say what was just written."""
        self.app.did(sentence, undoable=undoable)

    def place(self, text: str) -> None:
        """Say where one is: `14/206`."""
        self.status.place = text

    def refuse(self, reason: str) -> None:
        """Say in the status line why nothing happened."""
        self.status.reason = reason

    def follow_asked(self) -> None:
        """Show the report another screen asked for, if one did; all is loaded."""
        if (asked := self.take_asked()) is not None and asked.report is not None:
            self.undone(asked.report)

    def take_asked(self) -> Asked | None:
        """What another screen asked this one to show, once."""
        asked = self.app.asked_for
        if asked is None or asked.mode != self.MODE:
            return None
        self.app.asked_for = None
        self._back = asked.back
        return asked

    def see_deeds(self) -> None:
        """Look which deeds can be done now. The footer is made anew only where that changed: it costs a repaint."""
        if self._deeds_dim() != self._dim:
            self.refresh_bindings()

    def refresh_bindings(self) -> None:
        self._dim = self._deeds_dim()
        super().refresh_bindings()

    def _deeds_dim(self) -> tuple[bool, ...]:
        return tuple(bool(self._reason(action)) for action in sorted(_own_actions(type(self))))

    # How the frame works

    _dim: tuple[bool, ...] = ()
    _was_shown = False

    def on_mount(self) -> None:
        for name in ("title", "reviewer", "blinded"):
            self.watch(self.app, name, self._redraw_header, init=False)
        for name in ("deed", "saved", "can_undo"):
            self.watch(self.app, name, self._show_deed)
        self.watch(self.app, "review", self.load_when_ready, init=False)
        self.app.mode_change_signal.subscribe(self, self._mode_changed)
        # After the subclass's own on_mount, so that what it sets up is there.
        self.call_after_refresh(self._load_first)

    def _load_first(self) -> None:
        """Load, unless the review came while the screen was being drawn and is shown already."""
        if not self._was_shown:
            self.load_when_ready()
        backups.remind(self)

    def load_when_ready(self) -> None:
        """Load, once there is a review. A refusal is told, not raised."""
        if self.app.review is None or not self.is_current_mode:
            return
        with jobs.telling(self):
            self.load()
            self.app.see_undo()
        self.refresh_bindings()
        if not self._was_shown:
            self._was_shown = True
            self.call_after_refresh(gc.freeze)  # what a stage is made of stays, see `ReviewApp.is_there`

    @property
    def is_current_mode(self) -> bool:
        return self.app.current_mode == self.MODE

    def _mode_changed(self, mode: str) -> None:
        if mode == self.MODE:
            self.load_when_ready()
            backups.remind(self)
        else:
            self._back = ""

    @on(RecordsChanged)
    def _records_changed(self) -> None:
        self.load_when_ready()

    def watch_subtitle(self) -> None:
        self._redraw_header()

    def _redraw_header(self) -> None:
        for header in self.query(StageHeader):
            header.refresh()

    def _show_deed(self) -> None:
        self.status.saved = self.app.saved
        self.status.can_undo = self.app.can_undo and self.app.deed_undoable
        self.status.deed = self.app.deed

    # Jobs

    @on(jobs.JobMoved)
    def _job_moved(self, event: jobs.JobMoved) -> None:
        part = min(event.done / event.total, 1.0) if event.total else 0.0
        share = f" {bar(part, _GAUGE).ljust(_GAUGE, '░')} {int(100 * part)} %" if event.total else ""
        self.status.job = event.label + share
        self.status.doing = event.what.removeprefix(event.label.lower()).strip()
        self.status.reason = ""

    @on(jobs.JobEnded)
    def _job_ended(self, event: jobs.JobEnded) -> None:
        self.status.job = ""
        if event.cancelled:
            self.refuse(f"{event.label}: cancelled, nothing of it was kept")
        self.refresh_bindings()

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """A deed that cannot be done keeps its place in the footer, dim."""
        return None if self._reason(action) else True

    def _reason(self, action: str) -> str:
        if action == "undo":
            return "" if self.app.can_undo else "There is nothing to undo."
        if action == "redo":
            return "" if self.app.can_redo else "There is nothing to do again."
        if action == "filter":
            return "" if self.query("FilterBar") else "This screen has nothing to filter."
        if self.app.review is None and action in _own_actions(type(self)):
            return "The review is not open yet."
        try:
            return self.why_disabled(action)
        except NoMatches:  # on a busy machine the footer asks before the body's widgets are there
            return "The screen is still being drawn."

    def on_key(self, event: events.Key) -> None:
        """A dim key says why it is dim."""
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            _, action, _ = parse(binding.action)
            if reason := self._reason(action):
                self.refuse(reason)

    def action_step_back(self) -> None:
        if self.query("HelpPanel"):
            self.app.action_hide_help_panel()
        elif not jobs.cancel(self):
            self.status.reason = ""
            mode, self._back = self._back, ""
            self.step_back()
            if mode:
                self.app.call_later(self.app.go_back, mode)

    def action_filter(self) -> None:
        # Imported here: the first paint has no filter, and Input is a slow import.
        from review_tool.tui.widgets.filter_bar import FilterBar

        self.query_one(FilterBar).open()

    async def action_record_log(self) -> None:
        """Follow what one sees to what the log has on it: who excluded it, when, why, and what came since."""
        report = self.report_here() if self.app.review is not None else None
        if report is None:
            self.refuse("There is no record here whose history could be shown.")
        else:
            await self.app.go(Asked("audit", report=report, back=self.MODE))

    def action_undo(self) -> None:
        self.app.post_message(UndoAsked())

    def action_redo(self) -> None:
        self.app.post_message(UndoAsked(redo=True))

    @on(StageBar.Picked)
    async def _stage_picked(self, event: StageBar.Picked) -> None:
        await self.app.action_stage(event.key)


def _own_actions(screen: type[StageScreen]) -> set[str]:
    return {parse(binding.action)[1] for binding in keys.SCREENS.get(screen.MODE, ())}
