"""How far reviewers agree, in lines: each measure with its number, a bar and what it means in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from review_tool.tui.text import assemble, lines
from review_tool.tui.widgets.bars import bar

WIDTH = 10
"""Cells of a bar that stands for 1."""

Measure = tuple[str, float | None, str] | tuple[str, float | None, str, tuple[float, float] | None]
"""(name, value or None where it cannot be computed, what it says, its 95 % interval where there is one)."""


def agreement_lines(heading: str, alike: str, measures: Sequence[Measure]) -> Content:
    """One pair of reviewers at one stage. A measure below 0 has no bar, and says so."""
    rows = [assemble((heading, "bold"), f"  {alike}")]
    for name, value, meaning, *rest in measures:
        drawn = bar(min(max(value or 0.0, 0.0), 1.0), WIDTH)
        number, said = (f"{value:5.2f}", meaning) if value is not None else ("    –", "cannot be computed here")
        if rest and rest[0] and value is not None:
            low, high = rest[0]
            said = f"{low:.2f} to {high:.2f}  {said}"
        below = ", less than chance would" if value is not None and value < 0 else ""
        rows.append(
            assemble(f"  {name:<10}{number}  ", (f"{drawn:<{WIDTH}}", "$primary"), (f"  {said}{below}", "$text-muted"))
        )
    return lines(rows)
