"""Where a JSON value ends that is too large to be held: its brackets are counted, but not those in quotation marks.

Source of the syntax: RFC 8259.
"""

from __future__ import annotations

import re
from itertools import accumulate

_TEXT = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+("|\\?\Z)'
_TEXTS = re.compile(_TEXT, re.DOTALL)
_SIGNS = re.compile(_TEXT + rb"|[{}\[\]]", re.DOTALL)
_SLICE = 1 << 18
"""Bytes that are looked at together: the texts in them stand beside each other for a moment."""
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
        begin, self._begin = self._begin, 0
        ends = (self._within(piece[at : at + _SLICE], at) for at in range(begin, len(piece), _SLICE))
        return next((end for end in ends if end >= 0), -1)

    def _within(self, piece: bytes, at: int) -> int:
        """The same of a slice that stands there in its piece."""
        text = self._open + piece
        shift = at - len(self._open)
        bare = _TEXTS.sub(rb'"\1', text)
        is_open = bare.count(b'"') % 2
        self._open = b'"\\' if is_open and bare.endswith(b"\\") else b'"' if is_open else b""
        steps = bare.translate(None, _OTHERS)
        for _ in range(3 if self._depth else 0):  # what opens and closes at once leads nowhere
            steps = steps.replace(b"{}", b"").replace(b"[]", b"")
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
