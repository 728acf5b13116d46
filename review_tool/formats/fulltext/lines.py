"""From a page's lines to its paragraphs."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import median

from review_tool.domain.text import clean

WORD = re.compile(r"[^\W\d_]+")
EDGE = 3
"""Lines at a page's top and bottom among which running heads and feet are."""
REPEATS = 0.4
"""Share of the pages on which a line must stand to be one."""
HYPHENS = ("\x02", "\ufffe", "\u00ad")
"""What PDFium (and others) put where a word was parted at the line's end."""
_LIGATURES = re.compile("[\ufb00-\ufb4f\u2000-\u200a\u00a0\u202f]+")
_ENDS = re.compile(r"[.!?…:;][\"”’')\]]*(?:\s?\[[\d,\s–-]+\]|\d{1,3}(?:[,–-]\d{1,3})*)?$")
_BULLETS = "•●▪◦■‣"
_PARTED = re.compile("[^\\W\\d_]+(?:[" + "".join(HYPHENS) + r"]\s*|-\r?\n\s*)[^\W\d_]+")
_HYPHENED = re.compile("[" + "".join(HYPHENS) + r"][ \r]*\n?")
_FIRST = frozenset({"co", "self", "well", "long", "short", "high", "low", "cross", "peer", "decision", "evidence"})
_SECOND = frozenset({
    "based", "related", "driven", "led", "centred", "centered", "level", "term", "specific", "making", "reported",
    "wide", "established", "documented", "quality", "focused", "oriented", "designed", "produced", "production",
    "creation", "cut", "being", "risk", "scale", "effective", "defined", "known", "world", "income", "sectional",
    "reviewed",
})  # fmt: skip
_UNTITLED = re.compile(r"[.,;:!?)\d]$|[.;!?] ")
"""What no heading has."""
_NUMBERED = re.compile(r"(?:\d+(?:\.\d+)*\.?|[IVX]+\.)\s+(?=[A-Z])")
_KNOWN = re.compile(
    r"(?:\d+(?:\.\d+)*\.?\s+)?(?:abstract|introduction|background|(?:materials? and )?methods?|methodology|results"
    r"|findings|discussion|conclusions?|(?:strengths and )?limitations|references|acknowledge?ments?|recommendations"
    r"|implications?(?: for [\w ]+)?|future (?:research|directions|work)|funding|declarations?|appendix|ethics[\w ]*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    heading: bool = False


def split_lines(raw: str) -> list[str]:
    """The lines of a page as the reader gave it, without blanks at their ends; a parted word parts them too."""
    raw = _HYPHENED.sub(HYPHENS[0] + "\n", raw)
    return [line.strip(" \t") for line in raw.replace("\r\n", "\n").replace("\r", "\n").split("\n")]


def running(pages: Sequence[Sequence[str]]) -> set[str]:
    """The lines at the pages' edges that stand on many of them; numbers make no difference."""
    counts: Counter[str] = Counter()
    for lines in pages:
        full = [line for line in lines if line]
        counts.update({alike(line) for line in (*full[:EDGE], *full[-EDGE:])})
    least = max(2, REPEATS * len(pages))
    return {line for line, times in counts.items() if times >= least}


def alike(line: str) -> str:
    return re.sub(r"\d+", "#", line).casefold()


def without_edges(lines: Sequence[str], heads: Collection[str]) -> list[str]:
    """The lines without running heads and feet."""
    full = [n for n, line in enumerate(lines) if line]
    edge = {*full[:EDGE], *full[-EDGE:]}
    return [line for n, line in enumerate(lines) if not (n in edge and alike(line) in heads)]


def words(raw: str) -> set[str]:
    """The words of a text, to know a parted word by; those that are parted themselves are left out."""
    return {word.casefold() for word in WORD.findall(_PARTED.sub(" ", raw))}


def paragraphs(lines: Sequence[str], known: Collection[str]) -> list[Paragraph]:
    """Join a page's lines to paragraphs. `known` holds words of the document."""
    lengths = [len(line) for line in lines if len(line) > 20]
    usual = median(lengths) if lengths else 0
    made: list[Paragraph] = []
    current = ""
    at = 0
    while at < len(lines):
        line = lines[at]
        ended = not current or ends_sentence(current)
        if ended and (rows := heading_rows(lines[at : at + 4], usual)):
            made, current = _kept(made, current), ""
            made.append(Paragraph(plain(" ".join(lines[at : at + rows])), heading=True))
            at += rows
            continue
        at += 1
        if not line:
            made, current = (_kept(made, current), "") if ended else (made, current)
            continue
        if line[0] in _BULLETS:
            made, current = _kept(made, current), ""
        current = joined(current, line, known) if current else line
        if len(line) < 0.8 * usual and ends_sentence(line):
            made, current = _kept(made, current), ""
    return _kept(made, current)


def ends_sentence(text: str) -> bool:
    """Whether a text ends as a sentence does."""
    return bool(_ENDS.search(text))


def _kept(made: list[Paragraph], current: str) -> list[Paragraph]:
    text = plain(current)
    return [*made, Paragraph(text)] if text else made


def heading_rows(rows: Sequence[str], usual: float) -> int:
    """How many lines, after a finished paragraph, are a heading: none, one or two."""
    if not rows or not rows[0]:
        return 0
    if _KNOWN.fullmatch(rows[0].rstrip(":")):
        return 1
    if not re.match(r"[A-Z]", rows[0]) and not _NUMBERED.match(rows[0]):
        return 0
    following = [row for row in rows[1:] if row]
    for count in (1, 2):
        lines = [rows[0], *following[: count - 1]]
        after = following[count - 1 : count]
        title = " ".join(lines)
        if len(lines) < count or not after or len(title.split()) > 9 + count or _UNTITLED.search(title):
            continue
        narrow = all(len(line) < 0.75 * usual for line in lines[1:]) and len(title) <= 70 * count
        if narrow and re.match(r"[A-Z“\"•]", after[0]) and WORD.search(title):
            return rows.index(lines[-1]) + 1
    return 0


def joined(left: str, right: str, known: Collection[str]) -> str:
    """Two lines as one; a word parted between them is made whole.

    Its hyphen stays where both halves are words of the document, or one is such as compounds are made with, and the
    whole is no word of it (co-production).
    """
    marked = left.endswith(HYPHENS)
    if not marked and not (left.endswith("-") and len(left) > 1 and left[-2].isalpha()):
        return f"{left} {right}"
    left = left[:-1]
    head, tail = re.search(r"[^\W\d_]+$", left), re.match(r"[^\W\d_]+", right)
    if not head or not tail:
        return f"{left}-{right}"
    a, b = head.group().casefold(), tail.group().casefold()
    compound = a in _FIRST or b in _SECOND or (a in known and b in known)
    if (compound and a + b not in known) or tail.group()[0].isupper():
        return f"{left}-{right}"
    return left + right


def plain(text: str) -> str:
    """Without ligatures, odd blanks, and anything a terminal could be tricked by."""
    text = _LIGATURES.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text)
    for hyphen in HYPHENS:
        text = text.replace(hyphen, "-")
    return " ".join(clean(text).split())
