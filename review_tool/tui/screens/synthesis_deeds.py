"""What the synthesis screen asks, and writes through the services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from review_tool.domain.errors import ReviewError
from review_tool.domain.evidence import Excerpt, Theme
from review_tool.domain.synthesis import (
    CONFIDENCES,
    STRENGTHS,
    Claim,
    ClaimKind,
    Finding,
    Gap,
    Recommendation,
    Stance,
    Strand,
    TargetKind,
    check_claim,
)
from review_tool.domain.synthesis import Link as EvidenceLink
from review_tool.services import extracting, synthesising
from review_tool.tui.asking import until_taken
from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.dialogs.confirm import Confirm
from review_tool.tui.dialogs.pick import FOR, Pick, Pickable
from review_tool.tui.dialogs.write import Blank
from review_tool.tui.screens import extraction_words, synthesis_words

if TYPE_CHECKING:
    from review_tool.tui.screens.synthesis import SynthesisScreen


def _blanks(kind: ClaimKind, body: Recommendation | Gap | None = None) -> list[Blank]:
    if kind is ClaimKind.RECOMMENDATION:
        r = body if isinstance(body, Recommendation) else Recommendation("")
        return [
            Blank("text", "Recommendation", r.text, hint="one sentence: what to do", long=True, required=True),
            Blank("audience", "For whom", r.audience, hint="who should do it"),
            Blank("condition", "When", r.condition, hint="under which conditions"),
            Blank("strength", "Strength", r.strength, suggestions=STRENGTHS),
            Blank("confidence", "Confidence", r.confidence, suggestions=CONFIDENCES),
            Blank("confidence_reason", "Why that confidence", r.confidence_reason),
        ]
    g = body if isinstance(body, Gap) else Gap("")
    return [
        Blank("text", "What is missing", g.text, hint="one sentence", long=True, required=True),
        Blank("why", "Why it is missing", g.why, hint="none, too few, too small, contradictory …"),
        Blank("for_whom", "For whom", g.for_whom, hint="who needs the answer, or whom it is about"),
    ]


def _body(kind: ClaimKind, written: dict[str, str]) -> Recommendation | Gap:
    given = {name: text.strip() for name, text in written.items() if name != "judgement"}
    return Recommendation(**given) if kind is ClaimKind.RECOMMENDATION else Gap(**given)


def _evidence(screen: SynthesisScreen) -> list[Pickable]:
    """All that a claim may rest on; the value is `kind:target`."""
    e = screen.evidence
    things = [
        Pickable(f"excerpt:{x.id}", f"❝ {e.who(x.report)}: {synthesis_words.said(x)} ({x.locator}) {' '.join(x.codes)}")
        for x in e.excerpts
    ]
    things += [Pickable(f"study:{s.id}", f"▤ {s.label}: {s.title}") for s in e.studies.values()]
    return things + [
        Pickable(f"item:{i.id}", f"▫ {s.name}: {i.label}. {i.text}") for s, group in e.strands for i in group
    ]


def _links(picked: dict[str, str]) -> tuple[EvidenceLink, ...]:
    found = []
    for value, stance in picked.items():
        kind, _, target = value.partition(":")
        found.append(EvidenceLink(TargetKind(kind), target, Stance(stance)))
    return tuple(found)


def _begun(screen: SynthesisScreen, kind: ClaimKind) -> Recommendation | Gap | None:
    """What is known already: a gap begun on an empty cell of the matrix."""
    if kind is not ClaimKind.GAP or screen.view != "matrix" or not screen.matrix.current:
        return None
    study, column = screen.matrix.current
    e = screen.evidence
    if e.count(study, int(column)):
        return None
    found, name = e.coverage.rows[-1][int(column)], e.coverage.columns[int(column)].label
    return Gap("", f"too few: {found} of {len(e.studies)} studies say something on “{name}”")


async def write_claim(screen: SynthesisScreen, kind: ClaimKind) -> None:
    """Ask for the words, then for what they rest on; nothing chosen, whether it is the team's judgement."""
    bodies: list[Recommendation | Gap] = []
    draft = f"new {kind.value}"

    def check(written: dict[str, str]) -> None:
        body = _body(kind, written)
        check_claim(body, (), judgement=True)
        bodies[:] = [body]
        screen.app.drafts[draft] = written

    title = "New recommendation" if kind is ClaimKind.RECOMMENDATION else "New research gap"
    detail = "Next you choose the excerpts, studies and items it rests on."
    if not await until_taken(screen, title, _blanks(kind, _begun(screen, kind)), check, detail=detail, draft=draft):
        return
    marked = {f"excerpt:{screen.evidence.excerpts[n].id}": FOR for n in screen.excerpts.marked}
    asked = Pick("What it rests on", _evidence(screen), picked=marked, stances=True, detail=bodies[0].text)
    picked = await screen.app.push_screen_wait(asked)
    if picked is None:
        screen.refuse("Not written. What you typed is there again the next time.")
        return
    links = _links(picked)
    judgement = not any(link.stance is Stance.SUPPORTS for link in links)
    question = "Is it the team's judgement?"
    why = "Nothing was chosen that speaks for it. A claim rests on evidence, or says that it is the team's judgement."
    if judgement and not await screen.app.push_screen_wait(Confirm(question, why, yes="Our judgement", no="Not yet")):
        screen.refuse("Not written. What you typed is there again the next time.")
        return
    claim = synthesising.write(screen.app.review, bodies[0], links=links, judgement=judgement, by=screen.app.reviewer)
    screen.app.drafts.pop(draft, None)
    screen.excerpts.clear_marks()
    screen.wrote(f"{claim.label} written", claim=claim.id)


