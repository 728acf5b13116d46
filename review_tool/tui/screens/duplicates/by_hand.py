"""Two records that a person knows to be one report, and the finder did not bring together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from review_tool.domain.errors import ReviewError
from review_tool.domain.text import one_line
from review_tool.services.gathering import deduping
from review_tool.services.judging import screening
from review_tool.tui.asking import until_taken
from review_tool.tui.dialogs.confirm import Confirm
from review_tool.tui.dialogs.write import Blank

if TYPE_CHECKING:
    from review_tool.tui.screens.duplicates.screen import DuplicatesScreen


async def merge(screen: DuplicatesScreen) -> None:
    """Ask which by their numbers, show what they are, and merge them."""
    app = screen.app
    asked: list[int] = []
    told: list[str] = []

    def named(written: dict[str, str]) -> None:
        asked[:] = numbers_in(written["records"])
        if len(asked) < 2:
            raise ReviewError("Two numbers are needed.", hint="Screening shows a report's number below its text.")
        told[:] = [_told(screen, number) for number in asked]

    blank = Blank("records", "Numbers of the records that are one report", hint="4 31", required=True)
    if not await until_taken(screen, "Merge by hand", [blank], named, draft="merge by hand"):
        return
    if await app.push_screen_wait(
        Confirm("Are these one report?", "\n".join(told), yes="Merge", no="Leave", wide=True)
    ):
        keep = deduping.merge(app.review, asked, by=app.reviewer)
        screen.load()
        screen.did(f"{' and '.join(map(str, asked))} are one report now, number {keep}")


def numbers_in(text: str) -> list[int]:
    """The numbers of records that a person wrote, each once; of a copy of a review they may have thirteen digits."""
    return [*dict.fromkeys(int(number) for number in re.findall(r"(?<!\d)\d{1,15}(?!\d)", text))]


def _told(screen: DuplicatesScreen, number: int) -> str:
    citation = screening.report(screen.app.review, number, reviewer=screen.app.reviewer).citation
    return f"{number}  {citation.short()}  {one_line(citation.title)}"
