"""Which part of the log a person means: whose deeds, of what kind, from when to when."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from review_tool.domain.errors import ReviewError
from review_tool.services import people
from review_tool.services.history.telling import KINDS
from review_tool.store.history import log
from review_tool.store.review import Review

_MOMENT = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?(?=$|[Z+-]))?)?)?)?(Z|[+-]\d\d:?\d\d)?")
_LAST = {4: "-99", 7: "-99", 10: "T99", 16: ":99", 19: ".999999"}
"""What makes the end of a year, a month, a day, a minute or a second of its beginning, by the length of that."""


def moment(text: str, *, end: bool = False) -> str:
    """A date or time as the log's times compare with it: in UTC, where another zone is named; `end` of what is named.

    Raises:
        ReviewError: it is none.
    """
    wanted = text.strip().replace(" ", "T").upper()
    if not _MOMENT.fullmatch(wanted):
        raise ReviewError(f"“{text}” is no date or time.", hint="Write 2026-03-12 or 2026-03-12T10:41; times are UTC.")
    plain = re.sub(r"(?<=:\d\d)(\.\d+)?(Z|[+-]\d\d:?\d\d)$", r"\1", wanted)
    try:
        whole = datetime.fromisoformat(wanted + {4: "-01-01", 7: "-01"}.get(len(wanted), ""))
    except ValueError:
        raise ReviewError(f"There is no such day or time as {text}.", hint="Look at its numbers.") from None
    if whole.tzinfo is not None:
        plain = whole.astimezone(UTC).isoformat()[: len(plain)]
    return plain + (_LAST.get(len(plain), "") if end else "")


def person(review: Review, text: str) -> str:
    """Who is meant: by the whole name, or by what only one person's name begins with, in big or small letters.

    Raises:
        ReviewError: nobody, or several.
    """
    with review.reading() as connection:
        if log.has_actor(connection, text):
            return text
    team = [member.name for member in people.team(review)]
    begun = [name for name in team if name.casefold().startswith(text.casefold())]
    same = [name for name in begun if len(name) == len(text)]
    if len(found := same or begun) == 1:
        return found[0]
    said = f"“{text}” may be {' or '.join(found)}." if found else f"Nobody called “{text}” did anything here."
    raise ReviewError(said, hint=f"The team: {', '.join(team)}.")


def kind(text: str) -> str:
    """A kind of event, or the part before its dot.

    Raises:
        ReviewError: no event is of that kind.
    """
    stem = text.rstrip("*").rstrip(".")
    stem = _SAID.get(stem.casefold().rstrip("s"), stem)
    if stem in KINDS or any(known.startswith(stem + ".") for known in KINDS):
        return stem
    stems = ", ".join(dict.fromkeys(known.partition(".")[0] for known in KINDS))
    raise ReviewError(f"No kind of event is called “{text}”.", hint=f"Ask for one of: {stems}.")


_SAID = {
    **dict.fromkeys(("vote", "screening"), "decision"),
    **dict.fromkeys(("consensu", "settled"), "conflict.resolved"),
    **dict.fromkeys(("merge", "merged"), "duplicates.merged"),
    **dict.fromkeys(("criteria", "plan"), "protocol"),
    **dict.fromkeys(("undo", "undone", "taken back"), "event.undone"),
    **dict.fromkeys(("sign-in", "browser"), "session"),
    **{"import": "records.imported", "extraction": "value", "seal": "seal.received"},
}
"""What people say of some kinds of event, without the s of a plural."""
