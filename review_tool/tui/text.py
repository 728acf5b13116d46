"""The only way text from outside enters a widget.

Textual reads `[…]` in the strings given to most widgets as markup: PubMed's `[Article in German]` would vanish,
`[/]` would end the program, and `[@click=app.quit]x` would become a live link. Its own `escape` misses upper-case
and nested brackets (Textualize/textual, issues 6525 and 6614). So every title, name, note or path is made a
`Content` here: cleaned of what a terminal could be tricked by, and shown letter for letter.

Words of our own, written in the source, may be given to widgets as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.text import Text
from textual.content import Content

from review_tool.domain.text import clean, one_line

Highlight = tuple[int, int, bool]
"""Where a marked word begins and ends, and whether it speaks for the report."""

INCLUDE_STYLE = "bold underline $text-success"
EXCLUDE_STYLE = "bold underline $text-warning"
INCLUDE_GLYPH, EXCLUDE_GLYPH = "⁺", "⁻"


def safe(text: str) -> Content:
    """The text, cleaned and literal, line breaks kept."""
    return Content(clean(text))


def literal(text: str | Content) -> Content:
    """Content as it is; a string literally."""
    return text if isinstance(text, Content) else safe(text)


def safe_line(text: str, width: int | None = None) -> Content:
    """The text on one line; cut to `width` cells with an ellipsis where a width is given."""
    line = Content(one_line(text))
    if width is None or line.cell_length <= width:
        return line
    return line.truncate(max(width, 0), ellipsis=True)


def without_middle(line: Content, width: int) -> Content:
    """The line; where it is longer than so many cells, its beginning and its end with an ellipsis between them."""
    if line.cell_length <= width:
        return line
    end = line.plain[len(line.plain) - width // 2 :]
    while cell_len(end) > width // 2:
        end = end[1:]
    return line.truncate(max(width - cell_len(end), 1), ellipsis=True) + end


def safe_label(text: str) -> Text:
    """One line for a tree's node, which takes Rich's text and not `Content`; never empty."""
    return Text(one_line(text) or " ", no_wrap=True)


def highlighted(text: str, spans: Iterable[Highlight]) -> Content:
    """The text with words marked that speak for or against a report.

    Spans are (start, end, include) in the text as given, which is taken to be clean already; where cleaning changes
    it, the spans no longer fit and the text is shown unmarked. A mark is an underline and a small ⁺ or ⁻ after the
    word, so that colour is never the only sign. Overlapping spans keep the first.
    """
    if clean(text) != text:
        return safe(text)
    parts: list[Content | tuple[str, str]] = []
    at = 0
    for start, end, include in sorted(spans):
        if start < at or end > len(text) or end <= start:
            continue
        style, glyph = (INCLUDE_STYLE, INCLUDE_GLYPH) if include else (EXCLUDE_STYLE, EXCLUDE_GLYPH)
        parts += [Content(text[at:start]), (text[start:end], style), (glyph, style.replace("underline ", ""))]
        at = end
    return Content.assemble(*parts, Content(text[at:]))


def assemble(*parts: str | Content | tuple[str, str]) -> Content:
    """Texts, contents and (text, style) pairs in a row. Texts are cleaned; styles are ours alone."""
    cleaned: list[str | Content | tuple[str, str]] = []
    for part in parts:
        if isinstance(part, str):
            cleaned.append(clean(part))
        elif isinstance(part, tuple):
            cleaned.append((clean(part[0]), part[1]))
        else:
            cleaned.append(part)
    return Content.assemble(*cleaned)


def lines(parts: Iterable[Content]) -> Content:
    """The parts under one another."""
    return Content("\n").join(parts)


def ends(left: Content, right: Content, width: int) -> Content:
    """One line of `width` cells with `left` at its start and `right` at its end; the left is cut first."""
    right = right.truncate(width, ellipsis=True)
    room = max(width - right.cell_length - (2 if right else 0), 0)
    left = left.truncate(room, ellipsis=True)
    return Content.assemble(left, " " * max(width - left.cell_length - right.cell_length, 0), right)


def side_by_side(cells: Sequence[Content], widths: Sequence[int], gap: int = 2) -> Content:
    """Columns of wrapped text, each padded to its width in cells."""
    columns = [cell.wrap(max(width, 1)) for cell, width in zip(cells, widths, strict=True)]
    rows = []
    for row in range(max(len(column) for column in columns)):
        pieces = [
            (column[row] if row < len(column) else Content("")).truncate(max(width, 1), pad=True)
            for column, width in zip(columns, widths, strict=True)
        ]
        rows.append(Content(" " * gap).join(pieces))
    return lines(rows)


def width_of(text: str) -> int:
    """How many cells a terminal gives the text."""
    return cell_len(one_line(text))
