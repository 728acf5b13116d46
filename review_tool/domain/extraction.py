"""Extraction: the form a review fills for each study, and the values in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from review_tool.domain import field_values
from review_tool.domain.errors import ReviewError


class FieldType(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    """With a unit, where the field has units: `240 minutes`."""
    CHOICE = "choice"
    CHOICES = "choices"
    """Several of the options, parted by `; `."""
    TABLE = "table"
    """Rows of the field's columns, one a line, cells parted by ` | `."""
    DATE = "date"
    """A day, a month or a year: `2026-03-12`, `2026-03`, `2026`."""


@dataclass(frozen=True, slots=True)
class Field:
    """One question asked of every study."""

    id: str
    label: str
    type: FieldType = FieldType.TEXT
    hint: str = ""
    options: tuple[str, ...] = ()
    required: bool = False
    units: tuple[str, ...] = ()
    """What a number may count; a bare number counts the first."""
    columns: tuple[str, ...] = ()
    """Of a table."""
    example: str = ""
    retired: bool = False
    """Asked no more. What was extracted for it stays."""

    def check(self, value: str) -> str:
        """The value as it is kept. Raises ReviewError where it is not of the field's type."""
        try:
            match self.type:
                case FieldType.NUMBER:
                    return field_values.number(value, self.units)
                case FieldType.DATE:
                    return field_values.day(value)
                case FieldType.CHOICE | FieldType.CHOICES:
                    return field_values.options(value, self.options, several=self.type is FieldType.CHOICES)
                case FieldType.TABLE:
                    return field_values.filled(value, self.columns)
                case _:
                    return value
        except ReviewError as refusal:
            raise ReviewError(f"{self.label} {refusal}", hint=refusal.hint) from None

    def fits(self, value: str) -> bool:
        """Whether the value is still one this field takes."""
        try:
            self.check(value)
        except ReviewError:
            return False
        return True

    @property
    def kind(self) -> str:
        """The type with what belongs to it, for a list: `number in minutes, hours`."""
        more = {
            FieldType.NUMBER: f" in {', '.join(self.units)}" if self.units else "",
            FieldType.CHOICE: f" of {len(self.options)}",
            FieldType.CHOICES: f" of {len(self.options)}, several",
            FieldType.TABLE: f": {field_values.columns_of(self.columns)}",
        }
        return self.type.value.replace("choices", "choice") + more.get(self.type, "")


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a review, as one TOML file describes them."""

    id: str
    title: str
    every: tuple[Field, ...]
    """All its fields, the retired ones too."""
    version: str = "1"
    about: str = ""
    """For whom it is, in a sentence."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that are asked."""
        return tuple(field for field in self.every if not field.retired)

    @property
    def name(self) -> str:
        """What a value remembers it by: `co-production 2`."""
        return f"{self.id} {self.version}"

    def known(self, field_id: str) -> Field | None:
        """The field, retired or not; None where the form never had it."""
        return next((field for field in self.every if field.id == field_id), None)

    def field(self, field_id: str) -> Field:
        """Raises ReviewError where the form does not ask it."""
        found = self.known(field_id)
        if found is not None and not found.retired:
            return found
        what = f"The field {field_id} is retired" if found else f"The form has no field {field_id}"
        raise ReviewError(f"{what}.", hint="Its fields are " + ", ".join(f.id for f in self.fields) + ".")


class Deed(StrEnum):
    """How a value came to stand."""

    EXTRACTED = "extracted"
    CORRECTED = "corrected"
    """By the person who checked it; what was extracted is kept."""
    SETTLED = "settled"
    """After two who extracted it blind differed; both are kept."""


@dataclass(frozen=True, slots=True)
class Value:
    """What one study says for one field. `not_reported` is a finding; no value at all is work still to do."""

    study: int
    field: str
    value: str
    by: str
    not_reported: bool = False
    excerpt: str = ""
    """The id of the excerpt it rests on, or ""."""
    event: str = ""
    at: str = ""
    deed: Deed = Deed.EXTRACTED
    corrects: str = ""
    """The event of the value it takes the place of, or ""."""
    why: str = ""
    form: str = ""
    """The name of the form it was extracted with; "" for values from before forms were remembered."""
    n: int = 0
    """The number of its event here."""

    @property
    def said(self) -> tuple[bool, str]:
        """What it says, for comparing two: capitals and blanks aside."""
        return self.not_reported, " ".join(self.value.casefold().split())

    @property
    def words(self) -> str:
        """The value, or `not reported`; a table's rows on one line."""
        return "not reported" if self.not_reported else self.value.replace("\n", "; ")


@dataclass(frozen=True, slots=True)
class Check:
    """A second person compared a value with its report and found it right."""

    study: int
    field: str
    of: str
    """The event of the value."""
    by: str
    event: str = ""
    at: str = ""
    note: str = ""
    form: str = ""
    n: int = 0
