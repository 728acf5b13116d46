"""The PRISMA 2020 flow diagram as SVG: template v1, or v2 with a second arm where other methods found anything.

Every position is worked out here; a row is as high as its fullest box. Black on white, nothing told by colour: the
lines PRISMA does not have (what is still to do) are in italics and say so in words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from review_tool.domain.flow import Flow
from review_tool.domain.text import one_line
from review_tool.reporting.boxes import Arm, Box, arms, included
from review_tool.reporting.lettering import FONT, length

_SIZE = 15
_LEADING = 21
_PAD = 14
_LEFT = 64
"""Where the boxes begin, right of the band that names the phase."""
_WIDTH, _GAP_X, _GAP_Y = 340, 44, 34
_MARGIN = 16
_TIED = "\u00a0"
"""A blank where no line may break: a count stays with its n."""


@dataclass(frozen=True, slots=True)
class _Text:
    words: str
    bold: bool = False
    italic: bool = False
    indent: int = 0


@dataclass(frozen=True, slots=True)
class _Placed:
    x: int
    y: int
    height: int

    @property
    def middle(self) -> int:
        return self.y + self.height // 2

    @property
    def centre(self) -> int:
        return self.x + _WIDTH // 2


def flow_svg(flow: Flow, title: str) -> str:
    """The diagram as one SVG element with a title and a text alternative."""
    columns = [_cells(arm) for arm in arms(flow)]
    rows = [[box for pair in columns for box in pair[row]] for row in range(4)]
    heights = [max(_height(box) for box in row if box) for row in rows] + [_height(included(flow))]
    heading = _wrapped(_Text(one_line(title), bold=True), 2 * _WIDTH, 18)
    faults = [_Text("These boxes do not add up: " + "; ".join(flow.faults()) + ".", bold=True)] if flow.faults() else []
    width = _LEFT + (_WIDTH + _GAP_X) * 2 * len(columns) - _GAP_X + _MARGIN
    top = _MARGIN + 26 * len(heading) + 8
    header = 20 + _LEADING * max(len(_header(arm)) for arm in arms(flow))
    tops = [top + header + 22]
    for height in heights:
        tops.append(tops[-1] + height + _GAP_Y)
    notes = [line for fault in faults for line in _wrapped(fault, width - _LEFT - _MARGIN)]
    total = tops[5] - _GAP_Y + _MARGIN + (len(notes) * _LEADING + 12 if notes else 0)
    parts = [
        *_lines(heading, _LEFT, _MARGIN + 18, size=18, leading=26),
        *_phases(tops, heights),
        *_headers(arms(flow), top, header),
        *_arms(columns, tops, heights),
        *_box(included(flow), _Placed(_LEFT, tops[4], heights[4])),
        *_lines(notes, _LEFT, tops[5] - _GAP_Y + 30),
    ]
    return _document(parts, width, total, one_line(title), _described(flow))


def _cells(arm: Arm) -> list[tuple[Box | None, Box | None]]:
    """The arm's boxes by row: what goes on, and what leaves beside it."""
    return [
        (arm.identified, arm.removed),
        (arm.screened, arm.excluded),
        (arm.sought, arm.not_retrieved),
        (arm.assessed, arm.reports_excluded),
    ]


def _arms(columns: list[list[tuple[Box | None, Box | None]]], tops: list[int], heights: list[int]) -> Iterator[str]:
    bottom = _Placed(_LEFT, tops[4], heights[4])
    for number, column in enumerate(columns):
        x = _LEFT + number * 2 * (_WIDTH + _GAP_X)
        last: _Placed | None = None
        for row, (main, side) in enumerate(column):
            place = _Placed(x, tops[row], heights[row])
            if main:
                yield from _box(main, place)
                if last:
                    yield _arrow(f"M{last.centre} {last.y + last.height}V{place.y}")
                last = place
            if side:
                beside = _Placed(x + _WIDTH + _GAP_X, tops[row], heights[row])
                yield from _box(side, beside)
                yield _arrow(f"M{x + _WIDTH} {place.middle}H{beside.x}")
        if last and number == 0:
            yield _arrow(f"M{last.centre} {last.y + last.height}V{bottom.y}")
        elif last:
            yield _arrow(f"M{last.centre} {last.y + last.height}V{bottom.middle}H{bottom.x + _WIDTH}")


def _phases(tops: list[int], heights: list[int]) -> Iterator[str]:
    """The bands on the left: Identification, Screening, Included."""
    for name, first, last in (("Identification", 0, 0), ("Screening", 1, 3), ("Included", 4, 4)):
        y, height = tops[first], tops[last] + heights[last] - tops[first]
        middle = y + height // 2
        size = 15 if height > 130 else 13
        yield f'<rect x="{_MARGIN}" y="{y}" width="30" height="{height}" rx="6" fill="#e4e4e4" stroke="#000"/>'
        yield (
            f'<text x="{_MARGIN + 15}" y="{middle}" transform="rotate(-90 {_MARGIN + 15} {middle})" '
            f'dy="0.35em" text-anchor="middle" font-size="{size}" font-weight="bold">{name}</text>'
        )


