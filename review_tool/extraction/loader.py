"""Read a form from TOML and refuse a faulty one by name."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

from review_tool.domain.errors import ReviewError
from review_tool.domain.extraction import Field, FieldType, Form
from review_tool.domain.text import clean

SHIPPED = ("general", "co-production")
"""The forms that come along, the one for any topic first."""

_SYNONYMS = {
    "multi-choice": FieldType.CHOICES,
    "multichoice": FieldType.CHOICES,
    "rows": FieldType.TABLE,
    "table rows": FieldType.TABLE,
}
_LISTS = {
    "options": (FieldType.CHOICE, FieldType.CHOICES),
    "units": (FieldType.NUMBER,),
    "columns": (FieldType.TABLE,),
}
_ONE = {"options": "an option", "units": "a unit", "columns": "a column"}
_FIELD_KEYS = ("id", "label", "type", "hint", "example", "options", "units", "unit", "columns", "required", "retired")


def shipped(name: str) -> Form:
    """A form that comes along. Raises KeyError where there is none of that name."""
    if name not in SHIPPED:
        raise KeyError(name)
    file = f"{name}.toml"
    return load((files("review_tool.extraction") / "forms" / file).read_text(encoding="utf-8"), file)


@lru_cache(maxsize=64)
def load(text: str, name: str) -> Form:
    """The form a TOML text describes; `name` is what to call the file when something is wrong.

    Raises:
        ReviewError: it is no TOML, or a part is missing, of the wrong kind, unknown or given twice.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _fault(name, f"it is not TOML: {clean(str(error))}") from None
    _only(raw, ("id", "title", "version", "about", "fields"), name)
    tables = raw.get("fields")
    if not isinstance(tables, list) or not tables or not all(isinstance(table, dict) for table in tables):
        raise _fault(name, "there is no [[fields]]")
    form = Form(
        id=_text(raw, "id", name),
        title=_text(raw, "title", name),
        version=_text(raw, "version", name) if "version" in raw else "1",
        about=_text(raw, "about", name) if "about" in raw else "",
        every=tuple(_field(table, name) for table in tables),
    )
    seen: set[str] = set()
    for field in form.every:
        if field.id in seen:
            raise _fault(name, f"field {field.id} is given twice")
        seen.add(field.id)
    if not form.fields:
        raise _fault(name, "every field is retired")
    return form


def _field(table: dict[str, Any], name: str) -> Field:
    where = f"{name}, field {table.get('id', '?')}"
    _only(table, _FIELD_KEYS, where)
    field_id, kind = _text(table, "id", where), _type(table, where)
    if not (field_id.isascii() and field_id.isidentifier()):
        raise _fault(where, "an id is letters, digits and _, and begins with a letter")
    if "unit" in table:
        table = {**table, "units": [_text(table, "unit", where)]}
    for key in ("required", "retired"):
        if not isinstance(table.get(key, False), bool):
            raise _fault(where, f"{key} is true or false")
    lists = {key: _list(table, key, kind, where) for key in _LISTS}
    return Field(
        id=field_id,
        label=_text(table, "label", where),
        type=kind,
        hint=_text(table, "hint", where) if "hint" in table else "",
        example=_text(table, "example", where) if "example" in table else "",
        required=table.get("required", False),
        retired=table.get("retired", False),
        **lists,
    )


def _type(table: dict[str, Any], where: str) -> FieldType:
    given = table.get("type", FieldType.TEXT.value)
    if given in _SYNONYMS:
        return _SYNONYMS[given]
    if not isinstance(given, str) or given not in {member.value for member in FieldType}:
        raise _fault(where, f"type is one of {', '.join(FieldType)}")
    return FieldType(given)


def _list(table: dict[str, Any], key: str, kind: FieldType, where: str) -> tuple[str, ...]:
    given = table.get(key, [])
    if not isinstance(given, list) or not all(isinstance(one, str) and one.strip() for one in given):
        raise _fault(where, f"{key} is a list of texts")
    found = tuple(clean(one).strip() for one in given)
    if found and kind not in _LISTS[key]:
        raise _fault(where, f"a {kind} has no {key}")
    if key == "options" and kind in _LISTS[key] and len(found) < 2:
        raise _fault(where, "a choice needs at least two options")
    if key == "columns" and kind is FieldType.TABLE and not found:
        raise _fault(where, "a table needs its columns")
    if len({text.casefold() for text in found}) < len(found):
        raise _fault(where, f"{_ONE[key]} is given twice")
    if kind is FieldType.CHOICES and any(";" in option for option in found):
        raise _fault(where, "an option of choices may not hold “;”, which parts them")
    if any("\n" in text or "|" in text for text in found if key == "columns"):
        raise _fault(where, "a column's name may not hold “|”, which parts cells")
    return found


def _text(table: dict[str, Any], key: str, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _fault(where, f"{key} is missing" if value is None else f"{key} is a text in quotation marks")
    return clean(value.strip())


def _only(table: dict[str, Any], known: tuple[str, ...], where: str) -> None:
    if unknown := sorted(set(table) - set(known)):
        raise _fault(where, f"unknown key {unknown[0]}")


def _fault(where: str, what: str) -> ReviewError:
    return ReviewError(
        f"{where}: {what}.", hint="Compare it with a form that comes along: review-tool form export -o FILE."
    )
