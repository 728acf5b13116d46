"""Where the review stands, and what is next."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from review_tool.domain.decision import Stage
from review_tool.domain.errors import ReviewError
from review_tool.domain.report import Which
from review_tool.domain.text import one_line
from review_tool.tui import jobs, keys, places
from review_tool.tui.asked import Asked
from review_tool.tui.screens.stage import StageScreen
from review_tool.tui.text import assemble, ends, safe, safe_line
from review_tool.tui.widgets.bars import bar
from review_tool.tui.widgets.empty_state import EmptyState
from review_tool.tui.widgets.flow_boxes import Box, FlowBox, flow_boxes

if TYPE_CHECKING:
    from review_tool.domain.protocol import Protocol
    from review_tool.services.overview import Status
    from review_tool.services.reporting.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Voted:
    """How far one reviewer is at one stage."""

    name: str
    stage: Stage
    voted: int
    left: int


@dataclass(frozen=True, slots=True)
class Home:
    """What the screen shows."""

    status: Status
    sources: tuple[tuple[str, int, bool], ...]
    """Name, records, and whether it is of PRISMA's other methods."""
    voted: tuple[Voted, ...]
    protocol: Protocol
    unsearched: bool
    """Records came in since duplicates were last looked for."""
    plan: tuple[tuple[str, str, int], ...] = ()
    """What the plan waits for the lead to do: the stage's key, the deed, how many reports wait."""
    leads: frozenset[str] = frozenset()


