"""The first three depths: a film or its words, the headlines, the overview; and the doors to all five."""

from __future__ import annotations

from review_tool.domain.synthesis import ClaimKind
from review_tool.reporting.claims import ClaimView, Evidence
from review_tool.reporting.summary.book import (
    Block,
    Bullets,
    Card,
    Door,
    Doors,
    Facts,
    Fold,
    Heading,
    Link,
    Notice,
    Page,
    Para,
    Passage,
    Runs,
    joined,
    minutes,
    para,
)
from review_tool.reporting.summary.facts import Summary

KINDS = (
    (ClaimKind.RECOMMENDATION, "Recommendations", "What the evidence says should be done."),
    (ClaimKind.GAP, "Research gaps", "What is not known yet."),
)
_DOTS = {"high": "●●●●", "moderate": "●●●○", "low": "●●○○", "very low": "●○○○"}
HOME = Link("Start", "index")


def front(summary: Summary, deeper: tuple[Page, ...]) -> Page:
    """The first page: what the review asked, and a door to each depth."""
    flow = summary.flow
    studies = "1 study is" if flow.new_studies == 1 else f"{flow.new_studies} studies are"
    found, read = flow.identified + flow.other_identified, flow.dbr_assessed + flow.other_assessed
    numbers = [(len(summary.of_kind(kind)), heading.lower()) for kind, heading, _ in KINDS]
    counts = [f"{n} {words.removesuffix('s') if n == 1 else words}" for n, words in numbers]
    doors = tuple(Door(page.name, page.title, page.lead, minutes(page.blocks)) for page in deeper if page.depth)
    blocks: tuple[Block, ...] = (
        *(para(text) for text in summary.telling.introduction.split("\n\n") if text.strip()),
        para(
            f"This review looked at {found} records and read {read} reports in full. "
            f"{studies} included. From them come {' and '.join(counts)}.",
        ),
        Heading("Choose how far you want to go", 2),
        Doors(doors),
        para(
            "Every sentence leads down to what it rests on, in two steps at most, and back. ",
            Link("How the review was done", "method"),
            " · ",
            Link("What the words mean", "glossary"),
        ),
    )
    return Page("index", summary.title, summary.protocol.question, blocks)


def watch(summary: Summary) -> Page:
    """The film with its words; without one, the headlines to be read aloud."""
    telling = summary.telling
    if telling.video:
        words = tuple(para(text) for text in telling.transcript.split("\n\n") if text.strip())
        blocks: tuple[Block, ...] = (
            para(Link("Watch the film", telling.video), " (it opens on the web)."),
            Heading("What is said in the film", 2),
            *(words or (para("The film has no transcript yet."),)),
        )
        return Page("watch", "Watch", "A short film, and its words to read.", blocks, 1, (HOME,))
    said: list[Block] = [para(f"This is a summary of the review “{summary.title}”.")]
    for kind, heading, about in KINDS:
        if views := summary.of_kind(kind):
            said += [Heading(heading, 2), para(about), *(para(_spoken(view)) for view in views)]
    blocks = (
        Notice((para("There is no film yet. These words can be read aloud instead, or by a screen reader."),)),
        *said,
    )
    return Page("watch", "Watch or listen", "A few minutes, to be watched or heard.", blocks, 1, (HOME,))


def _spoken(view: ClaimView) -> str:
    text = view.claim.body.text.strip()
    return text if text.endswith((".", "!", "?")) else text + "."


def headlines(summary: Summary) -> Page:
    """One sentence a claim, each leading to what it rests on."""
    blocks: list[Heading | Para | Bullets] = []
    for kind, heading, words in KINDS:
        views = summary.of_kind(kind)
        if views:
            blocks += [Heading(heading, 2, kind.value), para(words)]
            blocks.append(Bullets(tuple((_headline(view)) for view in views)))
    if not blocks:
        blocks.append(para("The team has not written any recommendation or gap yet."))
    return Page("headlines", "The headlines", "Each finding in one sentence.", tuple(blocks), 2, (HOME,))


def _headline(view: ClaimView) -> Runs:
    claim = view.claim
    basis = "the team’s judgement" if claim.judgement and not view.evidence else f"rests on {view.basis}"
    return (_spoken(view), " ", Link(f"{claim.label}: {basis}", f"overview#{claim.label}"))


