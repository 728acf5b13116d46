"""A file as readers get it: part by part, without its byte order mark, in bytes that hold ASCII as ASCII.

However large the file, a reader holds one part of it. A part ends where a record does, so that each reads by itself
as it would within the whole file.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import BinaryIO

PART = 1 << 20
"""Bytes that are read at a time."""
MAX_RECORD = 8 << 20
"""Bytes of the largest single record that is read whole; one with thousands of authors has less than half of that."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MARKS, _FIRST_MARKS = re.compile(rb"(?<=[\r\n])(?:\xef\xbb\xbf)+"), re.compile(rb"\A(?:\xef\xbb\xbf)+")
_HALF_MARKS = codecs.BOM_UTF8[:2], codecs.BOM_UTF8[:1]
_SAMPLE = 4096
_FEW_WORDS = 256
_KEPT = 1 << 16
"""Bytes that are kept of either end of a record too large, and looked at together with what follows."""
_GAP = " […] ".encode()
"""Stands for what is not kept between them."""
_BROKEN_WORD = re.compile(rb"\s\S{0,200}\Z"), re.compile(rb"\A\S{0,200}(?=\s)")
_LINE = re.compile(rb"[^\r\n]+(?:\r\n|\r|\n)?|\r\n|\r|\n")

Cut = Callable[[bytes], int]
"""Where the beginning of a file may be cut so that both sides read as they would together; 0 where it may not."""

Ends = Callable[[bytes], int]
"""Given the bytes of a record too large, a piece at a time: where in this piece it ends; -1 where it does not."""


@dataclass(frozen=True, slots=True)
class Part:
    """Whole records of a file, in their order."""

    data: bytes
    is_first: bool
    is_last: bool
    size: int
    """Bytes of the part in the file; more than `data` has where it is one record too large to be read, of which `data`
    is the beginning and the end."""
    line_ends: tuple[int, int] = (0, 0)
    """Of a part that is too large, how many newlines and how many returns `data` leaves out."""

    @property
    def is_too_large(self) -> bool:
        return self.size > len(self.data)


class Source:
    """A file that can be read from its beginning as often as needed."""

    def __init__(self, open: Callable[[], BinaryIO], *, part: int = PART) -> None:
        """`open` gives the file's bytes from their beginning, each time it is called."""
        self.open = open
        self.done = 0
        """How many bytes of the file its records were read from so far."""
        self.respell: Callable[[bytes], bytes] | None = None
        """What makes the lines that a format expects of those that a file spells otherwise; a reader sets it."""
        self._part = part
        with open() as file:
            head = file.read(_SAMPLE)
        mark, self.codec = next((bom for bom in _BOMS if head.startswith(bom[0])), (b"", _wide(head)))
        """How the file itself was written; for `utf-16` and `utf-32`, readers get a translation to UTF-8."""
        self._begin = len(mark)

    @classmethod
    def of(cls, data: bytes, *, part: int = PART) -> Source:
        """A file that is in memory."""
        return cls(lambda: io.BytesIO(data), part=part)

    def raw(self, part: bytes) -> bytes:
        """A part as it stood in the file."""
        if self.codec == "utf-8":
            return part
        return part.decode("utf-8", "surrogatepass").encode(self.codec, "surrogatepass")

    def chunks(self, *, watched: bool = False) -> Iterator[bytes]:
        """The file, a chunk at a time, cut anywhere; `watched` counts them in `done`.

        Byte order marks at the beginning of a line are left out: files that were joined have one in their middle.
        """
        chunks = _without_marks(self._chunks(watched=watched))
        return _respelled(chunks, self.respell) if self.respell else chunks

    def _chunks(self, *, watched: bool) -> Iterator[bytes]:
        translate = None if self.codec == "utf-8" else codecs.getincrementaldecoder(self.codec)("replace").decode
        with self.open() as file:
            file.seek(self._begin)
            while chunk := file.read(self._part):
                if watched:
                    self.done = file.tell()
                yield translate(chunk).encode("utf-8", "surrogatepass") if translate else chunk
            if translate and (rest := translate(b"", True)):
                yield rest.encode("utf-8", "surrogatepass")

    def beginning(self, size: int) -> bytes:
        """The first bytes, about that many, as `chunks` gives them."""
        found = b""
        for chunk in self.chunks():
            found += chunk
            if len(found) >= size:
                break
        return found[:size]

    def parts(self, cut: Cut, *, watched: bool = True, ends: Callable[[bytes], Ends] | None = None) -> Iterator[Part]:
        """The file in parts that end where a record does. The last may be empty.

        `ends`: of a format that shows a record's end only to who read it from its beginning, which it is given.
        """
        chunks = self.chunks(watched=watched)
        waiting: list[bytes] = []
        size, wanted, is_first = 0, 0, True
        for chunk in chunks:
            waiting.append(chunk)
            size += len(chunk)
            if size < wanted:
                continue
            data = b"".join(waiting)
            waiting.clear()
            if at := cut(data):
                whole, data = data[:at], data[at:]
                yield Part(whole, is_first, False, at)
                is_first, wanted = False, 0
            elif size > MAX_RECORD:
                found = _ended(data, chunks, ends(data)) if ends else _passed(data, chunks, cut)
                part, data = replace(found[0], is_first=is_first), found[1]
                yield part
                is_first, wanted = False, 0
            else:
                wanted = min(
                    2 * size, MAX_RECORD + 1
                )  # a long record is looked through a few times, not once for every chunk
            waiting, size = [data], len(data)
        yield Part(b"".join(waiting), is_first, True, size)

    def lines(self, *, watched: bool = True) -> Iterator[bytes]:
        """The lines, each with its end; b"" for one that is too large. str.splitlines cuts at more than line ends."""
        for part in self.parts(after_line, watched=watched):
            yield from (b"",) if part.is_too_large else _LINE.findall(part.data)

    def holds(self, pattern: re.Pattern[bytes]) -> bool:
        """Whether something in the file matches that is at most a few words long."""
        before = b""
        for chunk in self.chunks():
            if pattern.search(seen := before + chunk):
                return True
            before = seen if len(seen) < _FEW_WORDS else b"." + seen[-_FEW_WORDS:]  # the file does not begin there
        return False

    @property
    def size(self) -> int:
        """Bytes of the file."""
        with self.open() as file:
            return file.seek(0, io.SEEK_END)

    def ends(self, size: int) -> tuple[bytes, bytes]:
        """(the first, the last) so many bytes of the file as it stands."""
        with self.open() as file:
            head = file.read(size)
            file.seek(max(file.seek(0, io.SEEK_END) - size, 0))
            return head, file.read(size)


