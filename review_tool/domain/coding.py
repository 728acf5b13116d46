"""Codes and themes as they stand after everything that was done to them, in the order it was done.

Codes go on passages and strand items; codes and themes are renamed, merged, split and dropped. Each deed is an event
of its own, so that undoing an old one gives what the later ones make of the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from review_tool.domain.evidence import Theme

DOES_NOT_FIT = "does not fit"
"""The code that puts a passage into the bin beside an a-priori frame."""


class Coded(NamedTuple):
    """Somebody put a code on a passage or item, or took it off. There are thousands of these: a tuple is made fast."""

    n: int
    target: str
    """The excerpt's or item's id."""
    code: str
    present: bool
    by: str


@dataclass(frozen=True, slots=True)
class Recoded:
    """A code became another: renamed or merged; with `split`, it only has the other beside it in its themes."""

    n: int
    code: str
    into: str
    split: bool = False


@dataclass(frozen=True, slots=True)
class Described:
    """A theme was described, or (with `into`) became another, or (with `gone`) was dropped."""

    n: int
    theme: Theme
    into: str = ""
    gone: bool = False


@dataclass(slots=True)
class Codings:
    """Which codes stand on what, and who put each there."""

    of: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    """Excerpt or item → code → the people who put it there, in that order."""

    def codes(self, target: str) -> tuple[str, ...]:
        return tuple(self.of.get(target, ()))


def codings(coded: Iterable[Coded], recoded: Iterable[Recoded]) -> Codings:
    """The codes as they stand; `coded` comes in the order of `n`. A code taken off is off whoever had put it there."""
    of: dict[str, dict[str, tuple[str, ...]]] = {}
    changes = sorted((one for one in recoded if not one.split and one.code != one.into), key=lambda one: one.n)
    at = 0
    for n, target, code, present, by in coded:
        while at < len(changes) and changes[at].n < n:
            _rename_all(of, changes[at])
            at += 1
        here = of.setdefault(target, {})
        if not present:
            here.pop(code, None)
        elif code not in here:
            here[code] = (by,)
        elif by not in here[code]:
            here[code] = (*here[code], by)
    for change in changes[at:]:
        _rename_all(of, change)
    return Codings(of)


def _rename_all(of: dict[str, dict[str, tuple[str, ...]]], change: Recoded) -> None:
    for target, here in of.items():
        if change.code in here:
            of[target] = _renamed(here, change.code, change.into)


def _renamed(here: dict[str, tuple[str, ...]], old: str, new: str) -> dict[str, tuple[str, ...]]:
    """The codes of one passage with one in another's place, so that their order stays."""
    out: dict[str, tuple[str, ...]] = {}
    for code, people in here.items():
        name = new if code == old else code
        out[name] = tuple(dict.fromkeys((*out.get(name, ()), *people)))
    return out


def themes(described: Iterable[Described], recoded: Iterable[Recoded]) -> list[Theme]:
    """The themes as they stand, in the order they came; each with its codes as they are called now."""
    found: dict[str, Theme] = {}
    deeds: list[Described | Recoded] = sorted((*described, *recoded), key=lambda deed: deed.n)
    for deed in deeds:
        if isinstance(deed, Recoded):
            found = {name: replace(theme, codes=_recoded(theme.codes, deed)) for name, theme in found.items()}
        elif deed.into:
            found = _joined(found, deed.theme.name, deed.into)
        elif deed.gone:
            found.pop(deed.theme.name, None)
        else:
            found[deed.theme.name] = deed.theme
    known = {name for name, theme in found.items()}
    return [replace(theme, above=theme.above if theme.above in known else "") for theme in found.values()]


def _recoded(codes: tuple[str, ...], deed: Recoded) -> tuple[str, ...]:
    if deed.code not in codes:
        return codes
    new = (deed.code, deed.into) if deed.split else (deed.into,)
    return tuple(dict.fromkeys(one for code in codes for one in (new if code == deed.code else (code,))))


def _joined(found: dict[str, Theme], old: str, into: str) -> dict[str, Theme]:
    """`old` renamed, or merged into a theme that is there; what lay under it lies under that."""
    if old not in found or old == into:
        return found
    gone, there = found[old], found.get(into)
    if there is None:
        new = replace(gone, name=into)
    else:
        note = "\n".join(dict.fromkeys(part for part in (there.disconfirming, gone.disconfirming) if part))
        new = replace(
            there,
            codes=tuple(dict.fromkeys((*there.codes, *gone.codes))),
            frame=there.frame or gone.frame,
            disconfirming=note,
            final=there.final and gone.final,
        )
    out: dict[str, Theme] = {}
    for name, theme in found.items():
        if name == into or (name == old and there is None):
            out[into] = new
        elif name != old:
            out[name] = replace(theme, above=into) if theme.above == old else theme
    return out


def called_now(name: str, since: int, changes: Iterable[tuple[int, str, str]]) -> str:
    """What a theme or code named by event `since` is called after the (n, old, new) changes that came later."""
    for n, old, new in sorted(changes):
        if n > since and name == old:
            name = new
    return name
