"""The fifth depth: each study with every passage, answer and decision; the items of other strands; the files."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from review_tool.reporting.summary.book import (
    Block,
    Bullets,
    Facts,
    Fold,
    Grid,
    Heading,
    Link,
    Page,
    Passage,
    Runs,
    joined,
    para,
)
from review_tool.reporting.summary.evidence import evidence, glossary, method
from review_tool.reporting.summary.facts import Marked, StudyFacts, Summary
from review_tool.reporting.summary.headlines import (
    HOME,
    excerpt_anchor,
    front,
    headlines,
    item_anchor,
    overview,
    study_page,
    watch,
)

_UP = (HOME, Link("The evidence base", "evidence"))


def pages(summary: Summary) -> tuple[Page, ...]:
    """Every page, the front page first."""
    deeper = (watch(summary), headlines(summary), overview(summary), evidence(summary), detail(summary))
    own = tuple(study(facts) for facts in summary.studies)
    return (front(summary, deeper), *deeper, method(summary), glossary(summary), *items(summary), *own)


def detail(summary: Summary) -> Page:
    """Where everything is."""
    blocks: list[Block] = [Heading("Each study, with every passage and decision", 2, "studies")]
    listed = tuple((Link(s.label, study_page(s.id)), f" {s.title}") for s in summary.studies)
    blocks.append(Bullets(listed) if listed else para("No study is included yet."))
    if summary.strands:
        blocks += [Heading("The other strands, item by item", 2), para(Link("Every item", "items"))]
    if summary.left_out:
        rows = tuple(((left.citation,), (left.reason,)) for left in summary.left_out)
        blocks += [
            Heading("What was read in full and left out", 2, "left-out"),
            Grid("Reports excluded at full text, with the reason", ("Report", "Reason"), rows),
        ]
    if summary.downloads:
        blocks += [
            Heading("Files to download", 2, "files"),
            Bullets(tuple((Link(file.rpartition("/")[2], file), f": {words}") for file, words in summary.downloads)),
        ]
    blocks += [
        Heading("Check it yourself", 2, "log"),
        para(
            "Every decision is an entry in a log that nobody can change unseen. These are the ends of its chains; "
            "whoever keeps them can tell later whether anything was changed."
        ),
        Grid("The ends of the log", ("Chain", "Hash of its last entry"), tuple(((c,), (h,)) for c, h in summary.heads)),
        para(f"All of them together: {summary.root}"),
    ]
    lead = "Every study, passage, answer and decision, and all of it as files."
    return Page("detail", "All the detail", lead, tuple(blocks), 5, _UP)


def study(facts: StudyFacts) -> Page:
    """All about one study."""
    blocks: list[Block] = [para(text) for text in facts.citations]
    if facts.doi:
        # A DOI may hold any sign (DOI Handbook 2.2): in an address all but the harmless are percent-encoded.
        link = Link(f"doi:{facts.doi}", f"https://doi.org/{quote(facts.doi, safe='/:.;()')}")
        before, found, _ = facts.citations[0].rpartition(link.text) if facts.citations else ("", "", "")
        if found:
            blocks[0] = para(before, link)
        else:
            blocks.append(para(link))
    if facts.claims:
        blocks.append(para("Behind: ", *_claims(facts.claims)))
    if facts.abstract:
        blocks += [Heading("Its summary", 2), para(facts.abstract)]
    if facts.excerpts:
        blocks += [Heading("Passages", 2, "passages"), *_passages(facts)]
    if facts.values:
        rows = tuple(((field,), (value,), (where,)) for field, value, where in facts.values)
        blocks += [Heading("What was extracted", 2), Grid("Values", ("Field", "Value", "Where it is said"), rows)]
    if facts.appraisal or facts.quality:
        blocks.append(Heading("How well it was done", 2))
        if facts.quality_words:
            blocks.append(para(facts.quality_words))
        if facts.appraisal:
            rows = tuple(((item,), (answer,), (note,)) for item, answer, note in facts.appraisal)
            blocks.append(Grid("Answers to the checklists", ("Question", "Answer", "Why"), rows))
    if facts.decisions:
        said = tuple((f"{one.at[:16].replace('T', ' ')} {one.words} (entry {one.event})",) for one in facts.decisions)
        blocks += [Heading("Every decision", 2, "decisions"), Bullets(said)]
    above = (HOME, Link("The evidence base", "evidence#studies"))
    return Page(study_page(facts.id), facts.label, facts.title, tuple(blocks), 0, above)


def _passages(facts: StudyFacts) -> tuple[Block, ...]:
    """Those that carry codes or claims; folded away those that only tell where a value stands, alike ones once."""
    shown = [one for one in facts.excerpts if one.codes or one.claims or not one.fields]
    rest: dict[tuple[str, str, str], Marked] = {}
    for one in facts.excerpts:
        if one not in shown:
            same = rest.setdefault((one.text, one.where, one.by), one)
            if same is not one:
                rest[one.text, one.where, one.by] = replace(same, fields=same.fields + one.fields)
    folded = (Fold(f"Where the values were found: {len(rest)}", tuple(_passage(o, facts) for o in rest.values())),)
    return (*(_passage(one, facts) for one in shown), *(folded if rest else ()))


def _passage(one: Marked, facts: StudyFacts) -> Passage:
    notes: Runs = (f"Codes: {', '.join(one.codes)}. ",) if one.codes else ()
    if one.fields:
        notes = (*notes, f"Extracted from it: {', '.join(one.fields)}. ")
    if one.claims:
        notes = (*notes, "Behind: ", *_claims(one.claims))
    source = f"{facts.label}, {one.where}" if one.where else facts.label
    by = f"; marked by {one.by}" if one.by else ""
    return Passage(one.text, one.quoted, (source + by,), id=excerpt_anchor(one.id), notes=notes)


def _claims(labels: tuple[str, ...]) -> Runs:
    return joined([(Link(label, f"overview#{label}"),) for label in labels])


def items(summary: Summary) -> tuple[Page, ...]:
    """The items of the strands, where there are any."""
    blocks: list[Block] = []
    behind: dict[str, list[str]] = {}
    for view in summary.claims:
        for leaf in (leaf for piece in view.evidence for leaf in piece.leaves if leaf.kind == "item"):
            labels = behind.setdefault(leaf.id, [])
            if view.claim.label not in labels:
                labels.append(view.claim.label)
    for strand, own in summary.strands:
        blocks += [Heading(strand.name, 2), Facts((("Kind", (strand.kind,)), ("How many", (str(strand.size),))))]
        if strand.description:
            blocks.append(para(strand.description))
        for item in own:
            notes: Runs = (f"Codes: {', '.join(item.codes)}. ",) if item.codes else ()
            if resting := behind.get(item.id):
                notes = (*notes, "Behind: ", *_claims(tuple(resting)))
            blocks.append(Passage(item.text or item.label, False, (item.label,), id=item_anchor(item.id), notes=notes))
        if not own:
            blocks.append(para("Nothing of it is entered yet."))
    if not blocks:
        return ()
    lead = "What surveys, stories and pilot projects say."
    return (Page("items", "The other strands", lead, tuple(blocks), 0, _UP),)
