"""`extract`: the review's form for each included study; a second person's look at what was extracted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from review_tool.cli.asking import converse
from review_tool.cli.extracting import WHICH, go_through
from review_tool.cli.opening import opened, who
from review_tool.cli.saying import labelled, plural, say, say_json, terminal
from review_tool.cli.screens import open_screens
from review_tool.cli.settings import Verbs, settings
from review_tool.cli.studies import chosen
from review_tool.domain.evidence import Excerpt, ExcerptKind
from review_tool.domain.second_eyes import Cell, State, Way
from review_tool.services.fulltexts import marking
from review_tool.services.reviews import Review
from review_tool.services.studies import appraising, extracting, extraction_sheet, forms
from review_tool.services.studies.appraising import Study
from review_tool.services.studies.extraction_sheet import Sheet


@click.group(cls=Verbs, invoke_without_command=True)
@click.option("--study", type=int, metavar="N", help="Only this study.")
@click.option("--all", "every", is_flag=True, help="Fields that have a value too, to correct them.")
@click.option(
    "--which", type=click.Choice(WHICH), default=WHICH[0], help="Which fields to go through; else those to do."
)
@click.option("--form", type=click.Path(path_type=Path), metavar="FILE.toml", help="Adopt this form and stop.")
@click.pass_context
def command(context: click.Context, study: int | None, every: bool, which: str, form: Path | None) -> None:
    """Fill the review's form for each included study; without a verb of its own: one field after the other."""
    if context.invoked_subcommand is not None:
        return
    asked = settings()
    if form is not None:
        with opened(asked) as review:
            adopted = forms.adopt(review, form, by=who(review, asked))
        if asked.json:
            say_json({"form": adopted.id, "fields": [field.id for field in adopted.fields]})
        else:
            say(f"The review's form is “{adopted.title}” now, {plural(len(adopted.fields), 'field')}.")
    elif terminal() and not asked.plain and not asked.json:
        open_screens(asked, mode="extraction")
    else:
        converse(asked, lambda talk: go_through(talk, study, "all" if every else which))


@command.command("list")
@click.option("--study", type=int, metavar="N", help="Only this study.")
@click.option("--state", type=click.Choice([state.value for state in State]), help="Only fields that stand so.")
def list_(study: int | None, state: str | None) -> None:
    """Every field of every included study: its value, where it stands, and the passage it rests on."""
    asked = settings()
    with opened(asked) as review:
        sheet = extraction_sheet.sheet(review, asked.who)
        studies = chosen(appraising.studies(review), study)
        marked = {excerpt.id: excerpt for excerpt in marking.excerpts(review)}
    rows = [
        (one, name, sheet.cell(one.id, name))
        for one in studies
        for name in (*(f.id for f in sheet.form.fields), *(f.id for f in sheet.former))
    ]
    rows = [row for row in rows if state is None or row[2].state == state]
    if asked.json:
        say_json([_payload(sheet, *row, marked) for row in rows])
        return
    labels = {field.id: field.label for field in (*sheet.form.fields, *sheet.former)}
    for one, name, cell in rows:
        say(labelled(f"Study {one.id}, {one.label}, {labels[name]}", _words(sheet, one.id, name, cell)))


def _words(sheet: Sheet, study: int, field: str, cell: Cell) -> str:
    said = f"{cell.state}: " if cell.values else str(cell.state)
    said += cell.value.words if cell.value else " | ".join(f"{v.by}: {v.words}" for v in cell.values)
    look = sheet.looks.get((study, field))
    return said + (f" (look again: {'; '.join(look.why)})" if look else "")


def _payload(sheet: Sheet, study: Study, field: str, cell: Cell, marked: dict[str, Excerpt]) -> dict[str, Any]:
    """One field of one study as data."""
    value, look = cell.value, sheet.looks.get((study.id, field))
    excerpt = marked.get(value.excerpt) if value else None
    return {
        "study": study.id,
        "label": study.label,
        "field": field,
        "state": cell.state.value,
        "value": value.value if value else None,
        "not_reported": value.not_reported if value else None,
        "by": value.by if value else None,
        "excerpt": {"id": excerpt.id, "text": excerpt.text, "locator": excerpt.locator} if excerpt else None,
        "values": [
            {
                "by": v.by,
                "value": v.value,
                "not_reported": v.not_reported,
                "deed": v.deed.value,
                "why": v.why,
                "at": v.at,
            }
            for v in cell.values
        ],
        "checked_by": [check.by for check in cell.checks],
        "another_look": list(look.why) if look else [],
        "asked_no_more": field in {one.id for one in sheet.former},
    }


