"""Bring citation files in: see what is in one, say where it is from, import it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual import events, getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.worker import get_current_worker

from review_tool.domain.errors import ReviewError
from review_tool.domain.record import Source
from review_tool.domain.text import shorten
from review_tool.services.gathering import hits, importing
from review_tool.services.gathering.importing import FileRead, Imported, Kind
from review_tool.services.gathering.problem_list import write_problems
from review_tool.services.history.auditing import Told
from review_tool.services.studies import worksheets
from review_tool.services.studies.worksheets import Looked
from review_tool.tui import jobs, keys, places
from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.dialogs.confirm import Confirm
from review_tool.tui.dialogs.source import source_blanks, source_from
from review_tool.tui.dialogs.tell import Tell
from review_tool.tui.dialogs.write import Blank, Write
from review_tool.tui.screens.importing.files import is_citations, path_from, stamp_of
from review_tool.tui.screens.importing.words import (
    LONGEST_NAME,
    cells_of,
    held,
    problem_line,
    sentence,
    size_of,
    source_of,
    state_of,
    told_past,
    told_read,
    told_refusal,
    told_sheet,
)
from review_tool.tui.screens.stage import StageScreen
from review_tool.tui.widgets.prose import Prose
from review_tool.tui.widgets.record_list import Column, RecordList, Row

_NARROWEST = 74


class ImportingScreen(StageScreen):
    """Files, what is in the one chosen, and what was brought in so far."""

    MODE = "importing"
    CSS_PATH = "screen.tcss"
    UNDOES = "IMPORTS"
    HELP = """
# Import

Put your databases' export files (RIS, BibTeX, CSV, PubMed) into the review's `imports` folder: they are listed here.
Or press `o` and give a path, or drop a file on the terminal.

**Enter** reads the file under the cursor; nothing is written. You see the format and how it was recognised, how many
records have an abstract and a DOI, the first of them, and what is odd, by line (`p`; `x` writes it to a file in
`exports`). If the format was guessed wrongly, or not at all, `f` reads it as another. **Enter** again asks for its
source (database, date, search, hits) and brings it in, all of it or nothing. Esc goes back to the list.

A **work sheet** that a colleague filled in (Excel, Word) is opened the same way: you see each changed cell, accepted
or refused and why, before anything is taken in.

