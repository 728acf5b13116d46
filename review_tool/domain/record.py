"""PRISMA's first noun: a record is a citation as a source delivered it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SourceKind(StrEnum):
    """Where a search looked, as the PRISMA 2020 flow diagram tells them apart (doi:10.1136/bmj.n71)."""

    DATABASE = "database"
    REGISTER = "register"
    WEBSITE = "website"
    ORGANISATION = "organisation"
    CITATIONS = "citation searching"

    @property
    def is_search(self) -> bool:
        """Databases and registers are the diagram's left arm; the rest are its other methods."""
        return self in (SourceKind.DATABASE, SourceKind.REGISTER)


@dataclass(frozen=True, slots=True)
class Source:
    """One search or other way of finding (PRISMA-S, doi:10.1186/s13643-020-01542-z)."""

    name: str
    kind: SourceKind = SourceKind.DATABASE
    platform: str = ""
    searched: str = ""
    """ISO date of the search, or ""."""
    query: str = ""
    """The search as it was run."""
    hits: int | None = None
    """How many results the source said it found."""


RIS_TYPES = {
    "JOUR": "journal article",
    "EJOUR": "journal article",
    "INPR": "in press",
    "MGZN": "magazine article",
    "NEWS": "newspaper article",
    "BOOK": "book",
    "EBOOK": "book",
    "CHAP": "book chapter",
    "ECHAP": "book chapter",
    "CONF": "conference proceedings",
    "CPAPER": "conference paper",
    "THES": "thesis",
    "RPRT": "report",
    "ELEC": "web page",
    "UNPB": "unpublished",
    "ABST": "abstract",
    "GEN": "",
}
"""The codes of RIS that databases write most, in words; GEN says nothing."""


@dataclass(frozen=True, slots=True)
class Citation:
    """What a citation says, field by field; a field the source did not give is empty. Text is clean."""

    title: str = ""
    authors: tuple[str, ...] = ()
    """Each as `Family, Given` where the source tells them apart."""
    year: int | None = None
    journal: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    """Lower case, without a resolver."""
    pmid: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    url: str = ""
    type: str = ""
    """The source's own word: `JOUR`, `article`, `Conference Paper`."""
    language: str = ""
    source_id: str = ""
    """The id the source gave: CSV `id`, RIS `ID` or `AN`, PMID, BibTeX key."""

    @property
    def kind(self) -> str:
        """The type in words a reader knows: RIS writes `JOUR` for a journal article."""
        return RIS_TYPES.get(self.type, self.type)

    def short(self) -> str:
        """`Kim 2021`, `Kim & Lee 2021`, `Kim et al. 2021`, or the title's beginning."""
        names = [name.split(",")[0].strip() for name in self.authors]
        if not names:
            who = self.title[:30] or "untitled"
        elif len(names) <= 2:
            who = " & ".join(names)
        else:
            who = f"{names[0]} et al."
        return f"{who} {self.year}" if self.year else who


@dataclass(frozen=True, slots=True)
class Entry:
    """One record as a reader found it in a file."""

    citation: Citation
    raw: bytes
    """Its bytes in the file, unchanged."""
    position: int
    """Its place in the file, from 1."""
    line: int
    """The line where it begins, from 1."""


@dataclass(frozen=True, slots=True)
class Record:
    """A citation in the review, with where it came from."""

    id: int
    citation: Citation
    source: str
    file: str
    position: int
    report: int
    """The report (document) it stands for; duplicates share one."""
