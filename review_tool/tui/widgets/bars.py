"""A small bar chart in text: label, bar, number."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widget import Widget

from review_tool.tui.text import assemble, lines, safe_line, width_of

EIGHTHS = " ▏▎▍▌▋▊▉"


class Bars(Widget):
    """Counts beside one another, each with its number: the bar only helps the eye."""

    DEFAULT_CSS = """
    Bars { height: auto; width: 1fr; }
    """

    def __init__(
        self,
        counts: Sequence[tuple[str, int]] = (),
        *,
        total: int | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._counts, self._total = tuple(counts), total

    def show(self, counts: Sequence[tuple[str, int]], *, total: int | None = None) -> None:
        """`total` is what a full bar stands for; without one, the greatest count."""
        self._counts, self._total = tuple(counts), total
        self.refresh(layout=True)

    def render(self) -> Content:
        return bars(self._counts, self.content_size.width or 40, total=self._total)


def bars(counts: Sequence[tuple[str, int]], width: int, *, total: int | None = None) -> Content:
    """The chart as content of at most `width` cells."""
    if not counts:
        return Content("")
    label = min(max(width_of(name) for name, _ in counts), max(width // 3, 8))
    digits = max(len(f"{n:,}") for _, n in counts)
    room = max(width - label - digits - 4, 4)
    full = total if total else max(n for _, n in counts)
    rows = []
    for name, n in counts:
        share = min(n / full, 1.0) if full else 0.0
        number = f"{n:,}".replace(",", " ").rjust(digits)
        rows.append(
            assemble(
                safe_line(name, label).truncate(label, pad=True), "  ", number, "  ", (bar(share, room), "$primary")
            )
        )
    return lines(rows)


def bar(share: float, width: int) -> str:
    """A bar to an eighth of a cell; anything above nothing is seen."""
    eighths = max(round(share * width * 8), 1 if share > 0 else 0)
    return "█" * (eighths // 8) + (EIGHTHS[eighths % 8] if eighths % 8 else "")
