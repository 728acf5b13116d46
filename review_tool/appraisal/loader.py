"""Read a checklist from TOML and refuse a faulty one by name.

The options of a checklist stand from best to worst; `judge` relies on that order.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from review_tool.domain.appraisal import Checklist, Item, Option
from review_tool.domain.errors import ReviewError
from review_tool.domain.text import clean

_REQUIRED = ("id", "title", "version", "licence", "citation", "source", "wording", "unit", "rule")
_WORDINGS = ("own", "official")
_UNITS = ("study", "result", "finding")
_SUMS = ("forbidden", "team-rule")


def load_all() -> tuple[Checklist, ...]:
    """Every checklist the tool brings, by file name."""
    folder = files("review_tool.appraisal") / "checklists"
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return tuple(load(f.read_text(encoding="utf-8"), f.name) for f in found)


def load(text: str, name: str) -> Checklist:
    """The checklist a TOML text describes; `name` is what to call the file when something is wrong.

    Raises:
        ReviewError: it is no TOML, or a part is missing, of the wrong kind, given twice or names what is not there.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _fault(name, f"it is not TOML: {clean(str(error))}") from None
    known = {*_REQUIRED, "options", "items", "judgements", "groups", "sum_score"}
    if unknown := sorted(set(raw) - known):
        raise _fault(name, f"unknown key {unknown[0]}")
    fields = {key: _text(raw, key, name) for key in _REQUIRED}
    checklist = Checklist(
        **fields,
        options=tuple(_option(table, name) for table in _tables(raw, "options", name)),
        items=tuple(_item(table, name) for table in _tables(raw, "items", name)),
        judgements=_words(raw, "judgements", name),
        sum_score=_text(raw, "sum_score", name) if "sum_score" in raw else "forbidden",
        groups=_groups(raw, name),
    )
    _check(checklist, name)
    return checklist


def _option(table: dict[str, Any], name: str) -> Option:
    where = f"{name}, option {table.get('id', '?')}"
    keys = ("id", "label", "key", "symbol")
    _only(table, keys, where)
    option = Option(*(_text(table, key, where) for key in keys))
    if len(option.key) != 1 or len(option.symbol) != 1:
        raise _fault(where, "key and symbol are one character each")
    return option


def _item(table: dict[str, Any], name: str) -> Item:
    where = f"{name}, item {table.get('id', '?')}"
    _only(table, ("id", "text", "help", "group", "options"), where)
    return Item(
        id=_text(table, "id", where),
        text=_text(table, "text", where),
        help=_text(table, "help", where) if "help" in table else "",
        group=_text(table, "group", where) if "group" in table else "",
        options=_words(table, "options", where),
    )


def _groups(raw: dict[str, Any], name: str) -> tuple[tuple[str, str], ...]:
    pairs = raw.get("groups", [])
    if not isinstance(pairs, list) or any(
        not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(word, str) for word in pair)
        for pair in pairs
    ):
        raise _fault(name, "groups is a list of [id, label] pairs")
    return tuple((clean(key), clean(label)) for key, label in pairs)


def _check(checklist: Checklist, name: str) -> None:
    """What cannot be seen in one field alone."""
    for value, allowed, key in (
        (checklist.wording, _WORDINGS, "wording"),
        (checklist.unit, _UNITS, "unit"),
        (checklist.sum_score, _SUMS, "sum_score"),
    ):
        if value not in allowed:
            raise _fault(name, f"{key} cannot be “{value}”; it is one of {', '.join(allowed)}")
    _once((option.id for option in checklist.options), name, "option")
    _once((option.key for option in checklist.options), name, "key")
    _once((option.symbol for option in checklist.options), name, "symbol")
    _once((item.id for item in checklist.items), name, "item")
    _once((group for group, _ in checklist.groups), name, "group")
    options, groups = {o.id for o in checklist.options}, {group for group, _ in checklist.groups}
    for item in checklist.items:
        if strange := sorted(set(item.options) - options):
            raise _fault(f"{name}, item {item.id}", f"there is no option {strange[0]}")
        if item.group and item.group not in groups:
            raise _fault(f"{name}, item {item.id}", f"there is no group {item.group}")
    if empty := groups - {item.group for item in checklist.items}:
        raise _fault(name, f"group {sorted(empty)[0]} has no items")
    if strange := [judgement for judgement in checklist.judgements if judgement not in options]:
        raise _fault(name, f"judgement {strange[0]} is not among the options")


def _once(ids: Iterable[str], name: str, what: str) -> None:
    seen: set[str] = set()
    for value in ids:
        if value in seen:
            raise _fault(name, f"{what} {value} is given twice")
        seen.add(value)


def _text(table: dict[str, Any], key: str, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _fault(where, f"{key} is missing" if value is None else f"{key} is a text in quotation marks")
    return clean(value.strip())


def _words(table: dict[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise _fault(where, f"{key} is a list of texts")
    return tuple(clean(word) for word in value)


def _tables(raw: dict[str, Any], key: str, name: str) -> list[dict[str, Any]]:
    value = raw.get(key)
    if not isinstance(value, list) or not value or not all(isinstance(table, dict) for table in value):
        raise _fault(name, f"there is no [[{key}]]")
    return value


def _only(table: dict[str, Any], known: tuple[str, ...], where: str) -> None:
    if unknown := sorted(set(table) - set(known)):
        raise _fault(where, f"unknown key {unknown[0]}")


def _fault(where: str, what: str) -> ReviewError:
    return ReviewError(
        f"{where}: {what}.", hint="Compare it with a checklist that works, such as weight-of-evidence.toml."
    )
