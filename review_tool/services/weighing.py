"""Weighing what stands behind claims: the studies' quality, CERQual's components, what can be taken away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from review_tool.domain.appraisal import Checklist
from review_tool.domain.synthesis import Claim, Stance, TargetKind
from review_tool.domain.weight import Contribution as Contribution
from review_tool.domain.weight import Robustness as Robustness
from review_tool.services import appraising, evidence_base
from review_tool.services.evidence_base import EvidenceBase
from review_tool.store.review import Review
from review_tool.synthesis.chain import Leaf, codes_under, leaves
from review_tool.synthesis.robustness import Piece, robustness

GOOD, SOME, LOW = "good", "some concerns", "low"


@dataclass(frozen=True, slots=True)
class Quality:
    """What the team's appraisal says of one study."""

    study: int
    level: str
    """`good`, `some concerns` or `low`; "" where nobody has judged it."""
    words: str
    """What each checklist says, in a sentence."""


def qualities(review: Review) -> dict[int, Quality]:
    """The quality of each appraised study.

    An overall judgement by people decides. Without one, a checklist of criteria speaks: a screening question answered
    no makes the study low, any other criterion that is not met leaves some concerns. Nothing is summed.
    """
    levels: dict[int, list[tuple[bool, str]]] = defaultdict(list)
    said: dict[int, list[str]] = defaultdict(list)
    for tool in appraising.checklists(review):
        given: dict[int, dict[str, str]] = defaultdict(dict)
        for answer in appraising.answers(review, tool.id):
            if answer.item != appraising.DESIGN:
                given[answer.study][answer.item] = answer.answer
        for study, answers in given.items():
            if level := _level(tool, answers):
                levels[study].append((bool(tool.judgements), level))
            said[study].append(f"{tool.title}: {appraising.judgement(tool, answers)}")
    return {
        study: Quality(
            study, _worst([level for judged, level in levels[study] if judged == _any(levels[study])]), words
        )
        for study, words in ((study, " ".join(sentences)) for study, sentences in said.items())
    }


def _any(levels: list[tuple[bool, str]]) -> bool:
    return any(judged for judged, _ in levels)


def _worst(levels: list[str]) -> str:
    return next((level for level in (LOW, SOME, GOOD) if level in levels), "")


def _level(tool: Checklist, answers: dict[str, str]) -> str:
    if tool.judgements:
        overall = answers.get(tool.items[-1].id)
        place = [option.id for option in tool.options].index(overall) if overall else -1
        return "" if place < 0 else GOOD if place == 0 else LOW if place == len(tool.options) - 1 else SOME
    best = tool.options[0].id
    screening = [item.id for item in tool.items if not item.group and tool.groups]
    if any(answers.get(item) == tool.options[1].id for item in screening):
        return LOW
    criteria = [answer for item, answer in answers.items() if item not in screening]
    return "" if not criteria else GOOD if all(answer == best for answer in criteria) else SOME


def contributing(review: Review, claim: Claim) -> list[Contribution]:
    """The studies for and against a claim with their appraisal: what CERQual's methodological limitations rest on."""
    return contributions(evidence_base.read(review), [claim], qualities(review))[claim.id]


def contributions(
    base: EvidenceBase, claims: Iterable[Claim], known: dict[int, Quality]
) -> dict[str, list[Contribution]]:
    """As `contributing`, for many claims at once, by their ids."""
    found = {}
    for claim in claims:
        by_study: dict[tuple[int, Stance], set[str]] = defaultdict(set)
        for leaf in leaves(claim, base.ways):
            study = _study(base, leaf)
            if study.isdecimal():
                passages = by_study[int(study), leaf.stance]
                passages.update([leaf.target] if leaf.kind is TargetKind.EXCERPT else [])
        unknown = Quality(0, "", "Not appraised yet.")
        found[claim.id] = [
            Contribution(
                study,
                base.studies[study].label,
                stance,
                len(passages),
                known.get(study, unknown).level,
                known.get(study, unknown).words,
            )
            for (study, stance), passages in by_study.items()
            if study in base.studies
        ]
    return found


def _study(base: EvidenceBase, leaf: Leaf) -> str:
    if leaf.kind is TargetKind.STUDY:
        return leaf.target
    return base.study_of_excerpt(leaf.target) if leaf.kind is TargetKind.EXCERPT else ""


def robustness_of(review: Review, claims: Iterable[Claim] | None = None) -> dict[str, Robustness]:
    """For each claim, by its id: what support remains without low-quality studies, any one study, one reviewer."""
    base = evidence_base.read(review)
    return tested(base, base.claims if claims is None else claims, qualities(review))


def tested(base: EvidenceBase, claims: Iterable[Claim], known: dict[int, Quality]) -> dict[str, Robustness]:
    """As `robustness_of`, on what is read already."""
    names = {str(study.id): study.label for study in base.studies.values()}
    low = {str(study) for study, quality in known.items() if quality.level == LOW}
    return {
        claim.id: robustness(
            [_piece(base, leaf, low) for leaf in leaves(claim, base.ways) if leaf.stance is Stance.SUPPORTS],
            names=names,
            judgement=claim.judgement,
        )
        for claim in claims
    }


def _piece(base: EvidenceBase, leaf: Leaf, low: set[str]) -> Piece:
    """Reached through a theme it rests on those who gave it the theme's codes; linked itself, on who marked it too."""
    study = _study(base, leaf)
    if leaf.kind is TargetKind.STUDY:
        return Piece(f"study:{leaf.target}", study, frozenset(), study in low)
    coded = base.coded if leaf.kind is TargetKind.EXCERPT else base.items_coded
    on = coded.of.get(leaf.target, {})
    if leaf.theme:
        codes = codes_under(base.themes[leaf.theme], base.themes.values())
        people = {person for code in codes for person in on.get(code, ())}
    else:
        by = base.excerpts[leaf.target].by if leaf.kind is TargetKind.EXCERPT else base.items[leaf.target].by
        people = {by, *(person for persons in on.values() for person in persons)}
    return Piece(f"{leaf.kind.value}:{leaf.target}", study, frozenset(people), study in low)
