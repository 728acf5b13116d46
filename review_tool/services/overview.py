"""Where the review stands: the flow, and what is left for whom."""

from __future__ import annotations

from dataclasses import dataclass

from review_tool.domain.decision import Stage
from review_tool.domain.flow import Flow
from review_tool.domain.report import Which
from review_tool.reporting.flow import flow_text
from review_tool.store.queries import lists, plan, tallies
from review_tool.store.queries.tallies import Todo
from review_tool.store.review import Review
from review_tool.store.state.standings import current_protocol


@dataclass(frozen=True, slots=True)
class Status:
    """Everything the home screen counts."""

    title: str
    flow: Flow
    todo: tuple[Todo, ...]
    """Per reviewer."""
    pairs_to_review: int
    """Pairs that wait for a person; related ones do not."""
    conflicts: int
    sources: tuple[tuple[str, int], ...]
    """Each source with how many records it brought."""
    planned: bool = False
    """A screening plan shares the reports out."""


def flow(review: Review) -> Flow:
    """The boxes of the PRISMA flow diagram, each counted now."""
    with review.reading() as connection:
        return tallies.flow(connection)


def status(review: Review) -> Status:
    with review.reading() as connection:
        return Status(
            title=plan.title(connection),
            flow=tallies.flow(connection),
            todo=tuple(tallies.left_for(connection, member.name) for member in plan.team(connection) if member.is_here),
            pairs_to_review=sum(not (pair.verdict or pair.related) for pair in plan.pairs(connection)),
            conflicts=sum(len(lists.report_ids(connection, Which(stage, "conflict"))) for stage in Stage),
            sources=tuple(tallies.records_by_source(connection).items()),
            planned=current_protocol(connection).is_planned,
        )


def flow_lines(counted: Flow) -> str:
    """The flow as plain lines, for a terminal or a screen reader."""
    return flow_text(counted)
