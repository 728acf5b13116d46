"""Writing claims line by line: words, grades, evidence chosen by number, and what groups of people say."""

from __future__ import annotations

from dataclasses import dataclass

from review_tool.cli.asking import Talk, numbers
from review_tool.cli.saying import labelled, say
from review_tool.domain.claims import COMPONENTS, CONCERNS
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
    Link,
    Rank,
    Recommendation,
    Stance,
    TargetKind,
)
from review_tool.domain.text import fold, shorten
from review_tool.services.synthesis import evidence_base, synthesising, weighing


@dataclass(frozen=True, slots=True)
class Target:
    """One thing a claim may rest on."""

    kind: TargetKind
    id: str
    words: str


def targets(talk: Talk, kind: ClaimKind | None = None) -> list[Target]:
    """Every excerpt, included study, strand's item, theme and (but for a finding) finding, in a fixed order."""
    base = evidence_base.read(talk.review)
    who = {report: base.studies[study].label for report, study in base.study_of.items()}
    found = [
        Target(TargetKind.EXCERPT, e.id, f"{who.get(e.report, f'report {e.report}')}, {e.locator}: {e.text}")
        for e in base.excerpts.values()
    ]
    found += [
        Target(TargetKind.STUDY, str(s.id), f"the whole study {s.label}: {s.title}") for s in base.studies.values()
    ]
    found += [Target(TargetKind.ITEM, i.id, f"{i.strand}: {i.label}. {i.text}") for i in base.items.values()]
    found += [Target(TargetKind.THEME, t.name, f"the theme {t.name}: {t.description}") for t in base.themes.values()]
    if kind is not ClaimKind.FINDING:
        findings = (claim for claim in base.claims if claim.kind is ClaimKind.FINDING)
        found += [Target(TargetKind.FINDING, one.id, f"{one.label} {one.body.text}") for one in findings]
    return found


def _choose_links(talk: Talk, kind: ClaimKind) -> tuple[Link, ...]:
    """Evidence found by words and chosen by number, until an empty answer; a minus says that it speaks against."""
    every = targets(talk, kind)
    links: dict[tuple[TargetKind, str], Link] = {}
    if not every:
        say("There is no evidence yet: mark passages with x, include studies, or enter strands with t.")
        return ()
    while True:
        words = talk.line(f"Find evidence by words, * for all {len(every)} (Enter: done, {len(links)} chosen):")
        if not words:
            return tuple(links.values())
        wanted = [] if words == "*" else fold(words).split()
        found = [t for t in every if all(w in fold(t.words) for w in wanted)]
        for n, target in enumerate(found, 1):
            say(labelled(f"{n}. {target.kind}", target.words))
        if not found:
            say(f"Nothing holds “{words}”.")
            continue
        for n in numbers(talk.line("Numbers; a minus before one says that it speaks against (Enter for none):")):
            if 1 <= abs(n) <= len(found):
                target = found[abs(n) - 1]
                stance = Stance.SUPPORTS if n > 0 else Stance.OPPOSES
                links[target.kind, target.id] = Link(target.kind, target.id, stance)
            else:
                talk.refused += 1
                say(f"{n} is not in the list.")


def _recommendation(talk: Talk) -> Recommendation:
    text = talk.line("The recommendation, in one sentence:")
    audience = talk.line("For whom, who should do it (Enter for nothing):")
    condition = talk.line("When, or given what (Enter for nothing):")
    strength = talk.pick("How strongly it is put", STRENGTHS, none="not said")
    confidence = talk.pick("Confidence in the evidence", CONFIDENCES, none="not said")
    return Recommendation(
        text,
        audience,
        condition,
        "" if strength is None else STRENGTHS[strength],
        "" if confidence is None else CONFIDENCES[confidence],
        "" if confidence is None else talk.line("Why this confidence:"),
        talk.line("Fairness: who gains, who could lose by it, what would make it fair (Enter for nothing):"),
    )


_PICOS = (
    ("population", "Whom it is about (population)"),
    ("intervention", "What is done (intervention)"),
    ("comparison", "Compared with what"),
    ("outcome", "Which outcome"),
    ("setting", "Where (setting)"),
)


def _gap(talk: Talk) -> Gap:
    text = talk.line("What is missing, in one sentence:")
    why = talk.line("Why it is a gap: none, too few, too small, contradictory … (Enter for nothing):")
    for_whom = talk.line("Who needs the answer (Enter for nothing):")
    parts = {name: talk.line(f"{question} (Enter for nothing):") for name, question in _PICOS}
    for reason in REASONS:
        say(labelled(reason.code, reason.words))
    reasons = talk.line("Reason codes, parted by blanks (Enter for none):")
    known = talk.line("What is known so far (Enter for nothing):")
    stamp = talk.line("The evidence was looked at until, such as 2026-03 (Enter for nothing):") if known else ""
    return Gap(text, why, for_whom, reasons=reasons, known=known, stamp=stamp, **parts)


def _finding(talk: Talk) -> Finding:
    return Finding(talk.line("The finding, in one sentence:"))


