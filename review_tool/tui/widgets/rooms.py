"""Containers that draw nothing where what they hold covers them.

A screen draws every line of every container at every change, however deep it lies under others: of a record in four
containers that is more work than the record.
"""

from __future__ import annotations

from textual.containers import Container, Vertical
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class Room(Container):
    """A `Container` of which only what its children leave free is drawn."""

    def render_lines(self, crop: Region) -> list[Strip]:
        return super().render_lines(seen(self, crop))


class Stack(Vertical):
    """A `Vertical` of which only what its children leave free is drawn."""

    def render_lines(self, crop: Region) -> list[Strip]:
        return super().render_lines(seen(self, crop))


def seen(widget: Widget, crop: Region) -> Region:
    """Of the lines that are to be drawn, those above what the children cover from edge to edge, down to the bottom."""
    whole = widget.region
    if crop != whole.size.region:
        return crop
    covered = covered_from([child.region for child in widget.displayed_children if child.visible], whole)
    return crop if covered is None else Region(0, 0, whole.width, covered - whole.y)


def covered_from(parts: list[Region], whole: Region) -> int | None:
    """The line from which parts, side by side or under one another, cover the whole; None where they do not."""
    parts = [part for part in parts if part]
    top = min((part.y for part in parts), default=whole.bottom)
    if not whole.y <= top < whole.bottom:
        return None
    if all((part.y, part.bottom) == (top, whole.bottom) for part in parts):
        edges = [whole.x, *(edge for part in sorted(parts) for edge in (part.x, part.right)), whole.right]
    elif all((part.x, part.right) == (whole.x, whole.right) for part in parts):
        ordered = sorted(parts, key=lambda part: part.y)
        edges = [top, *(edge for part in ordered for edge in (part.y, part.bottom)), whole.bottom]
    else:
        return None
    return top if edges[::2] == edges[1::2] else None
