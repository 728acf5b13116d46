"""What part of a paper a heading opens, and what a sentence there is likely to be: `headings.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from review_tool.synthesis.passages.cues import LABELS


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    """`limitations`, `methods` …; "" where the heading does not tell."""
    prior: tuple[float, ...]
    """What standing there adds for each of LABELS, in log-odds."""
    headings: re.Pattern[str]


@cache
def _parts() -> tuple[Part, ...]:
    told = tomllib.loads(resources.files(__package__).joinpath("headings.toml").read_text(encoding="utf-8"))
    return tuple(
        Part(one["name"], tuple(one[label] for label in LABELS), re.compile("|".join(one["headings"])))
        for one in told["part"]
    )


@lru_cache(maxsize=4096)
def part(heading: str) -> Part:
    """The part of a paper that a heading opens."""
    lower = heading.lower()
    return next(one for one in _parts() if one.headings.search(lower))
