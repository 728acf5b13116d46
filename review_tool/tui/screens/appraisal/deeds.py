"""What the appraisal screen asks about an answer, and writes through the services: ground, check and consensus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from review_tool.domain.appraisal import DESIGN, DESIGNS, Option
from review_tool.services.fulltexts import marking
from review_tool.services.studies import agreeing, appraising, checklists
from review_tool.tui import jobs
from review_tool.tui.asking import until_taken
from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.dialogs.confirm import Confirm
from review_tool.tui.dialogs.write import Blank
from review_tool.tui.screens.appraisal.sheet import Sheet

if TYPE_CHECKING:
    from review_tool.tui.screens.appraisal.screen import AppraisalScreen


async def judge(screen: AppraisalScreen, option: Option) -> None:
    """A level: at once where the rule proposes it or has none, else with the reason."""
    at, tool = screen.at, screen.tool
    if not at or not tool:
        return
    study, one, target = at
    proposal = one.seen.proposals[target].level if one.seen else ""
    by = screen.app.reviewer

    def write(written: dict[str, str]) -> None:
        agreeing.judge_target(screen.app.review, study.id, tool.id, target, option.id, by=by, reason=written["reason"])
        screen.read(study.id)
        screen.did(f"{study.label}, {target}: {option.label}")

    if option.id == proposal or not tool.target(target).has_rule:
        with jobs.telling(screen):
            write({"reason": ""})
        return
    said = tool.label(target, proposal).lower() if proposal else "nothing yet"
    blank = Blank("reason", "Why another level than the rule's", hint="it is kept beside both", long=True)
    title = f"{target} {tool.target(target).label}: {option.label}"
    draft = f"judge {tool.id} {study.id} {target}"
    await until_taken(screen, title, [blank], write, detail=f"{study.label}. The rule proposes {said}.", draft=draft)


async def note(screen: AppraisalScreen) -> None:
    at, tool = screen.at, screen.tool
    mine = at[1].mine(at[2]) if at else None
    if not at or not tool or not mine or at[1].is_target(at[2]):
        return
    study, _, item = at
    value, rests = mine.answer, screen.passages.get(mine.excerpt, "")

    def write(written: dict[str, str]) -> None:
        excerpt = mine.excerpt if written["passage"] == rests else written["passage"]
        appraising.answer(
            *(screen.app.review, study.id, tool.id, item, value),
            by=screen.app.reviewer,
            note=written["note"],
            excerpt=excerpt,
            locator=written["place"],
        )
        screen.passages = {e.id: f"{e.text} ({e.locator})" for e in marking.excerpts(screen.app.review)}
        screen.read(study.id)
        screen.did(f"{study.label}, {item}: note written")

    blanks = [
        Blank("note", "What the answer rests on", mine.note, hint="in your own words", long=True),
        Blank("passage", "A passage, word by word", rests, hint="leave it empty where the note will do"),
        Blank("place", "Where the passage stands", hint="p. 4, Results; needed with a new passage"),
    ]
    draft = f"appraisal {tool.id} {study.id} {item}"
    await until_taken(screen, f"{item} {tool.item(item).text}", blanks, write, detail=study.label, draft=draft)


async def verify(screen: AppraisalScreen) -> None:
    """Another's answer: right as it is, or another, with what the report says."""
    at, tool = screen.at, screen.tool
    if not at or not tool or screen.why_not_verify(at[1], at[2] or DESIGN):
        return
    study, one, item = at[0], at[1], at[2] or DESIGN
    said = next(a for a in reversed(one.of(item)) if a.event and a.reviewer != screen.app.reviewer)
    right = Choice("", f"Right: {tool.label(item, said.answer)}", key="v")
    others = [Choice(name, f"Correct to: {label}") for name, label in tool.choices(item) if name != said.answer]
    rests = said.note or screen.passages.get(said.excerpt, "") or "nothing was noted"
    detail = f"{study.label}. {said.reviewer} answered {tool.label(item, said.answer)}: {rests}"
    chosen = await screen.app.push_screen_wait(Choose(f"Check {item}", [right, *others], detail=detail))
    if chosen is None:
        return

    def write(written: dict[str, str]) -> None:
        note = written["note"]
        agreeing.verify(screen.app.review, study.id, tool.id, item, by=screen.app.reviewer, answer=chosen, note=note)
        screen.read(study.id)
        screen.go_to_next(Sheet.first_to_verify)
        screen.did(f"{study.label}, {item}: {'corrected' if chosen else 'verified'}")

    if not chosen and (said.note or said.excerpt or item == DESIGN):
        with jobs.telling(screen):
            write({"note": ""})
        return
    blank = Blank("note", "What the report says", hint="with its page", long=True)
    await until_taken(
        screen, f"Check {item}", [blank], write, detail=detail, draft=f"check {tool.id} {study.id} {item}"
    )