The same file twice adds nothing, and says so. `u` takes your last import back.
"""
    BINDINGS: ClassVar[list[BindingType]] = [*keys.SCREENS["importing"]]

    files = getters.query_one("#files", RecordList)
    found = getters.query_one("#found", Prose)

    def __init__(self) -> None:
        super().__init__()
        self._paths: list[Path] = []
        self._elsewhere: list[Path] = []
        """Files given by their path."""
        self._past: list[Told] = []
        self._sources: list[Source] = []
        self._read: FileRead | None = None
        self._path: Path | None = None
        self._format: str | None = None
        """The format that was asked for."""
        self._kinds: dict[Path, Kind] = {}
        """What the files are, as far as they were looked at."""
        self._stamps: dict[Path, tuple[int, int]] = {}
        """Their sizes and times then."""

    def compose_body(self) -> ComposeResult:
        file, size = Column("file", keeps_end=True), Column("size", 8, right=True, from_width=58)
        yield RecordList(file, size, Column("format", 22, from_width=46), markable=False, id="files")
        yield Prose(id="found")

    def load(self) -> None:
        folder = Path(self.app.review.folder) / "imports"
        there = sorted(p for p in folder.rglob("*") if is_citations(p, folder)) if folder.is_dir() else []
        self._paths = [*there, *(p for p in self._elsewhere if p not in there)]
        self._past = hits.imports(self.app.review)
        self._sources = importing.sources(self.app.review)
        where = "imports, where the review lies" if self.app.served else str(folder)
        self.files.empty = f"No files yet: put your export files into {where}, or press o."
        self.files.show(range(len(self._paths)), self._rows)
        self._show()
        paths = tuple(self._paths)
        self.run_worker(lambda: self._look(paths), group="kinds", thread=True, exclusive=True, exit_on_error=False)

    def _look(self, paths: Sequence[Path]) -> None:
        """Tell what each file is by its beginning, in a thread: a wrong one is seen before it is read."""
        worker = get_current_worker()
        for path in paths:
            stamp = stamp_of(path)
            if path in self._kinds and self._stamps.get(path) == stamp:
                continue
            kind = self._kind(path)
            if worker.is_cancelled:
                return
            self._stamps[path] = stamp
            self.app.call_from_thread(self._was_looked_at, path, kind)

    @staticmethod
    def _kind(path: Path) -> Kind:
        return Kind("Work sheet") if worksheets.is_sheet(path) else importing.kind_of(path)

    def _was_looked_at(self, path: Path, kind: Kind) -> None:
        self._kinds[path] = kind
        self.files.refresh_rows()
        if self._read is None and self._here() == path:
            self._show()

    def _here(self) -> Path | None:
        """The file under the cursor."""
        at = self.files.current
        return self._paths[at] if at is not None and at < len(self._paths) else None

    def _rows(self, numbers: Sequence[int]) -> list[Row]:
        live: dict[str, Told] = {told.event.payload["file"]: told for told in self._past if not told.undone}
        rows = []
        for n in numbers:
            path = self._paths[n]
            told = live.get(path.name)
            state = f"✓ {held(told):,} from {source_of(told)}" if told else state_of(self._kinds.get(path))
            rows.append(Row(n, (str(path.name), size_of(path), state), dim=told is not None))
        return rows

    def why_disabled(self, action: str) -> str:
        if action == "read" and self._read is None and not self._paths:
            return "There is no file to read: o takes a path."
        if action == "format" and self._here() is None:
            return "There is no file to read: o takes a path."
        if action in ("problems", "export") and self._read is None:
            return "Read a file first: Enter."
        if action in ("problems", "export") and self._read is not None and not self._read.problems:
            return "Nothing is odd in this file."
        return ""

    def ask_before_undo(self, words: str) -> str:
        if "work sheet" in words:
            return "Take the answers of this work sheet back?"
        return "Take this import back? Its records leave the review."

    # What is shown

    def _show(self) -> None:
        self.set_class(self._read is not None, "-read")
        here = self._here()
        kind = self._kinds.get(here) if here else None
        if self._read:
            self.found.show_text(told_read(self._read, self._width(), self._before(self._read)))
        elif kind and kind.refusal:
            self.found.show_text(told_refusal(kind))
        else:
            self.found.show_text(told_past(self._past, self._sources, self._width()))
        self.subtitle = shorten(self._read.file, LONGEST_NAME) if self._read else ""
        self.refresh_bindings()

    def _before(self, read: FileRead) -> Told | None:
        """The newest import of this very file, whatever its name was, that stands."""
        return next((t for t in reversed(self._past) if t.event.payload["sha"] == read.sha and not t.undone), None)

    def _width(self) -> int:
        """Columns that what is found can take; before the first layout, those of the smallest screen."""
        return self.found.scrollable_content_region.width or _NARROWEST

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    def on_record_list_highlighted(self) -> None:
        """Another file is chosen: what was read of the one before is put away."""
        at = self.files.current
        if self._read is None:
            self._show()
        elif at is not None and self._paths[at] != self._path:
            self.step_back()

    def step_back(self) -> None:
        self._read = self._path = None
        self._show()

    # Reading

    def action_read(self) -> None:
        # An Enter that follows an arrow at once comes before what was read of the file before is put away.
        if self._read is not None and self._here() == self._path:
            if self._read.refusal:
                self.refuse("Nothing in this file can be brought in; f reads it as another format.")
            else:
                self._ask_source()
        elif (path := self._here()) is not None:
            known = self._kinds.get(path)
            if known and known.refusal:
                known = self._kinds[path] = self._kind(path)  # it may have been replaced by a good one
            if known and known.refusal:  # which is on the screen, with what to do about it
                self.refuse("This file cannot be brought in; f reads it as a format you choose.")
            else:
                self._read_file(path)

    @jobs.job("Reading")
    def _read_file(self, progress: jobs.Progress, path: Path, format: str | None = None) -> None:
        if format is None and worksheets.is_sheet(path):
            looked = worksheets.look(self.app.review, path, by=self.app.reviewer)
            progress()
            self.app.call_from_thread(self._show_sheet, path, looked)
            return
        read = importing.read_file(path, format=format, progress=progress)
        progress()
        self.app.call_from_thread(self._was_read, path, read, format)

    def _was_read(self, path: Path, read: FileRead, format: str | None) -> None:
        self._path, self._read, self._format = path, read, format
        label = dict(importing.format_names()).get(read.format, read.format)
        nothing = read.refusal
        self._kinds[path] = Kind("nothing to read", str(nothing), nothing.hint) if nothing else Kind(label)
        self.files.refresh_rows()
        if path not in self._paths:
            self._elsewhere.append(path)
            self._paths.append(path)
            self.files.show(range(len(self._paths)), self._rows, cursor=len(self._paths) - 1)
        self._show()

    def _show_sheet(self, path: Path, looked: Looked) -> None:
        """A colleague's work sheet: what changed in it, before any of it is taken in."""
        if not looked.accepted:
            self.app.push_screen(Tell(f"Nothing in {looked.file} can be taken in", told_sheet(looked)))
            return
        cells = cells_of(looked)
        title = f"Take in {cells} of {looked.reviewer}'s work sheet?"
        asked = Confirm(title, "\n".join(told_sheet(looked)), yes=f"Take in {cells}", no="Leave", wide=True)

        def answered(yes: bool | None) -> None:
            if yes:
                self._take_in(path)

        self.app.push_screen(asked, answered)

    @jobs.job("Taking in")
    def _take_in(self, progress: jobs.Progress, path: Path) -> None:
        progress()
        done = worksheets.take_in(self.app.review, path, by=self.app.reviewer)
        words = f"{cells_of(done)} taken in as {done.reviewer}'s, {done.refused} refused"
        self.app.call_from_thread(self.did, words)
        self.app.call_from_thread(self.load_when_ready)

    def action_format(self) -> None:
        choices = [Choice(name, label) for name, label in importing.format_names()]
        current = self._read.format if self._read else ""
        self.app.push_screen(Choose("Read it as", choices, current=current), self._read_as)

    def _read_as(self, format: str | None) -> None:
        if format and (path := self._path or self._here()):
            self._read_file(path, format)

    def action_problems(self) -> None:
        if self._read:
            odd = [problem_line(problem) for problem in self._read.problems]
            self.app.push_screen(Tell(f"{len(odd)} odd in {self._read.file}", odd))

    def action_export(self) -> None:
        if self._read:
            file = Path(self.app.review.folder) / "exports" / f"problems-{self._read.file}.csv"
            with jobs.telling(self):
                write_problems(file, ((self._read.file, problem) for problem in self._read.problems))
                self.did(f"exports/{file.name} written, {len(self._read.problems)} odd", undoable=False)
                places.hand_over(self.app, file)

    def action_open(self) -> None:
        blank = Blank("path", "Path of a citation file", hint="~/Downloads/embase.ris", required=True)
        asked = Write("Another file", [blank], draft="another file")
        self.app.push_screen(asked, lambda w: self._taken(w["path"]) if w else None)

    def _taken(self, written: str) -> None:
        """A path that leads to no file is kept in the form, to be mended."""
        if not path_from(written).is_file() and not self.app.served:
            self.app.drafts["another file"] = {"path": written}
        self._take(written)

    def on_paste(self, event: events.Paste) -> None:
        """A file dropped on the terminal arrives as its path."""
        event.stop()
        self._take(event.text)

    def _take(self, text: str) -> None:
        with jobs.telling(self):
            path = places.to_read(self.app, path_from(text))
            self._read = self._path = None
            self._read_file(path)

    # Importing

    def _ask_source(self) -> None:
        assert self._read is not None
        known = importing.sources(self.app.review)
        named = (t for t in reversed(self._past) if t.event.payload["file"] == self._read.file)
        last = self._before(self._read) or next(named, None)
        blanks = source_blanks(known, suggested=source_of(last) if last else "")
        count = self._read.readable
        detail = f"{self._read.file}: {count:,} record{'' if count == 1 else 's'}"
        write = Write("Where is it from?", blanks, detail=detail, draft=f"source {self._read.file}")
        self.app.push_screen(write, self._sourced)

    def _sourced(self, written: dict[str, str] | None) -> None:
        if written is None or self._read is None:
            return
        self.app.drafts[f"source {self._read.file}"] = written  # until it is in: it may be refused or cancelled
        try:
            source = source_from(written)
        except ReviewError as refusal:
            jobs.tell(self, refusal)
            return
        known = next((s for s in importing.sources(self.app.review) if s.name == source.name), None)
        if known is not None and not (source.query or source.platform or source.searched or source.hits is not None):
            source = known
        assert self._path is not None
        self._bring_in(self._path, self._read, source)

    @jobs.job("Import")
    def _bring_in(self, progress: jobs.Progress, path: Path, read: FileRead, source: Source) -> None:
        done = importing.import_file(
            self.app.review, path, source, by=self.app.reviewer, format=self._format, seen=read, progress=progress
        )
        self.app.call_from_thread(self._brought_in, done)

    def _brought_in(self, done: Imported) -> None:
        self._read = self._path = None
        self.app.drafts.pop(f"source {done.file}", None)
        self.load()
        self.did(sentence(done))
