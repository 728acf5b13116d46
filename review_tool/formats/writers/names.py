"""People and organisations in one list of authors, told apart as far as their names tell."""

from __future__ import annotations

import re
from typing import NamedTuple


class Name(NamedTuple):
    """A person's name in parts, or an organisation's as `whole`."""

    family: str = ""
    given: str = ""
    suffix: str = ""
    whole: str = ""

    @property
    def inverted(self) -> str:
        """`Family, Given`, as indexes write it."""
        return self.whole or ", ".join(filter(None, (self.family, self.suffix, self.given)))


_INITIALS = re.compile(r"(.*[^\W\d_][a-zà-ÿ’'].*?)\s+((?:[A-ZÀ-Þ]\.?[ -]?){1,3})")
_SUFFIX = re.compile(r"(?:jr|sr|[ivx]{2,4}|2nd|3rd)\.?", re.IGNORECASE)
_ORGANISATION = re.compile(
    r"\b(?:of|for|and|the|on|in|de la santé|group|team|council|committee|consortium|collaboration|institute|university|"
    r"department|ministry|organi[sz]ation|association|society|network|centre|center|agency|foundation|trust|service|"
    r"board|commission|union|office|college|hospital|investigators|initiative|panel|taskforce|force|"
    r"publishers|press|academy|alliance|coalition|federation|programme|project|company|inc|ltd|gmbh|für|"
    r"gesellschaft|institut|instituto|istituto|universität|université|universidad|universidade|università|ministerium|"
    r"ministère|ministerio|ministério|ministero|société|sociedad|sociedade|società|verein|verband|bundesamt|kommission|"
    r"fédération|federación|académie|akademie)\b|[&\d/]",
    re.IGNORECASE,
)


def parted(author: str) -> Name:
    """`Kim, Ji-ho`, `Kim JH` and `Ji-ho Kim` are people; a single word or an organisation's words are a whole name."""
    if ", " in author or author.count(",") == 1:
        parts = [part.strip() for part in author.split(",")]
        if len(parts) == 3 and _SUFFIX.fullmatch(parts[1]):
            return Name(parts[0], parts[2], parts[1])
        if len(parts) == 2 and all(parts) and not _ORGANISATION.search(parts[1]):
            return Name(*parts)
        return Name(whole=author)
    if _ORGANISATION.search(author):
        return Name(whole=author)
    if found := _INITIALS.fullmatch(author):
        return Name(found.group(1), found.group(2).strip())
    words = author.split()
    if not 2 <= len(words) <= 4 or not words[-1][:1].isupper() or author.isupper():
        return Name(whole=author)
    at = next((n for n, word in enumerate(words[1:-1], 1) if word.islower()), len(words) - 1)
    return Name(" ".join(words[at:]), " ".join(words[:at]))
