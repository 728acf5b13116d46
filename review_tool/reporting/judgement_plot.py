"""Appraisals as pictures: the traffic-light plot and the weighted summary plot, as SVG.

They follow robvis (McGuinness & Higgins 2021, doi:10.1002/jrsm.1411), with a sign and a letter in every cell and the
colours of Okabe and Ito (https://jfly.uni-koeln.de/color/), so that nothing is told by colour alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from review_tool.domain.text import one_line
from review_tool.reporting.lettering import FONT, length, wrapped

_MARGIN, _SIZE, _SMALL = 20, 14, 12
_ROW, _LEADING = 30, 17
_CELL, _RADIUS = 52, 11
_NAMES = 250
"""Width of the studies' names."""
_BAR, _BAR_HEIGHT = 520, 26
_NAME_LINES = 3
_LEAST = 640
"""No picture is narrower: the legend needs room."""
_SCALES = {
    1: ("#0072B2",),
    2: ("#0072B2", "#D55E00"),
    3: ("#0072B2", "#F0E442", "#D55E00"),
    4: ("#0072B2", "#F0E442", "#E69F00", "#D55E00"),
    5: ("#0072B2", "#56B4E9", "#F0E442", "#E69F00", "#D55E00"),
}
_SIGNS = {1: "+", 2: "+×", 3: "+−×", 4: "+−×!", 5: "+±−×!"}
"""From best to worst, for levels whose own sign is their letter."""
_UNKNOWN = "#D9D9D9"
_WHITE_ON = ("#0072B2",)


@dataclass(frozen=True, slots=True)
class Level:
    """One answer or judgement that a cell may show."""

    id: str
    label: str
    sign: str
    is_unknown: bool = False
    """It says that something is not known or does not apply, and has no place between best and worst."""

    @property
    def letter(self) -> str:
        """`Y`, `CT`, `SC`: the words' first letters."""
        return "".join(word[0] for word in self.label.replace("-", " ").replace("’", "'").split()).upper()[:3]


@dataclass(frozen=True, slots=True)
class Heading:
    """What a column judges."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Judged:
    """One study's row."""

    study: str
    cells: tuple[str, ...]
    """The id of a level for each heading; "" where there is none (yet)."""
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Block:
    """Studies that were asked the same."""

    title: str
    headings: tuple[Heading, ...]
    rows: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """An appraisal to be drawn."""

    title: str
    levels: tuple[Level, ...]
    """From best to worst, the unknown ones anywhere among them."""
    blocks: tuple[Block, ...]
    note: str = ""

    def level(self, name: str) -> Level | None:
        return next((level for level in self.levels if level.id == name), None)

    def _place(self, level: Level) -> tuple[int, int]:
        """How many levels there are, and which of them this is, from 0; at most five are told apart."""
        scale = [one.id for one in self.levels if not one.is_unknown]
        return min(len(scale), 5), min(scale.index(level.id), 4)

    def colour(self, level: Level) -> str:
        if level.is_unknown:
            return _UNKNOWN
        count, place = self._place(level)
        return _SCALES[count][place]

    def sign(self, level: Level) -> str:
        """One that is no letter."""
        if not level.sign.isalpha():
            return level.sign
        count, place = self._place(level)
        return "?" if level.is_unknown else _SIGNS[count][place]


def traffic_svg(plot: Plot) -> str:
    """A row a study, a column an item or domain, a light in each cell."""
    columns = max((len(block.headings) for block in plot.blocks), default=0)
    width = max(_MARGIN * 2 + _NAMES + columns * _CELL, _LEAST)
    parts, y = _title(plot, width)
    for block in plot.blocks:
        drawn, y = _lights(plot, block, y)
        parts += drawn
    return _finished(plot, parts, y, width, "Traffic-light plot", _meanings(plot))


def summary_svg(plot: Plot) -> str:
    """A bar an item or domain: the share of the studies, by their weights, at each level."""
    width = _MARGIN * 2 + _NAMES + _BAR + 10
    parts, y = _title(plot, width)
    for block in plot.blocks:
        drawn, y = _bars(plot, block, y)
        parts += drawn
    cut = [heading for heading in _meanings(plot) if len(_named(heading)) > _NAME_LINES]
    return _finished(plot, parts, y, width, "Summary plot", cut)