async def settle(screen: AppraisalScreen) -> None:
    """What the team agrees on, chosen with both answers in sight, and why."""
    at, tool = screen.at, screen.tool
    if not at or not tool or screen.why_disabled("settle"):
        return
    study, one, item = at[0], at[1], at[2] or DESIGN
    given = one.of(item)
    who = {a.answer: ", ".join(x.reviewer for x in given if x.answer == a.answer) for a in given}
    choices = [Choice(name, label, hint=who.get(name, "")) for name, label in tool.choices(item)]
    detail = "\n".join(f"{a.reviewer}: {tool.label(item, a.answer)}. {a.note}" for a in given)
    asked = Choose(f"Settle {item}, {study.label}", choices, detail=detail, current=one.standing(item).answer)
    chosen = await screen.app.push_screen_wait(asked)
    if chosen is None:
        return

    def write(written: dict[str, str]) -> None:
        note = written["note"]
        agreeing.settle(screen.app.review, study.id, tool.id, item, chosen, by=screen.app.reviewer, note=note)
        screen.read(study.id)
        screen.did(f"{study.label}, {item}: settled as {tool.label(item, chosen)}")

    blank = Blank("note", "Why; it is kept with the consensus", long=True)
    title = f"{item}: {tool.label(item, chosen)}"
    await until_taken(screen, title, [blank], write, detail=detail, draft=f"settle {tool.id} {study.id} {item}")


async def design(screen: AppraisalScreen) -> None:
    """The part of the checklist a study takes; where it has none, the design that chooses the checklist."""
    at, tool = screen.at, screen.tool
    if not at or not tool:
        return
    study, one, _ = at
    known = tool.designs or DESIGNS
    current = one.design if tool.groups else screen.plan.designs.get(study.id, "")
    asked = Choose(
        f"The design of {study.label}",
        [Choice(name, label) for name, label in known],
        detail=study.title,
        current=current,
    )
    if not (chosen := await screen.app.push_screen_wait(asked)):
        return
    if tool.groups:
        appraising.answer(screen.app.review, study.id, tool.id, DESIGN, chosen, by=screen.app.reviewer)
        screen.read(study.id)
    else:
        checklists.note_design(screen.app.review, study.id, chosen, by=screen.app.reviewer)
        screen.read()
    screen.did(f"{study.label}: {dict(known)[chosen].lower()}")


async def choose_reviewers(screen: AppraisalScreen) -> None:
    choices = [
        Choice("1", "One reviewer; a second person checks the answers"),
        Choice("2", "Two reviewers, blind; they settle what they differ on"),
    ]
    current = str(screen.plan.reviewers)
    chosen = await screen.app.push_screen_wait(Choose("Who appraises", choices, current=current))
    if not chosen or chosen == current:
        return
    told = checklists.revealing(screen.app.review) if chosen == "1" else ""
    if told and not await screen.app.push_screen_wait(
        Confirm("Show what is still blind?", told, yes="Show it", no="Stay with two")
    ):
        return
    with jobs.telling(screen):
        checklists.set_reviewers(screen.app.review, int(chosen), by=screen.app.reviewer, reveal=True)
        screen.read()
        screen.did("two reviewers, blind" if chosen == "2" else "one reviewer and a check")
