"""Where a JSON value ends that is too large to be held: its brackets are counted, but not those in quotation marks.

Source of the syntax: RFC 8259.
"""

from __future__ import annotations

import re
from itertools import accumulate

_TEXT = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+("|\\?\Z)'
_TEXTS = re.compile(_TEXT, re.DOTALL)
_SIGNS = re.compile(_TEXT + rb"|[{}\[\]]", re.DOTALL)
_STEPS = {ord("{"): 1, ord("["): 1, ord("}"): -1, ord("]"): -1}
_OTHERS = bytes(set(range(256)) - _STEPS.keys())


class ValueEnd:
    """Counts the brackets of one object or list, a piece at a time."""

    def __init__(self, begin: int) -> None:
        """`begin`: how much stands before the value in its first piece."""
        self._begin = begin
        self._depth = 0
        self._open = b""
        """How the text begins that the last piece ended in: a quotation mark, and half of an escaped sign."""

    def within(self, piece: bytes) -> int:
        """Where in this piece the value ends; -1 where it does not."""
        text = self._open + piece[self._begin :]
        shift = self._begin - len(self._open)
        self._begin = 0
        bare = _TEXTS.sub(rb'"\1', text)
        is_open = bare.count(b'"') % 2
        self._open = b'"\\' if is_open and bare.endswith(b"\\") else b'"' if is_open else b""
        steps = bare.translate(None, _OTHERS)
        if self._depth + min(accumulate(map(_STEPS.__getitem__, steps)), default=1) <= 0:
            return self._place(text) + shift
        self._depth += sum(map(_STEPS.__getitem__, steps))
        return -1

    def _place(self, text: bytes) -> int:
        """After the bracket that closes the value, which stands in this text."""
        for sign in _SIGNS.finditer(text):
            self._depth += _STEPS.get(text[sign.start()], 0)
            if self._depth <= 0 and text[sign.start()] in _STEPS:
                return sign.end()
        return len(text)
