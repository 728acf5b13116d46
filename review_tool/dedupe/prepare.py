"""Step 1: each citation in the form the later steps compare."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from review_tool.dedupe import journals
from review_tool.dedupe.letters import letters, plain_letters
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


class Prepared(NamedTuple):
    """One record, comparable. A tuple, since a large import makes as many as it has records."""

    id: int
    title: Title
    people: tuple[Person, ...]
    names: tuple[str, ...]
    """Authors as delivered."""
    year: int | None
    journal: tuple[str, ...]
    journal_too: frozenset[tuple[str, ...]]
    """Other names of the same journal: given beside it (`Ai zheng = Chinese journal of cancer`), or learnt."""
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


def one(number: int, citation: Citation) -> Prepared:
    """One citation made comparable, by itself."""
    journal, journal_too = _journal(citation.journal)
    return Prepared(
        id=number,
        title=title(citation.title),
        people=people(citation.authors),
        names=citation.authors,
        year=citation.year,
        journal=journal,
        journal_too=journal_too,
        place=locator(citation.volume, citation.issue, citation.pages, citation.year),
        doi=citation.doi if not citation.doi or citation.doi.startswith("10.") else identifiers.doi(citation.doi),
        pmid=citation.pmid.strip(),
        abstract=plain_letters(citation.abstract[: ABSTRACT + 100])[:ABSTRACT] if citation.abstract else "",
        kind=_kind(citation),
        print=_print(citation),
    )


@lru_cache(maxsize=65_536)
def _journal(name: str) -> tuple[tuple[str, ...], frozenset[tuple[str, ...]]]:
    folded = letters(name)
    if not folded or folded == "unknown":
        return (), frozenset()
    beside = frozenset(filter(None, map(journals.words, name.split(" = ")))) if " = " in name else frozenset()
    return journals.words(name), beside


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
