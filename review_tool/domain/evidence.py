"""Evidence: a passage of a report, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from review_tool.domain.errors import ReviewError
from review_tool.domain.fulltext import Span


class ExcerptKind(StrEnum):
    QUOTE = "quote"
    """The report's own words."""
    PARAPHRASE = "paraphrase"
    """What it says, in the reviewer's words."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A quote or paraphrase with its locator."""

    id: str
    report: int
    kind: ExcerptKind
    text: str
    locator: str
    """Where in the report, in words: `p. 4, Results`, `abstract`."""
    by: str = ""
    at: str = ""
    codes: tuple[str, ...] = ()
    span: Span | None = None
    """Its exact place, where it was marked in the reader."""


class ThemeLevel(StrEnum):
    """Thematic synthesis goes from codes to descriptive, then to analytical themes (Thomas & Harden 2008,
    doi:10.1186/1471-2288-8-45)."""

    DESCRIPTIVE = "descriptive"
    """Near to what the studies say: codes that belong together."""
    ANALYTICAL = "analytical"
    """Beyond what the studies say: what descriptive themes amount to for the review's question."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Codes that belong together, or descriptive themes that do."""

    name: str
    description: str = ""
    codes: tuple[str, ...] = ()
    level: ThemeLevel = ThemeLevel.DESCRIPTIVE
    above: str = ""
    """The analytical theme it belongs to; "" where it stands alone."""
    frame: bool = False
    """It was there before the coding, as part of an a-priori frame (best-fit framework synthesis, Carroll 2013,
    doi:10.1186/1471-2288-13-37)."""
    disconfirming: str = ""
    """What was looked for that speaks against it, and what was found."""
    final: bool = False


def check_theme(theme: Theme) -> None:
    """Raises ReviewError where a theme has no name, lies under itself, or is called final too soon."""
    if not theme.name:
        raise ReviewError("A theme needs a name.", hint="A few words.")
    if theme.above and (theme.above == theme.name or theme.level is ThemeLevel.ANALYTICAL):
        raise ReviewError(
            "Only a descriptive theme lies under another.", hint="Leave it alone, or make it descriptive."
        )
    if theme.final and not theme.disconfirming.strip():
        raise ReviewError(
            f"“{theme.name}” cannot be final without a note on disconfirming evidence.",
            hint="Write what you looked for that speaks against it, and what you found.",
        )
