"""What a changed form means for values extracted with an earlier one: which need another look, and why."""

from __future__ import annotations

from collections.abc import Sequence

from review_tool.domain.extraction import Check, Field, Form, Value
from review_tool.domain.text import shorten


def changes(before: Form, now: Form) -> list[str]:
    """What is different, field by field, as sentences; empty where nothing is."""
    said = []
    for field in now.every:
        old = before.known(field.id)
        if old is None:
            said.append(f"{field.label}: field added")
        elif field.retired and not old.retired:
            said.append(f"{field.label}: retired, its values stay")
        elif old.retired and not field.retired:
            said.append(f"{field.label}: asked again")
        else:
            said += [f"{field.label}: {what}" for what in field_changes(old, field)]
            if field.required and not old.required:
                said.append(f"{field.label}: became required")
            if (field.hint, field.example) != (old.hint, old.example):
                said.append(f"{field.label}: its hint or example changed")
    said += [f"{old.label}: taken out, its values stay" for old in before.every if now.known(old.id) is None]
    shared = [f.id for f in now.every if before.known(f.id)]
    if shared != [f.id for f in before.every if now.known(f.id)]:
        said.append("the order of the fields changed")
    return said


def field_changes(old: Field, new: Field) -> list[str]:
    """What about a field may make a value wrong that was right before."""
    said = []
    if old.type is not new.type:
        said.append(f"type changed from {old.type} to {new.type}")
    added = [option for option in new.options if option not in old.options]
    gone = [option for option in old.options if option not in new.options]
    if (added or gone) and old.type is new.type:
        parts = [f"added {'; '.join(added)}" * bool(added), f"taken out {'; '.join(gone)}" * bool(gone)]
        said.append(f"options changed ({', '.join(part for part in parts if part)})")
    if old.units != new.units and old.type is new.type:
        said.append("units changed")
    if old.columns != new.columns and old.type is new.type:
        said.append("columns changed")
    if old.label != new.label:
        said.append(f"reworded from “{shorten(old.label, 40)}”")
    return said


def looked_at(versions: Sequence[tuple[int, Form]], value: Value | Check) -> int:
    """Which of the versions (with their events' numbers, oldest first) a value or check was written with."""
    for place in range(len(versions) - 1, -1, -1):
        if value.form and versions[place][1].name == value.form:
            return place
    return max((place for place, (n, _) in enumerate(versions) if n <= value.n), default=0)


def another_look(
    versions: Sequence[tuple[int, Form]], field: Field, value: Value | None, checks: Sequence[Check], begun: int
) -> list[str]:
    """Why a field of a study needs another look under the newest version; empty where it needs none.

    Args:
        begun: the newest version with which anything of the study was extracted; below 0 where nothing was.
    """
    if value is None:
        old = versions[begun][1].known(field.id) if begun >= 0 else field
        if old is None or old.retired:
            return ["field added"]
        return ["became required"] if field.required and not old.required else []
    at = max([looked_at(versions, value), *(looked_at(versions, check) for check in checks)])
    old = versions[at][1].known(field.id)
    said = field_changes(old, field) if old else []
    if said and not value.not_reported and not field.fits(value.value):
        said.append("its value fits no more")
    return said