def _graded(talk: Talk, finding: Finding, links: tuple[Link, ...]) -> Finding:
    """CERQual's components one after another, the first beside what the appraisal says; then the confidence."""
    studies = weighing.contributing(talk.review, Claim("", ClaimKind.FINDING, 0, finding, links=links))
    for one in studies:
        against = ", against" if one.stance is Stance.OPPOSES else ""
        say(labelled(f"{one.label}{against}", one.words))
    given = {}
    for name, label, question in COMPONENTS:
        say(labelled(label, question))
        place = talk.pick("Concerns", CONCERNS, none="not judged yet")
        given[name] = "" if place is None else CONCERNS[place]
        given[f"{name}_reason"] = "" if place is None else talk.line("Why:")
    place = talk.pick("Overall confidence in the finding", CONFIDENCES, none="not judged yet")
    given["confidence"] = "" if place is None else CONFIDENCES[place]
    given["confidence_reason"] = "" if place is None else talk.line("Why this confidence:")
    return Finding(finding.text, **given)


def write_recommendation(talk: Talk) -> None:
    _write(talk, _recommendation(talk), ClaimKind.RECOMMENDATION)


def write_gap(talk: Talk) -> None:
    _write(talk, _gap(talk), ClaimKind.GAP)


def write_finding(talk: Talk) -> None:
    _write(talk, _finding(talk), ClaimKind.FINDING)


def _write(talk: Talk, body: Body, kind: ClaimKind) -> None:
    links = _choose_links(talk, kind)
    if isinstance(body, Finding) and links:
        body = _graded(talk, body, links)
    supported = any(link.stance is Stance.SUPPORTS for link in links)
    judgement = not supported and talk.yes("Nothing supports it. Is it the team's own judgement?")
    with talk.writing():
        claim = synthesising.write(talk.review, body, links=links, judgement=judgement, by=talk.by)
        say(f"{claim.label}: {claim.body.text}")


def reword(talk: Talk, claim: Claim) -> None:
    """All of a claim's words anew; its links stay."""
    say(labelled(claim.label, claim.body.text))
    body: Body
    if isinstance(claim.body, Recommendation):
        body = _recommendation(talk)
    elif isinstance(claim.body, Finding):
        body = _graded(talk, _finding(talk), claim.links)
    else:
        body = _gap(talk)
    judgement = talk.yes("Is it the team's own judgement, whatever evidence there is?")
    with talk.writing(claim.label):
        synthesising.reword(talk.review, claim.id, body, judgement=judgement, by=talk.by)


def confirm(talk: Talk, claim: Claim) -> None:
    """Take a draft gap into the register."""
    judgement = not any(link.stance is Stance.SUPPORTS for link in claim.links) and talk.yes(
        "Nothing but the map supports it. Is it the team's own judgement?"
    )
    with talk.writing(f"{claim.label} is confirmed"):
        synthesising.confirm(talk.review, claim.id, judgement=judgement, by=talk.by)


def link(talk: Talk, claim: Claim) -> None:
    """Take links away, then add some."""
    words = {(target.kind, target.id): target.words for target in targets(talk)}
    for n, old in enumerate(claim.links, 1):
        say(labelled(f"{n}. {old.stance}", words.get((old.kind, old.target), old.target)))
    if claim.links:
        for n in numbers(talk.line("Links to take away, by number (Enter for none):")):
            if 1 <= n <= len(claim.links):
                with talk.writing(f"link {n} taken away"):
                    synthesising.link(talk.review, claim.id, claim.links[n - 1], present=False, by=talk.by)
    for new in _choose_links(talk, claim.kind):
        with talk.writing(f"{claim.label} rests on {shorten(words[new.kind, new.target], 60)}"):
            synthesising.link(talk.review, claim.id, new, by=talk.by)


def withdraw(talk: Talk, claim: Claim) -> None:
    with talk.writing(f"{claim.label} withdrawn"):
        synthesising.withdraw(talk.review, claim.id, by=talk.by)


def agreement(talk: Talk, claim: Claim) -> None:
    """Who agrees, group by group; who dissents, in their own words; which place a gap has."""
    for one in claim.agreement:
        say(one.words)
    for said in claim.dissent:
        say(labelled(f"dissent of {said.who or 'somebody'}", said.text))
    for ranked in claim.ranks:
        say(f"priority, {ranked.group}: {ranked.rank}")
    group = talk.line(f"Group ({', '.join(GROUPS)}, or another; Enter for none):")
    if not group:
        return
    counts = numbers(talk.line("How many are for, against, unsure, such as 5 1 0 (Enter for none):"))
    if counts:
        with talk.writing(f"{group}: {counts}"):
            agree, against, unsure = (*counts, 0, 0, 0)[:3]
            synthesising.agree(talk.review, claim.id, Agreement(group, agree, against, unsure), by=talk.by)
    if claim.kind is ClaimKind.GAP and (
        place := numbers(talk.line("Their place for this gap, 1 first (Enter for none):"))
    ):
        with talk.writing(f"{group}: {place[0]}"):
            synthesising.rank(talk.review, claim.id, Rank(group, place[0]), by=talk.by)
    if text := talk.line("A dissent, in the person's own words (Enter for none):"):
        with talk.writing("dissent kept"):
            synthesising.dissent(talk.review, claim.id, text, who=group, by=talk.by)
