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
_OTHERS = re.compile(r"(?:\s*,)?\s+et\.? al\.?\Z|\s*\((?:[Ee]ds?|[Hh]rsg|[Ee]ditors?)\.?\)\Z")
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV")
_LATE_SUFFIX = re.compile(r", ?((?:Jr|Sr)\.?|III)\Z")
_SUFFIX_ENDS = frozenset(("Jr", "Sr", "r.", "II"))
"""`Ann Roe, Jr.`, as print has it and BibTeX does not; II and IV may be initials there: `van den Roe, IV`."""
_NUMBERED = re.compile(r"(?<=[^\W\d]) 0\d{3}\Z")
"""What DBLP sets behind people of one name."""
_OF_A_YEAR = re.compile(r"[^,]* (?:19|20)\d\d")
"""Nobody's name ends so, but that of a group does: `Healthy People 2030`."""
_INITIAL = re.compile(r"[A-ZÀ-ÞА-Я]|(?:[A-ZÀ-ÞА-Я]\.-?)+[A-Z]?")
"""One letter, or letters with full stops: no family name is so short."""
_INITIALS = re.compile(r"[A-ZÀ-ÞА-Я]{1,3}|(?:[A-ZÀ-ÞА-Я]\.-?){1,4}")
_INITIALS_FIRST = re.compile(r"\s*(?:[A-ZÀ-ÞА-Я]\.[\s-]*){1,4}[^\W\d_][^\s,.]")
"""No family name begins so."""
_AMPERSAND = re.compile(r"\s\\?&\s")
_BLANK, _COMMA = "\ue010", "\ue011"
"""Stand for those that braces hold, which part no names."""


def people(text: str) -> tuple[str, ...]:
    """Authors parted by ` and ` outside braces, each as `Family, Given`; a name in braces is an organisation."""
    names: list[str] = []
    parts = _parted(text)
    puts_family_first = _put_family_first(parts)
    for part in parts:
        if part.strip("{} ").lower() in ("others", "et al.", "et al"):
            continue
        if "=" in part and (extended := dict(_EXTENDED.findall(plain_text(part)))):
            family = " ".join(filter(None, (extended.get("prefix"), extended.get("family"))))
            names.append(", ".join(filter(None, (family, extended.get("suffix"), extended.get("given")))))
        elif len(whole := part.split(",  ")) > 1 and all("," in one for one in whole) and "{" not in part:  # SciELO
            names += (_name(one, puts_family_first=False) for one in whole)
        elif "," in part and "{" not in part and _lists_people(part):
            names += fields.by_comma(one_line(plain_text(part)))
        else:
            names.append(_name(_OTHERS.sub("", part), puts_family_first=puts_family_first))
    return fields.unique(name.strip(" ,") for name in names)


def _lists_people(part: str) -> bool:
    """Whether commas part people here, as they do in no BibTeX name: it has two commas at most, and a short suffix.

    `Roe, A., Doe, D.` · `Roe A, Doe DB` · `A. Roe, D. B. Doe` · `Ann Roe, Dan Doe, Eve Poe`.
    """
    pieces = [piece.split() for piece in part.split(",")]
    return (
        len(pieces) > 3
        or (len(pieces) == 3 and all(len(words) > 1 for words in pieces))
        or (part[1:2] == "." and all(map(_INITIALS_FIRST.match, part.strip(" ,").split(","))) and "," in part[:-1])
        or all(len(words) > 1 and _INITIALS.fullmatch(words[-1]) and len(words[0]) > 2 for words in pieces)
    )


def _put_family_first(parts: list[str]) -> bool:
    """Whether they are names as PubMed writes them: `Roe A`, `van den Roe A.B.`; `Weinan E` stands among others.

    Organisations, of which most have three words or more, say nothing of it.
    """
    if not any(map(_has_initials_last, parts)):
        return False
    names = [words for part in parts if "," not in part and len(words := part.split()) > 1]
    others = [words for words in names if not _INITIALS.fullmatch(words[-1])]
    people = [words for words in others if len(words) == 2 or any(map(_INITIAL.fullmatch, words))]
    return len(names) - len(others) > len(people)


def _has_initials_last(part: str) -> bool:
    words = part.split()
    return (
        len(words) > 1
        and "," not in part
        and _INITIAL.fullmatch(words[-1]) is not None
        and len(words[0]) > 2
        and words[0][1:2] != "."
    )


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
    text = f" {text} "
    if "{" not in text and "\\" not in text.replace("\\&", "&"):
        parts = [one for part in _AND.split(text) for one in (part.split(";") if "&" not in part else (part,))]
        parts = [part for part in map(str.strip, parts) if part]
        pair = _AMPERSAND.split(text.strip()) if len(parts) == 1 else ()
        return list(pair) if len(pair) > 1 and all(" " in one for one in pair) else parts
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


def _name(part: str, *, puts_family_first: bool) -> str:
    """`Ann van den Roe` as `van den Roe, Ann` (BibTeX's rule: the family name begins at a lower-case word).

    A suffix without its comma and initials behind the family name, which the rule takes for family names, are not.
    """
    is_braced = "{" in part
    whole = one_line(plain_text(_hidden(part) if is_braced else part))
    if whole[-1:].isdigit():
        whole = _NUMBERED.sub("", whole)
        if _OF_A_YEAR.fullmatch(whole):
            return _shown(whole)
    if whole[-2:] in _SUFFIX_ENDS and not is_braced and (late := _LATE_SUFFIX.search(whole)):
        name = whole[: late.start()]
        whole = f"{name} {late.group(1)}" if " " in name and "," not in name else whole
    if "," in whole:
        return _shown(re.sub(r"\s*,\s*", ", ", whole))
    words = whole.split()
    if len(words) < 2:
        return _shown(whole) if is_braced else whole
    if puts_family_first and _INITIALS.fullmatch(words[-1]):
        return f"{' '.join(words[:-1])}, {words[-1]}"
    suffix = words.pop() if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else ""
    if words[0][:1].islower() and any(word[:1].isupper() for word in words[1:]):
        return _shown(whole)
    von = next((n for n, word in enumerate(words[:-1]) if word[:1].islower() and n), len(words) - 1)
    if suffix:
        return _shown(f"{' '.join(words[von:])}, {suffix}, {' '.join(words[:von])}")
    return _shown(f"{' '.join(words[von:])}, {' '.join(words[:von])}")


def _shown(name: str) -> str:
    return name.replace(_BLANK, " ").replace(_COMMA, ",")