def overview(summary: Summary) -> Page:
    """Each claim with its conditions, its confidence, who agrees, and its evidence."""
    blocks: list[Heading | Para | Card] = []
    for kind, heading, words in (
        *KINDS,
        (ClaimKind.FINDING, "Findings", "What the evidence amounts to, point by point, and how far it can be trusted."),
    ):
        views = summary.of_kind(kind)
        if views:
            blocks += [Heading(heading, 2, f"{kind.value}s"), para(words)]
            blocks += [claim_card(view, summary) for view in views]
    blocks += [Heading("How we did it, in short", 2, "how"), *(para(text) for text in summary.how[:3])]
    blocks.append(para(Link("How the review was done, in full", "method")))
    lead = "The findings with their conditions, how sure we are, and what they rest on."
    return Page("overview", "The overview", lead, tuple(blocks), 3, (HOME, Link("The headlines", "headlines")))


def claim_card(view: ClaimView, summary: Summary) -> Card:
    """A claim with what it says of itself and all its evidence, each piece leading to its study or strand."""
    claim = view.claim
    known = {study.id for study in summary.studies}
    facts = [(heading, _fact(heading, words)) for heading, words in view.facts]
    if claim.judgement:
        facts.append(("Basis", ("The team's judgement",)))
    blocks: list[Facts | Fold] = [Facts(tuple(facts))] if facts else []
    if view.supporting:
        pieces = tuple(passage(piece, known) for piece in view.supporting)
        blocks.append(Fold(f"Rests on {view.basis}" if view.basis else "What it rests on", pieces))
    if view.opposing:
        pieces = tuple(passage(piece, known) for piece in view.opposing)
        blocks.append(Fold(f"Evidence against it: {len(view.opposing)}", pieces))
    return Card(claim.label, claim.label, (claim.body.text,), tuple(blocks))


def _fact(heading: str, words: str) -> Runs:
    """Confidence has its dots before its word."""
    dots = _DOTS.get(words.split(" – ")[0]) if heading == "Confidence" else None
    return (f"{dots} {words}" if dots else words,)


def passage(piece: Evidence, studies: set[str]) -> Passage:
    """A piece of evidence with the way to where it stands."""
    against = piece.stance.value == "opposes"
    words = piece.label + (f", {piece.locator}" if piece.locator else "")
    if piece.kind in ("theme", "finding"):
        under = [source(leaf, studies) for leaf in piece.leaves]
        to = f"overview#{piece.id}" if piece.kind == "finding" else f"evidence#{theme_anchor(piece.label)}"
        begin: Runs = (Link(f"{piece.kind.capitalize()} {piece.label}", to),)
        return Passage(
            piece.text, False, (*begin, " – behind it: ", *joined(under, "; ")) if under else begin, against, whole=True
        )
    whole = piece.kind == "study"
    return Passage(piece.text, piece.kind == "quote", source(piece, studies) or (words,), against, whole=whole)


def source(piece: Evidence, studies: set[str]) -> Runs:
    """Whose it is and where it stands, leading there."""
    words = piece.label + (f", {piece.locator}" if piece.locator else "")
    if piece.kind == "item":
        named = f"{piece.strand}: {words}" if piece.strand else words
        return (Link(named, f"items#{item_anchor(piece.id)}"),) if piece.id else (named,)
    if piece.study not in studies:
        return (words,)
    anchor = f"#{excerpt_anchor(piece.id)}" if piece.kind in ("quote", "paraphrase") and piece.id else ""
    return (Link(words, study_page(piece.study) + anchor),)


def study_page(study: str) -> str:
    return f"study-{_safe(study)}"


def excerpt_anchor(excerpt: str) -> str:
    return f"e-{_safe(excerpt[:13])}"


def item_anchor(item: str) -> str:
    return f"i-{_safe(item[:13])}"


def theme_anchor(name: str) -> str:
    return f"theme-{_safe(name)}"


def _safe(text: str) -> str:
    """Letters that any address, file name and anchor can hold."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_") else f"_{ord(c):x}_" for c in text)
