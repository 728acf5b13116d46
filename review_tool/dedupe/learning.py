"""Between preparing and comparing: what the set as a whole teaches about its own columns and names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from review_tool.dedupe import journals, score
from review_tool.dedupe.prepare import Prepared

Name = tuple[str, ...]

SERIAL_SHARE = 0.85
"""An issue column with this share of distinct values among 50 or more is a running number, not an issue:
a journal has perhaps 12 issues a year, so that real issue numbers repeat."""
SERIAL_LEAST = 50

SHARED_DOI = 3
"""A DOI under this many clearly different titles stands for a supplement or a volume, not a paper."""
SHARED_TITLE = 4
"""A title found at this many different places (volume and first page), or in this many years, none of which holds
more than half of it, is a column's heading, not a paper's name. A paper often cited is misplaced now and then."""
HEADING_AUTHORS = 3
"""The same for circles of authors: a column has another author each time."""

ALIAS_SUPPORT = 5
"""Papers that two journal names must share before they are taken for one journal's. A paper that stands in both under
one title, by the same authors in the same year, counts once; with the same volume and first page, three times."""
ALIAS_SHARE = 0.8
"""And this share of all papers that stand in both must speak for it, none of them in two places."""
MOST = 12
"""Records of one title beyond which it teaches nothing."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """What a set taught."""

    serial_issues: bool
    shared_dois: frozenset[str]
    headings: frozenset[str]
    aliases: dict[Name, frozenset[Name]]

    def applied(self, record: Prepared) -> Prepared:
        """The record without what its columns do not tell, and with its journal's other names."""
        if self.serial_issues and record.place.issue:
            record = record._replace(place=record.place._replace(issue=""))
        if record.doi in self.shared_dois:
            record = record._replace(doi_shared=True)
        if record.title.text in self.headings and not record.title.generic:
            record = record._replace(title=record.title._replace(generic=True))
        if too := self.aliases.get(record.journal):
            record = record._replace(journal_too=record.journal_too | too)
        return record


def learn(records: Sequence[Prepared]) -> Learnt:
    """Running numbers as issues, DOIs of whole supplements, titles of standing columns, two names of one journal."""
    titles: dict[str, list[Prepared]] = defaultdict(list)
    for record in records:
        if record.title.text:
            titles[record.title.text].append(record)
    repeated = {text: found for text, found in titles.items() if len(found) > 1}
    headings = frozenset(text for text, found in repeated.items() if _is_heading(found))
    proper = (found for text, found in repeated.items() if text not in headings and len(found) <= MOST)
    return Learnt(_issues_are_serial(records), _shared_dois(records), headings, _aliases(proper))


def _issues_are_serial(records: Sequence[Prepared]) -> bool:
    issues = [record.place.issue for record in records if record.place.issue]
    return len(issues) >= SERIAL_LEAST and len(set(issues)) / len(issues) >= SERIAL_SHARE


def _shared_dois(records: Sequence[Prepared]) -> frozenset[str]:
    starts: dict[str, set[str]] = defaultdict(set)
    for record in records:
        if record.doi and record.title.text:
            starts[record.doi].add(record.title.compact[:12])
    return frozenset(doi for doi, seen in starts.items() if len(seen) >= SHARED_DOI)


def _is_heading(records: Sequence[Prepared]) -> bool:
    by_turns = (
        (Counter((r.place.volume, r.place.first) for r in records if r.place.volume and r.place.first), SHARED_TITLE),
        (Counter(r.year for r in records if r.year), SHARED_TITLE),
        (_hands(records), HEADING_AUTHORS),
    )
    return any(len(seen) >= least and max(seen.values()) * 2 <= seen.total() for seen, least in by_turns)


def _hands(records: Sequence[Prepared]) -> Counter[int]:
    """How many records each circle of authors wrote; lists that share a name are of one circle."""
    circles: list[tuple[set[str], int]] = []
    for record in records:
        if names := {word for person in record.people for word in person}:
            met = [circle for circle in circles if not circle[0].isdisjoint(names)]
            circles = [circle for circle in circles if circle[0].isdisjoint(names)]
            circles.append((names.union(*(known for known, _ in met)), 1 + sum(size for _, size in met)))
    return Counter(dict(enumerate(size for _, size in circles)))


def _aliases(titles: Iterable[Sequence[Prepared]]) -> dict[Name, frozenset[Name]]:
    """Journal names that the set uses for one journal, both ways."""
    speaks: Counter[tuple[Name, Name]] = Counter()
    papers: Counter[tuple[Name, Name]] = Counter()
    against: Counter[tuple[Name, Name]] = Counter()
    for records in titles:
        for a, b in combinations(records, 2):
            if a.journal == b.journal or not a.journal or not b.journal or not _one_paper(a, b):
                continue
            names = min(a.journal, b.journal), max(a.journal, b.journal)
            volume, pages = score.plain(a.place.volume, b.place.volume), score.pages(a, b)
            papers[names] += 1
            if volume == "other" or pages == "other" or score.dois(a, b) == "other":
                against[names] += 1
            else:
                speaks[names] += 3 if volume == "same" and pages in ("same", "start") else 1
    found: dict[Name, set[Name]] = defaultdict(set)
    for (one, other), support in speaks.items():
        agreed = papers[one, other] - against[one, other]
        if support >= ALIAS_SUPPORT and agreed >= ALIAS_SHARE * papers[one, other]:
            found[one].add(other)
            found[other].add(one)
    return {name: frozenset(others) for name, others in found.items()}


def _one_paper(a: Prepared, b: Prepared) -> bool:
    """Everything but the journal and the place says so."""
    proper = not a.title.generic and not a.title.short and a.kind == b.kind
    return (
        proper
        and a.year == b.year is not None
        and score.authors(a, b) == "same"
        and journals.likeness(a.journal, b.journal) != journals.SAME
    )
