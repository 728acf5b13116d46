"""The audit's filter: `who:BR what:decision report:88 since:2026-03-01`, in words of one line."""

from __future__ import annotations

import re
import shlex

from review_tool.services.history import narrowing
from review_tool.services.history.auditing import Looking
from review_tool.services.reviews import Review

KEYS = ("who", "what", "report", "since", "until")
ALSO = {"record": "report", "as-of": "until"}
"""Other words for them: a record's number finds its report; the log as of a day ends with that day."""


def parse(text: str) -> tuple[dict[str, str], str]:
    """What is asked for, by key, and the first word that says nothing; "" where all is understood.

    A bare number is a report, a bare date is since, a bare word with a dot is what, any other a person.
    A half-typed `who:` restricts nothing yet.
    """
    try:
        words = shlex.split(text)
    except ValueError:
        words = text.replace('"', "").replace("'", "").split()
    asked: dict[str, str] = {}
    for word in words:
        key, colon, value = word.partition(":")
        if not colon:
            key, value = _key(word), word
        key = ALSO.get(key, key)
        if key not in KEYS or (key == "report" and value and not value.isdecimal()):
            return asked, word
        if value:
            asked[key] = value
    return asked, ""


def meant(asked: dict[str, str], review: Review) -> tuple[Looking, int | None]:
    """As the services take it: what is looked for, and the report.

    Raises:
        ReviewError: nobody, no kind of event or no time is called so.
    """
    find = Looking(
        actor=narrowing.person(review, who) if (who := asked.get("who")) else "",
        kind=narrowing.kind(what) if (what := asked.get("what")) else "",
        since=narrowing.moment(since) if (since := asked.get("since")) else "",
        until=narrowing.moment(until, end=True) if (until := asked.get("until")) else "",
    )
    return find, int(report) if (report := asked.get("report")) else None


def text_of(asked: dict[str, str]) -> str:
    """The line that asks for this."""
    return " ".join(f"{key}:{shlex.quote(value)}" for key, value in asked.items() if value)


def _key(word: str) -> str:
    if word.isdecimal() and len(word) != 4:
        return "report"
    if re.fullmatch(r"\d{4}(-\d\d?){0,2}", word):
        return "since"
    return "what" if "." in word else "who"
