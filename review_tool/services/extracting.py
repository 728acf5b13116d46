"""Extracting values from the included studies into the review's form, and having a second person look at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from review_tool.domain.errors import ReviewError
from review_tool.domain.evidence import Excerpt, ExcerptKind
from review_tool.domain.extraction import Field, Form, Value
from review_tool.domain.fulltext import Span
from review_tool.domain.second_eyes import SEEN_TWICE, Cell, State, Way, blinded
from review_tool.domain.text import clean
from review_tool.services import forms
from review_tool.services.forms import Look
from review_tool.services.revealing import agreed
from review_tool.store.queries import evidence, plan, reports
from review_tool.store.review import Reading, Review
from review_tool.store.unit import Unit


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
        ReviewError: there is no such way, or it is the way already; Reveals where that was not agreed to.
    """
    if wanted not in set(Way):
        raise ReviewError(f"Extraction cannot be “{wanted}”.", hint="Choose " + ", ".join(Way) + ".")
    with review.writing() as unit:
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


_BLANK = Cell()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one study or one field is."""

    fields: int
    """How many there are."""
    extracted: int
    """With a value, seen twice or not."""
    seen_twice: int
    differ: int
    look_again: int
    done: bool

    @property
    def left(self) -> int:
        return self.fields - self.extracted

    @property
    def words(self) -> str:
        said = f"{self.extracted} of {self.fields} extracted, {self.seen_twice} seen by a second person"
        said += f", {self.differ} differ" if self.differ else ""
        return said + (f", {self.look_again} to look at again" if self.look_again else "")

    @property
    def payload(self) -> dict[str, Any]:
        return {**asdict(self), "left": self.left}


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything about extraction that one reviewer may see now."""

    form: Form
    way: Way
    cells: dict[tuple[int, str], Cell]
    """(study, field) → where it stands; a field nobody looked at is not in it."""
    looks: dict[tuple[int, str], Look]
    """What a changed form asks to look at again."""
    former: tuple[Field, ...]
    """Fields asked no more that have values."""
    pilots: frozenset[int]
    hidden: frozenset[str] = frozenset()
    """Excerpts behind values of another that this reviewer may not see yet."""

    def cell(self, study: int, field: str) -> Cell:
        return self.cells.get((study, field), _BLANK)

    def renewed(self, study: int, part: Sheet) -> Sheet:
        """This sheet with one study as it was read again."""
        kept = {key: cell for key, cell in self.cells.items() if key[0] != study}
        looks = {key: look for key, look in self.looks.items() if key[0] != study}
        fields = {field.id: field for field in (*self.former, *part.former)}
        return replace(
            self,
            cells=kept | part.cells,
            looks=looks | part.looks,
            former=tuple(fields.values()),
            pilots=part.pilots,
            hidden=self.hidden | part.hidden,
        )

    def states(self, study: int) -> list[State]:
        """Where each field of the form stands, in the form's order."""
        return [self.cell(study, field.id).state for field in self.form.fields]

    def done(self, study: int) -> bool:
        """Every field has what the way of extraction asks for."""
        return all(self.finished(state) for state in self.states(study))

    def progress(self, study: int) -> Progress:
        """How far a study is."""
        looks = sum((study, field.id) in self.looks for field in self.form.fields)
        return self._count(self.states(study), looks)

    def progress_of(self, field: str, studies: Sequence[int]) -> Progress:
        """How far a field is, over these studies."""
        looks = sum((study, field) in self.looks for study in studies)
        return self._count([self.cell(study, field).state for study in studies], looks)

    def _count(self, states: list[State], looks: int) -> Progress:
        return Progress(
            fields=len(states),
            extracted=sum(state is not State.TO_DO for state in states),
            seen_twice=sum(state in SEEN_TWICE for state in states),
            differ=states.count(State.DIFFER),
            look_again=looks,
            done=all(self.finished(state) for state in states),
        )

    def finished(self, state: State) -> bool:
        return state in SEEN_TWICE or (self.way is Way.SINGLE and state is State.EXTRACTED)


