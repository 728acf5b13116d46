"""What a report is given on the full-text screen besides a decision: where its text is, a mark, a note, a tag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from review_tool.domain.report import Report, ReportMark, Retrieval
from review_tool.services.fulltexts import retrieving
from review_tool.services.judging import screening
from review_tool.tui.asking import until_taken
from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.dialogs.write import Blank
from review_tool.tui.screens.fulltext import words

if TYPE_CHECKING:
    from review_tool.tui.screens.fulltext.screen import FulltextScreen


async def put_mark(screen: FulltextScreen, seen: Report) -> None:
    """Put a mark on the report, or take off the one chosen."""
    carried = {one.mark for one in seen.marks}
    choices = [Choice(m.value, hint="on it: taken off" if m in carried else words.MARKS[m]) for m in ReportMark]
    chosen = await screen.app.push_screen_wait(Choose(f"Mark: {seen.citation.short()}", choices))
    if not chosen:
        return
    present = chosen not in carried

    def write(written: dict[str, str]) -> None:
        by, why = screen.app.reviewer, written["why"]
        retrieving.set_mark(screen.app.review, seen.id, chosen, by=by, present=present, why=why)
        screen.written(f"{seen.citation.short()}: {'' if present else 'no longer '}{chosen}")

    blank = Blank("why", "Why", hint="where the notice stands; whom you asked")
    title = f"{chosen.capitalize()}: {seen.citation.short()}" if present else f"No longer {chosen}"
    await until_taken(screen, title, [blank], write, draft=f"mark report:{seen.id}")


def _retrieved(screen: FulltextScreen, seen: Report, state: str, attempt: str = "") -> None:
    retrieving.mark(screen.app.review, seen.id, state, by=screen.app.reviewer, attempt=attempt)
    sentence = f"{seen.citation.short()}: {state}"
    if state == Retrieval.NOT_RETRIEVED:
        screen.go_on(seen.id, sentence)
    else:
        screen.written(sentence)


async def not_retrieved(screen: FulltextScreen, seen: Report) -> None:
    blank = Blank("tried", "What was tried", hint="library, author by e-mail …", required=True)
    title, draft = f"Not retrieved: {seen.citation.short()}", f"not retrieved report:{seen.id}"
    await until_taken(
        screen, title, [blank], lambda w: _retrieved(screen, seen, Retrieval.NOT_RETRIEVED, w["tried"]), draft=draft
    )


async def sought(screen: FulltextScreen, seen: Report) -> None:
    again = Choice(Retrieval.SOUGHT, "sought again", "it counts as to do")
    chosen = await screen.app.push_screen_wait(
        Choose(seen.citation.short(), [Choice(Retrieval.RETRIEVED, "retrieved", "the text is here"), again])
    )
    if chosen:
        _retrieved(screen, seen, chosen)


async def note(screen: FulltextScreen, seen: Report) -> None:
    def write(written: dict[str, str]) -> None:
        screening.note(screen.app.review, seen.id, written["text"], by=screen.app.reviewer)
        screen.written(f"note on {seen.citation.short()}")

    blank = Blank("text", "Note", long=True, required=True)
    await until_taken(screen, f"Note: {seen.citation.short()}", [blank], write, draft=f"note report:{seen.id}")


async def tag(screen: FulltextScreen, seen: Report) -> None:
    known = [
        Choice(tag, hint="on it: taken off" * (tag in seen.tags))
        for tag in screening.known_tags(screen.app.review, reviewer=screen.app.reviewer)
    ]
    chosen = await screen.app.push_screen_wait(Choose(f"Tag: {seen.citation.short()}", known, other="another tag"))
    if chosen:
        present = chosen not in seen.tags
        screening.tag(screen.app.review, seen.id, chosen, present=present, by=screen.app.reviewer)
        screen.written(f"{seen.citation.short()} {'tagged' if present else 'no longer tagged'} {chosen}")
