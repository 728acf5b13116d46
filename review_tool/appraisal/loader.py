"""Read a checklist from TOML and refuse a faulty one by name.

The options of a checklist stand from best to worst; `judge` relies on that order.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from review_tool.appraisal.rules import combined, condition, options, targets
from review_tool.appraisal.toml import fault, flag, only, tables, text, words
from review_tool.domain.appraisal import DESIGN, DESIGNS, Checklist, Item, When
from review_tool.domain.text import clean

_REQUIRED = ("id", "title", "version", "licence", "citation", "source", "wording", "unit", "rule")
_MORE = ("sum_score", "sum_reason", "judgements", "groups", "for_designs", "template")
_TABLES = ("options", "items", "levels", "targets", "combined")
_WORDINGS = ("own", "official")
_UNITS = ("study", "result", "finding")
_SUMS = ("forbidden", "team-rule")


@cache
def load_all() -> tuple[Checklist, ...]:
    """Every checklist the tool brings, by file name, the template to copy among them."""
    return tuple(load(text, name) for name, text in _texts())


def template() -> str:
    """The text of the checklist that a team copies to make its own."""
    return next(text for name, text in _texts() if load(text, name).template)


def _texts() -> Iterator[tuple[str, str]]:
    folder = files("review_tool.appraisal") / "checklists"
    for file in sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name):
        yield file.name, file.read_text(encoding="utf-8")


@lru_cache(maxsize=64)
def load(toml: str, name: str) -> Checklist:
    """The checklist a TOML text describes; `name` is what to call the file when something is wrong.

    Raises:
        ReviewError: it is no TOML, or a part is missing, of the wrong kind, given twice or names what is not there.
    """
    try:
        raw = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise fault(name, f"it is not TOML: {clean(str(error))}") from None
    only(raw, (*_REQUIRED, *_MORE, *_TABLES), name)
    checklist = Checklist(
        **{key: text(raw, key, name) for key in _REQUIRED},
        options=options(raw, "options", name),
        items=tuple(_item(table, name) for table in tables(raw, "items", name)),
        judgements=words(raw, "judgements", name),
        sum_score=text(raw, "sum_score", name, default="forbidden"),
        sum_reason=text(raw, "sum_reason", name, default=""),
        groups=_groups(raw, name),
        combined=combined(raw, name),
        levels=options(raw, "levels", name, needed=False),
        targets=targets(raw, name),
        for_designs=words(raw, "for_designs", name),
        template=flag(raw, "template", name),
    )
    _check(checklist, name)
    _check_rules(checklist, name)
    return checklist


def _item(table: dict[str, Any], name: str) -> Item:
    where = f"{name}, item {table.get('id', '?')}"
    only(table, ("id", "text", "help", "group", "options", "when", "domain", "critical"), where)
    return Item(
        id=text(table, "id", where),
        text=text(table, "text", where),
        help=text(table, "help", where, default=""),
        group=text(table, "group", where, default=""),
        options=words(table, "options", where),
        when=condition(table.get("when", []), where),
        domain=text(table, "domain", where, default=""),
        critical=flag(table, "critical", where),
    )


def _groups(raw: dict[str, Any], name: str) -> tuple[tuple[str, str], ...]:
    pairs = raw.get("groups", [])
    if not isinstance(pairs, list) or any(
        not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(word, str) for word in pair)
        for pair in pairs
    ):
        raise fault(name, "groups is a list of [id, label] pairs")
    return tuple((clean(key), clean(label)) for key, label in pairs)


def _check(checklist: Checklist, name: str) -> None:
    """What cannot be seen in one field alone."""
    for value, allowed, key in (
        (checklist.wording, _WORDINGS, "wording"),
        (checklist.unit, _UNITS, "unit"),
        (checklist.sum_score, _SUMS, "sum_score"),
        *((design, tuple(known for known, _ in DESIGNS), "for_designs") for design in checklist.for_designs),
    ):
        if value not in allowed:
            raise fault(name, f"{key} cannot be “{value}”; it is one of {', '.join(allowed)}")
    for many, what in ((checklist.options, "option"), (checklist.levels, "level")):
        _once((one.id for one in many), name, what)
        _once((one.key for one in many), name, "key")
        _once((one.symbol for one in many), name, "symbol")
    _once((*(one.id for one in checklist.items), *(one.id for one in checklist.targets), DESIGN), name, "item")
    _once((group for group, _ in checklist.groups), name, "group")
    known, groups = {o.id for o in checklist.options}, {group for group, _ in checklist.groups}
    for item in checklist.items:
        if strange := sorted(set(item.options) - known):
            raise fault(f"{name}, item {item.id}", f"there is no option {strange[0]}")
        if item.group and item.group not in groups:
            raise fault(f"{name}, item {item.id}", f"there is no group {item.group}")
        if item.domain and item.domain not in {target.id for target in checklist.targets}:
            raise fault(f"{name}, item {item.id}", f"there is no target {item.domain}")
    if empty := groups - {item.group for item in checklist.items}:
        raise fault(name, f"group {sorted(empty)[0]} has no items")
    if lost := [judgement for judgement in checklist.judgements if judgement not in known]:
        raise fault(name, f"judgement {lost[0]} is not among the options")


def _check_rules(checklist: Checklist, name: str) -> None:
    """Every rule names levels, items, answers and groups that are there; a question follows only from earlier ones."""
    levels, groups = {level.id for level in checklist.levels}, {group for group, _ in checklist.groups}
    if checklist.targets and not levels:
        raise fault(name, "it has targets but no levels to judge them by")
    before: set[str] = set()
    for item in checklist.items:
        _check_condition(checklist, item.when, before, f"{name}, item {item.id}")
        before.add(item.id)
    for target in checklist.targets:
        where = f"{name}, target {target.id}"
        named = [*(one.level for one in target.decisions), *target.worst, *(one.level for one in target.flaws)]
        if lost := [level for level in named if level not in levels]:
            raise fault(where, f"there is no level {lost[0]}")
        for decision in target.decisions:
            _check_condition(checklist, decision.when, before, where)
    for one in checklist.combined:
        if lost := sorted({one.group, *one.also, *one.one_of} - groups):
            raise fault(f"{name}, combined {one.group}", f"there is no group {lost[0]}")


def _check_condition(checklist: Checklist, when: When, items: set[str], where: str) -> None:
    for item, answers in (pair for one in when for pair in one):
        if item not in items:
            raise fault(where, f"its condition asks for {item}, which is no earlier item")
        known = {option.id for option in checklist.options_of(checklist.item(item))}
        if strange := sorted(set(answers) - known):
            raise fault(where, f"its condition asks for {item} {strange[0]}, which is no answer to it")


def _once(ids: Iterable[str], name: str, what: str) -> None:
    seen: set[str] = set()
    for value in ids:
        if value in seen:
            raise fault(name, f"{what} {value} is given twice")
        seen.add(value)
