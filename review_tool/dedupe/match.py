"""Step 4: what the evidence of a pair amounts to: the same, doubtful, related but distinct, or nothing."""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from review_tool.dedupe import rules
from review_tool.dedupe.prepare import Prepared
from review_tool.dedupe.score import Evidence
from review_tool.dedupe.score import evidence as look

_WEIGHTS = {(weight.field, weight.state): weight for weight in rules.WEIGHTS}
_FIELDS = ("title", "authors", "roll", "year", "journal", "volume", "issue", "pages", "doi", "pmid", "abstract")


_WORTH: tuple[tuple[int, dict[object, float]], ...] = tuple(
    (at, {weight.state: weight.points for weight in rules.WEIGHTS if weight.field == field})
    for at, field in enumerate(Evidence._fields)
    if field in _FIELDS
)
"""Where in Evidence a field stands, and its points by state; the title comes first."""
_JSTOR = "10.2307/"


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


class Verdict(NamedTuple):
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


def _one_range(e: Evidence) -> bool:
    """Journal, year, volume, first and last page: nothing else stands there."""
    return e.journal == e.year == e.volume == e.pages == "same"


def _same_identifier(e: Evidence) -> bool:
    return e.doi == "same" or e.pmid == "same"


def _note(a: Prepared, b: Prepared, _e: Evidence) -> bool:
    return a.title.role != b.title.role and not {a.title.role, b.title.role} <= {"", "protocol"}


def _protocol(a: Prepared, b: Prepared, e: Evidence) -> bool:
    return {a.title.role, b.title.role} == {"", "protocol"} and not _same_place(e) and not _same_identifier(e)


def _parts(a: Prepared, b: Prepared, e: Evidence) -> bool:
    if a.title.part == b.title.part or e.title in ("loose", "translated", "other"):
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


def _dois(a: Prepared, b: Prepared, e: Evidence) -> bool:
    """Two DOIs are one paper's only where all else is: title, authors, year, journal, volume and a page range.

    Where no journal is named, the title must be the very same. JSTOR (10.2307) gives what it scans a DOI of its own:
    there the first page is enough, where no author is left over.
    """
    if e.doi != "other":
        return False
    scanned = a.doi.startswith(_JSTOR) != b.doi.startswith(_JSTOR) and len(a.people) == len(b.people)
    place = e.volume == "same" and (e.pages == "same" or (scanned and e.pages == "start"))
    named = e.journal == "same" or (e.journal == "missing" and e.title == "same")
    rest = e.title in ("same", "near") and e.authors == e.year == "same" and not (a.title.generic or a.title.short)
    return not (place and named and rest)


def _two_places(_a: Prepared, _b: Prepared, e: Evidence) -> bool:
    elsewhere = e.pages == "other" or (e.journal == "other" and e.pages != "same")
    return e.volume == "other" and elsewhere and not _same_identifier(e)


def _two_issues(_a: Prepared, _b: Prepared, e: Evidence) -> bool:
    unplaced = e.pages in ("missing", "other", "anew")
    return e.issue == "other" and e.volume == "same" and unplaced and e.abstract != "same" and not _same_identifier(e)


def _sisters(_a: Prepared, _b: Prepared, e: Evidence) -> bool:
    """A DOI that both carry may be their supplement's, where titles and pages both differ."""
    alike = ("same", "missing", "near", "begins") if e.doi == "same" else ("same", "missing")
    return e.title not in alike and e.pages == "other"


def _words(_a: Prepared, _b: Prepared, e: Evidence) -> bool:
    return e.title == "word" and not _same_place(e) and not _same_identifier(e)


def _one_page(a: Prepared, b: Prepared, e: Evidence) -> bool:
    sisters = e.title in ("word", "number", "close", "loose", "translated", "other")
    reworded = e.title == "close" and e.authors == "same" and (a.title.translated or b.title.translated)
    return e.pages == "page" and sisters and not reworded and not _same_identifier(e)


def _title_alone(_a: Prepared, _b: Prepared, e: Evidence) -> bool:
    """A shared DOI or page with titles and authors that both disagree is a supplement's, not a paper's."""
    unlike = e.title in ("loose", "translated", "other") and e.authors != "same" and e.abstract != "same"
    return unlike and not (e.authors == "missing" and e.title == "loose" and _one_range(e))


