"""What the learnt weights see of a sentence: its words, its pairs of words, its cues."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterable, Sequence


def grams(words: Sequence[str]) -> set[str]:
    """The words and the pairs of neighbouring words."""
    return set(words).union(map(" ".join, itertools.pairwise(words)))


def features(words: Sequence[str], cues: Iterable[str], known: Collection[str]) -> dict[str, float]:
    """The known words, pairs and cues (these as `=id`), each alike and of a fixed length together.

    So that a long sentence does not count more than a short one.
    """
    present = [name for name in (*grams(words), *(f"={cue}" for cue in cues)) if name in known]
    each = 2 / math.sqrt(len(present) or 1)
    return dict.fromkeys(present, each)
