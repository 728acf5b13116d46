"""Titles: what is said, apart from brackets and language labels, and what kind of paper it names."""

from __future__ import annotations

import re
from typing import NamedTuple

from review_tool.dedupe.letters import letters

_LANGUAGES = (
    "chinese|russian|german|french|spanish|japanese|italian|polish|portuguese|korean|dutch|czech|hungarian|turkish"
    "|norwegian|swedish|danish|finnish|hebrew|persian|ukrainian|serbian|croatian|bulgarian|romanian|greek|english"
)
_LABEL = re.compile(
    rf"[\[(](?:article in |in )?(?:{_LANGUAGES})(?:[ ;,/-](?:and )?(?:{_LANGUAGES}))*[\])]\.?|\[\d{{1,2}}\]\s*$"
    r"|\[[a-z]{4,12}\]\W*$"
    r"|\((?:(?:tutorial|panel|demo(?:nstration)?)(?: abstract| session| summary| description)?"
    r"|experience paper|invited (?:talk|paper|lecture)|keynote)\)"
    r"|\[(?:abstract|letter|review|russian title|see comments?|published (?:erratum|correction)[^\]]*)\]",
    re.IGNORECASE,
)
_OPENING = re.compile(r"\s*(?:tutorial|panel|keynote|invited (?:talk|paper|lecture))\s*:", re.IGNORECASE)
"""What kind of contribution it is: one source says so, another does not."""
_INNER = re.compile(r"^(?P<before>[^\[\]]{15,}?)\s*(?:\[(?P<inside>[^\[\]]{15,})\]|=\s(?P<after>.{15,}))\W*$")
_NO_TITLE = frozenset(("", "unknown", "untitled", "no title", "no title available", "not available", "na", "title"))

ROLES: tuple[tuple[str, re.Pattern[str], str], ...] = (
    (
        "erratum",
        re.compile(
            r"^(?:(?:author|publisher|published) )?(?:erratum|errata|corrigend\w+|corrections?|addendum|retraction"
            r"|retracted|expression of concern|withdrawn)\b|\b(?:erratum|errata|corrigend\w+|correction|retraction)$"
        ),
        "a note about a paper has the paper's title but is not it",
    ),
    (
        "reply",
        re.compile(
            r"^(?:reply|authors? reply|authors? response|response|rejoinder|in reply|re) (?:to |from |by |of )?\b"
            r"|\b(?:reply|replies|rejoinder|(?:authors?|the) response)$|\bauthors? replies\b|\breply (?:to|by) "
        ),
        "the authors' answer to a letter carries the paper's title",
    ),
    (
        "comment",
        re.compile(
            r"^(?:comments?|commentary|letter|invited commentary|discussion) (?:on|to|of)\b|\b(?:a )?comment(?:ary)?$"
        ),
        "a comment is by others about the paper",
    ),
    (
        "protocol",
        re.compile(
            r"^protocol\b|\bprotocol$|\b(?:study|trial|review|research|evaluation) protocol\b"
            r"|\bprotocol (?:for|of) an? "
        ),
        "a protocol announces the study whose results another paper gives",
    ),
)
"""(role, how a folded title shows it, why such a title is not the paper it resembles)."""

# fmt: off
_ROLE_WORDS = frozenset((
    "erratum", "errata", "corrigendum", "corrigenda", "correction", "corrections", "addendum", "retraction",
    "retracted", "expression", "withdrawn", "reply", "replies", "response", "responses", "rejoinder", "re", "comment",
    "comments", "commentary", "letter", "discussion", "protocol",
))
"""No pattern of ROLES holds without one of these, and most titles have none: so they are looked for first."""
_GENERIC_WORDS = frozenset((
    "editor", "editors", "editorial", "editorials", "introduction", "preface", "foreword", "afterword", "conclusion",
    "conclusions", "discussion", "summary", "acknowledgment", "acknowledgments", "acknowledgement", "acknowledgements",
    "news", "letter", "letters", "message", "messages", "announcement", "announcements", "calendar", "obituary",
    "issue", "issues", "chair", "chairs", "review", "reviews", "report", "contents", "index", "cover", "matter",
    "abstract", "abstracts", "paper", "papers", "erratum", "errata", "correction", "corrigendum", "commentary",
    "comment", "reply", "response", "minitrack", "track", "section", "panel", "viewpoint", "perspective",
))
"""The same for GENERIC."""
_PART_WORDS = frozenset(
    ("part", "pt", "phase", "study", "paper", "volume", "report", "no", "number", "chapter")
)
"""The same for _PART."""
# fmt: on

