"""Text from outside is hostile: titles carry escape sequences, direction overrides and formulas."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

# ECMA-48 strings (OSC, DCS, SOS, PM, APC) to their terminator or the line's end, CSI sequences, two-byte escapes.
# Their one-character forms (C1) are mostly letters read in a wrong encoding: ž of Windows-1250, the quotes of UTF-8. So
# only one that is plainly a sequence, with numbers and an end, goes whole; of any other the control character alone.
_SEQUENCE = re.compile(
    r"\x1b[\]PX^_][^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x9d[0-9]{1,4};[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)"
    r"|\x1b\[[0-?]*[ -/]*[@-~]?"
    r"|(?<![\x80-\xff])\x9b[0-?]+[ -/]*[@-~]"
    r"|\x1b[ -/]*[0-~]?"
)
# C0 (but newline), DEL, C1, direction overrides and isolates, invisible joiners, tags, surrogates, noncharacters.
# LRM, RLM, ZWJ and ZWNJ stay: Arabic, Hebrew, Persian and Indic titles need them.
_FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f"
    + "".join(f"{chr(plane | 0xFFFE)}{chr(plane | 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)
_SPACE_LIKE = str.maketrans(
    {"\t": " ", "\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}
)


def clean(text: str) -> str:
    """The text without anything a terminal, a page or a person could be tricked by; idempotent, never longer.

    Letters, brackets and punctuation are kept: they are evidence. Tabs become blanks, line ends newlines.
    """
    # Nothing that is forbidden is printable, and that test is many times faster than the search.
    if text.isprintable() or text.replace("\n", " ").isprintable() or not _FORBIDDEN.search(text):
        return text
    text = _SEQUENCE.sub("", text.replace("\r\n", "\n"))
    return _FORBIDDEN.sub("", text.translate(_SPACE_LIKE))


def clean_source(text: str) -> str:
    """Clean text of a file in which the ends of lines mean something, such as TOML: what elsewhere becomes one is a
    blank here."""
    return clean(re.sub("[\x0b\x0c\x85\u2028\u2029]", " ", text))


def clean_all(value: Any) -> Any:
    """A JSON value with every text in it clean, keys too."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean_all(key): clean_all(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [clean_all(one) for one in value]
    return value


def one_line(text: str) -> str:
    """Clean text with every run of white space as one blank."""
    if "  " not in text and text.isprintable():  # its only white space is the blank
        return text.strip()
    return " ".join(clean(text).split())


_PASSWORD = re.compile(r"(://[^/?#@\s]*?):[^/?#]*@|([?&][^=&]*pass[^=&]*)=[^&]*", re.IGNORECASE)


def without_password(address: str) -> str:
    """The address of a review as it may be shown: of a URL all but its password."""
    return _PASSWORD.sub(lambda found: f"{found[1]}@" if found[1] is not None else f"{found[2]}=", address)


def fold(text: str) -> str:
    """Letters and digits alone, without accents or case: for comparing, never for showing."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c)).split())


def shorten(text: str, width: int) -> str:
    """At most `width` characters, cut at a word with an ellipsis."""
    if len(text) <= width:
        return text
    head = text[: max(width - 1, 0)]
    return (head.rsplit(" ", 1)[0] if " " in head[width // 2 :] else head) + "…"


_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def neutral_cell(text: str) -> str:
    """A spreadsheet cell that no program takes for a formula (OWASP CSV injection): an apostrophe goes before.

    Reversible: a text that begins with apostrophes and a formula sign gets one more.
    """
    return "'" + text if text.lstrip("'").startswith(_FORMULA) else text


def plain_cell(text: str) -> str:
    """The text that `neutral_cell` was given."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_FORMULA) else text