class HomeScreen(StageScreen):
    """The PRISMA flow, each box opening its list; who has done what; what is next."""

    MODE = "home"
    CSS_PATH = "screen.tcss"
    HELP = """
# Home

On the left the PRISMA 2020 flow, counted now from the decisions. Go to a number with the arrows and press Enter (or
click it): the list it counts opens. If the boxes do not add up, the sum that fails stands above them.

On the right what is next, with the key that goes there, and how many votes each reviewer has cast.

`p` shows the protocol and lets you amend it, with a reason. `+` takes a reviewer into the team, `-` notes that one
left. What is blind is kept from your eyes, not from the file: whoever can read it can read every vote.
`x` writes tables, the flow diagram or everything into the review's `exports` folder, `s` the summary page.
"""
    BINDINGS: ClassVar[list[BindingType]] = [*keys.SCREENS["home"]]

    home: Home | None = None

    def compose_body(self) -> ComposeResult:
        yield VerticalScroll(EmptyState("Opening the review …"), id="flow", can_focus=False)
        yield VerticalScroll(id="aside", can_focus=False)

    def load(self) -> None:
        self._count(self.app.review)

    @work(thread=True, exclusive=True, group="home", exit_on_error=False)
    def _count(self, review: Any) -> None:
        """Counting 100,000 records takes longer than a key may."""
        try:
            home = _counted(review)
        except Exception as error:  # shown, and a fault's traceback goes to the log
            self.app.call_from_thread(jobs.tell, self, error)
        else:
            self.call_later(self._show, home)

    async def _show(self, home: Home) -> None:
        self.home = home
        at = self.focused.box.asked if isinstance(self.focused, FlowBox) else None
        flow, aside = self.query_one("#flow"), self.query_one("#aside")
        async with self.batch():
            await flow.remove_children()
            await aside.remove_children()
            await flow.mount_all(_flow(home))
            await aside.mount_all(_aside(home, self.app.reviewer))
        boxes = list(self.query(FlowBox))
        same = next((box for box in boxes if box.box.asked == at), None) if at else None
        if same or (boxes and not isinstance(self.focused, FlowBox)):
            (same or boxes[0]).focus()
        self.refresh_bindings()

    def why_disabled(self, action: str) -> str:
        if action == "go" and not self.query(FlowBox):
            return "There is nothing to open yet."
        leads = self.home.leads if self.home else frozenset()
        if action == "leaves" and leads and self.app.reviewer not in leads:
            return f"This is for the lead to do: {', '.join(sorted(leads))}."
        return ""

    # Deeds

    @on(FlowBox.Opened)
    async def _opened(self, event: FlowBox.Opened) -> None:
        await self.app.go(event.asked)

    async def action_go(self) -> None:
        if isinstance(self.focused, FlowBox):
            await self.app.go(self.focused.box.asked)

    def action_protocol(self) -> None:
        from review_tool.services import protocols
        from review_tool.tui.dialogs.protocol import ProtocolView

        history = protocols.history(self.app.review)
        newest = history[-1][0]
        if not newest.question and not newest.criteria:  # nothing is there to read yet: write it
            self._wants_amendment(True)
        else:
            self.app.push_screen(ProtocolView(history), self._wants_amendment)

    def _wants_amendment(self, wants: bool | None) -> None:
        from review_tool.services import protocols
        from review_tool.tui.dialogs.protocol import amendment
        from review_tool.tui.dialogs.write import Write

        if wants:
            current = protocols.current(self.app.review)
            title = "Amend the protocol" if current.question or current.criteria else "Write the protocol"
            # Of the version it was made from: on another, it would take back what came since.
            dialog = Write(title, amendment(current), draft=f"protocol {current.version}")
            self.app.push_screen(dialog, partial(self._amend, current))

    def _amend(self, current: Protocol, written: dict[str, str] | None) -> None:
        from review_tool.services import protocols
        from review_tool.tui.dialogs.protocol import amended, amendment

        if written is None:
            return
        app = self.app
        try:
            changed = amended(current, written)
            new = protocols.amend(app.review, changed, why=written["why"], by=app.reviewer)
        except ReviewError as refusal:
            shown = {blank.name: blank.value for blank in amendment(current)}
            mine = {name: text for name, text in written.items() if text != shown[name]}
            app.drafts[f"protocol {protocols.current(app.review).version}"] = mine  # upon what is in force by then
            jobs.tell(self, refusal)
            return
        self._learned()
        self.did(f"Version {new.version} of the protocol is in force; votes stand as cast")
        self.load()

    def action_team(self) -> None:
        from review_tool.services import people
        from review_tool.tui.dialogs.write import Blank, Write

        team = ", ".join(self.app.about.team)
        left = ", ".join(one.name for one in people.team(self.app.review) if not one.is_here)
        detail = f"In the team: {team}." + (f" Left, and may come back: {left}." if left else "")
        blank = Blank("name", "Name, initials or pseudonym", required=True)
        self.app.push_screen(Write("Add a reviewer", [blank], detail=detail), self._join)

    def _join(self, written: dict[str, str] | None) -> None:
        from review_tool.services import people

        if written:
            with jobs.telling(self):
                name, me = one_line(written["name"]), self.app.reviewer
                left = [one.name for one in people.team(self.app.review) if not one.is_here]
                back = bool(known := people.called(left, name))
                name = known or name
                new = (people.take_back if back else people.join)(self.app.review, name, by=me)
                self._learned()
                self.did(f"{new.name} is in the team{' again' * back}", undoable=back)
                self.load_when_ready()

    def action_leaves(self) -> None:
        """Who left: their votes stay theirs, their open work goes to the others."""
        from review_tool.tui.dialogs.write import Blank, Write

        others = ", ".join(name for name in self.app.about.team if name != self.app.reviewer)
        blanks = [Blank("name", "Who left", hint=others, required=True), Blank("why", "Why")]
        detail = "Their votes stay theirs; their open work is shared out among the others. u brings them back."
        self.app.push_screen(Write("A person left the team", blanks, detail=detail), self._left)

    def _left(self, written: dict[str, str] | None) -> None:
        from review_tool.services import people

        if written:
            with jobs.telling(self):
                people.withdraw(self.app.review, written["name"].strip(), by=self.app.reviewer, why=written["why"])
                self._learned()
                self.did(f"{written['name'].strip()} has left the team")
                self.load_when_ready()

    def _learned(self) -> None:
        self.app.about = self.app.learn(self.app.review)
        self.app.see_blinded()

    def action_export(self) -> None:
        from review_tool.tui.dialogs.export import choose_export

        choose_export(self, self._write)

    def action_summary(self) -> None:
        self._write(("summary",))

    @jobs.job("Writing")
    def _write(self, progress: jobs.Progress, names: tuple[str, ...], chosen: Wanted | None = None) -> None:
        from review_tool.services.reporting import exporting
        from review_tool.tui.dialogs.export_records import losses_told
        from review_tool.tui.dialogs.tell import Tell

        app = self.app
        folder = Path(app.review.folder) / "exports"
        done = []
        for n, name in enumerate(names):
            progress(n, len(names), name)
            what, wanted = exporting.meant(name)
            done.append(exporting.export(app.review, what, folder / name, by=app.reviewer, wanted=chosen or wanted))
        one = done[0]
        rows = f" ({one.rows} rows)" if one.rows is not None else ""
        begin = " pages, to begin at index.html:" * Path(one.file).is_dir()  # before a path that may be cut
        file = places.told(app, Path(one.file))
        files = file if len(one.files) < 2 else f"{file} and {len(one.files) - 1} more"
        where = folder.name if app.served else folder
        words = f"Wrote{begin} {files}{rows}" if len(done) == 1 else f"Wrote {len(done)} files into {where}"
        app.call_from_thread(self.did, words, undoable=False)
        if len(done) == len(one.files) == 1:
            app.call_from_thread(places.hand_over, app, Path(one.file))
        if lost := losses_told(done):
            told = Tell(f"What {Path(one.file).name} could not carry", lost)
            app.call_from_thread(app.push_screen, told)


