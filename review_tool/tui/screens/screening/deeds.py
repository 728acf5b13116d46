"""What one does to a record besides voting: notes, tags, a reason; and whose keys one uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from review_tool.domain.decision import Stage, Verdict
from review_tool.services.judging import screening
from review_tool.tui import jobs, key_presets
from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.dialogs.write import Blank, Write
from review_tool.tui.screens.screening.deciding import decide

if TYPE_CHECKING:
    from review_tool.tui.screens.screening.screen import ScreeningScreen

STAGE = Stage.TITLE_ABSTRACT


def note(screen: ScreeningScreen) -> None:
    number, card = screen.pile.current, screen.card_now()
    if number is None or card is None:
        return

    def written(answer: dict[str, str] | None) -> None:
        if answer:
            with jobs.telling(screen):
                screening.note(screen.app.review, number, answer["text"], by=screen.app.reviewer, stage=STAGE)
                screen.changed(number, f"note on {number} written")

    blanks = [Blank("text", "Note", long=True, required=True, hint="the others read it once all are done")]
    title = f"Note on {card.report.citation.short()}"
    screen.app.push_screen(Write(title, blanks, draft=f"note report:{number}"), written)


def tag(screen: ScreeningScreen) -> None:
    number, card = screen.pile.current, screen.card_now()
    if number is None or card is None:
        return
    present, me = card.report.tags, screen.app.reviewer
    known = screening.known_tags(screen.app.review, reviewer=me)

    def chosen(name: str | None) -> None:
        if name:
            with jobs.telling(screen):
                screening.tag(screen.app.review, number, name, present=name not in present, by=me, stage=STAGE)
                screen.changed(number, f"{number} {'untagged' if name in present else 'tagged'} {name}")

    if known:
        choices = [Choice(name, hint="✓ has it: takes it off" if name in present else "") for name in known]
        screen.app.push_screen(Choose("Tag", choices, other="another tag"), chosen)
    else:
        ask = Write("Tag", [Blank("tag", "Tag", required=True, hint="a word or two: background, ask Ama")])
        screen.app.push_screen(ask, lambda answer: chosen(answer["tag"] if answer else None))


def exclude_because(screen: ScreeningScreen) -> None:
    """Exclude, with one of the team's reasons or the criterion that it fails."""
    number = screen.pile.current
    if number is None:
        return

    def chosen(reason: str | None) -> None:
        if reason is not None and screen.pile.current == number:
            decide(screen, Verdict.EXCLUDE, reason)

    texts = {criterion.id: criterion.text for criterion in screen.protocol.criteria}
    choices = [Choice(one, hint=texts.get(one, "")) for one in screen.protocol.reasons_at(STAGE)]
    screen.app.push_screen(Choose("Exclude, because", choices), chosen)


def choose_keys(screen: ScreeningScreen) -> None:
    """Keys as in another program; kept for this person on this device."""
    app = screen.app
    now = key_presets.chosen(app.reviewer)

    def taken(name: str | None) -> None:
        if name:
            key_presets.keep(app.reviewer, name)
            app.use_keys()
            screen.did(f"Keys as in {name}: {key_presets.named(name).words}", undoable=False)

    choices = [Choice(one.name, hint=one.words) for one in key_presets.PRESETS]
    detail = "Mind: in Rayyan i is include; in ASReview i is irrelevant, which excludes."
    app.push_screen(Choose("Keys", choices, detail=detail, current=now), taken)
