"""The app: its modes, its keys, and how it opens a review after the first paint."""

from __future__ import annotations

import gc
import importlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on, work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.reactive import var
from textual.screen import Screen

from review_tool.domain.errors import ReviewError
from review_tool.domain.text import clean, one_line, without_password
from review_tool.tui import backups, jobs, keys, themes
from review_tool.tui.messages import (
    About,
    CreateReview,
    OpeningFailed,
    OpenReview,
    ReviewMissing,
    ReviewOpened,
    RunDemo,
    UndoAsked,
)
from review_tool.tui.quiet import Quiet
from review_tool.tui.screens.first import FirstScreen
from review_tool.tui.stages import STAGES, StageName
from review_tool.tui.stylesheet import Stylesheet
from review_tool.tui.typed_ahead import TypedAhead

if TYPE_CHECKING:
    from review_tool.tui.asked import Asked

Opener = Callable[[], Any]
"""Opens the review, in a thread: returns it, or None where there is none, or raises ReviewError."""

SHARED_STYLES = Path(__file__).with_name("app.tcss")
NARROW, WIDE, SHORT = 60, 110, 18
"""Columns and rows: below NARROW×SHORT a notice stands instead; from WIDE there is room for a side pane."""


def _stage_screen(stage: StageName) -> Screen[Any]:
    """A stage's screen, imported when it is first visited."""
    module = importlib.import_module(f"review_tool.tui.screens.{stage.mode}.screen")
    screen: Screen[Any] = getattr(module, stage.screen)()
    return screen


def _commands() -> type[Provider]:
    from review_tool.tui.commands import Deeds

    return Deeds


