"""Text wrapped once, and drawn from then on as it stands.

Textual puts together each line of a widget anew whenever it changes: text, padding, borders. A text to be read is
wrapped to whole lines here, padding and all, at leisure before it is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual
from textual.widget import Widget


@dataclass(frozen=True, slots=True)
class Fit:
    """What a wrapped text depends on besides its letters."""

    width: int
    """In cells, of the text alone."""
    left: int
    """Blank cells before it."""
    whole: int
    """In cells, with what stands beside it."""
    style: Style


@dataclass(frozen=True, slots=True, eq=False)
class Wrapped:
    """A text as lines that fill a widget from side to side."""

    content: Content
    fit: Fit
    lines: Sequence[Strip]
    blank: Strip


def fit_of(widget: Widget, width: int) -> Fit:
    """How a text of this width stands in a widget: between its paddings, unless a border has to be drawn there."""
    if has_side_borders(widget):
        return Fit(width, 0, width, widget.visual_style)
    return Fit(width, widget.styles.gutter.left, widget.outer_size.width, widget.visual_style)


def wrap(widget: Widget, content: Content, fit: Fit) -> Wrapped:
    """Wrap a text for a widget."""
    style = fit.style.rich_style
    lines = Visual.to_strips(widget, content, max(fit.width, 1), None, fit.style, apply_selection=False)
    before = [Segment(" " * fit.left, style)] if fit.left else []
    whole = [Strip([*before, *line], fit.left + line.cell_length) for line in lines] if before else lines
    filled = [line.adjust_cell_length(fit.whole, style) for line in whole]
    background = widget.background_colors[1]
    for change in widget.get_line_filters():
        for line in filled:
            line.apply_filter(change, background)  # a line remembers what it became
    return Wrapped(content, fit, filled, Strip.blank(fit.whole, style))


def has_side_borders(widget: Widget) -> bool:
    gutter, padding = widget.styles.gutter, widget.styles.padding
    return (gutter.left, gutter.right) != (padding.left, padding.right)


def line_at(text: Wrapped, at: int) -> Strip:
    """One line; blank below the last."""
    return text.lines[at] if 0 <= at < len(text.lines) else text.blank


def draw(widget: Widget, text: Wrapped, crop: Region, *, scrolled: int = 0) -> list[Strip]:
    """The rows of a widget that show the text; `scrolled` lines of it are above them. For widgets without borders at
    their sides.
    """
    top, bottom = widget.styles.gutter.top, widget.outer_size.height - widget.styles.gutter.bottom
    filters, background = widget.get_line_filters(), widget.background_colors[1]
    rows = []
    for y in crop.line_range:
        if not top <= y < bottom:  # a border or padding above or below
            rows += Widget.render_lines(widget, Region(crop.x, y, crop.width, 1))
            continue
        row = line_at(text, y - top + scrolled)
        for change in filters:
            row = row.apply_filter(change, background)
        whole = crop.column_span == (0, row.cell_length)
        rows.append(row if whole else row.crop(*crop.column_span))
    return rows
