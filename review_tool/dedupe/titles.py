"""Titles: what is said, apart from brackets and language labels, and what kind of paper it names."""

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
    r"|\[[a-z]{4,12}\]\W*$"
    r"|\[(?:abstract|letter|review|russian title|see comments?|published (?:erratum|correction)[^\]]*)\]",
    re.IGNORECASE,
)
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

_ROLE_HINT = re.compile("errat|corr|retract|addend|concern|withdr|^re|repl|respon|rejoin|comment|lett|discuss|protocol")

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
"""A title shorter than this is generic too: there are not many short titles to go round."""

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
_WORDS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "first": "1", "second": "2", "third": "3"}
_PART = re.compile(
    r"\b(?:part|pt|phase|study|paper|volume|report|no|number|chapter)\.? (\d+|[ivx]+|one|two|three|four|five|[a-d])\b"
)


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
    role = ""
    if _ROLE_HINT.search(text):
        role = next((name for name, pattern, _ in ROLES if pattern.search(text)), "")
    found = _PART.search(text)
    part = number(found.group(1)) if found else ""
    generic = len(text) < FEW_LETTERS or GENERIC.match(text) is not None
    return Title(text, other, role, part, generic)


def numeral(word: str) -> str:
    """Arabic or Roman digits as Arabic ones; "" for any other word."""
    return (word.lstrip("0") or "0") if word.isdigit() else _ROMAN.get(word, "")


def number(word: str) -> str:
    """A numeral in digits, however written; "" for any other word."""
    return numeral(word) or _WORDS.get(word) or (word if word in ("a", "b", "c", "d") else "")
