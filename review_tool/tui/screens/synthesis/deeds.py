"""What the synthesis screen asks about claims, and writes through the services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from review_tool.domain.claims import COMPONENTS, CONCERNS
from review_tool.domain.errors import ReviewError
from review_tool.domain.gaps import REASONS
from review_tool.domain.synthesis import (
    CONFIDENCES,
    GROUPS,
    STRENGTHS,
    Agreement,
    Body,
    Claim,
    ClaimKind,
    Finding,
    Gap,
    Rank,
    Recommendation,
    Stance,
    TargetKind,
    body_from,
    body_payload,
    check_body,
    check_support,
)
from review_tool.domain.synthesis import Link as EvidenceLink
from review_tool.services.synthesis import mapping, synthesising, weighing
from review_tool.tui.asking import until_taken
from review_tool.tui.dialogs.choose import Choice, Choose
from review_tool.tui.dialogs.confirm import Confirm
from review_tool.tui.dialogs.pick import FOR, Pick, Pickable
from review_tool.tui.dialogs.write import Blank
from review_tool.tui.screens.synthesis import words

if TYPE_CHECKING:
    from review_tool.tui.screens.synthesis.screen import SynthesisScreen

TITLES = {
    ClaimKind.RECOMMENDATION: "New recommendation",
    ClaimKind.GAP: "New research gap",
    ClaimKind.FINDING: "New finding",
}


def _blanks(kind: ClaimKind, body: Body | None = None) -> list[Blank]:
    if kind is ClaimKind.RECOMMENDATION:
        r = body if isinstance(body, Recommendation) else Recommendation("")
        return [
            Blank("text", "Recommendation", r.text, hint="one sentence: what to do", long=True, required=True),
            Blank("audience", "For whom", r.audience, hint="who should do it"),
            Blank("condition", "When", r.condition, hint="under which conditions"),
            Blank("strength", "Strength", r.strength, suggestions=STRENGTHS),
            Blank("confidence", "Confidence", r.confidence, suggestions=CONFIDENCES),
            Blank("confidence_reason", "Why that confidence", r.confidence_reason),
            Blank("equity", "Fairness", r.equity, hint="who gains, who could lose, what would make it fair"),
        ]
    if kind is ClaimKind.FINDING:
        text = body.text if body else ""
        return [Blank("text", "Finding", text, hint="one sentence: what it amounts to", long=True, required=True)]
    g = body if isinstance(body, Gap) else Gap("")
    reasons = "; ".join(f"{reason.code} {reason.words}" for reason in REASONS)
    return [
        Blank("text", "What is missing", g.text, hint="one sentence", long=True, required=True),
        Blank("why", "Why it is missing", g.why, hint="none, too few, too small, contradictory …"),
        Blank("for_whom", "For whom", g.for_whom, hint="who needs the answer, or whom it is about"),
        Blank("population", "Whom it is about (P)", g.population),
        Blank("intervention", "What is done (I)", g.intervention),
        Blank("comparison", "Compared with what (C)", g.comparison),
        Blank("outcome", "Which outcome (O)", g.outcome),
        Blank("setting", "Where (S)", g.setting),
        Blank("reasons", "Reason codes", g.reasons, hint="A2; C", suggestions=(reasons,)),
        Blank("known", "What is known", g.known, hint="the evidence there is"),
        Blank("stamp", "Looked at until", g.stamp, hint="2026-03"),
    ]


def _body(kind: ClaimKind, written: dict[str, str], before: Body | None = None) -> Body:
    """What was written, over what there was before."""
    given = {name: text.strip() for name, text in written.items() if name != "judgement"}
    return body_from(kind, (body_payload(before) if before is not None else {}) | given)


def evidence_to_pick(screen: SynthesisScreen, kind: ClaimKind) -> list[Pickable]:
    """All that a claim may rest on; the value is `kind:target`."""
    e = screen.evidence
    things = [
        Pickable(f"excerpt:{x.id}", f"❝ {e.who(x.report)}: {words.said(x)} ({x.locator}) {' '.join(x.codes)}")
        for x in e.excerpts
    ]
    things += [Pickable(f"study:{s.id}", f"▤ {s.label}: {s.title}") for s in e.studies.values()]
    things += [Pickable(f"theme:{name}", f"❖ theme {name}: {t.description}") for name, t in e.base.themes.items()]
    if kind is not ClaimKind.FINDING:
        things += [Pickable(f"finding:{f.id}", f"◈ {f.label} {f.body.text}") for f in e.findings]
    return things + [Pickable(f"item:{i.id}", f"▫ {i.strand}: {i.label}. {i.text}") for i in e.base.items.values()]


def _links(picked: dict[str, str]) -> tuple[EvidenceLink, ...]:
    found = []
    for value, stance in picked.items():
        kind, _, target = value.partition(":")
        found.append(EvidenceLink(TargetKind(kind), target, Stance(stance)))
    return tuple(found)


def draft_gap(screen: SynthesisScreen, row: int, column: str) -> None:
    """Make a draft gap of the cell under the cursor."""
    made = screen.views.map
    assert made is not None
    review, by = screen.app.review, screen.app.reviewer
    claim = mapping.draft_gap(review, made, made.rows[row], made.columns[int(column)], by=by)
    screen.wrote(f"{claim.label} drafted: {claim.body.text}", claim=claim.id)


async def write_claim(screen: SynthesisScreen, kind: ClaimKind) -> None:
    """Ask for the words, then for what they rest on; nothing chosen, whether it is the team's judgement."""
    bodies: list[Body] = []
    draft = f"new {kind.value}"

    def check(written: dict[str, str]) -> None:
        body = _body(kind, written)
        check_body(body)
        bodies[:] = [body]
        screen.app.drafts[draft] = written

    detail = "Next you choose the excerpts, studies, themes and items it rests on."
    if not await until_taken(screen, TITLES[kind], _blanks(kind), check, detail=detail, draft=draft):
        return
    marked = {f"excerpt:{screen.evidence.excerpts[n].id}": FOR for n in screen.views.excerpts.marked}
    things = evidence_to_pick(screen, kind)
    asked = Pick("What it rests on", things, picked=marked, stances=True, detail=bodies[0].text)
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
    screen.views.excerpts.clear_marks()
    screen.wrote(f"{claim.label} written", claim=claim.id)