def _generic(a: Prepared, b: Prepared, e: Evidence) -> bool:
    if not _commonplace(a, b, e):
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
    return _weigh(a, b, evidence, _points(a, b, evidence))


def worth_telling(a: Prepared, b: Prepared) -> Verdict | None:
    """The same, but None for a pair that no one need hear of, without a look at what else speaks against it."""
    evidence = look(a, b)
    if evidence is None:
        return None
    if evidence.identical and _says_enough(a):
        return Verdict(Outcome.SAME, rules.IDENTICAL, evidence, ())
    points = _points(a, b, evidence)
    if points < (min(rules.ASK, rules.LINK) if evidence.authors == "same" else rules.DOUBT):
        return None
    verdict = _weigh(a, b, evidence, points)
    return None if verdict.outcome is Outcome.DIFFERENT else verdict


def _weigh(a: Prepared, b: Prepared, evidence: Evidence, points: float) -> Verdict:
    vetoes = tuple([veto for veto in VETOES if veto.holds(a, b, evidence)])
    if points >= rules.SURE and not vetoes:
        outcome = Outcome.SAME
    elif points < _floor(a, b, evidence, vetoes):
        outcome = Outcome.DIFFERENT
    else:
        outcome = Outcome.RELATED if any(veto.related for veto in vetoes) else Outcome.DOUBTFUL
    return Verdict(outcome, points, evidence, vetoes)


def _floor(a: Prepared, b: Prepared, evidence: Evidence, vetoes: tuple[Veto, ...]) -> float:
    """The points from which a person hears of a pair."""
    if _commonplace(a, b, evidence):
        return rules.COMMON if evidence.volume == "other" else rules.DOUBT
    if evidence.authors != "same":
        return rules.DOUBT
    if evidence.title == "same":
        return rules.ASK
    return rules.LINK if any(veto.holds in (_note, _protocol, _parts) for veto in vetoes) else rules.DOUBT


def _says_enough(record: Prepared) -> bool:
    """Identical records are one however sparse, unless they say next to nothing: `Editorial 2005` is any of twelve."""
    place = record.place
    if record.title.generic or record.title.short:
        return bool(record.doi or record.pmid or (place.volume and place.first))
    return record.filled >= 2


def _points(a: Prepared, b: Prepared, evidence: Evidence) -> float:
    total = 0.0
    for at, worth in _WORTH:
        total += worth.get(evidence[at], 0.0)
    title = _WORTH[0][1].get(evidence.title, 0.0)
    if title > rules.GENERIC_TITLE:
        total -= title
        total += rules.GENERIC_TITLE if _commonplace(a, b, evidence) else _title_points(title, a, b)
    if evidence.volume == "same" and _one_place(evidence):
        total += _WEIGHTS["place", "same"].points
    if evidence.roll == "same" and (not _by_the_same_roll(evidence) or _commonplace(a, b, evidence)):
        total -= _WEIGHTS["roll", "same"].points
    return total


def _by_the_same_roll(e: Evidence) -> bool:
    """Title, year and every author agree and neither a place nor a DOI speaks against it."""
    against = "other" in (e.journal, e.volume, e.issue, e.pages, e.doi)
    title = e.title in ("same", "near") or (e.title == "begins" and e.journal == "same")
    return title and e.roll == e.year == "same" and not against


def _commonplace(a: Prepared, b: Prepared, e: Evidence) -> bool:
    """A title that many papers share, or a short one, unless journal, year and every author speak for it.

    A standing column has the same editors each time; guest editors sign one editorial.
    """
    generic = a.title.generic or b.title.generic
    if not generic and not (a.title.short or b.title.short):
        return False
    guests = len(a.people) > 1 and all(paper.title.text.startswith("guest edit") for paper in (a, b))
    return (generic and not guests) or e.journal != "same" or not _by_the_same_roll(e)


def _one_place(e: Evidence) -> bool:
    """Journal and pages; where the journal's names are too unlike, the authors, the year and both pages instead."""
    if e.journal == "same":
        return e.pages in ("same", "start")
    return e.journal == "other" and e.authors == e.year == e.pages == "same"


def _title_points(points: float, a: Prepared, b: Prepared) -> float:
    length = min(len(a.title.text), len(b.title.text))
    share = min(1.0, length / rules.SHORT_TITLE)
    return max(rules.GENERIC_TITLE, points * share)
