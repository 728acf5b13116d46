"""A full text opened: pages made as they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from review_tool.domain.errors import ReviewError
from review_tool.domain.fulltext import Page, Sentence
from review_tool.domain.sentences import split
from review_tool.formats.encoding import guessed
from review_tool.formats.fulltext import lines
from review_tool.formats.fulltext.html import is_html, read_html
from review_tool.formats.fulltext.lines import Paragraph
from review_tool.formats.fulltext.pdf import Pages, open_pdf

SAMPLED = 6
"""Pages looked at to know running heads and the document's words."""
FEW_LETTERS = 40
"""Letters a page under which it holds no text: a scan."""


class Fulltext:
    """The pages of one full text. Each is made once, when it is asked for."""

    def __init__(
        self, count: int, make: Callable[[int], Sequence[Paragraph]], close: Callable[[], None] = lambda: None
    ) -> None:
        self.count = count
        self.close = close
        """To be called when nothing more will be read."""
        self._make = make
        self._made: dict[int, Sequence[Paragraph]] = {}
        self._pages: dict[int, Page] = {}

    def page(self, number: int) -> Page:
        """A page, from 1. A sentence begun on it and ended on the next stands on it whole."""
        if number not in self._pages:
            paragraphs = list(self._paragraphs(number))
            if number > 1 and (moved := self._runs_over(number - 1)):
                rest = paragraphs[0].text[moved:].strip()
                paragraphs[:1] = [Paragraph(rest)] if rest else []
            if number < self.count and (moved := self._runs_over(number)):
                last = paragraphs.pop()
                tail = self._paragraphs(number + 1)[0].text[:moved]
                known = lines.words(last.text) | lines.words(tail)
                paragraphs.append(Paragraph(lines.joined(last.text, tail, known)))
            self._pages[number] = _page(number, paragraphs)
        return self._pages[number]

    def sentences(self, number: int, heading: str = "") -> list[Sentence]:
        """The sentences of a page; `heading` is the one that the page before ended under."""
        page = self.page(number)
        made = []
        headings = set(page.headings)
        for start, end in split(page.text):
            if any(first <= start < last for first, last in headings):
                heading = page.text[start:end]
                continue
            made.append(Sentence(page.text[start:end], number, start, end, heading))
        return made

    def every(self) -> Iterator[Sentence]:
        """All sentences in order, each with its heading."""
        heading = ""
        for number in range(1, self.count + 1):
            yield from self.sentences(number, heading)
            page = self.page(number)
            if page.headings:
                first, last = page.headings[-1]
                heading = page.text[first:last]

    def _paragraphs(self, number: int) -> Sequence[Paragraph]:
        if number not in self._made:
            self._made[number] = self._make(number)
        return self._made[number]

    def _runs_over(self, number: int) -> int:
        """How many characters of the next page's beginning belong to this page's last sentence."""
        here, there = self._paragraphs(number), self._paragraphs(number + 1)
        if not here or not there or here[-1].heading or there[0].heading:
            return 0
        ended = lines.ends_sentence(here[-1].text)
        if ended or not there[0].text[0].islower():
            return 0
        return next(iter(split(there[0].text)))[1]


def _page(number: int, paragraphs: Sequence[Paragraph]) -> Page:
    at, headings = 0, []
    for paragraph in paragraphs:
        if paragraph.heading:
            headings.append((at, at + len(paragraph.text)))
        at += len(paragraph.text) + 1
    return Page(number, "\n".join(paragraph.text for paragraph in paragraphs), tuple(headings))


def open_fulltext(data: bytes) -> Fulltext:
    """Open the bytes of a PDF, a web page or a plain text; told by the content.

    Raises:
        ReviewError: it is of another kind, locked, broken or too large, or a scan without text.
    """
    if b"%PDF-" in data[:1024]:
        return _open_pages(open_pdf(data))
    if b"\x00" in data[:4096] or data[:4] == b"PK\x03\x04":
        raise ReviewError("This kind of file cannot be read here.", hint="PDF, HTML and plain text can; o opens it.")
    text = _text(data)
    if is_html(text):
        paragraphs = read_html(text)
        return Fulltext(1, lambda _: paragraphs)
    parts = text.split("\f")
    known = lines.words(text)
    return Fulltext(len(parts), lambda number: lines.paragraphs(lines.split_lines(parts[number - 1]), known))


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode(guessed(data[:65536])[0], "replace")


def _open_pages(pages: Pages) -> Fulltext:
    step = max(len(pages) // SAMPLED, 1)
    sample = {number: pages.raw(number) for number in range(1, len(pages) + 1, step)}
    if sum(c.isalpha() for raw in sample.values() for c in raw) < FEW_LETTERS * len(sample):
        pages.close()
        raise ReviewError(
            "The PDF holds pictures of pages, and no text.", hint="It is a scan; attach a copy with text (OCR)."
        )
    heads = lines.running([lines.split_lines(raw) for raw in sample.values()])
    known = set().union(*(lines.words(raw) for raw in sample.values()))

    def make(number: int) -> list[Paragraph]:
        raw = sample.get(number) or pages.raw(number)
        return lines.paragraphs(lines.without_edges(lines.split_lines(raw), heads), known | lines.words(raw))

    return Fulltext(len(pages), make, pages.close)