async def reword(screen: SynthesisScreen, claim: Claim) -> None:
    """Change a claim's words, and whether it is the team's judgement."""

    def write(written: dict[str, str]) -> None:
        answer = written["judgement"].strip().casefold()
        if answer not in ("yes", "y", "no", "n"):
            raise ReviewError("Is it the team's judgement?", hint="Write yes or no.")
        body, judgement = _body(claim.kind, written, claim.body), answer.startswith("y")
        synthesising.reword(screen.app.review, claim.id, body, judgement=judgement, by=screen.app.reviewer)
        screen.wrote(f"{claim.label} reworded", claim=claim.id)

    judged = Blank("judgement", "The team's judgement", "yes" if claim.judgement else "no", suggestions=("yes", "no"))
    blanks = [*_blanks(claim.kind, claim.body), judged]
    await until_taken(screen, f"Reword {claim.label}", blanks, write, draft=f"reword {claim.id}")


async def confirm(screen: SynthesisScreen, claim: Claim) -> None:
    """Take a draft gap into the register, as the team's judgement where nothing is linked to it."""
    judgement = False
    if not any(link.stance is Stance.SUPPORTS for link in claim.links):
        why = f"{claim.body.text}\n\nOnly the map speaks for it: is it the team's judgement that this is a gap?"
        ask = Confirm(f"Confirm {claim.label}?", why, yes="Our judgement", no="Not yet")
        if not await screen.app.push_screen_wait(ask):
            return
        judgement = True
    synthesising.confirm(screen.app.review, claim.id, judgement=judgement, by=screen.app.reviewer)
    screen.wrote(f"{claim.label} confirmed", claim=claim.id)