async def reword(screen: SynthesisScreen, claim: Claim) -> None:
    """Change a claim's words, and whether it is the team's judgement."""

    def write(written: dict[str, str]) -> None:
        answer = written["judgement"].strip().casefold()
        if answer not in ("yes", "y", "no", "n"):
            raise ReviewError("Is it the team's judgement?", hint="Write yes or no.")
        body, judgement = _body(claim.kind, written), answer.startswith("y")
        synthesising.reword(screen.app.review, claim.id, body, judgement=judgement, by=screen.app.reviewer)
        screen.wrote(f"{claim.label} reworded", claim=claim.id)

    judged = Blank("judgement", "The team's judgement", "yes" if claim.judgement else "no", suggestions=("yes", "no"))
    assert not isinstance(claim.body, Finding)
    blanks = [*_blanks(claim.kind, claim.body), judged]
    await until_taken(screen, f"Reword {claim.label}", blanks, write, draft=f"reword {claim.id}")


async def link(screen: SynthesisScreen, claim: Claim) -> None:
    """Change what a claim rests on: what is new is linked first, so that the last support can be exchanged."""
    before = {f"{known.kind.value}:{known.target}": known.stance.value for known in claim.links}
    detail = f"{claim.label} {claim.body.text}"
    asked = Pick("What it rests on", _evidence(screen), picked=before, stances=True, detail=detail)
    after = await screen.app.push_screen_wait(asked)
    if after is None or after == before:
        return
    review, by = screen.app.review, screen.app.reviewer
    new = {value: stance for value, stance in after.items() if before.get(value) != stance}
    gone = {value: stance for value, stance in before.items() if value not in after}
    check_claim(claim.body, _links(after), judgement=claim.judgement)
    for one in _links(new):
        synthesising.link(review, claim.id, one, by=by)
    for one in _links(gone):
        synthesising.link(review, claim.id, one, present=False, by=by)
    screen.wrote(f"{claim.label}: {len(new)} linked, {len(gone)} unlinked", claim=claim.id)


async def mark(screen: SynthesisScreen) -> None:
    """Mark a new excerpt of a study that is chosen first."""
    e = screen.evidence
    things = [Pickable(str(report), f"{s.label}: {s.title}") for s in e.studies.values() for report in s.reports]
    here = {str(screen.report): "yes"} if screen.report is not None else {}
    picked = await screen.app.push_screen_wait(Pick("An excerpt of", things, picked=here, single=True))
    if not picked:
        return
    report = int(next(iter(picked)))

    def write(written: dict[str, str]) -> None:
        extracting.mark(
            screen.app.review,
            report,
            written["excerpt"],
            locator=written["locator"],
            by=screen.app.reviewer,
            kind=extraction_words.kind(written["kind"]),
            codes=extraction_words.codes(written["codes"]),
        )
        screen.view = "excerpts"
        screen.wrote(f"excerpt of {e.who(report)} marked")
        screen.excerpts.action_move_to(-1)

    blanks = extraction_words.excerpt_blanks(e.codes)
    await until_taken(screen, f"Excerpt: {e.who(report)}", blanks, write, draft=f"excerpt report:{report}")


