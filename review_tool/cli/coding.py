"""Passages, codes, themes, memos and strands, line by line."""

from __future__ import annotations

from dataclasses import replace

from review_tool.cli.asking import Talk, numbers
from review_tool.cli.extracting import ask_passage
from review_tool.cli.saying import labelled, plural, say
from review_tool.domain.evidence import Theme, ThemeLevel
from review_tool.domain.synthesis import Strand
from review_tool.domain.text import fold, one_line, shorten
from review_tool.services.fulltexts import marking
from review_tool.services.studies import appraising
from review_tool.services.synthesis import coding, evidence_base, synthesising
from review_tool.services.synthesis import strands as strands_


def mark(talk: Talk) -> None:
    """Mark a passage of an included study's report."""
    studies = appraising.studies(talk.review)
    if not studies:
        say("No study is included yet.")
        return
    place = talk.pick("Study", [f"{study.label}: {study.title}" for study in studies], none="none of them")
    if place is None:
        return
    text, locator, kind = ask_passage(talk, talk.line("The passage:"), [])
    codes = _names(talk.line("Codes, parted by semicolons (Enter for none):"))
    with talk.writing("passage"):
        marking.mark(talk.review, studies[place].reports[0], text, locator=locator, by=talk.by, kind=kind, codes=codes)


def code(talk: Talk) -> None:
    """Put a code on a marked passage or an item of a strand; a minus before it takes it off."""
    words = fold(talk.line("Find the passage or item by words (Enter for all):")).split()
    base = evidence_base.read(talk.review)
    every = [(e.id, True, f"{e.text} ({e.locator})", e.codes) for e in base.excerpts.values()]
    every += [(i.id, False, f"{i.strand}: {i.label}. {i.text}", i.codes) for i in base.items.values()]
    found = [one for one in every if all(word in fold(one[2]) for word in words)]
    if not found:
        say("No passage holds these words.")
        return
    shown = [text + (f" codes: {', '.join(codes)}" if codes else "") for _, _, text, codes in found]
    place = talk.pick("Passage", shown, none="none of them")
    if place is None:
        return
    known = ", ".join(use.code for use in coding.codes(talk.review))
    name = talk.line("Code" + (f" (known: {known})" if known else "") + ", -code takes it off:")
    target, is_passage, _, _ = found[place]
    put = coding.code if is_passage else coding.code_item
    with talk.writing(f"code {name}"):
        put(talk.review, target, name.lstrip("-"), present=not name.startswith("-"), by=talk.by)


def change_codes(talk: Talk) -> None:
    """List the codes with who used them; rename, merge or split one."""
    uses = coding.codes(talk.review)
    for use in uses:
        people, within = ", ".join(use.people) or "nobody", ", ".join(use.themes) or "no theme"
        count = plural(len(use.excerpts) + len(use.items), "passage")
        say(labelled(use.code, f"{count}; by {people}; in {within}"))
    outside = coding.outside_the_frame(talk.review)
    if any(outside):
        say(f"{plural(len(outside[0]) + len(outside[1]), 'coded passage')} fit no theme of the frame.")
    names = _names(talk.line("Codes to change, parted by semicolons (Enter for none):"))
    if not names:
        return
    if len(names) == 1 and talk.yes(f"Split {names[0]}, that is, give some of its passages another code?"):
        _split(talk, names[0])
        return
    into = talk.line("The new name; that of another code merges them:")
    with talk.writing(f"{', '.join(names)} → {into}"):
        coding.merge_codes(talk.review, names, into, by=talk.by)


def _split(talk: Talk, name: str) -> None:
    base = evidence_base.read(talk.review)
    carriers = [(id_, e.text) for id_, e in base.excerpts.items() if name in e.codes]
    carriers += [(id_, f"{i.strand}: {i.text or i.label}") for id_, i in base.items.items() if name in i.codes]
    for n, (_, text) in enumerate(carriers, 1):
        say(labelled(f"{n}", text))
    chosen = [
        carriers[n - 1][0] for n in numbers(talk.line("Which get the new code, by number:")) if 0 < n <= len(carriers)
    ]
    new = talk.line("The new code:")
    with talk.writing(f"{len(chosen)} of {name} → {new}"):
        coding.split_code(talk.review, name, [(new, chosen)], by=talk.by)


