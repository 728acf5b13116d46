"""Appraising the included studies with checklists."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from review_tool.appraisal import judge
from review_tool.domain.appraisal import DESIGN as DESIGN
from review_tool.domain.appraisal import Answer, Checklist
from review_tool.domain.errors import ReviewError
from review_tool.domain.evidence import ExcerptKind
from review_tool.domain.text import clean
from review_tool.services.citations import combined
from review_tool.services.fulltexts.marking import passage
from review_tool.services.studies.checklist_texts import all_checklists
from review_tool.services.studies.in_sight import visible
from review_tool.store.queries import plan, reports
from review_tool.store.review import Reading, Review
from review_tool.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Study:
    """An included study and its reports."""

    id: int
    label: str
    """`Kim et al. 2021`; `Kim et al. 2021b` where several studies would be called alike."""
    title: str
    reports: tuple[int, ...]
    abstract: str = ""


def checklists(review: Review) -> tuple[Checklist, ...]:
    """The checklists a team may use: the mixed-methods one first, where it has none of its own."""
    with review.reading() as connection:
        return all_checklists(connection)


def checklist(review: Review, name: str) -> Checklist:
    """Raises ReviewError where there is no such checklist."""
    with review.reading() as connection:
        return _checklist(connection, name)


def _checklist(connection: Reading, name: str) -> Checklist:
    known = all_checklists(connection)
    for tool in known:
        if tool.id == name:
            return tool
    raise ReviewError(f"There is no checklist {name}.", hint="There are " + ", ".join(c.id for c in known) + ".")


def studies(review: Review) -> list[Study]:
    """The included studies, in the order of their numbers."""
    with review.reading() as connection:
        included = reports.included_studies(connection)
        numbers = [number for group in included.values() for number in group]
        records, chosen = reports.records_of(connection, numbers), plan.choices(connection, numbers)
    citations = {n: combined(records[group[0]], chosen.get(group[0]))[0] for n, group in included.items()}
    alike = Counter(citation.short() for citation in citations.values())
    letters: Counter[str] = Counter()
    found = []
    for number, group in sorted(included.items()):
        citation, label = citations[number], citations[number].short()
        letters[label] += 1
        if alike[label] > 1:
            label += chr(ord("a") + (letters[label] - 1) % 26)
        found.append(Study(number, label, citation.title, tuple(group), citation.abstract))
    return found


def answers(review: Review, checklist_id: str, *, study: int | None = None, reviewer: str = "") -> list[Answer]:
    """The last answer of each reviewer to each item, as far as `reviewer` may see them.

    Where two appraise blind, others' answers are left out until both have finished the study; without `reviewer`,
    everybody is another.
    """
    with review.reading() as connection:
        return visible(connection, reviewer, checklist_id, study)


def answer(
    review: Review,
    study: int,
    checklist_id: str,
    item: str,
    value: str,
    *,
    by: str,
    note: str = "",
    excerpt: str = "",
    locator: str = "",
) -> None:
    """Answer one item of one study, with what supports the answer.

    Args:
        excerpt: the passage it rests on (with `locator`), or the id of one already marked.

    Raises:
        ReviewError: the study is not included, the item is unknown, the answer is not one of its options, or a
            passage has no place.
    """
    with review.writing() as unit:
        tool = _checklist(unit.connection, checklist_id)
        write_answer(unit, tool, study, item, value, by=by, note=note, excerpt=excerpt, locator=locator)


def write_answer(
    unit: Unit,
    tool: Checklist,
    study: int,
    item: str,
    value: str,
    *,
    by: str,
    note: str = "",
    excerpt: str = "",
    locator: str = "",
) -> None:
    """As `answer`, inside a unit of work of the caller's."""
    group = included(unit.connection, study)
    check_answer(tool, item, value)
    payload = {"checklist": tool.id, "item": item, "answer": value, "note": clean(note).strip()}
    if excerpt:
        payload["excerpt"] = passage(unit, group, excerpt, locator=locator, kind=ExcerptKind.QUOTE, by=by)
    unit.record("appraisal.answered", f"study:{study}", payload | {"version": tool.version}, by=by)


def included(connection: Reading, study: int) -> list[int]:
    """The reports of an included study.

    Raises:
        ReviewError: it is not one.
    """
    if group := reports.included_studies(connection).get(study):
        return group
    raise ReviewError(f"{study} is not an included study.", hint="Only included studies are appraised.")


def check_answer(tool: Checklist, item: str, value: str) -> None:
    """Raises ReviewError where an item, the design or a target is unknown or may not be answered so."""
    choices = dict(tool.choices(item))
    if item == DESIGN and tool.groups:
        choices |= dict(tool.groups)  # a combined design without its other part may be said, and stays to be completed
        if value not in choices:
            raise ReviewError(
                f"A study's design cannot be “{value}”.",
                hint="It is one of " + ", ".join(name for name, _ in tool.designs) + ".",
            )
    elif value not in choices:
        raise ReviewError(f"{item} cannot be answered “{value}”.", hint="Answer one of " + ", ".join(choices) + ".")


def judgement(tool: Checklist, given: dict[str, str]) -> str:
    """What the checklist's rule makes of the answers, in words: a proposal, never a sum."""
    return judge.proposed(tool, given)


def missing(tool: Checklist, design: str, given: dict[str, str]) -> tuple[str, ...]:
    """The items still without an answer."""
    return judge.complete(tool, design, given)
