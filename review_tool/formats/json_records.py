"""Cuts a JSON file into its records: a list, an object with a list of `items`, a record a line, or one record.

Source of the syntax: RFC 8259. Nesting beyond what the parser bears is a refusal, never a crash.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from review_tool.domain.errors import Problem
from review_tool.domain.record import Citation, Entry
from review_tool.domain.text import one_line
from review_tool.formats.json_end import ValueEnd
from review_tool.formats.reading import Reading, read_parts
from review_tool.formats.source import Ends, Part, Source

Fields = dict[str, Any]
_BETWEEN = re.compile(r"[\s,]*")
_ITEMS = re.compile(
    r'"(?:items|references|results?|data|docs|records|works)"\s{0,40}:\s{0,40}\[\s{0,40}[{\]]', re.IGNORECASE
)
_CODED = re.compile(r'\{\s*"CodeSets"')
"""EPPI-Reviewer's codes stand before its references, however many they are."""
_TITLED = re.compile(r'"title"\s{0,40}:')
_KEYED = re.compile(r'\{\s*"(?:[^"\\]|\\.){0,400}"\s*:\s*(?=\{)')
_KEY = re.compile(r'[\s,]*"(?:[^"\\]|\\.){0,400}"\s*:\s*(?=\{)')
_BEGINNING = 65536
"""Bytes in which the list of the records begins."""
_DECODE = json.JSONDecoder(strict=False).raw_decode


def read_records(source: Source, citation: Callable[[Fields], Citation]) -> Iterator[Entry | Problem]:
    """Every record of a JSON file."""
    values = _Values()
    return read_parts(source, values.cut, partial(_read_part, values, citation), ends=values.ends)


def _read_part(
    values: _Values, citation: Callable[[Fields], Citation], reading: Reading, part: Part
) -> Iterator[Entry | Problem]:
    for start, end, value in values.of(part.data) if part.is_last else values.found:
        reading.begin(start)
        if problem := reading.too_large(end - start):
            yield problem
            continue
        if isinstance(value, dict) and not part.data[start:end].isascii():
            value = _decoded(reading.text(start, end))
        if isinstance(value, dict):
            filled = any(v not in (None, "", [], {}) for key, v in value.items() if key not in ("id", "type"))
            yield from reading.kept(citation(value), start, end, filled=filled)
        else:
            what = "This is no record." if end < len(part.data) else "The file is broken or cut short here."
            yield reading.refused(what, "Export it again from its source; nothing after it was read.")


def _decoded(text: str) -> object:
    try:
        return _DECODE(text)[0]
    except (ValueError, RecursionError):
        return None


class _Values:
    """The values of a file, part by part.

    They are cut out of bytes that are taken for Latin-1, in which JSON's own signs are where they are in UTF-8; what is
    not ASCII is decoded again, each record by itself.
    """

    def __init__(self) -> None:
        self.found: list[tuple[int, int, object]] = []
        """(start, end, value) of the part that was cut last."""
        self._has_begun = self._is_over = False
        self._cut_value: ValueEnd | None = None
        """Of a value that is not whole yet; what is read of its beginning would fill memory in vain."""
        self._seen = 0
        """How much of the data it was given."""
        self._between = _BETWEEN

    def cut(self, data: bytes) -> int:
        """After the last value that is surely whole."""
        self.found = []
        if self._is_over:
            return len(data)
        if not self._has_begun and len(data) < _BEGINNING:
            return 0
        if self._cut_value and self._cut_value.within(data[self._seen :]) < 0:
            self._seen = len(data)
            return 0
        self._cut_value = None
        self.found = [value for value in self._all(data) if value[1] < len(data)]
        if not self.found:
            self._cut_value, self._seen = self._value_end(data), 0
            return 0
        self._has_begun = True
        end = self.found[-1][1]
        self._is_over = _is_over(data, end)
        return end

    def ends(self, data: bytes) -> Ends:
        """What tells the end of the value that the data begins with, which is too large to be read."""
        end = self._value_end(data)
        self._has_begun, self._cut_value = True, None
        return end.within

    def _value_end(self, data: bytes) -> ValueEnd:
        return ValueEnd(0 if self._has_begun else self._begin(data.decode("latin-1")))

    def of(self, data: bytes) -> Iterator[tuple[int, int, object]]:
        """The values of the last part; the last of them None where the rest of the file is broken."""
        return iter(()) if self._is_over else self._all(data)

    def _all(self, data: bytes) -> Iterator[tuple[int, int, object]]:
        text = data.decode("latin-1")
        at = 0 if self._has_begun else self._begin(text)
        while True:
            between = self._between.match(text, at) or _BETWEEN.match(text, at)
            at = between.end() if between else at
            if at >= len(text) or text[at] in "]}":
                return
            try:
                value, end = _DECODE(text, at)
            except (ValueError, RecursionError):
                yield at, len(text), None
                return
            yield at, end, value
            at = end

    def _begin(self, text: str) -> int:
        """Where the first record begins."""
        start = len(text) - len(text.lstrip())
        if text[start : start + 1] == "[":
            return start + 1
        if (keyed := _KEYED.match(text, start)) and _is_record(text, keyed.end()):
            self._between = _KEY  # an object of records, each under its key
            return keyed.end()
        far = len(text) if _CODED.match(text, start) else start + _BEGINNING
        items = _ITEMS.search(text, start, far)
        if items and _TITLED.search(text, start, items.start()):
            return start  # one record, of which the list is a part
        return items.end() - 1 if items else start


def _is_record(text: str, at: int) -> bool:
    try:
        value, _ = _DECODE(text, at)
    except (ValueError, RecursionError):
        return _TITLED.search(text, at, at + _BEGINNING) is not None  # it is cut
    return isinstance(value, dict) and "title" in value and ("type" in value or "author" in value)


def _is_over(data: bytes, at: int) -> bool:
    """Whether the list that held the values is closed."""
    return data[at : at + 4096].lstrip(b" \t\r\n,")[:1] in (b"]", b"}")


def words(value: object) -> str:
    """What a value says as one line: a number in digits, a list its first text, anything else ""."""
    if isinstance(value, list):
        return next((text for item in value if (text := words(item))), "")
    if isinstance(value, str):
        return one_line(value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def first(record: Fields, *names: str) -> str:
    """The first of these that says something."""
    return next((text for name in names if (text := words(record.get(name)))), "")
