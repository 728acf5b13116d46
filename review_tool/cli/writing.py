"""Writing claims line by line: words, grades, and evidence chosen by number."""

from __future__ import annotations

from dataclasses import dataclass

from review_tool.cli.asking import Talk, numbers
from review_tool.cli.saying import labelled, say
from review_tool.domain.synthesis import (
    CONFIDENCES,
    STRENGTHS,
    Claim,
    Gap,
    Link,
    Recommendation,
    Stance,
    TargetKind,
)
from review_tool.domain.text import fold, shorten
from review_tool.services import appraising, extracting, synthesising


@dataclass(frozen=True, slots=True)
class Target:
    """One thing a claim may rest on."""

    kind: TargetKind
    id: str
    words: str


def targets(talk: Talk) -> list[Target]:
    """Every excerpt, included study and strand's item, in a fixed order."""
    studies = appraising.studies(talk.review)
    who = {report: study.label for study in studies for report in study.reports}
    found = [
        Target(TargetKind.EXCERPT, e.id, f"{who.get(e.report, f'report {e.report}')}, {e.locator}: {e.text}")
        for e in extracting.excerpts(talk.review)
    ]
    found += [Target(TargetKind.STUDY, str(s.id), f"the whole study {s.label}: {s.title}") for s in studies]
    found += [
        Target(TargetKind.ITEM, item.id, f"{strand.name}: {item.label}. {item.text}")
        for strand, items in synthesising.strands(talk.review)
        for item in items
    ]
    return found


def _choose_links(talk: Talk) -> tuple[Link, ...]:
    """Evidence found by words and chosen by number, until an empty answer; a minus says that it speaks against."""
    every = targets(talk)
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
    )


def _gap(talk: Talk) -> Gap:
    text = talk.line("What is missing, in one sentence:")
    why = talk.line("Why it is a gap: none, too few, too small, contradictory … (Enter for nothing):")
    return Gap(text, why, talk.line("For whom (Enter for nothing):"))


def write_recommendation(talk: Talk) -> None:
    _write(talk, _recommendation(talk))


def write_gap(talk: Talk) -> None:
    _write(talk, _gap(talk))


def _write(talk: Talk, body: Recommendation | Gap) -> None:
    links = _choose_links(talk)
    supported = any(link.stance is Stance.SUPPORTS for link in links)
    judgement = not supported and talk.yes("Nothing supports it. Is it the team's own judgement?")
    with talk.writing():
        claim = synthesising.write(talk.review, body, links=links, judgement=judgement, by=talk.by)
        say(f"{claim.label}: {claim.body.text}")


def reword(talk: Talk, claim: Claim) -> None:
    """All of a claim's words anew; its links stay."""
    say(labelled(claim.label, claim.body.text))
    body = _recommendation(talk) if isinstance(claim.body, Recommendation) else _gap(talk)
    judgement = talk.yes("Is it the team's own judgement, whatever evidence there is?")
    with talk.writing(claim.label):
        synthesising.reword(talk.review, claim.id, body, judgement=judgement, by=talk.by)


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
    for new in _choose_links(talk):
        with talk.writing(f"{claim.label} rests on {shorten(words[new.kind, new.target], 60)}"):
            synthesising.link(talk.review, claim.id, new, by=talk.by)


def withdraw(talk: Talk, claim: Claim) -> None:
    with talk.writing(f"{claim.label} withdrawn"):
        synthesising.withdraw(talk.review, claim.id, by=talk.by)