def _headers(found: tuple[Arm, ...], y: int, height: int) -> Iterator[str]:
    for number, arm in enumerate(found):
        x, width = _LEFT + number * 2 * (_WIDTH + _GAP_X), 2 * _WIDTH + _GAP_X
        yield f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="10" fill="#e4e4e4" stroke="#000"/>'
        lines = _header(arm)
        first = y + (height - _LEADING * len(lines)) // 2 + 16
        for at, line in enumerate(lines):
            yield (
                f'<text x="{x + width // 2}" y="{first + at * _LEADING}" text-anchor="middle" '
                f'font-weight="bold">{escape(line.words)}</text>'
            )


def _header(arm: Arm) -> list[_Text]:
    return _wrapped(_Text(arm.title, bold=True), 2 * _WIDTH)


def _box(box: Box, place: _Placed) -> Iterator[str]:
    yield (
        f'<rect x="{place.x}" y="{place.y}" width="{_WIDTH}" height="{place.height}" '
        f'fill="#fff" stroke="#000" stroke-width="1.5" data-box="{box.id}"/>'
    )
    lines = _box_lines(box)
    slack = (place.height - _LEADING * len(lines) - 2 * _PAD) // 2
    yield from _lines(lines, place.x + _PAD, place.y + _PAD + slack + 15)


def _height(box: Box | None) -> int:
    return _LEADING * len(_box_lines(box)) + 2 * _PAD if box else 0


def _box_lines(box: Box) -> list[_Text]:
    indent = 12 if box.heading else 0
    texts = [_Text(box.heading_words, bold=True)] if box.heading else []
    texts += [_Text(line.words, italic=line.own, indent=indent) for line in box.lines]
    return [line for text in texts for line in _wrapped(text, _WIDTH - 2 * _PAD)]


def _lines(lines: list[_Text], x: int, y: int, *, size: int = _SIZE, leading: int = _LEADING) -> Iterator[str]:
    for at, line in enumerate(lines):
        look = ' font-weight="bold"' * line.bold + ' font-style="italic"' * line.italic
        bigger = f' font-size="{size}"' if size != _SIZE else ""
        yield f'<text x="{x + line.indent}" y="{y + at * leading}"{bigger}{look}>{escape(line.words)}</text>'


def _arrow(path: str) -> str:
    return f'<path d="{path}" fill="none" stroke="#000" stroke-width="1.5" marker-end="url(#flow-arrow)"/>'


def _wrapped(text: _Text, width: int, size: int = _SIZE) -> list[_Text]:
    """The text in lines that fit; a further line of the same text is indented. A word too long is cut."""
    lines, room, current = [], float(width - text.indent), ""
    for word in _pieces(text.words, width - text.indent - 14, size, bold=text.bold):
        longer = f"{current} {word}" if current else word
        if current and length(longer, size, bold=text.bold) > room:
            lines.append(current)
            current, room = word, float(width - text.indent - 14)
        else:
            current = longer
    lines.append(current)
    return [
        _Text(line.replace(_TIED, " "), text.bold, text.italic, text.indent + (14 if at and text.indent else 0))
        for at, line in enumerate(lines)
    ]


def _pieces(words: str, width: int, size: int, *, bold: bool) -> Iterator[str]:
    for word in words.replace("(n = ", f"(n{_TIED}={_TIED}").split(" "):
        piece = ""
        for letter in word:
            if piece and length(piece + letter, size, bold=bold) > width:
                yield piece
                piece = ""
            piece += letter
        yield piece


def _described(flow: Flow) -> str:
    """The whole diagram in sentences."""
    said = []
    for arm in arms(flow):
        said.append(f"{arm.title}.")
        said += [_sentence(box) for box in arm.boxes]
    return " ".join([*said, _sentence(included(flow)), *(f"Does not add up: {fault}." for fault in flow.faults())])


def _sentence(box: Box) -> str:
    counts = "; ".join(f"{line.text} {line.n}" for line in box.lines)
    return " ".join(part for part in (box.heading_words, counts) if part).rstrip(":") + "."


def _document(parts: list[str], width: int, height: int, title: str, described: str) -> str:
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
            f'height="{height}" role="img" aria-labelledby="flow-title" aria-describedby="flow-desc" '
            f'font-family="{FONT}" font-size="{_SIZE}" fill="#000">',
            f'<title id="flow-title">{escape(title)}</title>',
            f'<desc id="flow-desc">{escape(described)}</desc>',
            '<defs><marker id="flow-arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" '
            'orient="auto"><path d="M0 0L10 5L0 10z" fill="#000"/></marker></defs>',
            f'<rect width="{width}" height="{height}" fill="#fff"/>',
            *parts,
            "</svg>\n",
        ]
    )
