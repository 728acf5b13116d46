"""Taking texts, lists and tables out of a TOML file, and saying by name what is wrong with it."""

from __future__ import annotations

from typing import Any

from review_tool.domain.errors import ReviewError
from review_tool.domain.text import clean


def text(table: dict[str, Any], key: str, where: str, *, default: str | None = None) -> str:
    """A text that is not empty; with `default`, what stands for one that is not there."""
    value = table.get(key)
    if value is None and default is not None:
        return default
    if not isinstance(value, str) or not value.strip():
        raise fault(where, f"{key} is missing" if value is None else f"{key} is a text in quotation marks")
    return clean(value.strip())


def flag(table: dict[str, Any], key: str, where: str) -> bool:
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise fault(where, f"{key} is true or false")
    return value


def words(table: dict[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise fault(where, f"{key} is a list of texts")
    return tuple(clean(word) for word in value)


def tables(raw: dict[str, Any], key: str, where: str, *, needed: bool = True) -> list[dict[str, Any]]:
    value = raw.get(key)
    if value is None and not needed:
        return []
    if not isinstance(value, list) or not value or not all(isinstance(table, dict) for table in value):
        raise fault(where, f"there is no [[{key}]]")
    return value


def only(table: dict[str, Any], known: tuple[str, ...], where: str) -> None:
    if unknown := sorted(set(table) - set(known)):
        raise fault(where, f"unknown key {unknown[0]}")


def fault(where: str, what: str) -> ReviewError:
    return ReviewError(
        f"{where}: {what}.", hint="Compare it with a checklist that works, such as weight-of-evidence.toml."
    )
