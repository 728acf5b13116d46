"""What the formats made of tags share: RIS, PubMed, Web of Science, Ovid, RefWorks, refer.

Two layers: the tokens of a record, which are all its (tag, value) pairs in their order with every repeat, and the
mapping of each format from tags to our fields. The tokens lose nothing; what no field takes is still in them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from review_tool.domain.text import one_line
from review_tool.formats.encoding import Decoder
from review_tool.formats.source import Source

_PLAIN = bytes([*b"\r\n", *range(0x20, 0x7F)])
_BLANK_END = re.compile(rb"[ \t]*[\r\n]")
Tags = dict[str, list[str]]
"""Each tag's values in their order."""
Line = Callable[[str], str]
"""What makes one clean line of a value: `one_line`, or what does the same of letters known to be plain."""


@dataclass(frozen=True, slots=True)
class Token:
    """One tag of a record with its value."""

    tag: str
    value: str
    """As it stands in the file, the lines that continue it included, parted by newlines."""
    line: int
    """Its line in the record, from 1."""


class Span(NamedTuple):
    """One record in a file's bytes, and what was wrong with its frame."""

    start: int
    end: int
    fault: str = ""


NO_TYPE = "This record has no line that says its type (TY, PT …); others may be so too."
NO_END = "This record has no ER line; the next one began."
CUT = "The file ends inside this record."


def spans(
    data: bytes,
    is_last: bool,
    marks: Iterable[tuple[int, int, bool]],
    first_tag: Callable[[int, int, bool], int],
    has_substance: Callable[[int, int], bool],
    free: int = 0,
) -> Iterator[Span]:
    """The places of records that a line begins and another line ends, either of which may be missing.

    Args:
        is_last: whether the file ends with `data`.
        marks: (start, end, whether it begins a record) of each such line.
        first_tag: (from, to, whether a beginning stands at `to`) to where the record's own tags begin before `to`.
        has_substance: whether the tags between two places say enough to be a record without a beginning.
        free: where the bytes begin that no record before the first mark has claimed.
    """
    start = -1  # where the open record began
    for begin, end, is_start in marks:
        if is_start and start >= 0:
            yield Span(start, begin, NO_END)
            start = begin
        elif is_start:
            start = first_tag(free, begin, True)
        elif start >= 0:
            yield Span(start, end)
            free, start = end, -1
        else:
            if has_substance(free, begin):
                yield Span(first_tag(free, begin, False), end, NO_TYPE)
            free = end
    if start >= 0:
        yield Span(start, len(data), CUT if is_last else NO_END)
    elif has_substance(free, len(data)):
        yield Span(first_tag(free, len(data), False), len(data), NO_TYPE)


def after_last(
    data: bytes, end: re.Pattern[bytes], type_: re.Pattern[bytes], is_line: Callable[[int], bool] = lambda _: True
) -> int:
    """Where data may be cut whose records run from a line of one pattern to a line of another: see `Cut`.

    After the last ending line that is surely whole; where none is, before a beginning that follows another.

    Args:
        is_line: whether a place is a line's beginning, as the patterns' users understand it.
    """
    for found in _backwards(data, end, is_line):
        if _BLANK_END.match(data, found.end()):
            return found.end()
    return before_last(data, type_, is_line)


def before_last(data: bytes, begin: re.Pattern[bytes], is_line: Callable[[int], bool] = lambda _: True) -> int:
    """Where data may be cut whose records begin at a line of that pattern: before the last of two or more."""
    found = _backwards(data, begin, is_line)
    last = next(found, None)
    return last.start() if last and next(found, None) else 0


def matches(data: bytes, pattern: re.Pattern[bytes], start: int = 0) -> Iterator[re.Match[bytes]]:
    """The matches of a pattern that begins with two letters, in their order; `finditer` takes four times as long."""
    letters, at = pattern.pattern[:2], start - 1
    while (at := data.find(letters, at + 1)) >= 0:
        if found := pattern.match(data, at):
            yield found


def _backwards(data: bytes, pattern: re.Pattern[bytes], is_line: Callable[[int], bool]) -> Iterator[re.Match[bytes]]:
    """The matches at line beginnings, the last first, of a pattern that begins with two letters."""
    letters, at = pattern.pattern[:2], len(data)
    while (at := data.rfind(letters, 0, at)) >= 0:
        if is_line(at) and (found := pattern.match(data, at)):
            yield found


def newlines(text: str) -> str:
    """The text with every line end as one newline."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def record_text(raw: bytes) -> str:
    """The text of one record's raw bytes, in whatever encoding its file was."""
    source = Source.of(raw)
    return newlines(Decoder(source).text(b"".join(source.chunks()), 1, 1))


def tokens(text: str, pattern: re.Pattern[str]) -> tuple[Token, ...]:
    """The pairs that a pattern with two groups, tag and value, finds in a record's text."""
    found, line, at = [], 1, 0
    for match in pattern.finditer(text):
        line, at = line + text.count("\n", at, match.start(1)), match.start(1)
        found.append(Token(match.group(1), match.group(2).rstrip("\n"), line))
    return tuple(found)


def grouped(pairs: Iterable[tuple[str, str]]) -> Tags:
    """Each tag's values in their order."""
    found: Tags = {}
    for tag, value in pairs:
        if tag in found:
            found[tag].append(value)
        else:
            found[tag] = [value]
    return found


def is_plain(raw: bytes, text: str) -> bool:
    """Whether a record's text, as it was read from these bytes, is printable letters and line ends, nothing else.

    What is not ASCII is looked at by itself: of a text that mostly is, that takes a tenth of the time.
    """
    if not (rest := raw.translate(None, _PLAIN)):
        return True
    return text.encode("utf-8", "replace") == raw and rest.decode().isprintable()


def lines_of(pairs: Iterable[tuple[str, str]]) -> Tags:
    """`squeezed(grouped(pairs), is_plain=True)`, where no value has a line end in it: most records are such."""
    found: Tags = {}
    for tag, value in pairs:
        line = plain_line(value) if "  " in value else value.strip()
        if not line:
            continue
        if tag in found:
            found[tag].append(line)
        else:
            found[tag] = [line]
    return found


def squeezed(tags: Tags, *, is_plain: bool = False) -> Tags:
    """Each value as one clean line; what says nothing is left out. `is_plain` spares looking at every letter."""
    found = {}
    for tag, values in tags.items():
        # As `one_line`, which most values need not be handed to.
        lines = [
            v.strip() if "  " not in v and ("\n" not in v if is_plain else v.isprintable()) else one_line(v)
            for v in values
        ]
        if "" in lines:
            lines = [line for line in lines if line]
        if lines:
            found[tag] = lines
    return found


def plain_line(text: str) -> str:
    """As `one_line`, of a value of a record that `is_plain`, in half the time."""
    text = text.replace("\n", " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text.strip()


def first(tags: Tags, *names: str, line: Line = one_line) -> str:
    """The first value that says something, of the first of these tags that has one, as one line."""
    for name in names:
        if name in tags:
            for value in tags[name]:
                if found := line(value):
                    return found
    return ""


def every(tags: Tags, *names: str) -> list[str]:
    """All values of these tags, those of the first tag first."""
    values: list[str] = []
    for name in names:
        if name in tags:
            values += tags[name]
    return values


def is_filled(tags: Tags, beside: str = "") -> bool:
    """Some tag beside that one says something."""
    return any(value.strip() for tag, values in tags.items() if tag != beside for value in values)
