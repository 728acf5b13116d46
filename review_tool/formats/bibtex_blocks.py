"""Cuts a BibTeX file into its blocks, in linear time and whatever is wrong inside them.

bibtexparser's own splitter takes more than linear time on hostile text and holds the whole file; it gets one
block at a time instead, and each block keeps its bytes and its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_START = re.compile(rb"(?<![\w.\\])@[ \t]{0,8}([A-Za-z][\w-]{0,60})\s{0,200}([{(])")
# What counts inside a block: braces that are not escaped, and a line that begins another block.
_INSIDE = re.compile(rb"[{}@]|\\[^\r\n]")
_INSIDE_ROUND = re.compile(rb"[{}@\")]|\\[^\r\n]")
_ANOTHER = re.compile(rb"@[A-Za-z][\w-]{0,60}[ \t]{0,40}[{(]")
_LINE_START = re.compile(rb"[\r\n][ \t]{0,40}\Z")
_BROKEN_START = re.compile(rb"[\r\n][ \t]{0,40}@[A-Za-z]")
_HIDING = re.compile(rb"(?:[\r\n]|\A)[ \t]{0,20}%[% \t]{0,20}\Z")
_COMMENT = re.compile(rb"@[ \t]{0,8}comment\s{0,200}\{", re.IGNORECASE)
_LONG = 4 << 20
"""Bytes of blocks that stand in one line, beyond which they are parted all the same."""
_LONGEST_COMMENT = 16 << 20
"""Bytes after which a comment whose braces never close is none."""
_BRACE = re.compile(rb"[{}]")
_LINE_END = re.compile(rb"[\r\n]")
_WITHOUT_FIELDS = frozenset(("string", "preamble", "comment"))
_FIELD = re.compile(rb"[A-Za-z][\w-]{1,40}\s{0,20}=\s{0,20}[{\"]")


@dataclass(frozen=True, slots=True)
class Block:
    """One `@type{…}` of the file."""

    type: str
    """Lower case: `article`, `string`, `comment`."""
    start: int
    end: int
    open_braces: int
    """Braces that were still open where it had to end; 0 for a whole block."""
    is_torn: bool = False
    """Whether its braces close before its last field, which is in it all the same."""


@dataclass(frozen=True, slots=True)
class Stray:
    """Text between blocks that looks like fields of a broken one."""

    start: int


@dataclass(frozen=True, slots=True)
class Hidden:
    """An entry that a per cent sign before it makes a comment (as biber has it; BibTeX itself knows no such sign)."""

    start: int


def blocks(data: bytes) -> Iterator[Block | Stray | Hidden]:
    """The blocks of the file, or of a part that `cut` made, in their order."""
    at, closed = 0, True
    while start := _START.search(data, at):
        yield from _stray(data, at, start.start())
        kind = start.group(1).decode("ascii", "replace").lower()
        end, depth = 0, 0
        if kind == "comment" and closed and start.group(2) == b"{":
            end, closed = _comment_end(data, start.end())
        if not end:
            end, depth = _end(data, start)
        at = end
        if _HIDING.search(data, max(0, start.start() - 41), start.start()):
            yield Hidden(start.start())
            continue
        if not depth and kind not in _WITHOUT_FIELDS:
            at = _rest(data, end)
        yield Block(kind, start.start(), at, depth, at > end)
    yield from _stray(data, at, len(data))


def _rest(data: bytes, end: int) -> int:
    """Where an entry ends whose braces close before its last field; the same place for any other.

    What follows it holds fields and no beginning of another entry, and closes a brace that it does not open.
    """
    following = _START.search(data, end)
    last = data.rfind(b"}", end, following.start() if following else len(data)) + 1
    if not last or not _FIELD.search(data, end, last) or _BROKEN_START.search(data, end, last):
        return end
    return last if data.count(b"}", end, last) > data.count(b"{", end, last) else end


def cut(data: bytes) -> int:
    """Before the last block that begins a line outside comments; where none does, after the last that is closed."""
    at = len(data)
    while (at := data.rfind(b"@", 0, at)) > 0:
        if not _begins_another(data, at):
            continue
        if (comment := _open_comment(data, at)) < 0:
            return at
        at = comment + 1
    if len(data) < _LONG or _open_comment(data, len(data)) >= 0:
        return 0
    ends = (block.end for block in blocks(data) if isinstance(block, Block) and not block.open_braces)
    return max((end for end in ends if end < len(data)), default=0)


def _open_comment(data: bytes, at: int) -> int:
    """Where a comment begins that has not ended before that place; -1 where none does."""
    for found in _COMMENT.finditer(data, 0, at):
        end = _comment_end(data, found.end())[0]
        if end > at or (not end and len(data) - found.start() < _LONGEST_COMMENT):
            return found.start()
    return -1


def _end(data: bytes, start: re.Match[bytes]) -> tuple[int, int]:
    """(where the block ends, how many braces were open there)."""
    is_round = start.group(2) == b"("
    depth, quoted = (0 if is_round else 1), False
    for mark in (_INSIDE_ROUND if is_round else _INSIDE).finditer(data, start.end()):
        sign = mark.group()
        if sign == b"{":
            depth += 1
        elif sign == b"}":
            depth -= 1
            if depth <= 0 and not is_round:
                return mark.end(), 0
        elif sign == b'"':
            quoted = quoted != (depth <= 0)
        elif sign == b")":
            if depth <= 0 and not quoted:
                return mark.end(), 0
        elif sign == b"@" and _begins_another(data, mark.start()):
            return mark.start(), max(depth, 1)
    return len(data), max(depth, 1)


def _begins_another(data: bytes, at: int) -> bool:
    return bool(_ANOTHER.match(data, at) and _LINE_START.search(data, max(0, at - 41), at))


def _comment_end(data: bytes, at: int) -> tuple[int, bool]:
    """(where a comment ends, True), with whatever entries it holds; (0, False) where its braces never close."""
    depth = 1
    for mark in _BRACE.finditer(data, at):
        depth += 1 if mark.group() == b"{" else -1
        if depth == 0:
            return mark.end(), True
    return 0, False


def _stray(data: bytes, start: int, end: int) -> Iterator[Stray]:
    while found := _FIELD.search(data, start, end):
        line = max(data.rfind(b"\n", start, found.start()), data.rfind(b"\r", start, found.start()), start - 1) + 1
        if not data[line : found.start()].lstrip().startswith(b"%"):
            yield Stray(found.start())
            return
        after = _LINE_END.search(data, found.end(), end)  # a remark says so itself
        start = after.end() if after else end
