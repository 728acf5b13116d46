"""Marking passages of reports: what evidence rests on."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from review_tool.domain.errors import ReviewError
from review_tool.domain.evidence import Excerpt, ExcerptKind
from review_tool.domain.fulltext import Span
from review_tool.domain.text import clean
from review_tool.store.queries import evidence, reports
from review_tool.store.review import Review
from review_tool.store.unit import Unit


def excerpts(review: Review, report: int | None = None) -> list[Excerpt]:
    """The marked passages, of one report or of all, in the order they were marked."""
    with review.reading() as connection:
        root = None if report is None else reports.root_of(connection, report)
        return evidence.excerpts(connection, root)


def mark(
    review: Review,
    report: int,
    text: str,
    *,
    locator: str,
    by: str,
    kind: ExcerptKind = ExcerptKind.QUOTE,
    codes: tuple[str, ...] = (),
) -> str:
    """Mark a passage of a report as evidence. Returns the excerpt's id.

    Raises:
        ReviewError: no such report, no text, or no locator.
    """
    with review.writing() as unit:
        return write_excerpt(unit, report, text, locator=locator, kind=kind, by=by, codes=codes)


def write_excerpt(
    unit: Unit,
    report: int,
    text: str,
    *,
    locator: str,
    kind: ExcerptKind,
    by: str,
    codes: tuple[str, ...] = (),
    span: Span | None = None,
    suggested: dict[str, str] | None = None,
) -> str:
    """As `mark`, inside a unit of work of the caller's.

    Args:
        span: its exact place, where it was marked in the reader.
        suggested: the label and heading of the suggestion that it confirms.
    """
    text, locator = clean(text).strip(), clean(locator).strip()
    if not text:
        raise ReviewError("The excerpt is empty.", hint="Quote or paraphrase the passage.")
    if not locator:
        raise ReviewError("An excerpt needs its place.", hint="Say where it stands: p. 4, or abstract.")
    root = reports.root_of(unit.connection, report)
    payload: dict[str, Any] = {"kind": kind.value, "text": text, "locator": locator, "codes": list(codes)}
    if span:
        payload["span"] = asdict(span)
    if suggested:
        payload["suggested"] = suggested
    return unit.record("excerpt.marked", f"report:{root}", payload, by=by).id


def passage(unit: Unit, group: list[int], excerpt: str, *, locator: str, kind: ExcerptKind, by: str) -> str:
    """The id of a passage of a study, whose reports these are: one marked before (named by its id), or marked now."""
    known = {marked.id for report in group for marked in evidence.excerpts(unit.connection, report)}
    return excerpt if excerpt in known else write_excerpt(unit, group[0], excerpt, locator=locator, kind=kind, by=by)
