"""What one reviewer may know of another's work on a report that is not judged by all yet.

One rule for every view, list, count and export: a vote, a note or a tag of another is out of sight until the stage
it was made at has an outcome. Tags are kept back only where several people judge, as there is nobody to sway elsewhere.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_

from review_tool.domain.decision import Outcome, Stage, Standing
from review_tool.domain.protocol import Protocol
from review_tool.store import tables as t


def in_sight(at: Standing) -> bool:
    """Others' votes are shown once they can no longer sway one's own."""
    return at.outcome.shows_votes


def kept_back(outcome: ColumnElement[str]) -> ColumnElement[bool]:
    """The same of a column of outcomes, as a condition, the other way round."""
    return outcome.not_in([known.value for known in Outcome if known.shows_votes])


def noted_in_sight(stage: str, standings: dict[Stage, Standing]) -> bool:
    """Whether others may read a note written at a stage; one that does not say which waits for both."""
    if stage:
        return in_sight(standings[Stage(stage)])
    title_abstract, full_text = standings[Stage.TITLE_ABSTRACT], standings[Stage.FULL_TEXT]
    return title_abstract.outcome is Outcome.EXCLUDED or (in_sight(title_abstract) and in_sight(full_text))


def hidden_tag(protocol: Protocol, reviewer: str) -> ColumnElement[bool]:
    """The condition that a row of `tag`, joined with its report, is kept from this reviewer."""
    columns = {Stage.TITLE_ABSTRACT: t.report.c.title_abstract, Stage.FULL_TEXT: t.report.c.full_text}
    waiting = [
        and_(t.tag.c.stage == stage.value, kept_back(column))
        for stage, column in columns.items()
        if protocol.is_blind(stage)
    ]
    return and_(t.tag.c.reviewer != reviewer, or_(*waiting)) if waiting else false()
