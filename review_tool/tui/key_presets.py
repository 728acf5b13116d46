"""Keys as people know them from other programs, kept for each person on this device."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class KeyPreset:
    """Some keys in place of ours, by the ids in `keys.py`."""

    name: str
    words: str
    """What the letters do, for who chooses."""
    keys: Mapping[str, str] = field(default_factory=dict)


PRESETS: tuple[KeyPreset, ...] = (
    KeyPreset("review-tool", "i include · e exclude · m maybe · u undo"),
    KeyPreset(
        "rayyan",
        "i include · e exclude · u maybe · z undo",
        {
            "screening.maybe": "u",
            "fulltext.maybe": "u",
            "stage.undo": "z",
            "stage.redo": "Z",
        },
    ),
    KeyPreset(
        "asreview",
        "r relevant (include) · i irrelevant (exclude) · m maybe · u undo · R reads a full text",
        {
            "screening.include": "r",
            "screening.exclude": "i",
            "screening.reason": "e",
            "fulltext.include": "r",
            "fulltext.exclude": "i",
            "fulltext.read": "R",
            "conflicts.include": "r",
            "conflicts.exclude": "i",
        },
    ),
)


def named(name: str) -> KeyPreset:
    """The preset of that name; ours where there is none."""
    return next((one for one in PRESETS if one.name == name), PRESETS[0])


def chosen(reviewer: str) -> str:
    """Which preset this person chose on this device."""
    return named(_kept().get(reviewer, "")).name


def keep(reviewer: str, name: str) -> None:
    """Remember a person's choice. A folder that cannot be written is no reason to refuse the keys now."""
    file = _file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        partial = file.with_name(f"{file.name}.{os.getpid()}")
        partial.write_text(json.dumps(_kept() | {reviewer: name}, ensure_ascii=False), encoding="utf-8")
        os.replace(partial, file)
    except OSError:
        return


def _kept() -> dict[str, str]:
    try:
        found = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(who): str(name) for who, name in found.items()} if isinstance(found, dict) else {}


def _file() -> Path:
    from platformdirs import user_config_path

    return user_config_path("review-tool") / "keys.json"
