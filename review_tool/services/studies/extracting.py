"""Extracting values from the included studies into the review's form, and having a second person look at them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from review_tool.domain.errors import ReviewError
from review_tool.domain.evidence import ExcerptKind
from review_tool.domain.extraction import Deed, Form, Value
from review_tool.domain.second_eyes import Cell, State, Way, blinded
from review_tool.domain.text import clean
from review_tool.services.fulltexts.marking import passage
from review_tool.services.people import check_lead
from review_tool.services.studies import forms
from review_tool.services.studies.revealing import agreed
from review_tool.store.queries import evidence, plan, reports
from review_tool.store.review import Reading, Review
from review_tool.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person writes into one field of one study."""

    value: str = ""
    not_reported: bool = False
    """The reports do not say; the value is then left aside."""
    excerpt: str = ""
    """The passage it rests on (with `locator` and `kind`), or the id of one already marked."""
    locator: str = ""
    kind: ExcerptKind = ExcerptKind.QUOTE
    why: str = ""
    """Why it changes."""


def form(review: Review) -> Form:
    """The review's form: the one the team put in force, or the one it begins with."""
    return forms.current(review)


def way(review: Review) -> Way:
    """Who looks at a value besides the one who extracts it."""
    with review.reading() as connection:
        return evidence.extraction_way(connection)


def choose_way(review: Review, wanted: str, *, by: str, why: str = "", reveal: bool = False) -> Way:
    """Decide how extraction is done from now on. What was extracted stays.

    Args:
        reveal: it may show everybody what is blind still.

    Raises:
        ReviewError: there is no such way, it is the way already, or `by` is no lead; Reveals where that was not
            agreed to.
    """
    if wanted not in set(Way):
        raise ReviewError(f"Extraction cannot be “{wanted}”.", hint="Choose " + ", ".join(Way) + ".")
    with review.writing() as unit:
        check_lead(unit, by)
        if evidence.extraction_way(unit.connection) == wanted:
            raise ReviewError(f"Extraction is {wanted} already.", hint="Nothing was written.")
        payload = {"way": wanted, "why": clean(why).strip()}
        with agreed(unit, reveal=reveal):
            unit.record("extraction.planned", "extraction:way", payload, by=by)
    return Way(wanted)


def pilots(review: Review) -> set[int]:
    """The studies on which the team tries its form."""
    with review.reading() as connection:
        return plan.pilots(connection)


def pilot(review: Review, study: int, *, by: str, present: bool = True) -> None:
    """Say that the form is tried on this study, or is no more.

    Raises:
        ReviewError: the study is not included.
    """
    current = forms.current(review)
    with review.writing() as unit:
        _reports_of(unit, study)
        unit.record("study.piloted", f"study:{study}", {"present": present, "form": current.name}, by=by)


def seen_for(connection: Reading, whose: str, looks: str) -> dict[tuple[int, str], Value]:
    """(study, field) → the value that counts, or where two extract blind the one `whose` gave.

    What `looks` may not see yet is left out.
    """
    how = evidence.extraction_way(connection)
    found = {}
    for key, cell in evidence.cells(connection).items():
        seen = blinded(how, cell, looks)
        own = [value for value in seen.values if value.by == whose]
        value = seen.value if how is not Way.DUAL else next(iter(own), None)
        if value is not None:
            found[key] = value
    return found


def values(review: Review, study: int | None = None) -> list[Value]:
    """The values that speak, of one study or of all; see `store.evidence.values`."""
    with review.reading() as connection:
        return evidence.values(connection, study)


def history(review: Review, study: int, field: str, *, reviewer: str = "") -> list[Value]:
    """Every value a field of a study ever had, oldest first; to a reviewer who is still blind only their own."""
    with review.reading() as connection:
        found = [value for value in evidence.values(connection, study, history=True) if value.field == field]
        cell = evidence.cells(connection, study).get((study, field), Cell())
        how = evidence.extraction_way(connection)
    if reviewer and blinded(how, cell, reviewer) != cell:
        return [value for value in found if value.by == reviewer]
    return found


def extract(review: Review, study: int, field: str, entry: Entry, *, by: str) -> None:
    """Write one value, with the passage it rests on and where that stands.

    Raises:
        ReviewError: the study is not included, no such field, a value not of its type, or a passage without locator.
    """
    current = form(review)
    with review.writing() as unit:
        write_value(unit, current, study, field, entry, by=by)


