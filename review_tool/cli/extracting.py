"""Extraction line by line: each field with its hint, then a letter; values, and second looks at others' values."""

from __future__ import annotations

from dataclasses import replace

from review_tool.cli.asking import HELP, QUIT, REDO, SKIP, UNDO, Letter, Talk
from review_tool.cli.saying import labelled, plural, say
from review_tool.cli.studies import chosen, show_study
from review_tool.domain.evidence import Excerpt, ExcerptKind
from review_tool.domain.extraction import Deed, Field, FieldType
from review_tool.domain.second_eyes import Cell, State, deed_on, others
from review_tool.services.fulltexts import marking
from review_tool.services.history import undoing
from review_tool.services.studies import appraising, extracting, extraction_sheet, forms
from review_tool.services.studies.appraising import Study
from review_tool.services.studies.extracting import Entry
from review_tool.services.studies.extraction_sheet import ALL, SOME, Sheet

WHICH = (*SOME, ALL)
"""Which fields are gone through."""

_VALUE = Letter(
    "v", "value", "Give the value, at once as `v Norway`; of numbered options the numbers: `v 1 3`.", takes=True
)
_NOTHING = Letter("-", "not reported", "The report does not say: that is a finding.")
_SAME = Letter("k", "ok", "You compared it with the report, and it is right.")
_FOLLOWING = Letter("f", "following study", "Leave the rest of this study for later.")
_REST = (SKIP, _FOLLOWING, UNDO, REDO, HELP, QUIT)


def go_through(talk: Talk, number: int | None, which: str) -> None:
    """Every field asked for, study by study."""
    sheet = extraction_sheet.sheet(talk.review, talk.by)
    studies = chosen(appraising.studies(talk.review), number)
    count = plural(len(studies), "study", "studies")
    say(f"Form: {sheet.form.title}, {plural(len(sheet.form.fields), 'field')}; {count}.")
    if hint := forms.not_chosen(talk.review):
        say(f"{hint} See: review-tool form list.")
    say(f"{sheet.way.value.capitalize()}: {sheet.way.words}.")
    if len(sheet.looks) and which != "look again":
        say(f"The form changed: {plural(len(sheet.looks), 'field')} to look at again, with --which 'look again'.")
    for place, study in enumerate(studies, 1):
        wanted = _wanted(talk, study, which)
        if wanted:
            show_study(study, f"{place} of {len(studies)}" + (", pilot" if study.id in sheet.pilots else ""))
            _one_study(talk, study, wanted)
    say("The end of the studies.")


def _wanted(talk: Talk, study: Study, which: str) -> list[str]:
    """The ids of the fields to go through, as they stand now."""
    sheet = extraction_sheet.sheet(talk.review, talk.by, study.id)
    return [field.id for field in sheet.form.fields if sheet.wanted(which, study.id, field, talk.by)]


def _one_study(talk: Talk, study: Study, wanted: list[str]) -> None:
    """Each wanted field that is not passed yet; what is undone comes up again."""
    passed: set[str] = set()
    while left := [name for name in wanted if name not in passed]:
        sheet = extraction_sheet.sheet(talk.review, talk.by, study.id)
        field = sheet.form.field(left[0])
        cell = sheet.cell(study.id, field.id)
        _show_field(talk, study, field, cell, sheet)
        same = (_SAME,) if others(sheet.way, cell, talk.by) else ()
        key, rest = talk.letter((_VALUE, _NOTHING, *same, *_REST))
        before = talk.refused
        if key == "f":
            return
        if key in "ur":
            done = talk.take_back(undoing.EXTRACTION, redo=key == "r")
            name = str(done.event.payload.get("field", "")) if done and done.report == study.id else ""
            passed = passed | {name} if key == "r" else passed - {name}
        elif key == "k":
            with talk.writing(f"{field.label} verified"):
                extracting.verify(talk.review, study.id, field.id, by=talk.by)
        elif key == "-":
            _write(talk, study, field, cell, sheet, Entry(not_reported=True))
        elif key == "v":
            _value(talk, study, field, cell, sheet, rest)
        if key in ("s", "v", "-", "k") and talk.refused == before:
            passed = passed | {field.id}


