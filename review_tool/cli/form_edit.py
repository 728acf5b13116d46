"""Changing the form line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from review_tool.cli.asking import HELP, QUIT, Letter, Talk
from review_tool.cli.saying import labelled, plural, say
from review_tool.domain.errors import ReviewError
from review_tool.domain.extraction import Field, FieldType, Form
from review_tool.services.studies import forms

_LETTERS = (
    Letter("a", "add", "A new field, at the end."),
    Letter("c", "change", "Words, type, options: c 3.", takes=True),
    Letter("m", "move", "Field 5 to place 2: m 5 2.", takes=True),
    Letter("t", "take out", "Retire a field, or ask it again; its values stay: t 3.", takes=True),
    Letter("l", "list", "The fields as they are now."),
    Letter("p", "put in force", "Write the form, with why; before that, see what needs another look."),
    HELP,
    QUIT,
)
_NOTHING = "(Enter: as it is, - for nothing)"


def edit_form(talk: Talk) -> None:
    """Changes are gathered and put in force together, as one version."""
    before = form = forms.current(talk.review)
    _list(form)
    while True:
        key, rest = talk.letter(_LETTERS)
        try:
            if key == "a":
                form = forms.with_field(form, _field(talk, Field("", ""), [f.id for f in form.every]))
            elif key == "c":
                old = _at(form, rest or talk.line("Which field, by number:"))
                form = forms.with_field(form, _field(talk, old), place=form.every.index(old))
            elif key == "m":
                form = _moved(form, rest or talk.line("Which field, and to which place:"))
            elif key == "t":
                old = _at(form, rest or talk.line("Which field, by number:"))
                form = forms.with_field(form, replace(old, retired=not old.retired), place=form.every.index(old))
        except ReviewError as refusal:
            talk.refused += 1
            say(f"Refused: {refusal} {refusal.hint}".strip())
            continue
        if key == "p":
            if _put(talk, before, form):
                return
        else:
            _list(form)


def _put(talk: Talk, before: Form, form: Form) -> bool:
    said = forms.differences(before, form)
    if not said:
        say("Nothing is changed yet.")
        return False
    for line in said:
        say(line + ".")
    looks = forms.looks(talk.review, form)
    studies = len({look.study for look in looks})
    say(f"{plural(len(looks), 'field')} of {plural(studies, 'study', 'studies')} will need another look.")
    why = talk.line("Why it changes (Enter: not yet):")
    if not why:
        return False
    with talk.writing(f"{form.title}, put in force"):
        forms.adopt(talk.review, form, by=talk.by, why=why)
        return True
    return False


def _list(form: Form) -> None:
    for n, field in enumerate(form.every, 1):
        more = ", required" * field.required + ", retired" * field.retired
        say(f"{n}. {field.label} ({field.id}), {field.kind}{more}")


def _at(form: Form, number: str) -> Field:
    if not number.strip().isdecimal() or not 1 <= int(number) <= len(form.every):
        raise ReviewError(f"“{number}” is no field's number.", hint=f"Give 1 to {len(form.every)}.")
    return form.every[int(number) - 1]


def _moved(form: Form, numbers: str) -> Form:
    said = numbers.replace(",", " ").split()
    if len(said) != 2:
        raise ReviewError("Two numbers are needed.", hint="The field's, and its new place: m 5 2.")
    field, place = _at(form, said[0]), _at(form, said[1])
    return forms.moved(form, field.id, form.every.index(place))


def _field(talk: Talk, old: Field, taken: Sequence[str] = ()) -> Field:
    """A field's parts, one after another; what is left empty stays."""
    label = talk.line(f"Label{_now(old.label)}:") or old.label
    types = list(FieldType)
    place = talk.pick("Type", [one.value for one in types], none=f"as it is, {old.type}")
    kind = old.type if place is None else types[place]
    hint = _asked(talk, "Hint", old.hint)
    example = _asked(talk, "Example", old.example)
    lists = {"options": (), "units": (), "columns": ()} | _lists(talk, old, kind)
    word = "y" if old.required else "n"
    required = (talk.line(f"Required, y or n (Enter: {word}):") or word).lower().startswith("y")
    return Field(
        old.id or forms.id_for(label, taken),
        label,
        kind,
        hint,
        required=required,
        example=example,
        retired=old.retired,
        **lists,
    )


def _lists(talk: Talk, old: Field, kind: FieldType) -> dict[str, tuple[str, ...]]:
    """Options, units or columns, whichever the type has."""
    name = {
        FieldType.CHOICE: "options",
        FieldType.CHOICES: "options",
        FieldType.NUMBER: "units",
        FieldType.TABLE: "columns",
    }.get(kind, "")
    if not name:
        return {}
    given = _asked(talk, f"{name.capitalize()}, parted by semicolons", "; ".join(getattr(old, name)))
    return {name: tuple(part.strip() for part in given.split(";") if part.strip())}


def _asked(talk: Talk, what: str, old: str) -> str:
    if old:
        say(labelled(f"{what} now", old))
    given = talk.line(f"{what} {_NOTHING if old else '(Enter for nothing)'}:")
    return old if not given else "" if given == "-" else given


def _now(text: str) -> str:
    return f" (Enter: {text})" if text else ""
