"""The PRISMA 2020 flow as data and as text; `flow_svg` draws it.

The data has the columns and rows of the PRISMA2020 R package (Haddaway 2022, doi:10.1002/cl2.1230), whose own
drawing program reads it. Lines for what is still to do come after its rows, so that the sums hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from review_tool.domain.flow import Flow, ReasonCount
from review_tool.domain.table import Column, Table
from review_tool.domain.text import one_line
from review_tool.reporting.boxes import Arm, Box, arms, included
from review_tool.reporting.diagram import flow_svg

__all__ = ["flow_svg", "flow_table", "flow_text"]

_COLUMNS = (
    Column("data", "Data", "The count's name in the PRISMA2020 R package."),
    Column("node", "Node", "The node of the diagram it belongs to."),
    Column("box", "Box", "The box of the diagram it stands in."),
    Column("description", "Description", "What is counted."),
    Column("boxtext", "Box text", "The label in the diagram."),
    Column("tooltips", "Tooltip", "What a reader is told about the box."),
    Column("url", "Link", "Where the box leads; empty here."),
    Column("n", "n", "The count; for exclusions each reason with its count, parted by semicolons."),
)

_NONE = "NA"
"""What R writes where a cell has no value."""

# data, node, box, label, arm. A box's first row names its node; rows without data name a heading of the diagram.
_ROWS: tuple[tuple[str, str, str, str, str], ...] = (
    (_NONE, "node4", "prevstud", "Previous studies", ""),
    ("previous_studies", "node5", "box1", "Studies included in previous version of review", ""),
    ("previous_reports", _NONE, "box1", "Reports of studies included in previous version of review", ""),
    (_NONE, "node6", "newstud", "Identification of studies via databases and registers", ""),
    ("database_results", "node7", "box2", "Databases", "records identified"),
    ("register_results", _NONE, "box2", "Registers", "records identified"),
    (_NONE, "node16", "othstud", "Identification of studies via other methods", ""),
    ("website_results", "node17", "box11", "Websites", "records identified"),
    ("organisation_results", _NONE, "box11", "Organisations", "records identified"),
    ("citations_results", _NONE, "box11", "Citation searching", "records identified"),
    ("duplicates", "node8", "box3", "Duplicate records", "removed before screening"),
    ("excluded_automatic", _NONE, "box3", "Records marked as ineligible by automation tools", ""),
    ("excluded_other", _NONE, "box3", "Records removed for other reasons", ""),
    ("records_screened", "node9", "box4", "Records screened", "databases and registers"),
    ("records_excluded", "node10", "box5", "Records excluded", "databases and registers"),
    ("dbr_sought_reports", "node11", "box6", "Reports sought for retrieval", "databases and registers"),
    ("dbr_notretrieved_reports", "node12", "box7", "Reports not retrieved", "databases and registers"),
    ("other_sought_reports", "node18", "box12", "Reports sought for retrieval", "other methods"),
    ("other_notretrieved_reports", "node19", "box13", "Reports not retrieved", "other methods"),
    ("dbr_assessed", "node13", "box8", "Reports assessed for eligibility", "databases and registers"),
    ("dbr_excluded", "node14", "box9", "Reports excluded", "databases and registers"),
    ("other_assessed", "node20", "box14", "Reports assessed for eligibility", "other methods"),
    ("other_excluded", "node21", "box15", "Reports excluded", "other methods"),
    ("new_studies", "node15", "box10", "Studies included in review", ""),
    ("new_reports", _NONE, "box10", "Reports of included studies", ""),
    ("total_studies", "node22", "box16", "Total studies included in review", ""),
    ("total_reports", _NONE, "box16", "Reports of total included studies", ""),
    ("identification", "node1", "identification", "Identification", ""),
    ("screening", "node2", "screening", "Screening", ""),
    ("included", "node3", "included", "Included", ""),
)
# What PRISMA has no name for, shown only where there is any: our name here, the flow's, label, arm. The package looks
# counts up by a part of their name, so that none of these may hold one of its own names.
_OWN_ROWS: tuple[tuple[str, str, str, str], ...] = (
    ("records_to_do", "records_to_do", "Records still to decide", "databases and registers"),
    ("dbr_to_do", "dbr_to_do", "Reports still to assess", "databases and registers"),
    ("dbr_awaiting", "dbr_awaiting", "Reports awaiting classification", "databases and registers"),
    ("dbr_ongoing", "dbr_ongoing", "Reports of ongoing studies", "databases and registers"),
    ("other_already_known", "other_duplicates", "Duplicates of other records", "other methods"),
    ("other_left_out", "other_records_excluded", "Reports excluded before retrieval", "other methods"),
    ("other_undecided", "other_records_to_do", "Records still to decide", "other methods"),
    ("other_to_do", "other_to_do", "Reports still to assess", "other methods"),
    ("other_awaiting", "other_awaiting", "Reports awaiting classification", "other methods"),
    ("other_ongoing", "other_ongoing", "Reports of ongoing studies", "other methods"),
)


def flow_table(flow: Flow) -> Table:
    """The counts a row each, as the R package's drawing program reads them."""
    rows = [_row(data, node, box, label, arm, _count(flow, data)) for data, node, box, label, arm in _ROWS]
    rows += [
        _row(data, _NONE, _NONE, label, arm, str(getattr(flow, name)))
        for data, name, label, arm in _OWN_ROWS
        if getattr(flow, name)
    ]
    return Table("flow", "PRISMA 2020 flow", _COLUMNS, tuple(rows))


def _row(data: str, node: str, box: str, label: str, arm: str, n: str) -> tuple[str, ...]:
    described = f"{label} ({arm})" if arm else label
    return (data, node, box, described, label, described, _NONE, n)


def _count(flow: Flow, data: str) -> str:
    """A new review has no previous version, so that its total is what is new."""
    value = getattr(flow, data.replace("total_", "new_"), 0)
    return "; ".join(_reason(r) for r in value) if isinstance(value, tuple) else str(value)


def _reason(count: ReasonCount) -> str:
    """A reason without the signs that part reasons and counts in the R package's cell."""
    reason = one_line(count.reason).replace(";", ",").replace(",", " –")
    return f"{reason or 'no reason given'}, {count.n}"


def flow_text(flow: Flow) -> str:
    """The flow line by line, for a terminal and for people who hear it rather than see it."""
    lines: list[str] = []
    for arm in arms(flow):
        lines += [arm.title, *_arm_lines(arm)]
    lines += ["Included", *_box_lines(included(flow))]
    if faults := flow.faults():
        lines += ["These boxes do not add up", *(f"  {fault}" for fault in faults)]
    return "\n".join(lines) + "\n"


def _arm_lines(arm: Arm) -> Iterator[str]:
    for box in arm.boxes:
        yield from _box_lines(box)


def _box_lines(box: Box) -> Iterator[str]:
    if box.heading:
        yield f"  {box.heading_words}"
    for line in box.lines:
        yield f"  {'  ' if box.heading or line.own else ''}{line.text}: {line.n}"
