"""A checkpoint: where the chains of a review ended at one moment, short enough to be held by everybody.

A chain of hashes shows that single entries were changed; whoever has the file could still write the whole anew. A head
that somebody else holds shows that too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from review_tool.domain.errors import ReviewError

_FIRST = "review-tool checkpoint 1"

Heads = Mapping[str, tuple[int, str]]
"""Writer → how many events its chain has, and the hash of the last."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The heads of all chains."""

    review: str
    heads: Heads

    @property
    def size(self) -> int:
        """How many events there were."""
        return sum(seq for seq, _ in self.heads.values())

    @property
    def root(self) -> str:
        """One hash for all of them: the root of a Merkle tree as RFC 9162 §2.1 builds it over the sorted heads."""
        leaves = [f"{writer}\n{seq}\n{head}" for writer, (seq, head) in sorted(self.heads.items())]
        return _root([hashlib.sha256(b"\x00" + leaf.encode()).digest() for leaf in leaves]).hex()

    def to_text(self) -> str:
        """A note that a person can keep: `from_text` reads it."""
        lines = [f"{seq} {head} {writer}" for writer, (seq, head) in sorted(self.heads.items())]
        return "\n".join([_FIRST, self.review, str(self.size), self.root, "", *lines]) + "\n"

    @classmethod
    def from_text(cls, text: str) -> Checkpoint:
        """Raises ReviewError where the text is no checkpoint, or its root is not that of its heads."""
        try:
            first, review, _size, root, _, *lines = text.splitlines()
            parts = [line.split(" ", 2) for line in lines if line]
            found = cls(review, {writer: (int(seq), head) for seq, head, writer in parts})
        except ValueError:
            first, root, found = "", "", cls("", {})
        if first != _FIRST or root != found.root:
            raise ReviewError("This is no checkpoint, or it was changed.", hint="`audit checkpoint` writes one.")
        return found


def _root(hashes: list[bytes]) -> bytes:
    if len(hashes) <= 1:
        return hashes[0] if hashes else hashlib.sha256(b"").digest()
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + _root(hashes[:split]) + _root(hashes[split:])).digest()
