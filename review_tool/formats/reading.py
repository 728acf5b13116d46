"""What all readers share: which record of the file they are at, on which line, and what they say at its end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from review_tool.domain.errors import Problem
from review_tool.domain.record import Citation, Entry
from review_tool.domain.text import one_line, shorten
from review_tool.formats.encoding import Decoder
from review_tool.formats.format import nothing_read, outcome, refused, too_large
from review_tool.formats.source import MAX_RECORD, Cut, Ends, Part, Source

_LONGEST_LINE = 64
"""Bytes of the longest line that begins a record, as far as it is looked at."""
_BEFORE = b" \t\r\n,["
"""What may stand before a record."""


class Reading:
    """A reader's place in its file. Places are given as offsets in the part it is at."""

    def __init__(self, source: Source, declared: str = "") -> None:
        """`declared`: an 8-bit encoding that the file itself names, see `Decoder`."""
        self.source = source
        self.decoder = Decoder(source, declared)
        self.position = 0
        """The number of the record it is at, from 1."""
        self.line = 1
        """The line where that record begins."""
        self._data = b""
        self._at = 0
        self._newlines = self._returns = 0
        self._left: tuple[int, str, int] | None = None

    def parts(self, cut: Cut, ends: Callable[[bytes], Ends] | None = None) -> Iterator[Part]:
        """The parts of the file, one after the other, see `Source.parts`."""
        for part in self.source.parts(cut, ends=ends):
            self._data, self._at = part.data, 0
            yield part
            self._count(len(part.data))
            self._newlines, self._returns = self._newlines + part.line_ends[0], self._returns + part.line_ends[1]

    def _count(self, at: int) -> None:
        """Lines end in one way in most files; where a stretch has newlines, its returns end none."""
        self._newlines += self._data.count(b"\n", self._at, at)
        if not self._newlines:
            self._returns += self._data.count(b"\r", self._at, at)
        self._at = at

    def line_at(self, at: int) -> int:
        """The line of a place; places are asked for in their order."""
        self._count(at)
        self.line += self._newlines or self._returns
        self._newlines = self._returns = 0
        return self.line

    def begin(self, at: int) -> int:
        """The next record begins there. Returns its line."""
        self.position += 1
        return self.line_at(at)

    def text(self, start: int, end: int) -> str:
        """The text of the record; a warning is noted where it is not UTF-8."""
        return self.decoder.text(self._data[start:end], self.line, self.position)

    def kept(self, citation: Citation, start: int, end: int, *, filled: bool) -> Sequence[Entry | Problem]:
        """The record that was read, see `outcome`."""
        raw = self.source.raw(self._data[start:end])
        return outcome(citation, raw, self.position, self.line, filled=filled)

    def odd(self, what: str, hint: str, line: int = 0) -> Problem:
        """Something about the record, which is kept."""
        return Problem(line or self.line, what, hint, self.position)

    def refused(self, what: str, hint: str) -> Problem:
        """The record was left out."""
        return refused(self.line, what, hint, self.position)

    def too_large(self, size: int) -> Problem | None:
        """The refusal of a record that is too large; None where it is not."""
        return too_large(self.line, size, self.position) if size > MAX_RECORD else None

    def left_out(
        self, start: int, end: int, frame: re.Pattern[str], furniture: re.Pattern[str] | None = None
    ) -> Iterator[Problem]:
        """A warning for text between records that belongs to none.

        Args:
            frame: lines that belong to the format, of which nothing is said.
            furniture: lines that producers put there, such as `Record #3 of 18`; one warning tells of all.
        """
        if self._data[start:end].isspace() or start == end:
            return
        text = self.decoder.decoded(self._data[start:end])[0]
        lines = [line for line in text.replace("\r", "\n").split("\n") if not frame.match(line)]
        odd = [line for line in lines if not (furniture and furniture.match(line))]
        if odd:
            what = f"Text between records belongs to none and was left out: {_quoted(odd[0], len(odd))}."
            yield Problem(self._line_of(start, odd[0]), what, "Look whether a record before or after it is cut.")
        elif lines:
            first, words, count = self._left or (self._line_of(start, lines[0]), lines[0], 0)
            self._left = (first, words, count + len(lines))

    def _line_of(self, start: int, words: str) -> int:
        """The line of the first of the words after a place, which need not be a record's."""
        found = max(self._data.find(words.strip("\ufeff").encode("utf-8", "replace"), start), start)
        ends = self._data.count(b"\n", self._at, found), self._data.count(b"\r", self._at, found)
        newlines, returns = self._newlines + ends[0], self._returns + ends[1]
        return self.line + (newlines or returns)

    def end(self) -> Iterator[Problem]:
        """What is to be said at the file's end."""
        yield from self.decoder.problems()
        if self._left:
            line, words, count = self._left
            what = f"What the source writes between records was left out: {_quoted(words, count)}."
            yield Problem(line, what, "No record loses by it, and the file itself is kept whole.")
        if not self.position:
            yield nothing_read()


def _quoted(first: str, count: int) -> str:
    """The first of so many lines."""
    more = f" and {count - 1} more lines" if count > 2 else " and one more line" if count == 2 else ""
    return f"“{shorten(one_line(first), 60)}”{more}"


def read_starts(
    source: Source,
    begin: re.Pattern[bytes],
    frame: re.Pattern[str],
    read_one: Callable[[Reading, int, int], Iterator[Entry | Problem]],
) -> Iterator[Entry | Problem]:
    """Every record of a file whose records each begin with such a line and end where the next begins."""

    def starts(data: bytes) -> list[int]:
        return [found.start() for found in begin.finditer(data)]

    def cut(data: bytes) -> int:
        """Before the last start of two, unless it might end where the data does."""
        return max((at for at in starts(data)[1:] if at < len(data) - _LONGEST_LINE), default=0)

    def read_part(reading: Reading, part: Part) -> Iterator[Entry | Problem]:
        data = part.data
        for start, end in pairwise((*starts(data), len(data))):
            if not reading.position:
                yield from reading.left_out(0, start, frame)
            reading.begin(start)
            if problem := reading.too_large(end - start):
                yield problem
            else:
                yield from read_one(reading, start, start + len(data[start:end].rstrip()))

    return read_parts(source, cut, read_part)


def _shortened(size: int, found: Iterator[Entry | Problem]) -> Iterator[Entry | Problem]:
    """What was found of a record so many bytes long, of which only both ends are there; it is said with its line."""
    is_told = False
    for item in found:
        if isinstance(item, Entry) and not is_told:
            is_told = True
            what = f"This record is {size / 1e6:,.0f} MB long; its middle was left out."
            hint = "Look for a missing end of record; its file is kept whole."
            yield Problem(item.line, what, hint, item.position)
        yield item


def read_parts(
    source: Source,
    cut: Cut,
    read_part: Callable[[Reading, Part], Iterator[Entry | Problem]],
    *,
    shortens: bool = False,
    ends: Callable[[bytes], Ends] | None = None,
) -> Iterator[Entry | Problem]:
    """Every record of a file whose parts can be read one by one.

    One that is too large for a part is refused or, where `shortens`, read without its middle: what is made of lines
    says who wrote what in the first of them.
    """
    reading = Reading(source)
    for part in reading.parts(cut, ends):
        if part.is_too_large and shortens:
            yield from _shortened(part.size, read_part(reading, part))
        elif part.is_too_large:
            line = reading.begin(len(part.data) - len(part.data.lstrip(_BEFORE)))
            yield too_large(line, part.size, reading.position)
        else:
            yield from read_part(reading, part)
    yield from reading.end()
