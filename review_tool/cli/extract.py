"""`extract`: the review's form for each included study."""

from __future__ import annotations

from pathlib import Path

import click

from review_tool.cli.appraise import chosen, show_study
from review_tool.cli.asking import HELP, QUIT, REDO, SKIP, UNDO, Letter, Talk, converse
from review_tool.cli.opening import opened, who
from review_tool.cli.saying import labelled, plural, say, say_json, terminal
from review_tool.cli.screens import open_screens
from review_tool.cli.settings import Verb, settings
from review_tool.domain.evidence import Excerpt, ExcerptKind
from review_tool.domain.extraction import Field, FieldType
from review_tool.services import appraising, extracting
from review_tool.services.appraising import Study

_LETTERS = (
    Letter(
        "v", "value", "Give the value, at once as `v Norway`; of numbered options the numbers: `v 1 3`.", takes=True
    ),
    Letter("-", "not reported", "The report does not say: that is a finding."),
    SKIP,
    Letter("f", "following study", "Leave the rest of this study for later."),
    UNDO,
    REDO,
    HELP,
    QUIT,
)


@click.command(cls=Verb)
@click.option("--study", type=int, metavar="N", help="Only this study.")
@click.option("--all", "every", is_flag=True, help="Fields that have a value too, to correct them.")
@click.option("--form", type=click.Path(path_type=Path), metavar="FILE.toml", help="Adopt this form and stop.")
def command(study: int | None, every: bool, form: Path | None) -> None:
    """Fill the review's form for each included study, with the passage each value rests on."""
    asked = settings()
    if form is not None:
        with opened(asked) as review:
            adopted = extracting.adopt_form(review, form, by=who(review, asked))
        if asked.json:
            say_json({"form": adopted.id, "fields": [field.id for field in adopted.fields]})
        else:
            say(f"The review's form is “{adopted.title}” now, {plural(len(adopted.fields), 'field')}.")
    elif terminal() and not asked.plain and not asked.json:
        open_screens(asked, mode="extraction")
    else:
        converse(asked, lambda talk: _extract(talk, study, every=every))


def _extract(talk: Talk, number: int | None, *, every: bool) -> None:
    form = extracting.form(talk.review)
    studies = chosen(appraising.studies(talk.review), number)
    say(f"Form: {form.title}, {plural(len(form.fields), 'field')}; {plural(len(studies), 'study', 'studies')}.")
    for place, study in enumerate(studies, 1):
        filled = set() if every else {value.field for value in extracting.values(talk.review, study.id)}
        if any(field.id not in filled for field in form.fields):
            show_study(study, f"{place} of {len(studies)}")
            _one_study(talk, study, form.fields, passed=filled)
    say("The end of the studies.")


def _one_study(talk: Talk, study: Study, fields: tuple[Field, ...], *, passed: set[str]) -> None:
    """Each field that is not passed yet; what is undone comes up again."""
    while left := [field for field in fields if field.id not in passed]:
        field = left[0]
        _show_field(talk, study, field)
        key, rest = talk.letter(_LETTERS)
        before = talk.refused
        if key == "f":
            return
        if key in "ur":
            done = talk.take_back(("value.extracted",), redo=key == "r")
            if done and done.report == study.id:
                name = str(done.event.payload["field"])
                passed = passed | {name} if key == "r" else passed - {name}
        elif key == "-":
            with talk.writing(f"{field.label} not reported"):
                extracting.extract(talk.review, study.id, field.id, "", by=talk.by, not_reported=True)
        elif key == "v":
            _value(talk, study, field, rest)
        if key in ("s", "v", "-") and talk.refused == before:
            passed = passed | {field.id}


def _show_field(talk: Talk, study: Study, field: Field) -> None:
    say()
    say(labelled(field.label, field.hint))
    for n, option in enumerate(field.options, 1):
        say(f"{n}. {option}")
    for value in extracting.values(talk.review, study.id):
        if value.field == field.id:
            say(labelled(f"Now, by {value.by}", "not reported" if value.not_reported else value.value))


def _value(talk: Talk, study: Study, field: Field, rest: str) -> None:
    value = rest or talk.line("Value:")
    if field.type in (FieldType.CHOICE, FieldType.CHOICES):
        numbers = value.replace(",", " ").split()
        if all(n.isdecimal() and 1 <= int(n) <= len(field.options) for n in numbers):
            value = "; ".join(field.options[int(n) - 1] for n in numbers)
    marked = [e for report in study.reports for e in extracting.excerpts(talk.review, report)]
    for n, excerpt in enumerate(marked, 1):
        say(labelled(f"Passage {n}", f"{excerpt.text} ({excerpt.locator})"))
    passage = talk.line("The passage it rests on" + (", or its number" if marked else "") + " (Enter for none):")
    text, locator, kind = ask_passage(talk, passage, marked)
    with talk.writing(f"{field.label}: {value}"):
        extracting.extract(talk.review, study.id, field.id, value, by=talk.by, excerpt=text, locator=locator, kind=kind)


def ask_passage(talk: Talk, passage: str, marked: list[Excerpt]) -> tuple[str, str, ExcerptKind]:
    """The passage's text (or the id of a marked one), where it stands, and whether it is a quote."""
    if not passage:
        return "", "", ExcerptKind.QUOTE
    if passage.isdecimal() and 1 <= int(passage) <= len(marked):
        return marked[int(passage) - 1].id, "", ExcerptKind.QUOTE
    locator = talk.line("Where it stands, such as p. 4 or abstract:")
    key, _ = talk.letter((Letter("q", "quote"), Letter("p", "paraphrase")), ask="These words are a")
    return passage, locator, ExcerptKind.PARAPHRASE if key == "p" else ExcerptKind.QUOTE
