"""Weighing what stands behind claims: the studies' quality, CERQual's components, what can be taken away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from review_tool.domain.appraisal import DESIGN, Checklist
from review_tool.domain.evidence_map import FEW
from review_tool.domain.synthesis import Claim, Stance, TargetKind
from review_tool.domain.weight import Contribution, Robustness
from review_tool.services.studies import appraising
from review_tool.services.studies.appraised import Appraised, seen_by
from review_tool.services.studies.checklist_texts import all_checklists
from review_tool.services.synthesis import evidence_base
from review_tool.services.synthesis.evidence_base import EvidenceBase
from review_tool.store.queries import appraisals, evidence
from review_tool.store.review import Review
from review_tool.synthesis.chain import Leaf, codes_under, leaves
from review_tool.synthesis.robustness import Piece, robustness

GOOD, SOME, LOW = "good", "some concerns", "low"
_UNKNOWN = "no-information"
"""A level that places a study neither high nor low (ROBINS-I)."""


@dataclass(frozen=True, slots=True)
class Quality:
    """What the team's appraisal says of one study."""

    study: int
    level: str
    """`good`, `some concerns` or `low`; "" where nobody has judged it."""
    words: str
    """What each checklist says, in a sentence."""


def qualities(review: Review) -> dict[int, Quality]:
    """The quality of each appraised study, from the answers and levels the team holds and everybody may see.

    An overall level decides (the worst, where several checklists give one): the best is good, the next some concerns,
    any below it low. Without one, a checklist of criteria speaks: a screening question answered no makes the study
    low, any other criterion that is not met leaves some concerns. Nothing is summed.
    """
    levels: dict[int, list[tuple[bool, str]]] = defaultdict(list)
    said: dict[int, list[str]] = defaultdict(list)
    for one in held(review):
        if level := _level(one):
            levels[one.study].append((_has_levels(one.tool), level))
        said[one.study].append(f"{one.tool.title}: {_words(one)}")
    found = {}
    for study, sentences in said.items():
        overall = [level for judged, level in levels[study] if judged]
        found[study] = Quality(study, _worst(overall or [level for _, level in levels[study]]), " ".join(sentences))
    return found


def held(review: Review) -> list[Appraised]:
    """Each study with each checklist somebody used on it, as everybody may see it."""
    with review.reading() as connection:
        used = {answer.checklist for answer in evidence.answers(connection)}
        used |= {one.checklist for one in appraisals.judgements(connection)}
        names = [tool.id for tool in all_checklists(connection) if tool.id in used]
        found = [one for name in names for one in seen_by(connection, name, "", None).values()]
    return [one for one in found if one.answers or any(standing.answer for standing in one.levels.values())]


def _has_levels(tool: Checklist) -> bool:
    return bool(tool.targets or tool.judgements)


def _worst(levels: list[str]) -> str:
    return next((level for level in (LOW, SOME, GOOD) if level in levels), "")


def _level(one: Appraised) -> str:
    tool = one.tool
    if _has_levels(tool):
        names = [level.id for level in (tool.levels or tool.options) if level.id != _UNKNOWN]
        overall = one.levels[tool.targets[-1].id].answer if tool.targets else one.answers.get(tool.items[-1].id, "")
        return (GOOD, SOME, LOW)[min(names.index(overall), 2)] if overall in names else ""
    best = tool.options[0].id
    screening = [item.id for item in tool.items if not item.group and tool.groups]
    if any(one.answers.get(item) == tool.options[1].id for item in screening):
        return LOW
    criteria = [answer for item, answer in one.answers.items() if item != DESIGN and item not in screening]
    return "" if not criteria else GOOD if all(answer == best for answer in criteria) else SOME


def _words(one: Appraised) -> str:
    """What the checklist says, in a sentence."""
    tool = one.tool
    if tool.targets:
        said = [
            f"{target.label.lower()}: {tool.label(target.id, one.levels[target.id].answer).lower()}"
            for target in tool.targets
            if one.levels[target.id].answer
        ]
        return "; ".join(said) + "." if said else "not judged yet."
    return appraising.judgement(tool, {item: answer for item, answer in one.answers.items() if item != DESIGN})


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


def suggested_reasons(base: EvidenceBase, claim: Claim, known: dict[int, Quality]) -> tuple[str, ...]:
    """Robinson's codes that the evidence behind a gap suggests: a place to begin, which people confirm or not.

    None gives A1, at most two studies A2, studies that are all low B2, evidence on both sides C.
    """
    found = contributions(base, [claim], known)[claim.id]
    behind = {one.study: one.quality for one in found}
    if not behind:
        return ("A1",)
    reasons = ["A2"] if len(behind) <= FEW else []
    reasons += ["B2"] if set(behind.values()) == {LOW} else []
    return (*reasons, *(["C"] if {one.stance for one in found} == set(Stance) else []))


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
