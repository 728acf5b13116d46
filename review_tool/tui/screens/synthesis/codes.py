"""What the synthesis screen asks about excerpts, codes and themes, and writes through the services."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from review_tool.domain.evidence import Excerpt, Theme, ThemeLevel
from review_tool.domain.synthesis import StrandItem
from review_tool.services.fulltexts import marking
from review_tool.services.synthesis import coding
from review_tool.tui.asking import until_taken
from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.dialogs.confirm import Confirm
from review_tool.tui.dialogs.pick import Pick, Pickable
from review_tool.tui.dialogs.write import Blank
from review_tool.tui.screens.extraction import words as extraction_words
from review_tool.tui.screens.synthesis import words
from review_tool.tui.screens.synthesis.evidence import CodeLine

if TYPE_CHECKING:
    from review_tool.tui.screens.synthesis.screen import SynthesisScreen


async def mark(screen: SynthesisScreen) -> None:
    """Mark a new excerpt of a study that is chosen first."""
    e = screen.evidence
    things = [Pickable(str(report), f"{s.label}: {s.title}") for s in e.studies.values() for report in s.reports]
    here = {str(screen.views.report): "yes"} if screen.views.report is not None else {}
    picked = await screen.app.push_screen_wait(Pick("An excerpt of", things, picked=here, single=True))
    if not picked:
        return
    report = int(next(iter(picked)))

    def write(written: dict[str, str]) -> None:
        marking.mark(
            screen.app.review,
            report,
            written["excerpt"],
            locator=written["locator"],
            by=screen.app.reviewer,
            kind=extraction_words.kind(written["kind"]),
            codes=extraction_words.codes(written["codes"]),
        )
        screen.views.view = "excerpts"
        screen.wrote(f"excerpt of {e.who(report)} marked")
        screen.views.excerpts.action_move_to(-1)

    blanks = extraction_words.excerpt_blanks(e.codes)
    await until_taken(screen, f"Excerpt: {e.who(report)}", blanks, write, draft=f"excerpt report:{report}")


async def code(screen: SynthesisScreen, excerpt: Excerpt) -> None:
    """Put codes on an excerpt, or take them off."""
    await _code(screen, excerpt.id, words.said(excerpt), excerpt.codes, is_item=False)


async def code_item(screen: SynthesisScreen, item: StrandItem) -> None:
    """Put codes on an item of a strand, or take them off."""
    await _code(screen, item.id, f"{item.label} {item.text}".strip(), item.codes, is_item=True)


async def _code(screen: SynthesisScreen, target: str, title: str, before: tuple[str, ...], *, is_item: bool) -> None:
    put = coding.code_item if is_item else coding.code

    def write(written: dict[str, str]) -> None:
        after = extraction_words.codes(written["codes"])
        changed = [(c, True) for c in after if c not in before]
        changed += [(c, False) for c in before if c not in after]
        for name, present in changed:
            put(screen.app.review, target, name, present=present, by=screen.app.reviewer)
        if changed:
            screen.wrote(f"codes of the {'item' if is_item else 'excerpt'}: {'; '.join(after) or 'none'}")

    known = "known: " + "; ".join(screen.evidence.codes) if screen.evidence.codes else ""
    blank = Blank("codes", "Codes, parted by ;", "".join(f"{code}; " for code in before))
    await until_taken(screen, title, [blank], write, detail=known, draft=f"codes {target}")


# Themes


async def describe_theme(screen: SynthesisScreen, theme: Theme | None) -> None:
    """Ask for a theme's name and meaning, then for its codes and the theme above it."""
    known = theme or Theme("")
    if not screen.evidence.codes and not known.codes:
        screen.refuse("There is no code yet: # puts one on an excerpt.")
        return
    given: list[dict[str, str]] = []
    blanks = [Blank("description", "What holds it together", known.description, long=True)]
    if theme is None:
        blanks.insert(0, Blank("name", "Name", required=True))
    title, draft = (f"Theme: {theme.name}", f"theme {theme.name}") if theme else ("New theme", "new theme")
    if not await until_taken(screen, title, blanks, lambda w: given.append(w), draft=draft):
        return
    name = known.name or given[-1]["name"].strip()
    codes = [Pickable(c, f"#{c}") for c in sorted({*screen.evidence.codes, *known.codes})]
    asked = Pick(f"Codes of {name}", codes, picked=dict.fromkeys(known.codes, "yes"))
    picked = await screen.app.push_screen_wait(asked)
    if picked is None:
        return
    description, by = given[-1]["description"], screen.app.reviewer
    coding.describe_theme(screen.app.review, name, description=description, codes=tuple(picked), by=by)
    screen.views.view = "themes"
    screen.wrote(f"theme {name}: {len(picked)} codes")


