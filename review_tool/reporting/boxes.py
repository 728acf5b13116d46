"""The boxes of the PRISMA 2020 flow diagram and their lines, said once for the diagram, the text and the page.

The labels are those of the template for new reviews (Page 2021, doi:10.1136/bmj.n71, CC BY 4.0). Lines that begin
with “Still” or name other removals are this tool's: they say what is not done yet, so that the boxes add up at any
hour of a review.
"""

from __future__ import annotations

from dataclasses import dataclass

from review_tool.domain.flow import Flow, ReasonCount
from review_tool.domain.text import one_line


@dataclass(frozen=True, slots=True)
class Line:
    """One count in a box."""

    text: str
    n: int
    own: bool = False
    """A line PRISMA does not have."""

    @property
    def words(self) -> str:
        return f"{self.text} (n = {self.n})"


@dataclass(frozen=True, slots=True)
class Box:
    id: str
    lines: tuple[Line, ...]
    heading: str = ""
    """What stands above the lines, ending in a colon; "" where the first line is the heading."""
    total: int | None = None
    """The heading's own count, where it has one."""

    @property
    def heading_words(self) -> str:
        if self.total is None:
            return self.heading
        return f"{self.heading.removesuffix(':')} (n = {self.total}){':' if self.lines else ''}"


@dataclass(frozen=True, slots=True)
class Arm:
    """One column of the diagram with the boxes beside it, from the top down."""

    title: str
    identified: Box
    removed: Box | None
    screened: Box | None
    excluded: Box | None
    sought: Box
    not_retrieved: Box
    assessed: Box
    reports_excluded: Box

    @property
    def boxes(self) -> tuple[Box, ...]:
        order = (
            self.identified,
            self.removed,
            self.screened,
            self.excluded,
            self.sought,
            self.not_retrieved,
            self.assessed,
            self.reports_excluded,
        )
        return tuple(box for box in order if box is not None)


def search_arm(flow: Flow) -> Arm:
    """Databases and registers."""
    return Arm(
        title="Identification of studies via databases and registers",
        identified=Box(
            "identified",
            (Line("Databases", flow.database_results), Line("Registers", flow.register_results)),
            "Records identified from:",
        ),
        removed=Box(
            "removed",
            (
                Line("Duplicate records removed", flow.duplicates),
                Line("Records marked as ineligible by automation tools", flow.excluded_automatic),
                Line("Records removed for other reasons", flow.excluded_other),
            ),
            "Records removed before screening:",
        ),
        screened=Box(
            "screened", (Line("Records screened", flow.records_screened), *_still("decide", flow.records_to_do))
        ),
        excluded=Box("excluded", (Line("Records excluded", flow.records_excluded),)),
        sought=Box("sought", (Line("Reports sought for retrieval", flow.dbr_sought_reports),)),
        not_retrieved=Box("not-retrieved", (Line("Reports not retrieved", flow.dbr_notretrieved_reports),)),
        assessed=_assessed("assessed", flow.dbr_assessed, flow.dbr_to_do, flow.dbr_awaiting, flow.dbr_ongoing),
        reports_excluded=_excluded("reports-excluded", flow.dbr_excluded),
    )


def other_arm(flow: Flow) -> Arm | None:
    """Websites, organisations and citation searching; None where nothing was found so."""
    if not flow.other_identified:
        return None
    own = (
        Line("Of these duplicates of other records", flow.other_duplicates, own=True),
        Line("Of these excluded before retrieval", flow.other_records_excluded, own=True),
    )
    return Arm(
        title="Identification of studies via other methods",
        identified=Box(
            "other-identified",
            (
                Line("Websites", flow.website_results),
                Line("Organisations", flow.organisation_results),
                Line("Citation searching", flow.citations_results),
                *(line for line in own if line.n),
                *_still("decide", flow.other_records_to_do),
            ),
            "Records identified from:",
        ),
        removed=None,
        screened=None,
        excluded=None,
        sought=Box("other-sought", (Line("Reports sought for retrieval", flow.other_sought_reports),)),
        not_retrieved=Box("other-not-retrieved", (Line("Reports not retrieved", flow.other_notretrieved_reports),)),
        assessed=_assessed(
            "other-assessed", flow.other_assessed, flow.other_to_do, flow.other_awaiting, flow.other_ongoing
        ),
        reports_excluded=_excluded("other-reports-excluded", flow.other_excluded),
    )


def arms(flow: Flow) -> tuple[Arm, ...]:
    other = other_arm(flow)
    return (search_arm(flow), other) if other else (search_arm(flow),)


def included(flow: Flow) -> Box:
    return Box(
        "included",
        (Line("Studies included in review", flow.new_studies), Line("Reports of included studies", flow.new_reports)),
    )


def _assessed(box_id: str, n: int, to_do: int, awaiting: int, ongoing: int) -> Box:
    apart = (Line("Awaiting classification", awaiting, own=True), Line("Of ongoing studies", ongoing, own=True))
    own = (*_still("assess", to_do), *(line for line in apart if line.n))
    return Box(box_id, (Line("Reports assessed for eligibility", n), *own))


def _excluded(box_id: str, reasons: tuple[ReasonCount, ...]) -> Box:
    lines = tuple(Line(one_line(reason.reason) or "no reason given", reason.n) for reason in reasons)
    return Box(box_id, lines, "Reports excluded:", sum(reason.n for reason in reasons))


def _still(deed: str, n: int) -> tuple[Line, ...]:
    return (Line(f"Still to {deed}", n, own=True),) if n else ()
