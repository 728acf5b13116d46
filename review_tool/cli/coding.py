"""Passages, codes, themes and strands, line by line."""

from __future__ import annotations

from review_tool.cli.asking import Talk
from review_tool.cli.extracting import ask_passage
from review_tool.cli.saying import labelled, say
from review_tool.domain.synthesis import Strand
from review_tool.domain.text import fold, one_line
from review_tool.services import appraising, extracting, synthesising


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
        extracting.mark(
            talk.review, studies[place].reports[0], text, locator=locator, by=talk.by, kind=kind, codes=codes
        )


def code(talk: Talk) -> None:
    """Put a code on a marked passage; a minus before it takes it off."""
    words = fold(talk.line("Find the passage by words (Enter for all):")).split()
    found = [e for e in extracting.excerpts(talk.review) if all(w in fold(e.text) for w in words)]
    if not found:
        say("No passage holds these words.")
        return
    shown = [f"{e.text} ({e.locator})" + (f" codes: {', '.join(e.codes)}" if e.codes else "") for e in found]
    place = talk.pick("Passage", shown, none="none of them")
    if place is None:
        return
    known = sorted({name for e in extracting.excerpts(talk.review) for name in e.codes})
    name = talk.line("Code" + (f" (known: {', '.join(known)})" if known else "") + ", -code takes it off:")
    with talk.writing(f"code {name}"):
        synthesising.code(talk.review, found[place].id, name.lstrip("-"), present=not name.startswith("-"), by=talk.by)


def themes(talk: Talk) -> None:
    """List the themes, and describe one (again)."""
    for theme in synthesising.themes(talk.review):
        say(labelled(theme.name, f"{theme.description} Codes: {', '.join(theme.codes) or 'none'}."))
    name = talk.line("Theme to describe, a new name or one of these (Enter for none):")
    if not name:
        return
    description = talk.line("What it holds together:")
    codes = _names(talk.line("Its codes, parted by semicolons:"))
    with talk.writing(f"theme {name}"):
        synthesising.describe_theme(talk.review, name, description=description, codes=codes, by=talk.by)


def strands(talk: Talk) -> None:
    """List the strands with their items, and enter a strand or an item."""
    known = synthesising.strands(talk.review)
    for strand, items in known:
        say(labelled(f"{strand.name} ({strand.kind}, {strand.size})", strand.description))
        for item in items:
            say(labelled(f"  {item.label}", item.text))
    name = talk.line("Strand, a new name or one of these (Enter for none):")
    if not name:
        return
    if name not in {strand.name for strand, _ in known}:
        kind = talk.line("Its kind, such as survey or stories:")
        size = talk.line("How many it holds in all:")
        with talk.writing(f"strand {name}"):
            number = int(size) if size.isdecimal() else -1
            synthesising.describe_strand(talk.review, Strand(name, kind, number, talk.line("Description:")), by=talk.by)
    label = talk.line("An item of it, by a few words (Enter for none):")
    if label:
        text = talk.line("What it says:")
        with talk.writing(f"item {label}"):
            synthesising.add_item(talk.review, one_line(name), label, text, by=talk.by)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(";") if name.strip())
