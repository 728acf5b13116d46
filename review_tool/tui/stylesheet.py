"""The app's style sheet, which reads each piece of style once.

Textual's own reads every piece again, its widgets' and ours, whenever a screen or a dialog is shown for the first time,
and once more for the theme's colours: half of what such a key costs. What is read depends on the text, its place and
the colours alone, so it is kept, for all apps of the process.
"""

from __future__ import annotations

from functools import lru_cache

from textual.css import stylesheet
from textual.css.model import RuleSet
from textual.css.types import CSSLocation

Colours = frozenset[tuple[str, str]]


@lru_cache(maxsize=1024)
def _read(
    css: str, read_from: CSSLocation, is_default_rules: bool, tie_breaker: int, scope: str, colours: Colours
) -> list[RuleSet]:
    return _reader(colours)._parse_rules(css, read_from, is_default_rules, tie_breaker, scope)


@lru_cache(maxsize=8)
def _reader(colours: Colours) -> stylesheet.Stylesheet:
    return stylesheet.Stylesheet(variables=dict(colours))


class Stylesheet(stylesheet.Stylesheet):
    """Textual's, with what it read kept. It relies on two of its private methods (8.2)."""

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._colours: Colours = frozenset(self._variables.items())

    def set_variables(self, variables: dict[str, str]) -> None:
        super().set_variables(variables)
        self._colours = frozenset(variables.items())

    def _parse_rules(
        self,
        css: str,
        read_from: CSSLocation,
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        return _read(css, read_from, is_default_rules, tie_breaker, scope, self._colours)

    def reparse(self) -> None:
        self.parse()
