"""The review's form: which come along, adopting one, changing it, and what a change means for what was extracted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from review_tool.domain.errors import ReviewError
from review_tool.domain.extraction import Check, Field, Form, Value
from review_tool.domain.form_change import another_look, changes, looked_at
from review_tool.domain.second_eyes import Cell
from review_tool.domain.text import clean, fold
from review_tool.extraction import loader, writer
from review_tool.store.queries import evidence, plan, reports
from review_tool.store.review import Reading, Review
from review_tool.store.state.standings import current_protocol

_TOGETHER = re.compile(r"\bco[-\u2010\u2011 ]?(?:produc|design|creat)", re.IGNORECASE)
_LATER = 1_000_000_000
"""Events in which a form not yet in force stands after everything written."""


@dataclass(frozen=True, slots=True)
class Version:
    """A form as it was once in force."""

    form: Form
    n: int = 0
    """The number of its event; 0 for the form that came along."""
    by: str = ""
    at: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """One field of a study that a changed form asks to look at again."""

    study: int
    field: str
    why: tuple[str, ...]


def shipped() -> tuple[Form, ...]:
    """The forms that come along, the one for any topic first."""
    return tuple(loader.shipped(name) for name in loader.SHIPPED)


def versions(review: Review) -> list[Version]:
    """Every form the review had, oldest first: the one that came along, then those the team put in force."""
    with review.reading() as connection:
        return versions_in(connection)


def versions_in(connection: Reading) -> list[Version]:
    """As `versions`, within a transaction."""
    adopted = plan.forms(connection)
    about = f"{plan.title(connection)} {current_protocol(connection).question}"
    used = {field for _, field in evidence.cells(connection)} if not adopted else set()
    found = [Version(_first(about, used))]
    found += [Version(loader.load(body, "the review's form"), n, by, at, why) for n, body, by, at, why in adopted]
    return found


def _first(about: str, used: set[str]) -> Form:
    """The form a review begins with: that for co-production where its title, its question or its values speak of it."""
    general, together = loader.shipped("general"), loader.shipped("co-production")
    asked = {field.id for field in general.every}
    speaks = bool(_TOGETHER.search(about)) or bool(used - asked and used <= {field.id for field in together.every})
    return together if speaks else general


def current(review: Review) -> Form:
    """The form in force."""
    return versions(review)[-1].form


def chosen(review: Review) -> bool:
    """Whether the team put a form in force, or still has the one it began with."""
    with review.reading() as connection:
        return bool(plan.forms(connection))


def not_chosen(review: Review) -> str:
    """Which forms come along, as a sentence, where the team has put none in force yet; else ""."""
    if chosen(review):
        return ""
    others = ", ".join(f"“{form.title}” ({form.id})" for form in shipped())
    return f"Nobody chose a form yet. These come along: {others}; or bring one of your own."


def read(source: str | Path) -> Form:
    """A form by the name of one that comes along, or from a TOML file.

    Raises:
        ReviewError: no such file, or it is not a form; the message names what is wrong.
    """
    if str(source) in loader.SHIPPED:
        return loader.shipped(str(source))
    path = Path(source)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        known = ", ".join(loader.SHIPPED)
        raise ReviewError(
            f"{path} cannot be read as text.", hint=f"A form is a UTF-8 TOML file, or one that comes along: {known}."
        ) from error
    return loader.load(text, path.name)


def adopt(review: Review, source: str | Path | Form, *, by: str, why: str = "") -> Form:
    """Put a form in force; values already extracted stay. A changed form gets a version of its own.

    Raises:
        ReviewError: it is no form, or it is the one in force already.
    """
    new = source if isinstance(source, Form) else read(source)
    before = versions(review)
    if len(before) > 1 and not changes(before[-1].form, new) and _same(before[-1].form, new):
        raise ReviewError(f"“{new.title}” is the form in force already.", hint="Nothing was written.")
    new = numbered(before, new)
    with review.writing() as unit:
        payload = {"body": writer.dump(new), "why": clean(why).strip()}
        unit.record("form.adopted", f"form:{new.id}", payload, by=by)
    return new


def _same(before: Form, new: Form) -> bool:
    return (before.id, before.title, before.about) == (new.id, new.title, new.about)


def numbered(before: Sequence[Version], new: Form) -> Form:
    """The form with a version that no other form of its name in this review has."""
    alike = [version.form for version in before if version.form.id == new.id]
    taken = {form.version for form in alike}
    if new.version not in taken or any(form == new for form in alike):
        return new
    numbers = [int(version) for version in taken if version.isdecimal()]
    return replace(new, version=str(max(numbers, default=len(taken)) + 1))


def write(form: Form, path: Path) -> None:
    """Write a form as TOML, to change it by hand or to hand it on.

    Raises:
        ReviewError: the file cannot be written, or is there already.
    """
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(writer.dump(form))
    except FileExistsError:
        raise ReviewError(f"{path} is there already.", hint="Give another name; nothing was overwritten.") from None
    except OSError as error:
        raise ReviewError(f"{path} cannot be written: {error.strerror}.", hint="Choose another folder.") from error


def text(form: Form) -> str:
    """A form as TOML."""
    return writer.dump(form)


def checked(form: Form) -> Form:
    """A form changed by a person, as it would be read again.

    Raises:
        ReviewError: a part is missing or given twice; the message names the field.
    """
    return loader.load(writer.dump(form), "this form")


def differences(before: Form, now: Form) -> list[str]:
    """What is different between two forms, as sentences."""
    return changes(before, now)


def with_field(form: Form, field: Field, *, place: int | None = None) -> Form:
    """The form with a field more, or with another in the place (from 0) of one.

    Raises:
        ReviewError: a part of the field is missing, or its id is another's.
    """
    every = list(form.every)
    if place is None:
        every.append(field)
    else:
        every[place] = field
    return checked(replace(form, every=tuple(every)))


def moved(form: Form, field_id: str, place: int) -> Form:
    """The form with a field at another place, from 0."""
    field = next(field for field in form.every if field.id == field_id)
    every = [other for other in form.every if other is not field]
    every.insert(max(min(place, len(every)), 0), field)
    return replace(form, every=tuple(every))


def id_for(label: str, taken: Iterable[str] = ()) -> str:
    """An id made of a label's words, which no other field has: `how_many_took_part`."""
    words = "_".join(fold(label).encode("ascii", "ignore").decode().split()[:5]) or "field"
    name = words if words[0].isalpha() else f"f_{words}"
    number, free = 2, name
    while free in set(taken):
        free, number = f"{name}_{number}", number + 1
    return free


