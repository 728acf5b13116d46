"""Two texts word by word: what both say, and what only one of them says."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from review_tool.domain.text import clean, fold


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row: the same in both texts (each as it writes them), or other words, one side of them maybe none."""

    same: bool
    a: str
    b: str


def word_differences(a: str, b: str) -> tuple[Run, ...]:
    """The runs that make up both texts, in order. Case, accents and punctuation make no difference."""
    ours, theirs = clean(a).split(), clean(b).split()
    matcher = SequenceMatcher(None, [fold(w) or w for w in ours], [fold(w) or w for w in theirs], autojunk=False)
    return tuple(
        Run(tag == "equal", " ".join(ours[i:j]), " ".join(theirs[k:m])) for tag, i, j, k, m in matcher.get_opcodes()
    )
