"""Read a full text or an abstract: suggested passages with their cues, confirmed or set aside; any passage marked."""

from __future__ import annotations

from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from review_tool.domain.errors import ReviewError
from review_tool.domain.evidence import Excerpt
from review_tool.domain.fulltext import Sentence
from review_tool.services.fulltexts import reading
from review_tool.services.fulltexts.reading import Opened, Suggestion
from review_tool.services.history import undoing
from review_tool.tui import jobs, keys
from review_tool.tui.app import ReviewApp
from review_tool.tui.asking import asking, until_taken
from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.dialogs.write import Blank
from review_tool.tui.jobs import job
from review_tool.tui.screens.reader.words import LETTERS, SIGNS, about, listed, whole_words
from review_tool.tui.text import assemble, ends
from review_tool.tui.widgets.filter_bar import FilterBar
from review_tool.tui.widgets.key_footer import KeyFooter
from review_tool.tui.widgets.page_view import Note, PageView
from review_tool.tui.widgets.prose import Prose, Snippet


class ReaderScreen(Screen[None]):
    """One text, page by page. `Esc` goes back to where one came from."""

    CSS_PATH = "screen.tcss"
    HELP = """
# Reading

The text of the report, a page at a time, with passages suggested that may be research gaps (G), recommendations (R) or
limitations (L). The margin says what they are: `?R` is suggested, `✓R` you kept, `✗R` you set aside, `“` is marked
by hand. Nothing counts until you keep it.

- `↓` `↑` or `j` `k` go from sentence to sentence, `]` `[` from page to page.
- `Tab` goes to the next suggestion, `Shift+Tab` to the one before. The line below says which cue it rests on.
- `i` keeps the suggestion as an excerpt with its place, `e` sets it aside; what you decide teaches later suggestions.
- `space` begins a mark at this sentence: `↓` `↑` stretch it by a sentence, `→` `←` by a word; `m` keeps it, with codes.
  Or draw over the text with the mouse, then `m`. Without a mark, `m` keeps the sentence.
- `/` looks for words, `f` goes to the next place. `v` shows more suggestions, `o` another text of the report.
- `u` undoes, `U` redoes. `Esc` lets a mark go, then leaves.
"""
    BINDINGS: ClassVar[list[BindingType]] = [*keys.READER]
    AUTO_FOCUS = "PageView"
    app = getters.app(ReviewApp)
    view = getters.query_one(PageView)

    def __init__(self, opened: Opened, at: Excerpt | None = None) -> None:
        """`at` is an excerpt of this text to begin at; see `reading.open_at`."""
        super().__init__()
        self._opened = opened
        self._begin_at = at
        self._page = 1
        self._sentences: list[Sentence] = []
        self._at = 0
        self._from: int | None = None
        """Where a mark began, on this page."""
        self._to = 0
        self._found: list[Suggestion] = []
        self._most = reading.SHOWN
        self._shown: list[Suggestion] = []
        self._excerpts: list[Excerpt] = []
        self._words = ""
        self._said = ""
        self._looking = True

    def compose(self) -> ComposeResult:
        yield Static("", id="reader-head", markup=False)
        with Horizontal(id="reader"):
            with Vertical():
                yield PageView(id="page")
                yield FilterBar("words in the text · Enter goes there, f to the next · Esc lifts")
                yield Snippet(id="reader-about")
            yield Prose(id="reader-list", classes="side")
        yield KeyFooter()

    def on_mount(self) -> None:
        self.set_class(self.app.size.width >= 110, "-roomy")
        self._start()

    def on_unmount(self) -> None:
        self._opened.close()

    def on_resize(self) -> None:
        self.set_class(self.app.size.width >= 110, "-roomy")

    def _start(self) -> None:
        """Show the first page at once; suggestions come when they are ready."""
        self._found, self._shown, self._most, self._looking = [], [], reading.SHOWN, True
        self._excerpts = reading.excerpts(self.app.review, self._opened)
        begin = self._begin_at.span if self._begin_at else None
        self._open_page(begin.page or 1 if begin else 1)
        if begin:
            self._stand_on(begin.start)
        self._suggest()

    @job("Looking for passages")
    def _suggest(self, progress: jobs.Progress) -> None:
        found = reading.suggest(self.app.review, self._opened, progress=progress)
        self.app.call_from_thread(self._suggested, found)

    def _suggested(self, found: list[Suggestion]) -> None:
        self._found, self._looking = found, False
        self._show()

    # Where one is

    def _open_page(self, number: int, *, last: bool = False) -> None:
        self._page = number
        page = self._opened.page(number)
        self._sentences = self._opened.text.sentences(number)
        self._at = max(len(self._sentences) - 1, 0) if last else 0
        self._from = None
        self.view.show_page(page.text, page.headings)
        self._show()

    def _stand_on(self, place: int) -> None:
        """Go to the sentence at a place of this page."""
        for n, one in enumerate(self._sentences):
            if place < one.end:
                self._at = n
                break
        self._show()

    @property
    def _sentence(self) -> Sentence | None:
        return self._sentences[self._at] if self._sentences else None

    @property
    def _suggestion(self) -> Suggestion | None:
        here = self._sentence
        found = (one for one in self._shown if here and one.place == (here.page, here.start))
        return next(found, None)

    def _show(self) -> None:
        """Bring margin, marks, header and the line below up to date."""
        self._shown = reading.shown(self._found, self._most)
        here, suggestion = self._sentence, self._suggestion
        cursor = (here.start, here.end) if here else (0, 0)
        cue = (0, 0)
        if here and suggestion and suggestion.cue:
            cue = (here.start + suggestion.cue[0], here.start + suggestion.cue[1])
        selected = self._marked() if self._from is not None else (0, 0)
        self.view.show_marks(
            notes=self._notes(), cursor=cursor, selected=selected, cue=cue, found=self._hits(self._page)
        )
        self.view.bring_into_view(*(selected if self._from is not None else cursor))
        source = self._opened.source.name
        right = f"p. {self._page}/{self._opened.pages} · {source}" if self._opened.source.sha else source
        head = ends(assemble((self._opened.title, "bold")), assemble((right, "$primary")), max(self.size.width - 2, 20))
        self.query_one("#reader-head", Static).update(head)
        self.query_one("#reader-about", Snippet).show_text(self._line_below(suggestion, here))
        self.query_one("#reader-list", Prose).show_text(
            listed(self._shown, suggestion, len(self._found), looking=self._looking)
        )
        self.refresh_bindings()

    def _line_below(self, suggestion: Suggestion | None, here: Sentence | None) -> Content:
        said = self._said
        self._said = ""
        marking = self._from is not None
        return about(suggestion, here, said=said, marking=marking, looking=self._looking, shown=len(self._shown))

    def _notes(self) -> list[Note]:
        page = self._page if self._opened.source.sha else 0
        marked = [one.span for one in self._excerpts if one.span and one.span.page == page]
        starts = {span.start for span in marked}
        notes = []
        for one in self._shown:
            here = one.sentence
            if here.page == self._page:
                sign = "“" if not one.state and here.start in starts else SIGNS[one.state]
                style = "dim" if one.state == "set aside" else "underline"
                notes.append(Note(here.start, here.end, sign + LETTERS[one.label], style))
        return notes + [Note(span.start, span.end, "“ ", "italic") for span in marked]

    def _hits(self, number: int) -> list[tuple[int, int]]:
        wanted = self._words.casefold()
        if not wanted:
            return []
        text, at = self._opened.page(number).text.casefold(), -1
        found: list[tuple[int, int]] = []
        while (at := text.find(wanted, at + 1)) >= 0 and len(found) < 500:
            found.append((at, at + len(wanted)))
        return found

    # Moving

    def action_step(self, by: int) -> None:
        if self._from is not None:
            self._stretch(by)
            return
        to = self._at + by
        if 0 <= to < len(self._sentences):
            self._at = to
            self._show()
        else:
            self.action_page(by, last=by < 0)

    def action_page(self, by: int, last: bool = False) -> None:
        if 1 <= self._page + by <= self._opened.pages:
            self._open_page(self._page + by, last=last)

    def action_suggestion(self, by: int) -> None:
        here = (self._page, self._sentence.start) if self._sentence else (self._page, 0)
        ordered = self._shown if by > 0 else list(reversed(self._shown))
        following = next((s for s in ordered if (s.place > here if by > 0 else s.place < here)), None)
        if following is None:
            self._say("No suggestion after this one." if by > 0 else "No suggestion before this one.")
        else:
            self._go_to(following)

    def _go_to(self, suggestion: Suggestion) -> None:
        if suggestion.sentence.page != self._page:
            self._open_page(suggestion.sentence.page)
        self._from = None
        self._stand_on(suggestion.sentence.start)

    def action_filter(self) -> None:
        self.query_one(FilterBar).open()

    @on(FilterBar.Filtered)
    def _look(self, event: FilterBar.Filtered) -> None:
        self._words = event.words.strip()
        if self._words:
            self._next_hit(self._sentence.start if self._sentence else 0)
        else:
            self._show()

    def action_find(self) -> None:
        if self._words:
            self._next_hit(self._sentence.end if self._sentence else 0)
        else:
            self.action_filter()

    def _next_hit(self, place: int) -> None:
        """Go to the first place from here on, and round again."""
        pages = [*range(self._page, self._opened.pages + 1), *range(1, self._page + 1)]
        for n, number in enumerate(pages):
            for start, _ in self._hits(number):
                if n > 0 or start >= place:
                    if number != self._page:
                        self._open_page(number)
                    self._stand_on(start)
                    return
        self._say("These words are nowhere in the text.")

    # Deeds

    def action_keep(self) -> None:
        self._judge(keep=True)

    def action_set_aside(self) -> None:
        self._judge(keep=False)

    def _judge(self, *, keep: bool) -> None:
        if not (seen := self._suggestion):
            self._say("No suggestion here. Tab goes to the next; m keeps any sentence.")
            return
        with jobs.telling(self):
            deed = reading.confirm if keep else reading.set_aside
            after = deed(self.app.review, self._opened, seen, by=self.app.reviewer)
            self._found = [after if one is seen else one for one in self._found]
            self._excerpts = reading.excerpts(self.app.review, self._opened)
            self._shown = reading.shown(self._found, self._most)
            following = next((s for s in self._shown if s.place > seen.place and not s.state), None)
            if following:
                self._go_to(following)
            self._written(f"{seen.label} {'kept as an excerpt' if keep else 'set aside'}")

    def action_begin(self) -> None:
        if self._from is not None:
            self._from = None
        elif here := self._sentence:
            self._from, self._to = here.start, here.end
        self._show()

    def _stretch(self, by: int) -> None:
        ends_at = [one.end for one in self._sentences]
        after = [end for end in ends_at if end > self._to]
        before = [end for end in ends_at if end < self._to and end > (self._from or 0)]
        if by > 0 and after:
            self._to = after[0]
        elif by < 0 and before:
            self._to = before[-1]
        self._show()

    def action_word(self, by: int) -> None:
        """Move the mark's end by a word."""
        if self._from is None:
            self._say("space begins a mark; then → and ← stretch it by a word.")
            return
        text = self._opened.page(self._page).text
        if by > 0:
            blank = text.find(" ", self._to + 1)
            self._to = blank if blank >= 0 else len(text)
        else:
            blank = text.rfind(" ", self._from + 1, self._to)
            self._to = blank if blank > self._from else self._to
        self._show()

    def _marked(self) -> tuple[int, int]:
        start = self._from or 0
        return min(start, self._to), max(start, self._to)

    @on(PageView.Pointed)
    def _pointed(self, event: PageView.Pointed) -> None:
        if event.drawn:
            text = self._opened.page(self._page).text
            self._from, self._to = whole_words(text, event.start, event.end)
            self._show()
        else:
            self._from = None
            self._stand_on(event.start)

    @asking
    async def action_mark(self) -> None:
        start, end = self._marked() if self._from is not None else self._span_of_sentence()
        if end <= start:
            return
        text = self._opened.page(self._page).text[start:end]
        page, by = self._page, self.app.reviewer

        def write(written: dict[str, str]) -> None:
            codes = [code.strip() for code in written["codes"].split(",") if code.strip()]
            reading.mark(self.app.review, self._opened, page, start, end, codes=codes, by=by)
            self._from = None
            self._excerpts = reading.excerpts(self.app.review, self._opened)
            self._written("passage marked")

        blank = Blank("codes", "Codes", hint="with commas between them, or none")
        await until_taken(self, "Keep this passage", [blank], write, detail=text, draft=f"passage {page}:{start}-{end}")

    def _span_of_sentence(self) -> tuple[int, int]:
        return (self._sentence.start, self._sentence.end) if self._sentence else (0, 0)

    def action_more(self) -> None:
        if self._most >= len(self._found):
            self._say("That is all there is.")
            return
        self._most += reading.SHOWN
        self._show()

    @asking
    async def action_other(self) -> None:
        there = reading.sources(self.app.review, self._opened.report)
        chosen = await self.app.push_screen_wait(
            Choose("Read", [Choice(source.name) for source in there], current=self._opened.source.name)
        )
        source = next((source for source in there if source.name == chosen), None)
        if source and source != self._opened.source:
            opened = reading.open_text(self.app.review, self._opened.report, source)
            self._opened.close()
            self._opened = opened
            self._begin_at = None
            self._start()

    def action_undo(self) -> None:
        self._take_back(redo=False)

    def action_redo(self) -> None:
        self._take_back(redo=True)

    def _take_back(self, *, redo: bool) -> None:
        deed = undoing.redo_last if redo else undoing.undo_last
        try:
            done = deed(self.app.review, by=self.app.reviewer, kinds=undoing.READING)
        except ReviewError as refusal:
            self._say(str(refusal))
            return
        self._excerpts = reading.excerpts(self.app.review, self._opened)
        self._suggest()
        self._written(("brought back: " if redo else "taken back: ") + done.words)

    def action_step_back(self) -> None:
        if self._from is not None:
            self._from = None
            self._show()
        else:
            jobs.cancel(self)
            self.dismiss()

    def _say(self, sentence: str) -> None:
        self._said = sentence
        self._show()

    def _written(self, sentence: str) -> None:
        self.app.did(sentence)
        self._say(f"Saved: {sentence}. u undoes.")
