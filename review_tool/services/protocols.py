"""The protocol: the one in force, those before it, and amendments; read from a file."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from review_tool.domain.errors import ReviewError
from review_tool.domain.protocol import Criterion, Protocol, plan_from
from review_tool.domain.text import one_line
from review_tool.services.people import check_lead
from review_tool.store.queries import plan
from review_tool.store.review import Review
from review_tool.store.state.standings import current_protocol

_LISTS = ("reasons", "include_words", "exclude_words")
_FOR_SAMPLES = frozenset(("title", "sources"))
"""What the sample's file says beside the protocol."""


def current(review: Review) -> Protocol:
    """The protocol in force."""
    with review.reading() as connection:
        return current_protocol(connection)


def history(review: Review) -> list[tuple[Protocol, str, str, str]]:
    """Every version with who made it, when and why, oldest first."""
    with review.reading() as connection:
        return plan.protocols(connection)


def amend(review: Review, changed: Protocol, *, why: str, by: str) -> Protocol:
    """Put a changed protocol in force, as its next version. Old votes stand as they were cast.

    Args:
        changed: with the version it was made from, or 0; made from an older one, it would undo what came since.

    Raises:
        ReviewError: no reason given, the protocol is not sound, another was put in force meanwhile, or it changes who
            judges what and `by` is no lead.
    """
    if not why.strip():
        raise ReviewError("An amendment needs a reason.", hint="Say in a sentence why the protocol changes.")
    with review.writing() as unit:
        before = current_protocol(unit.connection)
        if changed.version not in (0, before.version):
            raise ReviewError(
                f"The protocol was amended meanwhile: version {before.version} is in force.",
                hint="Look at it, then amend that one.",
            )
        new = _next(before, changed, after=plan.highest_version(unit.connection))
        if _shares(new) != _shares(before):
            check_lead(unit, by)
        unit.record("protocol.amended", "protocol", new.to_payload() | {"why": one_line(why)}, by=by)
    return new


def _shares(protocol: Protocol) -> tuple[object, ...]:
    """Who judges what: the numbers of the plan, and how many judge a report."""
    return protocol.plan, protocol.reviewers_title_abstract, protocol.reviewers_full_text


def read(path: Path, before: Protocol) -> Protocol:
    """The protocol in force with what a TOML file says instead; what the file leaves out stays as it is.

    Raises:
        ReviewError: no such file, it is not TOML, or it says what a protocol has no place for, which is named.
    """
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReviewError(f"{path} cannot be read: {error.strerror}.", hint="Check its name and folder.") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ReviewError(
            f"{path} is not a TOML file: {error}.", hint="See imports/co-production/protocol.toml."
        ) from None
    known = set(Protocol.__dataclass_fields__) - {"version"}
    if unknown := sorted(set(said) - known - _FOR_SAMPLES):
        raise ReviewError(f"{path}: a protocol has no “{unknown[0]}”.", hint="It has " + ", ".join(sorted(known)) + ".")
    changes: dict[str, Any] = {}
    try:
        if isinstance(said.get("plan"), dict) and said["plan"].get("preset"):
            before = before.planned(said["plan"]["preset"])
        for name in known & set(said):
            value = said[name]
            if name == "plan":
                value = plan_from(asdict(before.plan) | _plan_said(before, value))
            elif name == "criteria":
                value = tuple(Criterion(**criterion) for criterion in value)
            elif name in _LISTS:
                value = tuple(str(one) for one in value)
            if type(value) is not type(getattr(before, name)):
                raise TypeError(f"{name} is not of the right type")
            changes[name] = value
    except TypeError as error:
        raise ReviewError(f"{path}: {error}.", hint="See imports/co-production/protocol.toml.") from None
    return replace(before, **changes)


def _plan_said(before: Protocol, said: dict[str, Any]) -> dict[str, Any]:
    """What a file says of the plan, over what its preset says."""
    stages = {
        name: asdict(getattr(before.plan, name)) | said[name]
        for name in ("title_abstract", "full_text")
        if name in said
    }
    return said | stages


def _next(before: Protocol, changed: Protocol, *, after: int) -> Protocol:
    """What was changed, with a number no version had: votes name the version they were cast under, undone or not."""
    fields = {name: getattr(changed, name) for name in Protocol.__dataclass_fields__ if name != "version"}
    return replace(before.amended(**fields), version=1 + max(after, before.version))