async def withdraw(screen: SynthesisScreen, claim: Claim) -> None:
    """Take a claim out, after a question; the cursor goes to the one beside it."""
    detail = f"{claim.body.text}\n\nIt leaves the synthesis; the log keeps it, and u brings it back."
    if not await screen.app.push_screen_wait(Confirm(f"Withdraw {claim.label}?", detail, yes="Withdraw", no="Keep")):
        return
    synthesising.withdraw(screen.app.review, claim.id, by=screen.app.reviewer)
    places = [known.id for known in screen.evidence.claims]
    after = places.index(claim.id) + 1
    beside = places[after] if after < len(places) else places[after - 2] if after > 1 else ""
    screen.wrote(f"{claim.label} withdrawn", claim=beside)


async def link(screen: SynthesisScreen, claim: Claim) -> None:
    """Change what a claim rests on: what is new is linked first, so that the last support can be exchanged."""
    before = {f"{known.kind.value}:{known.target}": known.stance.value for known in claim.links}
    detail = f"{claim.label} {claim.body.text}"
    things = evidence_to_pick(screen, claim.kind)
    asked = Pick("What it rests on", things, picked=before, stances=True, detail=detail)
    after = await screen.app.push_screen_wait(asked)
    if after is None or after == before:
        return
    review, by = screen.app.review, screen.app.reviewer
    new = {value: stance for value, stance in after.items() if before.get(value) != stance}
    gone = {value: stance for value, stance in before.items() if value not in after}
    check_support(claim.body, _links(after), judgement=claim.judgement)
    for one in _links(new):
        synthesising.link(review, claim.id, one, by=by)
    for one in _links(gone):
        synthesising.link(review, claim.id, one, present=False, by=by)
    screen.wrote(f"{claim.label}: {len(new)} linked, {len(gone)} unlinked", claim=claim.id)


# GRADE-CERQual


async def grade(screen: SynthesisScreen, claim: Claim) -> None:
    """Judge a finding's components one by one, in any order, and the confidence; Esc ends."""
    while claim and isinstance(claim.body, Finding):
        body = claim.body
        choices = [Choice(name, label, body.component(name)[0] or "not judged yet") for name, label, _ in COMPONENTS]
        choices.append(Choice("confidence", "Overall confidence", body.confidence or "not judged yet"))
        chosen = await screen.app.push_screen_wait(Choose(f"Grade {claim.label}", choices, detail=body.text))
        if not chosen or not await _judge(screen, claim, body, chosen):
            return
        found = screen.evidence.claim(claim.id)
        if found is None:
            return
        claim = found


async def _judge(screen: SynthesisScreen, claim: Claim, body: Finding, name: str) -> bool:
    """One component, or the confidence: the level, then the explanation. False where the person left."""
    if name == "confidence":
        label, question, levels = "Overall confidence", _components_so_far(body), CONFIDENCES
        now, reason = body.confidence, body.confidence_reason
    else:
        label, question = next((label, question) for known, label, question in COMPONENTS if known == name)
        levels, (now, reason) = CONCERNS, body.component(name)
        if name == "methodological":
            question += "\n" + _appraisal(screen, claim)
    level = await screen.app.push_screen_wait(Choose(label, levels, detail=question, current=now))
    if level is None:
        return False

    def write(written: dict[str, str]) -> None:
        new = replace(body, **{name: level, f"{name}_reason": written["why"].strip()})
        review, by = screen.app.review, screen.app.reviewer
        synthesising.reword(review, claim.id, new, judgement=claim.judgement, by=by)
        screen.wrote(f"{claim.label}, {label.lower()}: {level}", claim=claim.id)

    blank = Blank("why", "Why", reason, long=True)
    title, draft = f"{label}: {level}", f"grade {claim.id} {name}"
    return await until_taken(screen, title, [blank], write, detail=question, draft=draft)


