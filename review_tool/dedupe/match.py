"""Step 4: what the evidence of a pair amounts to: the same, doubtful, related but distinct, or nothing."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from review_tool.dedupe import rules
from review_tool.dedupe.prepare import Prepared
from review_tool.dedupe.score import Evidence
from review_tool.dedupe.score import evidence as look

_WEIGHTS = {(weight.field, weight.state): weight for weight in rules.WEIGHTS}
_FIELDS = ("title", "authors", "year", "journal", "volume", "issue", "pages", "doi", "pmid", "abstract")


class Outcome(StrEnum):
    SAME = "same"
    DOUBTFUL = "doubtful"
    RELATED = "related"
    DIFFERENT = "different"


Test = Callable[[Prepared, Prepared, Evidence], bool]


class Veto(NamedTuple):
    """Something that keeps a pair from being merged by itself."""

    say: str
    holds: Test
    related: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a pair amounts to."""

    outcome: Outcome
    points: float
    evidence: Evidence
    vetoes: tuple[Veto, ...]

    @property
    def apart(self) -> bool:
        """A veto spoke: the two may not end in one group, whatever others say."""
        return bool(self.vetoes)

    @property
    def score(self) -> float:
        """0..1, one half at the threshold of merging."""
        return 1.0 / (1.0 + math.exp((rules.SURE - self.points) / 2.0))

    @property
    def why(self) -> tuple[str, ...]:
        """What keeps the two from being merged, then what each field says, the weightiest first."""
        if self.evidence.identical and self.outcome is Outcome.SAME:
            return ("identical in every field",)
        said = [w for field in _FIELDS if (w := _WEIGHTS.get((field, getattr(self.evidence, field)))) is not None]
        ordered = sorted(said, key=lambda weight: -abs(weight.points))
        words = (weight.say for weight in ordered if abs(weight.points) >= 0.5)
        return tuple(dict.fromkeys((*(veto.say for veto in self.vetoes), *words)))


def _same_place(e: Evidence) -> bool:
    """Two papers cannot stand on the same pages; on one page several abstracts can."""
    return e.pages in ("same", "start") and (e.volume == "same" or (e.volume != "other" and e.journal != "other"))


def _same_identifier(e: Evidence) -> bool:
    return e.doi == "same" or e.pmid == "same"


def _note(a: Prepared, b: Prepared, _e: Evidence) -> bool:
    return a.title.role != b.title.role and not {a.title.role, b.title.role} <= {"", "protocol"}


def _protocol(a: Prepared, b: Prepared, e: Evidence) -> bool:
    return {a.title.role, b.title.role} == {"", "protocol"} and not _same_place(e) and not _same_identifier(e)


def _parts(a: Prepared, b: Prepared, e: Evidence) -> bool:
    if a.title.part == b.title.part or e.title in ("loose", "other"):
        return False
    return bool(a.title.part and b.title.part) or not (_same_place(e) or _same_identifier(e))


def _numbers(_a: Prepared, _b: Prepared, e: Evidence) -> bool:
    return e.title == "number" and not _same_place(e)


def _kinds(kind: str) -> Test:
    def holds(a: Prepared, b: Prepared, e: Evidence) -> bool:
        one_place = _same_place(e) or (e.pages == "page" and e.volume == "same" and e.journal != "other")
        return (a.kind == kind) != (b.kind == kind) and not _same_identifier(e) and not one_place

    return holds


def _supplement(a: Prepared, b: Prepared, e: Evidence) -> bool:
    elsewhere = "other" in (e.journal, e.volume, e.pages)
    unplaced = e.pages in ("other", "missing", "anew")
    return a.place.supplement != b.place.supplement and unplaced and elsewhere and not _same_identifier(e)


def _dois(a: Prepared, _b: Prepared, e: Evidence) -> bool:
    """Two DOIs are one paper's only where all else is: title, authors, year, journal, volume and a page range."""
    rest = (e.authors, e.year, e.journal, e.volume, e.pages)
    alias = e.title in ("same", "near") and set(rest) == {"same"} and not a.title.generic
    return e.doi == "other" and not alias


def _two_places(_a: Prepared, _b: Prepared, e: Evidence) -> bool:
    elsewhere = e.pages == "other" or (e.journal == "other" and e.pages != "same")
    return e.volume == "other" and elsewhere and not _same_identifier(e)


def _two_issues(_a: Prepared, _b: Prepared, e: Evidence) -> bool:
    unplaced = e.pages in ("missing", "other", "anew")
    return e.issue == "other" and e.volume == "same" and unplaced and e.abstract != "same" and not _same_identifier(e)


