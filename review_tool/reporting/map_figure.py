"""The evidence and gap map as a figure: bubbles by number, rings by quality; and as a page with its table.

A bubble's area is the number of studies and items, which stands in it too; its edge and a letter tell the quality, so
that nothing is told by colour alone. The figure says in words what it shows, and every cell is a row of the table.
"""

from __future__ import annotations

from html import escape
from math import sqrt

from review_tool.domain.evidence_map import Cell, EvidenceMap
from review_tool.domain.table import Table
from review_tool.domain.text import one_line, shorten

_CELL_WIDTH, _CELL_HEIGHT, _LEFT, _HEAD, _FOOT = 104, 64, 250, 100, 74
_LARGEST = 27
"""Radius of the largest bubble, in the figure's units."""
_LOOKS = {
    "good": ("#1b7837", "#d9f0d3", "", "G"),
    "some concerns": ("#8a5a00", "#fdeccb", "5 3", "S"),
    "low": ("#a3215f", "#fbe0ec", "1.5 3", "L"),
    "": ("#4d4d4d", "#eeeeee", "", ""),
}
"""Edge, filling, dashes and letter of each quality; light on dark and in grey they still differ."""
_WORDS = {"good": "G good", "some concerns": "S some concerns", "low": "L low", "": "no letter: not judged"}


def map_svg(made: EvidenceMap, title: str) -> str:
    """The figure as SVG with its text alternative."""
    width = _LEFT + _CELL_WIDTH * max(len(made.columns), 1) + 20
    height = _HEAD + _CELL_HEIGHT * max(len(made.rows), 1) + _FOOT
    heading = f"Evidence by {one_line(made.down)} and {one_line(made.across)}: {one_line(title)}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" aria-labelledby="map-title map-words" font-family="sans-serif" font-size="13">',
        f'<title id="map-title">{escape(heading)}</title>',
        f'<desc id="map-words">{escape(map_words(made))}</desc>',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        *_heads(made),
    ]
    for at, row in enumerate(made.rows):
        for place, column in enumerate(made.columns):
            x, y = _LEFT + place * _CELL_WIDTH, _HEAD + at * _CELL_HEIGHT
            parts += _cell(made.cell(row, column), x, y, made.most)
    parts += _legend(height - _FOOT + 24)
    return "\n".join([*parts, "</svg>", ""])


def map_words(made: EvidenceMap) -> str:
    """The map in words, for those who do not see it: what is fullest, and what is empty."""
    cells = sorted(made.cells.values(), key=lambda cell: -len(cell.units))
    full = "; ".join(f"{cell.row} and {cell.column}: {cell.words}" for cell in cells[:3])
    empty = made.empty
    gaps = "; ".join(f"{cell.row} and {cell.column}" for cell in empty[:8])
    more = f" and {len(empty) - 8} more" if len(empty) > 8 else ""
    said = f"A grid of {len(made.rows)} rows ({made.down}) by {len(made.columns)} columns ({made.across})."
    said += f" Most evidence: {full}." if full else " Nothing is coded yet."
    return one_line(said + (f" Cells without any study, {len(empty)}: {gaps}{more}." if empty else ""))


def _heads(made: EvidenceMap) -> list[str]:
    parts = [
        f'<text x="12" y="24" font-size="15" font-weight="bold" fill="#222">'
        f"{escape(_short(made.down, 28))} × {escape(_short(made.across, 40))}</text>"
    ]
    for place, column in enumerate(made.columns):
        x = _LEFT + place * _CELL_WIDTH + _CELL_WIDTH // 2
        lines = _wrapped(column, 13, 4)
        top = _HEAD - 10 - 15 * (len(lines) - 1)
        words = "".join(f'<tspan x="{x}" y="{top + 15 * n}">{escape(line)}</tspan>' for n, line in enumerate(lines))
        parts.append(f'<text text-anchor="middle" fill="#222">{words}</text>')
    for at, row in enumerate(made.rows):
        lines = _wrapped(row, 34, 3)
        middle = _HEAD + at * _CELL_HEIGHT + _CELL_HEIGHT // 2 + 5 - 8 * (len(lines) - 1)
        x = _LEFT - 12
        words = "".join(f'<tspan x="{x}" y="{middle + 16 * n}">{escape(line)}</tspan>' for n, line in enumerate(lines))
        parts.append(f'<text text-anchor="end" fill="#222">{words}</text>')
    return parts


