"""What one reviewer may know of another's work on a report that is not judged by all yet.

One rule for every view, list, count and export: a vote, a note or a tag of another is out of sight until the stage
it was made at has an outcome. Tags are kept back only where several people judge, as there is nobody to sway elsewhere;
one set while they did stays back when the plan changes, as whoever set it counted on that.
"""

from __future__ import annotations

import sys

from sqlalchemy import ColumnElement, Connection, and_, false, or_, select

from review_tool.domain.decision import Outcome, Stage, Standing
from review_tool.store import tables as t
from review_tool.store.state.standings import protocol_in

_NEWEST_FIRST = select(t.protocol.c.n, t.protocol.c.body).order_by(t.protocol.c.n.desc())
STILL = sys.maxsize
"""After any event."""


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


def blind_until(connection: Connection) -> dict[Stage, int]:
    """Stage → the number of the amendment that ended judging it blind: what came before was said blind.

    `STILL` where it is judged blind now, 0 where it never was.
    """
    until: dict[Stage, int] = {}
    ended = STILL
    versions = connection.execute(_NEWEST_FIRST)
    for version in versions:
        for stage in Stage:
            if stage not in until and protocol_in(version.body).is_blind(stage):
                until[stage] = ended
        if len(until) == len(Stage):
            break
        ended = version.n
    versions.close()
    return {stage: until.get(stage, 0) for stage in Stage}


def hidden_tag(connection: Connection, reviewer: str) -> ColumnElement[bool]:
    """The condition that a row of `tag`, joined with its report, is kept from this reviewer."""
    columns = {Stage.TITLE_ABSTRACT: t.report.c.title_abstract, Stage.FULL_TEXT: t.report.c.full_text}
    waiting = [
        and_(t.tag.c.stage == stage.value, t.tag.c.n < until, kept_back(columns[stage]))
        for stage, until in blind_until(connection).items()
        if until
    ]
    return and_(t.tag.c.reviewer != reviewer, or_(*waiting)) if waiting else false()