class ReviewApp(App[None]):
    """Ten stages of one review. Screens read `review` and `reviewer`; what was done last is told to `did`."""

    TITLE = "Review Tool"
    MODES = {  # noqa: RUF012
        "first": FirstScreen,
        **{stage.mode: partial(_stage_screen, stage) for stage in STAGES},
    }
    DEFAULT_MODE = "first"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_commands}
    BINDINGS: ClassVar[list[BindingType]] = [*keys.GLOBAL, Binding("ctrl+c", "help_quit", show=False, system=True)]
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-too-narrow"),
        (NARROW, "-narrow"),
        (WIDE, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-too-short"), (SHORT, "-tall")]  # noqa: RUF012

    review: var[Any] = var(None)
    """The open review, as the services take it; None until it is open."""
    reviewer: var[str] = var("")
    """Who is at the keyboard."""
    blinded: var[bool] = var(False)
    """Other reviewers' votes are hidden from this one."""
    deed: var[str] = var("")
    """The last thing done, as a sentence."""
    saved: var[str] = var("")
    """When it was written."""
    deed_undoable: var[bool] = var(True)
    """`u` would take back that very thing; an export stays, and `u` takes back what was done before it."""
    can_undo: var[bool] = var(False)
    can_redo: var[bool] = var(False)

    def __init__(
        self,
        address: str | None,
        reviewer: str | None,
        *,
        opener: Opener,
        mode: str = "home",
        around: Callable[[], Any] | None = None,
        clock: Callable[[], datetime] = datetime.now,
        served: bool = False,
    ) -> None:
        """`address` is the folder or URL the person gave, shown where the review cannot be opened.

        `mode` is the stage to begin at. `around` makes the services' Surroundings, for a review made or opened from the
        start screen. `served` says that somebody else's browser is at the other end: files come from the review's
        imports and go to its exports, and only the person who signed in acts.
        """
        super().__init__()
        self.stylesheet = Stylesheet(variables=self.get_css_variables())
        self.served = served
        self.address = without_password(address or "")
        self.around = around
        self.about = About()
        self.asked_for: Asked | None = None
        """What one screen asked another to show; the other takes it with `take_asked`."""
        self.by_number = False
        """Whether the screen that is shown was gone to by its digit: for one's own work, not to look at a record."""
        self.set_reactive(ReviewApp.reviewer, reviewer or "")
        self.drafts: dict[str, dict[str, str]] = {}
        """Texts begun and left with Esc, by what they are about."""
        self.key_preset = "review-tool"
        self.fault: Exception | None = None
        """What this program failed by, if it did."""
        self.backup_refused = ""
        """Why the last backup could not be made."""
        self._opener = opener
        self._mode = mode
        self._clock = clock
        self.opening = True
        """Keys wait."""
        self._keys_waiting: list[events.Key] = []
        self.typed_ahead = TypedAhead()
        self.quiet = Quiet(self)
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = themes.DARK.name
        self.animation_level = "none"

    # Opening

    def on_mount(self) -> None:
        self.call_after_refresh(self._begin)
        self.screen_change_signal.subscribe(self, self.typed_ahead.shown, immediate=True)
        backups.watch(self)

    async def _begin(self) -> None:
        """After the first paint: open the review in a thread, and meanwhile make the first stage's screen."""
        self.open_with(self._opener)
        self.stylesheet.read(SHARED_STYLES)  # parsed together with the stage's own
        await self.switch_mode(self._mode)

    def open_with(self, opener: Opener) -> None:
        """Open a review in a thread. Keys pressed meanwhile wait for it."""
        self._opener = opener
        self.opening = True
        self._open(opener)

    def open_again(self) -> None:
        """Try the last opener once more."""
        self.open_with(self._opener)

    @work(thread=True, exclusive=True, group="open", exit_on_error=False)
    def _open(self, opener: Opener) -> None:
        try:
            review = opener()
            about = About() if review is None else self.learn(review)
        except ReviewError as refusal:
            self.post_message(OpeningFailed(str(refusal), refusal.hint))
        except Exception as error:  # shown in place of the review, with the way to try again
            jobs.LOG.error("opening %s", self.address, exc_info=error)
            fault = f"This program failed while opening it: {type(error).__name__}: {error}"
            self.post_message(OpeningFailed(fault, "Nothing was written. The log has the details."))
        else:
            self.post_message(ReviewMissing() if review is None else ReviewOpened(review, about))

    def learn(self, review: Any) -> About:
        """What the frame shows of a review. It reads from the store, for a few milliseconds."""
        from review_tool.tui.opening import about

        return about(review)

    def learnt(self, protocol: Any) -> None:
        """A screen has read the protocol, which somebody else may have amended meanwhile."""
        from review_tool.tui.opening import blinded

        self.about = replace(self.about, blinded=blinded(protocol))
        self.see_blinded()

    @on(ReviewOpened)
    async def _review_opened(self, event: ReviewOpened) -> None:
        from review_tool.tui import opened

        await opened.welcome(self, event)

    @on(ReviewMissing)
    async def _review_missing(self) -> None:
        from review_tool.tui import opened

        await opened.missing(self)

    @on(OpeningFailed)
    async def _opening_failed(self, event: OpeningFailed) -> None:
        from review_tool.tui import opened

        await opened.failed(self, event)

    @on(CreateReview)
    def _create_review(self, event: CreateReview) -> None:
        from review_tool.tui import opening

        self.address, self.reviewer = without_password(event.path), event.name
        self.open_with(partial(opening.create, event.path, event.title, event.name, self.around))

    @on(OpenReview)
    @on(RunDemo)
    def _open_review(self, event: OpenReview | RunDemo) -> None:
        from review_tool.tui import opening

        self.address, self.reviewer = without_password(event.path), event.name or self.reviewer
        self.open_with(partial(opening.open_there, event.path, self.around))

    def _handle_exception(self, error: Exception) -> None:
        """Leave civilly where this program fails: whoever runs the app tells of the fault and keeps its details.

        In a test the error goes through whole.
        """
        if self.is_headless:
            super()._handle_exception(error)
        elif self.fault is None:
            self.fault = error
            self.exit(return_code=1)

    def is_there(self) -> None:
        """What was being opened is on the screen, or why it cannot be: the keys go there from now on."""
        self.opening = False
        gc.freeze()  # what is there now stays; looking through it again and again would make keys wait
        gc.enable()
        waiting, self._keys_waiting = self._keys_waiting, []
        for key in waiting:
            self.post_message(events.Key(key.key, key.character))

    async def on_event(self, event: events.Event) -> None:
        """Keys wait while the review opens: they belong to the screens that need it. Quitting does not wait."""
        if (
            self.opening
            and isinstance(event, events.Key)
            and not event.is_forwarded
            and event.key not in ("ctrl+q", "ctrl+c")
        ):
            self._keys_waiting.append(event)
            return
        if isinstance(event, events.Key):
            self.quiet.key()
        if isinstance(event, events.Paste) and not event.is_forwarded:
            event.text = clean(event.text)  # what is pasted is shown before anything else could clean it
        await super().on_event(event)

    async def on_key(self, event: events.Key) -> None:
        """No widget took this key."""
        await self.typed_ahead.hand_on(self, event)

    # Deeds that every screen has

    def did(self, sentence: str, *, undoable: bool = True) -> None:
        """Say what was just written: it stands in every screen's status line with the time, and `u` takes it back."""
        before = self.can_undo, self.can_redo
        self.deed_undoable = self.can_undo = undoable
        self.saved = f"{self._clock():%H:%M}"
        self.deed = one_line(sentence)
        if undoable:
            self.can_redo = False  # what was taken back before a new deed stays back
        else:
            self.see_undo()
        see_deeds = getattr(self.screen, "see_deeds", None)
        if see_deeds is None or before != (self.can_undo, self.can_redo):
            self.refresh_bindings()
        else:
            see_deeds()  # after each vote: all keys are looked at only where some of the screen's own changed

    def see_undo(self) -> None:
        """Learn from the log whether there is something of this person's, on this screen, to undo or redo."""
        kinds = getattr(self.screen, "UNDOES", "")
        if self.review is not None and kinds:
            from review_tool.tui.taking_back import can

            self.can_undo, self.can_redo = can(self.review, self.reviewer, kinds)

    def use_keys(self) -> None:
        """Use the keys this person chose on this device."""
        from review_tool.tui import key_presets

        preset = key_presets.named(key_presets.chosen(self.reviewer))
        if self.key_preset != preset.name:
            self.key_preset = preset.name
            self.set_keymap(preset.keys)

    def see_blinded(self) -> None:
        """Say in the header whether others' votes are hidden at this stage; elsewhere, whether they are at any."""
        both = self.about.blinded
        self.blinded = self.current_mode in both if self.current_mode in ("screening", "fulltext") else bool(both)

    @on(UndoAsked)
    async def _undo_asked(self, event: UndoAsked) -> None:
        await self.take_back(redo=event.redo)

    async def take_back(self, *, redo: bool) -> None:
        """Undo or redo on the screen that is shown."""
        from review_tool.tui.screens.stage import StageScreen
        from review_tool.tui.taking_back import take_back

        if self.review is not None and isinstance(self.screen, StageScreen):
            await take_back(self.screen, redo=redo)

    async def go(self, asked: Asked) -> None:
        """Show what one screen asks of another."""
        self.asked_for, self.by_number = asked, False
        await self._to(asked.mode)

    async def go_back(self, mode: str) -> None:
        """To the screen one came from, with the list it showed."""
        self.by_number = False
        await self._to(mode)

    async def action_stage(self, key: str) -> None:
        """Go to a stage by its digit."""
        for stage in STAGES:
            if stage.key == key:
                self.by_number = True
                await self._to(stage.mode)

    async def _to(self, mode: str) -> None:
        """Go there; on it already, read anew what others did meanwhile."""
        if mode == self.current_mode:
            if again := getattr(self.screen, "load_when_ready", None):
                again()
            return
        self.deed = ""
        await self.switch_mode(mode)
        self.see_blinded()

    def action_help(self) -> None:
        """Show or hide the help panel."""
        if self.screen.query("HelpPanel"):
            self.action_hide_help_panel()
        else:
            self.action_show_help_panel()

    def action_jump(self) -> None:
        from review_tool.tui.jump import JumpOverlay, panes

        self.push_screen(JumpOverlay(panes(self.screen)), lambda pane: pane and pane.focus())