def sheet(review: Review, reviewer: str, study: int | None = None) -> Sheet:
    """The state of extraction, of one study or of all, as this reviewer may see it."""
    known = forms.versions(review)
    with review.reading() as connection:
        found = evidence.cells(connection, study)
        included = reports.included_studies(connection)
        how, tried = evidence.extraction_way(connection), plan.pilots(connection)
    found = {key: cell for key, cell in found.items() if key[0] in included}
    seen = {key: blinded(how, cell, reviewer) for key, cell in found.items()}
    return Sheet(
        form=known[-1].form,
        way=how,
        cells={key: cell for key, cell in seen.items() if cell.values},
        looks={(look.study, look.field): look for look in forms.looks_among(known, seen)},
        former=tuple(forms.former(known, {field for _, field in found})),
        pilots=frozenset(tried),
        hidden=_behind(found) - _behind(seen),
    )


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


def _behind(cells: dict[tuple[int, str], Cell]) -> frozenset[str]:
    return frozenset(value.excerpt for cell in cells.values() for value in cell.values if value.excerpt)


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
    why: str = "",
) -> None:
    """Write one value, with the passage it rests on and where that stands.

    Args:
        excerpt: the passage itself (with `locator` and `kind`), or the id of one already marked.

    Raises:
        ReviewError: the study is not included, no such field, a value not of its type, or a passage without locator.
    """
    current = form(review)
    with review.writing() as unit:
        write_value(
            unit,
            current,
            study,
            field,
            value,
            by=by,
            not_reported=not_reported,
            excerpt=excerpt,
            locator=locator,
            kind=kind,
            why=why,
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
    why: str = "",
    deed: str = "value.extracted",
    corrects: str = "",
) -> None:
    """As `extract`, inside a unit of work of the caller's."""
    value = clean(value).strip()
    group = _reports_of(unit, study)
    asked = form.field(field)
    if not_reported:
        value = ""
    elif not value:
        raise ReviewError(f"{asked.label} is empty.", hint="Write a value, or mark it as not reported.")
    else:
        value = asked.check(value)
    passage = None
    if excerpt:
        known = {marked.id for report in group for marked in evidence.excerpts(unit.connection, report)}
        passage = (
            excerpt if excerpt in known else write_excerpt(unit, group[0], excerpt, locator=locator, kind=kind, by=by)
        )
    payload: dict[str, Any] = {"field": field, "value": value, "not_reported": not_reported, "excerpt": passage}
    payload |= {"form": form.name, "why": clean(why).strip(), "corrects": corrects}
    unit.record(deed, f"study:{study}", payload, by=by)


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


def correct(
    review: Review,
    study: int,
    field: str,
    value: str,
    *,
    by: str,
    why: str,
    not_reported: bool = False,
    excerpt: str = "",
    locator: str = "",
    kind: ExcerptKind = ExcerptKind.QUOTE,
) -> None:
    """Put another value in the place of one that another person extracted; both are kept, with why.

    Without a passage the value keeps the one it rested on.

    Raises:
        ReviewError: as `verify` and `extract` do; or no word on why.
    """
    current = form(review)
    if not why.strip():
        raise ReviewError("Say why it is corrected.", hint="For example: table 2 says 240, the abstract 204.")
    with review.writing() as unit:
        before = _to_check(unit, current, study, field, by)
        write_value(
            unit,
            current,
            study,
            field,
            value,
            by=by,
            not_reported=not_reported,
            excerpt=excerpt or ("" if not_reported else before.excerpt),
            locator=locator,
            kind=kind,
            why=why,
            deed="value.corrected",
            corrects=before.event,
        )


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


def settle(
    review: Review,
    study: int,
    field: str,
    value: str,
    *,
    by: str,
    why: str = "",
    not_reported: bool = False,
    excerpt: str = "",
    locator: str = "",
    kind: ExcerptKind = ExcerptKind.QUOTE,
) -> None:
    """Say which value holds where two people who extracted blind differ. Theirs are kept beside it.

    Raises:
        ReviewError: nobody differs there, or as `extract` does.
    """
    current = form(review)
    with review.writing() as unit:
        cell = evidence.cells(unit.connection, study).get((study, field), Cell())
        if cell.state not in (State.DIFFER, State.SETTLED):
            raise ReviewError(f"Nobody differs on {current.field(field).label}.", hint="There is nothing to settle.")
        if not excerpt and not not_reported:
            same = [v for v in cell.values if v.excerpt and v.value == value]
            excerpt = same[0].excerpt if same else ""
        write_value(
            unit,
            current,
            study,
            field,
            value,
            by=by,
            not_reported=not_reported,
            excerpt=excerpt,
            locator=locator,
            kind=kind,
            why=why,
            deed="value.settled",
        )


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
