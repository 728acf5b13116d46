"""Titles: what is said, apart from brackets and language labels; what kind of paper it names; what only numbers tell apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

from review_tool.dedupe.letters import letters

_LANGUAGES = (
    "chinese|russian|german|french|spanish|japanese|italian|polish|portuguese|korean|dutch|czech|hungarian|turkish"
    "|norwegian|swedish|danish|finnish|hebrew|persian|ukrainian|serbian|croatian|bulgarian|romanian|greek|english"
)
_LABEL = re.compile(
    rf"[\[(](?:article in |in )?(?:{_LANGUAGES})(?:[ ;,/-](?:and )?(?:{_LANGUAGES}))*[\])]\.?|\[\d{{1,2}}\]\s*$"
    r"|\[(?:abstract|letter|review|russian title|see comments?|published (?:erratum|correction)[^\]]*)\]",
    re.IGNORECASE,
)
_INNER = re.compile(r"^(?P<before>[^\[\]]{15,}?)\s*(?:\[(?P<inside>[^\[\]]{15,})\]|=\s(?P<after>.{15,}))\W*$")
_NO_TITLE = frozenset(("", "unknown", "untitled", "no title", "no title available", "not available", "na", "title"))

ROLES: tuple[tuple[str, re.Pattern[str], str], ...] = (
    (
        "erratum",
        re.compile(
            r"^(?:(?:author|publisher|published) )?(?:erratum|errata|corrigend\w+|corrections?|addendum|retraction|retracted"
            r"|expression of concern|withdrawn)\b|\b(?:erratum|errata|corrigend\w+|correction|retraction)$"
        ),
        "a note about a paper has the paper's title but is not it",
    ),
    (
        "reply",
        re.compile(
            r"^(?:reply|author reply|authors reply|authors response|response|rejoinder|in reply|re) (?:to |from |by |of )?\b"
            r"|\b(?:reply|replies|rejoinder|(?:authors?|the) response)$|\bauthors? replies\b|\breply (?:to|by) "
        ),
        "the authors' answer to a letter carries the paper's title",
    ),
    (
        "comment",
        re.compile(r"^(?:comments?|commentary|letter|invited commentary|discussion) (?:on|to|of)\b|\b(?:a )?comment(?:ary)?$"),
        "a comment is by others about the paper",
    ),
    (
        "protocol",
        re.compile(r"\bprotocol\b"),
        "a protocol announces the study whose results another paper gives",
    ),
)
"""(role, how a folded title shows it, why such a title is not the paper it resembles)."""

GENERIC = re.compile(
    r"^(?:(?:guest |from the )?editor(?:ial|s)?\b.*|introduction|preface|foreword|news\b.*|letters?(?: to the editors?)?|messages?\b.*"
    r"|(?:\w+ )?chairs? (?:message|introduction|report).*|book reviews?.*|in this issue|table of contents|contents|index|obituary"
    r"|announcements?|abstracts?|calendar|erratum|errata|correction|corrigendum|commentary|comment|reply|in reply|response"
    r"|introduction to (?:the )?(?:special|mini ?track|minitrack|issue|track|section).*|.*\bminitrack\b.*|(?:call for )?papers?"
    r"|special (?:issue|section).*|conclusions?|discussion|acknowledge?ments?|afterword|reviews?|issues? and opinions?"
    r"|(?:authors?|subject) index|cover|front matter|back matter|panel|viewpoint|perspective|summary|case report)$"
)
"""Titles that many papers share, so that the same title says little."""

FEW_LETTERS = 18
"""A title shorter than this is generic too: there are not many short titles to go round."""

_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "x": "10"}
_WORDS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "first": "1", "second": "2", "third": "3"}
_PART = re.compile(r"\b(?:part|pt|phase|study|paper|volume|report|no|number|chapter)\.? (\d+|[ivx]+|one|two|three|four|five|[a-d])\b")


@dataclass(frozen=True, slots=True)
class Title:
    """A title made comparable; `text` is empty where there is none."""

    text: str = ""
    other: str = ""
    """The same title in another language, where one field holds both."""
    role: str = ""
    part: str = ""
    """The part it says it is: `2` for `Part II`."""
    generic: bool = False


def title(raw: str) -> Title:
    """Bracketed (translated) titles lose their brackets, language labels go, two titles in one field are parted."""
    bare = _LABEL.sub(" ", raw).strip()
    both = _INNER.match(bare)
    other = letters(both.group("inside") or both.group("after")) if both else ""
    text = letters(both.group("before")) if both else letters(bare) or letters(raw)
    if text in _NO_TITLE:
        return Title()
    role = next((name for name, pattern, _ in ROLES if pattern.search(text)), "")
    found = _PART.search(text)
    part = number(found.group(1)) if found else ""
    generic = len(text) < FEW_LETTERS or GENERIC.match(text) is not None
    return Title(text, other, role, part, generic)


def number(word: str) -> str:
    """A numeral in digits, however written; "" for any other word."""
    bare = word.lstrip("0")
    if word.isdigit():
        return bare or "0"
    return _ROMAN.get(word) or _WORDS.get(word) or (word if word in ("a", "b", "c", "d") else "")