def themes(talk: Talk) -> None:
    """List the themes, and describe one (again)."""
    known = coding.themes(talk.review)
    for theme in known:
        marks = [theme.level.value, *(["frame"] if theme.frame else []), *(["final"] if theme.final else [])]
        under = f" Under {theme.above}." if theme.above else ""
        say(
            labelled(
                f"{theme.name} ({', '.join(marks)})",
                f"{theme.description} Codes: {', '.join(theme.codes) or 'none'}.{under}",
            )
        )
    name = talk.line("Theme to describe, a new name or one of these (Enter for none):")
    if not name:
        return
    description = talk.line("What it holds together:")
    codes = _names(talk.line("Its codes, parted by semicolons:"))
    before = next((theme for theme in known if theme.name == name), None)
    level = before.level if before else ThemeLevel.DESCRIPTIVE
    if talk.yes("Is it analytical, beyond what the studies themselves say?") is not (level is ThemeLevel.ANALYTICAL):
        level = ThemeLevel.ANALYTICAL if level is ThemeLevel.DESCRIPTIVE else ThemeLevel.DESCRIPTIVE
    above = ""
    tops = [theme.name for theme in known if theme.level is ThemeLevel.ANALYTICAL and theme.name != name]
    if level is ThemeLevel.DESCRIPTIVE and tops:
        place = talk.pick("The analytical theme it belongs to", tops, none="none of them")
        above = "" if place is None else tops[place]
    with talk.writing(f"theme {name}"):
        coding.describe_theme(
            talk.review, name, description=description, codes=codes, by=talk.by, level=level, above=above
        )


def change_themes(talk: Talk) -> None:
    """Rename, merge, split, drop or finish themes."""
    known = coding.themes(talk.review)
    if not known:
        say("No theme yet: h describes one.")
        return
    place = talk.pick("Theme", [theme.name for theme in known], none="none of them")
    if place is None:
        return
    theme = known[place]
    ways = ("give it another name", "merge it into another", "split it", "drop it", "call it final")
    way = talk.pick("What to do", ways, none="nothing")
    if way in (0, 1):
        into = talk.line("The new name:" if way == 0 else "The theme it becomes part of:")
        with talk.writing(f"{theme.name} → {into}"):
            (coding.rename_theme if way == 0 else _merge)(talk.review, theme.name, into, by=talk.by)
    elif way == 2:
        parts = _parts(talk, theme)
        with talk.writing(f"{theme.name} split"):
            coding.split_theme(talk.review, theme.name, parts, by=talk.by)
    elif way == 3:
        with talk.writing(f"{theme.name} dropped"):
            coding.drop_theme(talk.review, theme.name, by=talk.by)
    elif way == 4:
        note = talk.line("What you looked for that speaks against it, and what you found:")
        with talk.writing(f"{theme.name} is final"):
            coding.finish_theme(talk.review, theme.name, disconfirming=note, by=talk.by)


def _merge(review: object, old: str, into: str, *, by: str) -> None:
    coding.merge_themes(review, [old], into, by=by)  # type: ignore[arg-type]


def _parts(talk: Talk, theme: Theme) -> list[Theme]:
    say(labelled("Its codes", "; ".join(theme.codes)))
    parts: list[Theme] = []
    while name := talk.line(f"Part {len(parts) + 1} (Enter: that is all):"):
        parts.append(
            replace(theme, name=name, codes=_names(talk.line("Its codes, parted by semicolons:")), final=False)
        )
    return parts


def memo(talk: Talk) -> None:
    """Write a memo on a code, a theme or a claim, after showing those there are."""
    kinds = ("code", "theme", "claim")
    place = talk.pick("A memo on a", kinds, none="nothing")
    if place is None:
        return
    kind, target = kinds[place], one_line(talk.line("Which, by its name or number:"))
    with talk.asking():
        if kind == "claim":
            target = synthesising.claim(talk.review, target.upper()).id
        for old in coding.memos(talk.review, kind, target):
            say(labelled(f"{old.at[:10]} {old.by}", old.text))
        text = talk.line("The memo (Enter for none):")
        if text:
            with talk.writing(shorten(text, 60)):
                coding.write_memo(talk.review, kind, target, text, by=talk.by)


def strands(talk: Talk) -> None:
    """List the strands with their items, and enter a strand or an item."""
    known = strands_.strands(talk.review)
    for strand, items in known:
        say(labelled(f"{strand.name} ({strand.kind}, {strand.size})", strand.description))
        for item in items:
            say(labelled(f"  {item.label}", item.text + (f" codes: {', '.join(item.codes)}" if item.codes else "")))
    name = talk.line("Strand, a new name or one of these (Enter for none):")
    if not name:
        return
    if name not in {strand.name for strand, _ in known}:
        kind = talk.line("Its kind, such as survey or stories:")
        size = talk.line("How many it holds in all:")
        with talk.writing(f"strand {name}"):
            number = int(size) if size.isdecimal() else -1
            strands_.describe_strand(talk.review, Strand(name, kind, number, talk.line("Description:")), by=talk.by)
    label = talk.line("An item of it, by a few words (Enter for none):")
    if label:
        text = talk.line("What it says:")
        with talk.writing(f"item {label}"):
            strands_.add_item(talk.review, one_line(name), label, text, by=talk.by)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(";") if name.strip())
