"""What the summary is told from: gathered by the services, in the field's nouns."""

from __future__ import annotations

from dataclasses import dataclass

from review_tool.domain.flow import Flow
from review_tool.domain.protocol import Protocol
from review_tool.domain.synthesis import ClaimKind, Strand, StrandItem
from review_tool.domain.table import Table
from review_tool.reporting.claims import ClaimView


@dataclass(frozen=True, slots=True)
class Telling:
    """What the team says of its summary, besides the review itself."""

    introduction: str = ""
    """A few plain sentences before everything."""
    video: str = ""
    """The address of a film."""
    transcript: str = ""
    """Its words."""
    authors: str = ""
    funding: str = ""
    feedback: str = ""
    """How to say something about it: an address or a sentence."""
    licence: str = ""
    differences: tuple[str, ...] = ()
    """How it differs from a full review, besides what the log tells."""
    glossary: tuple[tuple[str, str], ...] = ()
    """Words of this review with what they mean."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A passage of a study's report."""

    id: str
    text: str
    quoted: bool
    where: str
    codes: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    """Labels of the claims that rest on it: `R1`."""
    by: str = ""
    fields: tuple[str, ...] = ()
    """What was extracted from it: `Setting`."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Something decided about a report, as the log has it."""

    at: str
    words: str
    event: str
    """The beginning of its hash."""


@dataclass(frozen=True, slots=True)
class StudyFacts:
    """One included study with all that is known of it."""

    id: str
    label: str
    """`Kim et al. 2021`."""
    title: str
    citations: tuple[str, ...] = ()
    """Each report, as a reference."""
    doi: str = ""
    abstract: str = ""
    values: tuple[tuple[str, str, str], ...] = ()
    """(field, value, where it is said)."""
    appraisal: tuple[tuple[str, str, str], ...] = ()
    """(item, answer, note)."""
    quality: str = ""
    """`good`, `some concerns`, `low`; "" where nobody has judged it."""
    quality_words: str = ""
    excerpts: tuple[Marked, ...] = ()
    decisions: tuple[Decision, ...] = ()
    claims: tuple[str, ...] = ()
    """Labels of the claims that rest on it."""


@dataclass(frozen=True, slots=True)
class ThemeFacts:
    name: str
    description: str
    codes: tuple[str, ...]
    excerpts: int
    above: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture of ours with its words and its numbers."""

    svg: str
    caption: str
    words: str
    table: Table | None = None
    file: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """A report that was read and left out, and why."""

    citation: str
    reason: str


@dataclass(frozen=True, slots=True)
class Summary:
    """All that the summary tells."""

    title: str
    protocol: Protocol
    demonstration: bool
    flow: Flow
    flow_drawing: Drawing
    claims: tuple[ClaimView, ...]
    studies: tuple[StudyFacts, ...]
    strands: tuple[tuple[Strand, tuple[StrandItem, ...]], ...] = ()
    themes: tuple[ThemeFacts, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    """More pictures for the evidence base: the appraisal, the map."""
    left_out: tuple[Left, ...] = ()
    how: tuple[str, ...] = ()
    """How the review was done, a sentence each."""
    differences: tuple[str, ...] = ()
    """How that differs from a full systematic review, a sentence each."""
    amendments: tuple[tuple[str, str], ...] = ()
    """(when, why) of each change of the protocol after the first version."""
    sources: tuple[tuple[str, str, str, str, int], ...] = ()
    """(name, platform, date, search as run, records) of each source."""
    downloads: tuple[tuple[str, str], ...] = ()
    """(file, what it is)."""
    telling: Telling = Telling()  # frozen
    heads: tuple[tuple[str, str], ...] = ()
    """(chain, hash of its last event)."""
    root: str = ""
    made_at: str = ""

    def of_kind(self, kind: ClaimKind) -> tuple[ClaimView, ...]:
        """The claims of one kind by their number."""
        return tuple(sorted((v for v in self.claims if v.claim.kind is kind), key=lambda view: view.claim.number))
