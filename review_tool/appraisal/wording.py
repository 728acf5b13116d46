"""The official wording of a checklist, read from a team's own file: to be shown, never kept in the log or exported."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import Any

from review_tool.appraisal.toml import fault, only, text
from review_tool.domain.appraisal import DESIGN, Checklist
from review_tool.domain.text import clean


@dataclass(frozen=True, slots=True)
class Wording:
    """Item → its official text, for one checklist in one version."""

    checklist: str
    version: str
    licence: str
    source: str
    items: dict[str, str]


def read_wording(toml: str, name: str) -> Wording:
    """The wording a TOML text holds: `checklist`, `version`, `licence`, `source`, and a table `[items]`.

    Raises:
        ReviewError: it is no TOML, or a part is missing or of the wrong kind.
    """
    try:
        raw = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise fault(name, f"it is not TOML: {clean(str(error))}") from None
    only(raw, ("checklist", "version", "licence", "source", "items"), name)
    items: Any = raw.get("items")
    if not isinstance(items, dict) or not items:
        raise fault(name, "there is no table [items] with an official text for each item")
    known = {clean(key): text(items, key, f"{name}, items") for key in items}
    return Wording(
        checklist=text(raw, "checklist", name),
        version=text(raw, "version", name),
        licence=text(raw, "licence", name),
        source=text(raw, "source", name),
        items=known,
    )


def check_wording(wording: Wording, checklist: Checklist, name: str) -> None:
    """Raises ReviewError where it is for another version, or for items the checklist does not have."""
    if wording.version != checklist.version:
        raise fault(
            name, f"it is for version {wording.version} of {checklist.id}, and here version {checklist.version} is used"
        )
    known = {item.id for item in checklist.items} | {target.id for target in checklist.targets} | {DESIGN}
    if strange := sorted(set(wording.items) - known):
        raise fault(name, f"{checklist.id} has no item {strange[0]}")