async def code(screen: SynthesisScreen, excerpt: Excerpt) -> None:
    """Put codes on an excerpt, or take them off."""

    def write(written: dict[str, str]) -> None:
        after = extraction_words.codes(written["codes"])
        changed = [(c, True) for c in after if c not in excerpt.codes]
        changed += [(c, False) for c in excerpt.codes if c not in after]
        for name, present in changed:
            synthesising.code(screen.app.review, excerpt.id, name, present=present, by=screen.app.reviewer)
        if changed:
            screen.wrote(f"codes of the excerpt: {'; '.join(after) or 'none'}")

    known = "known: " + "; ".join(screen.evidence.codes) if screen.evidence.codes else ""
    blank = Blank("codes", "Codes, parted by ;", "; ".join(excerpt.codes))
    title = synthesis_words.said(excerpt)
    await until_taken(screen, title, [blank], write, detail=known, draft=f"codes {excerpt.id}")


async def add(screen: SynthesisScreen) -> None:
    """A theme, a strand, or an item of a strand: in their own views without asking which."""
    strands = [strand.name for strand, _ in screen.evidence.strands]
    choices = [Choice("theme", "a theme", "codes that belong together")]
    choices.append(Choice("strand", "a strand", "evidence beside the studies: a survey, stories, pilots"))
    choices += [Choice(f"item {name}", f"an item of {name}") for name in strands]
    chosen: str | None = "theme"
    if screen.view != "themes":
        chosen = await screen.app.push_screen_wait(Choose("Add", choices))
    if chosen == "theme":
        await describe_theme(screen, None)
    elif chosen == "strand":
        await describe_strand(screen, None)
    elif chosen:
        await _add_item(screen, chosen.removeprefix("item "))


async def describe_theme(screen: SynthesisScreen, theme: Theme | None) -> None:
    """Ask for a theme's name and meaning, then for its codes."""
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
    synthesising.describe_theme(screen.app.review, name, description=description, codes=tuple(picked), by=by)
    screen.view = "themes"
    screen.wrote(f"theme {name}: {len(picked)} codes")


async def describe_strand(screen: SynthesisScreen, strand: Strand | None) -> None:
    """Enter a strand, or change what is said of it."""
    known = strand or Strand("", "", 0)

    def write(written: dict[str, str]) -> None:
        size = written["size"].strip()
        if not size.isdecimal():
            raise ReviewError(f"“{size}” is not a number.", hint="How many it holds in all: 573.")
        name = known.name or written["name"]
        made = Strand(name, written["kind"], int(size), written["description"])
        synthesising.describe_strand(screen.app.review, made, by=screen.app.reviewer)
        screen.view = "strands"
        screen.wrote(f"strand {made.name}: {made.size} {made.kind}")

    blanks = [
        Blank("kind", "What it holds", known.kind, hint="responses, stories, pilots", required=True),
        Blank("size", "How many", str(known.size) if strand else "", hint="573", required=True),
        Blank("description", "What it is", known.description, long=True),
    ]
    if strand is None:
        blanks.insert(0, Blank("name", "Name", hint="Survey of partners", required=True))
    title = f"Strand: {known.name}" if strand else "New strand"
    await until_taken(screen, title, blanks, write, draft=f"strand {known.name}")


async def _add_item(screen: SynthesisScreen, strand: str) -> None:
    def write(written: dict[str, str]) -> None:
        by = screen.app.reviewer
        synthesising.add_item(screen.app.review, strand, written["label"], written["text"], by=by)
        screen.view = "strands"
        screen.wrote(f"item of {strand}: {written['label']}")

    blanks = [Blank("label", "Label", required=True), Blank("text", "What it says", long=True)]
    await until_taken(screen, f"New item of {strand}", blanks, write, draft=f"item {strand}")