def _cell(cell: Cell, x: int, y: int, most: int) -> list[str]:
    frame = f'<rect x="{x}" y="{y}" width="{_CELL_WIDTH}" height="{_CELL_HEIGHT}" fill="none" stroke="#cccccc"/>'
    middle, centre = x + _CELL_WIDTH // 2, y + _CELL_HEIGHT // 2
    if not cell.units:
        empty = f'<text x="{middle}" y="{centre + 5}" text-anchor="middle" fill="#6b6b6b">·</text>'
        return [frame, empty]
    edge, filling, dashes, letter = _LOOKS[cell.quality]
    radius = max(13.0, _LARGEST * sqrt(len(cell.units) / most))
    dash = f' stroke-dasharray="{dashes}"' if dashes else ""
    told = f"{cell.row}, {cell.column}: {cell.words}"
    number = f"{len(cell.units)}{letter}"
    return [
        frame,
        f'<g><title>{escape(one_line(told))}</title><circle cx="{middle}" cy="{centre}" r="{radius:.1f}" '
        f'fill="{filling}" stroke="{edge}" stroke-width="2"{dash}/>'
        f'<text x="{middle}" y="{centre + 5}" text-anchor="middle" fill="#111111">{number}</text></g>',
    ]


def _legend(y: int) -> list[str]:
    parts, x = [], 24
    for quality, (edge, filling, dashes, _) in _LOOKS.items():
        dash = f' stroke-dasharray="{dashes}"' if dashes else ""
        parts.append(
            f'<circle cx="{x}" cy="{y}" r="9" fill="{filling}" stroke="{edge}" stroke-width="2"{dash}/>'
            f'<text x="{x + 15}" y="{y + 5}" fill="#222">{_WORDS[quality]}</text>'
        )
        x += 34 + 8 * len(_WORDS[quality])
    words = "The number counts studies and items; the letter tells what most of the judged studies are."
    return [*parts, f'<text x="15" y="{y + 30}" fill="#222" font-size="12">{words}</text>']


def _wrapped(text: str, width: int, most: int) -> list[str]:
    lines: list[str] = [""]
    for word in one_line(text).split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > most:
        lines = [*lines[: most - 1], shorten(" ".join(lines[most - 1 :]), width)]
    return [_short(line, width + 3) for line in lines]


def _short(text: str, width: int) -> str:
    return shorten(one_line(text), width)


_STYLE = """body{font:1rem/1.5 system-ui,sans-serif;max-width:75rem;margin:auto;padding:1rem}
body{color:#1a1a1a;background:#fff}
.scroll{overflow-x:auto}svg{max-width:none;height:auto}
table{border-collapse:collapse}th,td{border:1px solid #767676;padding:.3rem .5rem;text-align:left;vertical-align:top}
td.n{text-align:right}"""


def map_html(made: EvidenceMap, table: Table, title: str) -> str:
    """One page without scripts: the figure, what it says in words, and a table of every cell."""
    heading = escape(f"Evidence and gap map: {one_line(title)}")
    head = "".join(f'<th scope="col">{escape(one_line(column.label))}</th>' for column in table.columns)
    rows = "".join(
        "<tr>"
        + f'<th scope="row">{escape(one_line(row[0]))}</th>'
        + "".join(f"<td{' class=n' if cell.isdecimal() else ''}>{escape(one_line(cell))}</td>" for cell in row[1:])
        + "</tr>\n"
        for row in table.rows
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{heading}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n<body>\n<main>\n<h1>{heading}</h1>\n"
        f"<p>{escape(map_words(made))}</p>\n"
        f'<div class="scroll" role="region" aria-label="The map" tabindex="0">\n{map_svg(made, title)}</div>\n'
        "<p>An empty cell is a candidate for a research gap; the team says whether it is one.</p>\n"
        '<h2 id="cells">Every cell as a table</h2>\n'
        '<div class="scroll" role="region" aria-labelledby="cells" tabindex="0">\n'
        f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>\n</main>\n</body>\n</html>\n"
    )