async def place(screen: SynthesisScreen, theme: Theme) -> None:
    """Make a theme analytical or descriptive, or put it under an analytical one."""
    tops = [t.name for t in screen.evidence.base.themes.values() if t.level is ThemeLevel.ANALYTICAL]
    choices = [
        Choice("analytical", "analytical", "beyond what the studies themselves say"),
        Choice("alone", "descriptive, under none"),
        *(Choice(f"under {name}", f"descriptive, under {name}") for name in tops if name != theme.name),
    ]
    chosen = await screen.app.push_screen_wait(Choose(f"Theme: {theme.name}", choices))
    if chosen:
        level = ThemeLevel.ANALYTICAL if chosen == "analytical" else ThemeLevel.DESCRIPTIVE
        above = chosen.removeprefix("under ") if chosen.startswith("under ") else ""
        _describe(screen, replace(theme, level=level, above=above), f"theme {theme.name}: {chosen}")


def _describe(screen: SynthesisScreen, theme: Theme, said: str) -> None:
    coding.describe_theme(
        screen.app.review,
        theme.name,
        description=theme.description,
        codes=theme.codes,
        by=screen.app.reviewer,
        level=theme.level,
        above=theme.above,
        disconfirming=theme.disconfirming,
        final=theme.final,
    )
    screen.wrote(said)


async def finish(screen: SynthesisScreen, theme: Theme) -> None:
    """Call a theme final, with a note on what speaks against it; or open it again."""
    if theme.final:
        _describe(screen, replace(theme, final=False), f"theme {theme.name} is open again")
        return

    def write(written: dict[str, str]) -> None:
        by, note = screen.app.reviewer, written["disconfirming"]
        coding.finish_theme(screen.app.review, theme.name, disconfirming=note, by=by)
        screen.wrote(f"theme {theme.name} is final")

    hint = "what you looked for that speaks against it, and what you found"
    blank = Blank("disconfirming", "Disconfirming evidence", theme.disconfirming, hint=hint, long=True)
    await until_taken(screen, f"Final: {theme.name}", [blank], write, draft=f"final {theme.name}")


async def split_theme(screen: SynthesisScreen, theme: Theme) -> None:
    """Part a theme in two: the codes of the new one are picked, the others stay together."""
    given: list[dict[str, str]] = []
    blanks = [Blank("first", "Keeps the other codes", theme.name, required=True)]
    blanks.append(Blank("second", "New theme", required=True))
    title = f"Split {theme.name}"
    if not await until_taken(screen, title, blanks, lambda w: given.append(w), draft=f"split {theme.name}"):
        return
    one, other = given[-1]["first"].strip(), given[-1]["second"].strip()
    codes = [Pickable(c, f"#{c}") for c in theme.codes]
    picked = await screen.app.push_screen_wait(Pick(f"Codes of {other}", codes))
    if not picked:
        return
    rest = tuple(c for c in theme.codes if c not in picked)
    parts = [replace(theme, name=one, codes=rest, final=False)]
    parts.append(replace(theme, name=other, description="", codes=tuple(picked), final=False))
    coding.split_theme(screen.app.review, theme.name, parts, by=screen.app.reviewer)
    screen.wrote(f"theme {theme.name} split into {one} and {other}")


