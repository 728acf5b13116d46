"""Extracting values from the included studies into the review's form."""

from __future__ import annotations

from pathlib import Path

from review_tool.domain.errors import ReviewError
from review_tool.domain.evidence import Excerpt, ExcerptKind
from review_tool.domain.extraction import Form, Value
from review_tool.domain.text import clean
from review_tool.extraction import loader
from review_tool.store import evidence, plan, reports
from review_tool.store.review import Review
from review_tool.store.unit import Unit


def form(review: Review) -> Form:
    """The review's form: the one the team adopted, or the one for co-production studies that comes along."""
    with review.reading() as connection:
        adopted = plan.instrument(connection, "form")
    return loader.load(adopted, "the review's form") if adopted else loader.default()


def adopt_form(review: Review, path: Path, *, by: str) -> Form:
    """Take a form from a TOML file; values already extracted stay.

    Raises:
        ReviewError: no such file, or it is not a form; the message names what is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ReviewError(f"{path} cannot be read as text.", hint="A form is a UTF-8 TOML file.") from error
    new = loader.load(text, path.name)
    with review.writing() as unit:
        unit.record("instrument.adopted", f"form:{new.id}", {"kind": "form", "body": text}, by=by)
    return new


def values(review: Review, study: int | None = None) -> list[Value]:
    """The values as they stand, of one study or of all."""
    with review.reading() as connection:
        return evidence.values(connection, study)


def history(review: Review, study: int, field: str) -> list[Value]:
    """Every value a field of a study ever had, oldest first."""
    with review.reading() as connection:
        return [value for value in evidence.values(connection, study, history=True) if value.field == field]


def extract(
    review: Review,
    study: int,
    field: str,
    value: str,
    *,
    by: str,
    not_reported: bool = False,
    excerpt: str = "",
    locator: str = "",
    kind: ExcerptKind = ExcerptKind.QUOTE,
) -> None:
    """Write one value, with the passage it rests on and where that stands.

    Args:
        excerpt: the passage itself (with `locator` and `kind`), or the id of one already marked.

    Raises:
        ReviewError: the study is not included, no such field, a value not of its type, or a passage without locator.
    """
    with review.writing() as unit:
        write_value(
            unit,
            form(review),
            study,
            field,
            value,
            by=by,
            not_reported=not_reported,
            excerpt=excerpt,
            locator=locator,
            kind=kind,
        )


def write_value(
    unit: Unit,
    form: Form,
    study: int,
    field: str,
    value: str,
    *,
    by: str,
    not_reported: bool = False,
    excerpt: str = "",
    locator: str = "",
    kind: ExcerptKind = ExcerptKind.QUOTE,
) -> None:
    """As `extract`, inside a unit of work of the caller's."""
    value = clean(value).strip()
    group = reports.included_studies(unit.connection).get(study)
    if not group:
        raise ReviewError(f"{study} is not an included study.", hint="Only included studies are extracted.")
    asked = form.field(field)
    if not not_reported:
        if not value:
            raise ReviewError(f"{asked.label} is empty.", hint="Write a value, or mark it as not reported.")
        asked.check(value)
    passage = None
    if excerpt:
        known = {marked.id for report in group for marked in evidence.excerpts(unit.connection, report)}
        passage = (
            excerpt if excerpt in known else write_excerpt(unit, group[0], excerpt, locator=locator, kind=kind, by=by)
        )
    payload = {"field": field, "value": "" if not_reported else value, "not_reported": not_reported, "excerpt": passage}
    unit.record("value.extracted", f"study:{study}", payload, by=by)


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
) -> str:
    """As `mark`, inside a unit of work of the caller's."""
    text, locator = clean(text).strip(), clean(locator).strip()
    if not text:
        raise ReviewError("The excerpt is empty.", hint="Quote or paraphrase the passage.")
    if not locator:
        raise ReviewError("An excerpt needs its place.", hint="Say where it stands: p. 4, or abstract.")
    root = reports.root_of(unit.connection, report)
    payload = {"kind": kind.value, "text": text, "locator": locator, "codes": list(codes)}
    return unit.record("excerpt.marked", f"report:{root}", payload, by=by).id
