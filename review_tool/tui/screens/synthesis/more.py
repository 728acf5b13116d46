"""The rarer deeds of the synthesis screen, offered by what is under the cursor."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from review_tool.domain.synthesis import ClaimKind
from review_tool.services.synthesis import mapping
from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.screens.synthesis import codes, deeds, strands
from review_tool.tui.screens.synthesis.evidence import CodeLine

if TYPE_CHECKING:
    from review_tool.tui.screens.synthesis.screen import SynthesisScreen

Deed = Callable[[], Awaitable[None]]


async def choose(screen: SynthesisScreen) -> None:
    """Every deed for what is under the cursor, in a list."""
    offered = _offered(screen)
    if not offered:
        screen.refuse("Nothing is under the cursor.")
        return
    choices = [Choice(name) for name in offered]
    chosen = await screen.app.push_screen_wait(Choose("What to do", choices))
    if chosen:
        await offered[chosen]()


def _offered(screen: SynthesisScreen) -> dict[str, Deed]:
    if screen.views.view == "map":
        return {
            f"rows: {screen.views.map.down if screen.views.map else ''}": partial(_dimension, screen, 0),
            f"columns: {screen.views.map.across if screen.views.map else ''}": partial(_dimension, screen, 1),
        }
    if screen.views.view == "strands":
        return {
            "read items from a CSV file": partial(strands.read_file, screen),
            "enter a strand": partial(strands.describe_strand, screen, None),
        }
    if line := screen.views.line:
        return _on_line(screen, line) if line.kind != "heading" else {}
    if not (claim := screen.views.claim):
        return {}
    found: dict[str, Deed] = {
        "what it rests on": partial(deeds.link, screen, claim),
        "words": partial(deeds.reword, screen, claim),
        "what people say": partial(deeds.people, screen, claim),
        "a memo": partial(codes.memo, screen),
        "withdraw": partial(deeds.withdraw, screen, claim),
    }
    if claim.kind is ClaimKind.FINDING:
        found["grade by CERQual"] = partial(deeds.grade, screen, claim)
    if claim.draft:
        found["confirm the draft"] = partial(deeds.confirm, screen, claim)
    return found


def _on_line(screen: SynthesisScreen, line: CodeLine) -> dict[str, Deed]:
    found: dict[str, Deed] = {
        "rename": partial(codes.rename, screen, line),
        "merge into another": partial(codes.merge, screen, line),
        "a memo": partial(codes.memo, screen),
    }
    if line.kind == "code":
        return {**found, "split: some passages get another code": partial(codes.split_code, screen, line)}
    theme = screen.evidence.base.themes[line.name]
    return {
        "meaning and codes": partial(codes.describe_theme, screen, theme),
        "open again" if theme.final else "final, with a note against it": partial(codes.finish, screen, theme),
        "analytical, or under another": partial(codes.place, screen, theme),
        **found,
        "split in two": partial(codes.split_theme, screen, theme),
        "drop": partial(codes.drop, screen, line),
    }


async def _dimension(screen: SynthesisScreen, place: int) -> None:
    """What the map lays down the side, or across."""
    known = mapping.dimensions(screen.app.review)
    choices = [Choice(one.id, one.label) for one in known]
    title = "Laid across" if place else "Down the side"
    if chosen := await screen.app.push_screen_wait(Choose(title, choices)):
        two = list(screen.views.dimensions)
        two[place] = chosen
        if screen.views.map and not two[1 - place]:
            labels = (screen.views.map.down, screen.views.map.across)
            two[1 - place] = next(one.id for one in known if one.label == labels[1 - place])
        screen.views.dimensions = (two[0], two[1])
        screen.views.map = None
        screen.go_to("map")


async def add(screen: SynthesisScreen) -> None:
    """A theme, a strand, or items of a strand: in the view of themes without asking which."""
    names = [strand.name for strand in screen.evidence.base.strands]
    choices = [Choice("theme", "a theme", "codes that belong together")]
    choices.append(Choice("strand", "a strand", "evidence beside the studies: a survey, stories, pilots"))
    choices += [Choice(f"item {name}", f"an item of {name}") for name in names]
    choices.append(Choice("file", "items from a CSV file", "survey answers, stories …"))
    chosen: str | None = "theme"
    if screen.views.view != "themes":
        chosen = await screen.app.push_screen_wait(Choose("Add", choices))
    if chosen == "theme":
        await codes.describe_theme(screen, None)
    elif chosen == "strand":
        await strands.describe_strand(screen, None)
    elif chosen == "file":
        await strands.read_file(screen)
    elif chosen:
        await strands.add_item(screen, chosen.removeprefix("item "))