# Themes and codes alike


async def rename(screen: SynthesisScreen, line: CodeLine) -> None:
    """Give a theme or code another name."""

    def write(written: dict[str, str]) -> None:
        new = coding.rename_theme if line.kind == "theme" else coding.rename_code
        new(screen.app.review, line.name, written["name"], by=screen.app.reviewer)
        screen.wrote(f"{line.kind} {line.name} → {written['name'].strip()}")

    blank = Blank("name", "New name", line.name, required=True)
    await until_taken(screen, f"Rename the {line.kind} {line.name}", [blank], write, draft=f"name {line.name}")


async def merge(screen: SynthesisScreen, line: CodeLine) -> None:
    """Make one of the theme or code under the cursor, those of its kind that are marked, and the one that is chosen."""
    gone = list(dict.fromkeys([line.name, *(m.name for m in screen.views.marked_lines if m.kind == line.kind)]))
    known = list(screen.evidence.base.themes) if line.kind == "theme" else screen.evidence.codes
    choices = [Choice(name) for name in known if len(gone) > 1 or name not in gone]
    title = f"Merge {', '.join(gone)} into"
    into = await screen.app.push_screen_wait(Choose(title, choices, other="or a new name"))
    if not into:
        return
    join = coding.merge_themes if line.kind == "theme" else coding.merge_codes
    join(screen.app.review, gone, into, by=screen.app.reviewer)
    screen.views.listed("themes").clear_marks()
    screen.wrote(f"{', '.join(gone)} → {into}")


async def drop(screen: SynthesisScreen, line: CodeLine) -> None:
    """Take a theme away; its codes stay. A code goes with the passages it is taken off, or by merging."""
    if line.kind != "theme":
        screen.refuse("A code goes when no passage has it: # takes it off, M merges it into another.")
        return
    detail = "Its codes stay on their passages; u brings the theme back."
    if await screen.app.push_screen_wait(Confirm(f"Drop the theme {line.name}?", detail, yes="Drop", no="Keep")):
        coding.drop_theme(screen.app.review, line.name, by=screen.app.reviewer)
        screen.wrote(f"theme {line.name} dropped")


async def split_code(screen: SynthesisScreen, line: CodeLine) -> None:
    """Give some passages of a code another one: they are picked, then the new code is named."""
    e = screen.evidence
    carriers = [Pickable(target, words.passage(e, target)) for target in e.under(line)]
    asked = Pick(f"Passages of {line.name} that get another code", carriers)
    picked = await screen.app.push_screen_wait(asked)
    if not picked:
        return

    def write(written: dict[str, str]) -> None:
        parts = [(written["name"], list(picked))]
        coding.split_code(screen.app.review, line.name, parts, by=screen.app.reviewer)
        screen.wrote(f"{len(picked)} of {line.name} → {written['name'].strip()}")

    blank = Blank("name", "Their new code", required=True)
    await until_taken(screen, f"Split {line.name}", [blank], write, draft=f"split {line.name}")


async def memo(screen: SynthesisScreen) -> None:
    """Write a memo on the claim, theme or code under the cursor."""
    line, claim = screen.views.line, screen.views.claim
    kind, target, name = "", "", ""
    if line is not None and line.kind != "heading":
        kind, target, name = line.kind, line.name, f"the {line.kind} {line.name}"
    elif claim is not None:
        kind, target, name = "claim", claim.id, claim.label
    if not kind:
        return

    def write(written: dict[str, str]) -> None:
        coding.write_memo(screen.app.review, kind, target, written["text"], by=screen.app.reviewer)
        screen.wrote(f"memo on {name}")

    blank = Blank("text", "Memo", hint="what it means, what you thought", long=True, required=True)
    await until_taken(screen, f"Memo on {name}", [blank], write, draft=f"memo {kind} {target}")
