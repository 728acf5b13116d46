"""Second pairs of eyes on an appraisal: checking, settling, judging, and how far reviewers agree."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from review_tool.appraisal import judge
from review_tool.domain.appraisal import DESIGN
from review_tool.domain.appraised import State
from review_tool.domain.errors import ReviewError
from review_tool.domain.text import clean
from review_tool.screening.agreement import Agreement, agreement
from review_tool.services.studies.appraised import seen_by
from review_tool.services.studies.appraising import check_answer, included
from review_tool.services.studies.checklist_texts import all_checklists
from review_tool.services.studies.in_sight import is_complete
from review_tool.store.queries import appraisals, evidence
from review_tool.store.review import Review


def verify(review: Review, study: int, checklist: str, item: str, *, by: str, answer: str = "", note: str = "") -> None:
    """A second person's look at an answer (or a judged level): right as it is, or corrected to `answer`.

    The answer stays as it was given. Where it rests on nothing, the check needs a note to rest on.

    Raises:
        ReviewError: two appraise blind, there is no answer of somebody else's, or a note is missing.
    """
    with review.writing() as unit:
        included(unit.connection, study)
        one = seen_by(unit.connection, checklist, by, study).get(study)
        if one is not None and one.reviewers > 1:
            raise ReviewError(
                "Two reviewers appraise blind here; nobody checks the other.", hint="Settle what they differ on."
            )
        stands = (one.standings | one.levels).get(item) if one else None
        others = [said for said in (stands.said if stands else ()) if said.reviewer != by and said.event]
        if not others or one is None:
            raise ReviewError(f"There is no answer of somebody else's to {item}.", hint="A check is a second person's.")
        given, words = others[-1], clean(note).strip()
        if answer:
            check_answer(one.tool, item, answer)
            if answer == given.answer:
                answer = ""
            elif not words:
                raise ReviewError("A correction says why.", hint="Write what the report says instead.")
        if not answer and not words and not given.note and not given.excerpt and item != DESIGN:
            raise ReviewError(
                f"{given.reviewer}'s answer to {item} rests on nothing that could be checked.",
                hint="Write what you found in the report, or ask for a note or a passage.",
            )
        payload = {"checklist": checklist, "item": item, "answered": given.event, "answer": answer, "note": words}
        unit.record("appraisal.verified", f"study:{study}", payload, by=by)


def settle(review: Review, study: int, checklist: str, item: str, answer: str, *, by: str, note: str = "") -> None:
    """Write what the team agreed on where two differ. Both answers stay as they were given.

    Raises:
        ReviewError: they do not differ (or one has not finished yet), or the answer is none of the item's.
    """
    with review.writing() as unit:
        included(unit.connection, study)
        one = seen_by(unit.connection, checklist, by, study).get(study)
        if one is None or not one.released:
            raise ReviewError(
                "Both reviewers finish a study before they settle it.",
                hint="Until then neither sees the other's answers.",
            )
        stands = (one.standings | one.levels).get(item)
        if stands is None or (stands.state is not State.SETTLED and len({a.answer for a in stands.said}) < 2):
            raise ReviewError(f"On {item} reviewers do not differ.", hint="Only differences are settled.")
        check_answer(one.tool, item, answer)
        payload = {"checklist": checklist, "item": item, "answer": answer, "note": clean(note).strip()}
        unit.record("appraisal.settled", f"study:{study}", payload, by=by)


def judge_target(
    review: Review, study: int, checklist: str, target: str, level: str, *, by: str, reason: str = ""
) -> None:
    """Give a target a level: as the rule proposes from one's own answers, or another, with the reason.

    Raises:
        ReviewError: no such target or level, or a level other than the proposed one without a reason.
    """
    with review.writing() as unit:
        included(unit.connection, study)
        tool = next((known for known in all_checklists(unit.connection) if known.id == checklist), None)
        if tool is None:
            raise ReviewError(f"There is no checklist {checklist}.", hint="See `review-tool checklist list`.")
        wanted = tool.target(target)
        check_answer(tool, target, level)
        own = {a.item: a.answer for a in evidence.answers(unit.connection, checklist, study) if a.reviewer == by}
        made = {
            one.target: one.level
            for one in appraisals.judgements(unit.connection)
            if (one.study, one.checklist, one.reviewer) == (study, checklist, by) and one.target != target
        }
        found = {p.target: p for p in judge.proposals(tool, own.get(DESIGN, ""), own, made)}
        proposed, words = found[target].level, clean(reason).strip()
        if wanted.has_rule and level != proposed and not words:
            rule = f"The rule proposes {tool.label(target, proposed).lower()}" if proposed else found[target].why
            raise ReviewError(f"Another level than the rule's needs a reason. {rule}", hint="Say why.")
        payload = {
            "checklist": checklist,
            "target": target,
            "level": level,
            "proposed": proposed,
            "reason": words,
        }
        unit.record("judgement.made", f"study:{study}", payload, by=by)


@dataclass(frozen=True, slots=True)
class Between:
    """How far two reviewers agree on one item, or on all of them."""

    one: str
    other: str
    item: str
    """"" for all items together."""
    figures: Agreement


def agreements(review: Review, checklist: str) -> list[Between]:
    """For each two reviewers: all items together, then each by itself, over the studies both have finished."""
    found: dict[tuple[str, str], dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    with review.reading() as connection:
        tool = next(known for known in all_checklists(connection) if known.id == checklist)
        every = evidence.answers(connection, checklist)
    studies: dict[int, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for one in every:
        studies[one.study][one.reviewer][one.item] = one.answer
    for given in studies.values():
        finished = sorted(who for who, answers in given.items() if is_complete(tool, answers))
        for a, b in combinations(finished, 2):
            for item in tool.items:
                if item.id in given[a] and item.id in given[b]:
                    found[a, b][item.id].append((given[a][item.id], given[b][item.id]))
    best = tool.options[0].id
    worst = "no" if "no" in {option.id for option in tool.options} else tool.options[-1].id
    rows = []
    for (a, b), items in sorted(found.items()):
        together = [pair for pairs in items.values() for pair in pairs]
        rows += [
            Between(a, b, item, agreement(pairs, positive=best, negative=worst))
            for item, pairs in (("", together), *items.items())
        ]
    return rows
