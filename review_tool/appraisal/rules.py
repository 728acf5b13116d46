"""Reading what a checklist does with its answers: options, levels, conditions, decision tables, combined designs."""

from __future__ import annotations

from typing import Any

from review_tool.appraisal.toml import fault, only, tables, text, words
from review_tool.domain.appraisal import Combined, Decision, Flaws, Option, Target, When
from review_tool.domain.text import clean


def options(raw: dict[str, Any], key: str, name: str, *, needed: bool = True) -> tuple[Option, ...]:
    """The answers or the levels, from best to worst."""
    found = []
    for table in tables(raw, key, name, needed=needed):
        where = f"{name}, {key.removesuffix('s')} {table.get('id', '?')}"
        keys = ("id", "label", "key", "symbol")
        only(table, keys, where)
        option = Option(*(text(table, one, where) for one in keys))
        if len(option.key) != 1 or len(option.symbol) != 1:
            raise fault(where, "key and symbol are one character each")
        found.append(option)
    return tuple(found)


def condition(raw: Any, where: str) -> When:
    """`[{"2.1" = ["y"], "2.2" = ["y"]}, {"2.3" = ["n"]}]`: the first two together, or the third."""
    if not isinstance(raw, list) or not all(isinstance(one, dict) and one for one in raw):
        raise fault(where, "a condition is a list of tables such as {item = [answers]}")
    return tuple(tuple((clean(item), words(one, item, where)) for item in one) for one in raw)


def targets(raw: dict[str, Any], name: str) -> tuple[Target, ...]:
    found = []
    for table in tables(raw, "targets", name, needed=False):
        where = f"{name}, target {table.get('id', '?')}"
        only(table, ("id", "label", "worst", "remark", "decisions", "flaws"), where)
        target = Target(
            id=text(table, "id", where),
            label=text(table, "label", where),
            decisions=tuple(_decision(one, where) for one in tables(table, "decisions", where, needed=False)),
            worst=words(table, "worst", where),
            flaws=tuple(_flaws(one, where) for one in tables(table, "flaws", where, needed=False)),
            remark=text(table, "remark", where, default=""),
        )
        if sum(map(bool, (target.decisions, target.worst, target.flaws))) > 1:
            raise fault(where, "it has more than one of decisions, worst and flaws")
        found.append(target)
    return tuple(found)


def _decision(table: dict[str, Any], where: str) -> Decision:
    only(table, ("level", "when"), where)
    return Decision(text(table, "level", where), condition(table.get("when", []), where))


def _flaws(table: dict[str, Any], where: str) -> Flaws:
    only(table, ("level", "critical", "other"), where)
    limits = [table.get(key) for key in ("critical", "other")]
    if any(limit is not None and (not isinstance(limit, int) or limit < 0) for limit in limits):
        raise fault(where, "critical and other are whole numbers")
    return Flaws(text(table, "level", where), *limits)


def combined(raw: dict[str, Any], name: str) -> tuple[Combined, ...]:
    found = []
    for table in tables(raw, "combined", name, needed=False):
        where = f"{name}, combined {table.get('group', '?')}"
        only(table, ("group", "also", "one_of"), where)
        found.append(Combined(text(table, "group", where), words(table, "also", where), words(table, "one_of", where)))
    return tuple(found)
