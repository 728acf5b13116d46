"""PRISMA's second and third nouns: a report is a document, a study an investigation that reports tell of."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from review_tool.domain.decision import Consensus, Outcome, Stage, Standing, Vote
from review_tool.domain.record import Citation, Record


class Retrieval:
    """Where the search for a full text stands; PRISMA counts what was sought and what was not retrieved."""

    SOUGHT = "sought"
    RETRIEVED = "retrieved"
    NOT_RETRIEVED = "not retrieved"
    ALL = (SOUGHT, RETRIEVED, NOT_RETRIEVED)


class ReportMark(StrEnum):
    """What a report is besides included or excluded."""

    RETRACTED = "retracted"
    """Withdrawn by its journal; it stays where it stands, and every list says so."""
    AWAITING = Outcome.AWAITING.value
    ONGOING = Outcome.ONGOING.value

    @property
    def outcome(self) -> Outcome | None:
        """Where it puts the report at full text; None where it leaves that alone."""
        return None if self is ReportMark.RETRACTED else Outcome(self.value)


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark as it was last put on a report."""

    mark: ReportMark
    by: str
    at: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A full text kept with a report."""

    report: int
    name: str
    sha: str
    """The SHA-256 of its bytes, in hexadecimal."""
    size: int
    """In bytes."""
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at getting a full text."""

    state: str
    words: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Note:
    text: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything one reviewer may see of one report."""

    id: int
    study: int
    citation: Citation
    """The best field of each of its records."""
    provenance: dict[str, int]
    """Which record each field of the citation is from."""
    records: tuple[Record, ...]
    standings: dict[Stage, Standing]
    votes: tuple[Vote, ...]
    """Live votes in the order cast: one's own, and others' once the stage has an outcome."""
    hidden_votes: int
    """How many votes of others are kept from view until then."""
    consensus: tuple[Consensus, ...]
    notes: tuple[Note, ...]
    tags: tuple[str, ...]
    retrieval: str
    attempts: tuple[Attempt, ...]
    documents: tuple[str, ...]
    """Names of the full texts attached."""
    tasks: dict[Stage, str] = field(default_factory=dict)
    """Why it is this reviewer's to judge, at the stages where it is: a value of `plan.Task`."""
    related: tuple[int, ...] = ()
    """Reports of works that belong with it but are distinct: its preprint, an erratum, another part."""
    marks: tuple[Marked, ...] = ()
    """Retracted, awaiting classification, ongoing."""
    not_theirs: dict[Stage, str] = field(default_factory=dict)
    """Why the plan does not have this reviewer judge it now, at the stages where that is so."""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One line of a list of reports."""

    id: int
    title: str
    who: str
    """`Kim et al. 2021`."""
    journal: str
    records: int
    outcome: Outcome
    """At the stage the list was asked for."""
    reason: str
    mine: str
    """The asking reviewer's verdict at that stage, or ""."""
    retrieval: str
    tags: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    task: str = ""
    """Why it is the asking reviewer's to judge, where it is under a plan."""


@dataclass(frozen=True, slots=True)
class Which:
    """Which reports a list holds. Empty fields do not restrict."""

    stage: Stage = Stage.TITLE_ABSTRACT
    state: str = "all"
    """`to do` (this reviewer's queue), `open` (without an outcome, whoever must act), `voted` (by this reviewer),
    `included`, `excluded`, `conflict`, `settled`, `postponed` (by this reviewer), `reopened` (to be judged again),
    `maybe` (somebody was unsure, as far as this reviewer may know), `not retrieved`, `assessed` (not `not retrieved`),
    `awaiting classification`, `ongoing`, `retracted` or `all`."""
    reviewer: str = ""
    words: str = ""
    """Full-text search over title, abstract, authors, journal and keywords: every word must occur."""
    tag: str = ""
    source: str = ""
    reason: str = ""
    """Why it was excluded at full text."""
    arm: str = ""
    """`search` or `other`: which arm of the PRISMA flow diagram."""
    task: str = ""
    """Of a queue under a plan, only what is there for this reason: a value of `plan.Task`."""
