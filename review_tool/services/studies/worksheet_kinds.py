"""What a work sheet asks of each study, what is answered so far, and how an answer in words is written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from review_tool.domain.appraisal import DESIGN, Checklist
from review_tool.domain.errors import ReviewError
from review_tool.domain.event import canonical
from review_tool.domain.extraction import Deed, Field, FieldType, Form
from review_tool.domain.text import clean
from review_tool.services.studies import appraising, extracting
from review_tool.services.studies.appraising import Study
from review_tool.services.studies.in_sight import visible
from review_tool.store.queries import evidence
from review_tool.store.review import Reading, Review
from review_tool.store.unit import Unit
from review_tool.worksheets.sheet import Line

NOT_REPORTED = "not reported"
_Answers = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What stands in the review for one key of a sheet."""

    answers: _Answers
    """As the sheet shows them, a text for each of its columns."""
    event: str
    by: str
    passage: str = ""
    """The id of the excerpt it rests on."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of work sheet."""

    name: str
    title: str
    instrument: str
    """The id of the checklist or the form."""
    columns: tuple[str, ...]
    instructions: tuple[str, ...]
    lines: dict[str, Line]
    """Key → the question as it is asked now, without answers."""
    said: Callable[[Reading, str, str], dict[str, Said]]
    """(connection, whose, who looks) → key → what stands in the review."""
    write: Callable[[Unit, str, _Answers, Said | None, str], None]
    """(unit, key, answers, what stood there, by) → writes it, or raises ReviewError."""

    @property
    def version(self) -> str:
        """A short fingerprint of the questions themselves, whatever number a form calls itself."""
        asked = [[key.partition("/")[2], line.question, line.hint, line.options] for key, line in self.lines.items()]
        unique = sorted({canonical(question) for question in asked})
        return hashlib.sha256(canonical(unique).encode()).hexdigest()[:12]


def appraisal(review: Review, studies: list[Study], reviewer: str, checklist: str) -> Kind:
    """A sheet for appraising with one checklist; of a study whose design is known, the items of that design only.

    Raises:
        ReviewError: there is no such checklist.
    """
    tool = appraising.checklist(review, checklist)
    with review.reading() as connection:
        given = visible(connection, reviewer, tool.id)
    designs = {a.study: a.answer for a in given if a.item == DESIGN}
    lines: dict[str, Line] = {}
    for study in studies:
        asked = tool.items_for(designs[study.id]) if study.id in designs else tool.items
        if tool.groups:
            options = tuple(label for _, label in tool.designs)
            key = f"{study.id}/{tool.id}/{DESIGN}"
            lines[key] = _line(study, key, "The study's design", "It chooses the questions.", options)
        for item in asked:
            key = f"{study.id}/{tool.id}/{item.id}"
            group = "" if study.id in designs else dict(tool.groups).get(item.group, "")
            hint = " ".join(filter(None, (f"Only if the design is: {group}." if group else "", item.help)))
            options = tuple(label for _, label in tool.choices(item.id))
            lines[key] = _line(study, key, f"{item.id} {item.text}", hint, options)
    return Kind(
        "appraisal",
        f"Appraisal: {tool.title}",
        tool.id,
        ("Answer", "What it rests on"),
        (
            "Answer each question of each study: choose from the list, and say what the answer rests on.",
            "Where a question does not fit the study's design, leave it empty.",
        ),
        lines,
        lambda connection, whose, looks: _answered(connection, tool, whose, looks),
        lambda unit, key, answers, before, by: _answer(unit, tool, key, answers, before, by),
    )


def _line(study: Study, key: str, question: str, hint: str, options: tuple[str, ...]) -> Line:
    return Line(key, study.label, question, hint, options, title=study.title)


def _answered(connection: Reading, tool: Checklist, whose: str, looks: str) -> dict[str, Said]:
    return {
        f"{a.study}/{tool.id}/{a.item}": Said((tool.label(a.item, a.answer), a.note), a.event, a.reviewer, a.excerpt)
        for a in visible(connection, looks, tool.id)
        if a.reviewer == whose
    }