def write_value(
    unit: Unit,
    form: Form,
    study: int,
    field: str,
    entry: Entry,
    *,
    by: str,
    deed: Deed = Deed.EXTRACTED,
    corrects: str = "",
) -> None:
    """As `extract`, inside a unit of work of the caller's.

    Args:
        corrects: the event of the value it takes the place of.
    """
    group = _reports_of(unit, study)
    asked = form.field(field)
    value = "" if entry.not_reported else clean(entry.value).strip()
    if value:
        value = asked.check(value)
    elif not entry.not_reported:
        raise ReviewError(f"{asked.label} is empty.", hint="Write a value, or mark it as not reported.")
    excerpt = None
    if entry.excerpt:
        excerpt = passage(unit, group, entry.excerpt, locator=entry.locator, kind=entry.kind, by=by)
    payload: dict[str, Any] = {"field": field, "value": value, "not_reported": entry.not_reported, "excerpt": excerpt}
    payload |= {"form": form.name, "why": clean(entry.why).strip(), "corrects": corrects}
    unit.record(f"value.{deed}", f"study:{study}", payload, by=by)


def _reports_of(unit: Unit, study: int) -> list[int]:
    group = reports.included_studies(unit.connection).get(study)
    if not group:
        raise ReviewError(f"{study} is not an included study.", hint="Only included studies are extracted.")
    return group


def verify(review: Review, study: int, field: str, *, by: str, note: str = "") -> None:
    """Say that a value another person extracted was compared with the report and is right.

    Raises:
        ReviewError: there is no value one may see, it is one's own, or one verified it already.
    """
    current = form(review)
    with review.writing() as unit:
        value = _to_check(unit, current, study, field, by)
        cell = evidence.cells(unit.connection, study)[study, field]
        if any(check.by == by for check in cell.checks):
            raise ReviewError(f"You verified {current.field(field).label} already.", hint="Nothing was written.")
        payload = {"field": field, "of": value.event, "note": clean(note).strip(), "form": current.name}
        unit.record("value.verified", f"study:{study}", payload, by=by)


def correct(review: Review, study: int, field: str, entry: Entry, *, by: str) -> None:
    """Put another value in the place of one that another person extracted; both are kept, with why.

    Without a passage the value keeps the one it rested on.

    Raises:
        ReviewError: as `verify` and `extract` do; or no word on why.
    """
    current = form(review)
    if not entry.why.strip():
        raise ReviewError("Say why it is corrected.", hint="For example: table 2 says 240, the abstract 204.")
    with review.writing() as unit:
        before = _to_check(unit, current, study, field, by)
        if not entry.excerpt and not entry.not_reported:
            entry = replace(entry, excerpt=before.excerpt)
        write_value(unit, current, study, field, entry, by=by, deed=Deed.CORRECTED, corrects=before.event)


def _to_check(unit: Unit, form: Form, study: int, field: str, by: str) -> Value:
    """The value that a second person may check."""
    label = form.field(field).label
    _reports_of(unit, study)
    cell = evidence.cells(unit.connection, study).get((study, field), Cell())
    how = evidence.extraction_way(unit.connection)
    if how is Way.DUAL and cell.state is not State.AGREED:
        raise ReviewError(
            f"{label} is extracted by two people, each without seeing the other's.",
            hint="Extract it yourself; where two differ, settle it.",
        )
    if cell.value is None:
        raise ReviewError(f"{label} has no value yet.", hint="Extract it first.")
    if cell.value.by == by:
        raise ReviewError(
            f"{label} was written by you.", hint="A second pair of eyes is another person's; change it with edit."
        )
    return cell.value


def settle(review: Review, study: int, field: str, entry: Entry, *, by: str) -> None:
    """Say which value holds where two people who extracted blind differ. Theirs are kept beside it.

    Raises:
        ReviewError: nobody differs there, or as `extract` does.
    """
    current = form(review)
    with review.writing() as unit:
        cell = evidence.cells(unit.connection, study).get((study, field), Cell())
        if cell.state not in (State.DIFFER, State.SETTLED):
            raise ReviewError(f"Nobody differs on {current.field(field).label}.", hint="There is nothing to settle.")
        if not entry.excerpt and not entry.not_reported:
            same = [v for v in cell.values if v.excerpt and v.value == entry.value]
            entry = replace(entry, excerpt=same[0].excerpt if same else "")
        write_value(unit, current, study, field, entry, by=by, deed=Deed.SETTLED)


def write(deed: Deed, review: Review, study: int, field: str, entry: Entry, *, by: str) -> None:
    """Extract, correct or settle; `second_eyes.deed_on` says which of them it would be."""
    {Deed.EXTRACTED: extract, Deed.CORRECTED: correct, Deed.SETTLED: settle}[deed](review, study, field, entry, by=by)