def looks(review: Review, new: Form | None = None) -> list[Look]:
    """Which fields of which included studies need another look under the form in force, or would under a new one."""
    known = versions(review)
    if new is not None:
        known.append(Version(numbered(known, new), known[-1].n + _LATER))
    with review.reading() as connection:
        found = evidence.cells(connection)
        included = reports.included_studies(connection)
    return looks_among(known, {key: cell for key, cell in found.items() if key[0] in included})


def looks_among(known: Sequence[Version], cells: dict[tuple[int, str], Cell]) -> list[Look]:
    """As `looks`, of what was read already; in the order of the studies and of the form."""
    stamped = [(version.n, version.form) for version in known]
    last, newest = len(stamped) - 1, stamped[-1][1]
    if not last:
        return []
    place = {form.name: n for n, (_, form) in enumerate(stamped)}

    def at(one: Value | Check) -> int:
        return place[one.form] if one.form in place else looked_at(stamped, one)

    begun: dict[int, int] = {}
    for (study, _), cell in cells.items():
        if cell.values and begun.get(study) != last:
            begun[study] = max(begun.get(study, -1), *map(at, cell.values))
    found, blank = [], Cell()
    for study in sorted(begun):
        for field in newest.fields:
            cell = cells.get((study, field.id), blank)
            value = cell.value or (cell.values[-1] if cell.values else None)
            # Most were written with the newest form: those need no comparing.
            if (begun[study] if value is None else at(value)) == last:
                continue
            if why := another_look(stamped, field, value, cell.checks, begun[study]):
                found.append(Look(study, field.id, tuple(why)))
    return found


def former(known: Sequence[Version], used: set[str]) -> list[Field]:
    """Fields that have values and are asked no more, as they last were; retired ones and those of earlier forms."""
    asked = {field.id for field in known[-1].form.fields}
    last: dict[str, Field] = {}
    for version in known:
        last.update({field.id: field for field in version.form.every})
    for form in shipped():
        for field in form.every:
            last.setdefault(field.id, field)
    left = sorted(used - asked)
    return [replace(last.get(name, Field(name, name)), retired=True) for name in left]
