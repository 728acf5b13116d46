"""Step 4: what the evidence of a pair amounts to: the same, doubtful, related but distinct, or nothing."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from review_tool.dedupe import rules
from review_tool.dedupe.prepare import Prepared
from review_tool.dedupe.score import Evidence, compare

_WEIGHTS = {(weight.field, weight.state): weight for weight in rules.WEIGHTS}
_FIELDS = ("title", "authors", "year", "journal", "volume", "issue", "pages", "doi", "pmid", "abstract")


class Outcome(StrEnum):
    SAME = "same"
    DOUBTFUL = "doubtful"
    RELATED = "related"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a pair amounts to."""

    outcome: Outcome
    points: float
    why: tuple[str, ...]
    apart: bool
    """A veto spoke: the two may not end in one group, whatever others say."""

    @property
    def score(self) -> float:
        """0..1, one half at the threshold of merging."""
        return 1.0 / (1.0 + math.exp((rules.SURE - self.points) / 2.0))


class Veto(NamedTuple):
    """Something that keeps a pair from being merged by itself."""

    say: str
    holds: Callable[[Prepared, Prepared, Evidence], bool]
    related: bool
    reason: str


def _same_place(e: Evidence) -> bool:
    return e.pages in ("same", "start") and e.volume != "other" and e.journal != "other"


def _kinds(kind: str) -> Callable[[Prepared, Prepared, Evidence], bool]:
    return lambda a, b, e: (a.kind == kind) != (b.kind == kind) and e.doi != "same" and e.pmid != "same" and not _same_place(e)


def _supplement(a: Prepared, b: Prepared, e: Evidence) -> bool:
    return a.place.supplement != b.place.supplement and e.pages in ("other", "missing") and e.doi != "same" and (
        e.journal == "other" or e.volume == "other" or e.pages == "other"
    )


def _dois(a: Prepared, b: Prepared, e: Evidence) -> bool:
    """Two DOIs are one paper's only where everything else is: title, authors, year, journal, volume and a page range."""
    alias = (
        e.title in ("same", "near")
        and e.authors == "same"
        and e.year == "same"
        and e.journal == "same"
        and e.volume == "same"
        and e.pages == "same"
        and not a.title.generic
    )
    return e.doi == "other" and not alias


def _two_places(a: Prepared, b: Prepared, e: Evidence) -> bool:
    return e.volume == "other" and e.pages == "other" and e.doi != "same" and e.pmid != "same"


def _sisters(a: Prepared, b: Prepared, e: Evidence) -> bool:
    return e.title in ("word", "number", "begins", "close", "loose", "other") and e.pages == "other" and e.doi != "same"


def _title_alone(a: Prepared, b: Prepared, e: Evidence) -> bool:
    """A shared DOI or page with titles and authors that both disagree is a supplement's, not a paper's."""
    return e.title in ("loose", "other") and e.authors != "same" and e.abstract != "same"


def _generic(a: Prepared, b: Prepared, e: Evidence) -> bool:
    if not (a.title.generic or b.title.generic):
        return False
    place = e.pages in ("same", "start") and (e.volume == "same" or e.journal == "same" and e.year == "same")
    return not (place or e.doi == "same" or e.pmid == "same")


VETOES: tuple[Veto, ...] = (
    Veto("one corrects, answers or comments on the other", lambda a, b, e: a.title.role != b.title.role
         and "protocol" not in (a.title.role, b.title.role), True, "errata and replies carry the paper's title"),
    Veto("one is the protocol of the other", lambda a, b, e: a.title.role != b.title.role
         and "protocol" in (a.title.role, b.title.role), True, "a protocol and its results are two reports"),
    Veto("different parts of one work", lambda a, b, e: a.title.part != b.title.part and e.title not in ("loose", "other"),
         True, "Part I is not Part II"),
    Veto("titles differ in a number", lambda a, b, e: e.title == "number" and not _same_place(e), True, "years and numbers of a series"),
    Veto("a preprint and its article", _kinds("preprint"), True, "a preprint is a report of its own"),
    Veto("a conference paper and its article", _kinds("meeting"), True, "Rathbone 2015 counts them apart"),
    Veto("a thesis and its article", _kinds("thesis"), True, "two reports of one study"),
    Veto("a conference abstract and its paper", _supplement, True, "Rathbone 2015 counts them apart"),
    Veto("DOIs differ", _dois, False, "users ask above all that two DOIs are never merged unseen"),
    Veto("another volume and other pages", _two_places, False, "the same text in two places is for a person to judge"),
    Veto("sister titles on other pages", _sisters, True, "in men, in women; methods, results"),
    Veto("neither titles nor authors agree", _title_alone, False, "a supplement's abstracts share a DOI"),
    Veto("a title many papers share", _generic, False, "Editorial, Introduction: only the place tells them apart"),
)


def judge(a: Prepared, b: Prepared) -> Verdict | None:
    """The verdict on a pair; None when there is nothing to say for it. The same for (a, b) and (b, a)."""
    evidence = compare(a, b)
    if evidence is None:
        return None
    if evidence.identical and _says_enough(a):
        return Verdict(Outcome.SAME, rules.SURE + 10, ("identical in every field",), False)
    points = _points(a, b, evidence)
    vetoes = [veto for veto in VETOES if veto.holds(a, b, evidence)]
    why = tuple(veto.say for veto in vetoes) + _reasons(evidence, points)
    if points >= rules.SURE and not vetoes:
        return Verdict(Outcome.SAME, points, why, False)
    outcome = Outcome.DIFFERENT
    if points >= rules.DOUBT:
        outcome = Outcome.RELATED if any(veto.related for veto in vetoes) else Outcome.DOUBTFUL
    return Verdict(outcome, points, tuple(dict.fromkeys(why)), bool(vetoes))


def _says_enough(record: Prepared) -> bool:
    """Identical records are one however sparse, unless they say next to nothing."""
    return record.filled >= 3 or (record.filled == 2 and bool(record.title.text) and not record.title.generic)


def _points(a: Prepared, b: Prepared, evidence: Evidence) -> float:
    total = 0.0
    for field in _FIELDS:
        weight = _WEIGHTS.get((field, getattr(evidence, field)))
        if weight is None:
            continue
        points = weight.points
        if field == "title" and points > rules.GENERIC_TITLE:
            points = _title_points(points, a, b)
        total += points
    return total


def _title_points(points: float, a: Prepared, b: Prepared) -> float:
    if a.title.generic or b.title.generic:
        return rules.GENERIC_TITLE
    length = min(len(a.title.text), len(b.title.text))
    share = min(1.0, length / rules.SHORT_TITLE)
    return max(rules.GENERIC_TITLE, points * share)


def _reasons(evidence: Evidence, points: float) -> tuple[str, ...]:
    """What speaks for the outcome first, then what speaks against it."""
    said = [w for field in _FIELDS if (w := _WEIGHTS.get((field, getattr(evidence, field)))) is not None]
    ordered = sorted(said, key=lambda weight: -abs(weight.points))
    return tuple(weight.say for weight in ordered if abs(weight.points) >= 0.5)
