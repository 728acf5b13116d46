"""Author forms: `Family, Given`, `Family GF`, `G. F. Family`, `Given Family`, and names glued together."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz

from review_tool.dedupe.letters import letters

Person = tuple[str, ...]
"""One author as the words that may be the family name, folded; where the order is unknown, both ends."""

# `Adeli K.Lewis G. F.`: an initial's full stop with a new name right behind it.
_GLUED = re.compile(r"(?<=\b[A-Z]\.)(?=[A-Z][a-z'’])")
_PLAIN = re.compile(
    r"([A-Z][a-z]+(?:-[A-Z][a-z]+)*)(?:, [A-Z][A-Za-z. -]*| [A-Z](?:[. -]{0,2}[A-Z]){0,2}\.?)", re.ASCII
)
# Whatever may part two names in one entry; without it, `Family, Given` is one plain name.
_PARTED = re.compile(r"\.[A-Z][a-z]| and ")
_ENTITY = re.compile(r"(&(?:#\d+|#x[0-9a-fA-F]+|[A-Za-z]+);)(\s(?=[a-z]))?")
_CUT = re.compile(r"&#?\w+$")
_CUT_THERE = re.compile(r"(&(?:#\d+|#x[0-9a-fA-F]+|[A-Za-z]{2,8}));\s*")
_SEPARATOR = re.compile(r"\s*;\s*|\s+and\s+|\s+&\s+|\s*\n\s*", re.IGNORECASE)
# fmt: off
_PARTICLES = frozenset((
    "de", "la", "las", "los", "van", "von", "der", "den", "di", "da", "do", "dos", "del", "della",
    "el", "al", "le", "du", "st", "jr", "sr", "ii", "iii", "iv", "et", "ter", "ten",
))
# fmt: on
_NOBODY = frozenset(["unknown", "anonymous", "anon", "others", "na", "none", "author", "authors"])
MANY = 25
"""Authors beyond this place add nothing to telling two reports apart."""

ALIKE = 84.0
"""Two family names this alike (rapidfuzz ratio) are one: Müller/Mueller is 92, a lost letter in six is 91."""


def people(authors: tuple[str, ...]) -> tuple[Person, ...]:
    """Each author's possible family names, in order."""
    found: list[Person] = []
    for entry in _mended(authors) if "&" in "".join(authors) else authors:
        found.extend(_entry(entry))
        if len(found) >= MANY:
            break
    return tuple(found[:MANY])


def _mended(authors: tuple[str, ...]) -> Iterable[str]:
    """Entries parted at the semicolon of an HTML entity (`B&#252` and `chner, Mia Aas`) put together again."""
    if not any(_CUT.search(entry) for entry in authors[:-1]):
        return authors
    whole = _ENTITY.sub(_letter, _CUT_THERE.sub(r"\1;", ";".join(authors)))
    entries = (entry.strip() for entry in whole.split(";"))
    return [part for entry in entries for part in (entry.split(",") if _several(entry) else [entry])]


def _several(entry: str) -> bool:
    """Commas part whole names: `Ann Roe, Mia Aas`, but not `Roe, Ann`."""
    parts = entry.split(",")
    return len(parts) > 1 and all(" " in part.strip() for part in parts)


@lru_cache(maxsize=131_072)
def _entry(entry: str) -> tuple[Person, ...]:
    """The people one author entry holds. Names recur, so that most are read once."""
    if "&" in entry:
        entry = _ENTITY.sub(_letter, entry)
    if (plain := _PLAIN.fullmatch(entry)) and not _PARTED.search(entry):
        words = _family_words(plain.group(1).lower().replace("-", " "))
        return (words,) if words else ()
    return tuple(person for name in _SEPARATOR.split(_GLUED.sub(";", entry)) for person in _persons(name))


def _letter(entity: re.Match[str]) -> str:
    """The letter an HTML entity stands for; the blank that some sources leave behind it goes with it."""
    found = html.unescape(entity.group(1))
    return found if found.isalpha() else found + (entity.group(2) or "")


def _persons(name: str) -> list[Person]:
    """The people one name holds: one, or several where commas part whole names."""
    if name.count(",") >= 2:
        parts = [part.strip() for part in name.split(",")]
        if sum(" " in part for part in parts) >= 2:
            return [person for part in parts for person in _persons(part)]
        return [person for part in parts if not _is_initials(part) for person in _persons(part)]
    family, comma, given = name.partition(",")
    if comma and family.strip():
        words = _family_words(letters(family))
        return [words] if words else []
    tokens = [token for token in re.split(r"[\s.]+", given if comma else name) if token]
    full = [token for token in tokens if not _is_initials(token)]
    if name.isupper():
        full = [token for token in tokens if len(token) > 2] or tokens
    if not full:
        return []
    in_doubt = len(full) >= 2 and len(full) == len(tokens)
    kept = (full[0], full[-1]) if in_doubt else tuple(full)
    words = _family_words(letters(" ".join(kept)))
    return [words] if words else []


def _is_initials(token: str) -> bool:
    bare = token.replace(".", "").replace("-", "").replace(" ", "")
    return len(bare) <= 1 or (len(bare) <= 3 and bare.isupper())


def _family_words(folded: str) -> Person:
    words = tuple(w for w in folded.split() if len(w) > 1 and w not in _PARTICLES)
    return () if not words or words[0] in _NOBODY else words


def given_names(authors: Iterable[str]) -> frozenset[str]:
    """Full words behind the comma, where a source that turned names round has put the family name."""
    behind = (letters(name.partition(",")[2]) for name in authors)
    return frozenset(word for given in behind for word in given.split() if len(word) > 2)


def turned(a: tuple[Person, ...], given_of_b: frozenset[str]) -> bool:
    """Whether most family names of the one list stand as given names in the other (`Andrea, C.` for `C. Andrea`)."""
    hits = sum(1 for person in a if any(word in given_of_b for word in person))
    return bool(a) and hits * 10 >= len(a) * 7


def agreement(a: tuple[Person, ...], b: tuple[Person, ...]) -> tuple[float, bool]:
    """The share of the shorter list found in the longer, 0..1, and whether the first authors agree.

    A list cut short (`et al.`) therefore agrees fully with the complete one.
    """
    if a == b:
        return (1.0, True) if a else (0.0, False)
    few, many = (a, b) if len(a) <= len(b) else (b, a)
    words = {word for person in many for word in person}
    hits = sum(1 for person in few if _known(person, words))
    first = _known(a[0], set(b[0])) if a and b else False
    return hits / len(few) if few else 0.0, first


def _known(person: Person, words: set[str]) -> bool:
    if not words.isdisjoint(person):
        return True
    whole = "".join(person)
    if whole in words:
        return True
    return any(
        fuzz.ratio(mine, theirs, score_cutoff=ALIKE) > 0
        for mine in person
        if len(mine) > 3
        for theirs in words
        if len(theirs) > 3 and (mine[0] == theirs[0] or mine[-3:] == theirs[-3:])
    )
