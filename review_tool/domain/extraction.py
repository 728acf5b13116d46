"""Extraction: the form a review fills for each study, and the values in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from review_tool.domain.errors import ReviewError


class FieldType(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    CHOICES = "choices"
    """Several of the options, parted by `; `."""
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

    def check(self, value: str) -> None:
        """Raises ReviewError where the value is not of the field's type."""
        if self.type is FieldType.NUMBER:
            try:
                float(value.replace(" ", "").replace(",", ""))
            except ValueError:
                raise ReviewError(f"{self.label} is a number; “{value}” is none.", hint="Write 240 or 3.5.") from None
        if self.type is FieldType.DATE:
            try:
                date.fromisoformat(value + ("-01-01", "-01", "")[min(value.count("-"), 2)])
            except ValueError:
                raise ReviewError(
                    f"{self.label} is a date; “{value}” is none.", hint="Write 2026-03-12 or 2026."
                ) from None
        given = value.split("; ") if self.type is FieldType.CHOICES else [value]
        if self.type in (FieldType.CHOICE, FieldType.CHOICES) and not set(given) <= set(self.options):
            raise ReviewError(
                f"{self.label} cannot be “{value}”.", hint="Choose from: " + "; ".join(self.options) + "."
            )


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a review, as one TOML file describes them."""

    id: str
    title: str
    fields: tuple[Field, ...]
    version: str = "1"

    def field(self, field_id: str) -> Field:
        """Raises ReviewError where the form has no such field."""
        for field in self.fields:
            if field.id == field_id:
                return field
        raise ReviewError(
            f"The form has no field {field_id}.",
            hint="Its fields are " + ", ".join(f.id for f in self.fields) + ".",
        )


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
