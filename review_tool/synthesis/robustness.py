"""How much a claim can lose and still stand: without low-quality studies, without any one study, without one reviewer.

A sensitivity analysis in words and counts: it says whether any support remains, not how sure one may be.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from review_tool.domain.weight import LOW, REVIEWER, STUDY, Robustness, Scenario


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that speaks for a claim."""

    target: str
    study: str = ""
    """The study it comes from; "" for an item of a strand."""
    people: frozenset[str] = frozenset()
    """Those who marked or coded it. It is gone only without all of them; nobody: it rests on no one's coding."""
    low: bool = False
    """Its study was judged to be of low quality."""


def robustness(pieces: Sequence[Piece], *, names: dict[str, str] | None = None, judgement: bool = False) -> Robustness:
    """Take away one thing at a time. `names` are the studies' labels."""
    names = names or {}
    studies = list(dict.fromkeys(piece.study for piece in pieces if piece.study))
    people = sorted({person for piece in pieces for person in piece.people})
    scenarios = []
    if studies:
        scenarios.append(Scenario(LOW, "", _left(pieces, lambda piece: piece.low)))
    for study in studies:
        scenarios.append(Scenario(STUDY, names.get(study, study), _left(pieces, _of_study(study))))
    for person in people:
        scenarios.append(Scenario(REVIEWER, person, _left(pieces, _only_by(person))))
    return Robustness(len({piece.target for piece in pieces}), tuple(scenarios), judgement)


def _left(pieces: Sequence[Piece], gone: Callable[[Piece], bool]) -> int:
    return len({piece.target for piece in pieces if not gone(piece)})


def _of_study(study: str) -> Callable[[Piece], bool]:
    return lambda piece: piece.study == study


def _only_by(person: str) -> Callable[[Piece], bool]:
    return lambda piece: piece.people == frozenset({person})
