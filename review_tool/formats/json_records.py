"""Cuts a JSON file into its records: a list, an object with a list of `items`, a record a line, or one record.

Source of the syntax: RFC 8259. Nesting beyond what the parser bears is a refusal, never a crash.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from review_tool.domain.errors import Problem
from review_tool.domain.record import Citation, Entry
from review_tool.domain.text import one_line
from review_tool.formats.encoding import Decoder, plain
from review_tool.formats.format import MAX_RECORD, nothing_read, outcome, refused, too_large

Fields = dict[str, Any]
_BETWEEN = re.compile(r"[\s,]*")
_ITEMS = re.compile(r'"(?:items|references|results)"\s{0,40}:\s{0,40}\[')
_MARKUP = re.compile(r"</?[A-Za-z][\w:.-]{0,40}(?:\s[^<>]{0,400})?/?>")
_DECODE = json.JSONDecoder(strict=False).raw_decode


def read_records(data: bytes, citation: Callable[[Fields], Citation]) -> Iterator[Entry | Problem]:
    """Every record of a JSON file."""
    source = plain(data)
    decoder = Decoder(source)
    text, how = decoder.decoded(source.data)
    foreign = _first_foreign(source.data) if how else -1
    ends = "\n" if "\n" in text else "\r"
    line, at, position = 1, 0, 0
    for position, (start, end, value) in enumerate(_values(text), 1):
        line, at = line + text.count(ends, at, start), start
        if start <= foreign < end:
            decoder.note(how, line, position)
        if end - start > MAX_RECORD:
            yield too_large(line, end - start, position)
        elif isinstance(value, dict):
            raw = text[start:end].encode(source.codec, "surrogatepass")
            filled = any(v not in (None, "", [], {}) for key, v in value.items() if key not in ("id", "type"))
            yield from outcome(citation(value), raw, position, line, filled=filled)
        else:
            what = "This is no record." if end < len(text) else "The file is broken or cut short here."
            yield refused(line, what, "Export it again from its source; nothing after it was read.", position)
    yield from decoder.problems()
    if not position:
        yield nothing_read()


def _first_foreign(data: bytes) -> int:
    """How many characters stand before the first byte that is not UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return len(data[: error.start].decode("utf-8"))
    return -1


def _values(text: str) -> Iterator[tuple[int, int, object]]:
    """(start, end, value) of each record; the value None where the rest of the file is broken."""
    at = _begin(text)
    while True:
        between = _BETWEEN.match(text, at)
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


def _begin(text: str) -> int:
    """Where the first record begins."""
    start = len(text) - len(text.lstrip())
    if text[start : start + 1] == "[":
        return start + 1
    items = _ITEMS.search(text, start, start + 65536)
    return items.end() if items else start


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


def without_markup(text: str) -> str:
    """The text without the HTML or JATS that marks up titles and abstracts: `<i>in vitro</i>` is `in vitro`."""
    return one_line(html.unescape(_MARKUP.sub(_space, text))) if "<" in text or "&" in text else text


def _space(tag: re.Match[str]) -> str:
    """Block elements part words, others do not."""
    return " " if re.match(r"</?(?:jats:)?(?:p|title|sec|div|br|li|list)\b", tag.group()) else ""
