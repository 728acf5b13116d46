"""Write a form as the TOML that `loader` reads."""

from __future__ import annotations

import json

from review_tool.domain.extraction import Field, FieldType, Form


def dump(form: Form) -> str:
    """The form whole, retired fields too; reading it gives the same form."""
    lines = [_pair("id", form.id), _pair("title", form.title), _pair("version", form.version)]
    if form.about:
        lines.append(_pair("about", form.about))
    for field in form.every:
        lines += ["", "[[fields]]", *_field(field)]
    return "\n".join(lines) + "\n"


def _field(field: Field) -> list[str]:
    lines = [_pair("id", field.id), _pair("label", field.label)]
    if field.type is not FieldType.TEXT:
        lines.append(_pair("type", field.type.value))
    lines += [_pair(key, text) for key, text in (("hint", field.hint), ("example", field.example)) if text]
    for key, texts in (("options", field.options), ("units", field.units), ("columns", field.columns)):
        if texts:
            lines.append(f"{key} = [{', '.join(map(_quoted, texts))}]")
    return lines + [f"{key} = true" for key in ("required", "retired") if getattr(field, key)]


def _pair(key: str, text: str) -> str:
    return f"{key} = {_quoted(text)}"


def _quoted(text: str) -> str:
    """A TOML basic string; JSON's escapes are a part of TOML's."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
