"""Every way of writing decisions that is read, in the order in which a file is tried."""

from __future__ import annotations

from review_tool.domain.errors import ReviewError
from review_tool.formats.decisions.asreview import ASREVIEW
from review_tool.formats.decisions.covidence import COVIDENCE
from review_tool.formats.decisions.eppi import EPPI
from review_tool.formats.decisions.plain import COLUMNS, PLAIN
from review_tool.formats.decisions.rayyan import RAYYAN
from review_tool.formats.decisions.rows import Row
from review_tool.formats.decisions.said import Dialect

DIALECTS: tuple[Dialect, ...] = (RAYYAN, COVIDENCE, ASREVIEW, EPPI, PLAIN)


def dialect_of(rows: list[Row], name: str) -> Dialect:
    """The program whose rows these are.

    Raises:
        ReviewError: no column or note holds decisions.
    """
    for known in DIALECTS:
        if known.fits(rows):
            return known
    raise ReviewError(
        f"{name}, line 1: no column holds the decisions.", hint="Name it one of " + ", ".join(COLUMNS) + "."
    )
