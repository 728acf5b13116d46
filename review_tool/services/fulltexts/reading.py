"""Reading full texts and abstracts: pages, suggested passages, and marking what counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from review_tool.domain.errors import ReviewError
from review_tool.domain.evidence import Excerpt, ExcerptKind
from review_tool.domain.fulltext import Page, Sentence, Span
from review_tool.domain.record import Citation
from review_tool.services.citations import combined
from review_tool.services.fulltexts.marking import write_excerpt
from review_tool.services.progress import Progress, silent
from review_tool.store.queries import dossier, evidence, plan, reports, suggestions
from review_tool.store.review import Review
from review_tool.synthesis.passages import scoring
from review_tool.synthesis.passages.cues import LABELS
from review_tool.synthesis.passages.team import Decided, learn

if TYPE_CHECKING:
    from review_tool.formats.fulltext import Fulltext

SHOWN = 15
"""Suggestions shown at first, as many more each time more are asked for."""
LEAST = 0.2
"""The score under which a sentence is never suggested."""
WORDS = 3
"""A sentence of fewer is a heading run into its paragraph (“Limitations.”), which says nothing by itself."""
ABSTRACT = "abstract"


@dataclass(frozen=True, slots=True)
class Source:
    """Something of a report that can be read."""

    name: str
    """The file's, or `abstract`."""
    sha: str
    """The file's SHA-256; "" for the abstract."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A text that is being read. Its pages are made as they are asked for."""

    report: int
    title: str
    source: Source
    text: Fulltext

    @property
    def pages(self) -> int:
        return self.text.count

    def page(self, number: int) -> Page:
        """A page, from 1."""
        return self.text.page(number)

    def close(self) -> None:
        """Nothing more will be read of it."""
        self.text.close()

    def span(self, page: int, start: int, end: int) -> Span:
        """A place as it is kept: an abstract has no pages."""
        return Span(self.source.sha, page if self.source.sha else 0, start, end)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A sentence that may be what the review looks for."""

    label: str
    """`gap`, `recommendation` or `limitation`."""
    sentence: Sentence
    score: float
    """0 to 1."""
    why: str
    """What it rests on, in words."""
    cue: tuple[int, int] | None
    """Where its strongest cue stands in the sentence."""
    state: str = ""
    """`confirmed`, `set aside`, or "" while nobody judged it."""

    @property
    def place(self) -> tuple[int, int]:
        return self.sentence.page, self.sentence.start


def sources(review: Review, number: int) -> tuple[Source, ...]:
    """What of a report can be read: its full texts, the newest first, then its abstract."""
    with review.reading() as connection:
        root = reports.root_of(connection, number)
        kept = dossier.documents(connection, reports.members_of(connection, root))
    citation = _citation(review, root)
    found = [Source(document.name, document.sha) for document in reversed(kept)]
    return (*found, *([Source(ABSTRACT, "")] if citation.abstract.strip() else []))


def open_text(review: Review, number: int, source: Source | None = None) -> Opened:
    """Open a full text of a report, or its abstract; without `source`, the first that there is.

    Raises:
        ReviewError: there is nothing to read, or the file cannot be read: locked, broken, a scan, or of another kind.
    """
    # Imported here: the readers of files are slow to import, and a screen that offers to read has no use for them yet.
    from review_tool.formats.fulltext import Fulltext, open_fulltext
    from review_tool.formats.fulltext.lines import Paragraph, plain

    if source is None:
        there = sources(review, number)
        if not there:
            raise ReviewError(
                f"Report {number} has neither a full text nor an abstract here.",
                hint="Attach its full text first: `a` under 6 Full text, or `review-tool fulltext attach`.",
            )
        source = there[0]
    with review.reading() as connection:
        root = reports.root_of(connection, number)
        data = dossier.file_bytes(connection, source.sha) if source.sha else b""
    citation = _citation(review, root)
    if source.sha:
        return Opened(root, citation.title, source, open_fulltext(data))
    paragraphs = [Paragraph(text) for line in citation.abstract.split("\n") if (text := plain(line))]
    return Opened(root, citation.title, source, Fulltext(1, lambda _: paragraphs))


def _citation(review: Review, root: int) -> Citation:
    with review.reading() as connection:
        records = reports.records_of(connection, [root])[root]
        return combined(records, plan.choices(connection, [root]).get(root))[0]


def suggest(review: Review, opened: Opened, *, progress: Progress = silent) -> list[Suggestion]:
    """Every sentence that may be a gap, a recommendation or a limitation, the likeliest first, with what became of it.

    Scores are those of `synthesis.passages`, averaged with the team's own model once there are enough decisions.

    Raises:
        Cancelled: the person stopped it.
    """
    sentences = []
    for number in range(1, opened.pages + 1):
        opened.page(number)
        progress(number, opened.pages, "pages")
    sentences = list(opened.text.every())
    with review.reading() as connection:
        judged = suggestions.judged(connection)
    team = learn([Decided(one.text, one.heading, one.label, one.confirmed) for one in judged])
    states = {
        (one.label, one.span.sha, one.span.page, one.span.start): "confirmed" if one.confirmed else "set aside"
        for one in judged
        if one.report == opened.report
    }
    found = []
    scored = scoring.score([scoring.Sentence(one.text, one.heading) for one in sentences])
    for sentence, one in zip(sentences, scored, strict=True):
        scores = team.scores(one) if team else one.scores
        at = max(range(len(LABELS)), key=scores.__getitem__)
        span = opened.span(sentence.page, sentence.start, sentence.end)
        state = states.get((LABELS[at], span.sha, span.page, span.start), "")
        if state or (scores[at] >= LEAST and len(sentence.text.split()) >= WORDS):
            cues = one.cues(LABELS[at])
            place = (cues[0].start, cues[0].end) if cues else None
            found.append(Suggestion(LABELS[at], sentence, scores[at], one.because(LABELS[at]), place, state))
    return sorted(found, key=lambda one: (-one.score, one.place))


def shown(found: Sequence[Suggestion], most: int = SHOWN) -> list[Suggestion]:
    """The likeliest of them and all that were judged, in the order of the text."""
    chosen = [one for n, one in enumerate(found) if n < most or one.state]
    return sorted(chosen, key=lambda one: one.place)


def confirm(review: Review, opened: Opened, suggestion: Suggestion, *, by: str) -> Suggestion:
    """Mark a suggested passage as an excerpt, coded with its label. Returns it as it stands then.

    Raises:
        ReviewError: it is confirmed already.
    """
    _not_yet(suggestion, "confirmed")
    sentence = suggestion.sentence
    span = opened.span(sentence.page, sentence.start, sentence.end)
    with review.writing() as unit:
        write_excerpt(
            unit,
            opened.report,
            sentence.text,
            locator=_locator(span, sentence.heading),
            kind=ExcerptKind.QUOTE,
            by=by,
            codes=(suggestion.label,),
            span=span,
            suggested={"label": suggestion.label, "heading": sentence.heading},
        )
    return replace(suggestion, state="confirmed")


def set_aside(review: Review, opened: Opened, suggestion: Suggestion, *, by: str) -> Suggestion:
    """Say that a suggested passage is none; the next suggestions learn from it. Returns it as it stands then.

    Raises:
        ReviewError: it is set aside already, or confirmed.
    """
    _not_yet(suggestion, "set aside")
    if suggestion.state == "confirmed":
        raise ReviewError("It is confirmed, and an excerpt now.", hint="Undo that first.")
    sentence = suggestion.sentence
    payload = {
        "label": suggestion.label,
        "text": sentence.text,
        "heading": sentence.heading,
        "span": asdict(opened.span(sentence.page, sentence.start, sentence.end)),
    }
    with review.writing() as unit:
        root = reports.root_of(unit.connection, opened.report)
        unit.record("suggestion.rejected", f"report:{root}", payload, by=by)
    return replace(suggestion, state="set aside")


def _not_yet(suggestion: Suggestion, state: str) -> None:
    if suggestion.state == state:
        raise ReviewError(f"It is {state} already.", hint="Nothing was written.")


def mark(review: Review, opened: Opened, page: int, start: int, end: int, *, codes: Sequence[str] = (), by: str) -> str:
    """Mark any passage of a page as an excerpt. Returns the excerpt's id.

    Raises:
        ReviewError: there is nothing between the two places.
    """
    text = " ".join(opened.page(page).text[start:end].split())
    span = opened.span(page, start, end)
    with review.writing() as unit:
        return write_excerpt(
            unit,
            opened.report,
            text,
            locator=span.locator,
            kind=ExcerptKind.QUOTE,
            by=by,
            codes=tuple(codes),
            span=span,
        )


def excerpts(review: Review, opened: Opened) -> list[Excerpt]:
    """The passages of this text that are marked with their place."""
    with review.reading() as connection:
        found = evidence.excerpts(connection, opened.report)
    return [one for one in found if one.span and one.span.sha == opened.source.sha]


def open_at(review: Review, excerpt: Excerpt) -> Opened:
    """Open the text that an excerpt was marked in.

    Raises:
        ReviewError: nobody marked its place, or the text cannot be read.
    """
    if excerpt.span is None:
        raise ReviewError("This excerpt has no exact place.", hint=f"It says: {excerpt.locator}.")
    wanted = excerpt.span.sha
    for source in sources(review, excerpt.report):
        if source.sha == wanted:
            return open_text(review, excerpt.report, source)
    raise ReviewError("The text it was marked in is no longer with the report.", hint="Redo its attachment.")


def _locator(span: Span, heading: str) -> str:
    return f"{span.locator}, {heading}" if heading and len(heading) <= 60 else span.locator
