"""The checklists a review knows: those that come along and those its team adopted."""

from __future__ import annotations

from review_tool.appraisal import loader
from review_tool.domain.appraisal import Checklist
from review_tool.store.queries import appraisals
from review_tool.store.review import Reading

_FIRST = ("mmat-2018-structure", "weight-of-evidence")
"""What a rapid review of mixed evidence takes up first."""


def all_checklists(connection: Reading) -> tuple[Checklist, ...]:
    """Every checklist that may be answered: those that come along, the usual ones first, then the team's own."""
    adopted = tuple(loader.load(body, name) for name, body in appraisals.adopted(connection).items())
    come_along = [tool for tool in loader.load_all() if not tool.template]
    return (*sorted(come_along, key=lambda tool: tool.id not in _FIRST), *adopted)
