"""The order records come in: as they are numbered, or the likeliest relevant first. Ranking is off until asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from review_tool.services import protocols
from review_tool.services.judging import ranking
from review_tool.tui.asking import asking, until_taken
from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.dialogs.tell import Tell
from review_tool.tui.dialogs.write import Blank

if TYPE_CHECKING:
    from review_tool.tui.screens.screening.screen import ScreeningScreen

DISCLOSED = (
    "The likeliest relevant comes first, learnt from the question, the criteria and your decisions. It excludes "
    "nothing. It holds for the whole team, goes into the log, and is told in PRISMA as automation."
)

ON = "Ranking is on for the whole team: in the log, and told in PRISMA as automation. It excludes nothing."


@asking
async def choose(screen: ScreeningScreen) -> None:
    """Turn ranking on or off, go back to the usual order, mark learnt words, choose the rule for stopping."""
    review, order = screen.app.review, screen.order
    now = ranking.current(review)
    rule = f"now: {now.rule}" if now.rule else "none yet"
    choices = []
    if not now.on:
        choices.append(Choice("on", "turn ranking on", "for the team"))
    elif order.ranked:
        choices.append(Choice("usual", "the usual order", "for you, for now; ranking stays on"))
        choices.append(Choice("words", "words it has learnt", "mark them, or put them into the protocol"))
    else:
        choices.append(Choice("ranked", "the likeliest first", "for you"))
    choices.append(Choice("rule", "the rule for stopping", rule))
    share = f"now: one in {now.random}" if now.random else "now: none"
    choices.append(Choice("random", "records kept in at random", f"to estimate what is unread; {share}"))
    if now.on:
        choices.append(Choice("off", "turn ranking off", "for the team"))
    detail = ON if now.on else DISCLOSED
    chosen = await screen.app.push_screen_wait(Choose("Ranking", choices, detail=detail))
    if chosen in ("on", "off"):
        ranking.turn(review, on=chosen == "on", by=screen.app.reviewer)
        screen.did(f"Ranking is {chosen} for the team" + ("; PRISMA will tell of it" if chosen == "on" else ""))
        order.usual = False
        screen.load_when_ready()
        screen.app.see_undo()
    elif chosen in ("usual", "ranked"):
        order.usual = chosen == "usual"
        screen.load_when_ready()
    elif chosen == "rule":
        await _rule(screen)
    elif chosen == "random":
        await _random(screen)
    elif chosen == "words":
        await _words(screen)


async def _random(screen: ScreeningScreen) -> None:
    """Which share of the records comes at random, so that what is unread can be estimated."""
    review, me, now = screen.app.review, screen.app.reviewer, ranking.current(screen.app.review)

    def write(said: dict[str, str]) -> None:
        ranking.turn(review, on=now.on, random=ranking.share(said["random"]), by=me)

    blank = Blank("random", "One record in how many comes at random (0: none)", str(now.random), required=True)
    if await until_taken(screen, "Records kept in at random", [blank], write, draft=f"random {now.random}"):
        now = ranking.current(review)
        screen.order.made = None
        screen.did(f"One record in {now.random} comes at random" if now.random else "No record comes at random")
        screen.load_when_ready()
        screen.app.see_undo()


async def _rule(screen: ScreeningScreen) -> None:
    from review_tool.services.judging import stopping

    now = ranking.current(screen.app.review)
    detail = "Choose it before it is needed: a rule chosen late is chosen by its result. S shows how each has failed."
    asked = Choose("The rule for stopping", stopping.rule_names(), detail=detail, current=now.rule)
    chosen = await screen.app.push_screen_wait(asked)
    if chosen:
        ranking.turn(screen.app.review, on=now.on, rule=chosen, by=screen.app.reviewer)
        screen.did(f"The rule for stopping is “{chosen}”")
        screen.app.see_undo()


async def _words(screen: ScreeningScreen) -> None:
    """Offer the learnt words. The protocol takes them only by an amendment."""
    made = screen.order.made
    assert made is not None
    found = ranking.new_words(screen.app.review, made)
    if not (found.include or found.exclude):
        screen.refuse("Nothing new is learnt yet.")
        return
    detail = f"For: {', '.join(found.include) or 'none'}.\nAgainst: {', '.join(found.exclude) or 'none'}."
    choices = [
        Choice("mine", "mark them for me", "until you leave; nothing is written"),
        Choice("protocol", "put them into the protocol", "an amendment; everybody sees them marked"),
    ]
    if screen.order.words is not None:
        choices.append(Choice("none", "mark them no longer"))
    chosen = await screen.app.push_screen_wait(Choose("Words it has learnt", choices, detail=detail))
    if chosen == "protocol":
        amended = replace(
            screen.protocol,
            include_words=(*screen.protocol.include_words, *found.include),
            exclude_words=(*screen.protocol.exclude_words, *found.exclude),
        )
        why, review, me = Blank("why", "Why", required=True), screen.app.review, screen.app.reviewer
        title = "Put learnt words into the protocol"
        done = await until_taken(
            screen, title, [why], lambda said: protocols.amend(review, amended, why=said["why"], by=me), draft=title
        )
        if not done:
            return
        screen.did("The protocol marks the learnt words; no vote is judged anew")
        screen.app.see_undo()
    if chosen:
        screen.order.words = found if chosen == "mine" else None
        screen.load_when_ready()


def why(screen: ScreeningScreen) -> None:
    """Say in words why this record comes here."""
    number, made = screen.pile.current, screen.order.made
    if number is None:
        return
    if made is None or screen.order.usual or screen.which.state != "to do":
        said = ["Records come in the usual order: as they are numbered, under a plan by why they are yours."]
        said.append("R turns ranking on: then the likeliest relevant comes first.")
    else:
        said = ranking.because(made, number)
    screen.app.push_screen(Tell("Why this record", said))