def _show_field(talk: Talk, study: Study, field: Field, cell: Cell, sheet: Sheet) -> None:
    say()
    say(labelled(field.label, field.hint) if field.hint else f"{field.label}:")
    if field.example:
        say(labelled("For example", field.example))
    if field.required:
        say("Required.")
    if field.units or field.columns:
        say(
            labelled(
                "Units" if field.units else "Columns, parted by |, rows by //", "; ".join(field.units or field.columns)
            )
        )
    for n, option in enumerate(field.options, 1):
        say(f"{n}. {option}")
    if look := sheet.looks.get((study.id, field.id)):
        say(labelled("Look again", "; ".join(look.why)))
    for value in cell.values if cell.values else ():
        say(labelled(f"Now, by {value.by}", value.words + (f" ({value.why})" if value.why else "")))
    if cell.value and cell.value.excerpt:
        excerpt = next((e for e in _marked(talk, study, sheet) if e.id == cell.value.excerpt), None)
        if excerpt:
            say(labelled("It rests on", f"{excerpt.text} ({excerpt.locator})"))
    if cell.state is not State.TO_DO:
        say(labelled("It stands", f"{cell.state}" + "".join(f", checked by {check.by}" for check in cell.checks)))


def _marked(talk: Talk, study: Study, sheet: Sheet) -> list[Excerpt]:
    """The passages of a study that this reviewer may see."""
    found = (e for report in study.reports for e in marking.excerpts(talk.review, report))
    return [excerpt for excerpt in found if excerpt.id not in sheet.hidden]


def _value(talk: Talk, study: Study, field: Field, cell: Cell, sheet: Sheet, rest: str) -> None:
    value = rest or talk.line("Value:")
    if field.type in (FieldType.CHOICE, FieldType.CHOICES):
        numbers = value.replace(",", " ").split()
        if all(n.isdecimal() and 1 <= int(n) <= len(field.options) for n in numbers):
            value = "; ".join(field.options[int(n) - 1] for n in numbers)
    elif field.type is FieldType.TABLE:
        value = value.replace("//", "\n")
    marked = _marked(talk, study, sheet)
    for n, excerpt in enumerate(marked, 1):
        say(labelled(f"Passage {n}", f"{excerpt.text} ({excerpt.locator})"))
    passage = talk.line("The passage it rests on" + (", or its number" if marked else "") + " (Enter for none):")
    text, locator, kind = ask_passage(talk, passage, marked)
    _write(talk, study, field, cell, sheet, Entry(value, excerpt=text, locator=locator, kind=kind))


def _write(talk: Talk, study: Study, field: Field, cell: Cell, sheet: Sheet, entry: Entry) -> None:
    """Extract; or, where another's value stands there or two differ, correct or settle it, asking why."""
    deed = deed_on(sheet.way, cell, talk.by)
    if deed is not Deed.EXTRACTED:
        entry = replace(entry, why=talk.line("Why:"))
    with talk.writing(f"{field.label}: {'not reported' if entry.not_reported else entry.value}"):
        extracting.write(deed, talk.review, study.id, field.id, entry, by=talk.by)


def ask_passage(talk: Talk, passage: str, marked: list[Excerpt]) -> tuple[str, str, ExcerptKind]:
    """The passage's text (or the id of a marked one), where it stands, and whether it is a quote."""
    if not passage:
        return "", "", ExcerptKind.QUOTE
    if passage.isdecimal() and 1 <= int(passage) <= len(marked):
        return marked[int(passage) - 1].id, "", ExcerptKind.QUOTE
    locator = talk.line("Where it stands, such as p. 4 or abstract:")
    key, _ = talk.letter((Letter("q", "quote"), Letter("p", "paraphrase")), ask="These words are a")
    return passage, locator, ExcerptKind.PARAPHRASE if key == "p" else ExcerptKind.QUOTE
