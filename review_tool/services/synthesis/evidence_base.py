"""All that the synthesis rests on, read at once: claims, passages, items, themes, studies, and who coded what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from review_tool.domain.coding import Codings
from review_tool.domain.evidence import Excerpt, Theme
from review_tool.domain.synthesis import Claim, ClaimKind, Strand, StrandItem
from review_tool.services.studies import appraising
from review_tool.services.studies.appraising import Study
from review_tool.store.queries import claims, coding, evidence
from review_tool.store.review import Review
from review_tool.synthesis.chain import Ways, coded_under


@dataclass(frozen=True)
class EvidenceBase:
    """A picture of one moment; read it anew after a deed."""

    claims: tuple[Claim, ...]
    excerpts: dict[str, Excerpt]
    items: dict[str, StrandItem]
    strands: tuple[Strand, ...]
    themes: dict[str, Theme]
    studies: dict[int, Study]
    study_of: dict[int, int]
    """The included study of each report."""
    coded: Codings
    """On excerpts."""
    items_coded: Codings

    @cached_property
    def ways(self) -> Ways:
        """From claims down to passages."""
        codes = {id_: excerpt.codes for id_, excerpt in self.excerpts.items()}
        placed = {id_: item.codes for id_, item in self.items.items()}
        findings = {claim.id: claim for claim in self.claims if claim.kind is ClaimKind.FINDING}
        return Ways(findings, coded_under(self.themes.values(), codes, placed))

    def study_of_excerpt(self, excerpt: str) -> str:
        """The study's number; of a report that is in no included study, the report's number with a sign before it."""
        report = self.excerpts[excerpt].report
        study = self.study_of.get(report)
        return str(study) if study is not None else f"-{report}"


def read(review: Review) -> EvidenceBase:
    studies = appraising.studies(review)
    with review.reading() as connection:
        coded, items_coded = coding.codings(connection), coding.item_codings(connection)
        return EvidenceBase(
            tuple(claims.claims(connection, used=(coded, items_coded))),
            {one.id: one for one in evidence.excerpts(connection, codes=coded)},
            {one.id: one for one in evidence.items(connection, codes=items_coded)},
            tuple(evidence.strands(connection)),
            {one.name: one for one in coding.themes(connection)},
            {study.id: study for study in studies},
            {report: study.id for study in studies for report in study.reports},
            coded,
            items_coded,
        )
