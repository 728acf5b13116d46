"""How wide text is about, and where its lines break: pictures are laid out before any font is known."""

from __future__ import annotations

import unicodedata

FONT = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"


def length(text: str, size: int, *, bold: bool = False) -> float:
    """About how wide the text is, in pixels; on the generous side, since the reader's font is unknown."""
    return sum(_em(letter) for letter in text) * size * (1.08 if bold else 1.0)


def _em(letter: str) -> float:
    if letter in " ijlIft.,:;'|!()[]/":
        return 0.36
    if unicodedata.combining(letter):
        return 0.0
    if letter in "mwMW@%—" or unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    return 0.72 if letter.isupper() else 0.6


def wrapped(text: str, width: float, size: int, *, bold: bool = False) -> list[str]:
    """The text's lines, none wider than `width` pixels; a word that is too long is cut."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if length(joined, size, bold=bold) <= width:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if lines[-1] and length(lines[-1] + letter, size, bold=bold) > width:
                lines.append("")
            lines[-1] += letter
    return lines