def _counted(review: Any) -> Home:
    from review_tool.services import overview, people, protocols
    from review_tool.services.gathering import importing
    from review_tool.services.history import auditing
    from review_tool.services.judging import screening

    status = overview.status(review)
    other = {source.name for source in importing.sources(review) if not source.kind.is_search}
    voted = tuple(
        Voted(todo.reviewer, stage, len(screening.ids(review, Which(stage, "voted", todo.reviewer))), left)
        for stage in Stage
        for todo in status.todo
        for left in (todo.title_abstract if stage is Stage.TITLE_ABSTRACT else todo.full_text,)
    )
    gone = [member.name for member in people.team(review) if not member.is_here]
    voted += tuple(
        Voted(f"{name} (gone)", stage, len(screening.ids(review, Which(stage, "voted", name))), 0)
        for stage in Stage
        for name in gone
    )
    sources = tuple((name, n, name in other) for name, n in status.sources)
    imports, searches = (
        auditing.numbers(review, auditing.Looking(kind=kind)) for kind in ("records.imported", "duplicates.found")
    )
    unsearched = bool(sources) and max(imports, default=0) > max(searches, default=0)
    leads = frozenset(member.name for member in people.team(review) if member.role == people.LEAD)
    return Home(status, sources, voted, protocols.current(review), unsearched, _for_the_lead(review, status), leads)


def _for_the_lead(review: Any, status: Status) -> tuple[tuple[str, str, int], ...]:
    from review_tool.services.judging import planning

    found, flow = [], status.flow
    for key, stage in (("4", Stage.TITLE_ABSTRACT), ("6", Stage.FULL_TEXT)) if status.planned else ():
        state = planning.state(review, stage)
        if state is None or not state.waiting:
            continue
        early = (
            stage is Stage.FULL_TEXT
            and (flow.records_to_do or flow.other_records_to_do)
            and state.waiting < 2 * state.plan.calibration
        )
        if state.phase == "to draw" and not early:
            found.append((key, "P: draw the calibration set", state.waiting))
        elif state.phase == "dual" and not any(state.left.values()):
            found.append((key, "P: open the gate", state.waiting))
    return tuple(found)


def _flow(home: Home) -> list[Widget]:
    if not home.sources:
        keys_ = (("2", "import citation files"), ("p", "question and criteria"), ("+", "add a reviewer"))
        return [EmptyState("There are no records yet", "Here the PRISMA flow will stand, counted live.", *keys_)]
    faults: list[Widget] = [
        Static(assemble(("✗ does not add up: ", "bold"), fault), classes="home-fault")
        for fault in home.status.flow.faults()
    ]
    return [*faults, *(FlowBox(box) for box in flow_boxes(home.status.flow, home.sources))]