def _components_so_far(body: Finding) -> str:
    said = (f"{label}: {body.component(name)[0] or 'not judged yet'}" for name, label, _ in COMPONENTS)
    return "People choose it; nothing is worked out. " + "; ".join(said) + "."


def _appraisal(screen: SynthesisScreen, claim: Claim) -> str:
    """What the appraisal says of each study behind the finding: shown, never decided."""
    found = weighing.contributions(screen.evidence.base, [claim], screen.evidence.qualities)[claim.id]
    lines = [f"· {one.label}: {one.quality or 'not judged'}. {one.words}" for one in found]
    return "\n".join(lines) or "No study is linked yet."


# What people say


async def people(screen: SynthesisScreen, claim: Claim) -> None:
    """Agreement by group, the place of a gap, and a dissent in somebody's own words."""
    agreed = {one.group: f"{one.agree} {one.against} {one.unsure}" for one in claim.agreement}
    ranked = {one.group: str(one.rank) for one in claim.ranks}
    groups = list(dict.fromkeys((*agreed, *ranked) or GROUPS))
    blanks = [Blank(f"agree {g}", g, agreed.get(g, ""), hint="for, against, unsure: 5 1 0") for g in groups]
    if claim.kind is ClaimKind.GAP:
        blanks += [Blank(f"rank {g}", f"{g}: place", ranked.get(g, ""), hint="1 is the most urgent") for g in groups]
    blanks += [Blank("other", "Another group", hint="its name, then for, against, unsure: carers 3 0 1")]
    blanks += [Blank("dissent", "A dissent", hint="in the person's own words; it is printed", long=True)]
    blanks += [Blank("who", "Whose", hint="as they want to be named")]

    def write(written: dict[str, str]) -> None:
        done = _said(screen, claim, groups, written, agreed, ranked)
        if text := written["dissent"].strip():
            synthesising.dissent(screen.app.review, claim.id, text, who=written["who"], by=screen.app.reviewer)
            done.append("dissent kept")
        if done:
            screen.wrote(f"{claim.label}: {', '.join(done)}", claim=claim.id)

    kept = "\n".join(f"Dissent: {one.text} ({one.who})" for one in claim.dissent)
    detail = f"{claim.body.text}\n{kept}".strip()
    await until_taken(screen, f"What people say of {claim.label}", blanks, write, detail=detail, draft="")


def _said(
    screen: SynthesisScreen,
    claim: Claim,
    groups: Sequence[str],
    written: dict[str, str],
    agreed: dict[str, str],
    ranked: dict[str, str],
) -> list[str]:
    """Write what changed; returns it in words. Everything is read before anything is written."""
    said: list[Agreement | Rank] = []
    for group in groups:
        if (counts := written[f"agree {group}"].strip()) and counts != agreed.get(group):
            said.append(_agreement(group, counts))
        if (place := written.get(f"rank {group}", "").strip()) and place != ranked.get(group):
            said.append(Rank(group, _number(place)))
    if other := written["other"].strip():
        name = other.rstrip("0123456789 ,")
        said.append(_agreement(name, other[len(name) :]))
    review, by = screen.app.review, screen.app.reviewer
    for one in said:
        if isinstance(one, Agreement):
            synthesising.agree(review, claim.id, one, by=by)
        else:
            synthesising.rank(review, claim.id, one, by=by)
    return [one.words if isinstance(one, Agreement) else f"{one.group} {one.rank}" for one in said]


def _agreement(group: str, counts: str) -> Agreement:
    numbers = [_number(part) for part in counts.replace(",", " ").split()]
    if len(numbers) != 3:
        raise ReviewError(f"“{counts}” is not three numbers.", hint="For, against, unsure: 5 1 0.")
    return Agreement(group, *numbers)


def _number(text: str) -> int:
    if not text.isdecimal():
        raise ReviewError(f"“{text}” is not a number.", hint="Write 3.")
    return int(text)
