"""The PRISMA 2020 flow diagram (doi:10.1136/bmj.n71): boxes that add up or say which do not."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ReasonCount:
    reason: str
    n: int


@dataclass(frozen=True, slots=True)
class Flow:
    """Counts as the PRISMA2020 R package names them (Haddaway 2022, doi:10.1002/cl2.1230).

    `dbr_*` is the arm of databases and registers, `other_*` that of other methods. What is still to do has boxes
    of its own, so that the sums hold at any hour of the review.
    """

    database_results: int = 0
    register_results: int = 0
    website_results: int = 0
    organisation_results: int = 0
    citations_results: int = 0
    duplicates: int = 0
    excluded_automatic: int = 0
    excluded_other: int = 0
    records_screened: int = 0
    records_excluded: int = 0
    records_to_do: int = 0
    """Not in PRISMA: records without an outcome at title and abstract yet."""
    dbr_sought_reports: int = 0
    dbr_notretrieved_reports: int = 0
    dbr_assessed: int = 0
    dbr_excluded: tuple[ReasonCount, ...] = ()
    dbr_to_do: int = 0
    """Not in PRISMA: reports without an outcome at full text yet."""
    dbr_awaiting: int = 0
    """Reports assessed that do not tell enough to be included or excluded (Cochrane Handbook 4.6.4)."""
    dbr_ongoing: int = 0
    """Reports assessed of studies that are not finished."""
    other_duplicates: int = 0
    """Not in PRISMA: records of other methods that another record already stood for."""
    other_records_excluded: int = 0
    """Not in PRISMA: reports of other methods excluded before retrieval."""
    other_records_to_do: int = 0
    other_sought_reports: int = 0
    other_notretrieved_reports: int = 0
    other_assessed: int = 0
    other_excluded: tuple[ReasonCount, ...] = ()
    other_to_do: int = 0
    other_awaiting: int = 0
    other_ongoing: int = 0
    new_studies: int = 0
    new_reports: int = 0

    @property
    def identified(self) -> int:
        """Records from databases and registers."""
        return self.database_results + self.register_results

    @property
    def other_identified(self) -> int:
        return self.website_results + self.organisation_results + self.citations_results

    def faults(self) -> list[str]:
        """Every sum that does not hold, as a sentence; empty when the boxes add up."""
        sums = [
            (
                "identified less removed before screening is screened",
                self.identified - self.duplicates - self.excluded_automatic - self.excluded_other,
                self.records_screened,
            ),
            (
                "screened less excluded less to do is sought",
                self.records_screened - self.records_excluded - self.records_to_do,
                self.dbr_sought_reports,
            ),
            (
                "sought less not retrieved is assessed",
                self.dbr_sought_reports - self.dbr_notretrieved_reports,
                self.dbr_assessed,
            ),
            (
                "other records less duplicates less excluded less to do is sought",
                self.other_identified - self.other_duplicates - self.other_records_excluded - self.other_records_to_do,
                self.other_sought_reports,
            ),
            (
                "other sought less not retrieved is assessed",
                self.other_sought_reports - self.other_notretrieved_reports,
                self.other_assessed,
            ),
            (
                "assessed less excluded less open is included",
                self.dbr_assessed
                - sum(r.n for r in self.dbr_excluded)
                - self.dbr_to_do
                - self.dbr_awaiting
                - self.dbr_ongoing
                + self.other_assessed
                - sum(r.n for r in self.other_excluded)
                - self.other_to_do
                - self.other_awaiting
                - self.other_ongoing,
                self.new_reports,
            ),
        ]
        faults = [f"{what}: {left} is not {right}" for what, left, right in sums if left != right]
        if self.new_studies > self.new_reports:
            faults.append(f"more studies ({self.new_studies}) than reports ({self.new_reports})")
        return faults

    def to_payload(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "dbr_excluded": [asdict(r) for r in self.dbr_excluded],
            "other_excluded": [asdict(r) for r in self.other_excluded],
        }
