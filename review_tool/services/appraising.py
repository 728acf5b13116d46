"""Appraising the included studies with checklists."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from review_tool.appraisal import judge, loader
from review_tool.domain.appraisal import Answer, Checklist
from review_tool.domain.errors import ReviewError
from review_tool.domain.text import clean
from review_tool.services.deduping import combined
from review_tool.store import evidence, plan, reports
from review_tool.store.review import Review
from review_tool.store.unit import Unit

DESIGN = "design"
"""The item that says which of a checklist's groups a study takes."""


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
    """The checklists a team may use."""
    del review  # a team's own checklists will come from the review itself
    return loader.load_all()


def checklist(review: Review, name: str) -> Checklist:
    """Raises ReviewError where there is no such checklist."""
    for known in checklists(review):
        if known.id == name:
            return known
    raise ReviewError(
        f"There is no checklist {name}.", hint="There are " + ", ".join(c.id for c in checklists(review)) + "."
    )


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


def answers(review: Review, checklist_id: str, *, study: int | None = None) -> list[Answer]:
    """The last answer of each reviewer to each item."""
    with review.reading() as connection:
        return evidence.answers(connection, checklist_id, study)


def answer(review: Review, study: int, checklist_id: str, item: str, value: str, *, by: str, note: str = "") -> None:
    """Answer one item of one study, with what supports the answer.

    Raises:
        ReviewError: the study is not included, the item is unknown, or the answer is not one of its options.
    """
    with review.writing() as unit:
        write_answer(unit, checklist(review, checklist_id), study, item, value, by=by, note=note)


def write_answer(unit: Unit, tool: Checklist, study: int, item: str, value: str, *, by: str, note: str = "") -> None:
    """As `answer`, inside a unit of work of the caller's."""
    if study not in reports.included_studies(unit.connection):
        raise ReviewError(f"{study} is not an included study.", hint="Only included studies are appraised.")
    if item == DESIGN:
        if value not in {name for name, _ in tool.groups}:
            raise ReviewError(
                f"A study's design cannot be “{value}”.",
                hint="It is one of " + ", ".join(n for n, _ in tool.groups) + ".",
            )
    else:
        tool.check(item, value)
    payload = {"checklist": tool.id, "item": item, "answer": value, "note": clean(note).strip()}
    unit.record("appraisal.answered", f"study:{study}", payload, by=by)


def judgement(tool: Checklist, given: dict[str, str]) -> str:
    """What the checklist's rule makes of the answers, in words: a proposal, never a sum."""
    return judge.proposed(tool, given)


def missing(tool: Checklist, design: str, given: dict[str, str]) -> tuple[str, ...]:
    """The items still without an answer."""
    return judge.complete(tool, design, given)
