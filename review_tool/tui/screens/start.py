"""Where there is no review yet: make one, open one, or see the sample."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Button, Footer, Input, Static

from review_tool.tui import jobs, opening
from review_tool.tui.app import ReviewApp
from review_tool.tui.messages import CreateReview, OpenReview, RunDemo
from review_tool.tui.text import assemble, safe_line

DEMO = "co-production-review"
"""The folder the demonstration is made in, beside the folder that was given."""


class Line(Input):
    """A line to write in; as long as it is empty, `?` asks for help."""

    async def _on_key(self, event: events.Key) -> None:
        if event.character == "?" and not self.value:
            event.stop()
            event.prevent_default()
            self.app.action_help()  # type: ignore[attr-defined]
        else:
            await super()._on_key(event)


class StartScreen(Screen[None]):
    """Posts CreateReview, OpenReview or RunDemo to the app, and says below what is missing."""

    CSS_PATH = "start.tcss"
    AUTO_FOCUS = "#title"
    HELP = """
# Start

A review lives in a folder of its own. Give the folder, what the review is called, and your name: each vote
and note carries it. Or open a review that is there, or run the demonstration and look around: it is made in
the folder `co-production-review` beside the one you give, and Esc stops it.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "create", "Create", tooltip="Make a new review in this folder"),
        Binding("ctrl+r", "open", "Open", tooltip="Open the review that is in this folder"),
        Binding("ctrl+t", "demo", "Demonstration", tooltip="Run the co-production sample"),
        Binding("ctrl+q", "app.quit", "Quit"),
        Binding("escape", "leave", "Stop or quit", show=False),
    ]

    app = getters.app(ReviewApp)
    _line = getters.query_one("#start-fault", Static)

    def __init__(self, address: str, reviewer: str) -> None:
        super().__init__()
        self._address, self._reviewer = address, reviewer

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="start", can_focus=False):
            yield Static("Review Tool", id="start-name")
            yield Static("From citation files to recommendations and research gaps.", id="start-line")
            yield Static("Folder", classes="dialog-label")
            yield Line(self._folder, id="path", compact=True, select_on_focus=False)
            yield Static("Title of the review", classes="dialog-label")
            yield Line(id="title", placeholder="The value of co-production", compact=True, select_on_focus=False)
            yield Static("Your name", classes="dialog-label")
            yield Line(self._reviewer, id="name", placeholder="as your votes will carry it", compact=True)
            with Horizontal(classes="dialog-buttons"):
                yield Button("Create it", id="create", variant="primary", compact=True)
                yield Button("Open this folder", id="open", compact=True)
                yield Button("See the demonstration", id="demo", compact=True)
            yield Static("", id="start-fault", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    @property
    def _folder(self) -> str:
        """What stands in the folder's line: the one named, or a new one in this folder."""
        return "my-review" if self._address in ("", ".") else self._address

    def _value(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value.strip()

    def say(self, message: str) -> None:
        """Say what is missing or went wrong."""
        self._line.update(assemble(("○ ", "$text-warning"), message))

    def action_create(self) -> None:
        for name, words in (("path", "a folder"), ("title", "a title"), ("name", "your name")):
            if not self._value(name):
                self.say(f"A new review needs {words}.")
                self.query_one(f"#{name}").focus()
                return
        self._line.update(safe_line("Making it …"))
        self.app.post_message(CreateReview(self._value("path"), self._value("title"), self._value("name")))

    def action_open(self) -> None:
        if not self._value("path"):
            self.say("Which folder?")
            return
        self.app.post_message(OpenReview(self._value("path"), self._value("name")))

    def action_demo(self) -> None:
        if jobs.running(self):
            return
        beside = Path(self._value("path") or ".").expanduser()
        self._make(str(beside.parent / DEMO), self._value("name") or "Guest")

    @jobs.job("Making the demonstration")
    def _make(self, progress: jobs.Progress, path: str, name: str) -> None:
        opening.demonstrate(path, name, self.app.around, progress)
        self.app.post_message(RunDemo(path, name))

    @on(jobs.JobMoved)
    def _moved(self, event: jobs.JobMoved) -> None:
        share = f" {100 * event.done // event.total} %" if event.total else " …"
        doing = f"{event.label}{share} {event.what}".rstrip()
        self._line.update(assemble(("◐ ", "$primary"), doing, ("  Esc stops", "$text-muted")))

    @on(jobs.JobEnded)
    def _ended(self, event: jobs.JobEnded) -> None:
        if event.cancelled:
            self.say(f"Stopped. The folder {DEMO} keeps what was made so far: delete it to begin anew.")
        elif not event.ok:
            self.say("The demonstration could not be made.")

    def action_leave(self) -> None:
        """Close the help, stop the demonstration, or quit."""
        if self.query("HelpPanel"):
            self.app.action_hide_help_panel()
        elif not jobs.cancel(self):
            self.app.exit()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        {"create": self.action_create, "open": self.action_open, "demo": self.action_demo}[event.button.id or ""]()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        if event.input.id == "name":
            self.action_create()
        else:
            self.focus_next()
