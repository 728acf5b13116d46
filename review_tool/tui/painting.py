"""Drawing what changed, and nothing else.

Textual draws every widget that touches the box around all that changed, and cuts each of its lines where any widget
begins: from the text at the top to the line at the bottom that is the whole screen, at every key.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from textual import _compositor
from textual.geometry import Region
from textual.strip import Strip

Piece = tuple[int, int, Strip]
"""A line of a widget, and the column and row at which it begins."""


class Change(_compositor.CompositorUpdate):
    """What is written to the terminal, in this order: what lies in front comes later."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces

    def render_segments(self, console: Console) -> str:
        return "".join([f"\x1b[{y + 1};{x + 1}H{strip.render(console)}" for x, y, strip in self.pieces])


class Compositor(_compositor.Compositor):
    """Textual's, which of a change draws only the widgets that show in it. It relies on Textual's own inside (8.2)."""

    def render_partial_update(self) -> Change | None:  # type: ignore[override]
        changed = {part.intersection(self.size.region) for part in self._dirty_regions}
        self._dirty_regions.clear()
        drawn = [list(pieces) for pieces in self._drawn({part for part in changed if part})]
        return Change([piece for pieces in reversed(drawn) for piece in pieces]) if drawn else None

    def _drawn(self, left: set[Region]) -> Iterator[Iterator[Piece]]:
        """Of each widget what shows in these parts of the screen, the widget in front first."""
        for widget, (region, clip) in self.visible_widgets.items():
            if not left:
                return
            shown = region.intersection(clip)
            parts = {part.intersection(shown) for part in left if part.overlaps(shown)}
            if parts:
                yield _pieces(shown, parts, widget.render_lines(shown.translate(-region.offset)))
                left = {part for part in left if not shown.contains_region(part)}


def _pieces(shown: Region, parts: set[Region], lines: Sequence[Strip]) -> Iterator[Piece]:
    for part in parts:
        if any(other != part and other.contains_region(part) for other in parts):
            continue
        for y in part.line_range:
            if y - shown.y < len(lines):  # a widget draws no lines where others cover it
                yield part.x, y, lines[y - shown.y].crop(part.x - shown.x, part.right - shown.x)
