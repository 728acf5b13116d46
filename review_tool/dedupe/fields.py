"""Two citations side by side, field by field, for the person who decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from review_tool.dedupe import score, wording
from review_tool.dedupe.letters import letters
from review_tool.dedupe.prepare import Prepared, one
from review_tool.domain.record import Citation


class Difference(StrEnum):
    SAME = "same"
    SIMILAR = "similar"
    DIFFERENT = "different"
    MISSING = "missing"
    """One side or both say nothing."""


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field of two records: how it compares, and both values as text."""

    field: str
    state: Difference
    a: str
    b: str


_SIMILAR = frozenset(
    (
        "same",
        "near",
        "begins",
        "longer",
        "close",
        "word",
        "number",
        "loose",
        "translated",
        "some",
        "next",
        "start",
        "page",
        "length",
        "alike",
    )
)
"""Words of the evidence that count as similar, where the texts are not the same."""

FIELDS: tuple[tuple[str, Callable[[Prepared, Prepared], str]], ...] = (
    ("title", lambda a, b: wording.titles(a.title, b.title)[1]),
    ("authors", score.authors),
    ("year", lambda a, b: score.years(a.year, b.year)),
    ("journal", score.journal),
    ("volume", lambda a, b: score.plain(a.place.volume, b.place.volume)),
    ("issue", lambda a, b: score.plain(a.place.issue, b.place.issue)),
    ("pages", score.pages),
    ("doi", score.dois),
    ("pmid", lambda a, b: score.plain(a.pmid, b.pmid)),
    ("abstract", score.abstract),
)


def compare(a: Citation, b: Citation) -> tuple[FieldDifference, ...]:
    """How two citations differ in each field: same but for case and punctuation, similar, different, missing."""
    mine, theirs = one(1, a), one(2, b)
    found = []
    for field, judge in FIELDS:
        left, right = _text(a, field), _text(b, field)
        found.append(FieldDifference(field, _state(left, right, judge(mine, theirs)), left, right))
    return tuple(found)


def _text(citation: Citation, field: str) -> str:
    value = getattr(citation, field)
    return "; ".join(value) if isinstance(value, tuple) else str(value or "")


def _state(left: str, right: str, word: str) -> Difference:
    if not left or not right:
        return Difference.MISSING
    if left == right or (letters(left) == letters(right) != ""):
        return Difference.SAME
    return Difference.SIMILAR if word in _SIMILAR else Difference.DIFFERENT
