"""Full texts: sought, retrieved or not; attached; reports grouped into studies."""

from __future__ import annotations

from pathlib import Path

from review_tool.domain.errors import ReviewError
from review_tool.domain.report import Retrieval
from review_tool.domain.text import clean, one_line
from review_tool.store import reports
from review_tool.store.review import Review


def mark(review: Review, number: int, state: str, *, by: str, attempt: str = "") -> None:
    """Note where the search for a full text stands, with what was tried.

    Raises:
        ReviewError: no such state or report; or not retrieved without a word on what was tried.
    """
    if state not in Retrieval.ALL:
        raise ReviewError(f"Retrieval cannot be “{state}”.", hint="Say " + ", ".join(Retrieval.ALL) + ".")
    if state == Retrieval.NOT_RETRIEVED and not attempt.strip():
        raise ReviewError(
            "Say what was tried before giving a report up.", hint="For example: library, author by e-mail."
        )
    with review.writing() as unit:
        root = reports.root_of(unit.connection, number)
        unit.record("retrieval.noted", f"report:{root}", {"state": state, "attempt": clean(attempt).strip()}, by=by)


def attach(review: Review, number: int, path: Path, *, by: str) -> str:
    """Keep a full text inside the review and mark the report retrieved. Returns the file's SHA-256.

    Raises:
        ReviewError: no such file or report, or the file is empty.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReviewError(f"{path} cannot be read: {error.strerror}.", hint="Check its name and folder.") from None
    if not data:
        raise ReviewError(f"{path} is empty.", hint="Fetch it again.")
    with review.writing() as unit:
        root = reports.root_of(unit.connection, number)
        sha = unit.keep_file(data)
        name = one_line(path.name)
        unit.record("document.attached", f"report:{root}", {"sha": sha, "name": name}, by=by)
        unit.record("retrieval.noted", f"report:{root}", {"state": Retrieval.RETRIEVED, "attempt": name}, by=by)
    return sha


def group(review: Review, numbers: list[int], *, by: str) -> int:
    """Say that these reports tell of one study. Returns the study's number: the lowest report's.

    Raises:
        ReviewError: fewer than two different reports are named.
    """
    with review.writing() as unit:
        roots = sorted({reports.root_of(unit.connection, number) for number in numbers})
        if len(roots) < 2:
            raise ReviewError("A group needs two reports.", hint="Mark the reports with space, then group them.")
        unit.record("reports.grouped", f"study:{roots[0]}", {"reports": roots}, by=by)
    return roots[0]