def _ended(data: bytes, chunks: Iterator[bytes], ends: Ends) -> tuple[Part, bytes]:
    """(a record too large, of which only both ends are kept; what follows it)."""
    head, last = data[:_KEPT], b""
    size = newlines = returns = 0
    for piece in chain((data,), chunks):
        at = ends(piece)
        whole = piece if at < 0 else piece[:at]
        size, newlines, returns = size + len(whole), newlines + whole.count(b"\n"), returns + whole.count(b"\r")
        last = (last + whole)[-_KEPT:]
        if at >= 0:
            return _both_ends(head, last, size, newlines, returns), piece[at:]
    return _both_ends(head, last, size, newlines, returns), b""


def _passed(data: bytes, chunks: Iterator[bytes], cut: Cut) -> tuple[Part, bytes]:
    """(the part to the next place where a record may begin, of which only both ends are kept; what follows it)."""
    head, rest = data[:_KEPT], data[_KEPT:]
    size, newlines, returns, at = len(head), head.count(b"\n"), head.count(b"\r"), 0
    while not at:
        gone, rest = rest[:-_KEPT], rest[-_KEPT:]
        size, newlines, returns = size + len(gone), newlines + gone.count(b"\n"), returns + gone.count(b"\r")
        chunk = next(chunks, b"")
        rest += chunk
        at = _first_cut(head, rest, cut) if chunk else len(rest) or 1
    gone, rest = rest[:at], rest[at:]
    size, newlines, returns = size + len(gone), newlines + gone.count(b"\n"), returns + gone.count(b"\r")
    return _both_ends(head, gone[-_KEPT:], size, newlines, returns), rest


def _both_ends(head: bytes, last: bytes, size: int, newlines: int, returns: int) -> Part:
    kept = _BROKEN_WORD[0].sub(b"", head) + _GAP + _BROKEN_WORD[1].sub(b"", last)
    left_out = newlines - kept.count(b"\n"), returns - kept.count(b"\r")
    return Part(kept, False, False, size, left_out)


def _without_marks(chunks: Iterator[bytes]) -> Iterator[bytes]:
    held, begins_line = b"", True
    for chunk in chunks:
        chunk = held + chunk
        held = next((mark for mark in _HALF_MARKS if chunk.endswith(mark)), b"")
        chunk = chunk.removesuffix(held)
        if codecs.BOM_UTF8[:1] in chunk and codecs.BOM_UTF8 in chunk:  # a byte is found ten times as fast as three
            chunk = _MARKS.sub(b"", _FIRST_MARKS.sub(b"", chunk) if begins_line else chunk)
        if chunk:
            begins_line = chunk[-1:] in b"\r\n"
            yield chunk
    if held:
        yield held


def _respelled(chunks: Iterator[bytes], respell: Callable[[bytes], bytes]) -> Iterator[bytes]:
    """The chunks with their lines spelled anew, each of whole lines; a line beyond any bound goes as it is."""
    held = b""
    for chunk in chunks:
        held += chunk
        at = after_line(held) or (len(held) if len(held) > MAX_RECORD else 0)
        if at:
            yield respell(held[:at])
            held = held[at:]
    if held:
        yield respell(held)


def _first_cut(head: bytes, rest: bytes, cut: Cut) -> int:
    """The first place where what follows a record's head may be cut: a cut gives the last, which holds for any end."""
    if not cut(head + rest):
        return 0
    low, high = 0, len(rest)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if cut(head + rest[:middle]) else (middle + 1, high)
    return cut(head + rest[:high]) - len(head)


def after_line(data: bytes) -> int:
    """Cuts after the last line that is surely whole: a return at the end may have its newline yet to come."""
    return max(data.rfind(b"\n"), data.rfind(b"\r", 0, len(data) - 1)) + 1


def _wide(sample: bytes) -> str:
    """`utf-16-le` or `-be` where every other byte of mostly ASCII text is zero, else `utf-8`."""
    half = len(sample) // 2
    if half >= 2:
        even, odd = sample[0::2].count(0), sample[1::2].count(0)
        if odd > 0.6 * half and even < 0.1 * half:
            return "utf-16-le"
        if even > 0.6 * half and odd < 0.1 * half:
            return "utf-16-be"
    return "utf-8"