GENERIC = re.compile(
    r"^(?:(?:guest |from the )?editor(?:ial|s)?\b.*|.*\beditors? (?:comments?|notes?|remarks?|message)"
    r"|introduction|preface|foreword|afterword|conclusions?|discussion|summary|acknowledge?ments?"
    r"|news\b.*|letters?(?: to the editors?)?|messages?\b.*|announcements?|calendar|obituary|in this issue"
    r"|(?:\w+ )?chairs? (?:message|introduction|report).*|book reviews?.*|reviews?|case report"
    r"|(?:table of )?contents|(?:authors? |subject )?index|cover|(?:front|back) matter|abstracts?|(?:call for )?papers?"
    r"|erratum|errata|correction|corrigendum|commentary|comment|(?:in )?reply|response"
    r"|introduction to (?:the )?(?:special|mini ?track|issue|track|section).*|.*\bminitrack\b.*"
    r"|special (?:issue|section).*|issues? and opinions?|panel|viewpoint|perspective)$"
)
"""Titles that many papers share, so that the same title says little."""

FEW_LETTERS = 18
"""A title shorter than this is short: there are not many such titles to go round."""

_ROMAN = {
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "v": "5",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
    "x": "10",
}
_ORDINALS = {
    word: str(n)
    for n, word in enumerate(
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"], start=1
    )
}
_WORDS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5"} | _ORDINALS
_PART = re.compile(
    r"\b(?:part|pt|phase|study|paper|volume|report|no|number|chapter)\.? (\d+|[ivx]+|one|two|three|four|five|[a-d])\b"
)


class Title(NamedTuple):
    """A title made comparable; `text` is empty where there is none."""

    text: str = ""
    compact: str = ""
    """The text without its blanks."""
    other: str = ""
    """The same title in another language, where one field holds both."""
    role: str = ""
    part: str = ""
    """The part it says it is: `2` for `Part II`."""
    generic: bool = False
    translated: bool = False
    """Wholly in brackets: a cataloguer's translation, which another cataloguer would word otherwise."""

    @property
    def short(self) -> bool:
        """Too short to tell papers apart, or missing."""
        return len(self.text) < FEW_LETTERS


def title(raw: str) -> Title:
    """Bracketed (translated) titles lose their brackets, language labels go, two titles in one field are parted."""
    if ":" in raw:
        raw = _OPENING.sub("", raw) or raw
    bare, translated, other, both = raw, False, "", None
    if "[" in raw or "(" in raw or " = " in raw:
        bare = _LABEL.sub(" ", raw).strip()
        translated = bare.startswith("[")
        both = _INNER.match(bare)
    if both:
        other = letters(both.group("inside") or both.group("after"))
        text = letters(both.group("before"))
    else:
        text = letters(bare) or letters(raw)
    if text in _NO_TITLE:
        return Title()
    words = text.split(" ")
    role = ""
    if not _ROLE_WORDS.isdisjoint(words):
        role = next((name for name, pattern, _ in ROLES if pattern.search(text)), "")
    found = None if _PART_WORDS.isdisjoint(words) else _PART.search(text)
    part = number(found.group(1)) if found else ""
    generic = not _GENERIC_WORDS.isdisjoint(words) and GENERIC.match(text) is not None
    return Title(text, "".join(words), other, role, part, generic, translated)


def numeral(word: str) -> str:
    """Arabic or Roman digits as Arabic ones; "" for any other word."""
    return (word.lstrip("0") or "0") if word.isdigit() else _ROMAN.get(word, "")


def ordinal(word: str) -> str:
    """`4` for `fourth` and `4th`; "" for any other word."""
    if word[-2:] in ("st", "nd", "rd", "th") and word[:-2].isdigit():
        return word[:-2].lstrip("0")
    return _ORDINALS.get(word, "")


def number(word: str) -> str:
    """A numeral in digits, however written; "" for any other word."""
    return numeral(word) or _WORDS.get(word) or (word if word in ("a", "b", "c", "d") else "")
