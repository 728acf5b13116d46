"""Step 1: each citation in the form the later steps compare, and what the set as a whole teaches about its columns."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from review_tool.dedupe import journals
from review_tool.dedupe.letters import letters
from review_tool.dedupe.locators import Locator, locator
from review_tool.dedupe.names import Person, people
from review_tool.dedupe.titles import Title, title
from review_tool.domain import identifiers
from review_tool.domain.record import Citation

ABSTRACT = 400
"""Letters of an abstract that are compared; its start tells as much as the whole."""

_PREPRINT = re.compile(
    r"\b(?:medrxiv|biorxiv|arxiv|chemrxiv|psyarxiv|socarxiv|preprints?|ssrn|research square|osf|techrxiv)\b",
    re.IGNORECASE,
)
_PREPRINT_DOI = re.compile(
    r"^10\.(?:1101/(?:19|20|\d{6})|2139/ssrn|21203/rs|48550/arxiv|31219/|31234/|31235/|20944/preprints)"
)
_MEETING = re.compile(
    r"\b(?:proceedings|conference|symposium|congress|workshop|meeting|proc|conf|[a-z]?cis|hicss)\b", re.IGNORECASE
)
_PERIODICAL = re.compile(
    r"\bproceedings of the (?:national academy|royal society|nutrition society|ieee$)|\bieee\b.*\b(?:trans|journal)",
    re.IGNORECASE,
)
_THESIS = re.compile(r"\b(?:thesis|dissertation)s?\b", re.IGNORECASE)

_MEETING_TYPES = frozenset(("inproceedings", "conference", "cpaper", "conf", "conference paper", "proceedings"))

SERIAL_SHARE = 0.85
"""An issue column with this share of distinct values among 50 or more is a running number, not an issue:
a journal has perhaps 12 issues a year, so that real issue numbers repeat."""
SERIAL_LEAST = 50

SHARED_DOI = 3
"""A DOI under this many clearly different titles stands for a supplement or a volume, not a paper."""
SHARED_TITLE = 4
"""A title found at this many different places (volume and first page) is a column's heading, not a paper's name."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """One record, comparable."""

    id: int
    title: Title
    people: tuple[Person, ...]
    names: tuple[str, ...]
    """Authors as delivered."""
    year: int | None
    journal: tuple[str, ...]
    place: Locator
    doi: str
    pmid: str
    abstract: str
    kind: str
    """`preprint`, `meeting`, `thesis` or "" for a journal's article and whatever else."""
    print: tuple[object, ...]
    """Every field as delivered: equal for identical records."""
    doi_shared: bool = False
    """The DOI stands under several papers of this set: sharing it says nothing, another DOI still speaks against."""

    @property
    def filled(self) -> int:
        """How many fields say anything."""
        return sum(1 for part in self.print if part)


def prepare(citations: Mapping[int, Citation]) -> list[Prepared]:
    """All records by rising id, with what the set teaches applied."""
    return learn([one(number, citations[number]) for number in sorted(citations)])


def one(number: int, citation: Citation) -> Prepared:
    """One citation made comparable, by itself."""
    name = letters(citation.journal)
    return Prepared(
        id=number,
        title=title(citation.title),
        people=people(citation.authors),
        names=citation.authors,
        year=citation.year,
        journal=journals.words(citation.journal) if name and name != "unknown" else (),
        place=locator(citation.volume, citation.issue, citation.pages, citation.year),
        doi=citation.doi if not citation.doi or citation.doi.startswith("10.") else identifiers.doi(citation.doi),
        pmid=citation.pmid.strip(),
        abstract=letters(citation.abstract[: ABSTRACT + 100])[:ABSTRACT] if citation.abstract else "",
        kind=_kind(citation),
        print=_print(citation),
    )


def _kind(citation: Citation) -> str:
    if _PREPRINT_DOI.match(citation.doi):
        return "preprint"
    return _kind_of(citation.journal, citation.type)


@lru_cache(maxsize=65_536)
def _kind_of(journal: str, source_type: str) -> str:
    lowered = source_type.lower()
    if _PREPRINT.search(journal) or "preprint" in lowered:
        return "preprint"
    if _THESIS.search(lowered) or _THESIS.search(journal):
        return "thesis"
    meeting = _MEETING.search(journal) and not _PERIODICAL.search(journal)
    return "meeting" if meeting or lowered in _MEETING_TYPES else ""


def _print(citation: Citation) -> tuple[object, ...]:
    return (
        citation.title,
        citation.authors,
        citation.year,
        citation.journal,
        citation.volume,
        citation.issue,
        citation.pages,
        citation.doi,
        citation.pmid,
    )


def learn(records: Sequence[Prepared]) -> list[Prepared]:
    """Take away what this set's columns do not tell: running numbers as issues, DOIs of whole supplements,
    titles of standing columns."""
    serial = _issues_are_serial(records)
    shared = _shared_dois(records)
    headings = _headings(records)
    learnt = []
    for record in records:
        if serial and record.place.issue:
            record = replace(record, place=replace(record.place, issue=""))
        if record.doi in shared:
            record = replace(record, doi_shared=True)
        if record.title.text in headings and not record.title.generic:
            record = replace(record, title=replace(record.title, generic=True))
        learnt.append(record)
    return learnt


def _issues_are_serial(records: Sequence[Prepared]) -> bool:
    issues = [record.place.issue for record in records if record.place.issue]
    return len(issues) >= SERIAL_LEAST and len(set(issues)) / len(issues) >= SERIAL_SHARE


def _shared_dois(records: Sequence[Prepared]) -> frozenset[str]:
    starts: dict[str, set[str]] = defaultdict(set)
    for record in records:
        if record.doi and record.title.text:
            starts[record.doi].add(record.title.text.replace(" ", "")[:12])
    return frozenset(doi for doi, seen in starts.items() if len(seen) >= SHARED_DOI)


def _headings(records: Sequence[Prepared]) -> frozenset[str]:
    places = {
        (record.title.text, record.place.volume, record.place.first)
        for record in records
        if record.title.text and record.place.volume and record.place.first
    }
    counts = Counter(text for text, _, _ in places)
    return frozenset(text for text, n in counts.items() if n >= SHARED_TITLE)