@command.command()
def progress() -> None:
    """How far each study is: fields extracted, seen by a second person, left."""
    asked = settings()
    with opened(asked) as review:
        sheet = extraction_sheet.sheet(review, asked.who)
        studies = appraising.studies(review)
    told = [sheet.progress(study.id) for study in studies]
    if asked.json:
        say_json(
            {
                "way": sheet.way.value,
                "form": sheet.form.name,
                "studies": [{"study": s.id, "label": s.label, **p.payload} for s, p in zip(studies, told, strict=True)],
            }
        )
        return
    say(f"{sheet.form.title}, version {sheet.form.version}; {sheet.way.words}.")
    for study, one in zip(studies, told, strict=True):
        pilot = ", pilot" if study.id in sheet.pilots else ""
        say(f"Study {study.id}, {study.label}{pilot}: {one.words}")


@command.command()
@click.argument("wanted", metavar="WAY", type=click.Choice([way.value for way in Way]), required=False)
@click.option("--why", default="", help="Why, in a sentence.")
@click.option("--yes", is_flag=True, help="Leaving dual: show everybody the values that are still blind.")
def plan(wanted: str | None, why: str, *, yes: bool) -> None:
    """Who looks at a value besides the one who extracts it: single, verified or dual. Without WAY: how it is now."""
    asked = settings()
    with opened(asked) as review:
        if wanted:
            way = extracting.choose_way(review, wanted, by=who(review, asked), why=why, reveal=yes)
        else:
            way = extracting.way(review)
    if asked.json:
        say_json({"way": way.value})
    else:
        say(f"{way.value.capitalize()}: {way.words}.")


@command.command()
@click.argument("study", type=int)
@click.option("--off", is_flag=True, help="It is no pilot study any more.")
def pilot(study: int, off: bool) -> None:
    """Say that the team tries its form on this study first."""
    asked = settings()
    with opened(asked) as review:
        extracting.pilot(review, study, by=who(review, asked), present=not off)
        studies = sorted(extracting.pilots(review))
    if asked.json:
        say_json({"pilots": studies})
    else:
        say(f"Pilot studies: {', '.join(map(str, studies)) or 'none'}.")


def _passage(deed: Any) -> Any:
    """The options of a value."""
    for option in reversed(
        (
            click.option("--not-reported", is_flag=True, help="The report does not say."),
            click.option(
                "--excerpt", default="", metavar="TEXT_OR_ID", help="The passage it rests on, or a marked one."
            ),
            click.option("--locator", default="", help="Where the passage stands: p. 4."),
            click.option("--paraphrase", is_flag=True, help="The passage is in your own words."),
            click.option("--why", default="", help="Why it changes, in a sentence."),
        )
    ):
        deed = option(deed)
    return click.argument("study", type=int)(click.argument("field")(click.argument("value", default="")(deed)))


def _write(deed: Any, study: int, field: str, value: str, paraphrase: bool, **said: Any) -> None:
    asked = settings()
    with opened(asked) as review:
        kind = ExcerptKind.PARAPHRASE if paraphrase else ExcerptKind.QUOTE
        deed(review, study, field, extracting.Entry(value, kind=kind, **said), by=who(review, asked))
        _say_cell(review, asked.who, study, field, as_json=asked.json)


def _say_cell(review: Review, reviewer: str, study: int, field: str, *, as_json: bool) -> None:
    cell = extraction_sheet.sheet(review, reviewer, study).cell(study, field)
    if as_json:
        said = {"value": cell.value.value, "not_reported": cell.value.not_reported} if cell.value else {}
        say_json({"study": study, "field": field, "state": cell.state.value, **said})
    else:
        say(f"Study {study}, {field}: {cell.value.words if cell.value else 'no value holds yet'} ({cell.state}).")


@command.command()
@_passage
def value(study: int, field: str, value: str, paraphrase: bool, **said: Any) -> None:
    """Give FIELD of STUDY a VALUE."""
    _write(extracting.extract, study, field, value, paraphrase, **said)


@command.command()
@_passage
def correct(study: int, field: str, value: str, paraphrase: bool, **said: Any) -> None:
    """Put VALUE in the place of what another person extracted; both are kept."""
    _write(extracting.correct, study, field, value, paraphrase, **said)


@command.command()
@_passage
def settle(study: int, field: str, value: str, paraphrase: bool, **said: Any) -> None:
    """Say which VALUE holds where two who extracted blind differ."""
    _write(extracting.settle, study, field, value, paraphrase, **said)


@command.command()
@click.argument("study", type=int)
@click.argument("field")
@click.option("--note", default="", help="What it was compared with.")
def verify(study: int, field: str, note: str) -> None:
    """Say that FIELD of STUDY was compared with the report and is right."""
    asked = settings()
    with opened(asked) as review:
        extracting.verify(review, study, field, by=who(review, asked), note=note)
        _say_cell(review, asked.who, study, field, as_json=asked.json)
