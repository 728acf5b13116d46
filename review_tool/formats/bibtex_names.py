"""People as BibTeX and biblatex write them.

Source of the rules: “Names in BibTeX and MlBibTeX”, J.-M. Hufflen, TUGboat 27 (2006); the biblatex manual, §3.4.
"""

from __future__ import annotations

import re

from review_tool.domain.text import one_line
from review_tool.formats import fields
from review_tool.formats.latex import plain_text

_IN_NAME = re.compile(r"\\(?:[A-Za-z]+|[`'^~\"=.])\s*|\\.|[{},]|\s+")
# biblatex's other way to write a name: `family=Roe, given=Ann, prefix=von`.
_EXTENDED = re.compile(r"\b(family|given|prefix|suffix)\s{0,9}=\s{0,9}\"?([^,=\"]{1,200})")
_AND = re.compile(r"(?<=\s)and(?=\s)", re.IGNORECASE)
_BLANK, _COMMA = "\ue010", "\ue011"
"""Stand for those that braces hold, which part no names."""


def people(text: str) -> tuple[str, ...]:
    """Authors parted by ` and ` outside braces, each as `Family, Given`; a name in braces is an organisation."""
    names: list[str] = []
    for part in _parted(text):
        if part.lower() in ("others", "et al.", "et al"):
            continue
        if "=" in part and (extended := dict(_EXTENDED.findall(plain_text(part)))):
            family = " ".join(filter(None, (extended.get("prefix"), extended.get("family"))))
            names.append(", ".join(filter(None, (family, extended.get("suffix"), extended.get("given")))))
        elif part.count(",") > 2 and "{" not in part:
            names += fields.by_comma(one_line(plain_text(part)))
        else:
            names.append(_name(part))
    return fields.unique(name.strip(" ,") for name in names)


def _hidden(part: str) -> str:
    """The name with the blanks and commas in its braces hidden: what they hold is one word."""
    shown, depth, at = [], 0, 0
    for mark in _IN_NAME.finditer(part):
        sign = mark.group()
        depth += (sign == "{") - (sign == "}")
        if depth > 0 and (sign == "," or sign.isspace()):
            shown += [part[at : mark.start()], _COMMA if sign == "," else _BLANK]
            at = mark.end()
    return "".join([*shown, part[at:]])


def _parted(text: str) -> list[str]:
    if "{" not in text and "\\" not in text:
        parts = [part for part in map(str.strip, _AND.split(text)) if part]
        return [part for part in map(str.strip, text.split(";")) if part] if len(parts) == 1 and ";" in text else parts
    parts, begin, depth = [], 0, 0
    for mark in re.finditer(r"\\.|[{}]|(?<=\s)and(?=\s)", text, re.IGNORECASE):
        sign = mark.group()
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth = max(depth - 1, 0)
        elif depth == 0 and not sign.startswith("\\"):
            parts.append(text[begin : mark.start()])
            begin = mark.end()
    return [part for part in map(str.strip, [*parts, text[begin:]]) if part]


def _name(part: str) -> str:
    """`Ann van den Roe` as `van den Roe, Ann` (BibTeX's rule: the family name begins at a lower-case word)."""
    is_braced = "{" in part
    whole = one_line(plain_text(_hidden(part) if is_braced else part))
    if "," in whole:
        return _shown(re.sub(r"\s*,\s*", ", ", whole))
    words = whole.split()
    if len(words) < 2:
        return _shown(whole) if is_braced else whole
    von = next((n for n, word in enumerate(words[:-1]) if word[:1].islower() and n), len(words) - 1)
    return _shown(f"{' '.join(words[von:])}, {' '.join(words[:von])}")


def _shown(name: str) -> str:
    return name.replace(_BLANK, " ").replace(_COMMA, ",")