def _title(plot: Plot, width: int) -> tuple[list[str], int]:
    lines = wrapped(one_line(plot.title), width - 2 * _MARGIN, 17, bold=True)
    parts = [_words(line, _MARGIN, _MARGIN + 16 + 22 * n, size=17, bold=True) for n, line in enumerate(lines)]
    return parts, _MARGIN + 22 * len(lines) + 14


def _heading(block: Block, y: int) -> tuple[list[str], int]:
    if not block.title:
        return [], y
    said = f"{one_line(block.title)} (n = {len(block.rows)})"
    return [_words(said, _MARGIN, y + 15, bold=True)], y + 24


def _lights(plot: Plot, block: Block, y: int) -> tuple[list[str], int]:
    parts, y = _heading(block, y)
    left, right = _MARGIN + _NAMES, _MARGIN + _NAMES + len(block.headings) * _CELL
    parts.append(_words("Study", _MARGIN, y + 16, bold=True, size=_SMALL))
    for n, heading in enumerate(block.headings):
        parts.append(_words(heading.id, left + n * _CELL + 17, y + 16, bold=True, size=_SMALL, anchor="middle"))
    y += 24
    parts.append(_line(_MARGIN, y, right, "#000"))
    for row in block.rows:
        names = wrapped(one_line(row.study), _NAMES - 12, _SIZE)
        height = max(_ROW, len(names) * _LEADING + 12)
        top = y + (height - len(names) * _LEADING) // 2 + 13
        parts += [_words(name, _MARGIN, top + n * _LEADING) for n, name in enumerate(names)]
        for n, cell in enumerate(row.cells):
            if level := plot.level(cell):
                parts += _light(plot, level, left + n * _CELL + 17, y + height // 2)
        y += height
        parts.append(_line(_MARGIN, y, right, "#D0D0D0"))
    return parts, y + 22


def _light(plot: Plot, level: Level, x: int, y: int) -> list[str]:
    """A circle with the level's sign, and its letter beside it."""
    fill = plot.colour(level)
    ink = "#fff" if fill in _WHITE_ON else "#000"
    return [
        f'<circle cx="{x}" cy="{y}" r="{_RADIUS}" fill="{fill}" stroke="#333" stroke-width="0.8"/>',
        _words(plot.sign(level), x, y + 5, bold=True, size=15, anchor="middle", fill=ink),
        _words(level.letter, x + _RADIUS + 3, y + 4, size=11),
    ]


def _bars(plot: Plot, block: Block, y: int) -> tuple[list[str], int]:
    parts, y = _heading(block, y)
    left = _MARGIN + _NAMES
    for at, heading in enumerate(block.headings):
        names = _named(heading)
        if len(names) > _NAME_LINES:
            names = [*names[: _NAME_LINES - 1], names[_NAME_LINES - 1] + " …"]
        height = max(_BAR_HEIGHT + 10, len(names) * 15 + 10)
        top = y + (height - len(names) * 15) // 2 + 12
        parts += [_words(name, _MARGIN, top + n * 15, size=_SMALL) for n, name in enumerate(names)]
        parts += _bar(plot, shares(plot, block, at), left, y + (height - _BAR_HEIGHT) // 2)
        y += height
    parts.append(_line(left, y + 4, left + _BAR, "#000"))
    for percent in (0, 25, 50, 75, 100):
        x = left + _BAR * percent // 100
        parts.append(f'<path d="M{x} {y + 4}v5" stroke="#000"/>')
        parts.append(_words(f"{percent} %", x, y + 22, size=11, anchor="middle"))
    return parts, y + 42


def _named(heading: Heading) -> list[str]:
    """The bar's name in lines."""
    return wrapped(_said(heading), _NAMES - 22, _SMALL)


def _said(heading: Heading) -> str:
    return f"{heading.id}: {one_line(heading.text)}" if heading.text else heading.id


def shares(plot: Plot, block: Block, at: int) -> list[tuple[Level | None, float]]:
    """(level, share of the weights) from best to worst, the unknown after them, at last those not appraised."""
    weights: Counter[str] = Counter()
    for row in block.rows:
        weights[row.cells[at] if plot.level(row.cells[at]) else ""] += row.weight  # type: ignore[assignment]
    whole = sum(weights.values()) or 1
    order = sorted(plot.levels, key=lambda level: level.is_unknown)
    found: list[tuple[Level | None, float]] = [(level, weights[level.id] / whole) for level in order]
    return [(level, share) for level, share in (*found, (None, weights[""] / whole)) if share > 0]


def _bar(plot: Plot, found: Sequence[tuple[Level | None, float]], left: int, y: int) -> list[str]:
    parts, x = [], float(left)
    for level, share in found:
        wide = share * _BAR
        fill = plot.colour(level) if level else "#fff"
        ink = "#fff" if fill in _WHITE_ON else "#000"
        dashed = "" if level else ' stroke-dasharray="3 3"'
        parts.append(
            f'<rect x="{x:.1f}" y="{y}" width="{wide:.1f}" height="{_BAR_HEIGHT}" fill="{fill}" stroke="#333" '
            f'stroke-width="0.8"{dashed}/>'
        )
        letter = f"{plot.sign(level)} {level.letter}" if level else "not yet"
        for said in (f"{letter} {share * 100:.0f} %", letter):
            if length(said, 11) < wide - 4:
                parts.append(_words(said, round(x + wide / 2), y + 17, size=11, anchor="middle", fill=ink))
                break
        x += wide
    return parts


def _finished(plot: Plot, parts: list[str], y: int, width: int, sort: str, explained: Iterable[Heading]) -> str:
    """The legend, the notes and the frame."""
    used = {cell for block in plot.blocks for row in block.rows for cell in row.cells}
    x = _MARGIN
    for level in (one for one in plot.levels if one.id in used):
        beside = 2 * _RADIUS + 8 + round(length(level.letter, 11))
        wide = beside + round(length(level.label, _SMALL)) + 26
        if x + wide > width - _MARGIN and x > _MARGIN:
            x, y = _MARGIN, y + 30
        parts += _light(plot, level, x + _RADIUS, y + 10)
        parts.append(_words(level.label, x + beside, y + 14, size=_SMALL))
        x += wide
    y += 40
    for note in (*map(_said, explained), plot.note):
        for line in wrapped(one_line(note), width - 2 * _MARGIN, _SMALL) if note else ():
            parts.append(_words(line, _MARGIN, y, size=_SMALL))
            y += 16
        y += 4 if note else 0
    height = y + _MARGIN - 8
    title = f"{sort}. {one_line(plot.title)}"
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
            f'height="{height}" role="img" aria-labelledby="plot-title" aria-describedby="plot-desc" '
            f'font-family="{FONT}" font-size="{_SIZE}" fill="#000">',
            f'<title id="plot-title">{escape(title)}</title>',
            f'<desc id="plot-desc">{escape(described(plot))}</desc>',
            f'<rect width="{width}" height="{height}" fill="#fff"/>',
            *parts,
            "</svg>\n",
        )
    )


