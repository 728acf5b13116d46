"""Journal names: abbreviations are matched word by word as ISO 4 makes them, without a copied table."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz

from review_tool.dedupe.letters import letters

# fmt: off
_SMALL = frozenset((
    "the", "of", "and", "for", "in", "on", "a", "an", "to", "de", "des", "du", "la", "le", "les",
    "l", "der", "die", "das", "und", "für", "fur", "et", "del", "della", "di", "e", "y", "el", "en",
    "i", "och", "og",
))
# fmt: on
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")

SAME, NEAR, OTHER = "same", "near", "other"


@lru_cache(maxsize=50_000)
def words(journal: str) -> tuple[str, ...]:
    """The words of a journal's name that carry meaning, folded."""
    folded = letters(_BRACKETS.sub(" ", journal)) or letters(journal)
    return tuple(w for w in folded.split() if w not in _SMALL) or tuple(folded.split())


@lru_cache(maxsize=100_000)
def likeness(a: tuple[str, ...], b: tuple[str, ...]) -> str:
    """`same` (also as an abbreviation), `near` (one name goes on where the other ends), or `other`."""
    if a == b or "".join(a) == "".join(b):
        return SAME
    short, long = (a, b) if (sum(map(len, a)), a) <= (sum(map(len, b)), b) else (b, a)
    if _shortens(short, long) or _acronym(short, long):
        return SAME
    if len(short) > 2 and _acronym(short[:1], short[1:]) and _shortens(short[1:], long):
        return SAME
    if fuzz.ratio(" ".join(a), " ".join(b)) >= 90:
        return SAME
    if len(short) < len(long) and _shortens(short, long[: len(short)]):
        return NEAR
    if len(short) > 1 and fuzz.token_set_ratio(" ".join(a), " ".join(b)) >= 85:
        return NEAR
    return OTHER


def _shortens(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Every word of the one stands, in order, for a word of the other, at most one in four left over."""
    at = skipped = 0
    for word in short:
        while at < len(long) and not _stands_for(word, long[at]):
            at += 1
            skipped += 1
        if at == len(long):
            return False
        at += 1
    skipped += len(long) - at
    return skipped * 4 <= len(long) and bool(short)


def _stands_for(short: str, full: str) -> bool:
    """A beginning (`Rehabil`), or a contraction that keeps order and both ends (`Natl`, `Intl`, `Dtsch`)."""
    if full.startswith(short) or (len(full) > 3 and short.startswith(full)):
        return True
    if len(short) < 3 or short[0] != full[0] or len(short) >= len(full):
        return False
    left = iter(full)
    return all(letter in left for letter in short)


def _acronym(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    return len(short) == 1 and len(long) > 2 and short[0] == "".join(w[0] for w in long)
