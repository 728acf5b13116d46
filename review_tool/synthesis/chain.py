"""From a claim down to the passages, studies and items it rests on, through the findings and themes between."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from review_tool.domain.evidence import Theme
from review_tool.domain.synthesis import Claim, Link, Stance, TargetKind

_OTHER = {Stance.SUPPORTS: Stance.OPPOSES, Stance.OPPOSES: Stance.SUPPORTS}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One passage, study or item at the end of a way down from a claim."""

    kind: TargetKind
    target: str
    stance: Stance
    theme: str = ""
    """The theme it was reached through; "" where it, or the finding above it, is linked itself."""


@dataclass(frozen=True, slots=True)
class Ways:
    """What lies between claims and passages."""

    findings: Mapping[str, Claim]
    """By id."""
    under: Mapping[str, tuple[tuple[TargetKind, str], ...]]
    """Theme → the excerpts and items coded under it, or under a theme below it."""


def coded_under(
    themes: Iterable[Theme], excerpts: Mapping[str, tuple[str, ...]], items: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[tuple[TargetKind, str], ...]]:
    """For `Ways.under`: `excerpts` and `items` give the codes of each."""
    by_code: dict[str, list[tuple[TargetKind, str]]] = {}
    for kind, coded in ((TargetKind.EXCERPT, excerpts), (TargetKind.ITEM, items)):
        for target, codes in coded.items():
            for code in codes:
                by_code.setdefault(code, []).append((kind, target))
    themes = list(themes)
    found = {}
    for theme in themes:
        codes_of = codes_under(theme, themes)
        found[theme.name] = tuple(dict.fromkeys(one for code in codes_of for one in by_code.get(code, ())))
    return found


def codes_under(theme: Theme, themes: Iterable[Theme]) -> tuple[str, ...]:
    """A theme's codes, with those of the themes below it."""
    below = (code for other in themes if other.above == theme.name for code in other.codes)
    return tuple(dict.fromkeys((*theme.codes, *below)))


def leaves(claim: Claim, ways: Ways) -> list[Leaf]:
    """All that speaks for or against the claim; what is reached in two ways stands twice.

    What a finding that speaks against the claim rests on speaks against it too; what speaks against such a finding
    is left out, for it need not speak for the claim.
    """
    found = []
    for link in claim.links:
        if not link.alive:
            continue
        if link.kind is TargetKind.FINDING:
            below = leaves(ways.findings[link.target], ways) if link.target in ways.findings else []
            found += [_through(leaf, link) for leaf in below if link.stance is Stance.SUPPORTS or _for(leaf)]
        elif link.kind is TargetKind.THEME:
            found += [Leaf(kind, target, link.stance, link.target) for kind, target in ways.under.get(link.target, ())]
        else:
            found.append(Leaf(link.kind, link.target, link.stance))
    return found


def _for(leaf: Leaf) -> bool:
    return leaf.stance is Stance.SUPPORTS


def _through(leaf: Leaf, link: Link) -> Leaf:
    stance = leaf.stance if link.stance is Stance.SUPPORTS else _OTHER[leaf.stance]
    return Leaf(leaf.kind, leaf.target, stance, leaf.theme)