def _aside(home: Home, me: str) -> list[Widget]:
    parts: list[Widget] = [Static("Next", classes="home-heading -first"), *_next(home, me)]
    for stage in Stage:
        rows = [v for v in home.voted if v.stage is stage and v.voted + v.left]
        if rows:
            parts.append(Static(safe_line(f"Votes on {stage.words}"), classes="home-heading"))
            total = max(v.voted + v.left for v in rows)
            parts += [VotesLine(v, total) for v in rows]
    protocol = home.protocol
    parts.append(Static(safe_line(f"Protocol, version {protocol.version} · p"), classes="home-heading"))
    question = protocol.question or "No question yet: p writes it."
    need = f"{protocol.reviewers_title_abstract} at title and abstract, {protocol.reviewers_full_text} at full text"
    rule = f"Reviewers per report: {need}"
    if protocol.is_planned:
        rule = f"Screening plan: {protocol.plan.preset}; 4, then P shows who judges what"
    parts.append(Static(assemble(f"{question}\n{rule}"), classes="home-text"))
    return parts


def _next(home: Home, me: str) -> list[Widget]:
    status = home.status
    mine = next((todo for todo in status.todo if todo.reviewer == me), None)
    waiting = [
        ("3", "pairs to judge", status.pairs_to_review, Asked("duplicates")),
        (
            "4",
            "for you to screen",
            mine.title_abstract if mine else 0,
            Asked("screening", Which(state="to do", reviewer=me)),
        ),
        ("5", "conflicts to settle", status.conflicts, Asked("conflicts")),
        (
            "6",
            "full texts for you",
            mine.full_text if mine else 0,
            Asked("fulltext", Which(Stage.FULL_TEXT, "to do", me)),
        ),
    ]
    asks = {
        "4": Asked("screening", Which(state="to do", reviewer=me)),
        "6": Asked("fulltext", Which(Stage.FULL_TEXT, "all")),
    }
    waiting += [(key, words, n, asks[key]) for key, words, n in home.plan if me in home.leads]
    boxes = [FlowBox(Box(words, f"{n:,}", asked, f"{key} ", strong=True)) for key, words, n, asked in waiting if n]
    if home.unsearched:
        boxes.insert(0, FlowBox(Box("look for duplicates", "", Asked("duplicates"), "3 ", strong=True)))
    if not boxes and not home.sources:
        boxes = [FlowBox(Box("import citation files", "", Asked("importing"), "2 ", strong=True))]
    if not boxes and status.flow.new_studies:
        boxes = [
            FlowBox(Box("appraise the studies", "", Asked("appraisal"), "7 ")),
            FlowBox(Box("extract from them", "", Asked("extraction"), "8 ")),
            FlowBox(Box("recommendations and gaps", "", Asked("synthesis"), "9 ")),
        ]
    if boxes:
        return [*boxes]
    return [Static(safe(nothing_for_you(home)), classes="home-text")]


def nothing_for_you(home: Home) -> str:
    """What stands where no work waits: whose deed it waits for under a plan."""
    deed = next((words.removeprefix("P: ") for _, words, n in home.plan if n), "")
    who = " or ".join(sorted(home.leads))
    return f"Nothing for you now: {who} is to {deed}." if deed else "Nothing waits for you here."


class VotesLine(Widget):
    """One reviewer at one stage: name, votes cast, what is left, and a bar that only helps the eye."""

    DEFAULT_CSS = "VotesLine { height: 1; width: 1fr; color: $text-muted; text-wrap: nowrap; }"

    def __init__(self, voted: Voted, total: int) -> None:
        super().__init__()
        self._voted, self._total = voted, total

    def render(self) -> Content:
        share = bar(self._voted.voted / self._total, 6) if self._total else ""
        right = assemble(f"{self._voted.voted:,} · {self._voted.left:,} left ", (share.ljust(6), "$primary"))
        return ends(safe_line(self._voted.name), right, self.content_size.width)