def _answer(unit: Unit, tool: Checklist, key: str, answers: _Answers, before: Said | None, by: str) -> None:
    study, _, item = key.split("/", 2)
    words, note = answers
    known = {label.casefold(): name for name, label in tool.choices(item)}
    if not words:
        raise ReviewError("The answer is empty.", hint="An answer is changed, never emptied: undo takes one back.")
    if words.casefold() not in known:
        options = ", ".join(label for _, label in tool.choices(item))
        raise ReviewError(f"“{words}” is none of the answers.", hint=f"Answer one of {options}.")
    kept = before.passage if before else ""
    appraising.write_answer(unit, tool, int(study), item, known[words.casefold()], by=by, note=note, excerpt=kept)


def extraction(review: Review, studies: list[Study]) -> Kind:
    """A sheet for filling in the review's form."""
    form = extracting.form(review)
    lines = {}
    for study in studies:
        for field in form.fields:
            key = f"{study.id}/{field.id}"
            lines[key] = _line(study, key, field.label, _hint(field), _options(field))
    return Kind(
        "extraction",
        f"Extraction: {form.title}",
        form.id,
        ("Answer", "Passage", "Where it stands"),
        (
            f"Write what each study says. Where its reports do not say, write “{NOT_REPORTED}”: that is a finding too.",
            "Leave a cell empty where you have not looked yet.",
            "Copy the passage that the answer rests on, and say where it stands: p. 4, table 2, abstract.",
        ),
        lines,
        lambda connection, whose, looks: _extracted(connection, whose, looks),
        lambda unit, key, answers, before, by: _extract(unit, form, key, answers, before, by),
    )


def _options(field: Field) -> tuple[str, ...]:
    return (*field.options, NOT_REPORTED) if field.type is FieldType.CHOICE else ()


def _hint(field: Field) -> str:
    more = {
        FieldType.NUMBER: "A number" + (f" in {', '.join(field.units)}." if field.units else "."),
        FieldType.DATE: "A date: 2026-03-12, 2026-03 or 2026.",
        FieldType.CHOICES: f"One or several, parted by semicolons: {'; '.join(field.options)}.",
        FieldType.TABLE: f"A row a line, cells parted by |: {' | '.join(field.columns)}.",
    }.get(field.type, "")
    example = f"For example: {field.example}" if field.example else ""
    return " ".join(filter(None, (field.hint, more, example)))


def _extracted(connection: Reading, whose: str, looks: str) -> dict[str, Said]:
    """The values that count, or where two extract blind this person's own, as far as `looks` may see them."""
    passages = {e.id: e for e in evidence.excerpts(connection)}
    found = {}
    for (study, field), value in extracting.seen_for(connection, whose, looks).items():
        passage = passages.get(value.excerpt)
        words = NOT_REPORTED if value.not_reported else value.value
        support = (passage.text, passage.locator) if passage else ("", "")
        found[f"{study}/{field}"] = Said((words, *support), value.event, value.by, value.excerpt)
    return found


def _extract(unit: Unit, form: Form, key: str, answers: _Answers, before: Said | None, by: str) -> None:
    study, _, field = key.partition("/")
    value, passage, place = answers
    if not value:
        raise ReviewError("The answer is empty.", hint=f"Write a value, or “{NOT_REPORTED}”.")
    same = before is not None and (clean(passage), clean(place)) == before.answers[1:]
    replaces = before is not None and before.by != by
    missing = value.casefold() == NOT_REPORTED
    excerpt = before.passage if before and same else passage
    why = "From a work sheet." if replaces else ""
    entry = extracting.Entry(value, not_reported=missing, excerpt=excerpt, locator=place, why=why)
    deed, corrects = (Deed.CORRECTED, before.event) if before and replaces else (Deed.EXTRACTED, "")
    extracting.write_value(unit, form, int(study), field, entry, by=by, deed=deed, corrects=corrects)