def _meanings(plot: Plot) -> list[Heading]:
    """Each heading that asks something, once."""
    said = {heading.id: heading for block in plot.blocks for heading in block.headings if heading.text}
    return list(said.values())


def described(plot: Plot) -> str:
    """The picture in sentences: of each column how many studies are at which level."""
    said = []
    for block in plot.blocks:
        studies = f"{len(block.rows)} {'study' if len(block.rows) == 1 else 'studies'}"
        said.append(f"{one_line(block.title)}: {studies}." if block.title else f"{studies.capitalize()}.")
        for at, heading in enumerate(block.headings):
            counted = Counter(row.cells[at] for row in block.rows)
            levels = [f"{level.label} {counted[level.id]}" for level in plot.levels if counted[level.id]]
            left = len(block.rows) - sum(counted[level.id] for level in plot.levels)
            levels += [f"not appraised {left}"] if left else []
            said.append(f"{heading.id}: {', '.join(levels)}.")
    return " ".join(said)


def _words(
    text: str, x: int, y: int, *, size: int = _SIZE, bold: bool = False, anchor: str = "start", fill: str = ""
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    ink = f' fill="{fill}"' if fill else ""
    at = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{x}" y="{y}" font-size="{size}"{weight}{at}{ink}>{escape(text)}</text>'


def _line(x: int, y: int, to: int, colour: str) -> str:
    return f'<path d="M{x} {y}H{to}" stroke="{colour}" stroke-width="1"/>'