def _sisters(_a: Prepared, _b: Prepared, e: Evidence) -> bool:
    return e.title not in ("same", "missing") and e.pages == "other" and e.doi != "same"


def _words(_a: Prepared, _b: Prepared, e: Evidence) -> bool:
    return e.title == "word" and not _same_place(e) and not _same_identifier(e)


def _one_page(_a: Prepared, _b: Prepared, e: Evidence) -> bool:
    return e.pages == "page" and e.title in ("word", "number", "close", "loose", "other") and not _same_identifier(e)


def _title_alone(_a: Prepared, _b: Prepared, e: Evidence) -> bool:
    """A shared DOI or page with titles and authors that both disagree is a supplement's, not a paper's."""
    return e.title in ("loose", "other") and e.authors != "same" and e.abstract != "same"


def _generic(a: Prepared, b: Prepared, e: Evidence) -> bool:
    if not (a.title.generic or b.title.generic):
        return False
    on_page = e.pages in ("same", "start", "page")
    in_volume = e.volume == "same" or (e.volume == "missing" and e.journal == "same" and e.year == "same")
    place = on_page and in_volume
    return not (place or _same_identifier(e))


VETOES: tuple[Veto, ...] = (
    Veto("one corrects, answers or comments on the other", _note, True, "errata and replies carry the paper's title"),
    Veto("one is the protocol of the other", _protocol, True, "a protocol and its results are two reports"),
    Veto("different parts of one work", _parts, True, "Part I is not Part II"),
    Veto("titles differ in a number", _numbers, True, "years and numbers of a series"),
    Veto("titles differ in a word", _words, True, "in men, in women"),
    Veto("a preprint and its article", _kinds("preprint"), True, "a preprint is a report of its own"),
    Veto("a conference paper and its article", _kinds("meeting"), True, "Rathbone 2015 counts them apart"),
    Veto("a thesis and its article", _kinds("thesis"), True, "two reports of one study"),
    Veto("a conference abstract and its paper", _supplement, True, "Rathbone 2015 counts them apart"),
    Veto("DOIs differ", _dois, False, "users ask above all that two DOIs are never merged unseen"),
    Veto("two places", _two_places, False, "the same text in two places is for a person to judge"),
    Veto("two issues of one volume", _two_issues, False, "a standing column has one title all year"),
    Veto("sister titles on other pages", _sisters, True, "methods and results, first and second report"),
    Veto("two items of one page", _one_page, True, "abstracts by one group stand together"),
    Veto("neither titles nor authors agree", _title_alone, False, "a supplement's abstracts share a DOI"),
    Veto("a title many papers share", _generic, False, "Editorial, Introduction: only the place tells them apart"),
)


def judge(a: Prepared, b: Prepared) -> Verdict | None:
    """The verdict on a pair; None when there is nothing to say for it. The same for (a, b) and (b, a)."""
    evidence = look(a, b)
    if evidence is None:
        return None
    if evidence.identical and _says_enough(a):
        return Verdict(Outcome.SAME, rules.IDENTICAL, evidence, ())
    points = _points(a, b, evidence)
    vetoes = tuple(veto for veto in VETOES if veto.holds(a, b, evidence))
    if points >= rules.SURE and not vetoes:
        outcome = Outcome.SAME
    elif points < _floor(a, b, evidence, vetoes):
        outcome = Outcome.DIFFERENT
    else:
        outcome = Outcome.RELATED if any(veto.related for veto in vetoes) else Outcome.DOUBTFUL
    return Verdict(outcome, points, evidence, vetoes)


def _floor(a: Prepared, b: Prepared, evidence: Evidence, vetoes: tuple[Veto, ...]) -> float:
    """The points from which a person hears of a pair."""
    if a.title.generic or b.title.generic or evidence.authors != "same":
        return rules.DOUBT
    if evidence.title == "same":
        return rules.ASK
    return rules.LINK if any(veto.holds in (_note, _protocol, _parts) for veto in vetoes) else rules.DOUBT


def _says_enough(record: Prepared) -> bool:
    """Identical records are one however sparse, unless they say next to nothing: `Editorial 2005` is any of twelve."""
    place = record.place
    if record.title.generic or not record.title.text:
        return bool(record.doi or record.pmid or (place.volume and place.first))
    return record.filled >= 2


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
    if evidence.journal == evidence.volume == "same" and evidence.pages in ("same", "start"):
        total += _WEIGHTS["place", "same"].points
    return total


def _title_points(points: float, a: Prepared, b: Prepared) -> float:
    if a.title.generic or b.title.generic:
        return rules.GENERIC_TITLE
    length = min(len(a.title.text), len(b.title.text))
    share = min(1.0, length / rules.SHORT_TITLE)
    return max(rules.GENERIC_TITLE, points * share)
