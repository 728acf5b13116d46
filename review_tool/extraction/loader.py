"""Read a form from TOML and refuse a faulty one by name."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

from review_tool.domain.errors import ReviewError
from review_tool.domain.extraction import Field, FieldType, Form
from review_tool.domain.text import clean

DEFAULT = "co-production.toml"


def default() -> Form:
    """The form a new review starts with."""
    folder = files("review_tool.extraction") / "forms"
    return load((folder / DEFAULT).read_text(encoding="utf-8"), DEFAULT)


def load(text: str, name: str) -> Form:
    """The form a TOML text describes; `name` is what to call the file when something is wrong.

    Raises:
        ReviewError: it is no TOML, or a part is missing, of the wrong kind, unknown or given twice.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _fault(name, f"it is not TOML: {clean(str(error))}") from None
    _only(raw, ("id", "title", "version", "fields"), name)
    tables = raw.get("fields")
    if not isinstance(tables, list) or not tables or not all(isinstance(table, dict) for table in tables):
        raise _fault(name, "there is no [[fields]]")
    form = Form(
        id=_text(raw, "id", name),
        title=_text(raw, "title", name),
        version=_text(raw, "version", name) if "version" in raw else "1",
        fields=tuple(_field(table, name) for table in tables),
    )
    seen: set[str] = set()
    for field in form.fields:
        if field.id in seen:
            raise _fault(name, f"field {field.id} is given twice")
        seen.add(field.id)
    return form


def _field(table: dict[str, Any], name: str) -> Field:
    where = f"{name}, field {table.get('id', '?')}"
    _only(table, ("id", "label", "type", "hint", "options", "required"), where)
    field_id, kind = _text(table, "id", where), table.get("type", FieldType.TEXT.value)
    if not (field_id.isascii() and field_id.isidentifier()):
        raise _fault(where, "an id is letters, digits and _, and begins with a letter")
    if not isinstance(kind, str) or kind not in {member.value for member in FieldType}:
        raise _fault(where, f"type is one of {', '.join(FieldType)}")
    options, required = table.get("options", []), table.get("required", False)
    if not isinstance(options, list) or not all(isinstance(option, str) for option in options):
        raise _fault(where, "options is a list of texts")
    if not isinstance(required, bool):
        raise _fault(where, "required is true or false")
    _check_options(FieldType(kind), options, where)
    return Field(
        id=field_id,
        label=_text(table, "label", where),
        type=FieldType(kind),
        hint=_text(table, "hint", where) if "hint" in table else "",
        options=tuple(clean(option) for option in options),
        required=required,
    )


def _check_options(kind: FieldType, options: list[str], where: str) -> None:
    choice = kind in (FieldType.CHOICE, FieldType.CHOICES)
    if choice and len(options) < 2:
        raise _fault(where, "a choice needs at least two options")
    if options and not choice:
        raise _fault(where, f"a {kind} has no options")
    if len(set(options)) < len(options):
        raise _fault(where, "an option is given twice")
    if kind is FieldType.CHOICES and any("; " in option for option in options):
        raise _fault(where, "an option of choices may not hold “; ”, which parts them")


def _text(table: dict[str, Any], key: str, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _fault(where, f"{key} is missing" if value is None else f"{key} is a text in quotation marks")
    return clean(value.strip())


def _only(table: dict[str, Any], known: tuple[str, ...], where: str) -> None:
    if unknown := sorted(set(table) - set(known)):
        raise _fault(where, f"unknown key {unknown[0]}")


def _fault(where: str, what: str) -> ReviewError:
    return ReviewError(f"{where}: {what}.", hint=f"Compare it with the form that the tool brings, {DEFAULT}.")
