"""`form`: what is asked of each study; which forms come along, adopting one, changing it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from review_tool.cli.asking import converse
from review_tool.cli.form_edit import edit_form
from review_tool.cli.opening import opened, who
from review_tool.cli.saying import labelled, narrate, plural, say, say_json, say_table
from review_tool.cli.settings import Verbs, settings
from review_tool.domain.extraction import Field, Form
from review_tool.services.reviews import Review
from review_tool.services.studies import appraising, extraction_sheet, forms


@click.group(cls=Verbs)
def command() -> None:
    """What is asked of each study: see the form, adopt another, change it."""


@command.command("list")
def list_() -> None:
    """The forms that come along, and the one in force."""
    asked = settings()
    with opened(asked) as review:
        current, chosen = forms.current(review), forms.chosen(review)
    shipped = forms.shipped()
    if asked.json:
        told = [{"id": f.id, "title": f.title, "about": f.about, "fields": len(f.fields)} for f in shipped]
        say_json({"in_force": current.id, "version": current.version, "chosen": chosen, "come_along": told})
        return
    say_table(("form", "fields", "for"), [(f.id, str(len(f.fields)), f.about) for f in shipped])
    how = "chosen by the team" if chosen else "nobody chose it yet"
    say(f"In force: {current.title} ({current.name}), {plural(len(current.fields), 'field')}; {how}.")
    narrate("Adopt one with: review-tool form adopt NAME, or a TOML file of yours.")


@command.command()
@click.option("--history", is_flag=True, help="Every form there was, with who put it in force, when and why.")
def show(history: bool) -> None:
    """The fields of the form in force, and those retired."""
    asked = settings()
    with opened(asked) as review:
        versions = forms.versions(review)
        former = extraction_sheet.sheet(review, asked.who).former
    current = versions[-1].form
    if asked.json:
        if history:
            say_json([_payload(v.form) | {"by": v.by, "at": v.at, "why": v.why} for v in versions])
        else:
            say_json(_payload(current) | {"former": [_field(field) for field in former]})
        return
    if history:
        for version in versions:
            when = f"{version.at[:16].replace('T', ' ')} UTC  {version.by}" if version.by else "came along"
            say(f"{version.form.name}  {when}" + (f": {version.why}" if version.why else ""))
        return
    say(f"{current.title}, version {current.version}. {current.about}".strip())
    for n, field in enumerate(current.fields, 1):
        show_field(field, n)
    for field in former:
        say(f"Asked no more: {field.label} ({field.id}); its values stay.")


def show_field(field: Field, n: int) -> None:
    """A field as labelled lines."""
    say(f"{n}. {field.label} ({field.id}), {field.kind}" + (", required" if field.required else ""))
    for label, text in (("hint", field.hint), ("example", field.example), ("options", "; ".join(field.options))):
        if text:
            say(labelled(f"   {label}", text))


def _field(field: Field) -> dict[str, Any]:
    return asdict(field) | {"type": field.type.value}


def _payload(form: Form) -> dict[str, Any]:
    """A form as data."""
    said = {"id": form.id, "title": form.title, "version": form.version, "about": form.about}
    return said | {"fields": [_field(field) for field in form.every]}


@command.command()
@click.argument("source", metavar="NAME_OR_FILE")
@click.option("--why", default="", help="Why, in a sentence.")
@click.option("--preview", is_flag=True, help="Say what would need another look; write nothing.")
def adopt(source: str, why: str, preview: bool) -> None:
    """Put a form in force: one that comes along, or a TOML file. Values already extracted stay."""
    asked = settings()
    with opened(asked) as review:
        new = forms.read(source)
        looks = forms.looks(review, new)
        if not preview:
            new = forms.adopt(review, new, by=who(review, asked), why=why)
        if asked.json:
            say_json({"form": new.id, "version": new.version, "preview": preview, "another_look": _looks(looks)})
            return
        verb = "would be" if preview else "is"
        say(f"“{new.title}”, version {new.version}, {verb} the review's form: {plural(len(new.fields), 'field')}.")
        say_looks(review, looks)


@command.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file; without one, to the screen.")
@click.option("--form", "name", default="", metavar="NAME", help="One that comes along; else the form in force.")
def export(output: Path | None, name: str) -> None:
    """Write a form as TOML, to change it by hand or hand it on."""
    asked = settings()
    with opened(asked) as review:
        form = forms.read(name) if name else forms.current(review)
    if output is None:
        if asked.json:
            say_json({"form": form.id, "version": form.version, "toml": forms.text(form)})
        else:
            say(forms.text(form), end="")
        return
    forms.write(form, output)
    if asked.json:
        say_json({"form": form.id, "version": form.version, "file": str(output)})
    else:
        say(f"Written: {output}")


@command.command()
def looks() -> None:
    """The studies that need another look because the form changed, field by field, and why."""
    asked = settings()
    with opened(asked) as review:
        found = forms.looks(review)
        if asked.json:
            say_json(_looks(found))
        else:
            say_looks(review, found)


@command.command()
def edit() -> None:
    """Change the form line by line: add, change, move and retire fields; then see what needs another look."""
    converse(settings(), edit_form)


def _looks(found: list[forms.Look]) -> list[dict[str, Any]]:
    return [{"study": look.study, "field": look.field, "why": list(look.why)} for look in found]


def say_looks(review: Review, found: list[forms.Look]) -> None:
    """What needs another look, a line a field."""
    labels = {study.id: study.label for study in appraising.studies(review)}
    for look in found:
        say(labelled(f"Study {look.study}, {labels.get(look.study, '')}, {look.field}", "; ".join(look.why)))
    studies = len({look.study for look in found})
    say(
        f"{plural(len(found), 'field')} of {plural(studies, 'study', 'studies')} to look at again."
        if found
        else "Nothing extracted needs another look."
    )
